"""What is learned from use, on every platform: mentors name entries, and only the admin reads why."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from contract_kit import PLATFORMS, alone, anywhere
from crossing_discord import DiscordSide
from crossing_kit import Side, only, with_words
from discord_kit import answer
from doubles.telegram.server import BotApi
from telegram_kit import settings as telegram_settings
from world import NOBODY_KNOWS, Clock, running, settings

pytestmark = pytest.mark.slow

KNOWN = "What is USCE?"


@pytest.fixture(params=PLATFORMS)
async def side(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Side]:
    async with alone(request.param, tmp_path) as made:
        yield made


@anywhere
async def test_a_mentor_names_the_entry_in_the_room_and_after_resolving(side: Side) -> None:
    await side.asks("asker", NOBODY_KNOWS)
    await side.say("mentor", "/claim 1")
    told = len(side.seen("asker"))
    await side.write("mentor", 1, "/answered oet score")
    offer = only([*side.room(1), *side.seen("mentor")], "Which entry answers #1?")
    await side.press("mentor", offer.labels[0], offer)
    assert with_words([*side.room(1), *side.seen("mentor")], "✓ Noted: #1 is answered by “")
    assert len(side.seen("asker")) == told

    await side.say("mentor", "/resolve 1")
    end = only(side.room(1), "✓ #1 is resolved by")
    assert end.labels == ("Answered by an entry",)
    await side.press("mentor", "Answered by an entry", end)
    assert len(with_words([*side.room(1), *side.seen("mentor")], "Which entry answers #1?")) == 2
    assert not with_words(side.seen("asker"), "Which entry")


@pytest.mark.parametrize("side", ["discord text"], indirect=True)
async def test_why_is_whispered_on_discord(side: Side) -> None:
    assert isinstance(side, DiscordSide)
    admin, channel = side.person("admin"), side.server.general
    asked = await admin.slash(channel, "ask", question=KNOWN)
    assert asked.ephemeral
    why = await admin.slash(channel, "why")
    assert why.ephemeral
    assert "nearest: " in answer(why).content
    refused = await side.person("mentor").slash(channel, "why", words=KNOWN)
    assert "Only admins can do this." in answer(refused).content
    assert channel.history() == []


async def test_why_is_not_said_in_a_telegram_group(tmp_path: Path) -> None:
    async with BotApi.running() as api:
        ada, amina = api.user("Ada"), api.user("Amina")
        study = api.supergroup("Study group", ada, amina)
        chosen = settings(tmp_path, telegram=telegram_settings(api, "", ada.id))
        async with running(chosen, Clock()):
            await ada.starts()
            await ada.says(study, f"/ask {KNOWN}")
            await ada.hears("Sources: ", study)
            await ada.says(study, "/why")
            await ada.hears("answered you privately", study)
            await ada.hears("nearest: ")
            assert all("nearest: " not in message.text for message in study.messages)
