"""What must hold for any text, in both ways of judging: nothing unnamed is answered, nothing breaks."""

import time
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_kit import ALL, GARDEN, WAYS, build, index_of

from bot.matching import Index, Kind

pytestmark = pytest.mark.parametrize("way", WAYS)


@cache
def turned(way: str) -> Index:
    return build(way, ALL[::-1])


@cache
def wider(way: str) -> Index:
    return build(way, [*ALL, GARDEN])


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
def test_what_the_entry_does_not_name_is_at_most_suggested(way: str, question: str, reason: str) -> None:
    # A wrong answer costs little here, so that only the veto is in the way.
    verdict = index_of(way, 0.1).judge(question)

    assert verdict.kind is Kind.SUGGEST
    assert reason in verdict.vetoes
    assert verdict.suggestions[0] == verdict.entry_id


def test_where_the_asker_comes_from_is_no_veto(way: str) -> None:
    index = index_of(way, 0.1)

    assert index.judge("I am from India. What does an observership cost?").kind is Kind.ANSWER
    assert index.judge("I am a doctor from India, what does an observership cost?").kind is Kind.ANSWER


def test_for_high_stakes_the_country_matters(way: str) -> None:
    verdict = index_of(way, 0.1).judge("how do i get a j1 visa for residency as a doctor from Iran")

    assert (verdict.kind, verdict.vetoes) == (Kind.SUGGEST, ("country",))


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


@settings(max_examples=80, deadline=None)
@given(texts)
def test_any_text_gets_the_same_verdict_each_time(way: str, text: str) -> None:
    index = index_of(way)
    first = index.judge(text)

    assert first == index.judge(text)
    assert 0 <= first.score <= 1
    assert (first.kind is Kind.SUGGEST) == bool(first.suggestions)
    assert len(first.top) <= 10


@settings(max_examples=80, deadline=None)
@given(texts)
def test_the_order_of_entries_changes_nothing(way: str, text: str) -> None:
    index = index_of(way)
    assert index.judge(text) == turned(way).judge(text)


@settings(max_examples=80, deadline=None)
@given(texts)
def test_an_unrelated_entry_never_makes_an_old_one_answer(way: str, text: str) -> None:
    index = index_of(way)
    if index.judge(text).kind is Kind.HAND_OVER:
        later = wider(way).judge(text)
        assert later.kind is not Kind.ANSWER or later.entry_id == GARDEN.id


def test_the_longest_texts_are_judged_in_time(way: str) -> None:
    index = index_of(way)
    story = "I am from India. What is the cost of an observership? " * 400
    started = time.perf_counter()

    for text in (story, "a1! " * 5000, "\x00\ufffd" * 6000, "न" * 12_000, "?" * 12_000, "step " * 3000):
        index.judge(text)

    # Six texts of 10,000 characters and more; generous, for a busy machine.
    assert time.perf_counter() - started < 3
