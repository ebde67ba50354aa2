"""Work that goes on beside the fetching: in order within a chat, in parallel across chats."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

from bot.errors import TryLater, Undeliverable
from handlers.telegram.faults import origin

log = structlog.get_logger()
Work = Callable[[], Awaitable[None]]


class Lanes:
    """One queue of work per chat; what fails is logged, as the courier delivers what was not shown."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Task[None]] = {}
        self._all: set[asyncio.Task[None]] = set()

    def put(self, lane: str, work: Work) -> None:
        """Do this after all that was put into the same lane before."""
        self._start(self._after(self._last.get(lane), work), lane)

    def at_once(self, work: Work) -> None:
        """Do this now, beside everything else."""
        self._start(self._after(None, work))

    async def drain(self, seconds: float) -> None:
        """Wait until all is done, then give up what still hangs."""
        if self._all:
            await asyncio.wait(self._all, timeout=seconds)
        left = list(self._all)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None], lane: str = "") -> None:
        task = asyncio.create_task(work)
        self._all.add(task)
        task.add_done_callback(self._all.discard)
        if lane:
            self._last[lane] = task
            task.add_done_callback(lambda done: self._leave(lane, done))

    def _leave(self, lane: str, done: asyncio.Task[None]) -> None:
        if self._last.get(lane) is done:
            del self._last[lane]

    @staticmethod
    async def _after(before: asyncio.Task[None] | None, work: Work) -> None:
        if before is not None:
            await asyncio.wait({before})
        try:
            await work()
        except (Undeliverable, TryLater) as error:
            log.info("could not show a reply; the courier takes over", platform="telegram", why=error.reason)
        except Exception as error:
            # One reply's fault must not end the others.
            log.error(
                "showing a reply failed", platform="telegram", error=type(error).__name__, at=origin(error)
            )
