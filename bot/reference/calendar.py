"""The dated steps of the season: which are known, which are only usual, and where that is said."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from bot.entries import Fault, Source
from bot.reference.fields import Fields
from bot.reference.spelling import nearest, squash
from bot.reference.tables import Table, read_tables

FILE = "calendar.toml"

_KEYS = ("id", "title", "also", "date", "month", "until", "known", "text", "sources")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])")
# A button's action has 60 bytes, its verb included.
_LONGEST_ID = 40
_LONGEST_TITLE = 60
# Near enough to be meant, and by this much nearer than any other.
_SURE, _AHEAD = 0.8, 0.08


@dataclass(frozen=True)
class Step:
    """One dated step: from `first` to `last`, the same day for most.

    With `whole_month` only the month is known, and `first` is its first day. `known` is False where the
    date is usual but not confirmed.
    """

    id: str
    title: str
    first: date
    last: date
    known: bool
    text: str
    whole_month: bool = False
    also: tuple[str, ...] = ()
    sources: tuple[Source, ...] = field(default=())

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """Its id, its title and its other names, squashed."""
        return tuple(
            dict.fromkeys(squash(text) for text in (self.id, self.title, *self.also) if squash(text))
        )

    def over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.last < today


@dataclass(frozen=True)
class Calendar:
    """All steps that can be used, soonest first, and what is wrong with the others."""

    steps: tuple[Step, ...] = ()
    faults: tuple[Fault, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Step]:
        """Each step by its id."""
        return {step.id: step for step in self.steps}

    def coming(self, today: date) -> tuple[Step, ...]:
        """What is not over, soonest first."""
        return tuple(step for step in self.steps if not step.over(today))

    def past(self, today: date) -> tuple[Step, ...]:
        """What is over, the latest first."""
        return tuple(step for step in reversed(self.steps) if step.over(today))

    def find(self, typed: str) -> Step | None:
        """The step that was named, also with a slip; None when it may be several or none."""
        ranked = self._ranked(typed)
        if not ranked:
            return None
        (best, step), others = ranked[0], ranked[1:]
        if best == 1.0:
            return step
        clear = best >= _SURE and not any(value > best - _AHEAD for value, _ in others)
        return step if clear else None

    def near(self, typed: str, limit: int) -> tuple[Step, ...]:
        """The steps whose names come nearest to what was typed."""
        return tuple(step for _, step in self._ranked(typed)[:limit])

    def _ranked(self, typed: str) -> list[tuple[float, Step]]:
        name = squash(typed)
        if not name:
            return []
        words = [squash(word) for word in typed.split()]
        ranked = []
        for step in self.steps:
            value = nearest(name, step.spellings)
            if not value and all(any(word in spelling for spelling in step.spellings) for word in words):
                value = 0.6
            if value:
                ranked.append((value, step))
        return sorted(ranked, key=lambda pair: -pair[0])


def load_calendar(path: Path) -> Calendar:
    """Read the steps of a file; what is faulty is left out and named. Never raises."""
    tables, faults = read_tables(path, "step")
    steps, more = read_steps(tables)
    every = sorted([*faults, *more], key=lambda fault: (fault.line, fault.wrong))
    return Calendar(tuple(steps), tuple(every))


def read_steps(tables: Iterable[Table]) -> tuple[list[Step], list[Fault]]:
    """The steps that tables make, soonest first, and what is wrong with the others."""
    steps: list[Step] = []
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    for table in tables:
        fields = Fields(table, _KEYS)
        step = _step(fields)
        for spelling in step.spellings if step else ():
            if spelling in seen:
                fields.wrong("id", f"{spelling!r} is also a name of {seen[spelling]}", "each name once")
        faults.extend(fields.faults)
        if step and fields.sound:
            steps.append(step)
            seen.update(dict.fromkeys(step.spellings, step.id))
    return sorted(steps, key=lambda step: (step.first, step.last, step.id)), faults


def _step(fields: Fields) -> Step | None:
    name, title = fields.text("id", required=True), fields.text("title", required=True)
    if name and (not _SLUG.fullmatch(name) or len(name) > _LONGEST_ID or name == "off"):
        fields.wrong("id", f"{name[:60]!r} is no id", f"words-with-hyphens, at most {_LONGEST_ID} characters")
    if title and not squash(title):
        fields.wrong("title", "the title has no letters or digits", "a name")
    if len(title) > _LONGEST_TITLE:
        fields.wrong("title", f"the title has {len(title)} characters", f"at most {_LONGEST_TITLE}")
    text, also = fields.text("text", required=True), fields.texts("also")
    known, sources = fields.flag("known"), fields.sources(required=True)
    span = _span(fields)
    if span is None:
        return None
    first, last = span
    return Step(name, title, first, last, known, text, fields.has("month"), also, sources)


def _span(fields: Fields) -> tuple[date, date] | None:
    """The first and last day, from `date` or `month`, and `until`."""
    if fields.has("date") == fields.has("month"):
        fields.wrong(
            "date", "date or month is needed, one of them", 'date = 2027-03-19, or month = "2027-03"'
        )
        return None
    first, until = fields.day("date"), fields.day("until")
    last = first
    if fields.has("month"):
        text = fields.text("month")
        match = _MONTH.fullmatch(text)
        if not match:
            fields.wrong("month", f"month is {text[:20]!r}", 'month = "2027-03"')
            return None
        year, month = int(match[1]), int(match[2])
        first = date(year, month, 1)
        last = date(year, month, calendar.monthrange(year, month)[1])
    if first is None or last is None:
        return None
    if until is not None and until < first:
        fields.wrong("until", "until is before the beginning", "a later date, or no such line")
        return None
    return first, until or last
