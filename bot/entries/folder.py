"""A folder of entries, or a file of bare ones, read whole."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from bot.entries.entry import TOPICS, Entry, Faq, Fault, plain
from bot.entries.reading import Draft, read

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*$")
# An entry is 220 words; a file of this size is something else.
_LARGEST = 100_000


def load(path: Path, today: date | None = None) -> Faq:
    """Read all entries below a folder; a faulty file is left out and named. Never raises.

    Without `today` no date counts as in the future.
    """
    if not path.is_dir():
        return Faq((), (Fault(path.name, 1, "there is no such folder", "a folder with topic/slug.md files"),))
    drafts = [
        _draft(path, file, today) for file in sorted(path.rglob("*.md")) if file.relative_to(path).parent.name
    ]
    _refuse_doubles(drafts)
    return _faq(drafts)


def load_json(path: Path) -> Faq:
    """Read `{"entries": [{"id", "phrasings", "answer"?, "title"?}]}`. Never raises."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return Faq((), (Fault(path.name, 1, "the file cannot be read", "a readable file"),))
    except json.JSONDecodeError as error:
        return Faq((), (Fault(path.name, error.lineno, f"JSON: {error.msg}", "valid JSON"),))
    except (ValueError, RecursionError):
        return Faq((), (Fault(path.name, 1, "this is not JSON text", "JSON in UTF-8"),))
    members = content.get("entries") if isinstance(content, dict) else None
    if not isinstance(members, list):
        return Faq(
            (), (Fault(path.name, 1, "there is no list of entries", '{"entries": [{"id", "phrasings"}]}'),)
        )
    entries: dict[str, Entry] = {}
    faults: list[Fault] = []
    for number, member in enumerate(members):
        entry = _bare(member)
        if entry is None:
            right = "id: a text; phrasings: a list of texts; answer, title: texts, if there are any"
            faults.append(Fault(path.name, 1, f"entry {number} has missing or wrong keys", right))
        elif entry.id in entries:
            faults.append(Fault(path.name, 1, f"entry {number} has the id of an earlier one", "each id once"))
        else:
            entries[entry.id] = entry
    return Faq(tuple(entries[each] for each in sorted(entries)), tuple(faults))


def _bare(member: Any) -> Entry | None:
    if not isinstance(member, dict):
        return None
    name, phrasings = member.get("id"), member.get("phrasings")
    title, answer = member.get("title", ""), member.get("answer", "")
    if not isinstance(phrasings, list) or not phrasings:
        return None
    if not all(isinstance(text, str) for text in (name, title, answer, *phrasings)) or not name:
        return None
    topic = name.partition("/")[0]
    known = topic if topic in {each.id for each in TOPICS} else ""
    return Entry(id=name, topic=known, title=title, phrasings=tuple(phrasings), text=answer)


def _draft(root: Path, file: Path, today: date | None) -> Draft:
    path = file.relative_to(root).as_posix()
    content, fault = _content(path, file)
    if fault:
        return Draft(path, faults=[fault])
    topic, _, slug = path.removesuffix(".md").partition("/")
    topics = [each.id for each in TOPICS]
    if topic not in topics:
        return Draft(
            path, faults=[Fault(path, 1, f"there is no topic {topic!r}", f"one of: {', '.join(topics)}")]
        )
    if not _SLUG.match(slug):
        return Draft(path, faults=[Fault(path, 1, "the file's name is no id", "topic/words-with-hyphens.md")])
    return read(path, content, today)


def _content(path: str, file: Path) -> tuple[str, Fault | None]:
    try:
        with file.open("rb") as opened:
            raw = opened.read(_LARGEST + 1)
    except OSError:
        return "", Fault(path, 1, "the file cannot be read", "a readable file")
    if len(raw) > _LARGEST:
        return "", Fault(path, 1, "the file is very large", f"at most {_LARGEST} bytes")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n"), None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return "", Fault(path, line, "the file is not UTF-8", "save it as UTF-8")


def _refuse_doubles(drafts: Iterable[Draft]) -> None:
    """Leave out entries whose title or phrasing an earlier entry has, or that say one twice."""
    titles: dict[str, str] = {}
    phrasings: dict[str, str] = {}
    for draft in drafts:
        entry = draft.entry
        if entry is None:
            continue
        faults = [*_doubles("title", [(entry.title, draft.title_line)], titles, draft.path)]
        lines = zip(entry.phrasings, draft.phrasing_lines, strict=True)
        faults += _doubles("phrasing", lines, phrasings, draft.path)
        if faults:
            draft.faults.extend(faults)
            draft.entry = None
            continue
        titles[plain(entry.title)] = draft.path
        phrasings.update((plain(text), draft.path) for text in entry.phrasings)


def _doubles(what: str, texts: Iterable[tuple[str, int]], seen: dict[str, str], path: str) -> Iterator[Fault]:
    own: set[str] = set()
    for text, line in texts:
        same = plain(text)
        if not same:
            yield Fault(path, line, f"a {what} has no words", "letters or digits")
        elif same in own:
            yield Fault(
                path, line, f"a {what} stands here twice", "each once, also when case and signs are ignored"
            )
        elif same in seen:
            yield Fault(
                path, line, f"this {what} is also in {seen[same]}", "a wording of its own, or one entry"
            )
        own.add(same)


def _faq(drafts: Iterable[Draft]) -> Faq:
    drafts = list(drafts)
    entries = sorted((d.entry for d in drafts if d.entry), key=lambda entry: entry.id)
    written = {draft.path.removesuffix(".md") for draft in drafts}
    faults = [fault for draft in drafts for fault in draft.faults]
    for draft in drafts:
        for wanted, line in zip(
            draft.entry.see_also if draft.entry else (), draft.see_also_lines, strict=False
        ):
            if wanted not in written or wanted == (draft.entry.id if draft.entry else ""):
                wrong = f"see_also names {wanted[:60]!r}, which is not another entry"
                faults.append(Fault(draft.path, line, wrong, "the id of an entry: topic/slug"))
    return Faq(tuple(entries), tuple(sorted(faults, key=lambda fault: (fault.path, fault.line, fault.wrong))))
