"""Reading what people type: spelling, short forms, sentences."""

import pytest

from bot.matching.lexical import stem
from bot.matching.lookup import one_slip
from bot.matching.question import take_apart
from bot.matching.text import LONGEST, clean, language


def words(text: str) -> str:
    return " ".join(language().tokens(clean(text)))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("STEP-1 and 2CK", "step1 and step2"),
        ("step two", "step2"),
        ("Step 1, 2 & 3", "step1 step2 step3"),
        ("usmle step iii", "step3"),
        ("2 cs", "step2cs"),
        ("J-1 or H1-B?", "j1 or h1b"),
        ("B1/B2", "b1 b2"),
        ("DS-2019", "ds2019"),
        ("I'm, I don't, can’t", "i am i do not can not"),
        ("w/o scores", "without scores"),
        ("Café Müller", "cafe muller"),
        ("ﬁnal ｙｅａｒ", "final year"),
        ("pleaseeee", "please"),
        ("LoRs", "letters of recommendation"),
        ("USCE in the US", "usa clinical experience in the usa"),
        ("foreign medical graduate", "img"),
        ("YOG 2015", "year of graduation 2015"),
        ("IM residency", "internal medicine residency"),
        ("im a doctor", "i am a doctor"),
        ("HELP US IM LOST", "help us i am lost"),
        ("ecfmg2026", "ecfmg 2026"),
        ("a\x00b\u200bc", "a bc"),
        ("", ""),
        ("😀 !!", ""),
    ],
)
def test_short_forms_are_read(typed: str, read: str) -> None:
    assert words(typed) == read


def test_of_a_long_text_both_ends_are_kept() -> None:
    text = clean("start " + "x " * 20_000 + " end?")

    assert text.startswith("start")
    assert text.endswith("end?")
    assert len(text) <= LONGEST + 1


@pytest.mark.parametrize(
    ("word", "root"),
    [("studies", "study"), ("matched", "match"), ("class", "class"), ("is", "is"), ("visas", "visa")],
)
def test_stems(word: str, root: str) -> None:
    assert stem(word) == root


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("visa", "vsia", True),
        ("visa", "vis", True),
        ("visa", "viza", True),
        ("visa", "vzia", False),
        ("a", "a", True),
    ],
)
def test_one_slip(one: str, other: str, near: bool) -> None:
    assert one_slip(one, other) is near
    assert one_slip(other, one) is near


def asking(text: str) -> list[str]:
    return [" ".join(part.words) for part in take_apart(text, language()).parts if part.asks]


@pytest.mark.parametrize(
    ("story", "questions"),
    [
        ("I am from India and in final year now, can I observe in the US?", ["can i observe in the usa"]),
        ("I passed Step 1. My score came late. What next for me?", ["what next for me"]),
        ("Is OET needed? How much is it?", ["is oet needed", "how much is it"]),
        ("Hi, can someone please help me", []),
        ("i want to know how long the elective is", ["i want to know how long the elective is"]),
        ("observership before step 1", []),
        ("I am final year and did not take any step yet so far", []),
    ],
)
def test_questions_are_found_in_a_story(story: str, questions: list[str]) -> None:
    assert asking(story) == questions
