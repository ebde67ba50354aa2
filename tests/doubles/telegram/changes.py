"""Waiting for something to happen in the double, without polling."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """Counts the changes of a world and wakes those who wait for one."""

    def __init__(self) -> None:
        self.count = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def notify(self) -> int:
        """Tell all who wait that something changed; the number of this change."""
        self.count += 1
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        return self.count

    async def until(self, find: Callable[[], T], timeout: float) -> T:  # noqa: ASYNC109 - part of the interface
        """The first true value that `find` returns, asked at each change; after the timeout its last."""
        try:
            async with asyncio.timeout(timeout):
                while not (found := find()):
                    await self._next()
                return found
        except TimeoutError:
            return find()

    async def _next(self) -> None:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        try:
            await waiter
        finally:
            self._waiting.discard(waiter)
