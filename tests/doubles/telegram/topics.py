"""The methods of forum topics."""

from collections.abc import Callable

from doubles.telegram import access
from doubles.telegram.chats import Chat, Topic
from doubles.telegram.refusals import bad_request, violation
from doubles.telegram.spec import Json
from doubles.telegram.world import TOPIC_COLOR, World

_COLORS = (TOPIC_COLOR, 16766590, 13338331, 9367192, 16749490, 16478047)


def _forum(world: World, params: Json) -> Chat:
    chat = access.chat_to_write(world, params["chat_id"])
    if not chat.is_forum and not (chat.type == "private" and world.private_topics):
        raise bad_request("the chat is not a forum")
    return chat


def _topic(world: World, params: Json, verb: str) -> Topic:
    chat = _forum(world, params)
    topic = chat.topics.get(params["message_thread_id"])
    if topic is None or topic.deleted:
        raise bad_request("TOPIC_ID_INVALID")
    allowed = (
        chat.member(world.bot).may("can_delete_messages")
        if verb == "delete"
        else access.manages_topics(world, chat)
    )
    if not allowed and topic.creator is not world.bot and chat.type != "private":
        raise bad_request(f"not enough rights to {verb} the topic")
    return topic


def _name(params: Json) -> str:
    name: str = params["name"].strip()
    if not 1 <= len(name) <= 128:
        raise violation("a topic's name has 1 to 128 characters")
    return name


def _create(world: World, params: Json) -> Json:
    name = _name(params)
    color = params.get("icon_color", TOPIC_COLOR)
    if color not in _COLORS:
        raise violation("this color is none of the six that topics can have")
    chat = _forum(world, params)
    if not access.manages_topics(world, chat):
        raise bad_request("not enough rights to create a topic")
    topic = world.open_topic(chat, name, world.bot, color)
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}


def _edit(world: World, params: Json) -> bool:
    topic = _topic(world, params, "edit")
    name = _name(params) if params.get("name") else topic.name
    if name == topic.name and "icon_custom_emoji_id" not in params:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = name
    world.change_topic(topic, world.bot, {"forum_topic_edited": {"name": name}})
    return True


def _set_closed(closed: bool) -> Callable[[World, Json], bool]:
    def change(world: World, params: Json) -> bool:
        topic = _topic(world, params, "edit")
        if topic.closed == closed:
            raise bad_request("TOPIC_NOT_MODIFIED")
        topic.closed = closed
        world.change_topic(topic, world.bot, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})
        return True

    return change


def _delete(world: World, params: Json) -> bool:
    world.delete_topic(_topic(world, params, "delete"))
    return True


METHODS: dict[str, Callable[[World, Json], object]] = {
    "createForumTopic": _create,
    "editForumTopic": _edit,
    "closeForumTopic": _set_closed(True),
    "reopenForumTopic": _set_closed(False),
    "deleteForumTopic": _delete,
}
