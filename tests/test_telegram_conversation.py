"""Whole conversations on Telegram: the real core, the real adapter, a Bot API server of our own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from doubles.telegram.chats import Chat, Topic
from doubles.telegram.groups import Group
from doubles.telegram.people import User
from doubles.telegram.server import BotApi
from telegram_kit import settings as telegram_settings
from world import NOBODY_KNOWS, Clock, running, settings

from bot.config import Settings


@dataclass
class Cast:
    """One asker, two mentors, and their group."""

    api: BotApi
    amina: User
    mel: User
    ray: User
    mentors: Group
    settings: Settings


@pytest.fixture(params=["forum", "plain"])
async def cast(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Cast]:
    async with BotApi.running() as api:
        amina, mel, ray = (api.user(name) for name in ("Amina", "Mel", "Ray"))
        make = api.forum if request.param == "forum" else api.supergroup
        group = make("Mentors", mel, ray, bot="administrator")
        yield Cast(api, amina, mel, ray, group, settings(tmp_path, telegram=telegram_settings(api, group.id)))


def said_once(place: Chat | Topic, words: str) -> bool:
    return sum(words in each.text for each in place.messages) == 1


async def test_asked_claimed_answered_and_resolved(cast: Cast) -> None:
    api, amina, mel, mentors = cast.api, cast.amina, cast.mel, cast.mentors
    async with running(cast.settings, Clock()):
        await amina.writes(NOBODY_KNOWS)
        await amina.presses(await amina.hears("mentor"), "Ask a mentor")
        await amina.hears("number 1")

        card = await mel.hears("My dean retired", mentors)
        assert card.labels == ["Claim", "Look"]
        claim = card.button("Claim")["callback_data"]
        await mel.presses(card, "Claim")
        await mel.hears("claimed by Mel", mentors)
        late = await cast.ray.presses(card, data=claim)
        assert "Mel" in late.text

        if mentors.is_forum:
            await api.wait_until(lambda: mentors.topics)
            room: Chat | Topic = next(iter(mentors.topics.values()))
            await mel.hears("", room)
            await mel.says(room, "Which year did you graduate?")
        else:
            room = mentors
            await mel.says(room, "Which year did you graduate?", reply_to=card)
        question = await amina.hears("Which year did you graduate?")
        await amina.writes("In 2019")
        await mel.hears("In 2019", room)
        assert said_once(amina.private, question.text)

        await mel.says(room, "/resolve 1")
        rating = await amina.hears("", amina.private)
        assert rating is not None
        await api.wait_until(lambda: "It helped" in amina.private.last.labels)
        assert said_once(room, "In 2019")


async def test_it_goes_on_after_a_restart(cast: Cast) -> None:
    amina, mel, mentors = cast.amina, cast.mel, cast.mentors
    async with running(cast.settings, Clock()):
        await amina.writes(NOBODY_KNOWS)
        offer = await amina.hears("mentor")
    await amina.presses(offer, "Ask a mentor", wait=False)
    async with running(cast.settings, Clock()):
        await amina.hears("number 1")
        await mel.hears("My dean retired", mentors)
        await cast.api.settled()
    assert said_once(mentors, "My dean retired")


async def test_a_stranger_cannot_claim(cast: Cast) -> None:
    amina = cast.amina
    async with running(cast.settings, Clock()):
        await amina.writes("/claim 1")
        await amina.hears("Only mentors can do this.")
