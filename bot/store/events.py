"""Events that were handled: each is done once, however often a platform tells it."""

from dataclasses import dataclass
from datetime import datetime

from bot.messages import Incoming
from bot.store.database import Tx, statements


@dataclass(frozen=True, slots=True)
class EventRow:
    """A handled event and the outbox item of its reply, if it had one."""

    platform: str
    event_id: str
    person_id: int
    delivery: int | None


_sql = statements(__file__, EventRow)


async def find(tx: Tx, incoming: Incoming) -> EventRow | None:
    """The earlier handling of this event, or None."""
    row: EventRow | None = await _sql.find(tx, platform=incoming.where.platform, event_id=incoming.event_id)
    return row


async def add(tx: Tx, incoming: Incoming, person_id: int, now: datetime) -> None:
    """Note that the event is handled; a second time the database refuses it."""
    await _sql.add(
        tx, platform=incoming.where.platform, event_id=incoming.event_id, person_id=person_id, now=now
    )


async def set_delivery(tx: Tx, incoming: Incoming, delivery: int) -> None:
    """Note which outbox item answers the event."""
    await _sql.set_delivery(
        tx, platform=incoming.where.platform, event_id=incoming.event_id, delivery=delivery
    )


async def count_since(tx: Tx, person_id: int, since: datetime) -> int:
    """How many events a person has caused since."""
    number: int = await _sql.count_since(tx, person_id=person_id, since=since)
    return number


async def forget_before(tx: Tx, before: datetime) -> None:
    """Drop the notes of events too old to be told again."""
    await _sql.forget_before(tx, before=before)
