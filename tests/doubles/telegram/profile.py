"""The methods about the bot itself: who it is, its commands, its descriptions."""

import json
import re
from collections.abc import Callable

from doubles.telegram import access
from doubles.telegram.accounts import Account
from doubles.telegram.chats import Chat
from doubles.telegram.refusals import violation
from doubles.telegram.spec import Json
from doubles.telegram.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_DEFAULT: Json = {"type": "default"}


def _get_me(world: World, _: Json) -> Json:
    return world.bot.json | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": world.private_topics,
        "allows_users_to_create_topics": world.private_topics,
    }


def _log_out(world: World, _: Json) -> bool:
    world.logged_out = True
    return True


def _close(_world: World, _: Json) -> bool:
    return True


def _key(world: World, params: Json) -> tuple[str, str, str]:
    scope = params.get("scope", _DEFAULT)
    if "chat_id" in scope:
        scope = {**scope, "chat_id": access.chat_to_read(world, scope["chat_id"]).id}
    return "commands", json.dumps(scope, sort_keys=True), params.get("language_code", "")


def _set_commands(world: World, params: Json) -> bool:
    commands: list[Json] = params["commands"]
    if len(commands) > 100:
        raise violation("BOT_COMMANDS_TOO_MUCH")
    if not all(_COMMAND.fullmatch(each["command"].removeprefix("/")) for each in commands):
        raise violation("BOT_COMMAND_INVALID")
    if not all(1 <= len(each["description"]) <= 256 for each in commands):
        raise violation("BOT_COMMAND_DESCRIPTION_INVALID")
    world.profile[_key(world, params)] = commands
    world.changes.notify()
    return True


def _get_commands(world: World, params: Json) -> object:
    return world.profile.get(_key(world, params), [])


def _delete_commands(world: World, params: Json) -> bool:
    world.profile.pop(_key(world, params), None)
    world.changes.notify()
    return True


def menu(world: World, account: Account, chat: Chat) -> list[str]:
    """The commands that someone is offered in a chat: the narrowest scope wins, their language first."""
    group = chat.type != "private"
    admin = chat.member(account).status in {"creator", "administrator"}
    scopes: list[Json] = [{"type": "chat_member", "chat_id": chat.id, "user_id": account.id}] if group else []
    scopes += [{"type": "chat_administrators", "chat_id": chat.id}] if admin else []
    scopes += [{"type": "chat", "chat_id": chat.id}]
    scopes += [{"type": "all_chat_administrators"}] if admin else []
    scopes += [{"type": "all_group_chats" if group else "all_private_chats"}, _DEFAULT]
    for scope in scopes:
        for language in dict.fromkeys([account.language, ""]):
            found = world.profile.get(("commands", json.dumps(scope, sort_keys=True), language))
            if found:
                return [each["command"] for each in found]
    return []


def _set_words(name: str, limit: int) -> Callable[[World, Json], bool]:
    def change(world: World, params: Json) -> bool:
        words = params.get(name, "")
        if len(words) > limit:
            raise violation(f"{name} is longer than {limit} characters")
        world.profile[name, "", params.get("language_code", "")] = words
        world.changes.notify()
        return True

    return change


def _get_words(name: str) -> Callable[[World, Json], Json]:
    def read(world: World, params: Json) -> Json:
        fallback = world.profile.get((name, "", ""), world.bot.name if name == "name" else "")
        return {name: world.profile.get((name, "", params.get("language_code", ""))) or fallback}

    return read


METHODS: dict[str, Callable[[World, Json], object]] = {
    "getMe": _get_me,
    "logOut": _log_out,
    "close": _close,
    "setMyCommands": _set_commands,
    "getMyCommands": _get_commands,
    "deleteMyCommands": _delete_commands,
    "setMyName": _set_words("name", 64),
    "getMyName": _get_words("name"),
    "setMyDescription": _set_words("description", 512),
    "getMyDescription": _get_words("description"),
    "setMyShortDescription": _set_words("short_description", 120),
    "getMyShortDescription": _get_words("short_description"),
}
