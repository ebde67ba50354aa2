"""The known cases that a calibration learns from, made of the entries' own phrasings."""

import zlib
from collections.abc import Sequence

from bot.matching.calibration import Sample
from bot.matching.question import Question
from bot.matching.scores import LeftOut, Scores

MOST_SAMPLES = 200
"""Phrasings that are judged to calibrate; of more, those whose text has the lowest checksum."""

# Everyday lines are also judged in threes, as a story that has nothing to do with any entry.
_STORY = 3
_OFFERED = 3


def samples(
    scores: Scores, phrasings: Sequence[Sequence[Question]], everyday: Sequence[Question]
) -> list[Sample]:
    """All known cases: phrasings left out, entries left out, everyday lines."""
    cases: list[Sample] = []
    for entry, place in _chosen(phrasings):
        question = phrasings[entry][place]
        left_out = LeftOut(int(scores.starts[entry]) + place, entry)
        found = scores.of(question, left_out)
        if len(phrasings[entry]) > 1:
            winner = int(found.argmax())
            case = scores.case(question, found, winner, left_out)
            offered = int((found > found[entry]).sum()) < _OFFERED
            cases.append(Sample("own", case, winner == entry, offered))
        if len(phrasings) > 1:
            others = found.copy()
            others[entry] = 0.0
            winner = int(others.argmax())
            case = scores.case(question, others, winner)
            cases.append(Sample("entry left out", case, False, False))
    stories = [_story(everyday[i : i + _STORY]) for i in range(0, len(everyday) - _STORY + 1, 2 * _STORY)]
    # Every fourth line is enough here; all of them count for how common words are.
    for question in [*everyday[::4], *stories[::2]]:
        found = scores.of(question)
        winner = int(found.argmax())
        cases.append(Sample("everyday", scores.case(question, found, winner), False, False))
    return cases


def _chosen(phrasings: Sequence[Sequence[Question]]) -> list[tuple[int, int]]:
    places = [(entry, place) for entry, own in enumerate(phrasings) for place in range(len(own))]
    if len(places) > MOST_SAMPLES:
        places.sort(key=lambda at: zlib.crc32(" ".join(phrasings[at[0]][at[1]].words).encode()))
    return places[:MOST_SAMPLES]


def _story(lines: Sequence[Question]) -> Question:
    words = tuple(word for line in lines for word in line.words)
    return Question(words, tuple(part for line in lines for part in line.parts))
