"""Finding entries by the first letters of words, for those who are still typing."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from math import log

from bot.matching.lexical import Words, stem
from bot.matching.text import Language, clean, fold

# How well a typed word fits a known one.
_EXACT, _STEM, _START, _SLIP = 1.0, 0.9, 0.8, 0.6
# A slip of the finger is looked for in words of at least this many letters.
_LONG_ENOUGH = 4
_TITLE = 1.25
"""How much more a title's word counts than a phrasing's."""


class Lookup:
    """The words of titles and phrasings, ready for search."""

    def __init__(self, entries: Sequence[tuple[str, Sequence[Words]]], language: Language) -> None:
        self._language = language
        self._ids = [entry_id for entry_id, _ in entries]
        holders: defaultdict[str, dict[int, float]] = defaultdict(dict)
        for number, (_, texts) in enumerate(entries):
            for place, text in enumerate(texts):
                # The title stands last; where there is none, nothing is lost by it.
                weight = _TITLE if place == len(texts) - 1 else 1.0
                for word in text:
                    holders[word][number] = max(weight, holders[word].get(number, 0.0))
        self._holders = dict(holders)
        self._known = sorted(self._holders)
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        for word in self._known:
            self._by_length[len(word)].append(word)

    def search(self, text: str, limit: int) -> list[str]:
        """Ids, best first; with no words typed, none."""
        typed = list(dict.fromkeys(_words(text, self._language)))[:12]
        points = [0.0] * len(self._ids)
        fitting = [0] * len(self._ids)
        for word in typed:
            best: dict[int, float] = {}
            for known, fit in self._fits(word):
                holders = self._holders[known]
                rare = log(1 + len(self._ids) / len(holders))
                for number, weight in holders.items():
                    best[number] = max(best.get(number, 0.0), fit * rare * weight)
            for number, value in best.items():
                points[number] += value
                fitting[number] += 1
        # Entries that have all the words come before those that have many points from a few.
        found = [i for i in range(len(points)) if points[i] > 0 and 2 * fitting[i] >= len(typed)]
        found.sort(key=lambda i: (-fitting[i] * points[i], self._ids[i]))
        return [self._ids[i] for i in found[:limit]]

    def _fits(self, word: str) -> list[tuple[str, float]]:
        """Known words that a typed word may mean, each with how well it fits."""
        found: dict[str, float] = {}
        start = bisect_left(self._known, word)
        for known in self._known[start : start + 60]:
            if not known.startswith(word):
                break
            found[known] = _EXACT if known == word else _START
        root = stem(word)
        if root != word and len(root) >= _LONG_ENOUGH - 1:
            start = bisect_left(self._known, root)
            for known in self._known[start : start + 20]:
                if stem(known) == root:
                    found.setdefault(known, _STEM)
        if not found and len(word) >= _LONG_ENOUGH:
            near = (k for n in (-1, 0, 1) for k in self._by_length.get(len(word) + n, ()))
            found = {known: _SLIP for known in near if one_slip(word, known)}
        return list(found.items())


def one_slip(one: str, other: str) -> bool:
    """Whether two words differ by one letter changed, added, left out, or two neighbours exchanged."""
    if len(one) > len(other):
        one, other = other, one
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    rest, others = one[start:], other[start:]
    return rest[1:] == others[1:] or (rest[:2] == others[1::-1] and rest[2:] == others[2:])


def _words(text: str, language: Language) -> list[str]:
    """What is typed: words with short forms read, and as they stand."""
    cleaned = clean(text)
    return list(dict.fromkeys([*language.tokens(cleaned), *re.findall(r"\w+", fold(cleaned))]))
