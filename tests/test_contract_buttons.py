"""Every button, on every platform: pressed twice, and pressed by those who may not."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from contract_kit import PLATFORMS, alone, anywhere
from crossing_kit import BROKEN, Seen, Side, only, with_words
from world import NOBODY_KNOWS, library

from bot.matching.verdict import Kind
from bot.wording.mentoring import MENTORS_ONLY

pytestmark = pytest.mark.slow

VAGUE = (
    "observership",
    "visa",
    "letters of recommendation",
    "fees",
    "how long does it take",
    "step 1",
    "match",
)
ANSWERED = library().by_id["usce/observership-without-step-1"].title


@pytest.fixture(params=PLATFORMS)
async def side(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Side]:
    async with alone(request.param, tmp_path) as made:
        yield made


async def twice(side: Side, who: str, label: str, on: Seen) -> None:
    """Press a button, and once more if it is still there; each time something must come of it."""
    await side.press(who, label, on)
    if side.offers(who, label, on):
        before = side.seen(who)
        await side.press(who, label, on)
        assert not with_words(side.seen(who)[len(before) :], "too old for me"), label
    assert BROKEN not in side.told(who), label
    await side.wait(timedelta(minutes=2))


async def act(side: Side, label: str, command: str) -> None:
    """Let the mentor press a button of the room twice, or where it is out of reach, give the command."""
    head = side.head(1)
    if side.offers("mentor", label, head):
        await twice(side, "mentor", label, head)
    else:
        await side.say("mentor", f"{command} 1")


@anywhere
async def test_an_answers_buttons(side: Side) -> None:
    await side.say("asker", ANSWERED)
    answer = side.last("asker")
    assert answer.text.startswith(ANSWERED)
    assert answer.labels[:2] == ("This answers it", "Ask a mentor")
    related = answer.labels[2]
    await twice(side, "asker", "This answers it", answer)
    assert "Good to hear" in side.last("asker").text
    await twice(side, "asker", related, answer)
    assert side.last("asker").text.startswith(related)


@anywhere
async def test_suggestions_are_picked_or_refused(side: Side) -> None:
    judge = library().index.judge
    vague = next(text for text in VAGUE if judge(text).kind is Kind.SUGGEST)
    await side.say("asker", vague)
    offered = side.last("asker")
    assert offered.labels[-1] == "None of these"
    assert 2 <= len(offered.labels) <= 4
    await twice(side, "asker", offered.labels[0], offered)
    assert side.last("asker").text.startswith(offered.labels[0].rstrip("…"))

    await side.say("asker2", vague)
    await twice(side, "asker2", "None of these", side.last("asker2"))
    assert "no checked answer" in side.last("asker2").text
    assert side.last("asker2").labels == ("Ask a mentor", "Change my question")


@pytest.mark.parametrize("name", ["console", "telegram forum"])
async def test_a_form_in_the_chat_can_be_cancelled(name: str, tmp_path: Path) -> None:
    """Discord has dialogs for this, with a button of their own."""
    async with alone(name, tmp_path) as side:
        await side.asks("asker", NOBODY_KNOWS)
        await side.say("mentor", "/claim 1")
        await side.press("mentor", "Note", side.head(1))
        asked = next(each for each in [*side.seen("mentor"), *side.room(1)] if "Cancel" in each.labels)
        await side.press("mentor", "Cancel", asked)
        await side.write("mentor", 1, "Which year?")
        only(side.seen("asker"), "Which year?")


@anywhere
async def test_one_question_one_thread_however_often_it_is_pressed(side: Side) -> None:
    await side.say("asker", NOBODY_KNOWS)
    offer = side.newest("asker", "Ask a mentor")
    await twice(side, "asker", "Ask a mentor", offer)
    await side.say("asker2", "/threads")
    await side.say("mentor", "/queue")
    assert side.last("mentor").text.startswith("1 waiting.")
    assert len(side.cards(1)) == 1
    assert not side.cards(2)


@anywhere
async def test_an_entry_that_was_browsed_asks_for_the_question(side: Side) -> None:
    await side.say("asker", "/visa")
    await side.press("asker", side.last("asker").labels[0])
    await side.press("asker", "Ask a mentor")
    await side.fill("asker", "My consulate lost the envelope with my purple logbook, hm?")
    assert "Your question is number 1" in side.last("asker").text
    assert "purple logbook" in side.card(1).text


@anywhere
async def test_the_question_can_be_changed(side: Side) -> None:
    await side.say("asker", NOBODY_KNOWS)
    await side.press("asker", "Change my question")
    await side.fill("asker", ANSWERED)
    assert side.last("asker").text.startswith(ANSWERED)


@anywhere
async def test_the_askers_own_buttons(side: Side) -> None:
    await side.asks("asker", NOBODY_KNOWS)
    opened = side.last("asker")
    assert opened.labels == ("My threads", "Withdraw")
    await twice(side, "asker", "My threads", opened)
    listed = side.last("asker")
    assert listed.labels == ("Close #1",)
    await twice(side, "asker", "Close #1", listed)
    only(side.seen("asker"), "✓ #1 is withdrawn.")
    assert "withdrawn by the asker" in side.card(1).text
    if side.offers("asker", "Withdraw", opened):
        await side.press("asker", "Withdraw", opened)
        assert side.last("asker").text == "#1 is withdrawn; there is nothing left to do."


async def test_the_mentors_buttons(side: Side) -> None:
    await side.asks("asker", NOBODY_KNOWS)
    await side.press("mentor", "Look", side.card(1))
    await side.say("mentor", "/claim 1")
    head = side.head(1)
    assert head.labels == ("Resolve", "Release", "Note")
    await side.press("mentor", "Note", head)
    await side.fill("mentor", "blue stamp")

    await act(side, "Release", "/release")
    assert side.card(1).labels == ("Claim", "Look")
    only(side.seen("asker"), "could not go on")
    assert "blue stamp" not in side.told("asker")

    await side.say("mentor", "/claim 1")
    await act(side, "Resolve", "/resolve")
    end = only(side.seen("asker"), "✓ #1 is resolved. Did it help?")
    only(side.room(1), "✓ #1 is resolved by")
    await twice(side, "asker", "It helped", end)
    await twice(side, "asker", "Reopen", end)
    only(side.seen("asker"), "#1 is open again")


@anywhere
async def test_a_draft_is_sent_once(side: Side) -> None:
    await side.asks("asker", NOBODY_KNOWS)
    await side.asks("asker", "/ask Who repairs a cracked sitar near the harbour?")
    await side.say("asker", "It is a blue stamp")
    choice = side.last("asker")
    assert [label.split(" ")[0] for label in choice.labels] == ["#1", "#2", "Ask"]
    await twice(side, "asker", choice.labels[1], choice)
    await side.say("mentor", "/claim 2")
    only(side.room(2), "It is a blue stamp")


@pytest.mark.parametrize("name", [each for each in PLATFORMS if each != "console"])
async def test_a_stranger_gets_nowhere_with_a_mentors_buttons(name: str, tmp_path: Path) -> None:
    async with alone(name, tmp_path) as side:
        await side.asks("asker", NOBODY_KNOWS)
        for label in ("Claim", "Look"):
            await side.press("stranger", label, side.card(1))
            assert side.last("stranger").text == MENTORS_ONLY
        await side.press("mentor", "Claim", side.card(1))
        for label in ("Resolve", "Release", "Note"):
            await side.press("stranger", label, side.head(1))
            assert side.last("stranger").text == MENTORS_ONLY
        assert f"claimed by {side.names['mentor']}" in side.card(1).text


@pytest.mark.parametrize("name", [each for each in PLATFORMS if not each.startswith("telegram")])
async def test_a_stranger_cannot_write_into_a_room(name: str, tmp_path: Path) -> None:
    """On Telegram nobody else can write in the group at all."""
    async with alone(name, tmp_path) as side:
        await side.asks("asker", NOBODY_KNOWS)
        await side.press("mentor", "Claim", side.card(1))
        await side.write("stranger", 1, "hello from nowhere")
        assert "nowhere" not in side.told("asker")


@anywhere
async def test_one_asker_cannot_touch_what_is_anothers(side: Side) -> None:
    await side.asks("asker", NOBODY_KNOWS)
    for line in ("/close 1", "/reopen 1"):
        await side.say("asker2", line)
        assert side.last("asker2").text == "You have no thread 1. /threads shows yours."
    await side.say("asker2", "/threads")
    assert "You have no threads" in side.last("asker2").text
