"""What the core and the platforms exchange: frozen values, ids always strings, text always CommonMark.

Text that a person typed enters a CommonMark text only through `bot.escaping`, so that it can never become
markup, a link, or a mention.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person may do beyond asking."""

    MENTOR = "mentor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Address:
    """A place that a message can be sent to, on one platform.

    `chat_id` is the platform's own id of a chat or channel; a person's private chat is `private:<user id>`
    on every platform. `topic_id` names a part of a chat (a Telegram forum topic), else it is empty.
    """

    platform: str
    chat_id: str
    topic_id: str = ""


def private_chat(platform: str, user_id: str) -> Address:
    """The address of a person's direct chat with the bot."""
    return Address(platform, f"private:{user_id}")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on one platform, as the platform names them."""

    platform: str
    user_id: str
    name: str


@dataclass(frozen=True, slots=True)
class File:
    """A file kept on the platform where it was sent; its adapter fetches it by `ref`."""

    platform: str
    ref: str
    name: str
    size: int
    mime: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Something that happened on a platform; `event_id` is unique there, and the same when told again."""

    event_id: str
    who: Person
    where: Address
    private: bool
    """True where only this person and the bot read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Incoming):
    """A message, or a command (`text` starts with `/name`, without the bot's own name)."""

    text: str
    message_id: str = ""
    reply_to: str = ""
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed(Incoming):
    """A button was pressed; `action` is what the core put into it, `message_id` the message that holds it."""

    action: str
    message_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted(Incoming):
    """A form was filled in (only platforms with `forms`)."""

    action: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(Incoming):
    """A message now reads differently."""

    message_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted(Incoming):
    """A message was deleted by its author."""

    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked(Incoming):
    """Someone is still typing: autocomplete of the argument of `command`, or Telegram's inline mode."""

    text: str
    limit: int = 10
    command: str = ""


class Style(StrEnum):
    """How a button stands out, where the platform can show it."""

    PLAIN = ""
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A button: either `action` (at most 60 bytes of ASCII, comes back in `Pressed`) or `url`."""

    label: str
    action: str = ""
    url: str = ""
    style: Style = Style.PLAIN


Buttons = tuple[tuple[Button, ...], ...]
"""Rows of buttons. At most five rows of five."""


@dataclass(frozen=True, slots=True)
class Form:
    """One text field that the person is asked to fill in; comes back as `Submitted(action, text)`.

    A platform with `forms` shows it as a dialog. Elsewhere the core itself asks in the chat and takes the
    next message as the answer.
    """

    action: str
    title: str
    label: str
    value: str = ""
    max_length: int = 4000


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person who caused an event sees at once.

    `replace`: shown in place of the message whose button was pressed, where the platform can.
    `public`: shown to everybody in the place; otherwise only to the person, where the platform can.
    `receipt`: a mere "got it": may be shown as a reaction to the person's message instead.
    `notice`: short enough for a passing notice beside the pressed button, where the platform has one.
    `delivery`: the outbox item to mark as delivered once it is shown; 0 when there is none.
    """

    text: str
    buttons: Buttons = ()
    replace: bool = False
    public: bool = False
    receipt: bool = False
    notice: bool = False
    form: Form | None = None
    delivery: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One offer to someone who is typing: an entry's id and title; text and buttons for inline mode."""

    key: str
    title: str
    summary: str
    text: str
    buttons: Buttons = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A message to be sent to a place. `nonce` is the same for each try of the same delivery."""

    where: Address
    text: str
    buttons: Buttons = ()
    reply_to: str = ""
    files: tuple[File, ...] = ()
    nonce: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A thread as it stands in a mentors' channel; shown anew or, with `message_id`, changed where it stands.

    `title` is short plain text for places that need one (a forum post, a topic); `tags` are the topic and
    the state in words, for forums with tags.
    """

    where: Address
    number: int
    title: str
    text: str
    buttons: Buttons = ()
    tags: tuple[str, ...] = ()
    message_id: str = ""
    nonce: str = ""
    open: bool = True
    """False once the thread has ended: a forum post may be archived."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where mentors see one thread: its address, and the message that answers hang on in a plain group."""

    where: Address
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class RoomRequest:
    """Open (or find again, or recreate) the room of a thread for the mentor who claimed it.

    `hub` is the mentors' channel, `card` the id of the thread's card there (empty when there is none),
    `mentor` the claiming mentor's user id, `current` the room as it was last known.
    """

    hub: Address
    number: int
    title: str
    card: str
    mentor: str
    current: Room | None = None
    nonce: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """A place and the last message of a person in it that the core has stored."""

    where: Address
    message_id: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `doctor`: what was checked, whether it is well, and what to do if not."""

    what: str
    ok: bool
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A folder of the FAQ that people can name: its id, its name, and what it holds in a line."""

    id: str
    name: str
    summary: str = field(default="")
