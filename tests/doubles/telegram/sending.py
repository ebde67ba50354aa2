"""The methods that put new messages into a chat."""

from collections.abc import Callable
from dataclasses import dataclass

from doubles.telegram import access, files, text
from doubles.telegram.chats import Chat, Message, Topic
from doubles.telegram.keyboards import read_keyboard
from doubles.telegram.refusals import bad_request, violation
from doubles.telegram.spec import Json
from doubles.telegram.world import World

_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a new message goes, and what it answers."""

    chat: Chat
    topic: Topic | None
    reply_to: Message | None
    extra: Json


def destination(world: World, params: Json) -> Destination:
    """The place that a sending request names, checked."""
    chat = access.chat_to_write(world, params["chat_id"])
    topic = access.topic_to_write(world, chat, params.get("message_thread_id"))
    answered = _answered(world, chat, params.get("reply_parameters"))
    extra: Json = {"has_protected_content": True} if params.get("protect_content") else {}
    if answered is not None:
        # Without a topic of its own, an answer goes to the topic of what it answers.
        topic = topic or (answered.topic if answered.chat is chat else None)
        if "quote" in params["reply_parameters"]:
            extra["quote"] = text.quoted(answered.text, params["reply_parameters"]["quote"])
    access.must_be_open(world, chat, topic)
    if answered is not None and (answered.chat is not chat or answered.topic is not topic):
        extra["external_reply"] = {
            "origin": _origin(answered),
            "chat": answered.chat.json,
            "message_id": answered.id,
        }
        answered = None
    return Destination(chat, topic, answered, extra)


def _answered(world: World, chat: Chat, reply: Json | None) -> Message | None:
    if reply is None:
        return None
    where = access.chat_to_read(world, reply["chat_id"]) if "chat_id" in reply else chat
    message = where.all_messages.get(reply["message_id"])
    if message is not None and not message.deleted:
        return message
    if reply.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _origin(message: Message) -> Json:
    if message.sender is None:
        return {"type": "channel", "date": message.date, "chat": message.chat.json, "message_id": message.id}
    return {"type": "user", "date": message.date, "sender_user": message.sender.json}


def _put(world: World, params: Json, content: Json, extra: Json | None = None) -> Message:
    keyboard = read_keyboard(params)
    place = destination(world, params)
    sender = None if place.chat.type == "channel" else world.bot
    more = {"sender_chat": place.chat.json} if sender is None else {}
    return world.post(
        place.chat,
        sender,
        content,
        topic=place.topic,
        reply_to=place.reply_to,
        keyboard=keyboard,
        extra={**place.extra, **more, **(extra or {})},
    )


def text_content(params: Json, *, field: str = "text") -> Json:
    """The text part of a message, from a request or from an inline result."""
    shown, entities = text.read_text(params, field=field)
    options = params.get("link_preview_options")
    return {"text": shown, "entities": entities} | ({"link_preview_options": options} if options else {})


def _caption(params: Json) -> Json:
    if not params.get("caption"):
        return {}
    shown, entities = text.read_text(params, field="caption", entities="caption_entities")
    return {"caption": shown, "caption_entities": entities} if shown else {}


def _send_message(world: World, params: Json) -> Json:
    return _put(world, params, text_content(params)).json()


def _send_file(kind: str) -> Callable[[World, Json], Json]:
    def send(world: World, params: Json) -> Json:
        caption = _caption(params)
        destination(world, params)
        return _put(world, params, files.shown(world.files.take(kind, params[kind])) | caption).json()

    return send


def _send_media_group(world: World, params: Json) -> list[Json]:
    media: list[Json] = params["media"]
    kinds = {each["type"] for each in media}
    if not 2 <= len(media) <= 10:
        raise violation("an album holds 2 to 10 files")
    if len(kinds) > 1 and kinds & {"audio", "document"}:
        raise violation("documents and audio files can be grouped with their own kind only")
    captions = [_caption(each) for each in media]
    destination(world, params)
    taken = [files.shown(world.files.take(each["type"], each["media"])) for each in media]
    album = {"media_group_id": str(world.new_id())}
    return [
        _put(world, params, content | caption, album).json()
        for content, caption in zip(taken, captions, strict=True)
    ]


def _send_chat_action(world: World, params: Json) -> bool:
    if params["action"] not in _ACTIONS:
        raise violation("wrong parameter action in request")
    chat = access.chat_to_write(world, params["chat_id"])
    topic = access.topic_to_write(world, chat, params.get("message_thread_id"))
    world.actions.append((chat, topic, params["action"]))
    world.changes.notify()
    return True


def _source(world: World, params: Json, message_id: int, verb: str) -> Message:
    message = access.message_to(world, verb, params["from_chat_id"], message_id)
    if message.extra.get("has_protected_content") or message.service:
        raise bad_request(f"the message can't be {'forwarded' if verb == 'forward' else 'copied'}")
    return message


def _forward(world: World, params: Json, message_id: int) -> Message:
    message = _source(world, params, message_id, "forward")
    origin = message.extra.get("forward_origin") or _origin(message)
    place = {key: value for key, value in params.items() if key != "reply_markup"}
    return _put(world, place, message.content, {"forward_origin": origin})


def _forward_message(world: World, params: Json) -> Json:
    return _forward(world, params, params["message_id"]).json()


def _forward_messages(world: World, params: Json) -> list[Json]:
    return [{"message_id": _forward(world, params, each).id} for each in params["message_ids"]]


def _copy(world: World, params: Json, message_id: int) -> Json:
    message = _source(world, params, message_id, "copy")
    content = message.content
    if "caption" in params and "text" not in content:
        kept = {key: value for key, value in content.items() if key not in {"caption", "caption_entities"}}
        content = kept | _caption(params)
    return {"message_id": _put(world, params, content).id}


def _copy_message(world: World, params: Json) -> Json:
    return _copy(world, params, params["message_id"])


def _copy_messages(world: World, params: Json) -> list[Json]:
    return [_copy(world, params, each) for each in params["message_ids"]]


METHODS: dict[str, Callable[[World, Json], object]] = {
    "sendMessage": _send_message,
    "sendPhoto": _send_file("photo"),
    "sendDocument": _send_file("document"),
    "sendVoice": _send_file("voice"),
    "sendVideo": _send_file("video"),
    "sendAudio": _send_file("audio"),
    "sendAnimation": _send_file("animation"),
    "sendMediaGroup": _send_media_group,
    "sendChatAction": _send_chat_action,
    "forwardMessage": _forward_message,
    "forwardMessages": _forward_messages,
    "copyMessage": _copy_message,
    "copyMessages": _copy_messages,
}
