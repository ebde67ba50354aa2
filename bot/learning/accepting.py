"""A phrasing goes into its entry's file, and nothing else changes there; or the file stays as it was."""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from bot import entries
from bot.entries import Entry, Faq
from bot.entries.entry import plain
from bot.entries.frontmatter import FaultyFileError, split
from bot.entries.reading import read
from bot.learning.finding import Phrasing, is_known
from bot.matching.index import Index
from bot.matching.verdict import Kind

# The longest line of YAML: a phrasing is never folded.
_WIDE = 100_000


class RefusedError(Exception):
    """A phrasing is not accepted; the text says why and what to do, for the operator."""


def accept(folder: Path, phrasing: Phrasing, index: Index) -> Path:
    """Write a phrasing into its entry's file below a folder; returns the file, or raises `RefusedError`.

    The rule is that of `faq check`: words that another entry answers belong there.
    """
    before = entries.load(folder)
    by_id = {entry.id: entry for entry in before.entries}
    entry = by_id.get(phrasing.entry_id)
    if entry is None:
        raise RefusedError(f"there is no good entry {phrasing.entry_id} in {folder.name}. See `faq check`")
    _check(entry, phrasing.text, before.entries, index)
    wanted = replace(entry, phrasings=(*entry.phrasings, phrasing.text))
    expected = tuple(wanted if each.id == entry.id else each for each in before.entries)
    try:
        return _write(folder, entry.id, phrasing.text, Faq(expected, before.faults))
    except OSError as error:
        raise RefusedError(f"{entry.id}.md: {error.strerror}. Check its rights and the disk") from None


def _write(folder: Path, entry_id: str, text: str, expected: Faq) -> Path:
    """Write, read the folder anew, and take it back unless it reads as expected."""
    file = (folder / f"{entry_id}.md").resolve()
    old = file.read_bytes()
    _put(file, _with_phrasing(f"{entry_id}.md", old, text))
    if entries.load(folder) != expected:
        _put(file, old)
        raise RefusedError(f"{entry_id}.md would not read as it should; it is as it was. Add it by hand")
    return file


def _check(entry: Entry, text: str, others: Sequence[Entry], index: Index) -> None:
    if is_known(entry, text):
        raise RefusedError(f"{entry.id} has it already")
    same = next((each for each in others if plain(text) in map(plain, each.phrasings)), None)
    if same is not None:
        raise RefusedError(f"it is a phrasing of {same.id}. Move it there by hand if it is {entry.id}'s")
    verdict = index.judge(text)
    if verdict.kind is Kind.ANSWER and verdict.entry_id not in {None, entry.id}:
        raise RefusedError(
            f"it is answered by {verdict.entry_id}. Accept only a wording that {entry.id} alone answers"
        )


def _with_phrasing(path: str, raw: bytes, text: str) -> bytes:
    """A file's content with one phrasing more, which it is checked to read; raises `RefusedError`."""
    content = raw.decode("utf-8-sig")
    try:
        made = insert(content, text)
    except (FaultyFileError, ValueError):
        raise RefusedError(f"its place in {path} was not found; it is as it was. Add it by hand") from None
    was, now = (read(path, each.replace("\r\n", "\n"), None).entry for each in (content, made))
    if was is None or now != replace(was, phrasings=(*was.phrasings, text)):
        raise RefusedError(f"{path} would not read as it should; it is as it was. Add it by hand")
    mark = raw[: len(raw) - len(content.encode())]
    return mark + made.encode()


def insert(content: str, text: str) -> str:
    """An entry's file with one phrasing more, right after the last; all else stays letter by letter."""
    head, _ = split("", content.replace("\r\n", "\n"))
    node = head.values["phrasings"].node
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise ValueError("phrasings is not a list with members")
    lines = content.split("\n")
    end = node.value[-1].end_mark
    if node.flow_style:
        line = lines[end.line]
        lines[end.line] = f"{line[: end.column]}, {_quoted(text, flow=True)}{line[end.column :]}"
        return "\n".join(lines)
    # A block of text ends where the next thing begins, everything else within its last line.
    last = end.line if end.column else end.line - 1
    ending = "\r" if lines[last].endswith("\r") else ""
    lines.insert(last + 1, " " * node.start_mark.column + "- " + _quoted(text, flow=False) + ending)
    return "\n".join(lines)


def _quoted(text: str, *, flow: bool) -> str:
    """A text as a member of a list in YAML, in quotes where it needs them."""
    dumped = yaml.safe_dump([text], default_flow_style=flow, allow_unicode=True, width=_WIDE).rstrip("\n")
    member = dumped[1:-1] if flow else dumped.removeprefix("- ")
    return member if "\n" not in member else json.dumps(text, ensure_ascii=False)


def _put(file: Path, content: bytes) -> None:
    """Write a file so that it is there whole, as it was or as it is to be, whatever happens meanwhile."""
    beside = file.with_name(f".{file.name}.new")
    try:
        with beside.open("wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        shutil.copymode(file, beside)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
