"""Ways of scoring entries that were tried, each on phrasings that its fold has not seen.

What is kept is `Recipe()`; other recipes change one thing. Everything is made anew in each fold from the
phrasings that remain: weights of words, the pressing of vectors, a head.
"""

import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.trial import Source
from bot.matching.building import everyday_lines
from bot.matching.encoder.likeness import _pressing, _unit, text_of
from bot.matching.encoder.model import WIDTH
from bot.matching.lexical import Field, Ints, Lexical, Words, runs, stem, terms
from bot.matching.matchable import asked
from bot.matching.question import take_apart
from bot.matching.text import Language, clean, sentences

FOLDS = 5

Table = NDArray[np.float64]
Floats = NDArray[np.float32]
VectorsOf = Callable[[Sequence[str]], Floats]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How entries are scored, and what the chance hangs on."""

    meaning: float = 0.75
    """How much meaning counts beside words; `best` and `best_meant`: of each, the best phrasing."""
    best: float = 0.5
    best_meant: float = 0.3
    pressed: bool = True
    answer: float = 0.6
    """How much words of the answer count."""
    answer_as_phrasing: bool = False
    without_titles: bool = False
    with_typos: bool = False
    """Whether each phrasing is learned from once more with a slip of the finger in it."""
    texts: str = "read"
    """What is encoded: the words as they are `read`, the `raw` text, or the mean of both vectors."""
    idf: tuple[float, float] = (1.0, 1.0)
    """The power of the rarity of words on the question's and on the phrasings' side."""
    head: float = 0.0
    """How much a linear head counts beside the centroid, trained from it on in so many `steps`; with none, by
    least squares."""
    steps: int = 20
    hubs: float = 0.0
    """How much is taken from entries that are like everything."""
    parts: str = "raised"
    """Of a story: the `whole`; its order `raised` to its best part; the best of whole and parts (`most`)."""
    features: str = "share odds"
    nobody: float = 0.25


@dataclass(frozen=True, slots=True)
class Asked:
    """Texts to score: as typed and as read; in `part` what is asked in them, when they are stories."""

    raw: Sequence[str]
    words: Sequence[Words]
    part: "Asked | None" = None


def asked_of(raw: Sequence[str], language: Language, part: Asked | None = None) -> Asked:
    """Texts, read."""
    return Asked(raw, [take_apart(text, language).words for text in raw], part)


def with_slip(text: str) -> str:
    """The text with one of its longer words mistyped, always the same way."""
    words = text.split()
    long = [i for i, word in enumerate(words) if len(word) > 3]
    chance = random.Random(zlib.crc32(text.encode()))
    if long:
        at = chance.choice(long)
        word = words[at]
        place = chance.randrange(1, len(word) - 1)
        middle = chance.choice(["", word[place + 1] + word[place], word[place] * 2])
        words[at] = (
            word[:place] + middle + word[place + (2 if len(middle) == 2 and middle[0] != middle[1] else 1) :]
        )
    return " ".join(words)


class Fold:
    """The phrasings of all entries but every fifth, and what scores entries by them."""

    def __init__(self, source: Source, number: int, vectors_of: VectorsOf) -> None:
        entries, language = source.entries, source.language
        self._language = language
        self._vectors_of = vectors_of
        self._everyday = [line.words for line in everyday_lines(language)]
        self._answers = [[stem(word) for word in language.tokens(clean(entry.text))] for entry in entries]
        self._first_sentences = [(sentences(clean(entry.text)) or [""])[0] for entry in entries]
        self._titles = {entry.title for entry in entries}
        self._kept: list[tuple[int, str]] = []
        self.held_out: list[tuple[int, str]] = []
        for entry, own in enumerate(map(asked, entries)):
            for place, text in enumerate(own):
                held = len(own) > 1 and (place + entry) % FOLDS == number
                (self.held_out if held else self._kept).append((entry, text))
        # Two phrasings of which both fall into this fold: one is kept.
        present = {entry for entry, _ in self._kept}
        for at in [at for at in self.held_out if at[0] not in present]:
            self.held_out.remove(at)
            self._kept.append(at)
        self._kept.sort(key=lambda at: at[0])
        self._made: dict[object, object] = {}

    def scores(self, recipe: Recipe, texts: Asked) -> Table:
        """The score of each entry for each text, shape (texts, entries)."""
        whole = self._of_words(recipe, texts)
        if texts.part is None or recipe.parts == "whole":
            return whole
        part = self._of_words(recipe, texts.part)
        if recipe.parts == "most":
            return np.maximum(whole, part)
        height = np.maximum(whole.max(1), part.max(1)) / np.maximum(whole.max(1), 1e-9)
        raised: Table = whole * height[:, None]
        return raised

    def _of_words(self, recipe: Recipe, texts: Asked) -> Table:
        rows = self._rows(recipe)
        entry_of = np.array([entry for entry, _ in rows], dtype=np.int64)
        starts = np.flatnonzero(np.diff(entry_of, prepend=-1))
        sizes = np.bincount(entry_of)

        def middle(likeness: Table, closeness: Table) -> Table:
            means: Table = np.add.reduceat(likeness, starts, axis=1) / sizes
            return means / np.sqrt(np.maximum(closeness, 1e-3))

        lexical, answers = self._lexical(recipe, rows, entry_of)
        by_words = self._once(
            ("words", recipe.idf, rows, id(texts)),
            lambda: np.stack([lexical.likeness(words) for words in texts.words]).astype(float),
        )
        worded = recipe.best * np.maximum.reduceat(by_words, starts, axis=1)
        worded = worded + (1 - recipe.best) * middle(by_words, lexical.closeness().astype(float))
        learned, pressing = self._learned(recipe, rows, entry_of)
        vectors = _unit(self._vectors(recipe, texts) @ pressing)
        by_meaning = np.maximum(vectors @ learned.T, 0).astype(float)
        blocks = np.split(learned, starts[1:])
        closeness = np.array([np.maximum(block @ block.T, 0).mean() for block in blocks], dtype=float)
        centre = middle(by_meaning, closeness)
        if recipe.head:
            head = self._once(
                ("head", recipe, rows), lambda: _head(learned, entry_of, starts, sizes, recipe.steps)
            )
            centre = (1 - recipe.head) * centre + recipe.head * np.maximum(vectors @ head.T, 0)
        meant = recipe.best_meant * np.maximum.reduceat(by_meaning, starts, axis=1)
        meant = meant + (1 - recipe.best_meant) * centre
        scores: Table = recipe.meaning * meant + (1 - recipe.meaning) * worded
        if recipe.answer and any(self._answers):
            said = self._once(
                ("answer", id(texts)),
                lambda: np.stack([answers.likeness(map(stem, words)) for words in texts.words]),
            )
            scores = scores + recipe.answer * said
        if recipe.hubs:
            # How like an entry is to the phrasings of all others, by its centroid.
            hub = np.maximum(learned @ learned.T, 0).mean(1)
            often = np.add.reduceat(hub, starts) / sizes
            scores = scores - recipe.hubs * (often - often.mean())
        return scores

    def _rows(self, recipe: Recipe) -> tuple[tuple[int, str], ...]:
        rows = self._kept
        if recipe.without_titles:
            otherwise = {entry for entry, text in rows if text not in self._titles}
            rows = [at for at in rows if at[1] not in self._titles or at[0] not in otherwise]
        if recipe.with_typos:
            rows = [*rows, *((entry, with_slip(text)) for entry, text in rows)]
        if recipe.answer_as_phrasing:
            rows = [*rows, *((entry, text) for entry, text in enumerate(self._first_sentences) if text)]
        return tuple(sorted(rows, key=lambda at: at[0]))

    def _lexical(
        self, recipe: Recipe, rows: Sequence[tuple[int, str]], entry_of: Ints
    ) -> tuple[Lexical, Field]:
        def make() -> tuple[Lexical, Field]:
            phrasings = asked_of([text for _, text in rows], self._language).words
            lexical = powered(phrasings, entry_of, self._everyday, recipe.idf)
            lines = [[stem(word) for word in line] for line in self._everyday]
            return lexical, Field(self._answers, np.arange(len(self._answers)), lines)

        return self._once(("lexical", recipe.idf, rows), make)

    def _learned(
        self, recipe: Recipe, rows: Sequence[tuple[int, str]], entry_of: Ints
    ) -> tuple[Floats, Floats]:
        def make() -> tuple[Floats, Floats]:
            vectors = self._vectors(recipe, asked_of([text for _, text in rows], self._language))
            pressing = _pressing(vectors, entry_of) if recipe.pressed else np.eye(WIDTH, dtype=np.float32)
            return _unit(vectors @ pressing), pressing

        return self._once(("learned", recipe.texts, recipe.pressed, rows), make)

    def _vectors(self, recipe: Recipe, texts: Asked) -> Floats:
        read, raw = [text_of(words) for words in texts.words], list(texts.raw)
        if recipe.texts == "both":
            return _unit(self._vectors_of(read) + self._vectors_of(raw))
        return self._vectors_of(raw if recipe.texts == "raw" else read)

    def _once(self, key: object, make: Callable[[], Made]) -> Made:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]  # type: ignore[return-value]


def _head(learned: Floats, entry_of: Ints, starts: Ints, sizes: Ints, steps: int) -> Floats:
    """A direction for each entry, from its centroid on moved away from what others would take from it."""
    first = _unit(np.add.reduceat(learned, starts, axis=0))
    found = first
    if not steps:
        # In one step: least squares, entries with many phrasings not counting more than others.
        each = learned / np.sqrt(sizes[entry_of])[:, None]
        spread = each.T @ each
        spread += np.eye(WIDTH, dtype=np.float32) * np.trace(spread) / WIDTH
        return _unit(np.linalg.solve(spread, first.T).T)
    right = np.eye(len(sizes), dtype=np.float32)[entry_of]
    # Entries with few phrasings keep their centroid: six, of which a fold holds one or two.
    moved = (sizes >= 4)[:, None] * 0.2 / sizes[:, None]
    for _ in range(steps):
        likeness = learned @ found.T / 0.1
        share = np.exp(likeness - likeness.max(1, keepdims=True))
        share /= share.sum(1, keepdims=True)
        found = _unit(found + moved * ((right - share).T @ learned) + 0.02 * (first - found))
    return found


class _Powered(Field):
    """Terms whose rarity is raised to one power in questions and to another in phrasings."""

    def __init__(
        self, texts: Sequence[Words], entry_of: Ints, everyday: Sequence[Words], idf: tuple[float, float]
    ) -> None:
        question, self._power = idf
        super().__init__(texts, entry_of, everyday)
        self._power = question
        self._rare = self._rarity(self._used)
        self._rarest = float(self._rarity(np.zeros(1))[0])

    def _rarity(self, used: Table) -> Table:
        rarity: Table = super()._rarity(used) ** self._power
        return rarity


def powered(
    phrasings: Sequence[Words], entry_of: Ints, everyday: Sequence[Words], idf: tuple[float, float]
) -> Lexical:
    """As `Lexical.build`, with powers of rarity."""

    def letters(texts: Sequence[Words]) -> list[list[str]]:
        return [list(chain.from_iterable(map(runs, words))) for words in texts]

    stems = _Powered(
        [terms(words) for words in phrasings], entry_of, [terms(words) for words in everyday], idf
    )
    return Lexical(
        stems, _Powered(letters(phrasings), entry_of, letters(everyday), idf), np.bincount(entry_of), {}
    )
