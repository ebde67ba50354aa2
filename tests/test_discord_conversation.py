"""Whole conversations on Discord: the real core, the real adapter, a simulated Discord."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from discord_kit import Server, answer, labels, texts, wire_form
from doubles.discord import spec
from world import NOBODY_KNOWS, Clock, running, settings

from bot.app import App, ConsoleMemory
from bot.config import Settings
from bot.ports import Fetch, Platform, Receiver
from handlers.discord import Discord


class Cast:
    """One asker and two mentors on a server whose bot has the real core."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.server = Server(kind)
        self.settings = settings(folder, discord=self.server.settings)
        self.app: App

    def make(
        self,
        name: str,
        settings: Settings,
        desk: Receiver,
        fetch: Fetch,
        memory: ConsoleMemory,
        drain: Callable[[], Awaitable[None]],
    ) -> Platform:
        assert name == "discord"
        return Discord(settings.discord, desk, fetch, wire=self.server.wire())

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The bot, from a start to a stop."""
        async with running(self.settings, Clock(), self.make) as self.app:
            await self.settled()
            yield

    async def settled(self) -> None:
        """All that follows has happened."""
        await self.app.courier.drain()
        await self.server.env.settle()
        await self.app.courier.drain()

    async def asks_for_a_mentor(self) -> None:
        server = self.server
        offer = await server.asker.slash(server.general, "ask", question=NOBODY_KNOWS)
        assert offer.ephemeral
        await server.asker.click(answer(offer), label="Ask a mentor")
        await self.settled()

    @property
    def card(self) -> Any:
        hub = self.server.hub
        return hub.threads[0].history()[0] if hub.threads and not hub.history() else hub.history()[0]

    @property
    def room(self) -> Any:
        return self.server.hub.threads[0]


@pytest.fixture(params=["text", "forum"])
async def cast(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Cast]:
    made = Cast(tmp_path, request.param)
    yield made
    await made.server.env.shutdown()
    made.server.env.raise_errors()
    faults = spec.faults(made.server.env.http_requests)
    assert not faults, "\n".join(faults)


def everything(channel: Any) -> str:
    """All that stands in a channel, for one who looks for words."""
    return "\n".join("\n".join([m.content, *texts(wire_form(m))]) for m in channel.history())


async def test_asked_claimed_answered_and_resolved(cast: Cast) -> None:
    server = cast.server
    async with cast.running():
        await cast.asks_for_a_mentor()
        assert "My dean retired" in everything(server.dm) + "\n".join(texts(wire_form(cast.card)))
        assert labels(wire_form(cast.card)) == ["Claim", "Look"]

        won = await server.mentor.click(cast.card, label="Claim")
        assert won.ephemeral or won.acknowledged
        await cast.settled()
        lost = await server.other.slash(server.general, "claim", number=1)
        assert "mentor" in answer(lost).content
        assert "mentor" in "\n".join(texts(wire_form(cast.card)))
        assert server.mentor.id in cast.room._channel.thread_members

        await server.mentor.send(cast.room, "Which year did you graduate?")
        await cast.settled()
        assert everything(server.dm).count("Which year did you graduate?") == 1
        await server.asker.send_dm("In 2019")
        await cast.settled()
        assert everything(cast.room).count("In 2019") == 1

        await server.mentor.slash(cast.room, "resolve")
        await cast.settled()
        assert cast.room._channel.thread_metadata.archived
        assert "It helped" in labels(wire_form(server.dm.last_message))


async def test_it_goes_on_after_a_restart(cast: Cast) -> None:
    server = cast.server
    async with cast.running():
        await cast.asks_for_a_mentor()
        await server.mentor.click(cast.card, label="Claim")
        await cast.settled()
        await server.mentor.send(cast.room, "Which year did you graduate?")
        await cast.settled()
    server.env.backend.create_message(server.dm.id, server.asker.id, "In 2019")
    async with cast.running():
        assert everything(cast.room).count("In 2019") == 1
        assert everything(server.dm).count("Which year did you graduate?") == 1


async def test_closed_direct_chat_goes_on_in_a_thread_beside_the_question(cast: Cast) -> None:
    server = cast.server
    server.env.inject_error("POST", f"/channels/{server.dm.id}/messages", status=403, code=50007, times=None)
    async with cast.running():
        await cast.asks_for_a_mentor()
        await server.mentor.click(cast.card, label="Claim")
        await cast.settled()
        await server.mentor.send(cast.room, "Which year did you graduate?")
        await cast.settled()
        (side,) = server.general.threads
        assert "Which year did you graduate?" in everything(side)
        await server.asker.send(side, "In 2019")
        await cast.settled()
        assert everything(cast.room).count("In 2019") == 1


async def test_a_stranger_cannot_claim(cast: Cast) -> None:
    async with cast.running():
        refused = await cast.server.asker.slash(cast.server.general, "claim", number=1)
        assert answer(refused).content == "Only mentors can do this."
