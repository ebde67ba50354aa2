"""A data file of the checks: TOML tables, typed, with the line of each."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.entries import Fault


class FaultyTableError(Exception):
    """A table that cannot be used; holds the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.wrong)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file, and the line of its id."""

    path: str
    line: int
    values: Mapping[str, Any]

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there."""
        value = self.values.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.fault(f"{key} is missing or not a text", f'{key} = "…"')
        return value

    def texts(self, key: str, required: bool = True) -> tuple[str, ...]:
        """A list of texts; it may be missing only when it is not required."""
        value = self.values.get(key, [])
        right = isinstance(value, list) and all(isinstance(each, str) and each for each in value)
        if not right or (required and not value):
            raise self.fault(f"{key} is missing or not a list of texts", f'{key} = ["…"]')
        return tuple(value)

    def flag(self, key: str) -> bool:
        """True or False; False when it is missing."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.fault(f"{key} is neither true nor false", f"{key} = true, or no such line")
        return value

    def check_keys(self, known: Sequence[str]) -> None:
        """Refuse a key that nobody reads."""
        for key in self.values.keys() - set(known):
            raise self.fault(f"unknown key {key[:40]!r}", f"one of: {', '.join(known)}")

    def fault(self, wrong: str, right: str) -> FaultyTableError:
        """A fault of this table, to be raised."""
        return FaultyTableError(Fault(self.path, self.line, wrong, right))


def read_tables(path: Path, kind: str, key: str) -> tuple[Mapping[str, Any], list[Table]]:
    """The whole file and its `[[kind]]` tables, each found by the text of its `key`.

    Raises FaultyTableError for a file that cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except (OSError, UnicodeDecodeError):
        fault = Fault(path.name, 1, "the file cannot be read", "a readable file in UTF-8")
        raise FaultyTableError(fault) from None
    except tomllib.TOMLDecodeError as error:
        raise FaultyTableError(Fault(path.name, 1, f"TOML: {error}", "valid TOML")) from None
    members = content.get(kind, [])
    if not isinstance(members, list) or not all(isinstance(each, dict) for each in members):
        raise FaultyTableError(Fault(path.name, 1, f"{kind} is not a list of tables", f"[[{kind}]]"))
    starts = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == f"[[{kind}]]"]
    starts += [1] * (len(members) - len(starts))
    tables = [Table(path.name, line, member) for line, member in zip(starts, members, strict=False)]
    for table in tables:
        table.text(key)
    names = [table.text(key) for table in tables]
    for number, table in enumerate(tables):
        if names[number] in names[:number]:
            raise table.fault(f"{key} {names[number]!r} stands there twice", "each once")
    return content, tables
