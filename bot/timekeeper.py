"""The timekeeper: durable timers become reminders, returns to the queue, escalation and closing."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial

import structlog

from bot import reminding
from bot.config import QueueSettings
from bot.mentoring import moves, routing, telling
from bot.mentoring.cards import claim_buttons
from bot.mentoring.moment import Moment
from bot.ports import Clock
from bot.reference import Calendar
from bot.store import events, people, threads, timers
from bot.store.database import Store, Tx
from bot.store.threads import Thread
from bot.store.timers import Timer
from bot.wording import asking, mentoring

log = structlog.get_logger()

_LONGEST_SLEEP = 60.0
_AGAIN = timedelta(minutes=10)
_EVENTS_KEPT = timedelta(days=30)


class Timekeeper:
    """Does what is due; after a restart it goes on where it was, since every timer is a row."""

    def __init__(
        self,
        store: Store,
        queue: QueueSettings,
        clock: Clock,
        hubs: Callable[[], tuple[str, ...]],
        wake_courier: Callable[[], None],
        calendar: Callable[[], Calendar],
    ) -> None:
        self._store = store
        self._queue = queue
        self._clock = clock
        self._hubs = hubs
        self._wake_courier = wake_courier
        self._calendar = calendar
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """A timer may have been set."""
        self._changed.set()

    async def start(self) -> None:
        """Begin to watch the timers."""
        before = self._clock() - _EVENTS_KEPT
        await self._store.write(lambda tx: events.forget_before(tx, before))
        self._task = asyncio.create_task(self._run(), name="timekeeper")

    async def stop(self) -> None:
        """Stop watching."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _run(self) -> None:
        while True:
            self._changed.clear()
            pause = _LONGEST_SLEEP
            try:
                await self.tick()
                upcoming = await self._store.read(timers.upcoming)
                if upcoming:
                    left = (upcoming.due_at - self._clock()).total_seconds()
                    pause = min(pause, max(0.05, left))
            except Exception:
                log.exception("timekeeper failed")
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._changed.wait()

    async def tick(self) -> int:
        """Do everything that is due now; how many timers and reminders of dates that were."""
        now = self._clock()
        done = 0
        for timer in await self._store.read(lambda tx: timers.due(tx, now)):
            try:
                await self._store.write(partial(self._ring, timer))
                done += 1
            except Exception:
                # Tried again later; the others must not wait for it.
                log.exception("timer failed", thread=timer.thread_id, kind=timer.kind)
                put = partial(timers.put, thread_id=timer.thread_id, kind=timer.kind, due_at=now + _AGAIN)
                await self._store.write(put)
        done += await reminding.send_due(self._store, self._calendar(), now)
        if done:
            self._wake_courier()
        return done

    async def _ring(self, timer: Timer, tx: Tx) -> None:
        """Do what one timer is for, unless the thread has moved on; the timer is gone either way."""
        moment = Moment(tx, self._clock(), self._queue, self._hubs())
        thread = await threads.get(tx, timer.thread_id)
        await timers.drop(tx, timer.thread_id, timer.kind)
        if thread is None or not thread.is_open:
            return
        rings = {
            "remind": _remind,
            "lease": _lease_over,
            "widen": _widen,
            "escalate": _escalate,
            "warn": _warn,
            "close": _close,
        }
        await rings[timer.kind](moment, thread)


async def _remind(moment: Moment, thread: Thread) -> None:
    if thread.state == "claimed":
        await telling.room(moment, thread, mentoring.lease_reminder(thread.id, moment.queue.lease / 2))


async def _lease_over(moment: Moment, thread: Thread) -> None:
    await moves.release(
        moment, thread, to_asker=asking.lease_over(thread.id), to_room=mentoring.lease_over(thread.id)
    )


async def _widen(moment: Moment, thread: Thread) -> None:
    """Nobody has claimed it for a while: tell mentors privately, each once for this thread."""
    if thread.state != "waiting":
        return
    mentors = routing.to_widen(await people.mentors(moment.tx), thread.asker_id)
    text = mentoring.still_waiting(thread.id, moment.now - thread.waiting_since)
    for mentor in mentors:
        await telling.person(
            moment, mentor, text, claim_buttons(thread.id), thread_id=thread.id, once=f"widen:{thread.id}"
        )
    if not mentors:
        await telling.hubs(
            moment, text, thread_id=thread.id, once=f"widen:{thread.id}", buttons=claim_buttons(thread.id)
        )


async def _escalate(moment: Moment, thread: Thread) -> None:
    """Still nobody: tell the admins, and the mentors' channels where no admin can be reached."""
    if thread.state != "waiting":
        return
    admins = routing.to_escalate(await people.admins(moment.tx), thread.asker_id)
    text = mentoring.still_waiting(thread.id, moment.now - thread.waiting_since)
    for admin in admins:
        await telling.person(moment, admin, text, thread_id=thread.id, once=f"escalate:{thread.id}")
    if not admins:
        await telling.hubs(
            moment, text, thread_id=thread.id, once=f"escalate:{thread.id}", buttons=claim_buttons(thread.id)
        )


async def _warn(moment: Moment, thread: Thread) -> None:
    """A claimed thread is quiet: warn both sides before it is closed."""
    if thread.state != "claimed":
        return
    left = moment.queue.idle_close - moment.queue.idle_warn
    await timers.put(moment.tx, thread.id, "close", moment.now + left)
    await telling.asker(moment, thread, asking.idle_warning(thread.id, left))
    await telling.room(moment, thread, mentoring.idle_warning(thread.id, left))


async def _close(moment: Moment, thread: Thread) -> None:
    if thread.state == "claimed":
        await moves.resolve(
            moment,
            thread,
            ended_by="time",
            to_asker=asking.closed_idle(thread.id),
            to_room=mentoring.closed_idle(thread.id),
        )
