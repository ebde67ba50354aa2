"""One conversation across both platforms: asked on one, claimed on the other by the faster of two mentors."""

from pathlib import Path

import pytest
from crossing_both import both
from crossing_kit import only, with_words
from world import NOBODY_KNOWS

WAYS = [
    # asked on, claimed first on, Discord's mentor channel, Telegram's mentor group
    ("telegram", "discord", "text", "forum"),
    ("telegram", "discord", "forum", "plain"),
    ("telegram", "telegram", "text", "plain"),
    ("discord", "telegram", "text", "forum"),
    ("discord", "telegram", "forum", "plain"),
    ("discord", "discord", "forum", "forum"),
]


@pytest.mark.parametrize(("asked_on", "first", "hub", "group"), WAYS)
async def test_the_whole_way(asked_on: str, first: str, hub: str, group: str, tmp_path: Path) -> None:
    async with both(tmp_path, hub, group) as world:
        here, _ = world.sides(asked_on)
        winner, loser = world.sides(first)

        await world.asked_on(asked_on)
        assert "Your question is number 1, next in the queue" in here.told("asker")
        for side in (winner, loser):
            card = side.card(1)
            assert card.labels == ("Claim", "Look")
            assert NOBODY_KNOWS in card.text
            assert here.names["asker"] not in card.text
            # Whoever has just done something is known to be a mentor, so that both presses go straight in.
            await side.say("mentor", "/queue")

        world.bot.watched.line_up(first)
        await world.claimed_on_both()
        name = winner.names["mentor"]
        assert "✓ #1 is yours." in winner.last("mentor").text
        assert loser.last("mentor").text == f"#1 is with {name} already."
        for side in (winner, loser):
            assert f"claimed by {name}" in side.card(1).text
            assert side.card(1).labels == ("Look",)
        assert loser.room(1) == []
        only(here.seen("asker"), f"✓ {name} has taken your question #1")

        room_question = only(winner.room(1), NOBODY_KNOWS)
        assert winner.head(1).labels == ("Resolve", "Release", "Note")
        alias = room_question.text.partition(":")[0]
        assert alias in winner.card(1).text

        asked = await winner.write("mentor", 1, "Which year did you graduate?")
        assert asked is not None
        shown = only(here.seen("asker"), "Which year did you graduate?")
        assert shown.text == f"{name} (#1): Which year did you graduate?"

        follow_up = await here.say("asker", "In 2019", reply_to=shown)
        assert follow_up is not None
        relayed = only(winner.room(1), "In 2019")
        assert relayed.text == f"{alias}: In 2019"
        assert relayed.answers == asked.key

        await winner.write("mentor", 1, "That is recent enough.", reply_to=relayed)
        assert only(here.seen("asker"), "recent enough").answers == follow_up.key

        await here.edit("asker", follow_up, "In 2018")
        version = only(winner.room(1), "In 2018")
        assert version.text == "✎ Edited: In 2018"
        assert version.answers == relayed.key
        await winner.edit("mentor", asked, "Which month did you graduate?")
        assert only(here.seen("asker"), "Which month").answers == shown.key

        await here.say("asker", "My logbook", files=(("logbook.pdf", b"%PDF-stamped"),))
        assert only(winner.room(1), "My logbook").files == (("logbook.pdf", b"%PDF-stamped"),)
        await winner.write("mentor", 1, "The form", files=(("form.pdf", b"%PDF-empty"),))
        assert only(here.seen("asker"), "The form").files == (("form.pdf", b"%PDF-empty"),)

        await winner.press("mentor", "Resolve", winner.head(1))
        end = only(here.seen("asker"), "✓ #1 is resolved. Did it help?")
        assert end.labels == ("It helped", "Partly", "It did not help", "Reopen")
        await here.press("asker", "It helped", end)
        assert "✓ Thank you" in here.last("asker").text
        for side in (winner, loser):
            assert "resolved ✓" in side.card(1).text
            assert "Rated: it helped" in side.card(1).text
            assert side.card(1).labels == ("Look",)
        world.nothing_twice()


async def test_both_press_at_once_and_one_wins(tmp_path: Path) -> None:
    """Nothing orders these two presses: whoever is first has it, and the other is told who."""
    async with both(tmp_path) as world:
        await world.asked_on("telegram")
        sides = (world.discord, world.telegram)
        await world.claimed_on_both()
        won = [side for side in sides if with_words(side.seen("mentor"), "✓ #1 is yours.")]
        assert len(won) == 1
        (lost,) = (side for side in sides if side is not won[0])
        assert lost.last("mentor").text == f"#1 is with {won[0].names['mentor']} already."
        assert bool(won[0].room(1)) > bool(lost.room(1))
        world.nothing_twice()
