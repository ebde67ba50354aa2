"""What the matcher needs of an entry."""

from collections.abc import Sequence
from typing import Protocol


class Matchable(Protocol):
    """What can be matched to questions."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def title(self) -> str:
        """Its own question; may be empty."""

    @property
    def phrasings(self) -> Sequence[str]:
        """How people ask it."""

    @property
    def text(self) -> str:
        """Its answer."""

    @property
    def stakes(self) -> str:
        """`high` when a wrong answer does special harm."""

    @property
    def care(self) -> bool:
        """Whether it answers distress, or what is not ours."""


def asked(entry: Matchable) -> tuple[str, ...]:
    """What an entry is asked by: its phrasings, and its title as one more."""
    return tuple(text for text in (*entry.phrasings, entry.title) if any(map(str.isalnum, text)))
