"""Telegram's updates in the core's words; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from telegram import CallbackQuery, InlineQuery, Message, MessageEntity, User
from telegram.constants import ChatType

from bot.messages import Address, Edited, Looked, Person, Pressed, Said, private_chat
from handlers.telegram.files import files_of

PLATFORM = "telegram"
INLINE_LIMIT = 20
# What cannot be relayed is named, so that nobody waits for an answer to something never seen.
_NAMED = (
    "poll",
    "venue",
    "location",
    "contact",
    "game",
    "dice",
    "story",
    "checklist",
    "paid_media",
    "giveaway",
    "invoice",
)


@dataclass(frozen=True, slots=True)
class Me:
    """The bot's own account, the mentors' chat, and how the core knows a chat (groups can get new ids)."""

    id: int
    username: str
    mentor_chat: str
    known: Callable[[int], str] = str


def person(user: User) -> Person:
    """Who it was."""
    return Person(PLATFORM, str(user.id), user.full_name or user.username or str(user.id))


def place(message: Message, me: Me) -> Address:
    """Where it was said; the General topic of a forum is the group itself."""
    if message.chat.type == ChatType.PRIVATE:
        return private_chat(PLATFORM, str(message.chat.id))
    topic = str(message.message_thread_id) if message.is_topic_message and message.message_thread_id else ""
    return Address(PLATFORM, me.known(message.chat.id), topic)


def nameless(message: Message) -> bool:
    """True for anonymous admins, channels and automatic forwards: nobody whose rights could be checked."""
    return message.sender_chat is not None or bool(message.is_automatic_forward)


def said(update_id: int, message: Message, me: Me) -> Said | None:
    """A message, or None when it is not for the bot."""
    who, text = message.from_user, _words(message, me)
    files = files_of(message)
    if who is None or text is None or not (text or files):
        return None
    return Said(
        event_id=f"u{update_id}",
        who=person(who),
        where=place(message, me),
        private=message.chat.type == ChatType.PRIVATE,
        text=text,
        message_id=str(message.message_id),
        reply_to=_answered(message),
        files=files,
    )


def edited(update_id: int, message: Message, me: Me) -> Edited | None:
    """How a message reads now, or None when it is not for the bot; a live location's moves are no edits."""
    who, text = message.from_user, _words(message, me)
    if who is None or text is None or message.location is not None:
        return None
    return Edited(
        event_id=f"u{update_id}",
        who=person(who),
        where=place(message, me),
        private=message.chat.type == ChatType.PRIVATE,
        message_id=str(message.message_id),
        text=text,
    )


def pressed(update_id: int, query: CallbackQuery, me: Me) -> Pressed | None:
    """A press; one under an inline answer in a chat without the bot goes on in the private chat."""
    if query.data is None or query.from_user.is_bot:
        return None
    message, private = query.message, True
    where, message_id = private_chat(PLATFORM, str(query.from_user.id)), ""
    if message is not None:
        message_id = str(message.message_id)
        private = message.chat.type == ChatType.PRIVATE
        if isinstance(message, Message):
            where = place(message, me)
        elif not private:
            where = Address(PLATFORM, me.known(message.chat.id))
    return Pressed(
        event_id=f"u{update_id}",
        who=person(query.from_user),
        where=where,
        private=private,
        action=query.data,
        message_id=message_id,
    )


def looked(update_id: int, query: InlineQuery) -> Looked:
    """An inline search; what is picked can be read by others."""
    return Looked(
        event_id=f"u{update_id}",
        who=person(query.from_user),
        where=private_chat(PLATFORM, str(query.from_user.id)),
        private=False,
        text=query.query.strip(),
        limit=INLINE_LIMIT,
    )


def _words(message: Message, me: Me) -> str | None:
    """The text as the core reads it; None when the message is not for the bot."""
    via_us = message.via_bot is not None and message.via_bot.id == me.id
    if message.from_user is None or message.from_user.is_bot or nameless(message) or via_us:
        return None
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities
    command = next((e for e in entities if e.type == MessageEntity.BOT_COMMAND and e.offset == 0), None)
    if command:
        # Commands are ASCII, so their length needs no counting of UTF-16 units.
        name, _, addressee = text[: command.length].partition("@")
        ours = not addressee or addressee.lower() == me.username.lower()
        return f"{name} {text[command.length :].strip()}".rstrip() if ours else None
    text = " ".join(filter(None, (text, _label(message))))
    if message.chat.type == ChatType.PRIVATE or me.known(message.chat.id) == me.mentor_chat:
        return text
    mention = next((e for e in entities if _names(text, e, me)), None)
    rest = _without(text, mention) if mention else text
    replied = message.reply_to_message if _answered(message) else None
    if replied and replied.from_user and replied.from_user.id == me.id:
        return rest
    return f"/ask {rest}".rstrip() if mention else None


def _names(text: str, entity: MessageEntity, me: Me) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    return entity.type == MessageEntity.MENTION and _part(text, entity).lower() == f"@{me.username}".lower()


def _part(text: str, entity: MessageEntity) -> str:
    """What an entity covers; Telegram counts UTF-16 units."""
    return text.encode("utf-16-le")[entity.offset * 2 : (entity.offset + entity.length) * 2].decode(
        "utf-16-le"
    )


def _without(text: str, entity: MessageEntity) -> str:
    units = text.encode("utf-16-le")
    before, after = units[: entity.offset * 2], units[(entity.offset + entity.length) * 2 :]
    return " ".join(filter(None, (part.decode("utf-16-le").strip() for part in (before, after))))


def _answered(message: Message) -> str:
    """The message that this one replies to; messages of a topic seem to reply to the topic's beginning."""
    replied = message.reply_to_message
    if replied is None or (message.is_topic_message and replied.message_id == message.message_thread_id):
        return ""
    return str(replied.message_id)


def _label(message: Message) -> str:
    """A word in brackets for what can't be relayed as it is."""
    if message.sticker:
        return f"[sticker {message.sticker.emoji or ''}".rstrip() + "]"
    if message.dice:
        return f"[dice {message.dice.emoji}]"
    kinds: Sequence[str] = [name for name in _NAMED if getattr(message, name, None)]
    return f"[{kinds[0].replace('_', ' ')}]" if kinds else ""
