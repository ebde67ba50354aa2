"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.messages import Button, Buttons
from bot.wording import asking as say

T = TypeVar("T")
_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """What one page shows, its number and how many there are, and the row of buttons that turn to others."""

    shown: Sequence[T]
    number: int
    pages: int
    turns: Buttons


def page_of(items: Sequence[T], typed: str, size: int, action: str) -> Page[T]:
    """The page that was asked for; what is no number is the first, what is too high the last.

    A turning button's action is `action`, a colon, and the page's number.
    """
    pages = max(1, -(-len(items) // size))
    asked = int(typed) if typed.isdecimal() and len(typed) <= _DIGITS else 1
    number = min(max(asked, 1), pages)
    turns = []
    if number > 1:
        turns.append(Button(say.BACK, f"{action}:{number - 1}"))
    if number < pages:
        turns.append(Button(say.MORE, f"{action}:{number + 1}"))
    rows: Buttons = (tuple(turns),) if turns else ()
    return Page(items[(number - 1) * size : number * size], number, pages, rows)
