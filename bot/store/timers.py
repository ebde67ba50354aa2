"""Durable timers: what is to happen to a thread, and when; at most one of a kind for each thread."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.database import Tx, listed, statements


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that is due for a thread at a moment."""

    thread_id: int
    kind: str
    due_at: datetime


_sql = statements(__file__, Timer)


async def put(tx: Tx, thread_id: int, kind: str, due_at: datetime) -> None:
    """Set the timer, or move it."""
    await _sql.set(tx, thread_id=thread_id, kind=kind, due_at=due_at)


async def put_if_none(tx: Tx, thread_id: int, spans: Mapping[str, timedelta], now: datetime) -> None:
    """Set the timers that are not set yet, each its span from now."""
    for kind, span in spans.items():
        await _sql.set_if_none(tx, thread_id=thread_id, kind=kind, due_at=now + span)


async def drop(tx: Tx, thread_id: int, *kinds: str) -> None:
    """Take the timers of these kinds away; without kinds, all of the thread's."""
    if not kinds:
        await _sql.drop_all(tx, thread_id=thread_id)
    for kind in kinds:
        await _sql.drop(tx, thread_id=thread_id, kind=kind)


async def due(tx: Tx, now: datetime) -> list[Timer]:
    """What is due now, oldest first, at most a hundred."""
    return await listed(_sql.due(tx, now=now))


async def upcoming(tx: Tx) -> Timer | None:
    """The timer that is due next, or None."""
    row: Timer | None = await _sql.next(tx)
    return row
