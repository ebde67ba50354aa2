"""The known cases that a calibration learns from, made of the entries' own phrasings."""

import zlib
from collections.abc import Sequence

from bot.matching.calibration import Sample, features
from bot.matching.question import Question
from bot.matching.scores import LeftOut, Scores

MOST_SAMPLES = 350
"""Phrasings that are judged to calibrate; of more, those whose text has the lowest checksum."""

_OFFERED = 3


def samples(
    scores: Scores, phrasings: Sequence[Sequence[Question]], everyday: Sequence[Question]
) -> list[Sample]:
    """All known cases: phrasings left out, entries left out, everyday lines."""
    cases: list[Sample] = []
    for entry, place in _chosen(phrasings):
        # As a whole: what few parts phrasings have change little, and each would be encoded.
        question = Question(phrasings[entry][place].words, ())
        left_out = LeftOut(int(scores.rows.starts[entry]) + place, entry)
        found = scores.of(question, left_out)
        if len(phrasings[entry]) > 1:
            winner = int(found.argmax())
            case = features(found, winner)
            offered = int((found > found[entry]).sum()) < _OFFERED
            cases.append(Sample("own", case, winner == entry, offered))
        if len(phrasings) > 1:
            others = found.copy()
            others[entry] = 0.0
            winner = int(others.argmax())
            case = features(others, winner)
            cases.append(Sample("entry left out", case, False, False))
    # Every other line is enough here; all of them count for how common words are.
    for question in everyday[::2]:
        found = scores.of(question)
        cases.append(Sample("everyday", features(found, int(found.argmax())), False, False))
    return cases


def _chosen(phrasings: Sequence[Sequence[Question]]) -> list[tuple[int, int]]:
    places = [(entry, place) for entry, own in enumerate(phrasings) for place in range(len(own))]
    if len(places) > MOST_SAMPLES:
        places.sort(key=lambda at: zlib.crc32(" ".join(phrasings[at[0]][at[1]].words).encode()))
    return places[:MOST_SAMPLES]
