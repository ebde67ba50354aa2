"""The console adapter: reads lines, prints what the bot shows, and needs no token."""

import asyncio
import math
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import BinaryIO, Protocol, TextIO
from uuid import uuid4

import structlog

from bot.config import ConsoleSettings
from bot.errors import Undeliverable
from bot.messages import (
    Address,
    Buttons,
    Card,
    File,
    Finding,
    Post,
    Reply,
    Room,
    RoomRequest,
)
from bot.ports import Receiver
from handlers.console.show import shown
from handlers.console.translate import HUB, NAME, Line, incoming, parse, place_of, room_address

log = structlog.get_logger()

USAGE = (
    "Write NAME: TEXT to say something as NAME (asker1, mentor1, …), NAME: #1 to press button 1 of the last "
    "message shown to NAME, NAME@7: TEXT to write in the room of thread 7. Ctrl+D ends."
)


_SOON = 0.05
"""Seconds after which something is printed that no line on the console has caused."""


class Memory(Protocol):
    """What the console asks of the store, so that buttons and rooms outlive a restart."""

    async def buttons_of(self, user_id: str) -> Buttons:
        """The buttons of the last message with buttons that was shown to this person."""

    async def mentor_of(self, number: int) -> str:
        """Who reads the room of this thread; empty while it has no room."""


class Console:
    """One conversation with the real core on standard input and output.

    `drain` delivers all that is due, so that a pipe's next line is read only when everybody has seen
    what the last one brought about.
    """

    name = NAME
    hub: Address | None = HUB
    forms = False
    whispers = False
    link = ""

    def __init__(
        self,
        settings: ConsoleSettings,
        desk: Receiver,
        memory: Memory,
        drain: Callable[[], Awaitable[None]],
        source: BinaryIO | None = None,
        target: TextIO | None = None,
    ) -> None:
        self._settings = settings
        self._desk = desk
        self._memory = memory
        self._drain = drain
        self._source = source or sys.stdin.buffer
        self._target = target or sys.stdout
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._unprinted: list[tuple[float, str]] = []
        self._at_work = True
        self.ended = asyncio.Event()

    async def start(self) -> None:
        """Begin to read lines."""
        if self._source.isatty():
            self._print(USAGE)
        loop = asyncio.get_running_loop()

        def read() -> None:
            # A thread of its own, since reading from a terminal or a pipe cannot be cancelled.
            with suppress(RuntimeError):  # the loop is closed: nobody reads any more
                for raw in self._source:
                    loop.call_soon_threadsafe(self._lines.put_nowait, raw.decode("utf-8", "replace"))
                loop.call_soon_threadsafe(self._lines.put_nowait, None)

        threading.Thread(target=read, name="console-input", daemon=True).start()
        self._task = asyncio.create_task(self._converse(), name="console")

    async def stop(self) -> None:
        """Stop reading."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        self.flush()

    async def _converse(self) -> None:
        await self._drain()
        self._at_work = False
        self.flush()
        while (raw := await self._lines.get()) is not None:
            if not raw.strip():
                continue
            line = parse(raw)
            if line is None:
                self._print(USAGE)
                self.flush()
                continue
            self._at_work = True
            try:
                await self.hear(line)
                await self._drain()
            except Exception:
                log.exception("line failed")
            self._at_work = False
            self.flush()
        await self._drain()
        self.flush()
        self.ended.set()

    async def hear(self, line: Line) -> None:
        """Hand one line to the desk and show the reply."""
        reader = f"{line.who}@{line.room}" if line.room else line.who
        action = ""
        if line.button is not None:
            buttons = [button for row in await self._memory.buttons_of(line.who) for button in row]
            if not 1 <= line.button <= len(buttons):
                self._print(
                    shown(reader, f"There is no button {line.button} in the last message shown to you.")
                )
                return
            chosen = buttons[line.button - 1]
            if chosen.url:
                self._print(shown(reader, chosen.url))
                return
            action = chosen.action
        if line.room and not await self._memory.mentor_of(line.room):
            self._print(shown(reader, f"Thread {line.room} has no room yet: a mentor claims it first."))
            return
        event_id = uuid4().hex
        reply = await self._desk.receive(incoming(line, event_id, action))
        if reply is not None:
            await self._show(reader, place_of(line), reply)

    async def _show(self, reader: str, where: Address, reply: Reply) -> None:
        self._print(shown(reader, reply.text, reply.buttons))
        if reply.delivery:
            await self._desk.shown(reply.delivery, where, (uuid4().hex,))

    async def send(self, post: Post) -> tuple[str, ...]:
        """Print a message for whoever reads that place."""
        files = "".join(f"\n\n[{file.name}]" for file in post.files)
        self._print(shown(await self._reader(post.where), post.text + files, post.buttons))
        return (uuid4().hex,)

    async def edit(self, post: Post, message_id: str) -> None:
        """Print how a message reads now."""
        del message_id
        await self.send(post)

    async def show_card(self, card: Card) -> str:
        """Print a new card with its buttons, or how a card has changed."""
        reader = "mentors"
        if card.message_id:
            # A terminal cannot change what it has printed: the line that holds the state is said again.
            self._print(shown(reader, card.text.split("\n", 1)[0]))
            return card.message_id
        self._print(shown(reader, card.text, card.buttons))
        return uuid4().hex

    async def open_room(self, request: RoomRequest) -> Room:
        """A room is a number on the console; nothing has to be opened."""
        return Room(room_address(request.number))

    async def close_room(self, room: Room) -> None:
        """Nothing has to be closed."""

    async def open_side_room(self, origin: Address, user_id: str, title: str) -> Address:
        """There are no shared places on the console."""
        del origin, user_id, title
        raise Undeliverable("closed")

    async def fetch(self, file: File) -> bytes:
        """No file can be sent on the console."""
        del file
        raise Undeliverable("gone")

    async def groups(self, user_id: str) -> frozenset[str]:
        """The console knows no groups; its mentors and admins stand in the settings."""
        del user_id
        return frozenset()

    async def check(self) -> list[Finding]:
        """The console is always well; a configuration without mentors is worth a word."""
        if not self._settings.mentors:
            return [Finding("console", ok=False, advice="Name somebody in [console] mentors")]
        return [Finding(f"console: mentors {', '.join(self._settings.mentors)}", ok=True)]

    async def _reader(self, where: Address) -> str:
        if where.topic_id:
            return f"{await self._memory.mentor_of(int(where.topic_id))}@{where.topic_id}"
        return where.chat_id.removeprefix("private:")

    def _print(self, text: str) -> None:
        """Print at the end of the line's work, or soon when no line is at work.

        By then the core has noted what was delivered, so that a process killed at the sight of its output
        does not print it again.
        """
        loop = asyncio.get_running_loop()
        self._unprinted.append((loop.time() + _SOON, text))
        loop.call_later(_SOON, lambda: None if self._at_work else self.flush(loop.time()))

    def flush(self, until: float = math.inf) -> None:
        """Print what is waiting to be printed; only what is due by then, where a moment is given."""
        due = 0
        while due < len(self._unprinted) and self._unprinted[due][0] <= until:
            due += 1
        # In one piece: who kills the process at the sight of the first line still gets the others.
        self._target.write("".join(f"{text}\n" for _, text in self._unprinted[:due]))
        del self._unprinted[:due]
        self._target.flush()
