"""From the likeness to each phrasing to a score for each entry, also with a phrasing left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from bot.matching.calibration import Array
from bot.matching.lexical import Field, Floats, Ints, Words, stem
from bot.matching.question import Part, Question

# So much of its answer's words: they know what the phrasings forgot.
_ANSWER = 0.6
# Of so many asking parts the height is taken; those at the end of a story are what it is told for.
_ASKING = 3
_TINY = 1e-9
_REMEMBERED = 8
# From this likeness on a text is a known phrasing, if no other entry has one within this distance.
_SAME = 0.85
_APART = 0.1


class Likeness(Protocol):
    """One way to tell how like two texts are: by their words, or by an encoder's vectors."""

    def likeness(self, words: Words, own: bool = False) -> Floats:
        """How like each phrasing a text is, up to 1; with `own` it is one of them, judged as if new."""

    def likenesses(self, texts: Sequence[Words], own: bool = False) -> Floats:
        """The same for several texts, shape (texts, phrasings)."""

    def closeness(self) -> Floats:
        """For each entry the mean likeness among its phrasings, each with itself included."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One phrasing, by its place, that is judged as if it were not there."""

    row: int
    entry: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the phrasings of each entry stand among all phrasings: the first one's place, and how many."""

    starts: Ints
    sizes: Ints

    @classmethod
    def of(cls, phrasings: Sequence[Sequence[object]]) -> "Rows":
        """The places of phrasings that are given by entry."""
        sizes: Ints = np.array([len(each) for each in phrasings], dtype=np.int64)
        return cls(np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64), sizes)

    @property
    def entry_of(self) -> Ints:
        """For each phrasing the number of its entry, rising."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes).astype(np.int64)


class View:
    """The entries as one way of telling likeness sees them: by their best phrasing and by their centroid."""

    def __init__(self, rows: Rows, likeness: Likeness, weight: float, best: float) -> None:
        self.weight = weight
        """How much this view counts beside the others."""
        # One judgement asks for the same texts several times: for scores, for what is nearest, for why.
        self.likeness = lru_cache(_REMEMBERED)(likeness.likeness)
        self._likeness = likeness
        self._rows = rows
        self._best = best
        self._centre = np.sqrt(np.maximum(likeness.closeness(), 1e-3)).astype(float)

    def of(self, words: Words, left_out: LeftOut | None = None) -> Array:
        """The score of each entry."""
        scores: Array = self._of(self.likeness(words, left_out is not None)[None], [left_out])[0]
        return scores

    def of_many(self, texts: Sequence[Words], left_out: Sequence[LeftOut] | None) -> Array:
        """The scores of each entry for each text, shape (texts, entries); all texts are left out, or none."""
        likeness = self._likeness.likenesses(texts, left_out is not None)
        return self._of(likeness, left_out or [None] * len(texts))

    def _of(self, likeness: Floats, left_out: Sequence[LeftOut | None]) -> Array:
        likeness = likeness.astype(float)
        best = np.maximum.reduceat(likeness, self._rows.starts, axis=1)
        centre = np.add.reduceat(likeness, self._rows.starts, axis=1) / self._rows.sizes / self._centre
        for number, phrasing in enumerate(left_out):
            if phrasing:
                at = number, phrasing.entry
                best[at], centre[at] = self._without(likeness[number], phrasing)
        scores: Array = self._best * best + (1 - self._best) * centre
        return scores

    def _without(self, likeness: Array, left_out: LeftOut) -> tuple[float, float]:
        """Best phrasing and centroid of an entry when one of its phrasings is not there."""
        start, size = self._rows.starts[left_out.entry], int(self._rows.sizes[left_out.entry])
        if size == 1:
            return 0.0, 0.0
        others = np.delete(likeness[start : start + size], left_out.row - start)
        # Of the centroid's squared length, take away the phrasing's likeness to all, itself counted once.
        squared = (size * self._centre[left_out.entry]) ** 2 - 2 * others.sum() - 1
        length = np.sqrt(max(squared, size - 1.0)) / (size - 1)
        return float(others.max()), float(others.mean() / length)


class Scores:
    """The phrasings of all entries, and the score of each entry for a text."""

    def __init__(
        self,
        rows: Rows,
        answers: Field,
        views: Mapping[str, View],
    ) -> None:
        self.rows = rows
        self._answers = answers
        self._views = views

    def of(self, question: Question, left_out: LeftOut | None = None) -> Array:
        """The score of each entry for the whole text, raised to the height of its best asking part.

        The whole story tells which of several likely entries it is, the question in it how sure we are.
        """
        whole = self._of_words(question.words, left_out)
        if len(question.parts) <= 1:
            return whole
        height = highest = float(whole.max())
        for part in question.asking[-_ASKING:]:
            height = max(height, float(self._of_words(part.words, left_out).max()))
        raised: Array = whole * (height / max(highest, _TINY))
        return raised

    def of_part(self, part: Part, left_out: LeftOut | None = None) -> Array:
        """The score of each entry for one part of a text."""
        return self._of_words(part.words, left_out)

    def of_many(self, texts: Sequence[Words], left_out: Sequence[LeftOut] | None = None) -> Array:
        """The scores of each entry for each of several whole texts, shape (texts, entries)."""
        scores = _ANSWER * np.stack([self._answers.likeness(map(stem, words)) for words in texts])
        for view in self._views.values():
            scores = scores + view.weight * view.of_many(texts, left_out)
        return scores

    def _of_words(self, words: Words, left_out: LeftOut | None) -> Array:
        scores: Array = _ANSWER * self._answers.likeness(map(stem, words))
        for view in self._views.values():
            scores = scores + view.weight * view.of(words, left_out)
        return scores

    def parts_of(self, words: Words, entry: int) -> dict[str, float]:
        """What the score of one entry for some words is made of, by name."""
        parts = {name: view.weight * float(view.of(words)[entry]) for name, view in self._views.items()}
        return parts | {"answer": _ANSWER * float(self._answers.likeness(map(stem, words))[entry])}

    def nearest(self, words: Words, entry: int) -> int:
        """Which phrasing of an entry is most like the words, counted within the entry."""
        start = self.rows.starts[entry]
        own = slice(start, start + self.rows.sizes[entry])
        likeness = sum(view.weight * view.likeness(words, False)[own] for view in self._views.values())
        return int(np.argmax(likeness))

    def known(self, words: Words, entry: int, left_out: LeftOut | None = None) -> bool:
        """Whether the words are nearly one of the entry's phrasings, and like no other entry's so much."""
        likeness = self._views["words"].likeness(words, left_out is not None).astype(float)
        if left_out:
            likeness[left_out.row] = 0.0
        best = np.maximum.reduceat(likeness, self.rows.starts)
        own = best[entry]
        best[entry] = 0.0
        return bool(own >= _SAME and own - best.max(initial=0.0) >= _APART)
