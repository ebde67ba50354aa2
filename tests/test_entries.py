"""The FAQ's loader: what is read, what is refused and where."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.entries import TOPICS, Entry, Faq, load, load_json

GOOD = """---
title: Can I observe before Step 1?
phrasings:
  - observership without step 1
  - "is step 1 needed: yes or no"
tags: [observership]
facts: [S-18]
volatile: true
stakes: high
mentor: suggested
sources:
  - title: A hospital
    url: https://example.org/faq
    checked: 2026-11-01
reviewed: 2026-11-02
review_every: 6 months
see_also: [usce/other]
---
Yes, often.

Ask the host.
"""
OTHER = (
    GOOD.replace("Can I observe", "Must I pay")
    .replace("observership without step 1", "paying")
    .replace('"is step 1 needed: yes or no"', "is it free")
    .replace("usce/other", "usce/observe")
)
TODAY = date(2026, 11, 22)


def faq(root: Path, **files: str | bytes) -> Faq:
    """Load a folder with these files (`usce__name` is usce/name.md)."""
    for name, content in files.items():
        file = root / (name.replace("__", "/").replace("_", "-") + ".md")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load(root, TODAY)


def test_a_good_file_becomes_an_entry(tmp_path: Path) -> None:
    found = faq(tmp_path, usce__observe=GOOD, usce__other=OTHER)

    assert found.faults == ()
    entry = found.entries[0]
    assert (entry.id, entry.topic, entry.title) == ("usce/observe", "usce", "Can I observe before Step 1?")
    assert entry.phrasings == ("observership without step 1", "is step 1 needed: yes or no")
    assert entry.text == "Yes, often.\n\nAsk the host."
    assert (entry.volatile, entry.stakes, entry.care, entry.mentor) == (True, "high", False, "suggested")
    assert (entry.reviewed, entry.review_every) == (date(2026, 11, 2), 6)
    assert entry.sources[0].checked == date(2026, 11, 1)
    assert entry.see_also == ("usce/other",)


@pytest.mark.parametrize(
    ("old", "new", "line", "wrong"),
    [
        ("title: Can I observe before Step 1?\n", "", 1, "title is missing"),
        ("title: Can I", "title: [Can I", 3, "YAML"),
        ("title: Can I observe before Step 1?", "title: {a: b}", 2, "title is not a text"),
        ("tags: [observership]", "tag: [observership]", 6, "unknown key 'tag'"),
        ("tags: [observership]", "tags: observership", 6, "tags is not a list"),
        ("  - observership without step 1", "  - observership: without step 1", 4, "a member of phrasings"),
        ("volatile: true", "volatile: perhaps", 8, "neither true nor false"),
        ("stakes: high", "stakes: big", 9, "stakes is 'big'"),
        ("mentor: suggested", "mentor: maybe", 10, "mentor is 'maybe'"),
        ("https://example.org", "http://example.org", 13, "is not https"),
        ("https://example.org/faq", "https://exa mple.org", 13, "is not https"),
        ("https://example.org/faq", "https://me@example.org", 13, "is not https"),
        ("checked: 2026-11-01", "checked: 2026-13-01", 14, "checked is not a date"),
        ("checked: 2026-11-01", "checked: 2027-01-01", 14, "checked is in the future"),
        ("    checked: 2026-11-01\n", "", 12, "checked is missing"),
        ("reviewed: 2026-11-02", "reviewed: soon", 15, "reviewed is not a date"),
        ("6 months", "often", 16, "review_every is not a number of months"),
        ("volatile: true", "volatile: true\nvolatile: true", 9, "volatile stands there twice"),
        ("Yes, often.\n\nAsk the host.\n", "", 1, "the entry has no text"),
        ("volatile: true", "care: true", 8, "care is true in usce/"),
        ("---\nYes", "Yes", 1, "the front matter does not end"),
        ("---\ntitle", "title", 1, "there is no front matter"),
        ('"is step 1 needed: yes or no"', "Observership WITHOUT step-1!", 5, "stands here twice"),
        ('"is step 1 needed: yes or no"', '"???"', 5, "has no words"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, wrong: str) -> None:
    assert old in GOOD

    found = faq(tmp_path, usce__observe=GOOD.replace(old, new, 1), usce__other=OTHER)

    named = [(fault.path, fault.line, fault.severity) for fault in found.faults if wrong in fault.wrong]
    assert named == [("usce/observe.md", line, "error")]
    assert all(fault.right for fault in found.faults)
    assert [entry.id for entry in found.entries] == ["usce/other"]


def test_a_wording_belongs_to_one_entry(tmp_path: Path) -> None:
    found = faq(
        tmp_path, usce__observe=GOOD, usce__other=OTHER.replace("paying", "Observership, without Step 1?")
    )

    assert [entry.id for entry in found.entries] == ["usce/observe"]
    fault = found.faults[-1]
    assert (fault.path, fault.line, fault.wrong) == (
        "usce/other.md",
        4,
        "this phrasing is also in usce/observe.md",
    )


def test_a_missing_neighbour_is_named_and_the_entry_is_served(tmp_path: Path) -> None:
    found = faq(tmp_path, usce__observe=GOOD)

    assert [entry.id for entry in found.entries] == ["usce/observe"]
    assert [(fault.line, fault.severity) for fault in found.faults] == [(17, "error")]


def test_sources_may_be_missing_only_for_care(tmp_path: Path) -> None:
    start, end = GOOD.index("sources:"), GOOD.index("reviewed:")
    bare = GOOD[:start] + GOOD[end:]
    kind = bare.replace("volatile: true", "care: true").replace("usce/other", "care/failed")
    found = faq(tmp_path, usce__observe=bare, care__sad=kind)

    assert [entry.id for entry in found.entries] == ["care/sad"]
    assert "sources is missing" in [fault.wrong for fault in found.faults]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\xff",
        b"\xff\xfe---",
        b"---\n---\n",
        b"---\n- a\n---\nx",
        b"x" * 200_000,
        b"---\na: " + b"[" * 9000,
    ],
    ids=["empty", "binary", "utf-16", "no keys", "a list", "huge", "unclosed"],
)
def test_any_content_is_a_fault_and_no_error(tmp_path: Path, content: bytes) -> None:
    found = faq(tmp_path, usce__observe=content, usce__other=OTHER)

    assert [entry.id for entry in found.entries] == ["usce/other"]
    assert "usce/observe.md" in [fault.path for fault in found.faults]


def test_deep_nesting_is_refused_before_it_is_composed(tmp_path: Path) -> None:
    deep = "---\na: " + "[" * 5000 + "]" * 5000 + "\n---\nx"

    assert [fault.path for fault in faq(tmp_path, usce__observe=deep).faults] == ["usce/observe.md"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: f"---\n{t}\n---\nx".encode())))
def test_no_content_raises(tmp_path: Path, content: bytes) -> None:
    assert len(faq(tmp_path, usce__observe=content).entries) == 0


def test_places_that_are_no_topic(tmp_path: Path) -> None:
    found = faq(tmp_path, README="read me", cooking__soup=GOOD, usce__Bad=GOOD)

    assert found.entries == ()
    assert [fault.path for fault in found.faults] == ["cooking/soup.md", "usce/Bad.md"]


def test_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    assert load(tmp_path / "none").faults[0].wrong == "there is no such folder"


def test_keys_are_short_and_stable() -> None:
    entry = Entry(id="usce/x", topic="usce", title="t", phrasings=("p",), text="b")

    assert len(entry.key) == 10
    assert entry.key == Entry(id="usce/x", topic="usce", title="u", phrasings=("q",), text="c").key


@pytest.mark.parametrize(
    ("today", "overdue"), [(date(2027, 2, 28), False), (date(2027, 3, 1), True), (date(2026, 8, 31), False)]
)
def test_overdue_after_the_months(today: date, overdue: bool) -> None:
    reviewed = date(2026, 8, 31)
    entry = Entry(
        id="a/b", topic="a", title="t", phrasings=("p",), text="b", reviewed=reviewed, review_every=6
    )

    assert entry.overdue(today) is overdue


def test_topics_end_with_care() -> None:
    assert [topic.id for topic in TOPICS] == ["usce", "ecfmg", "usmle", "research", "match", "visa", "care"]


def test_bare_entries_from_json(tmp_path: Path) -> None:
    file = tmp_path / "faq.json"
    file.write_text(
        '{"entries": [{"id": "b", "phrasings": ["x"], "answer": "y"}, {"id": "a", "phrasings": []}, 3]}'
    )

    found = load_json(file)

    assert [(entry.id, entry.text) for entry in found.entries] == [("b", "y")]
    assert [fault.wrong[:7] for fault in found.faults] == ["entry 1", "entry 2"]


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"entries": {}}'])
def test_any_json_is_a_fault_and_no_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "faq.json"
    file.write_bytes(content)

    assert load_json(file).entries == ()
    assert load_json(file).faults
