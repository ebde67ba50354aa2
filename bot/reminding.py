"""Reminders of the calendar's dates: when they ring, and what is sent then."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

import structlog

from bot.messages import Button, Buttons
from bot.reference import Calendar, Step
from bot.store import outbox, people, reminders
from bot.store.database import Store, Tx
from bot.store.outbox import Body
from bot.store.reminders import Reminder
from bot.wording import reference as say

log = structlog.get_logger()

_HOUR = time(9)
_WEEK, _DAY = timedelta(days=7), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ring:
    """A moment at which a step's reminder is sent; `about` is the day that it speaks of."""

    step: Step
    kind: str
    at: datetime

    @property
    def about(self) -> str:
        """The day as it is noted."""
        return self.step.first.isoformat()


def rings(step: Step, now: datetime) -> tuple[Ring, ...]:
    """A week and a day before the step, at nine; where only the month is known, a week before the month."""
    spans = (("month", _WEEK),) if step.whole_month else (("week", _WEEK), ("day", _DAY))
    at = datetime.combine(step.first, _HOUR, now.tzinfo)
    return tuple(Ring(step, kind, at - before) for kind, before in spans)


def ahead(step: Step, now: datetime) -> tuple[Ring, ...]:
    """The rings of a step that are still to come."""
    return tuple(ring for ring in rings(step, now) if ring.at > now)


def due(calendar: Calendar, now: datetime) -> tuple[Ring, ...]:
    """The latest ring that has come for each step that has not begun: an older one would be no news."""
    begun = [step for step in calendar.steps if step.first >= now.date()]
    passed = [[ring for ring in rings(step, now) if ring.at <= now] for step in begun]
    return tuple(of_step[-1] for of_step in passed if of_step)


async def send_due(store: Store, calendar: Calendar, now: datetime) -> int:
    """Put all due reminders into the outbox, and end those of dates that are over; how many were put."""
    sent = 0
    for ring in due(calendar, now):
        find = partial(
            reminders.waiting, date_id=ring.step.id, kind=ring.kind, about=ring.about, moment=ring.at
        )
        for reminder in await store.read(find):
            try:
                sent += await store.write(partial(_send, ring=ring, reminder=reminder, now=now))
            except Exception:
                # It is tried again with the next tick; the others must not wait for it.
                log.exception("reminder failed", person=reminder.person_id, date=reminder.date_id)
    await _end_old(store, calendar, now.date())
    return sent


async def _send(tx: Tx, ring: Ring, reminder: Reminder, now: datetime) -> bool:
    if not await reminders.note_sent(tx, reminder, ring.kind, ring.about, now):
        return False
    person = await people.get(tx, reminder.person_id)
    number = await outbox.put(
        tx,
        platform=person.platform,
        kind="send",
        audience="place",
        where=person.direct,
        body=Body(say.reminder(ring.step, now.date()), _buttons(ring)),
        once=f"remind:{ring.step.id}:{ring.kind}:{ring.about}:{person.id}",
        now=now,
    )
    return bool(number)


def _buttons(ring: Ring) -> Buttons:
    end = Button(say.END_THIS, f"unremind:{ring.step.id}")
    return (
        (Button(say.ALL_DATES, "dates:1"),)
        if ring.kind == "day"
        else (Button(say.ALL_DATES, "dates:1"), end),
    )


async def _end_old(store: Store, calendar: Calendar, today: date) -> None:
    """Forget the reminders of dates that are over, so that next season's date of that name is not theirs."""
    for name in await store.read(reminders.dates):
        step = calendar.by_id.get(name)
        if step is not None and step.over(today):
            await store.write(partial(reminders.drop_date, date_id=name))
