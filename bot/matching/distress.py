"""Despair and thoughts of death in words that no rule foresaw: naive Bayes over stems and their pairs."""

import math
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Self

from bot.matching.lexical import Words, stem
from bot.matching.question import Question, take_apart
from bot.matching.text import language

LINES = Path(__file__).with_name("distress.toml")

GRAVE = "care/thoughts-of-self-harm"
KIND = (GRAVE, "care/alone-and-tired", "care/failed-an-exam", "care/not-matched")
"""The entries for distress; the first for thoughts of death, the second when no other fits better."""

# Chosen by cross-validation on the lines and the FAQ's phrasings: of messages that ask nothing nine in ten of
# the sad ones are found, and one in thirty of the plain ones is taken for sad; a question must say more.
_FOUND, _FOUND_ASKING, _SURE = 1.0, 1.4, 1.9
_UNSEEN = 0.3
_PAIR = 0.5
# Short texts have few words to go by, and long stories collect weight from words that tell nothing.
_SHORT = 3
_LENGTH = 0.7
# A feature that stands in one line only tells nothing.
_FEWEST = 2

Weights = Mapping[object, float]


@dataclass(frozen=True, slots=True)
class Felt:
    """Distress in a message: whether of death, and whether no likely answer should stand in its way."""

    grave: bool
    sure: bool


class Distress:
    """What tells distress from a plain message, and thoughts of death from other distress."""

    def __init__(self, sad: Weights, grave: Weights) -> None:
        self._sad = sad
        self._grave = grave

    @classmethod
    def learn(cls, entries: Mapping[str, Sequence[Words]], everyday: Iterable[Words]) -> Self:
        """Learn from the lines beside this module, the phrasings of each entry, and everyday lines."""
        known = _lines()
        grave = [*known[GRAVE], *entries.get(GRAVE, ())]
        other = [
            *(words for name in KIND[1:] for words in known.get(name, ())),
            *(words for name in KIND[1:] for words in entries.get(name, ())),
        ]
        asked = (words for name, own in entries.items() if name not in KIND for words in own)
        plain = [*known["plain"], *asked, *everyday]
        graves, others, plains = (_counted(texts) for texts in (grave, other, plain))
        return cls(
            _odds(graves + others, len(grave) + len(other), plains, len(plain)),
            _odds(graves, len(grave), others, len(other)),
        )

    def felt(self, question: Question) -> Felt | None:
        """The distress in a message, None when there is none.

        A few words alone ("hi everyone") say too little for odds; the rules know the short cries for help.
        """
        # Thanks are no distress either, whatever follows them.
        if len(question.words) < _FEWEST_WORDS or {"thank", "thanks"} & set(question.words):
            return None
        features = _features(question.words)
        weight = _sum(self._sad, features) / (len(question.words) + _SHORT) ** _LENGTH
        asks = any(part.asks for part in question.parts)
        if weight < (_FOUND_ASKING if asks else _FOUND):
            return None
        return Felt(_sum(self._grave, features) > 0, weight >= _SURE)


_FEWEST_WORDS = 5
# What everybody writes when they greet and ask: it must not weigh as distress by the company it keeps.
_NEUTRAL = frozenset(
    map(
        stem,
        [
            "all",
            "am",
            "anybody",
            "everybody",
            "everyone",
            "fine",
            "from",
            "group",
            "hello",
            "hi",
            "hope",
            "i",
            "know",
            "new",
            "please",
            "somebody",
            "someone",
            "us",
            "want",
            "well",
            "you",
        ],
    )
)


@cache
def _lines() -> dict[str, tuple[Words, ...]]:
    table = tomllib.loads(LINES.read_text(encoding="utf-8"))
    return {
        name: tuple(take_apart(line, language()).words for line in lines) for name, lines in table.items()
    }


def _features(words: Words) -> set[object]:
    stems = [stem(word) for word in words]
    pairs = {pair for pair in pairwise(stems) if not set(pair) <= _NEUTRAL}
    return {*(each for each in stems if each not in _NEUTRAL), *pairs}


def _counted(texts: Iterable[Words]) -> Counter[object]:
    return Counter(chain.from_iterable(map(_features, texts)))


def _odds(one: Counter[object], ones: int, other: Counter[object], others: int) -> Weights:
    """For each feature the logarithm of how much more often it stands in the first kind of text."""
    base = math.log((others + 2 * _UNSEEN) / (ones + 2 * _UNSEEN))
    return {
        feature: math.log((one[feature] + _UNSEEN) / (other[feature] + _UNSEEN)) + base
        for feature in one.keys() | other.keys()
        if one[feature] + other[feature] >= _FEWEST
    }


def _sum(weights: Weights, features: Iterable[object]) -> float:
    # An exact sum does not hang on the order of the set.
    return math.fsum(
        weights.get(feature, 0.0) * (1 if isinstance(feature, str) else _PAIR) for feature in features
    )
