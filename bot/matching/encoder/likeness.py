"""How like texts are by their vectors: the second way of telling likeness, beside that by words."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.matching.encoder.model import WIDTH, Floats

Ints = NDArray[np.int64]
Words = Sequence[str]
VectorsOf = Callable[[Sequence[Words]], Floats]

# As kept: half the room, and the error is a hundredth of the network's own.
_KEPT = np.float16
# Texts of questions that are remembered: one judgement asks for the same ones several times.
_REMEMBERED = 64
# How hard the directions are pressed in which an entry's phrasings differ. Chosen by leaving phrasings out:
# between 5 and 20 it hardly matters, below it learns the phrasings by heart.
_PRESS = 10.0
_TINY = 1e-9


class Encodes(Protocol):
    """What makes vectors of texts."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """A vector of length 1 for each text."""


def text_of(words: Words) -> str:
    """What the encoder reads of a text that has been taken apart: its words, with short forms read."""
    return " ".join(words)


class Meaning:
    """The likeness of texts to the phrasings of all entries, by their vectors.

    What the phrasings of one entry differ in tells nothing about which entry is meant: along those directions
    the vectors are pressed together first (within-class covariance normalisation, Hatch and others 2006).
    """

    def __init__(self, vectors_of: VectorsOf, vectors: Floats, entry_of: Ints) -> None:
        self._vectors_of = vectors_of
        self._press = _pressing(vectors, entry_of)
        self._vectors = _unit(vectors @ self._press)
        self._closeness = _closeness(self._vectors, entry_of)

    def likeness(self, words: Words, own: bool = False) -> Floats:
        """How like each phrasing a text is, from 0 to 1.

        With `own` the text is one of the phrasings: for these vectors that makes no difference.
        """
        likeness: Floats = self.likenesses([words], own)[0]
        return likeness

    def likenesses(self, texts: Sequence[Words], own: bool = False) -> Floats:
        """The same for several texts, shape (texts, phrasings)."""
        del own
        pressed = _unit(self._vectors_of(texts) @ self._press)
        likeness: Floats = np.maximum(pressed @ self._vectors.T, 0)
        return likeness

    def closeness(self) -> Floats:
        """For each entry the mean likeness among its phrasings, each with itself included."""
        return self._closeness


class Encodings:
    """Vectors of texts, of which some are known already; given to `Index.build(meaning=…)`.

    What `known` (vectors by text, as bytes) lacks of the texts to learn from is encoded and put into `new`,
    to be kept by the caller: an edit then costs only the phrasings that changed. Questions of people are
    never put there; the last few are remembered while the index lives.
    """

    def __init__(self, encoder: Encodes, known: Mapping[str, bytes]) -> None:
        self._known = known
        self.new: dict[str, bytes] = {}
        self._encoder = encoder
        self._asked = lru_cache(_REMEMBERED)(lambda text: encoder.encode([text])[0])

    def likeness(self, phrasings: Sequence[Words], entry_of: Ints) -> Meaning:
        """The likeness to phrasings, of which each belongs to the entry with this number."""
        return Meaning(self.vectors, self.learn(phrasings), entry_of)

    def learn(self, texts: Sequence[Words]) -> Floats:
        """The vectors of texts that are learned from, shape (texts, 384)."""
        read = [text_of(words) for words in texts]
        missing = [text for text in dict.fromkeys(read) if text not in self._known and text not in self.new]
        made = self._encoder.encode(missing).astype(_KEPT)
        self.new.update((text, vector.tobytes()) for text, vector in zip(missing, made, strict=True))
        kept = b"".join(self._known.get(text) or self.new[text] for text in read)
        return np.frombuffer(kept, dtype=_KEPT).reshape(-1, WIDTH).astype(np.float32)

    def vectors(self, texts: Sequence[Words]) -> Floats:
        """The vectors of texts that people write, shape (texts, 384)."""
        read = [text_of(words) for words in texts]
        found = [self._known.get(text) or self.new.get(text) for text in read]
        return np.array(
            [
                self._asked(text) if kept is None else np.frombuffer(kept, dtype=_KEPT)
                for text, kept in zip(read, found, strict=True)
            ],
            dtype=np.float32,
        )


def _pressing(vectors: Floats, entry_of: Ints) -> Floats:
    """The matrix, shape (384, 384), that presses the directions in which an entry's phrasings differ."""
    starts = _starts(entry_of)
    spare = len(vectors) - len(starts)
    if spare <= 0:
        return np.eye(WIDTH, dtype=np.float32)
    means = np.add.reduceat(vectors, starts, axis=0) / np.bincount(entry_of)[:, None]
    apart = (vectors - means[entry_of]).astype(np.float32)
    spread, directions = np.linalg.eigh((apart.T @ apart / spare).astype(np.float64))
    # Few phrasings tell little about 384 directions: the fewer, the less is pressed.
    spread += spread.mean() * (_PRESS + 2 * WIDTH / spare) + _TINY
    pressing: Floats = ((directions / np.sqrt(spread)) @ directions.T).astype(np.float32)
    return pressing


def _unit(vectors: Floats) -> Floats:
    unit: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _TINY)
    return unit.astype(np.float32)


def _starts(entry_of: Ints) -> Ints:
    return np.flatnonzero(np.diff(entry_of, prepend=-1))


def _closeness(vectors: Floats, entry_of: Ints) -> Floats:
    """For each entry the mean likeness of its vectors to one another, each to itself included."""
    blocks = np.split(vectors, _starts(entry_of)[1:]) if len(vectors) else []
    return np.array([np.maximum(block @ block.T, 0).mean() for block in blocks], dtype=np.float32)
