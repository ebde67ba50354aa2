"""The real core with a clock that the test moves; the platforms are the real adapters, on doubles."""

import io
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import handlers
from bot import app as composition
from bot.app import App, ConsoleMemory, Make
from bot.commands.library import Library
from bot.config import Settings
from bot.config.model import StoreSettings
from bot.librarian import load_library
from bot.ports import Fetch, Platform, Receiver
from bot.store import outbox
from bot.store.database import migrate
from handlers.console.adapter import Console
from handlers.console.translate import parse

ROOT = Path(__file__).parent.parent
NOBODY_KNOWS = "My dean retired and two clerks contradict each other about the stamp on my logbook, what now?"
"""A question that no entry answers."""


class Clock:
    """A clock that stands still until the test moves it."""

    def __init__(self, start: datetime = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        # Each look is a little later than the last, as with a real clock, so that order can be told.
        self.now += timedelta(microseconds=1)
        return self.now

    def move(self, span: timedelta) -> None:
        """Let time pass."""
        self.now += span


@cache
def library() -> Library:
    """The project's own FAQ, built once for all tests."""
    return load_library(Settings())


@cache
def _new_database() -> bytes:
    """An empty database with all its tables, made once: making one takes longer than most tests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bot.db"
        migrate(path)
        return path.read_bytes()


def settings(folder: Path, **sections: object) -> Settings:
    """Settings with a database of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bot.db").write_bytes(_new_database())
    url = f"sqlite:///{folder / 'bot.db'}"
    return Settings(**{"store": StoreSettings(url=url), **sections})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Shown:
    """Something that the console printed: for whom, what, and the labels of its buttons."""

    reader: str
    text: str
    buttons: tuple[str, ...] = ()
    printed: str = ""
    """As it was printed, whole."""


def read(printed: str) -> list[Shown]:
    """Read what was printed back by the console's own grammar."""
    messages: list[Shown] = []
    for block in re.split(r"^bot → ", printed, flags=re.MULTILINE)[1:]:
        reader, _, rest = block.partition(": ")
        lines = rest.rstrip("\n").split("\n")
        assert all(line.startswith("  ") for line in lines[1:]), f"not indented: {lines}"
        labels: list[str] = []
        while len(lines) > 1 and re.match(r"  \[\d+\] ", lines[-1]):
            labels = re.findall(r"\[\d+\] (.+?)(?=   \[\d+\] |$)", lines.pop()) + labels
        text = "\n".join(line.removeprefix("  ") for line in lines)
        messages.append(Shown(reader, text, tuple(labels), f"bot → {block}".rstrip("\n")))
    return messages


@dataclass
class Talk:
    """A conversation on the console, line by line."""

    settings: Settings
    clock: Clock
    shown: list[Shown] = field(default_factory=list)
    app: App = field(init=False)
    _output: io.StringIO = field(default_factory=io.StringIO)

    async def start(self) -> None:
        """Start the core on the database; again after `crash` or `stop`."""
        self.app = await composition.create(self.settings, self.clock, self._make, library())
        await self.app.store.write(lambda tx: outbox.release_replies(tx, self.clock()))
        await self.app.courier.start()
        await self.app.courier.drain()
        self._read()

    def _make(
        self,
        name: str,
        settings: Settings,
        desk: Receiver,
        fetch: Fetch,
        memory: ConsoleMemory,
        drain: Callable[[], Awaitable[None]],
    ) -> Platform:
        assert name == "console"
        return Console(settings.console, desk, memory, drain, io.BytesIO(), self._output)

    async def say(self, *lines: str) -> list[Shown]:
        """Say lines one after the other; what was shown because of them."""
        before = len(self.shown)
        console = self.app.platforms["console"]
        assert isinstance(console, Console)
        for line in lines:
            parsed = parse(line)
            assert parsed, line
            await console.hear(parsed)
            await self.app.courier.drain()
            self._read()
        return self.shown[before:]

    async def wait(self, span: timedelta) -> list[Shown]:
        """Let time pass and what is due happen; what was shown because of it."""
        before = len(self.shown)
        self.clock.move(span)
        while await self.app.timekeeper.tick():
            pass
        await self.app.courier.drain()
        self._read()
        return self.shown[before:]

    async def stop(self) -> None:
        """End the process in good order."""
        await self.app.stop()

    async def restart(self) -> list[Shown]:
        """Stop and start on the same database; what was shown when it was back."""
        before = len(self.shown)
        await self.stop()
        await self.start()
        return self.shown[before:]

    def to(self, reader: str) -> list[Shown]:
        """Everything that one reader was shown."""
        return [message for message in self.shown if message.reader == reader]

    def last(self, reader: str) -> Shown:
        """What one reader was shown last."""
        return self.to(reader)[-1]

    def _read(self) -> None:
        console = self.app.platforms["console"]
        assert isinstance(console, Console)
        console.flush()
        self.shown += read(self._output.getvalue())
        self._output.seek(0)
        self._output.truncate()


@asynccontextmanager
async def talking(folder: Path, **sections: object) -> AsyncIterator[Talk]:
    """A console conversation with the real core on a new database."""
    talk = Talk(settings(folder, **sections), Clock())
    await talk.start()
    try:
        yield talk
    finally:
        await talk.stop()


@asynccontextmanager
async def running(settings: Settings, clock: Clock, make: Make = handlers.make) -> AsyncIterator[App]:
    """The whole bot with the platforms that the settings switch on."""
    app = await composition.create(settings, clock, make, library())
    await app.start()
    try:
        yield app
    finally:
        await app.stop()
