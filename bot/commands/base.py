"""What a command is, and what it receives."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.messages import Choice, Reply, Role

if TYPE_CHECKING:
    from bot.commands.library import Library
    from bot.commands.work import Work

Run = Callable[["Work"], Awaitable[Reply | None]]
Offers = Callable[["Library", str, int, date], tuple[Choice, ...]]
"""What to offer to somebody who is typing an argument: library, words so far, how many, the present day."""


class Kind(StrEnum):
    """What an argument looks like."""

    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Argument:
    """What may follow a command's name; `suggests` offers entries as it is typed, or what `offers` gives."""

    name: str
    description: str
    kind: Kind = Kind.TEXT
    required: bool = False
    suggests: bool = False
    offers: Offers | None = None


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
