"""What the matcher needs of an encoder."""

from collections.abc import Sequence
from typing import Protocol

from bot.matching.lexical import Floats, Ints, Words
from bot.matching.scores import Likeness


class Understands(Protocol):
    """Tells what texts mean: an encoder with what it has encoded."""

    def likeness(self, phrasings: Sequence[Words], entry_of: Ints) -> Likeness:
        """The likeness to phrasings, of which each belongs to the entry with this number."""

    def learn(self, texts: Sequence[Words]) -> Floats:
        """The vectors of texts that are learned from."""

    def vectors(self, texts: Sequence[Words]) -> Floats:
        """The vectors of texts that people write."""
