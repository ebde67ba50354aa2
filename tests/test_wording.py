"""The sentences that people read: their voice, their words for time, and the names that hide askers."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.wording import alias_for, times
from bot.wording.alias import ADJECTIVES, BIRDS

ROOT = Path(__file__).parent.parent
PAIRS = len(ADJECTIVES) * len(BIRDS)


def sentences() -> Iterator[tuple[str, str]]:
    """Every text in the wording that is not a docstring, with its file and line."""
    for file in sorted((ROOT / "bot" / "wording").glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        described = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
                yield f"{file.name}:{node.lineno}", node.value


def test_the_voice_is_plain() -> None:
    for place, text in sentences():
        assert "!" not in text, place
        assert "I understand" not in text, place
        assert not re.search(r"\b(?:sorry|unfortunately|please note|kindly|oops)\b", text, re.IGNORECASE), (
            place
        )
        # Emoji only as signs.
        assert not re.search("[\U0001f300-\U0001faff]", text), place


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(), "1 minute"),
        (timedelta(seconds=89), "1 minute"),
        (timedelta(minutes=2), "2 minutes"),
        (timedelta(minutes=59), "59 minutes"),
        (timedelta(minutes=60), "about 1 hour"),
        (timedelta(hours=6), "about 6 hours"),
        (timedelta(hours=35), "about 35 hours"),
        (timedelta(hours=36), "2 days"),
        (timedelta(days=14), "14 days"),
    ],
)
def test_spans_are_said_roughly(length: timedelta, said: str) -> None:
    assert times.span(length) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "first"), (3, "third"), (10, "tenth"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"),
     (22, "22nd"), (23, "23rd"), (24, "24th"), (101, "101st"), (111, "111th"), (112, "112th"), (0, "0th")],
)  # fmt: skip
def test_places_in_the_queue(number: int, said: str) -> None:
    assert times.ordinal(number) == said


def test_dates_and_moments() -> None:
    assert times.day(date(2026, 11, 2)) == "2 Nov 2026"
    assert times.clock(datetime(2026, 11, 22, 8, 5, tzinfo=UTC)) == "22 Nov, 08:05 UTC"


def test_an_alias_is_two_words_that_stay_the_same() -> None:
    alias = alias_for("telegram", "123456789", 0)
    assert alias == alias_for("telegram", "123456789", 0)
    assert re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+", alias)
    assert alias != alias_for("discord", "123456789", 0)


def test_every_pair_of_words_is_tried_before_a_number_is_added() -> None:
    tried = [alias_for("telegram", "1", attempt) for attempt in range(PAIRS)]
    assert len(set(tried)) == PAIRS
    assert alias_for("telegram", "1", PAIRS) == f"{tried[0]} 2"
    assert alias_for("telegram", "1", 2 * PAIRS) == f"{tried[0]} 3"


def test_many_people_get_many_names() -> None:
    names = {alias_for("discord", str(number), 0) for number in range(500)}
    # As many as chance gives: nobody's name can be guessed from a neighbour's.
    assert len(names) > 430
