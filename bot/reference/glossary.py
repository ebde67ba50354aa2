"""The terms of the field: what each stands for, what it is, and which entry tells more."""

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.entries import Fault, Source
from bot.reference.fields import Fields
from bot.reference.spelling import nearest, squash
from bot.reference.tables import Table, read_tables

FILE = "glossary.toml"
DASH = " – "
"""Stands between a term and its meaning where both are offered while somebody types."""

_KEYS = ("term", "also", "means", "text", "entry", "expands", "sources")
_ENTRY = re.compile(r"[a-z]+/[a-z0-9-]+")
# Letters only, two of them capitals: `LoR` and `MBChB`, but no words, no Steps and no visas.
_ABBREVIATION = re.compile(r"[a-z]*[A-Z][a-z]*[A-Z][A-Za-z]*")
_ASKED = re.compile(
    r"^(?:(?:is|are|does|do|s)\s+)?(?:(?:an?|the)\s+)?(.+?)(?:\s+(?:means?|stands?(?:\s+for)?))?[\s?!.]*$",
    re.IGNORECASE,
)
_LONGEST_TERM = 60
_LONGEST_TEXT = 320


@dataclass(frozen=True)
class Term:
    """A term; `means` is what it is short for, `entry` the id of an entry that tells more, both may be empty.

    `expands` is what matching should read instead of it; None for `means`, empty for nothing.
    """

    term: str
    text: str
    means: str = ""
    also: tuple[str, ...] = ()
    entry: str = ""
    expands: str | None = None
    sources: tuple[Source, ...] = ()
    line: int = 1

    @cached_property
    def key(self) -> str:
        """Ten hexadecimal digits that stand for the term in buttons."""
        return hashlib.sha256(self.term.encode()).hexdigest()[:10]

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """The term and its other spellings, squashed."""
        return tuple(dict.fromkeys(squash(text) for text in (self.term, *self.also)))

    @property
    def label(self) -> str:
        """The term with its meaning, in one line."""
        return f"{self.term}{DASH}{self.means}" if self.means else self.term


@dataclass(frozen=True)
class Glossary:
    """All terms that can be used, by name, and what is wrong with the others."""

    terms: tuple[Term, ...] = ()
    faults: tuple[Fault, ...] = ()

    @cached_property
    def _by_spelling(self) -> dict[str, Term]:
        return {spelling: term for term in self.terms for spelling in term.spellings}

    @cached_property
    def by_key(self) -> dict[str, Term]:
        """Each term by the key that buttons hold."""
        return {term.key: term for term in self.terms}

    def find(self, typed: str) -> Term | None:
        """The term that was typed, in any spelling, also as `USCE – US clinical experience` or `is USCE?`."""
        asked = _ASKED.match(typed.strip()[:200])
        for text in (typed, typed.partition(DASH)[0], asked[1] if asked else ""):
            name = squash(text)
            if found := self._by_spelling.get(name) or self._by_spelling.get(name.removesuffix("s")):
                return found
        return None

    def near(self, typed: str, limit: int) -> tuple[Term, ...]:
        """The terms that come nearest to what was typed, by spelling and by what they stand for."""
        name = squash(typed)
        if not name:
            return ()
        ranked = [(self._nearness(name, term), term) for term in self.terms]
        found = sorted((-value, term.term.casefold(), term) for value, term in ranked if value > 0)
        return tuple(term for _, _, term in found[:limit])

    @staticmethod
    def _nearness(name: str, term: Term) -> float:
        by_name = nearest(name, term.spellings)
        # Long enough not to be found in every other meaning.
        return by_name or (0.5 if len(name) > 3 and name in squash(term.means) else 0.0)

    def expansions(self) -> dict[str, str]:
        """Which abbreviations (as they are written here) stand for which words, for matching to read."""
        found = {}
        for term in self.terms:
            words = term.means if term.expands is None else term.expands
            reading = " ".join(re.findall(r"\w+", words.lower().replace("'", "")))
            for short in (term.term, *term.also):
                if reading and _ABBREVIATION.fullmatch(short) and short.lower() not in reading.split():
                    found[short] = reading
        return found

    def check_entries(self, known: Collection[str], path: str = FILE) -> tuple[Fault, ...]:
        """A fault for each term that names an entry which does not exist."""
        return tuple(
            Fault(path, term.line, f"{term.term} names {term.entry!r}, which is no entry", "an entry's id")
            for term in self.terms
            if term.entry and term.entry not in known
        )


def load_glossary(path: Path) -> Glossary:
    """Read the terms of a file; what is faulty is left out and named. Never raises."""
    tables, faults = read_tables(path, "term")
    terms, more = read_terms(tables)
    every = sorted([*faults, *more], key=lambda fault: (fault.line, fault.wrong))
    return Glossary(tuple(terms), tuple(every))


def read_terms(tables: Iterable[Table]) -> tuple[list[Term], list[Fault]]:
    """The terms that tables make, by name, and what is wrong with the others."""
    terms: list[Term] = []
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    for table in tables:
        fields = Fields(table, _KEYS)
        term = _term(fields, table.line)
        for spelling in term.spellings:
            if spelling in seen:
                fields.wrong(
                    "term", f"{spelling!r} is also a spelling of {seen[spelling]}", "each spelling once"
                )
        faults.extend(fields.faults)
        if fields.sound:
            terms.append(term)
            seen.update(dict.fromkeys(term.spellings, term.term))
    return sorted(terms, key=lambda term: term.term.casefold()), faults


def _term(fields: Fields, line: int) -> Term:
    term = Term(
        term=fields.text("term", required=True),
        text=fields.text("text", required=True),
        means=fields.text("means"),
        also=fields.texts("also"),
        entry=fields.text("entry"),
        expands=fields.text("expands", empty=True) if fields.has("expands") else None,
        sources=fields.sources(required=False),
        line=line,
    )
    if "" in term.spellings and term.term:
        fields.wrong("also", "a spelling has no letters or digits", "letters or digits")
    if len(term.term) > _LONGEST_TERM:
        fields.wrong("term", f"the term has {len(term.term)} characters", f"at most {_LONGEST_TERM}")
    if len(term.text) > _LONGEST_TEXT:
        right = f"one or two short sentences, at most {_LONGEST_TEXT} characters"
        fields.wrong("text", f"the text has {len(term.text)} characters", right, "warning")
    if term.entry and not _ENTRY.fullmatch(term.entry):
        fields.wrong("entry", f"entry is {term.entry[:60]!r}", "an entry's id: topic/slug")
    return term
