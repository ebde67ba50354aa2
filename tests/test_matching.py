"""Judging: the three bands, care, two questions, search, the stream."""

import json
from collections.abc import Sequence

import pytest
from matching_kit import ALL, COST, LETTER, OET, SAD, VISA, WAYS, entry, index_of

from bot.entries import Entry
from bot.matching import Index, Kind
from bot.matching.stream import judge_lines


@pytest.fixture(scope="module", params=WAYS)
def index(request: pytest.FixtureRequest) -> Index:
    return index_of(request.param)


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


def test_a_stream_answers_line_by_line(index: Index) -> None:
    lines = ['{"text": "observership cost?"}', "", "oops", '{"text": 3}', '{"text": "boil an egg"}']

    shown = [json.loads(line) for line in judge_lines(lines, index)]

    assert [each["i"] for each in shown] == [0, 1, 2, 3]
    assert [each["verdict"] for each in shown] == ["answer", "hand_over", "hand_over", "hand_over"]
    assert (shown[0]["id"], shown[0]["answer"], shown[0]["top"][0]) == (COST.id, True, COST.id)
    assert shown[1]["error"].startswith("line 3: not JSON")
    assert shown[2]["error"].startswith('line 4: no "text"')
