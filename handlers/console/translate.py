"""A line typed on the console becomes what the core understands."""

import re
from dataclasses import dataclass

from bot.messages import Address, Incoming, Person, Pressed, Said, private_chat

NAME = "console"
HUB = Address(NAME, "mentors")
_LINE = re.compile(r"\s*(?P<who>[^\s:@#]+)(?:@(?P<room>\d{1,15}))?\s*:\s?(?P<text>.*)", re.DOTALL)
_PRESS = re.compile(r"#(\d{1,4})\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """Who types what, in which room (0: the private chat); `button` is the one pressed, or None."""

    who: str
    room: int
    text: str
    button: int | None


def parse(line: str) -> Line | None:
    """Read `name: text`, `name@7: text` or `name: #2`; None when it is none of these."""
    match = _LINE.fullmatch(line.rstrip("\r\n"))
    if match is None:
        return None
    press = _PRESS.fullmatch(match["text"])
    return Line(match["who"], int(match["room"] or 0), match["text"], int(press[1]) if press else None)


def room_address(number: int) -> Address:
    """The room of a thread."""
    return Address(NAME, "room", str(number))


def place_of(line: Line) -> Address:
    """Where the line is said."""
    return room_address(line.room) if line.room else private_chat(NAME, line.who)


def incoming(line: Line, event_id: str, action: str = "") -> Incoming:
    """What the line means: a press when there is an action, else something said."""
    who = Person(NAME, line.who, line.who)
    where = place_of(line)
    private = line.room == 0
    if action:
        return Pressed(event_id=event_id, who=who, where=where, private=private, action=action)
    return Said(event_id=event_id, who=who, where=where, private=private, text=line.text, message_id=event_id)
