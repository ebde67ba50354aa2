"""The courier: the only way out. It empties the outbox through the platforms, in order, with retries."""

import asyncio
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial

import structlog

from bot import delivering, undelivered
from bot.errors import TryLater, Undeliverable
from bot.ports import Clock, Platform
from bot.store import outbox
from bot.store.database import Store, Tx
from bot.store.outbox import Head, Item

log = structlog.get_logger()

_FIRST_WAIT = 1.0
_LONGEST_WAIT = 300.0
_GIVE_UP_AFTER = timedelta(days=7)
_FEWEST_TRIES = 10
"""An old item is not given up before: it may have waited for its platform, or for the asker to come back."""
_PATIENCE = 10.0
"""Seconds that a delivery at work may still take when the bot stops; it is due again after the start."""
_IDLE = 30.0
"""Seconds after which the outbox is looked at again even if nobody woke the courier."""


class Courier:
    """Delivers what is due: one item at a time in each lane, the lanes side by side.

    `present` makes what a card and a room need from the FAQ; `jitter` draws from 0 to 1 (tests fix it).
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        names: delivering.Names,
        rules: undelivered.Rules,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._clock = clock
        self._names = names
        self._rules = rules
        self._jitter = jitter
        self._platforms: Mapping[str, Platform] = {}
        self._wake = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None

    def connect(self, platforms: Mapping[str, Platform]) -> None:
        """Name the platforms that deliver; what is for another one waits until that one is on again."""
        self._platforms = platforms

    def wake(self) -> None:
        """Something may be due now."""
        self._wake.set()

    async def start(self) -> None:
        """Begin to deliver."""
        self._task = asyncio.create_task(self._run(), name="courier")

    async def stop(self) -> None:
        """Finish the deliveries at work and stop; what is left stays in the outbox."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        if self._busy:
            _, stuck = await asyncio.wait(list(self._busy.values()), timeout=_PATIENCE)
            for delivery in stuck:
                delivery.cancel()
            await asyncio.gather(*stuck, return_exceptions=True)

    async def drain(self) -> None:
        """Deliver until nothing is due now."""
        while True:
            started = await self._begin()
            if not started and not self._busy:
                return
            if self._busy:
                await asyncio.wait(list(self._busy.values()), return_when=asyncio.FIRST_COMPLETED)

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            pause = _IDLE
            try:
                await self._begin()
                pause = await self._until_next()
            except Exception:
                log.exception("courier failed")
                pause = _FIRST_WAIT
            # Not wait_for: on Python 3.11 it can swallow a cancellation that comes with the wake-up.
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()

    async def _begin(self) -> bool:
        """Start the delivery of each lane's first item that is due; whether there was any."""
        now = self._clock()
        started = False
        for head in await self._heads():
            if head.lane in self._busy or head.blocked or head.due_at > now:
                continue
            task = asyncio.create_task(self._deliver(head.id), name=f"deliver-{head.id}")
            self._busy[head.lane] = task
            task.add_done_callback(partial(self._done, head.lane))
            started = True
        return started

    def _done(self, lane: str, _: asyncio.Task[None]) -> None:
        self._busy.pop(lane, None)
        self._wake.set()

    async def _heads(self) -> list[Head]:
        heads = await self._store.read(outbox.heads)
        return [head for head in heads if head.platform in self._platforms]

    async def _until_next(self) -> float:
        waiting = [
            head.due_at for head in await self._heads() if not head.blocked and head.lane not in self._busy
        ]
        if not waiting:
            return _IDLE
        return min(_IDLE, max(0.0, (min(waiting) - self._clock()).total_seconds()))

    async def _deliver(self, item_id: int) -> None:
        item = await self._store.read(lambda tx: self._still_due(tx, item_id))
        if item is None:
            return
        try:
            try:
                operation = await self._store.read(
                    lambda tx: delivering.prepare(tx, item, self._names, self._platforms)
                )
                done = await operation(self._platforms)
            except Undeliverable as refusal:
                await self._refused(item, refusal.reason)
            except TryLater as fault:
                await self._later(item, fault.reason, fault.retry_after)
            except Exception as error:
                log.exception("delivery failed", item=item.id, kind=item.kind, platform=item.platform)
                await self._later(item, type(error).__name__, None)
            else:
                await self._store.write(lambda tx: done(tx, self._clock()))
        except Exception:
            # The store itself failed: the item stays due and is tried again.
            log.exception("delivery not noted", item=item.id)
            await asyncio.sleep(_FIRST_WAIT)

    async def _still_due(self, tx: Tx, item_id: int) -> Item | None:
        """The item; None when it was delivered, put off or told to wait since its lane was looked at."""
        item = await outbox.get(tx, item_id)
        if item is None or item.state != "due" or item.due_at > self._clock():
            return None
        before = await outbox.get(tx, item.after_id) if item.after_id else None
        return None if before and before.state == "due" else item

    async def _refused(self, item: Item, reason: str) -> None:
        log.warning("undeliverable", item=item.id, kind=item.kind, platform=item.platform, reason=reason)
        await self._store.write(
            lambda tx: undelivered.settle(tx, item, reason, self._rules, self._clock(), self._platforms)
        )

    async def _later(self, item: Item, reason: str, retry_after: timedelta | None) -> None:
        now = self._clock()
        if now - item.created_at > _GIVE_UP_AFTER and item.attempts >= _FEWEST_TRIES:
            await self._refused(item, "refused")
            return
        wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(item.attempts, 16))
        # Full jitter on the upper half: never sooner than half the wait, never all at the same moment.
        pause = timedelta(seconds=wait / 2 + wait / 2 * self._jitter())
        if retry_after is not None:
            pause = retry_after + timedelta(seconds=self._jitter())
        log.info("delivery later", item=item.id, kind=item.kind, reason=reason, seconds=pause.total_seconds())
        await self._store.write(lambda tx: outbox.later(tx, item.id, now + pause, reason))
