"""What `doctor` says of Telegram: token, updates, privacy mode, inline mode, the mentors' chat."""

from collections.abc import Sequence

from telegram import ChatFullInfo, ChatMember, ChatMemberAdministrator, Update, User
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.errors import TryLater, Undeliverable
from bot.messages import Address, Finding
from handlers.telegram.client import NETWORK_ADVICE, REFUSED_ADVICE, Bot
from handlers.telegram.line import Line
from handlers.telegram.members import inside

_CHAT = "Telegram mentors' chat"
_ADMIN = "Make the bot an administrator of the mentors' group"
_OURS = Finding("Telegram updates: come to this program", ok=True)
_CONTESTED = Finding(
    "Telegram updates: another program fetches them",
    ok=False,
    advice="Stop the other program, or revoke the token at @BotFather and set the new one",
)


def unusable(error: TelegramError) -> Finding:
    """Why nothing could be asked at all."""
    if isinstance(error, InvalidToken):
        return Finding("Telegram token: refused", ok=False, advice=REFUSED_ADVICE)
    return Finding("Telegram cannot be reached", ok=False, advice=NETWORK_ADVICE)


async def findings(line: Line, hub: Address | None, *, contested: bool | None = None) -> list[Finding]:
    """Check everything that can be asked.

    `contested` is for a started platform, which fetches the updates itself and knows whether others do too.
    """
    me = await line.bot.get_me()
    found = [Finding(f"Telegram token: @{me.username}", ok=True)]
    pending: Sequence[Update] = ()
    if contested is None:
        updates, pending = await _updates(line.bot)
    else:
        updates = _CONTESTED if contested else _OURS
    found.append(updates)
    chat, member, of_chat = await _mentors_chat(line, hub, pending)
    found += of_chat
    found.append(_privacy(me, member))
    if chat is not None and member is not None:
        found += _rights(chat, member)
    found.append(inline_mode(me))
    return found


async def _updates(bot: Bot) -> tuple[Finding, Sequence[Update]]:
    """Whether updates reach this program; those that wait are looked at but not confirmed."""
    try:
        if (await bot.get_webhook_info()).url:
            advice = (
                "The bot removes it when it starts; stop the program that sets it, or it will set it again"
            )
            return Finding("Telegram updates: go to a webhook", ok=False, advice=advice), ()
        pending = await bot.get_updates(timeout=0)
    except Conflict:
        return _CONTESTED, ()
    except TelegramError:
        return Finding("Telegram updates: cannot be asked for", ok=False, advice="Try again in a minute"), ()
    return _OURS, pending


async def _mentors_chat(
    line: Line, hub: Address | None, pending: Sequence[Update]
) -> tuple[ChatFullInfo | None, ChatMember | None, list[Finding]]:
    if hub is None:
        advice = f"Set telegram.mentor_chat to the group's id{_seen(pending)}"
        return None, None, [Finding(f"{_CHAT}: not set", ok=False, advice=advice)]
    try:
        chat = await line.ask(hub, line.bot.get_chat)
        member = await line.ask(hub, lambda number: line.bot.get_chat_member(number, line.bot.id))
    except Undeliverable:
        advice = f"Add the bot to the group and check telegram.mentor_chat{_seen(pending)}"
        return None, None, [Finding(f"{_CHAT}: {hub.chat_id} is not known", ok=False, advice=advice)]
    except TryLater:
        return None, None, [Finding(f"{_CHAT}: cannot be asked", ok=False, advice="Try again in a minute")]
    if chat.type not in {ChatType.GROUP, ChatType.SUPERGROUP}:
        advice = "Name a group; a channel or a private chat cannot be used"
        return None, None, [Finding(f"{_CHAT}: is a {chat.type}", ok=False, advice=advice)]
    if not inside(member):
        return (
            None,
            None,
            [Finding(f"{_CHAT}: the bot is not in it", ok=False, advice="Add the bot to the group")],
        )
    kind = "a forum, one topic for each thread" if chat.is_forum else "a group, threads by reply"
    found = [Finding(f"{_CHAT}: {kind}", ok=True)]
    if line.chat(hub) != int(hub.chat_id):
        advice = f"Set telegram.mentor_chat to {line.chat(hub)}"
        found.append(Finding(f"{_CHAT}: the group has a new id", ok=False, advice=advice))
    return chat, member, found


def _seen(pending: Sequence[Update]) -> str:
    """The groups that wrote lately, to choose the right id from."""
    chats = [update.effective_chat for update in pending]
    groups = {chat.id: chat.title or "" for chat in chats if chat and chat.type != ChatType.PRIVATE}
    if not groups:
        return (
            ". To see the ids of groups here, add the bot to the group, write /start there, run doctor again"
        )
    return ". Groups that wrote lately: " + ", ".join(f"{chat} ({title})" for chat, title in groups.items())


def _privacy(me: User, member: ChatMember | None) -> Finding:
    """In the mentors' group the bot must read everything."""
    if member is not None and _is_admin(member):
        return Finding("Telegram privacy mode: the bot is an administrator of the mentors' chat", ok=True)
    if me.can_read_all_group_messages:
        return Finding("Telegram privacy mode: off", ok=True)
    advice = (
        f"{_ADMIN}; or @BotFather, /setprivacy, Disable, then remove the bot from the group and add it again"
    )
    return Finding("Telegram privacy mode: on, mentors' messages are not seen", ok=False, advice=advice)


def _rights(chat: ChatFullInfo, member: ChatMember) -> list[Finding]:
    if not _is_admin(member):
        what = "Telegram rights: the bot is a plain member, so it is not told who leaves the mentors' chat"
        return [Finding(what, ok=False, advice=_ADMIN)]
    if not chat.is_forum:
        return [Finding("Telegram rights: administrator", ok=True)]
    if isinstance(member, ChatMemberAdministrator) and not member.can_manage_topics:
        advice = "Allow the bot to manage topics; until then threads are answered by reply in the group"
        return [Finding("Telegram rights: topics cannot be opened", ok=False, advice=advice)]
    return [Finding("Telegram rights: administrator, manages topics", ok=True)]


def inline_mode(me: User) -> Finding:
    """Whether `@bot words` works in other chats."""
    if me.supports_inline_queries:
        return Finding("Telegram inline mode: on", ok=True)
    return Finding("Telegram inline mode: off", ok=False, advice="@BotFather, /setinline, choose the bot")


def _is_admin(member: ChatMember) -> bool:
    return member.status in {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR}
