"""Reminders of the calendar's dates: who wants which, and what they were sent."""

from dataclasses import dataclass
from datetime import datetime

from bot.store.database import Tx, listed, statements


@dataclass(frozen=True, slots=True)
class Reminder:
    """A person's wish to be reminded of a date, since a moment."""

    person_id: int
    date_id: str
    asked_at: datetime


_sql = statements(__file__, Reminder)


async def add(tx: Tx, person_id: int, date_id: str, now: datetime) -> bool:
    """Remind the person of the date; False when they wanted that before."""
    return bool(await _sql.add(tx, person_id=person_id, date_id=date_id, now=now))


async def drop(tx: Tx, person_id: int, date_id: str) -> bool:
    """End one reminder; False when there was none."""
    return bool(await _sql.drop(tx, person_id=person_id, date_id=date_id))


async def drop_all(tx: Tx, person_id: int) -> int:
    """End all reminders of a person; how many there were."""
    return int(await _sql.drop_all(tx, person_id=person_id))


async def drop_date(tx: Tx, date_id: str) -> None:
    """End everybody's reminders of a date that is over."""
    await _sql.drop_date(tx, date_id=date_id)


async def of_person(tx: Tx, person_id: int) -> list[Reminder]:
    """What a person wants to be reminded of, in the order of asking."""
    return await listed(_sql.of_person(tx, person_id=person_id))


async def dates(tx: Tx) -> list[str]:
    """The dates that anybody wants to be reminded of."""
    return [row[0] for row in await listed(_sql.dates(tx))]


async def waiting(tx: Tx, date_id: str, kind: str, about: str, moment: datetime) -> list[Reminder]:
    """Who asked before `moment` and was not sent this reminder of that day yet; at most a thousand."""
    return await listed(_sql.waiting(tx, date_id=date_id, kind=kind, about=about, moment=moment))


async def note_sent(tx: Tx, reminder: Reminder, kind: str, about: str, now: datetime) -> bool:
    """Note that it was sent; False when it was before, or is not wanted any more."""
    return bool(
        await _sql.note_sent(
            tx, person_id=reminder.person_id, date_id=reminder.date_id, kind=kind, about=about, now=now
        )
    )
