"""Reading what people type: spelling, short forms, sentences."""

import pytest

from bot.matching.care import care_entry, rules
from bot.matching.index import EVERYDAY
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


CARE = {
    "thoughts-of-self-harm": [
        "I want to die",
        "i dont want to live anymore",
        "I failed step 1 and I want to kill myself",
        "what is the point of living",
        "everyone would be better off without me",
        "i cant live like this anymore",
        "thinking about suicide after failing",
        "nobody would notice if i was gone",
        "my roommate says he will kill himself",
        "my parents are better off without me",
    ],
    "failed-an-exam": [
        "i failed step 1 again and i feel so stupid",
        "just failed oet again",
        "I got a low score and I am devastated, what do I do?",
        "everyone passed except me",
    ],
    "not-matched": ["I did not match again", "I didn't match this year and I can't stop crying"],
    "alone-and-tired": [
        "i cant study any more i just cry",
        "should i give up medicine",
        "i let my family down",
        "im so stressed",
        "I wasted 5 years of my life",
    ],
    "sharing-exam-content": [
        "can i use recalls?",
        "uworld pdf free download",
        "where can i get leaked nbme questions",
        "sell my uworld account",
        "who can take the exam for me",
    ],
    "study-partner": [
        "looking for study partner for step 2 ck",
        "anyone to study with",
        "any study group for step 1?",
    ],
    "other-countries-exams": [
        "How do I register for PLAB?",
        "how to get residency in canada",
        "FMGE preparation",
    ],
    "patients-asking-for-treatment": [
        "my mother has chest pain",
        "which antibiotic for sore throat",
        "can you read my mri report",
    ],
}


def needed(text: str) -> str | None:
    return care_entry(take_apart(text, language()), {rule.entry_id for rule in rules()})


@pytest.mark.parametrize(
    ("entry", "text"), [(entry, text) for entry, texts in CARE.items() for text in texts]
)
def test_care_is_recalled(entry: str, text: str) -> None:
    assert needed(text) == f"care/{entry}"


@pytest.mark.parametrize(
    "text",
    [
        "should I kill time while waiting for my scores",
        "what happens if I fail Step 1",
        "can I still match if I failed step 1 twice",
        "I did not match. How do I make my next application stronger?",
        "I lost my scheduling permit",
        "what is the dead line for ERAS",
        "I am in tension, am I eligible for usce?",
        "I practised in the UK for 5 years, do I need to repeat residency in the US?",
        "my husband has a green card, which visa do I need",
        "I have diabetes, can I get accommodations for Step 1",
        "I have 3 years gap because of pregnancy, can I match?",
        "how do I deal with burnout questions in interviews",
        "is uworld worth it",
        "do i study alone or with a course",
    ],
)
def test_care_leaves_plain_questions_alone(text: str) -> None:
    assert needed(text) is None


def test_care_needs_its_entry() -> None:
    assert care_entry(take_apart("I want to die", language()), set()) is None


def test_no_everyday_line_is_taken_for_distress() -> None:
    lines = EVERYDAY.read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if needed(line)] == []
