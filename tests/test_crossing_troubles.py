"""What goes wrong between two platforms: mentors who hand over, restarts, closed chats, deleted rooms."""

from datetime import timedelta
from pathlib import Path

import pytest
from crossing_both import both
from crossing_kit import Seen, only, with_words
from world import NOBODY_KNOWS

pytestmark = pytest.mark.slow


def texts(messages: list[Seen]) -> list[str]:
    return [each.text for each in messages]


@pytest.mark.parametrize(
    ("asked_on", "first", "then"),
    [
        ("telegram", "telegram", "discord"),
        ("discord", "telegram", "discord"),
        ("discord", "discord", "telegram"),
    ],
)
async def test_who_takes_over_sees_all_that_was_said_once(
    asked_on: str, first: str, then: str, tmp_path: Path
) -> None:
    async with both(tmp_path) as world:
        here, _ = world.sides(asked_on)
        before, after = world.sides(first)
        await world.asked_on(asked_on)
        await here.say("asker", "It is a blue stamp")
        await world.claimed_on(first)
        await before.write("mentor", 1, "Who stamped it?")
        await here.say("asker", "The registrar")
        await before.say("mentor2", "/note 1 ask the embassy")
        await before.press("mentor", "Release", before.head(1))
        assert "head of the queue" in here.last("asker").text
        assert before.card(1).labels == after.card(1).labels == ("Claim", "Look")

        await world.claimed_on(then)
        alias = only(after.room(1), NOBODY_KNOWS).text.partition(":")[0]
        said = texts(after.room(1))
        assert said[1:] == [
            f"{alias}: {NOBODY_KNOWS}",
            f"{alias}: It is a blue stamp",
            f"{before.names['mentor']} wrote: Who stamped it?",
            f"{alias}: The registrar",
            f"Note by {before.names['mentor2']}: ask the embassy",
        ]
        await after.write("mentor", 1, "Take it to the dean's office.")
        assert only(here.seen("asker"), "dean's office").text.startswith(after.names["mentor"])
        await here.say("asker", "I will")
        only(after.room(1), "I will")
        assert not with_words(before.room(1), "I will")

        # Back to where it came from: only what is new there.
        await after.press("mentor", "Release", after.head(1))
        await world.claimed_on(first)
        for words in (NOBODY_KNOWS, "It is a blue stamp", "The registrar", "I will", "dean's office"):
            only(before.room(1), words)
        await before.write("mentor", 1, "Did it work?")
        only(here.seen("asker"), "Did it work?")


async def test_two_mentors_after_one_another_before_the_room_is_there(tmp_path: Path) -> None:
    async with both(tmp_path) as world:
        telegram = world.telegram
        await world.asked_on("telegram")
        async with telegram.api.hold("createForumTopic") as held:
            await telegram.press_now("mentor", "Claim", telegram.card(1))
            await held.arrived()
            await telegram.person("mentor").writes("/release 1")
            await telegram.person("mentor").hears("head of the queue", telegram.person("mentor").private)
            await telegram.person("mentor2").writes("/claim 1")
            await telegram.person("mentor2").hears("#1 is yours", telegram.person("mentor2").private)
        await world.bot.settled()
        only(telegram.room(1), NOBODY_KNOWS)
        assert len(telegram.topics(1)) == 1
        await telegram.write("mentor2", 1, "Which year?")
        only(telegram.seen("asker"), "Ray (#1): Which year?")


@pytest.mark.parametrize(
    ("asked_on", "answered_on", "hub", "group"),
    [("telegram", "discord", "forum", "plain"), ("discord", "telegram", "text", "forum")],
)
async def test_it_goes_on_after_restarts(
    asked_on: str, answered_on: str, hub: str, group: str, tmp_path: Path
) -> None:
    async with both(tmp_path, hub, group) as world:
        here, there = world.sides(asked_on)
        await world.asked_on(asked_on)
        await world.bot.restart()
        await world.claimed_on(answered_on)
        await world.bot.restart()
        await there.write("mentor", 1, "Which year?")
        await world.bot.restart()
        await here.say("asker", "In 2019", reply_to=only(here.seen("asker"), "Which year?"))
        await world.bot.restart()
        await there.press("mentor", "Resolve", there.head(1))
        await world.bot.restart()
        await here.press("asker", "Partly")
        for side in (here, there):
            assert "Rated: it helped partly" in side.card(1).text
        only(there.room(1), "In 2019")
        world.nothing_twice()


async def test_what_was_said_while_the_bot_was_away_is_relayed(tmp_path: Path) -> None:
    async with both(tmp_path) as world:
        await world.asked_on("telegram")
        await world.claimed_on("discord")
        await world.discord.write("mentor", 1, "Which year?")
        await world.bot.stop()
        server, (room,) = world.discord.server, world.discord.rooms(1)
        await world.telegram.person("asker").writes("In 2019")
        server.env.backend.create_message(room.id, server.mentor.id, "And which month?")
        await world.bot.start()
        only(world.telegram.seen("asker"), "And which month?")
        only(world.discord.room(1), "In 2019")
        world.nothing_twice()


async def test_asker_who_blocked_the_bot_gets_it_all_when_they_come_back(tmp_path: Path) -> None:
    async with both(tmp_path) as world:
        discord, telegram = world.discord, world.telegram
        await world.asked_on("telegram")
        await world.claimed_on("discord")
        amina = telegram.person("asker")
        await amina.blocks()
        await discord.write("mentor", 1, "Which year?")
        await discord.write("mentor", 1, "And which month?")
        told = with_words(discord.room(1), "did not reach")
        assert len(told) == 2
        assert "as soon as they write to me again" in told[0].text
        assert not with_words(telegram.seen("asker"), "Which year?")

        await amina.starts()
        await world.bot.settled()
        arrived = [each.text for each in telegram.seen("asker") if "which" in each.text.lower()]
        assert arrived == ["mentor (#1): Which year?", "mentor (#1): And which month?"]
        await telegram.say("asker", "In May 2019")
        only(discord.room(1), "In May 2019")


async def test_closed_direct_chat_on_discord_becomes_a_private_thread(tmp_path: Path) -> None:
    async with both(tmp_path) as world:
        discord, telegram = world.discord, world.telegram
        server = discord.server
        server.env.inject_error(
            "POST", f"/channels/{server.dm.id}/messages", status=403, code=50007, times=None
        )
        await world.asked_on("discord")
        await world.claimed_on("telegram")
        await telegram.write("mentor", 1, "Which year?")
        (side,) = server.general.threads
        assert side._channel.type == 12, "not a private thread"
        assert server.asker.id in side._channel.thread_members
        said = [each.text for each in discord.said_in(side)]
        assert [each for each in said if "Which year?" in each] == ["Mel (#1): Which year?"]
        await server.asker.send(side, "In 2019")
        await world.bot.settled()
        only(telegram.room(1), "In 2019")
        await telegram.press("mentor", "Resolve", telegram.head(1))
        end = only(discord.said_in(side), "Did it help?")
        await discord.press("asker", "It helped", end)
        assert "Rated: it helped" in telegram.card(1).text


@pytest.mark.parametrize("hub", ["text", "forum"])
async def test_deleted_room_on_discord_is_made_anew(hub: str, tmp_path: Path) -> None:
    async with both(tmp_path, hub) as world:
        discord, telegram = world.discord, world.telegram
        await world.asked_on("telegram")
        await world.claimed_on("discord")
        await telegram.say("asker", "It is a blue stamp")
        discord.delete_room(1)
        await telegram.say("asker", "Are you still there?")
        assert len(discord.rooms(1)) == 1
        assert "claimed by mentor" in discord.card(1).text
        only(discord.room(1), "Are you still there?")
        await discord.write("mentor", 1, "I am.")
        only(telegram.seen("asker"), "mentor (#1): I am.")
        await discord.say("mentor", "/resolve 1")
        assert "resolved ✓" in discord.card(1).text
        assert len(discord.rooms(1)) == 1


async def test_deleted_topic_on_telegram_is_made_anew(tmp_path: Path) -> None:
    async with both(tmp_path) as world:
        discord, telegram = world.discord, world.telegram
        await world.asked_on("discord")
        await world.claimed_on("telegram")
        await discord.say("asker", "It is a blue stamp")
        telegram.delete_room(1)
        await discord.say("asker", "Are you still there?")
        assert len(telegram.topics(1)) == 1
        only(telegram.room(1), "Are you still there?")
        await telegram.write("mentor", 1, "I am.")
        only(discord.seen("asker"), "Mel (#1): I am.")
        await telegram.say("mentor", "/resolve 1")
        assert "resolved ✓" in telegram.card(1).text


async def test_a_wait_that_telegram_asks_for_is_kept_and_nothing_is_lost(tmp_path: Path) -> None:
    async with both(tmp_path) as world:
        discord, telegram = world.discord, world.telegram
        await world.asked_on("telegram")
        await world.claimed_on("discord")
        telegram.api.fail_next("sendMessage", status=502, chat=telegram.person("asker").private)
        await discord.write("mentor", 1, "Which year?")
        await discord.write("mentor", 1, "And which month?")
        assert not with_words(telegram.seen("asker"), "Which year?")
        await world.bot.wait(timedelta(seconds=5))
        arrived = [each.text for each in telegram.seen("asker") if "which" in each.text.lower()]
        assert arrived == ["mentor (#1): Which year?", "mentor (#1): And which month?"]
        world.nothing_twice()


async def test_each_answer_stays_on_its_own_thread(tmp_path: Path) -> None:
    """Two askers, two mentors, each on both platforms, at once."""
    async with both(tmp_path) as world:
        discord, telegram = world.discord, world.telegram
        await world.asked_on("telegram", NOBODY_KNOWS)
        await world.asked_on("discord", "The registrar wants a wet stamp but the courier soaked it, hm?")
        await discord.press("mentor", "Claim", discord.card(1))
        await telegram.press("mentor", "Claim", telegram.card(2))
        await discord.write("mentor", 1, "One")
        await telegram.write("mentor", 2, "Two")
        only(telegram.seen("asker"), "mentor (#1): One")
        only(discord.seen("asker"), "Mel (#2): Two")
        await telegram.say("asker", "to the first")
        await discord.say("asker", "to the second")
        only(discord.room(1), "to the first")
        only(telegram.room(2), "to the second")
        world.nothing_twice()


@pytest.mark.parametrize("hub", ["text", "forum"])
async def test_a_question_that_is_edited_or_deleted_while_it_waits_changes_on_both_cards(
    hub: str, tmp_path: Path
) -> None:
    async with both(tmp_path, hub) as world:
        discord, telegram = world.discord, world.telegram
        question = await telegram.say("asker", NOBODY_KNOWS)
        assert question is not None
        await telegram.press("asker", "Ask a mentor")
        await telegram.edit("asker", question, "My dean moved abroad and nobody signs my logbook, what now?")
        for side in (discord, telegram):
            assert "My dean moved abroad" in side.card(1).text
            assert "My dean retired" not in side.card(1).text
        await discord.say("mentor", "/queue")
        assert "My dean moved abroad" in discord.last("mentor").text
        await world.claimed_on("discord")
        only(discord.room(1), "My dean moved abroad")
        assert not with_words(discord.room(1), "My dean retired")


async def test_a_question_that_is_deleted_while_it_waits_is_on_no_card(tmp_path: Path) -> None:
    async with both(tmp_path) as world:
        discord, telegram = world.discord, world.telegram
        question = await discord.say("asker", NOBODY_KNOWS)
        assert question is not None
        await discord.press("asker", "Ask a mentor")
        await discord.delete("asker", question)
        for side in (discord, telegram):
            assert "deleted by its author" in side.card(1).text
            assert "My dean retired" not in side.card(1).text
        await telegram.say("mentor", "/queue")
        assert "My dean retired" not in telegram.last("mentor").text


async def test_what_is_deleted_on_discord_is_said_on_telegram(tmp_path: Path) -> None:
    async with both(tmp_path) as world:
        discord, telegram = world.discord, world.telegram
        await world.asked_on("telegram")
        await world.claimed_on("discord")
        said = await discord.write("mentor", 1, "Which year?")
        assert said is not None
        shown = only(telegram.seen("asker"), "Which year?")
        await discord.delete("mentor", said)
        assert only(telegram.seen("asker"), "deleted by its author").answers == shown.key


async def test_a_post_that_is_archived_at_the_wrong_moment_still_shows_the_end(tmp_path: Path) -> None:
    async with both(tmp_path, "forum") as world:
        discord = world.discord
        await world.asked_on("telegram")
        await world.claimed_on("discord")
        (post,) = discord.rooms(1)
        # What Discord says to the card's edit when the room's closing comes a moment before.
        path = f"/channels/{post.id}/messages/{post.id}"
        discord.server.env.inject_error("PATCH", path, status=400, code=50083)
        await discord.press("mentor", "Resolve", discord.head(1))
        assert "resolved ✓" in discord.card(1).text
        assert post._channel.thread_metadata.archived
