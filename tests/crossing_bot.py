"""The whole bot on doubles, with a desk that tells when everybody has seen what follows."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from pathlib import Path

from discord_kit import Server
from doubles.telegram.changes import Changes
from doubles.telegram.groups import Group
from doubles.telegram.server import BotApi
from telegram_kit import settings as telegram_settings
from world import Clock, library, settings

from bot import app as composition
from bot.app import App, ConsoleMemory
from bot.config import Settings
from bot.messages import Address, Choice, Heard, Incoming, Looked, Pressed, Reply
from bot.ports import Fetch, Platform, Receiver
from handlers.discord import Discord
from handlers.telegram import Telegram

_PATIENCE = 5.0


class Line:
    """Two presses that wait for one another; then that of the platform `first` goes in before the other."""

    def __init__(self, first: str) -> None:
        self._first = first
        self._both_there = asyncio.Barrier(2)
        self._first_is_in = asyncio.Event()

    async def turn(self, platform: str) -> None:
        """Wait until it is this platform's turn."""
        await self._both_there.wait()
        if platform == self._first:
            # Whoever waits for this goes on later: there is no pause between here and the core's queue.
            self._first_is_in.set()
        else:
            await self._first_is_in.wait()


class Watched:
    """The desk as the adapters see it; tells when all events are handled and all replies shown.

    After `line_up` the next two presses wait for one another, and then come in together.
    """

    def __init__(self) -> None:
        self.received = 0
        self._desk: Receiver | None = None
        self._changes = Changes()
        self._inside = 0
        self._unshown: set[int] = set()
        self._line: Line | None = None

    def serve(self, desk: Receiver) -> "Watched":
        """Stand before another desk; nobody waits at the one before any more."""
        self._desk, self._unshown = desk, set()
        return self

    def line_up(self, first: str) -> None:
        """Let two presses arrive at once."""
        self._line = Line(first)

    async def receive(self, incoming: Incoming) -> Reply | None:
        assert self._desk is not None
        self.received += 1
        self._inside += 1
        try:
            if self._line is not None and isinstance(incoming, Pressed):
                await self._line.turn(incoming.where.platform)
                self._line = None
            reply = await self._desk.receive(incoming)
            if reply is not None and reply.delivery:
                self._unshown.add(reply.delivery)
            return reply
        finally:
            self._inside -= 1
            self._changes.notify()

    async def look(self, looked: Looked) -> tuple[Choice, ...]:
        assert self._desk is not None
        return await self._desk.look(looked)

    async def shown(self, delivery: int, where: Address, message_ids: tuple[str, ...]) -> None:
        assert self._desk is not None
        await self._desk.shown(delivery, where, message_ids)
        self._unshown.discard(delivery)
        self._changes.notify()

    async def heard(self, platform: str) -> tuple[Heard, ...]:
        assert self._desk is not None
        return await self._desk.heard(platform)

    async def idle(self) -> None:
        """Wait until no event is at work and every reply has been shown."""
        if not await self._changes.until(lambda: not self._inside and not self._unshown, _PATIENCE):
            raise AssertionError(f"events at work: {self._inside}, replies never shown: {self._unshown}")


class Bot:
    """The whole bot, with the real core and adapters, on the doubles that are given."""

    def __init__(
        self,
        folder: Path,
        server: Server | None = None,
        api: BotApi | None = None,
        group: Group | None = None,
        telegram_admins: Iterable[int] = (),
    ) -> None:
        self._server = server
        self._api = api
        self.clock = Clock()
        self.watched = Watched()
        sections: dict[str, object] = {}
        if server is not None:
            sections["discord"] = server.settings
        if api is not None:
            sections["telegram"] = telegram_settings(api, group.id if group else "", *telegram_admins)
        self.settings: Settings = settings(folder, **sections)
        self.app: App

    def _make(
        self,
        name: str,
        settings: Settings,
        desk: Receiver,
        fetch: Fetch,
        _memory: ConsoleMemory,
        _drain: Callable[[], Awaitable[None]],
    ) -> Platform:
        watched = self.watched.serve(desk)
        if name == "telegram":
            return Telegram(settings.telegram, watched, fetch, pause=0.01)
        assert self._server is not None
        return Discord(settings.discord, watched, fetch, wire=self._server.wire())

    async def start(self) -> None:
        """Start on the database as it is."""
        self.app = await composition.create(self.settings, self.clock, self._make, library())
        try:
            await self.app.start()
            await self.settled()
        except BaseException:
            # A database that stays open would keep the test run from ending.
            await self.app.stop()
            raise

    async def stop(self) -> None:
        """End in good order."""
        await self.app.stop()

    async def restart(self) -> None:
        """Stop, and start anew on the same database."""
        await self.stop()
        await self.start()

    async def wait(self, span: timedelta) -> None:
        """Let time pass, and what is due happen."""
        self.clock.move(span)
        while await self.app.timekeeper.tick():
            pass
        self.app.courier.wake()
        await self.settled()

    async def settled(self) -> None:
        """All that follows from what people did has happened, and everybody has seen it."""
        while True:
            before = self._doings
            if self._api is not None:
                await self._api.settled()
            if self._server is not None:
                await self._server.env.settle()
            await self.watched.idle()
            await self.app.courier.drain()
            if self._doings == before:
                return

    @property
    def _doings(self) -> tuple[int, int, int]:
        asked = sum(call.method != "getUpdates" for call in self._api.requests) if self._api else 0
        return self.watched.received, asked, len(self._server.env.http_requests) if self._server else 0
