"""A TOML file of many like tables, read one by one: a broken one is named and left out, the rest is kept."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.entries import Fault

_HEADER = re.compile(r"\s*\[\[\s*([\w-]+)\s*\]\]\s*(?:#.*)?")
_KEY = re.compile(r"\s*([A-Za-z_-]+)\s*=")
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
# A hundred terms fill a third of this.
_LARGEST = 300_000


@dataclass(frozen=True, slots=True)
class Table:
    """One `[[name]]` of a file: its values by key, and the lines where it and its keys stand."""

    path: str
    line: int
    values: Mapping[str, object]
    lines: Mapping[str, int]

    def fault(self, key: str, wrong: str, right: str, severity: str = "error") -> Fault:
        """Something wrong with a key, named by its line (the table's, where there is no such key)."""
        return Fault(self.path, self.lines.get(key, self.line), wrong, right, severity)


def read_tables(path: Path, name: str) -> tuple[list[Table], list[Fault]]:
    """Read all `[[name]]` tables of a file. Never raises; a file that is not there is a warning."""
    try:
        with path.open("rb") as opened:
            raw = opened.read(_LARGEST + 1)
    except FileNotFoundError:
        return [], [Fault(path.name, 1, "there is no such file", f"a file of [[{name}]] tables", "warning")]
    except OSError:
        return [], [Fault(path.name, 1, "the file cannot be read", "a readable file")]
    if len(raw) > _LARGEST:
        return [], [Fault(path.name, 1, "the file is very large", f"at most {_LARGEST} bytes")]
    try:
        content = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return [], [Fault(path.name, line, "the file is not UTF-8", "save it as UTF-8")]
    return parse_tables(path.name, content, name)


def parse_tables(path: str, content: str, name: str) -> tuple[list[Table], list[Fault]]:
    """Take a file's text apart at its `[[…]]` lines, and read each part by itself."""
    tables: list[Table] = []
    faults: list[Fault] = []
    for line, header, block in _blocks(content):
        try:
            values = tomllib.loads("\n".join(["", *block]))
        except (ValueError, RecursionError) as error:
            place = _PLACE.search(str(error))
            within = int(place[1]) if place and place[1] else len("\n".join(block).rstrip().split("\n")) + 1
            wrong = _PLACE.sub("", str(error))[:120] if place else "this cannot be read"
            faults.append(Fault(path, line + within - 1, f"TOML: {wrong}", "valid TOML, texts in quotes"))
            continue
        if header == name:
            lines = {match[1]: line + at for at, text in enumerate(block, 1) if (match := _KEY.match(text))}
            tables.append(Table(path, line, values, lines))
        elif values or header:
            wrong = f"[[{header}]] is not known here" if header else f"keys stand before the first [[{name}]]"
            faults.append(Fault(path, max(line, 1), wrong, f"tables named [[{name}]] only"))
    return tables, faults


def _blocks(content: str) -> list[tuple[int, str, list[str]]]:
    """The parts of a file: the line and name of each header, and the lines below it."""
    blocks: list[tuple[int, str, list[str]]] = [(0, "", [])]
    for number, text in enumerate(content.split("\n"), 1):
        if header := _HEADER.fullmatch(text):
            blocks.append((number, header[1], []))
        else:
            blocks[-1][2].append(text)
    return blocks
