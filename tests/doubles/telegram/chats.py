"""Chats, topics and messages: state, and how it is shown in JSON."""

from dataclasses import dataclass, field
from typing import Any

from doubles.telegram.accounts import Account
from doubles.telegram.members import Member
from doubles.telegram.spec import Json

_FILES = ("document", "photo", "voice", "video", "audio", "animation")


@dataclass(eq=False)
class Topic:
    """A forum topic; its id is the id of the service message that opened it."""

    chat: "Chat"
    id: int
    name: str
    icon_color: int
    creator: Account
    closed: bool = False
    deleted: bool = False

    @property
    def messages(self) -> "list[Message]":
        """What was said in it, without service messages."""
        return [message for message in self.chat.messages if message.topic is self]

    @property
    def last(self) -> "Message":
        """The latest message in it."""
        return self.messages[-1]


@dataclass(eq=False)
class Message:
    """A message as it stands now: edits change it in place, `revision` grows with each change."""

    chat: "Chat"
    id: int
    date: int
    sender: Account | None
    content: Json
    topic: Topic | None = None
    reply_to: "Message | None" = None
    keyboard: Json | None = None
    extra: Json = field(default_factory=dict)
    edit_date: int = 0
    reactions: dict[Account, list[Json]] = field(default_factory=dict)
    deleted: bool = False
    revision: int = 0
    service: bool = False

    @property
    def text(self) -> str:
        """The text or the caption."""
        return str(self.content.get("text", self.content.get("caption", "")))

    @property
    def entities(self) -> list[Json]:
        """What is marked in the text or the caption."""
        marked: list[Json] = self.content.get("entities") or self.content.get("caption_entities") or []
        return marked

    @property
    def file(self) -> Json | None:
        """The file object it holds; of a photo the largest size."""
        for kind in _FILES:
            if kind in self.content:
                held: Any = self.content[kind]
                largest: Json = held[-1] if isinstance(held, list) else held
                return largest
        return None

    @property
    def buttons(self) -> list[list[str]]:
        """The labels of its inline keyboard, in rows."""
        return [[button["text"] for button in row] for row in self._rows]

    @property
    def labels(self) -> list[str]:
        """The labels of its inline keyboard, in one list."""
        return [label for row in self.buttons for label in row]

    def button(self, label: str) -> Json:
        """The button with this label; an error that names the others when there is none."""
        for row in self._rows:
            for button in row:
                if button["text"] == label:
                    found: Json = button
                    return found
        raise AssertionError(f"no button {label!r}; there are {self.labels}")

    @property
    def _rows(self) -> list[list[Json]]:
        markup: Json = self.keyboard or {"inline_keyboard": []}
        rows: list[list[Json]] = markup["inline_keyboard"]
        return rows

    def emoji(self, account: Account) -> list[str]:
        """The emoji that someone reacted with."""
        return [reaction["emoji"] for reaction in self.reactions.get(account, []) if "emoji" in reaction]

    def json(self, *, nested: bool = False) -> Json:
        """The `Message` object; a nested one is shown without the message it answers."""
        shown: Json = {"message_id": self.id, "date": self.date, "chat": self.chat.json}
        if self.sender is not None:
            shown["from"] = self.sender.json
        if self.topic is not None:
            shown |= {"message_thread_id": self.topic.id, "is_topic_message": True}
        # A message in a topic that answers nothing is shown as an answer to the topic's opening.
        answered = self.reply_to or (self.chat.all_messages.get(self.topic.id) if self.topic else None)
        if (
            answered
            and not nested
            and not answered.deleted
            and answered is not self
            and "external_reply" not in self.extra
        ):
            shown["reply_to_message"] = answered.json(nested=True)
        if self.edit_date:
            shown["edit_date"] = self.edit_date
        if self.keyboard:
            shown["reply_markup"] = self.keyboard
        content = {key: value for key, value in self.content.items() if value != [] or key == "photo"}
        return shown | content | self.extra


@dataclass(eq=False)
class Chat:
    """A chat of any type; `moved_to` is the supergroup that a group became."""

    id: int
    type: str
    title: str = ""
    username: str = ""
    is_forum: bool = False
    person: Account | None = None
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    all_messages: dict[int, Message] = field(default_factory=dict)
    moved_to: "Chat | None" = None
    # In a forum, 1 is the General topic.
    next_message: int = 2

    @property
    def messages(self) -> list[Message]:
        """What stands in it now, oldest first, without service messages."""
        return [
            message for message in self.all_messages.values() if not message.deleted and not message.service
        ]

    @property
    def last(self) -> Message:
        """The latest message in it."""
        messages = self.messages
        if not messages:
            raise AssertionError(f"nothing was said in {self}")
        return messages[-1]

    def member(self, account: Account) -> Member:
        """Someone's standing here; `left` for those who never came."""
        return self.members.get(account.id) or Member(account, "left")

    def topic(self, name: str) -> Topic:
        """The topic with this name that was opened last."""
        for topic in reversed(self.topics.values()):
            if topic.name == name and not topic.deleted:
                return topic
        raise AssertionError(f"no topic {name!r}; there are {[each.name for each in self.topics.values()]}")

    @property
    def json(self) -> Json:
        """The `Chat` object."""
        shown: Json = {"id": self.id, "type": self.type}
        person = self.person
        if person is not None:
            optional = {"first_name": person.name, "last_name": person.last_name, "username": person.username}
        else:
            optional = {"title": self.title, "username": self.username}
        shown |= {key: value for key, value in optional.items() if value}
        return shown | ({"is_forum": True} if self.is_forum else {})

    def __str__(self) -> str:
        return f"the chat with {self.person.name}" if self.person else f"{self.type} {self.title!r}"
