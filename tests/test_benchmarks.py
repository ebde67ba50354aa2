"""The benchmark's own arithmetic: what it says of the matcher must be right."""

import pytest

from benchmarks.baselines import BASELINES, Baseline, threshold
from benchmarks.measures import Judged, agreement, measures, useful_at
from benchmarks.sizes import made_up
from bot.entries import Entry
from bot.matching import Kind, Verdict

pytestmark = pytest.mark.slow


def entry(name: str, *phrasings: str) -> Entry:
    return Entry(id=name, topic="usce", title="", phrasings=phrasings, text="")


ENTRIES = (
    entry("usce/cost", "what does an observership cost", "price of an observership", "observership fees"),
    entry("usce/letter", "how to ask for a letter", "asking a doctor for a letter", "letter request email"),
)


def judged(label: str | None, best: str | None, score: float, *, shown: bool) -> Judged:
    kind = Kind.ANSWER if shown else Kind.HAND_OVER
    return Judged(label, Verdict(kind, best, score, (best,) if best else ()))


def test_agreement_of_two_classes_is_the_usual_correlation() -> None:
    # 6 true positives, 3 true negatives, 1 false positive, 2 false negatives.
    labels = ["a"] * 6 + [None] * 3 + [None] + ["a"] * 2
    shown = ["a"] * 6 + [None] * 3 + ["a"] + [None] * 2
    assert agreement(labels, shown) == pytest.approx((6 * 3 - 1 * 2) / (7 * 8 * 4 * 5) ** 0.5)


@pytest.mark.parametrize(("shown", "value"), [(["a", "b", None], 1.0), (["a", "a", "a"], 0.0)])
def test_agreement_is_one_when_all_is_right_and_nothing_when_all_get_the_same(
    shown: list[str | None], value: float
) -> None:
    assert agreement(["a", "b", None], shown) == pytest.approx(value)


def test_useful_counts_what_is_right_where_the_precision_holds() -> None:
    cases = [(1 - i / 100, True) for i in range(38)] + [(0.5, False), (0.5, False), (0.4, False)]
    assert useful_at(cases, answerable=50) == pytest.approx(38 / 50)


def test_useful_does_not_cut_between_equal_scores() -> None:
    assert useful_at([(0.5, True)] * 30 + [(0.5, False)] * 30, answerable=60) == 0.0


def test_useful_needs_twenty_answers() -> None:
    assert useful_at([(0.9, True)] * 19, answerable=19) == 0.0


def test_a_row_counts_answers_and_silence() -> None:
    row = measures(
        [
            judged("a", "a", 0.9, shown=True),
            judged("a", "b", 0.8, shown=True),
            judged("b", "b", 0.4, shown=False),
            judged(None, "a", 0.3, shown=False),
        ]
    )
    assert row[1:6] == ["0.500", "0.333", "1.000", "0.667", "0.667"]


def test_the_bar_moves_up_when_wrong_answers_are_dearer() -> None:
    cases = [(0.9, True, 1.0), (0.8, False, 1.0), (0.7, True, 1.0), (0.6, True, 1.0), (0.5, False, 1.0)]
    assert threshold(cases, cost=1.0) == 0.6
    assert threshold(cases, cost=3.0) == 0.9
    assert threshold([(0.9, False, 1.0)], cost=1.0) == float("inf")


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_ranks_the_entry_with_the_same_words_first(name: str) -> None:
    baseline = Baseline(ENTRIES, BASELINES[name])
    assert baseline.judge("price of observership", 1.0).entry_id == "usce/cost"
    assert len(list(baseline.left_out(1.0))) == 6


@pytest.mark.parametrize("text", ["", "?", '"', "☕", "x" * 5000])
@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_takes_any_text(name: str, text: str) -> None:
    Baseline(ENTRIES, BASELINES[name]).judge(text, 1.0)


def test_made_up_entries_are_the_same_each_time_and_no_question_is_a_phrasing() -> None:
    sources = [
        ["one two three", "four five six", "seven eight nine"],
        ["red green blue", "black white grey", "pink brown gold"],
        ["a b c", "d e f", "g h i"],
    ]
    entries, questions = made_up(4, sources)
    assert (entries, questions) == made_up(4, sources)
    assert [len(each.phrasings) for each in entries] == [8] * 4
    assert not {text for each in entries for text in each.phrasings} & set(questions)
