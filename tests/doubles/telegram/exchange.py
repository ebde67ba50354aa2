"""What people give to a bot, and what they get from it."""

from dataclasses import dataclass, field

from doubles.telegram.spec import Json


@dataclass(frozen=True, slots=True)
class Answer:
    """What happened when a button was pressed: the bot's notice, or what the button itself does."""

    text: str = ""
    alert: bool = False
    url: str = ""
    copied: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One result of an inline search."""

    id: str
    title: str
    description: str
    query: str
    raw: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that someone sends: `kind` is document, photo, voice, video or audio."""

    name: str
    content: bytes = b"content"
    kind: str = "document"
    mime: str = ""
    size: int = 0
