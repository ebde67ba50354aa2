"""Judging: the three bands, the vetoes, care, and what must hold for any text."""

import json
import time
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.entries import Entry
from bot.matching import Index, Kind
from bot.matching.lexical import Floats, Ints, Words
from bot.matching.stream import judge_lines


def entry(name: str, title: str, *phrasings: str, text: str = "", stakes: str = "normal") -> Entry:
    topic = name.partition("/")[0]
    return Entry(
        id=name, topic=topic, title=title, phrasings=phrasings, text=text, stakes=stakes, care=topic == "care"
    )


OBSERVE = entry(
    "usce/observership-without-step-1",
    "Can I do an observership without Step 1?",
    "observership without step 1",
    "is step 1 needed for an observership",
    "observership before step 1",
    "do hospitals ask observers for step 1",
    "observer programs that do not ask for step 1",
)
COST = entry(
    "usce/observership-cost",
    "What does an observership cost?",
    "observership cost",
    "how much do i pay for an observership",
    "price of a month of observership",
    "are observerships free or paid",
    "observership fees",
)
LETTER = entry(
    "usce/ask-for-letter",
    "How do I ask for a letter of recommendation?",
    "how to ask for a lor",
    "asking an attending for a recommendation letter",
    "when should i request my lor",
    "email to ask for letter of recommendation",
    "doctor said yes to lor what now",
)
OET = entry(
    "ecfmg/oet",
    "Which OET score does ECFMG want?",
    "oet score for ecfmg",
    "minimum oet medicine score",
    "what marks do i need in oet",
    "oet passing score for pathways",
    "oet 350 or 300 in writing",
)
VISA = entry(
    "visa/j1-residency",
    "How do I get a J-1 visa for residency?",
    "j1 visa for residency",
    "who sponsors the j-1 visa of residents",
    "j1 documents for residency",
    "steps to get j1 after match",
    "how long does the j1 visa take",
    stakes="high",
)
SAD = entry(
    "care/failed-an-exam", "I failed and feel terrible", "i failed and i feel stupid", "failed again crying"
)
ALL = (OBSERVE, COST, LETTER, OET, VISA, SAD)


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(ALL)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("observership cost?", COST.id),
        ("how do i ask for a LOR", LETTER.id),
        ("what is the minimum OET score for ECFMG", OET.id),
        ("Hello all. I am so happy to be here. What does an observership cost?", COST.id),
    ],
)
def test_a_question_like_a_phrasing_is_answered(index: Index, question: str, wanted: str) -> None:
    verdict = index.judge(question)

    assert (verdict.kind, verdict.entry_id) == (Kind.ANSWER, wanted)
    assert verdict.top[0] == wanted
    assert verdict.vetoes == ()
    assert verdict.nearest


@pytest.mark.parametrize(
    "question", ["how do i boil an egg", "", "  ", "😀😀😀", "здравствуйте", "????", "x" * 20_000]
)
def test_what_no_entry_answers_is_handed_over(index: Index, question: str) -> None:
    assert index.judge(question).kind is Kind.HAND_OVER


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("is step 3 needed for an observership", "exam"),
        ("price of a month of observership in germany", "country"),
        ("are observerships free or paid on h4", "visa"),
        ("what does an observership not cost?", "negation"),
        ("observership fees in 2031", "year"),
        ("how much do i pay for an observership of 12 weeks", "number"),
    ],
)
def test_what_the_entry_does_not_name_is_at_most_suggested(question: str, reason: str) -> None:
    # A wrong answer costs little here, so that only the veto is in the way.
    verdict = Index.build(ALL, cost=0.1).judge(question)

    assert verdict.kind is Kind.SUGGEST
    assert reason in verdict.vetoes
    assert verdict.suggestions[0] == verdict.entry_id


def test_where_the_asker_comes_from_is_no_veto() -> None:
    index = Index.build(ALL, cost=0.1)

    assert index.judge("I am from India. What does an observership cost?").kind is Kind.ANSWER
    assert index.judge("I am a doctor from India, what does an observership cost?").kind is Kind.ANSWER


def test_for_high_stakes_the_country_matters() -> None:
    verdict = Index.build(ALL, cost=0.1).judge("how do i get a j1 visa for residency as a doctor from Iran")

    assert (verdict.kind, verdict.vetoes) == (Kind.SUGGEST, ("country",))


def test_two_questions_are_both_suggested(index: Index) -> None:
    verdict = index.judge("What does an observership cost? Also what is the minimum oet score for ecfmg?")

    assert verdict.kind is Kind.SUGGEST
    assert set(verdict.suggestions[:2]) == {COST.id, OET.id}


def test_stakes_and_cost_raise_the_bar() -> None:
    question = "visa for a resident, what papers and when"
    normal = entry(VISA.id, VISA.title, *VISA.phrasings)

    bold = Index.build([*ALL[:4], normal], cost=1).judge(question)
    shy = Index.build([*ALL[:4], VISA], cost=30).judge(question)

    assert bold.kind is Kind.ANSWER
    assert shy.kind is not Kind.ANSWER
    assert bold.entry_id == shy.entry_id


def test_distress_gets_the_kind_entry(index: Index) -> None:
    verdict = index.judge("I failed step 1 and I feel worthless. What does an observership cost?")

    assert (verdict.kind, verdict.entry_id) == (Kind.ANSWER, SAD.id)


def test_the_answers_words_help() -> None:
    with_text = entry(
        COST.id, COST.title, *COST.phrasings, text="Plan for housing, malpractice cover and travel."
    )
    question = "malpractice cover and housing"

    plain, helped = Index.build(ALL).judge(question), Index.build([with_text, *ALL[2:]]).judge(question)

    assert helped.entry_id == COST.id
    assert helped.score > plain.score


@pytest.mark.parametrize(
    "entries", [(), (COST,), (COST, OET), (entry("a", "", "x"), entry("b", "", "y", "z"))]
)
def test_small_faqs_work(entries: Sequence[Entry]) -> None:
    index = Index.build(entries)

    assert index.judge("what does an observership cost").kind in set(Kind)
    assert index.judge("x").kind in set(Kind)
    assert index.search("observership", 3) in ([], [COST.id])


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("obs", None),
        ("observership co", COST.id),
        ("lettr", LETTER.id),
        ("LOR", LETTER.id),
        ("j-1", VISA.id),
        ("oet", OET.id),
    ],
)
def test_search_finds_by_beginnings_and_despite_slips(index: Index, typed: str, first: str | None) -> None:
    found = index.search(typed, 2)

    assert 1 <= len(found) <= 2
    assert first in (None, found[0])


@pytest.mark.parametrize("typed", ["", "?", "zzzz"])
def test_search_for_nothing_finds_nothing(index: Index, typed: str) -> None:
    assert index.search(typed, 5) == []


class Same:
    """An encoder to which all texts mean the same."""

    def likeness(self, phrasings: Sequence[Words], entry_of: Ints) -> "AllAlike":
        return AllAlike(len(phrasings), int(entry_of.max()) + 1)

    def learn(self, texts: Sequence[Words]) -> Floats:
        return np.full((len(texts), 4), 0.5, dtype=np.float32)

    vectors = learn


class AllAlike:
    def __init__(self, rows: int, entries: int) -> None:
        self.rows, self.entries = rows, entries

    def likeness(self, words: Words, own: bool = False) -> Floats:
        return np.ones(self.rows, dtype=np.float32)

    def closeness(self) -> Floats:
        return np.ones(self.entries, dtype=np.float32)


def test_a_second_likeness_is_mixed_in(index: Index) -> None:
    mixed = Index.build(ALL, meaning=Same())

    assert mixed.judge("cheap observership").entry_id == COST.id
    assert mixed.judge("cheap observership").score < index.judge("cheap observership").score


def test_a_stream_answers_line_by_line(index: Index) -> None:
    lines = ['{"text": "observership cost?"}', "", "oops", '{"text": 3}', '{"text": "boil an egg"}']

    shown = [json.loads(line) for line in judge_lines(lines, index)]

    assert [each["i"] for each in shown] == [0, 1, 2, 3]
    assert [each["verdict"] for each in shown] == ["answer", "hand_over", "hand_over", "hand_over"]
    assert (shown[0]["id"], shown[0]["answer"], shown[0]["top"][0]) == (COST.id, True, COST.id)
    assert shown[1]["error"].startswith("line 3: not JSON")
    assert shown[2]["error"].startswith('line 4: no "text"')


texts = st.text(max_size=400) | st.lists(
    st.sampled_from(
        [
            "what",
            "is",
            "the",
            "cost",
            "of",
            "observership",
            "oet",
            "score",
            "step 1",
            "not",
            "2031",
            "j-1",
            "?",
            ".",
        ]
    ),
    max_size=25,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(texts)
def test_any_text_gets_the_same_verdict_each_time(text: str) -> None:
    first = INDEX.judge(text)

    assert first == INDEX.judge(text)
    assert 0 <= first.score <= 1
    assert (first.kind is Kind.SUGGEST) == bool(first.suggestions)
    assert len(first.top) <= 10


@settings(max_examples=150, deadline=None)
@given(texts)
def test_the_order_of_entries_changes_nothing(text: str) -> None:
    assert INDEX.judge(text) == TURNED.judge(text)


@settings(max_examples=150, deadline=None)
@given(texts)
def test_an_unrelated_entry_never_makes_an_old_one_answer(text: str) -> None:
    if INDEX.judge(text).kind is Kind.HAND_OVER:
        later = WIDER.judge(text)
        assert later.kind is not Kind.ANSWER or later.entry_id == GARDEN.id


def test_the_longest_texts_are_judged_in_time() -> None:
    story = "I am from India. What is the cost of an observership? " * 400
    started = time.perf_counter()

    for text in (story, "a1! " * 5000, "\x00\ufffd" * 6000, "न" * 12_000, "?" * 12_000, "step " * 3000):
        INDEX.judge(text)

    # Six texts of 10,000 characters and more; generous, for a busy machine.
    assert time.perf_counter() - started < 3


GARDEN = entry(
    "usce/garden",
    "When do I water the roses?",
    "watering roses",
    "roses in dry soil",
    "how often to water roses",
)
INDEX = Index.build(ALL)
TURNED = Index.build(ALL[::-1])
WIDER = Index.build([*ALL, GARDEN])
