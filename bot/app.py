"""The composition root: the one place where the parts are made, joined, started and drained."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import structlog

import handlers
from bot.commands.library import Library, topic_names
from bot.config import Settings
from bot.courier import Courier
from bot.delivering import Names
from bot.desk import Desk
from bot.errors import CannotStart
from bot.librarian import Librarian
from bot.mentoring.cards import claim_buttons
from bot.messages import Buttons, File, Person
from bot.ports import Clock, Fetch, Platform, Receiver
from bot.store import outbox, people, threads
from bot.store.database import Store
from bot.timekeeper import Timekeeper
from bot.undelivered import Rules

log = structlog.get_logger()


def utc_now() -> datetime:
    """The present; the only place where the wall clock is read."""
    return datetime.now(UTC)


class Make(Protocol):
    """Makes the adapter of a platform."""

    def __call__(  # noqa: D102
        self,
        name: str,
        settings: Settings,
        desk: Receiver,
        fetch: Fetch,
        memory: "ConsoleMemory",
        drain: Callable[[], Awaitable[None]],
        /,
    ) -> Platform: ...


@dataclass(frozen=True, slots=True)
class ConsoleMemory:
    """What the console must remember over a restart, read from the store."""

    store: Store
    mentors: tuple[str, ...]

    async def buttons_of(self, user_id: str) -> Buttons:
        """The buttons of the last message with buttons that was shown to this person."""
        who, mentor = Person("console", user_id, user_id), user_id in self.mentors
        item = await self.store.read(lambda tx: outbox.last_shown(tx, who, mentor=mentor))
        if item is None:
            return ()
        return (
            claim_buttons(item.thread_id) if item.kind == "card" and item.thread_id else item.content.buttons
        )

    async def mentor_of(self, number: int) -> str:
        """The user id of the mentor whose room shows this thread; empty while it has no room."""
        thread = await self.store.read(lambda tx: threads.get(tx, number))
        if thread is None or thread.last_mentor_id is None:
            return ""
        mentor_id = thread.last_mentor_id
        return (await self.store.read(lambda tx: people.get(tx, mentor_id))).user_id


@dataclass(frozen=True, slots=True)
class App:
    """The running whole."""

    store: Store
    desk: Desk
    courier: Courier
    timekeeper: Timekeeper
    librarian: Librarian
    platforms: Mapping[str, Platform]
    clock: Clock

    async def start(self) -> None:
        """Start the platforms side by side, then the way out and the timers."""
        # A reply that was never shown is held by nobody after a start: it is due, before anything else is.
        await self.store.write(lambda tx: outbox.release_replies(tx, self.clock()))
        try:
            async with asyncio.TaskGroup() as group:
                for platform in self.platforms.values():
                    group.create_task(platform.start())
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        await self.courier.start()
        await self.timekeeper.start()
        self.librarian.warm()

    async def renew(self) -> None:
        """Take the FAQ as its files are now; until it is ready, questions are answered from the old one."""
        try:
            self.desk.library = await self.librarian.library()
        except Exception:
            log.exception("FAQ not renewed, the old one stays")

    async def stop(self) -> None:
        """Take no more events, finish what is at work, and close the store; what is left is in the outbox."""
        for platform in self.platforms.values():
            try:
                await platform.stop()
            except Exception:
                log.exception("platform did not stop cleanly", platform=platform.name)
        await self.timekeeper.stop()
        await self.courier.stop()
        await self.librarian.stop()
        await self.store.close()


async def create(
    settings: Settings, clock: Clock = utc_now, make: Make = handlers.make, built: Library | None = None
) -> App:
    """Make all parts and join them; nothing is started yet. Raises `StoreError`.

    `make` makes a platform by name, `built` is a library that exists already (tests share it).
    """
    _check_folder(settings, built)
    store = await Store.open(settings.store.url)
    try:
        librarian = Librarian(settings, store)
        library = built if built is not None else await librarian.library()
        return _joined(settings, clock, make, library, librarian, store)
    except BaseException:
        # Left open, it would keep the process alive.
        await store.close()
        raise


def _check_folder(settings: Settings, built: Library | None) -> None:
    if built is None and not Path(settings.faq.path).is_dir():
        raise CannotStart("FAQ", f"there is no folder {settings.faq.path}", "Name it in faq.path")


def _joined(
    settings: Settings, clock: Clock, make: Make, library: Library, librarian: Librarian, store: Store
) -> App:
    platforms: dict[str, Platform] = {}
    names = Names(topics=topic_names, titles=lambda: desk.library.titles)
    courier = Courier(store, clock, names, Rules(settings.queue))
    timekeeper = Timekeeper(
        store,
        settings.queue,
        clock,
        lambda: tuple(name for name, platform in platforms.items() if platform.hub),
        courier.wake,
        lambda: desk.library.calendar,
    )

    def wake() -> None:
        courier.wake()
        timekeeper.wake()

    desk = Desk(store, settings, library, clock, wake)

    async def fetch(file: File) -> bytes:
        return await platforms[file.platform].fetch(file)

    memory = ConsoleMemory(store, settings.console.mentors)
    for name in switched_on(settings):
        platforms[name] = make(name, settings, desk, fetch, memory, courier.drain)
    desk.connect(platforms)
    courier.connect(platforms)
    return App(store, desk, courier, timekeeper, librarian, platforms, clock)


def switched_on(settings: Settings) -> tuple[str, ...]:
    """The platforms that have a token; the console when there is none."""
    on = tuple(
        name
        for name, section in (("discord", settings.discord), ("telegram", settings.telegram))
        if section.token.get_secret_value()
    )
    return on or ("console",)
