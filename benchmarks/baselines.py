"""What is usually done: the nearest phrasing by FTS5's bm25, by rapidfuzz, or by tf-idf, above a threshold.

The threshold is chosen as ours are, on the entries' phrasings only: each left out, each with its entry
left out, and everyday lines. Weights of words still count a phrasing that is left out; that flatters them.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process, utils

from bot.matching import Kind, Verdict
from bot.matching.building import EVERYDAY
from bot.matching.matchable import Matchable, asked

Floats = NDArray[np.float64]
Nearness = Callable[[str], Floats]

# As in the calibration of ours: nearly half of all questions have no entry.
_WEIGHTS = {"own": 1.0, "entry left out": 0.45, "everyday": 0.45}
_RANKED = 10
_WORD = re.compile(r"\w+")


def bm25(phrasings: Sequence[str]) -> Nearness:
    """SQLite's full-text search with its stemmer; any word may match."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE phrasings USING fts5(text, tokenize = 'porter unicode61')")
    database.executemany(
        "INSERT INTO phrasings (rowid, text) VALUES (?, ?)", list(enumerate(phrasings, start=1))
    )

    def nearness(text: str) -> Floats:
        near = np.zeros(len(phrasings))
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(_WORD.findall(text.lower())))
        if words:
            found = database.execute(
                "SELECT rowid, bm25(phrasings) FROM phrasings WHERE phrasings MATCH ?", (words,)
            )
            for row, score in found:
                near[row - 1] = -score
        return near

    return nearness


def fuzzy(phrasings: Sequence[str]) -> Nearness:
    """The likeness of the sets of words, from 0 to 1: of its scorers the best with phrasings left out.

    Its own choice, `WRatio`, gives the same score to all texts that share a word and differ in length.
    """
    choices = [utils.default_process(text) for text in phrasings]

    def nearness(text: str) -> Floats:
        asked_for = [utils.default_process(text)]
        found = process.cdist(asked_for, choices, scorer=fuzz.token_set_ratio)
        near: Floats = found[0].astype(np.float64) / 100
        return near

    return nearness


def tf_idf(phrasings: Sequence[str]) -> Nearness:
    """Cosine of counted words, rare ones weighing more."""
    texts = [Counter(_WORD.findall(text.lower())) for text in phrasings]
    known = {word: i for i, word in enumerate(dict.fromkeys(word for text in texts for word in text))}
    table = np.zeros((len(texts), len(known)))
    for row, text in enumerate(texts):
        for word, count in text.items():
            table[row, known[word]] = count
    rarity = np.log((1 + len(texts)) / (1 + (table > 0).sum(0))) + 1
    table *= rarity
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)

    def nearness(text: str) -> Floats:
        found = np.zeros(len(known))
        for word, count in Counter(_WORD.findall(text.lower())).items():
            if word in known:
                found[known[word]] = count
        found *= rarity
        near: Floats = table @ (found / max(float(np.linalg.norm(found)), 1e-9))
        return near

    return nearness


BASELINES: dict[str, Callable[[Sequence[str]], Nearness]] = {
    "bm25": bm25,
    "rapidfuzz": fuzzy,
    "tf-idf": tf_idf,
}


def threshold(cases: Sequence[tuple[float, bool, float]], cost: float) -> float:
    """The score from which answers gain most, where a wrong one costs `cost` right ones.

    `cases` are scores of best entries, whether they are right, and how much each case weighs.
    """
    bar, best, gain = float("inf"), 0.0, 0.0
    ranked = sorted(cases, key=lambda case: -case[0])
    for place, (score, right, weight) in enumerate(ranked, start=1):
        gain += weight * (1.0 if right else -cost)
        tied = place < len(ranked) and ranked[place][0] == score
        if gain > best and not tied:
            bar, best = score, gain
    return bar


class Baseline:
    """The entries, of which the one with the nearest phrasing is answered with."""

    def __init__(self, entries: Sequence[Matchable], make: Callable[[Sequence[str]], Nearness]) -> None:
        entries = sorted((entry for entry in entries if asked(entry)), key=lambda entry: entry.id)
        self.ids = [entry.id for entry in entries]
        self._phrasings = [text for entry in entries for text in asked(entry)]
        self._entry_of = np.repeat(np.arange(len(entries)), [len(asked(entry)) for entry in entries])
        self._starts = np.flatnonzero(np.diff(self._entry_of, prepend=-1))
        self._nearness = make(self._phrasings)
        self._cases = list(self._known_cases())
        self._bars: dict[float, float] = {}

    def judge(self, text: str, cost: float) -> Verdict:
        """Answer with the best entry, or not."""
        return self._verdict(np.maximum.reduceat(self._nearness(text), self._starts), cost)

    def left_out(self, cost: float) -> Iterator[tuple[str, str, Verdict]]:
        """Judge each phrasing as if it were not there."""
        for row, text in enumerate(self._phrasings):
            owner = self.ids[int(self._entry_of[row])]
            yield owner, text, self._verdict(self._without(row), cost)

    def _verdict(self, scores: Floats, cost: float) -> Verdict:
        bar = self._bars.setdefault(cost, threshold(self._cases, cost))
        best = [int(i) for i in np.argsort(-scores, kind="stable")[:_RANKED] if scores[i] > 0]
        if not best:
            return Verdict(Kind.HAND_OVER)
        kind = Kind.ANSWER if scores[best[0]] >= bar else Kind.HAND_OVER
        return Verdict(kind, self.ids[best[0]], float(scores[best[0]]), tuple(self.ids[i] for i in best))

    def _without(self, row: int) -> Floats:
        near = self._nearness(self._phrasings[row])
        near[row] = 0
        best: Floats = np.maximum.reduceat(near, self._starts)
        return best

    def _known_cases(self) -> Iterator[tuple[float, bool, float]]:
        rows = len(self._phrasings)
        for row in range(rows):
            best = self._without(row)
            entry = self._entry_of[row]
            yield float(best.max()), bool(best.argmax() == entry), _WEIGHTS["own"] / rows
            best[entry] = 0
            yield float(best.max()), False, _WEIGHTS["entry left out"] / rows
        lines = [line for line in EVERYDAY.read_text(encoding="utf-8").splitlines() if line.strip()]
        for line in lines:
            yield float(self._nearness(line).max()), False, _WEIGHTS["everyday"] / len(lines)
