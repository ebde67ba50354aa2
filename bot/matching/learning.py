"""The known cases that a calibration learns from, made of the entries' own phrasings."""

import zlib
from collections.abc import Iterator, Sequence
from typing import TypeVar

from bot.matching.calibration import Array, Sample, features
from bot.matching.question import Question
from bot.matching.scores import LeftOut, Scores

MOST_SAMPLES = 350
"""Phrasings that are judged to calibrate; of more, those whose text has the lowest checksum."""

_OFFERED = 3
# Texts that are judged together: more take much memory where there are many entries.
_TOGETHER = 64
_T = TypeVar("_T")


def samples(
    scores: Scores, phrasings: Sequence[Sequence[Question]], everyday: Sequence[Question]
) -> list[Sample]:
    """All known cases: phrasings left out, entries left out, everyday lines."""
    cases: list[Sample] = []
    # Texts are taken whole: what few parts phrasings have change little, and each would be encoded.
    for chosen in _batches(_chosen(phrasings)):
        left_out = [LeftOut(int(scores.rows.starts[entry]) + place, entry) for entry, place in chosen]
        texts = [phrasings[entry][place].words for entry, place in chosen]
        for (entry, _), found in zip(chosen, scores.of_many(texts, left_out), strict=True):
            cases.extend(_of_phrasing(found, entry, alone=len(phrasings[entry]) == 1))
    # Every other line is enough here; all of them count for how common words are.
    for lines in _batches(everyday[::2]):
        every = scores.of_many([line.words for line in lines])
        cases.extend(
            Sample("everyday", features(found, int(found.argmax())), False, False) for found in every
        )
    return cases


def _of_phrasing(found: Array, entry: int, *, alone: bool) -> Iterator[Sample]:
    """The cases of a phrasing that was left out: with its entry there, and with none of it."""
    if not alone:
        winner = int(found.argmax())
        offered = int((found > found[entry]).sum()) < _OFFERED
        yield Sample("own", features(found, winner), winner == entry, offered)
    if len(found) > 1:
        others = found.copy()
        others[entry] = 0.0
        yield Sample("entry left out", features(others, int(others.argmax())), False, False)


def _batches(each: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (each[start : start + _TOGETHER] for start in range(0, len(each), _TOGETHER))


def _chosen(phrasings: Sequence[Sequence[Question]]) -> list[tuple[int, int]]:
    places = [(entry, place) for entry, own in enumerate(phrasings) for place in range(len(own))]
    if len(places) > MOST_SAMPLES:
        places.sort(key=lambda at: zlib.crc32(" ".join(phrasings[at[0]][at[1]].words).encode()))
    return places[:MOST_SAMPLES]
