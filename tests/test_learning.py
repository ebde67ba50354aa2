"""What labels teach: how they weigh, what is kept of them, and which questions ask for the same."""

import tempfile
from functools import cache
from pathlib import Path

import pytest
from learning_kit import write_faq

from bot import entries
from bot.learning.grouping import groups
from bot.learning.lessons import labelled
from bot.learning.record import Asked
from bot.matching.calibration import Calibration
from bot.matching.encoder import Encoder
from bot.matching.index import Index
from bot.matching.relearning import Labelled, as_text, from_text, lessons, shape_of

CAT, TEA = "usce/cat", "usce/tea"


@cache
def faq() -> entries.Faq:
    with tempfile.TemporaryDirectory() as folder:
        return entries.load(write_faq(Path(folder)))


@cache
def index() -> Index:
    return Index.build(faq().entries)


def asked(number: int, text: str, **said: object) -> Asked:
    fields = {"asker": 1, "verdict": "hand_over", "browsed": False, "shown": frozenset[str]()} | said
    return Asked(number=number, text=text, **fields)  # type: ignore[arg-type]


def cats(count: int, right: str | None, wrong: frozenset[str] = frozenset()) -> list[Labelled]:
    return [Labelled(f"may my cat number {i} live here", right, wrong) for i in range(count)]


def test_a_label_teaches_of_the_entry_that_is_best_now() -> None:
    every = [
        Labelled("may my cat live here", CAT),
        Labelled("may my cat live there", TEA),
        Labelled("may my cat live elsewhere", None, frozenset({CAT})),
        Labelled("may my cat live in the car", None, frozenset({TEA})),
        Labelled("🙂", CAT),
        Labelled("i want to die", CAT),
    ]
    learned = lessons(index(), every)
    assert [sample.right for sample in learned.samples] == [True, False, False]
    assert len(learned.bars) == 3


@pytest.mark.parametrize("right", [True, False])
def test_the_more_labels_the_more_they_weigh(right: bool) -> None:
    case = lessons(index(), cats(1, CAT)).samples[0].features
    chances = []
    for count in (0, 20, 100, 200, 400):
        told = cats(count, CAT) if right else cats(count, None, frozenset({CAT}))
        fitted = Calibration.fit([*index().cases(), *lessons(index(), told).samples])
        chances.append(fitted.chance(case))
    assert chances[:4] == sorted(chances[:4], reverse=not right)
    assert abs(chances[3] - chances[0]) > 0.02
    # From two hundred on more labels are surer, but not heavier.
    assert chances[4] == pytest.approx(chances[3], abs=0.02)


def test_fitted_weights_take_the_place_of_the_usual_ones() -> None:
    fitted = Calibration.fit([*index().cases(), *lessons(index(), cats(200, None, frozenset({CAT}))).samples])
    again = from_text(as_text(fitted))
    assert again is not None
    built = Index.build(faq().entries, weights=again)
    assert built.calibration is again
    before, after = index().explain("may my cat live here"), built.explain("may my cat live here")
    assert after.candidates[0].chance < before.candidates[0].chance
    assert [each.entry_id for each in after.candidates] == [each.entry_id for each in before.candidates]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"right": [1, 2]}', '{"right": [1], "offered": [1]}',
             '{"right": [1, 2, NaN], "offered": [1, 2, 3]}', '{"right": "x", "offered": [1, 2, 3]}'],
)  # fmt: skip
def test_weights_that_cannot_be_used_are_none(text: str) -> None:
    assert from_text(text) is None


def test_weights_belong_to_one_encoder() -> None:
    assert len({shape_of(""), shape_of("1"), shape_of("2")}) == 3


def test_which_questions_have_a_label() -> None:
    told = labelled(
        [
            asked(1, "Kitty?", mentor=(CAT,), refused=(TEA,)),
            asked(2, "kitty", answered=(TEA,)),
            asked(3, "Which socks?", refused=(CAT, "usce/gone")),
            asked(4, "Can I keep a cat?", answered=(CAT,)),
            asked(5, "a title", answered=(CAT,), browsed=True),
            asked(6, "it is all over", refused=("care/failed-an-exam",)),
            asked(7, "first yes, then no", answered=(CAT,), refused=(CAT,)),
            asked(8, "nothing was said"),
            asked(9, "gone", mentor=("usce/gone",)),
        ],
        faq().entries,
    )
    assert told == [
        Labelled("kitty", TEA),
        Labelled("Which socks?", None, frozenset({CAT})),
        Labelled("first yes, then no", None, frozenset({CAT})),
    ]


def test_meaning_groups_what_shares_few_words() -> None:
    said = [
        asked(1, "How much money do interns earn?"),
        asked(2, "what salary does an intern get"),
        asked(3, "Which bicycle is good in the snow?"),
    ]
    assert [group.size for group in groups(said, None, most=9, examples=3)] == [1, 1, 1]
    assert [group.size for group in groups(said, Encoder(), most=9, examples=3)] == [2, 1]


def test_groups_are_as_many_as_asked_for() -> None:
    said = [asked(i, f"{word} {word}ing") for i, word in enumerate(["park", "swim", "read", "walk"])]
    assert len(groups(said, None, most=2, examples=1)) == 2
    assert groups([], None, most=2, examples=1) == []
