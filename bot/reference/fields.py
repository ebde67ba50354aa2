"""Taking typed values out of a table, and noting what is wrong with each."""

from collections.abc import Collection
from datetime import date, datetime

from bot.entries import Fault, Source
from bot.entries.reading import is_https
from bot.reference.tables import Table

_SOURCE_KEYS = {"title", "url", "checked"}


class Fields:
    """The keys of one table; `faults` grows while they are taken, `sound` tells whether any was an error."""

    def __init__(self, table: Table, known: Collection[str]) -> None:
        self._table = table
        self.faults: list[Fault] = []
        right = f"one of: {', '.join(known)}"
        for key in table.values:
            if key not in known:
                self.wrong(key, f"{key[:40]!r} is not a key", right)

    @property
    def sound(self) -> bool:
        """Whether all that was taken can be used."""
        return not any(fault.severity == "error" for fault in self.faults)

    def wrong(self, key: str, wrong: str, right: str, severity: str = "error") -> None:
        """Note a fault in the line of a key."""
        self.faults.append(self._table.fault(key, wrong, right, severity))

    def has(self, key: str) -> bool:
        """Whether the table has this key."""
        return key in self._table.values

    def text(self, key: str, *, required: bool = False, empty: bool = False) -> str:
        """A text without blanks around it, empty where there is none; `empty` lets it be written so."""
        value = self._table.values.get(key)
        if value is None:
            if required:
                self.wrong(key, f"{key} is missing", f'{key} = "…"')
            return ""
        if not isinstance(value, str) or not (empty or value.strip()):
            self.wrong(key, f"{key} is not a text", f'{key} = "…"')
            return ""
        return " ".join(value.split())

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list."""
        value = self._table.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            self.wrong(key, f"{key} is not a list of texts", f'{key} = ["…", "…"]')
            return ()
        return tuple(" ".join(each.split()) for each in value)

    def flag(self, key: str) -> bool:
        """True or false, which must be written."""
        value = self._table.values.get(key)
        if not isinstance(value, bool):
            missing = "is missing" if value is None else "is neither true nor false"
            self.wrong(key, f"{key} {missing}", f"{key} = true, or {key} = false")
            return False
        return value

    def day(self, key: str) -> date | None:
        """A date of this century, None where there is none."""
        value = self._table.values.get(key)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self.wrong(key, f"{key} is not a date", f"{key} = 2027-03-19, without quotes")
            return None
        if not 2000 <= value.year < 2100:
            self.wrong(key, f"{key} is in the year {value.year}", "a year of this century")
            return None
        return value

    def sources(self, *, required: bool) -> tuple[Source, ...]:
        """Pages, each with title, https address, and the day on which it was checked."""
        value = self._table.values.get("sources")
        if value is None and not required:
            return ()
        if not isinstance(value, list) or not value:
            self.wrong("sources", "sources is missing or no list", "at least one { title, url, checked }")
            return ()
        return tuple(source for each in value if (source := self._source(each)))

    def _source(self, value: object) -> Source | None:
        if not isinstance(value, dict) or set(value) != _SOURCE_KEYS:
            self.wrong(
                "sources", "a source is not title, url and checked", "{ title = …, url = …, checked = … }"
            )
            return None
        title, url, checked = value["title"], value["url"], value["checked"]
        if not isinstance(title, str) or not title.strip():
            self.wrong("sources", "a source has no title", 'title = "…"')
        elif not isinstance(url, str) or not is_https(url):
            self.wrong("sources", f"the address {str(url)[:80]!r} is not https", "https://host/page")
        elif not isinstance(checked, date) or isinstance(checked, datetime):
            self.wrong("sources", "checked is not a date", "checked = 2026-11-22, without quotes")
        else:
            return Source(title.strip(), url, checked)
        return None
