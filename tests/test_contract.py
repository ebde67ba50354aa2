"""What every platform does alike: commands, rights, the queue, restarts, and nothing twice."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from contract_kit import PLATFORMS, alone, anywhere
from crossing_kit import BROKEN, Side, only, with_words
from world import NOBODY_KNOWS

from bot.commands import COMMANDS
from bot.messages import Role
from bot.wording.mentoring import ADMINS_ONLY, MENTORS_ONLY

ALSO_UNKNOWN = "The registrar wants a wet stamp but the courier soaked the envelope in soup, hm?"
ARGUMENTS = {
    "ask": NOBODY_KNOWS,
    "faq": "oet score",
    "close": "1",
    "reopen": "1",
    "claim": "1",
    "release": "1",
    "resolve": "1",
    "note": "1 asked the dean's office too",
}
WHO_MAY = {None: "asker", Role.MENTOR: "mentor", Role.ADMIN: "admin"}


@pytest.fixture(params=PLATFORMS)
async def side(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Side]:
    async with alone(request.param, tmp_path) as made:
        yield made


async def claimed(side: Side) -> None:
    await side.asks("asker", NOBODY_KNOWS)
    await side.press("mentor", "Claim", side.card(1))


@anywhere
async def test_every_command_serves_its_role_and_refuses_others(side: Side) -> None:
    await claimed(side)
    for command in COMMANDS:
        line = f"/{command.name} {ARGUMENTS.get(command.name, '')}".strip()
        who = WHO_MAY[command.who]
        refusal = ADMINS_ONLY if command.who is Role.ADMIN else MENTORS_ONLY
        for other in {None: (), Role.MENTOR: ("asker",), Role.ADMIN: ("asker", "mentor")}[command.who]:
            await side.say(other, line)
            assert side.last(other).text == refusal, (line, other)
        before = len(side.seen(who))
        await side.say(who, line)
        told = side.seen(who)[before:]
        assert told, line
        assert all(each.text not in {MENTORS_ONLY, ADMINS_ONLY} for each in told), line
        assert not with_words(told, BROKEN), line
        # Nobody asks that much within a minute.
        await side.wait(timedelta(minutes=2))


@anywhere
async def test_commands_with_nothing_to_act_on_say_so(side: Side) -> None:
    for who, line in [
        ("asker", "/threads"),
        ("asker", "/close"),
        ("asker", "/close 7"),
        ("asker", "/reopen 7"),
        ("mentor", "/queue"),
        ("mentor", "/claim"),
        ("mentor", "/claim 7"),
        ("mentor", "/release"),
        ("mentor", "/resolve 7"),
        ("mentor", "/note 7 hello"),
        ("mentor", "/answered oet score"),
        ("admin", "/why"),
    ]:
        before = len(side.seen(who))
        await side.say(who, line)
        (told,) = side.seen(who)[before:]
        assert BROKEN not in told.text, line


@anywhere
async def test_unknown_command(side: Side) -> None:
    await side.say("asker", "/launch now")
    assert side.last("asker").text == "There is no command /launch. /help shows what I can do."


@anywhere
async def test_the_place_in_the_queue_is_told_and_moves(side: Side) -> None:
    await side.asks("asker", NOBODY_KNOWS)
    await side.asks("asker2", ALSO_UNKNOWN)
    assert "number 1, next in the queue" in side.told("asker")
    assert "number 2, second in the queue" in side.told("asker2")
    await side.say("asker2", "/threads")
    assert "#2 · second in the queue" in side.last("asker2").text
    await side.say("mentor", "/claim 1")
    await side.say("asker2", "/threads")
    assert "#2 · next in the queue" in side.last("asker2").text
    await side.say("asker", "/threads")
    assert f"#1 · with {side.names['mentor']}" in side.last("asker").text


@anywhere
async def test_search_and_topics_page_by_page(side: Side) -> None:
    await side.say("asker", "/faq oet score")
    found = side.last("asker")
    assert "oet score" in found.text
    assert 1 <= len(found.labels) <= 4
    await side.press("asker", found.labels[0])
    assert side.last("asker").text.startswith(found.labels[0].rstrip("…"))
    assert "Sources: " in side.last("asker").text

    await side.say("asker", "/usce")
    first = side.last("asker")
    assert "(page 1 of " in first.text
    assert first.labels[-1] == "More →"
    await side.press("asker", "More →")
    second = side.last("asker")
    assert "(page 2 of " in second.text
    assert not set(first.labels[:-1]) & set(second.labels[:-2])
    await side.press("asker", "← Back")
    assert side.last("asker").labels == first.labels

    await side.say("asker", "/faq 🙂🙂")
    assert "No entry fits" in side.last("asker").text


async def test_the_whole_conversation_and_nothing_twice(side: Side) -> None:
    await side.asks("asker", NOBODY_KNOWS)
    await side.say("asker", "It is a blue stamp")
    await side.press("mentor", "Claim", side.card(1))
    await side.say("mentor2", "/claim 1")
    assert side.last("mentor2").text == f"#1 is with {side.names['mentor']} already."
    await side.write("mentor", 1, "Which year did you graduate?")
    await side.say("asker", "In 2019")
    await side.write("mentor", 1, "/note seems honest")
    await side.write("mentor2", 1, "ask the embassy")
    await side.write("mentor", 1, "Then it is fine.")
    await side.write("mentor", 1, "/resolve")
    await side.press("asker", "It helped")

    for words in ("taken your question", "Which year did you graduate?", "Then it is fine.", "is resolved"):
        only(side.seen("asker"), words)
    for words in (NOBODY_KNOWS, "It is a blue stamp", "In 2019", "is resolved by"):
        only(side.room(1), words)
    for words in ("honest", "embassy"):
        assert words not in side.told("asker")
    for words in (f"{side.names['asker']}:", f"{side.names['asker']} asks"):
        assert not with_words([*side.room(1), side.card(1)], words)
    assert "resolved ✓" in side.card(1).text


@anywhere
async def test_rating_counts_once(side: Side) -> None:
    await claimed(side)
    await side.say("mentor", "/resolve 1")
    end = only(side.seen("asker"), "Did it help?")
    assert end.labels == ("It helped", "Partly", "It did not help", "Reopen")
    await side.press("asker", "Partly", end)
    assert side.last("asker").text == "✓ Thank you. Your rating helps the mentors."
    await side.press("asker", "It helped", end)
    assert side.last("asker").text == "✓ You rated this before. Thank you."
    await side.say("mentor", "/claim 1")
    assert side.last("mentor").text == "#1 is resolved; there is nothing left to do."


async def test_buttons_outlive_restarts(side: Side) -> None:
    await side.say("asker", NOBODY_KNOWS)
    await side.restart()
    await side.press("asker", "Ask a mentor")
    await side.restart()
    await side.press("mentor", "Claim", side.card(1))
    await side.restart()
    await side.write("mentor", 1, "Which year?")
    await side.restart()
    await side.say("asker", "In 2019")
    await side.restart()
    await side.press("mentor", "Resolve", side.head(1))
    await side.restart()
    await side.press("asker", "Reopen", only(side.seen("asker"), "Did it help?"))
    assert "#1 is open again" in side.last("asker").text
    only(side.seen("asker"), "Which year?")
    only(side.room(1), "In 2019")


async def test_reopened_thread_goes_on_with_all_that_was_said_once(side: Side) -> None:
    await claimed(side)
    await side.write("mentor", 1, "Done")
    await side.write("mentor", 1, "/resolve")
    await side.say("asker", "/reopen 1")
    await side.say("mentor2", "/claim 1")
    await side.write("mentor2", 1, "What is left?")
    await side.say("asker", "The stamp")
    for words in ("Done", "What is left?"):
        only(side.seen("asker"), words)
    for words in (NOBODY_KNOWS, "The stamp"):
        only(side.room(1), words)


@anywhere
async def test_too_much_at_once_is_refused_once_with_words(side: Side) -> None:
    for _ in range(23):
        await side.say("stranger", "/threads")
    assert len(with_words(side.seen("stranger"), "That was a lot at once")) == 1
    await side.wait(timedelta(minutes=2))
    await side.say("stranger", "/threads")
    assert "You have no threads" in side.last("stranger").text
