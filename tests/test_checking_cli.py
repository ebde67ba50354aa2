"""`python -m bot faq …`, as it is typed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import cli

ENTRY = """---
title: May I keep a cat during residency?
phrasings: [can i keep a cat, cat in residency, my cat and my program]
facts: [U-11]
volatile: true
sources:
  - title: A page
    url: https://www.example.org/page
    checked: 2026-11-01
reviewed: 2026-11-02
---
Yes. Step 2 CS is required for it.
"""
FACTS = """[[fact]]
id = "U-11"
subject = "Pass mark"
confidence = "confirmed-2"
yearly = true

[[fact]]
id = "U-12"
subject = "Another mark"
confidence = "confirmed"
reason = "nobody asks"
"""
RULES = """[[rule]]
id = "step-2-cs"
reason = "it has ended"
right = "leave it out"
facts = ["U-13"]
source = "https://example.org"
patterns = ['Step 2 CS']
catches = ["Take Step 2 CS."]
lets_pass = ["Take Step 2 CK."]
"""


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    (tmp_path / "usce").mkdir()
    (tmp_path / "usce" / "cat.md").write_text(ENTRY, encoding="utf-8")
    (tmp_path / "facts.toml").write_text(FACTS, encoding="utf-8")
    (tmp_path / "guardrails.toml").write_text(RULES, encoding="utf-8")
    return tmp_path


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["faq", *map(str, words)], env={"COLUMNS": "120"})


def test_check_says_file_line_wrong_and_right_and_fails(faq: Path) -> None:
    told = run("check", faq)

    assert told.exit_code == 1
    lines = told.output.splitlines()
    assert (
        "error: usce/cat.md:12: 'Step 2 CS is required for it.' (step-2-cs): it has ended. "
        "leave it out (U-13, https://example.org)"
    ) in lines
    assert "error: usce/cat.md:3: 3 phrasings. at least 8, as people type them" not in lines
    assert any(line.startswith("error: usce/cat.md:3: 3 phrasings.") for line in lines)
    assert lines[-1].startswith("1 entries served, ")
    assert lines[-1].endswith(" 2 warnings")  # no glossary, no calendar


def test_check_of_a_missing_folder_fails(tmp_path: Path) -> None:
    told = run("check", tmp_path / "none")

    assert told.exit_code == 1
    assert "there is no such folder" in told.output


def test_a_fact_leads_to_its_entries(faq: Path) -> None:
    told = run("facts", "u-11", "--faq", faq)

    assert told.exit_code == 0
    assert "U-11: Pass mark (confirmed-2, changes every year)" in told.output
    assert "usce/cat" in told.output
    assert "2026-11-02" in told.output


def test_a_fact_that_no_entry_uses_says_why(faq: Path) -> None:
    assert "No entry relies on it. nobody asks" in run("facts", "U-12", "--faq", faq).output


def test_all_facts_are_listed(faq: Path) -> None:
    told = run("facts", "--faq", faq)

    assert told.exit_code == 0
    assert "Pass mark" in told.output
    assert "nobody asks" in told.output


def test_an_unknown_fact_fails(faq: Path) -> None:
    told = run("facts", "X-1", "--faq", faq)

    assert told.exit_code == 1
    assert "There is no fact 'X-1'" in told.output


def test_stats_show_topics_and_reviews(faq: Path) -> None:
    told = run("stats", faq)

    assert told.exit_code == 0
    assert [line.split("│")[1:3] for line in told.output.splitlines() if "usce" in line] == [
        [" usce  ", "       1 "]
    ]
    assert "overdue" in told.output
