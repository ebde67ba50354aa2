"""The methods that change, delete, or react to messages."""

from collections.abc import Callable

from doubles.telegram import access, text
from doubles.telegram.chats import Message
from doubles.telegram.keyboards import read_keyboard
from doubles.telegram.refusals import bad_request, violation
from doubles.telegram.sending import text_content
from doubles.telegram.spec import Json
from doubles.telegram.world import World

_TWO_DAYS = 48 * 60 * 60
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def _rewrite(world: World, params: Json, message: Message, content: Json) -> Json | bool:
    keyboard = read_keyboard(params)
    if content == message.content and keyboard == message.keyboard:
        raise bad_request(_UNCHANGED)
    world.rewrite(message, content, keyboard)
    return True if "inline_message_id" in params else message.json()


def _edit_text(world: World, params: Json) -> Json | bool:
    content = text_content(params)
    message = access.edited(world, params)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _rewrite(world, params, message, content)


def _edit_caption(world: World, params: Json) -> Json | bool:
    message = access.edited(world, params)
    if message.file is None:
        raise bad_request("there is no caption in the message to edit")
    kept = {
        key: value for key, value in message.content.items() if key not in {"caption", "caption_entities"}
    }
    if params.get("caption"):
        shown, entities = text.read_text(params, field="caption", entities="caption_entities")
        kept |= {"caption": shown, "caption_entities": entities}
    return _rewrite(world, params, message, kept)


def _edit_markup(world: World, params: Json) -> Json | bool:
    message = access.edited(world, params)
    return _rewrite(world, params, message, message.content)


def _delete(world: World, params: Json) -> bool:
    message = access.message_to(world, "delete", params["chat_id"], params["message_id"], write=True)
    _must_be_deletable(world, message)
    world.delete(message)
    return True


def _delete_several(world: World, params: Json) -> bool:
    ids: list[int] = params["message_ids"]
    if not 1 <= len(ids) <= 100:
        raise violation("1 to 100 messages can be deleted at once")
    chat = access.chat_to_write(world, params["chat_id"])
    # Those that are gone already are passed over in silence.
    standing = [
        chat.all_messages[each]
        for each in ids
        if each in chat.all_messages and not chat.all_messages[each].deleted
    ]
    for message in standing:
        _must_be_deletable(world, message)
    for message in standing:
        world.delete(message)
    return True


def _must_be_deletable(world: World, message: Message) -> None:
    member = message.chat.member(world.bot)
    if message.chat.type != "private" and member.may("can_delete_messages"):
        return
    if message.sender is not world.bot and message.chat.type != "private":
        raise bad_request("message can't be deleted")
    if world.now - message.date > _TWO_DAYS:
        raise bad_request("message can't be deleted for everyone")


def _react(world: World, params: Json) -> bool:
    message = access.message_to(world, "react", params["chat_id"], params["message_id"])
    reactions: list[Json] = params.get("reaction", [])
    if len(reactions) > 1:
        raise violation("REACTIONS_TOO_MANY")
    if any(reaction["type"] == "paid" for reaction in reactions):
        raise violation("REACTION_INVALID")
    message.reactions[world.bot] = reactions
    world.touch(message)
    return True


METHODS: dict[str, Callable[[World, Json], object]] = {
    "editMessageText": _edit_text,
    "editMessageCaption": _edit_caption,
    "editMessageReplyMarkup": _edit_markup,
    "deleteMessage": _delete,
    "deleteMessages": _delete_several,
    "setMessageReaction": _react,
}
