"""What the record of use points at: entries to mend, entries to write, phrasings to add."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.entries import Entry
from bot.entries.entry import plain
from bot.learning.record import Asked
from bot.matching.index import Index
from bot.matching.verdict import Kind

# Fewer refusals are chance.
_REFUSALS = 3
_SHORTEST, _LONGEST = 4, 200
# What may tell who somebody is has no place in a file that everybody reads.
_PERSONAL = re.compile(r"@\w|://|\bwww\.|(?:\d[\s().-]?){7,}")


@dataclass(frozen=True, slots=True)
class Refusals:
    """How often an entry was shown, said to answer, and refused."""

    entry_id: str
    shown: int
    answered: int
    refused: int


@dataclass(frozen=True, slots=True)
class Phrasing:
    """Words of an asker for an entry that somebody named; `number` stays the same from day to day."""

    number: int
    entry_id: str
    text: str


def refusals(asked: Iterable[Asked], entries: Iterable[Entry]) -> list[Refusals]:
    """Entries that are refused more often than they answer, worst first.

    Entries under care are left out: to ask for a mentor there refuses nothing.
    """
    shown: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for each in asked:
        shown.update(each.shown | set(each.refused) | set(each.answered))
        answered.update(each.answered)
        refused.update(each.refused)
    found = [
        Refusals(entry.id, shown[entry.id], answered[entry.id], refused[entry.id])
        for entry in entries
        if not entry.care
    ]
    worst = [each for each in found if each.refused >= _REFUSALS and each.refused > each.answered]
    return sorted(worst, key=lambda each: (each.answered - each.refused, -each.refused, each.entry_id))


def unmet(asked: Sequence[Asked], index: Index, entries: Iterable[Entry], most: int) -> list[Asked]:
    """The newest questions that no entry meets, without those that one meets by now, and without distress."""
    care = {entry.id for entry in entries if entry.care}
    found: list[Asked] = []
    for each in reversed(asked):
        if not each.unmet or each.shown & care or not plain(each.text):
            continue
        verdict = index.judge(each.text)
        if verdict.kind is Kind.ANSWER and verdict.entry_id not in each.refused:
            continue
        found.append(each)
        if len(found) == most:
            break
    return found


def new_phrasings(asked: Iterable[Asked], index: Index, entries: Iterable[Entry]) -> list[Phrasing]:
    """Words that led to an entry which does not have them yet, by number.

    The number is the question's, the oldest where several say the same, so that it never changes.
    """
    by_id = {entry.id: entry for entry in entries}
    seen: set[tuple[str, str]] = set()
    found = []
    for each in asked:
        entry = by_id.get(each.named or "")
        text = " ".join(each.text.split())
        if entry is None or each.browsed or entry.care or not _fitting(text):
            continue
        if (entry.id, plain(text)) in seen or is_known(entry, text):
            continue
        seen.add((entry.id, plain(text)))
        met = by_id.get(index.judge(text).entry_id or "")
        if met is None or not met.care:
            found.append(Phrasing(each.number, entry.id, text))
    return found


def is_known(entry: Entry, text: str) -> bool:
    """Whether an entry is asked so already, but for case and signs."""
    return plain(text) in {plain(each) for each in (entry.title, *entry.phrasings)}


def _fitting(text: str) -> bool:
    fits = _SHORTEST <= len(text) <= _LONGEST and text.isprintable()
    return fits and bool(plain(text)) and not _PERSONAL.search(text)
