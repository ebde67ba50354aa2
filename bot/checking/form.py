"""The form of each entry: length, phrasings, headings, links, neighbours, sources and reviews."""

from collections.abc import Iterator, Mapping
from datetime import date
from urllib.parse import urlsplit

from bot.checking.passages import Passages, passages
from bot.checking.places import Places
from bot.entries import Entry, Faq, Fault
from bot.entries.reading import is_https

WORDS = (60, 220)
"""The fewest and the most words of an answer."""

CARE_WORDS = (25, 120)
"""The same for a kind answer, which is read in distress."""

PHRASINGS = 8
"""The fewest phrasings from which an entry is found."""

NEIGHBOURS = (2, 3)
"""How many other entries an answer leads on to; more would not fit under it."""

_VISA = "visa"


def check_form(faq: Faq, places: Places, hosts: Mapping[str, str], today: date) -> Iterator[Fault]:
    """Everything about each entry that can be counted; `hosts` are refused hosts with the reason."""
    linked = {wanted for entry in faq.entries for wanted in entry.see_also if wanted != entry.id}
    for entry in faq.entries:
        path = f"{entry.id}.md"
        text = passages(entry.text)
        yield from _length(entry, text, places, path)
        yield from _headings(entry, text, places, path)
        yield from _links(entry, text, places, path)
        yield from _phrasings(entry, places, path)
        yield from _neighbours(entry, linked, places, path)
        yield from _sources(entry, hosts, places, path)
        yield from _visa(entry, places, path)
        if entry.overdue(today):
            line = places.key(entry.id, "reviewed")
            right = "read it against its sources again, then set reviewed to that day"
            yield Fault(path, line, "its review is overdue", right, "warning")


def _length(entry: Entry, text: Passages, places: Places, path: str) -> Iterator[Fault]:
    fewest, most = CARE_WORDS if entry.care else WORDS
    if not fewest <= text.words <= most:
        wrong = f"the answer has {text.words} words"
        yield Fault(path, places.text(entry.id, 0), wrong, f"{fewest} to {most}")


def _headings(entry: Entry, text: Passages, places: Places, path: str) -> Iterator[Fault]:
    for level, line in text.headings:
        if level != text.headings[0][0]:
            wrong = "the answer has headings of two levels"
            yield Fault(path, places.text(entry.id, line), wrong, "one level at most, better none")
            return


def _links(entry: Entry, text: Passages, places: Places, path: str) -> Iterator[Fault]:
    for address, line in text.links:
        if not is_https(address):
            wrong = f"the link leads to {address[:80]!r}"
            yield Fault(path, places.text(entry.id, line), wrong, "https://host/page, whole")
    for piece, line in text.broken:
        wrong = f"{piece[:80]!r} is no link that works"
        yield Fault(path, places.text(entry.id, line), wrong, "[words](https://host/page)")


def _phrasings(entry: Entry, places: Places, path: str) -> Iterator[Fault]:
    if len(entry.phrasings) < PHRASINGS:
        line = places.key(entry.id, "phrasings")
        yield Fault(path, line, f"{len(entry.phrasings)} phrasings", f"at least {PHRASINGS}, as people type")


def _neighbours(entry: Entry, linked: set[str], places: Places, path: str) -> Iterator[Fault]:
    if entry.care:
        return
    fewest, most = NEIGHBOURS
    if not fewest <= len(set(entry.see_also)) <= most or len(set(entry.see_also)) < len(entry.see_also):
        wrong = f"see_also names {len(set(entry.see_also))} different entries"
        yield Fault(path, places.key(entry.id, "see_also"), wrong, "two or three, each once")
    if entry.id not in linked:
        right = f"{entry.id} in the see_also of a neighbour"
        yield Fault(path, 1, "no other entry leads to this one", right)


def _sources(entry: Entry, hosts: Mapping[str, str], places: Places, path: str) -> Iterator[Fault]:
    for source in entry.sources:
        host = (urlsplit(source.url).hostname or "").removeprefix("www.")
        refused = next((each for each in hosts if host == each or host.endswith(f".{each}")), None)
        if refused:
            line = places.words(entry.id, source.url, "sources")
            yield Fault(path, line, f"{host} is no source: {hosts[refused]}", "the official page")


def _visa(entry: Entry, places: Places, path: str) -> Iterator[Fault]:
    if entry.topic != _VISA:
        return
    if entry.stakes != "high":
        line = places.key(entry.id, "stakes")
        yield Fault(path, line, "a visa answer that is not marked", "stakes: high")
