"""The methods that look at chats, members and files."""

from collections.abc import Callable

from doubles.telegram import access
from doubles.telegram.chats import Chat
from doubles.telegram.files import DOWNLOAD_LIMIT
from doubles.telegram.members import Member
from doubles.telegram.refusals import bad_request
from doubles.telegram.spec import Json
from doubles.telegram.world import World


def _get_chat(world: World, params: Json) -> Json:
    chat = access.chat_to_read(world, params["chat_id"])
    if chat.person is not None and not chat.person.started:
        raise bad_request("chat not found")
    gifts = [
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    ]
    return chat.json | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def _members(world: World, params: Json) -> Chat:
    chat = access.chat_to_read(world, params["chat_id"])
    if chat.moved_to is not None:
        raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to.id)
    return chat


def _get_member(world: World, params: Json) -> Json:
    chat = _members(world, params)
    account = world.accounts.get(params["user_id"])
    if account is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if chat.person is account:
        return Member(account).json(chat.type)
    if (
        chat.type == "channel"
        and account is not world.bot
        and chat.member(world.bot).status != "administrator"
    ):
        raise bad_request("CHAT_ADMIN_REQUIRED")
    return chat.member(account).json(chat.type)


def _get_administrators(world: World, params: Json) -> list[Json]:
    chat = _members(world, params)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    admins = [each for each in chat.members.values() if each.status in {"creator", "administrator"}]
    return [each.json(chat.type) for each in admins if not each.account.is_bot or each.account is world.bot]


def _count_members(world: World, params: Json) -> int:
    chat = _members(world, params)
    return 2 if chat.type == "private" else sum(each.inside for each in chat.members.values())


def _leave(world: World, params: Json) -> bool:
    chat = access.chat_to_read(world, params["chat_id"])
    world.change_member(chat, world.bot, world.bot, Member(world.bot, "left"))
    return True


def _get_file(world: World, params: Json) -> Json:
    stored = world.files.get(params["file_id"])
    if stored.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {
        "file_id": params["file_id"],
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }


METHODS: dict[str, Callable[[World, Json], object]] = {
    "getChat": _get_chat,
    "getChatMember": _get_member,
    "getChatAdministrators": _get_administrators,
    "getChatMemberCount": _count_members,
    "leaveChat": _leave,
    "getFile": _get_file,
}
