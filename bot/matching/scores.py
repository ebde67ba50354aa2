"""From the likeness to each phrasing to a score for each entry, also with a phrasing left out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

import numpy as np

from bot.matching.calibration import Array, features
from bot.matching.lexical import Field, Floats, Ints, Lexical, Words, meanings, stem
from bot.matching.question import Part, Question

# Half the best phrasing, half the centroid.
_BEST = 0.5
# And so much of its answer's words: they know what the phrasings forgot.
_ANSWER = 0.6
# A part that asks nothing counts a little less than one that asks.
_BACKGROUND = 0.85
# From this likeness on a text is a known phrasing, if no other entry has one within this distance.
_SAME = 0.85
_APART = 0.1
# Of a text of several parts, how much the whole counts beside the best part.
_WHOLE = 0.5


class Likeness(Protocol):
    """One way to tell how like two texts are; an encoder's vectors can be a second one."""

    def likeness(self, words: Words, own: bool = False) -> Floats:
        """How like each phrasing a text is, up to 1; with `own` it is one of them, judged as if new."""

    def closeness(self) -> Floats:
        """For each entry the mean likeness among its phrasings, each with itself included."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """The weighted mean of two ways to tell likeness."""

    first: Likeness
    second: Likeness
    weight: float

    def likeness(self, words: Words, own: bool = False) -> Floats:
        """The mean of both."""
        one, two = self.first.likeness(words, own), self.second.likeness(words, own)
        mean: Floats = (1 - self.weight) * one + self.weight * two
        return mean

    def closeness(self) -> Floats:
        """The mean of both."""
        mean: Floats = (1 - self.weight) * self.first.closeness() + self.weight * self.second.closeness()
        return mean


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One phrasing, by its place, that is judged as if it were not there."""

    row: int
    entry: int


class Scores:
    """The phrasings of all entries, and the score of each entry for a text."""

    def __init__(
        self, phrasings: Sequence[Sequence[Words]], answers: Field, lexical: Lexical, likeness: Likeness
    ) -> None:
        self.sizes: Ints = np.array([len(each) for each in phrasings], dtype=np.int64)
        self.starts: Ints = np.concatenate(([0], np.cumsum(self.sizes)[:-1])).astype(np.int64)
        self._answers = answers
        self._lexical = lexical
        self._likeness = likeness
        self._centre = np.sqrt(np.maximum(likeness.closeness(), 1e-3)).astype(float)
        self._used = [
            Counter(chain.from_iterable({m for word in words for m in meanings(word)} for words in each))
            for each in phrasings
        ]

    def of(self, question: Question, left_out: LeftOut | None = None) -> Array:
        """The score of each entry: of its best part, mixed with that of the whole text.

        The best part decides how sure we are, the whole story which of several likely entries it is.
        """
        whole = self._of_words(question.words, left_out)
        if len(question.parts) <= 1:
            return whole
        best = whole
        for part in question.parts:
            weight = 1.0 if part.asks else _BACKGROUND
            best = np.maximum(best, weight * self._of_words(part.words, left_out))
        stretch = float(best.max()) / max(float(whole.max()), 1e-9)
        together: Array = (1 - _WHOLE) * best + _WHOLE * stretch * whole
        return together

    def of_part(self, part: Part, left_out: LeftOut | None = None) -> Array:
        """The score of each entry for one part of a text."""
        return self._of_words(part.words, left_out)

    def _of_words(self, words: Words, left_out: LeftOut | None) -> Array:
        likeness = self._likeness.likeness(words, own=left_out is not None).astype(float)
        best = np.maximum.reduceat(likeness, self.starts)
        mean = np.add.reduceat(likeness, self.starts) / self.sizes
        centre = mean / self._centre
        if left_out:
            entry = left_out.entry
            best[entry], centre[entry] = self._without(likeness, left_out)
        answered = self._answers.likeness(map(stem, words))
        scores: Array = _BEST * best + (1 - _BEST) * centre + _ANSWER * answered
        return scores

    def _without(self, likeness: Array, left_out: LeftOut) -> tuple[float, float]:
        """Best phrasing and centroid of an entry when one of its phrasings is not there."""
        start, size = self.starts[left_out.entry], int(self.sizes[left_out.entry])
        if size == 1:
            return 0.0, 0.0
        others = np.delete(likeness[start : start + size], left_out.row - start)
        # Of the centroid's squared length, take away the phrasing's likeness to all, itself counted once.
        squared = (size * self._centre[left_out.entry]) ** 2 - 2 * others.sum() - 1
        length = np.sqrt(max(squared, size - 1.0)) / (size - 1)
        return float(others.max()), float(others.mean() / length)

    def covered(self, words: Words, entry: int, left_out: LeftOut | None = None) -> float:
        """How much of the words, weighed by rarity, the entry's phrasings use, in these or like words."""
        stems = list(dict.fromkeys(map(stem, words)))
        if not stems:
            return 0.0
        spare = 1 if left_out and left_out.entry == entry else 0
        rarity = self._lexical.rarity(stems)
        used = self._used[entry]
        fits = (any(used[each] > spare for each in meanings(root)) for root in stems)
        return sum(r for r, fit in zip(rarity, fits, strict=True) if fit) / sum(rarity)

    def case(self, question: Question, scores: Array, entry: int, left_out: LeftOut | None = None) -> Array:
        """What the chance of an entry hangs on; words count where they are covered best."""
        covered = self.covered(question.words, entry, left_out)
        if len(question.parts) > 1:
            asked = (part.words for part in question.asking)
            covered = max(covered, *(self.covered(words, entry, left_out) for words in asked))
        return features(scores, entry, covered)

    def nearest(self, words: Words, entry: int) -> int:
        """Which phrasing of an entry is most like the words, counted within the entry."""
        start = self.starts[entry]
        likeness = self._likeness.likeness(words)[start : start + self.sizes[entry]]
        return int(likeness.argmax())

    def known(self, words: Words, entry: int, left_out: LeftOut | None = None) -> bool:
        """Whether the words are nearly one of the entry's phrasings, and like no other entry's so much."""
        likeness = self._likeness.likeness(words, own=left_out is not None).astype(float)
        if left_out:
            likeness[left_out.row] = 0.0
        best = np.maximum.reduceat(likeness, self.starts)
        own = best[entry]
        best[entry] = 0.0
        return bool(own >= _SAME and own - best.max(initial=0.0) >= _APART)
