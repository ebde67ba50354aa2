"""The facts that entries rely on: what each is about, how sure it is, and which entries use it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.checking.places import Places
from bot.checking.tables import FaultyTableError, Table, read_tables
from bot.entries import Entry, Faq, Fault

FILE = "facts.toml"

CONFIDENCE = ("confirmed", "confirmed-2", "unconfirmed")
"""An official page says it; several good other pages do; nobody reliable does."""

_AMOUNT = re.compile(r"(?:USD|\$) ?\d")
_YEAR = re.compile(r"\b20\d\d\b")


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the sheet that the entries are written from; `reason` says why no entry uses it."""

    id: str
    subject: str
    confidence: str
    yearly: bool = False
    reason: str = ""
    line: int = 1

    @property
    def confirmed(self) -> bool:
        """Whether it may be stated as a fact."""
        return self.confidence != "unconfirmed"


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts by id, and what is wrong with the file itself."""

    by_id: Mapping[str, Fact]
    faults: tuple[Fault, ...] = ()


def load_facts(path: Path) -> Facts:
    """Read the list of facts; a faulty one is named and left out. Never raises."""
    try:
        _, tables = read_tables(path, "fact", "id")
    except FaultyTableError as error:
        return Facts({}, (error.fault,))
    facts: dict[str, Fact] = {}
    faults: list[Fault] = []
    for table in tables:
        try:
            fact = _fact(table)
            facts[fact.id] = fact
        except FaultyTableError as error:
            faults.append(error.fault)
    return Facts(facts, tuple(faults))


def used_by(faq: Faq) -> dict[str, list[Entry]]:
    """The entries that rely on each fact."""
    used: dict[str, list[Entry]] = {}
    for entry in faq.entries:
        for each in dict.fromkeys(entry.facts):
            used.setdefault(each, []).append(entry)
    return used


def check_facts(faq: Faq, facts: Mapping[str, Fact], places: Places) -> Iterator[Fault]:
    """Unknown facts, confirmed ones that no entry tells, and entries that hide that a fact is yearly."""
    used = used_by(faq)
    for fact in facts.values():
        if fact.confirmed and fact.id not in used and not fact.reason:
            wrong = f"no entry uses {fact.id} ({fact.subject})"
            yield Fault(FILE, fact.line, wrong, "an entry that names it in facts, or a reason here")
        elif fact.reason and fact.id in used:
            wrong = f"{fact.id} has a reason not to be used, but {used[fact.id][0].id} uses it"
            yield Fault(FILE, fact.line, wrong, "no reason", "warning")
    for entry in faq.entries:
        path = f"{entry.id}.md"
        for each in entry.facts:
            if each not in facts:
                line = places.key(entry.id, "facts")
                yield Fault(path, line, f"there is no fact {each[:20]!r}", f"an id of {FILE}")
        yearly = [each for each in entry.facts if each in facts and facts[each].yearly]
        if yearly and not entry.volatile:
            wrong = f"it relies on {', '.join(yearly)}, which changes every year"
            right = "volatile: true, if what it says of that changes"
            yield Fault(path, places.key(entry.id, "facts"), wrong, right, _certain(entry))


def _certain(entry: Entry) -> str:
    """An answer without an amount or a recent year may rely on the lasting part of a yearly fact."""
    if _AMOUNT.search(entry.text):
        return "error"
    since = entry.reviewed.year - 1 if entry.reviewed else 0
    return "error" if any(int(year) >= since for year in _YEAR.findall(entry.text)) else "warning"


def _fact(table: Table) -> Fact:
    table.check_keys(("id", "subject", "confidence", "yearly", "reason"))
    confidence = table.text("confidence")
    if confidence not in CONFIDENCE:
        raise table.fault(f"confidence is {confidence[:40]!r}", " or ".join(CONFIDENCE))
    return Fact(
        id=table.text("id"),
        subject=table.text("subject"),
        confidence=confidence,
        yearly=table.flag("yearly"),
        reason=table.text("reason", default=""),
        line=table.line,
    )
