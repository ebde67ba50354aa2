"""Likeness of texts by their words: tf-idf over word stems and runs of letters, in an inverted index."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

CONCEPTS = Path(__file__).with_name("concepts.toml")

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Words = Sequence[str]

# Chosen by cross-validation on the phrasings of three sets: stems beat words, pairs of words and runs of five
# letters added nothing, both halves count alike.
_SIZES = (3, 4)
_HALF = 0.5
_ENDING = re.compile(r"(?<=\w{3})(?:(?<!s)s|es|ed|ing|ly)$|(?<=\w{2})ies$")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its commonest English endings (`studies` -> `study`, `matching` -> `match`)."""
    found = _ENDING.search(word)
    if not found or word[-2:] == "ss":
        return word
    return word[: found.start()] + ("y" if found[0] == "ies" else "")


@cache
def concepts(path: Path = CONCEPTS) -> dict[str, tuple[str, ...]]:
    """Stem -> names of the groups of words of one meaning that it is in."""
    found: dict[str, list[str]] = {}
    for line in tomllib.loads(path.read_text(encoding="utf-8"))["same"]:
        words = line.split()
        for root in dict.fromkeys(map(stem, words)):
            found.setdefault(root, []).append(f"={words[0]}")
    return {root: tuple(names) for root, names in found.items()}


@lru_cache(maxsize=50_000)
def meanings(word: str) -> tuple[str, ...]:
    """A word's stem, and the groups of words of one meaning that it is in."""
    root = stem(word)
    return (root, *concepts().get(root, ()))


def terms(words: Words) -> list[str]:
    """The stems of words and their groups."""
    return [term for word in words for term in meanings(word)]


def runs(word: str) -> list[str]:
    """The runs of letters of a word, with a blank on both sides."""
    padded = f" {word} "
    return [padded[i : i + size] for size in _SIZES for i in range(max(1, len(padded) - size + 1))]


class Field:
    """One kind of terms (stems, or runs of letters) of all phrasings: weights and postings.

    A term's weight falls with the number of entries that use it and of everyday lines that do; terms that no
    phrasing has still count in the length of a question, so that a question full of strange words is like
    nothing.
    """

    def __init__(
        self, texts: Sequence[Sequence[str]], entry_of: Ints, everyday: Sequence[Sequence[str]]
    ) -> None:
        self._ids: dict[str, int] = {}
        self._size = len(texts)
        entries = int(entry_of[-1]) + 1 if len(entry_of) else 0
        ids = [[self._ids.setdefault(term, len(self._ids)) for term in text] for text in texts]
        term, row, count = _counted(ids, self._size)
        in_entry = np.unique(term * max(1, entries) + entry_of[row])
        used = np.bincount(in_entry // max(1, entries), minlength=len(self._ids))
        known = [[self._ids[each] for each in text if each in self._ids] for text in everyday]
        self._used = (used + np.bincount(_counted(known, len(everyday))[0], minlength=len(self._ids))).astype(
            float
        )
        self._documents = entries + len(everyday)
        # Of a phrasing that is judged as if new, each term is used once less.
        self._rare = self._rarity(self._used)
        self._rare_as_new = self._rarity(np.maximum(self._used - 1, 0))
        self._rarest = float(self._rarity(np.zeros(1))[0])
        weight = (1 + np.log(count)) * self._rare[term]
        length = np.sqrt(np.bincount(row, weight * weight, minlength=self._size))
        self._starts = np.searchsorted(term, np.arange(len(self._ids) + 1))
        self._rows = row
        self._weights = weight / length[row]
        in_entry = term * max(1, entries) + entry_of[row]
        _, group = np.unique(in_entry, return_inverse=True)
        total = np.bincount(group, self._weights)
        owner = np.zeros(len(total), dtype=np.int64)
        owner[group] = entry_of[row]
        self.squared_sums = np.bincount(owner, total * total, minlength=entries)
        """For each entry the squared length of the sum of its phrasings."""

    def _rarity(self, used: NDArray[np.float64]) -> NDArray[np.float64]:
        rarity: NDArray[np.float64] = np.log((1 + self._documents) / (1 + used)) + 1
        return rarity

    def likeness(self, terms: Iterable[str], own: bool = False) -> NDArray[np.float64]:
        """Cosine of a text to each phrasing; with `own`, it is one of them and judged as if new."""
        counts = Counter(terms)
        if not counts:
            return np.zeros(self._size)
        every = np.array([self._ids.get(term, -1) for term in counts], dtype=np.int64)
        damped = 1 + np.log(np.array(list(counts.values()), dtype=float))
        known = every >= 0
        if not known.any():
            return np.zeros(self._size)
        found = every[known]
        weight = damped[known] * (self._rare_as_new if own else self._rare)[found]
        strange = damped[~known] * self._rarest
        weight /= np.sqrt(weight @ weight + strange @ strange)
        start, lengths = self._starts[found], self._starts[found + 1] - self._starts[found]
        # The positions of all postings of all found terms, in one array.
        ends = np.cumsum(lengths)
        at = np.repeat(start - ends + lengths, lengths) + np.arange(ends[-1])
        products = self._weights[at] * np.repeat(weight, lengths)
        return np.bincount(self._rows[at], weights=products, minlength=self._size).astype(np.float64)

    def rarity_of(self, terms: Iterable[str]) -> list[float]:
        """How rare each term is."""
        ids = self._ids
        return [float(self._rare[ids[term]]) if term in ids else self._rarest for term in terms]


def _counted(texts: Sequence[Sequence[int]], size: int) -> tuple[Ints, Ints, Ints]:
    """Term, text and count of each term in each text, ordered by term, then text."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    terms = np.fromiter(chain.from_iterable(texts), dtype=np.int64, count=int(lengths.sum()))
    keys, counts = np.unique(
        terms * max(1, size) + np.repeat(np.arange(len(texts)), lengths), return_counts=True
    )
    return keys // max(1, size), keys % max(1, size), counts


class Lexical:
    """How like each phrasing a text is by its words, from 0 to 1."""

    def __init__(self, stems: Field, letters: Field, sizes: Ints, spelt: dict[str, list[str]]) -> None:
        self._stems = stems
        self._letters = letters
        self._spelt = spelt
        sums = _HALF * stems.squared_sums + (1 - _HALF) * letters.squared_sums
        self._closeness: Floats = (sums / np.maximum(sizes, 1) ** 2).astype(np.float32)

    @classmethod
    def build(cls, phrasings: Sequence[Words], entry_of: Ints, everyday: Sequence[Words]) -> Self:
        """Index phrasings, which stand in the order of their entries (`entry_of` counts from 0, rising)."""
        spelt: dict[str, list[str]] = {}
        for word in chain.from_iterable(chain(phrasings, everyday)):
            if word not in spelt:
                spelt[word] = runs(word)
        return cls(
            Field(
                [terms(text) for text in phrasings],
                entry_of,
                [terms(text) for text in everyday],
            ),
            Field(
                [[run for w in text for run in spelt[w]] for text in phrasings],
                entry_of,
                [[run for w in text for run in spelt[w]] for text in everyday],
            ),
            np.bincount(entry_of) if len(entry_of) else np.zeros(0, dtype=np.int64),
            spelt,
        )

    def likeness(self, words: Words, own: bool = False) -> Floats:
        """How like each phrasing a text is; with `own` the text is one of the phrasings, judged as if new."""
        by_stem = self._stems.likeness(terms(words), own)
        letters = chain.from_iterable(self._spelt.get(word) or runs(word) for word in words)
        mixed: Floats = (_HALF * by_stem + (1 - _HALF) * self._letters.likeness(letters, own)).astype(
            np.float32
        )
        return mixed

    def likenesses(self, texts: Sequence[Words], own: bool = False) -> Floats:
        """The same for several texts, shape (texts, phrasings)."""
        return np.stack([self.likeness(words, own) for words in texts])

    def closeness(self) -> Floats:
        """For each entry the mean likeness among its phrasings, each with itself included."""
        return self._closeness

    def rarity(self, words: Words) -> list[float]:
        """How rare each word is, by its stem."""
        return self._stems.rarity_of(map(stem, words))
