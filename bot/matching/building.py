"""From entries to what scores them: by their words, by their meaning, by their answers."""

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from bot.matching.lexical import Field, Lexical, stem
from bot.matching.matchable import Matchable
from bot.matching.question import Question, take_apart
from bot.matching.scores import Rows, Scores, View
from bot.matching.text import Language, clean
from bot.matching.understanding import Understands

EVERYDAY = Path(__file__).with_name("foreign.txt")

# How much meaning counts beside words, and of each the best phrasing beside the centroid. Chosen by leaving
# phrasings out: vectors of one entry have a meaningful middle, bags of words less so.
_MEANING = 0.75
_BEST = 0.5
_BEST_MEANT = 0.3


@cache
def everyday_lines(language: Language) -> tuple[Question, ...]:
    """Lines that no entry answers."""
    lines = EVERYDAY.read_text(encoding="utf-8").splitlines()
    return tuple(take_apart(line, language) for line in lines if line.strip())


def scores_of(
    entries: Sequence[Matchable],
    phrasings: Sequence[Sequence[Question]],
    everyday: Sequence[Question],
    language: Language,
    meaning: Understands | None,
) -> Scores:
    """What scores the entries, of which `phrasings` are taken apart in the same order."""
    words = [[question.words for question in own] for own in phrasings]
    every = [each for own in words for each in own]
    rows = Rows.of(words)
    lines = [line.words for line in everyday]
    lexical = Lexical.build(every, rows.entry_of, lines)
    share = _MEANING if meaning else 0.0
    views = {"words": View(rows, lexical, 1 - share, _BEST)}
    if meaning:
        # The everyday lines are asked for soon, to calibrate: together they are encoded faster.
        meaning.learn(lines)
        views["meaning"] = View(rows, meaning.likeness(every, rows.entry_of), share, _BEST_MEANT)
    answers = [_stems(entry.text, language) for entry in entries]
    said = Field(answers, np.arange(len(entries)), [[stem(word) for word in line] for line in lines])
    return Scores(rows, said, views)


@lru_cache(maxsize=10_000)
def _stems(text: str, language: Language) -> tuple[str, ...]:
    """The stems of an answer's words, remembered: an edit changes one of them."""
    return tuple(stem(word) for word in language.tokens(clean(text)))
