"""Which chat, topic or message a request means, and whether the bot may do that there."""

from doubles.telegram.chats import Chat, Message, Topic
from doubles.telegram.refusals import Refusal, bad_request, forbidden
from doubles.telegram.spec import Json
from doubles.telegram.world import World

_KINDS = {"group": "group", "supergroup": "supergroup", "channel": "channel"}
GENERAL_TOPIC = 1


def find_chat(world: World, ref: int | str) -> Chat:
    """A chat by its id or `@name`."""
    if isinstance(ref, int):
        chat = world.chats.get(ref)
    else:
        name = ref.removeprefix("@").lower()
        named = (
            each for each in world.chats.values() if each.type in {"supergroup", "channel"} and each.username
        )
        chat = next((each for each in named if each.username.lower() == name), None)
    if chat is None:
        raise bad_request("chat not found")
    return chat


def chat_to_read(world: World, ref: int | str) -> Chat:
    """A chat that the bot may look into."""
    chat = find_chat(world, ref)
    if chat.type in {"supergroup", "channel"}:
        _must_be_inside(world, chat)
    return chat


def chat_to_write(world: World, ref: int | str) -> Chat:
    """A chat that the bot may write in."""
    chat = find_chat(world, ref)
    if chat.person is not None:
        _must_reach(chat)
    elif chat.moved_to is not None:
        raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to.id)
    else:
        _must_be_inside(world, chat)
        _must_have_voice(world, chat)
    return chat


def topic_to_write(world: World, chat: Chat, thread_id: int | None) -> Topic | None:
    """The topic that a message goes to; ids mean nothing in a chat without topics."""
    if not thread_id or not (chat.is_forum or chat.type == "private"):
        return None
    topic = chat.topics.get(thread_id)
    broken = chat.type == "private" and (world.private_topics_broken or not world.private_topics)
    if topic is None or topic.deleted or thread_id == GENERAL_TOPIC or broken:
        raise bad_request("message thread not found")
    return topic


def must_be_open(world: World, chat: Chat, topic: Topic | None) -> None:
    """Refuse when the topic is closed and the bot does not manage topics."""
    if topic is not None and topic.closed and chat.type != "private" and not manages_topics(world, chat):
        raise bad_request("TOPIC_CLOSED")


def manages_topics(world: World, chat: Chat) -> bool:
    """Whether the bot has the right to manage topics."""
    return chat.type == "private" or chat.member(world.bot).may("can_manage_topics")


def message_to(world: World, what: str, ref: int | str, message_id: int, *, write: bool = False) -> Message:
    """A message that the bot wants to do something to; `what` is "edit", "delete" and so on."""
    chat = chat_to_write(world, ref) if write else chat_to_read(world, ref)
    return existing(chat, message_id, f"message to {what} not found")


def existing(chat: Chat, message_id: int, missing: str) -> Message:
    """A message that still stands; a 400 with that text otherwise."""
    message = chat.all_messages.get(message_id)
    if message is None or message.deleted:
        raise bad_request(missing)
    return message


def edited(world: World, params: Json) -> Message:
    """The message that an editing request means."""
    inline = params.get("inline_message_id")
    if inline is not None:
        if inline not in world.inline_messages:
            raise bad_request("MESSAGE_ID_INVALID")
        return world.inline_messages[inline]
    if "chat_id" not in params or "message_id" not in params:
        raise Refusal(400, "Bad Request: message identifier is not specified", violation=True)
    message = message_to(world, "edit", params["chat_id"], params["message_id"], write=True)
    if message.sender is not world.bot and message.chat.type != "channel":
        raise bad_request("message can't be edited")
    return message


def _must_reach(chat: Chat) -> None:
    person = chat.person
    if person is None or person.is_bot:
        raise forbidden("bot can't send messages to bots")
    if person.deactivated:
        raise forbidden("user is deactivated")
    if not person.started:
        raise forbidden("bot can't initiate conversation with a user")
    if person.blocked:
        raise forbidden("bot was blocked by the user")


def _must_be_inside(world: World, chat: Chat) -> None:
    member = chat.member(world.bot)
    if member.status == "kicked":
        raise forbidden(f"bot was kicked from the {_KINDS[chat.type]} chat")
    if not member.inside:
        raise forbidden(f"bot is not a member of the {_KINDS[chat.type]} chat")


def _must_have_voice(world: World, chat: Chat) -> None:
    member = chat.member(world.bot)
    if chat.type == "channel" and not member.may("can_post_messages"):
        raise bad_request("need administrator rights in the channel chat")
    if member.status == "restricted" and "can_send_messages" not in member.rights:
        raise bad_request("not enough rights to send text messages to the chat")
