"""What a command is, and what it receives."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.messages import Reply, Role

if TYPE_CHECKING:
    from bot.commands.work import Work

Run = Callable[["Work"], Awaitable[Reply | None]]


class Kind(StrEnum):
    """What an argument looks like."""

    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Argument:
    """What may follow a command's name; `suggests` offers entries while it is typed."""

    name: str
    description: str
    kind: Kind = Kind.TEXT
    required: bool = False
    suggests: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A row of the table from which help, slash commands and menus are made.

    `summary` is at most 100 characters (Discord's limit). `who` is the role it takes, or None for anyone.
    `personal`: the reply is nobody else's business, so where others read it goes to the direct chat.
    """

    name: str
    summary: str
    run: Run
    argument: Argument | None = None
    who: Role | None = None
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """A row of the table of buttons: the first word of a button's action, and what it does."""

    name: str
    run: Run
    who: Role | None = None
