"""One file of the FAQ -> one entry, or what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from bot.entries.entry import CARE, Entry, Fault, Source
from bot.entries.frontmatter import FaultyFileError, FrontMatter, Value, mapping, split

_KEYS = {"title", "phrasings", "tags", "facts", "sources", "reviewed", "review_every"} | {
    *("volatile", "stakes", "care", "mentor", "see_also")
}
_SOURCE_KEYS = {"title", "url", "checked"}
_EVERY = re.compile(r"(\d{1,3}) months?$")
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9-]+\.)+[a-z][a-z0-9-]+$", re.IGNORECASE)
_DAY = "a date like 2026-11-22"


@dataclass(slots=True)
class Draft:
    """An entry as far as it could be read, with the lines that later checks name."""

    path: str
    entry: Entry | None = None
    faults: list[Fault] = field(default_factory=list)
    title_line: int = 1
    phrasing_lines: tuple[int, ...] = ()
    see_also_lines: tuple[int, ...] = ()


def read(path: str, content: str, today: date | None) -> Draft:
    """Read one file; `path` is relative to the folder (`topic/slug.md`)."""
    try:
        head, body = split(path, content)
    except FaultyFileError as error:
        return Draft(path, faults=[error.fault])
    reader = _Reader(path, head, today)
    return reader.draft(body)


class _Reader:
    """Takes the keys of one front matter, and notes what is wrong with each."""

    def __init__(self, path: str, head: FrontMatter, today: date | None) -> None:
        self._path = path
        self._values = head.values
        self._today = today
        self._faults: list[Fault] = []
        self._check_keys(head, _KEYS)

    def draft(self, body: str) -> Draft:
        """The entry that the keys and the text make, if nothing is wrong."""
        topic, slug = self._path.removesuffix(".md").split("/")
        care = self._flag("care")
        title = self._text("title", required=True)
        phrasings = self._texts("phrasings", required=True)
        see_also = self._texts("see_also")
        entry = Entry(
            id=f"{topic}/{slug}",
            topic=topic,
            title=title,
            phrasings=tuple(text for text, _ in phrasings),
            text=body.strip(),
            tags=tuple(text for text, _ in self._texts("tags")),
            facts=tuple(text for text, _ in self._texts("facts")),
            sources=self._sources(required=not care),
            reviewed=self._day("reviewed"),
            review_every=self._months(),
            volatile=self._flag("volatile"),
            stakes=self._choice("stakes", ("normal", "high")) or "normal",
            care=care,
            mentor=self._choice("mentor", ("suggested", "offered")),
            see_also=tuple(text for text, _ in see_also),
        )
        if not entry.text:
            self._fault(1, "the entry has no text", "the answer, below the second ---")
        if care != (topic == CARE):
            self._fault(
                self._line("care"),
                f"care is {str(care).lower()} in {topic}/",
                "care: true in care/, only there",
            )
        return Draft(
            self._path,
            None if self._faults else entry,
            self._faults,
            self._line("title"),
            tuple(line for _, line in phrasings),
            tuple(line for _, line in see_also),
        )

    def _fault(self, line: int, wrong: str, right: str) -> None:
        self._faults.append(Fault(self._path, line, wrong, right))

    def _line(self, key: str) -> int:
        return self._values[key].line if key in self._values else 1

    def _check_keys(self, head: FrontMatter, known: set[str]) -> None:
        for name, line in head.twice:
            self._fault(line, f"{name} stands there twice", "each key once")
        for name in head.values.keys() - known:
            self._fault(
                head.values[name].line, f"unknown key {name[:40]!r}", f"one of: {', '.join(sorted(known))}"
            )

    def _text(
        self, key: str, required: bool = False, values: Mapping[str, Value] | None = None, line: int = 1
    ) -> str:
        value = (self._values if values is None else values).get(key)
        if value is None:
            if required:
                self._fault(line, f"{key} is missing", f"{key}: and a text")
            return ""
        text = value.text()
        if text is None:
            self._fault(
                value.line, f"{key} is not a text", f"{key}: and a text, in quotes if it holds : or #"
            )
        return text or ""

    def _texts(self, key: str, required: bool = False) -> list[tuple[str, int]]:
        """The texts of a list, each with its line."""
        value = self._values.get(key)
        items = value.items() if value else []
        if value is None or not items:
            if required or (value is not None and items is None):
                wrong = (
                    f"{key} is missing"
                    if value is None
                    else f"{key} is not a list"
                    if items is None
                    else f"{key} is empty"
                )
                self._fault(self._line(key), wrong, f"{key}: and a list of texts")
            return []
        texts = []
        for item in items:
            text = item.text()
            if text is None:
                self._fault(
                    item.line, f"a member of {key} is not a text", "one text, in quotes if it holds : or #"
                )
            else:
                texts.append((text, item.line))
        return texts

    def _flag(self, key: str) -> bool:
        value = self._values.get(key)
        if value is None:
            return False
        flag = value.flag()
        if flag is None:
            self._fault(value.line, f"{key} is neither true nor false", f"{key}: true, or no such line")
        return bool(flag)

    def _choice(self, key: str, choices: tuple[str, ...]) -> str:
        text = self._text(key)
        if text and text not in choices:
            self._fault(self._line(key), f"{key} is {text[:40]!r}", " or ".join(choices))
            return ""
        return text

    def _day(self, key: str) -> date | None:
        value = self._values.get(key)
        day = value.day() if value else None
        if day is None:
            self._fault(
                self._line(key), f"{key} is missing" if value is None else f"{key} is not a date", _DAY
            )
        else:
            self._check_past(self._line(key), key, day)
        return day

    def _check_past(self, line: int, key: str, day: date) -> None:
        if self._today is not None and day > self._today:
            self._fault(line, f"{key} is in the future", "the day on which it was last checked")

    def _months(self) -> int:
        if "review_every" not in self._values:
            return 12
        found = _EVERY.match(self._text("review_every"))
        if not found or not int(found[1]):
            self._fault(self._line("review_every"), "review_every is not a number of months", "12 months")
            return 12
        return int(found[1])

    def _sources(self, required: bool) -> tuple[Source, ...]:
        value = self._values.get("sources")
        items = value.items() if value else None
        if not items:
            if required or value is not None:
                wrong = "sources is missing" if value is None else "sources is not a list with members"
                self._fault(self._line("sources"), wrong, "at least one source with title, url and checked")
            return ()
        return tuple(source for item in items if (source := self._source(item)))

    def _source(self, item: Value) -> Source | None:
        keys = mapping(item)
        if keys is None:
            self._fault(item.line, "a source is not title, url and checked", "title:, url: and checked:")
            return None
        self._check_keys(keys, _SOURCE_KEYS)
        title = self._text("title", True, keys.values, item.line)
        url = self._text("url", True, keys.values, item.line)
        checked = keys.values.get("checked")
        day = checked.day() if checked else None
        if url and not is_https(url):
            self._fault(
                keys.values["url"].line, f"the address {url[:80]!r} is not https", "https://host/page"
            )
        line = checked.line if checked else item.line
        if day is None:
            self._fault(line, "checked is missing" if checked is None else "checked is not a date", _DAY)
            return None
        self._check_past(line, "checked", day)
        return Source(title, url, day)


def is_https(url: str) -> bool:
    """Whether an address is well-formed https with a named host."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if any(c.isspace() or c in '<>"\\' or not c.isprintable() for c in url):
        return False
    return parts.scheme == "https" and bool(_HOST.match(host)) and not parts.username
