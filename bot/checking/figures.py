"""How much the FAQ holds, and when which part of it is due for review."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.checking.passages import passages
from bot.entries import TOPICS, Entry, Faq

MONTHS = 12
"""How many months the plan of reviews looks ahead."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the entries of one topic, or of all, come to."""

    name: str
    entries: int
    phrasings: int
    words: int
    sources: int
    volatile: int
    high_stakes: int


def figures(faq: Faq) -> list[Figures]:
    """One row for each topic that has entries, and one for all together."""
    rows = [_row(topic.id, [e for e in faq.entries if e.topic == topic.id]) for topic in TOPICS]
    return [*(row for row in rows if row.entries), _row("all", faq.entries)]


def due(faq: Faq, today: date) -> tuple[int, list[tuple[str, int]]]:
    """How many reviews are overdue, and how many fall due in this month and the following ones."""
    this = today.year * 12 + today.month - 1
    late = sum(entry.overdue(today) for entry in faq.entries)
    months = [_month_due(entry) for entry in faq.entries if entry.reviewed and not entry.overdue(today)]
    return late, [
        (f"{month // 12}-{month % 12 + 1:02}", months.count(month)) for month in range(this, this + MONTHS)
    ]


def _month_due(entry: Entry) -> int:
    """The month of the next review, counted from year 0."""
    return entry.reviewed.year * 12 + entry.reviewed.month - 1 + entry.review_every if entry.reviewed else 0


def _row(name: str, entries: Iterable[Entry]) -> Figures:
    found = tuple(entries)
    return Figures(
        name=name,
        entries=len(found),
        phrasings=sum(len(entry.phrasings) for entry in found),
        words=sum(passages(entry.text).words for entry in found),
        sources=sum(len(entry.sources) for entry in found),
        volatile=sum(entry.volatile for entry in found),
        high_stakes=sum(entry.stakes == "high" for entry in found),
    )
