"""Despair and thoughts of death in words that no rule foresaw: logistic regression over stems and groups."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.matching.lexical import Words, meanings, stem
from bot.matching.question import Question, take_apart
from bot.matching.text import language
from bot.matching.tone import Tone
from bot.matching.understanding import Understands

LINES = Path(__file__).with_name("distress.toml")

GRAVE = "care/thoughts-of-self-harm"
KIND = (GRAVE, "care/alone-and-tired", "care/failed-an-exam", "care/not-matched")
"""The entries for distress; the first for thoughts of death, the second when no other fits better."""

_PLAIN = ("plain", "chat")

# All figures here were chosen by cross-validation on the lines and the FAQ's phrasings, a miss counted three
# times as dear as a needless kind word. With the rules, seven in eight lines left out that tell of distress
# are found, and one in thirty everyday lines is taken for it; of the plain lines in distress.toml, which were
# made to mislead, one in four. Messages that ask say their distress more plainly: their bar is higher.
_FOUND, _FOUND_ASKING, _SURE = -1.1, 0.5, 1.0
# With their meaning known, lines left out are told apart far better: of distress nine in ten are found, of
# the plain lines made to mislead one in six is taken for it. What asks needs no other bar then.
_FOUND_MEANT = -0.5
_OF_DEATH = -0.5
_PAIR = 0.5
# Long stories collect weight from words that tell nothing: features count less the more there are.
_LENGTH = 0.3
# A feature that stands in one line only tells nothing.
_FEWEST = 2
_TRUST = 0.1
"""How hard the fit is pulled to nothing."""

Floats = NDArray[np.float64]
Feature = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Felt:
    """Distress in a message: whether of death, and whether no likely answer should stand in its way."""

    grave: bool
    sure: bool


@dataclass(frozen=True, slots=True)
class Odds:
    """The logarithm of the odds of one kind of text: a constant, and what each feature adds."""

    constant: float
    weights: Mapping[Feature, float]

    def of(self, features: Mapping[Feature, float]) -> float:
        """The odds for a text's features."""
        return self.constant + math.fsum(
            value * self.weights.get(feature, 0.0) for feature, value in features.items()
        )


class Distress:
    """What tells distress from a plain message, and thoughts of death from other distress."""

    def __init__(self, sad: Odds, grave: Odds, by_meaning: "ByMeaning | None" = None) -> None:
        self._sad = sad
        self._grave = grave
        self._by_meaning = by_meaning

    @classmethod
    def learn(
        cls,
        entries: Mapping[str, Sequence[Words]],
        everyday: Sequence[Words],
        meaning: Understands | None = None,
    ) -> Self:
        """Learn from the lines beside this module, the phrasings of each entry, and everyday lines.

        With `meaning` it listens to what messages mean, beside their words.
        """
        known = _lines()
        grave = [*known[GRAVE], *entries.get(GRAVE, ())]
        other = [
            *(words for name in KIND[1:] for words in known.get(name, ())),
            *(words for name in KIND[1:] for words in entries.get(name, ())),
        ]
        asked = [words for name, own in entries.items() if name not in KIND for words in own]
        plain = [words for name in _PLAIN for words in known[name]]
        graves, others = ([_known_features(words) for words in texts] for texts in (grave, other))
        plains = [_known_features(words) for words in (*plain, *asked, *everyday)]
        by_meaning = None
        if meaning and grave and other:
            # Of the phrasings every fourth is enough here, and four times as quick.
            by_meaning = ByMeaning.learn(meaning, grave, other, [*plain, *asked[::4], *everyday])
        return cls(_learned(graves + others, plains), _learned(graves, others), by_meaning)

    def felt(self, question: Question) -> Felt | None:
        """The distress in a message, None when there is none."""
        features = _features(question.words)
        sad, grave = self._sad.of(features), self._grave.of(features)
        bar = _FOUND_ASKING if any(part.asks for part in question.parts) else _FOUND
        if self._by_meaning:
            more_sad, more_grave = self._by_meaning.of(question.words)
            sad, grave, bar = (sad + more_sad) / 2, (grave + more_grave) / 2, _FOUND_MEANT
        if sad < bar:
            return None
        return Felt(grave >= _OF_DEATH, sad >= _SURE)


@dataclass(frozen=True, slots=True)
class ByMeaning:
    """The same odds from the vectors of messages."""

    meaning: Understands
    sad: Tone
    grave: Tone

    @classmethod
    def learn(
        cls, meaning: Understands, grave: Sequence[Words], other: Sequence[Words], plain: Sequence[Words]
    ) -> Self:
        """Learn from messages of thoughts of death, of other distress, and plain ones."""
        every = meaning.learn([*grave, *other, *plain])
        bad = len(grave) + len(other)
        return cls(
            meaning,
            Tone.learn(every[:bad], every[bad:]),
            Tone.learn(every[: len(grave)], every[len(grave) : bad]),
        )

    def of(self, words: Words) -> tuple[float, float]:
        """The odds of distress, and in distress those of thoughts of death."""
        vector = self.meaning.vectors([words])[0]
        return self.sad.of(vector), self.grave.of(vector)


@cache
def _table() -> dict[str, list[str]]:
    return tomllib.loads(LINES.read_text(encoding="utf-8"))


@cache
def _lines() -> dict[str, tuple[Words, ...]]:
    return {
        name: tuple(take_apart(line, language()).words for line in lines)
        for name, lines in _table().items()
        if name != "groups"
    }


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    """Stem -> names of the groups of words that it is in."""
    found: dict[str, list[str]] = {}
    for line in _table()["groups"]:
        words = line.split()
        for root in dict.fromkeys(map(stem, words)):
            found.setdefault(root, []).append(f"~{words[0]}")
    return {root: tuple(names) for root, names in found.items()}


def _features(words: Words) -> dict[Feature, float]:
    """The stems of a text, their meanings, groups and pairs, each with how much it counts."""
    stems = [stem(word) for word in words]
    groups = _groups()
    meant = chain.from_iterable(map(meanings, words))
    single = dict.fromkeys(chain(meant, *(groups.get(each, ()) for each in stems)))
    pairs = dict.fromkeys(pairwise(stems))
    length = max(1.0, len(single) + _PAIR**2 * len(pairs)) ** _LENGTH
    return dict.fromkeys(single, 1 / length) | dict.fromkeys(pairs, _PAIR / length)


@lru_cache(maxsize=20_000)
def _known_features(words: Words) -> Mapping[Feature, float]:
    """The same for the lines and phrasings that are learned from: an edit changes few of them."""
    return _features(words)


class _Rows:
    """The features of many texts as one sparse table."""

    def __init__(self, texts: Sequence[Mapping[Feature, float]]) -> None:
        number: dict[Feature, int] = {}
        column = np.array([number.setdefault(each, len(number)) for text in texts for each in text], np.intp)
        value = np.fromiter(chain.from_iterable(text.values() for text in texts), np.float64, len(column))
        row = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        common = np.bincount(column, minlength=len(number)) >= _FEWEST
        kept = common[column]
        self._column = (np.cumsum(common) - 1)[column[kept]]
        self._row, self._value, self._size = row[kept], value[kept], len(texts)
        self.features = [each for each, known in zip(number, common.tolist(), strict=True) if known]

    def sums(self, weights: Floats) -> Floats:
        """For each text the sum of its features' weights."""
        return np.bincount(self._row, self._value * weights[self._column], self._size).astype(np.float64)

    def shares(self, texts: Floats) -> Floats:
        """For each feature the sum of its texts' values."""
        values = self._value * texts[self._row]
        return np.bincount(self._column, values, len(self.features)).astype(np.float64)


def _learned(one: Sequence[Mapping[Feature, float]], other: Sequence[Mapping[Feature, float]]) -> Odds:
    """The odds of the first kind of text: Newton's steps, each found by conjugate gradients."""
    if not one or not other:
        return Odds(0.0, {})
    rows = _Rows([*one, *other])
    outcome = np.repeat([1.0, 0.0], [len(one), len(other)])
    # The constant stands last among the weights, and nothing pulls it.
    found = np.zeros(len(rows.features) + 1)
    found[-1] = math.log(len(one) / len(other))
    pull = np.full(len(found), _TRUST)
    pull[-1] = 0.0
    for _ in range(12):
        chance = 1 / (1 + np.exp(-np.clip(rows.sums(found[:-1]) + found[-1], -30, 30)))
        error = chance - outcome
        slope = np.append(rows.shares(error), error.sum()) + pull * found
        step = _step(rows, chance * (1 - chance), pull, slope)
        found = found - step
        if np.abs(step).max() < 5e-2:
            break
    return Odds(float(found[-1]), dict(zip(rows.features, found[:-1].tolist(), strict=True)))


def _step(rows: _Rows, curve: Floats, pull: Floats, slope: Floats) -> Floats:
    """The step whose image under the second derivative is the slope, nearly."""
    step = np.zeros(len(slope))
    rest, way = slope, slope
    left = first = float((rest * rest).sum())
    for _ in range(40):
        if left <= 1e-2 * first:
            break
        bend = curve * (rows.sums(way[:-1]) + way[-1])
        image = np.append(rows.shares(bend), bend.sum()) + pull * way
        far = left / float((way * image).sum())
        step = step + far * way
        rest = rest - far * image
        now = float((rest * rest).sum())
        way, left = rest + now / left * way, now
    return step
