"""The glossary and the calendar as files: what is read, what is left out and named, and that it is right."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import ROOT, library

from bot.config import Settings
from bot.config.model import FaqSettings
from bot.librarian import load_library
from bot.matching.text import ABBREVIATIONS, language
from bot.reference import Calendar, Glossary, Step, load_calendar, load_glossary
from bot.reference.calendar import read_steps
from bot.reference.glossary import read_terms
from bot.reference.spelling import nearness, squash
from bot.reference.tables import parse_tables
from bot.reminding import ahead, due, rings
from bot.wording import reference as say
from handlers import render

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STEP = """[[step]]
id = "match-day"
title = "Match Day"
date = 2027-03-19
known = false
text = "You learn where you matched."
sources = [{ title = "NRMP", url = "https://www.nrmp.org", checked = 2026-11-22 }]
"""


def glossary() -> Glossary:
    return library().glossary


def calendar() -> Calendar:
    return library().calendar


def terms_of(text: str) -> tuple[list[str], list[tuple[int, str]]]:
    tables, faults = parse_tables("glossary.toml", text, "term")
    terms, more = read_terms(tables)
    return [term.term for term in terms], [(fault.line, fault.wrong) for fault in [*faults, *more]]


def steps_of(text: str) -> tuple[list[Step], list[tuple[int, str]]]:
    tables, faults = parse_tables("calendar.toml", text, "step")
    steps, more = read_steps(tables)
    return steps, [(fault.line, fault.wrong) for fault in [*faults, *more]]


def test_the_projects_own_files_are_whole() -> None:
    assert len(glossary().terms) >= 80
    assert len(calendar().steps) >= 15
    assert not glossary().faults
    assert not calendar().faults
    assert not glossary().check_entries(library().by_id)


def test_no_date_was_checked_in_the_future_and_every_known_day_is_a_day() -> None:
    assert all(page.checked <= date(2026, 11, 22) for step in calendar().steps for page in step.sources)
    assert not any(step.known and step.whole_month for step in calendar().steps)


def test_every_term_is_found_by_its_own_spellings_and_nowhere_has_an_exclamation_mark() -> None:
    for term in glossary().terms:
        assert all(glossary().find(text) is term for text in (term.term, *term.also, term.label))
        assert "!" not in term.text
        assert len(term.key) == 10


def test_expansions_read_as_matching_reads_them() -> None:
    table = tomllib.loads(ABBREVIATIONS.read_text(encoding="utf-8"))
    known = {*table["words"], *table["phrases"].values(), *(short.lower() for short in table["capitals"])}
    both = {short: words for short, words in glossary().expansions().items() if short.lower() in known}
    assert len(both) > 20
    for short, words in both.items():
        assert language().tokens(f"about {short} here") == language().tokens(f"about {words} here"), short


def test_words_are_not_expanded_though_they_are_abbreviations_too() -> None:
    expansions = glossary().expansions()
    assert expansions["LoR"] == "letter of recommendation"
    assert not {"DO", "OPT", "EPIC", "OASIS", "Gap", "Token", "resume"} & set(expansions)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("usce", "USCE"),
        ("is USCE?", "USCE"),
        ("does FMG mean", "IMG"),
        ("IMGs", "IMG"),
        ("j1", "J-1"),
        ("h 1b", "H-1B"),
        ("212e", "212(e)"),
        ("the match", "Match"),
        ("USCE – US clinical experience", "USCE"),
    ],
)
def test_a_term_is_found_as_people_type_it(typed: str, wanted: str) -> None:
    found = glossary().find(typed)
    assert found is not None
    assert found.term == wanted


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("ECFGM", "ECFMG"), ("OTE", "OET"), ("NRPM", "NRMP"), ("esar", "ERAS"), ("premtch", "Pre-match")],
)
def test_a_slip_leads_to_the_nearest_term(typed: str, wanted: str) -> None:
    assert glossary().find(typed) is None
    assert wanted in [term.term for term in glossary().near(typed, 4)]


def test_nothing_is_near_to_nonsense() -> None:
    assert not glossary().near("zzzq", 4)
    assert not glossary().near("?!", 4)
    assert not calendar().near("…", 4)
    assert calendar().find("") is None


def test_a_broken_term_is_named_by_its_line_and_the_others_are_read() -> None:
    text = (
        '[[term]]\nterm = "ERAS"\ntext = "A service."\n\n'
        '[[term]]\nterm = "NRMP\ntext = "It runs the Match."\n\n'
        '[[term]]\nterm = "SOAP"\ntext = "A round."\n'
    )
    names, faults = terms_of(text)
    assert names == ["ERAS", "SOAP"]
    assert [line for line, _ in faults] == [6]
    assert "TOML" in faults[0][1]


@pytest.mark.parametrize(
    ("text", "line", "wrong"),
    [
        ('[[term]]\nterm = "A"\n', 1, "text is missing"),
        ('[[term]]\ntext = "x"\n', 1, "term is missing"),
        ('[[term]]\nterm = 3\ntext = "x"\n', 2, "term is not a text"),
        ('[[term]]\nterm = "A"\ntext = "x"\nalso = "B"\n', 4, "also is not a list"),
        ('[[term]]\nterm = "A"\ntext = "x"\nsee = "B"\n', 4, "'see' is not a key"),
        ('[[term]]\nterm = "A"\ntext = "x"\nentry = "nowhere"\n', 4, "entry is 'nowhere'"),
        ('[[term]]\nterm = "?"\ntext = "x"\n', 1, "no letters"),
        ('[[term]]\nterm = "A"\ntext = "x"\nsources = []\n', 4, "sources is missing"),
        (
            '[[term]]\nterm = "A"\ntext = "x"\n[[term]]\nterm = "b"\nalso = ["a"]\ntext = "x"\n',
            5,
            "also a spelling",
        ),
        ('x = 1\n[[term]]\nterm = "A"\ntext = "x"\n', 1, "before the first"),
        ('[[step]]\nterm = "A"\ntext = "x"\n', 1, "[[step]] is not known"),
        ('[[term]]\nterm = "A"\ntext = "' + "x" * 400 + '"\n', 3, "400 characters"),
    ],
)
def test_each_fault_of_a_term_has_its_line(text: str, line: int, wrong: str) -> None:
    _, faults = terms_of(text)
    assert any(at == line and wrong in said for at, said in faults), faults


@pytest.mark.parametrize(
    ("old", "new", "line", "wrong"),
    [
        ('id = "match-day"', 'id = "Match Day"', 2, "is no id"),
        ('id = "match-day"', 'id = "off"', 2, "is no id"),
        ("date = 2027-03-19", "", 1, "date or month"),
        ("date = 2027-03-19", 'month = "2027-13"', 4, "month is"),
        ("date = 2027-03-19", 'date = "soon"', 4, "not a date"),
        ("date = 2027-03-19", "date = 0001-01-02", 4, "in the year 1"),
        ("date = 2027-03-19", "date = 2027-03-19\nuntil = 2027-03-18", 5, "before the beginning"),
        ("known = false", "", 1, "known is missing"),
        ("known = false", 'known = "no"', 5, "neither true nor false"),
        ("https://www", "http://www", 7, "not https"),
        ("checked = 2026-11-22", 'checked = "x"', 7, "checked is not a date"),
        ('title = "NRMP", ', "", 7, "not title, url and checked"),
    ],
)
def test_each_fault_of_a_step_has_its_line_and_leaves_it_out(
    old: str, new: str, line: int, wrong: str
) -> None:
    steps, faults = steps_of(STEP.replace(old, new))
    assert not steps
    assert any(at == line and wrong in said for at, said in faults), faults


def test_two_steps_of_one_name_are_one_too_many() -> None:
    steps, faults = steps_of(STEP + STEP)
    assert len(steps) == 1
    assert faults[0][0] == 9


@given(st.text(alphabet='[]{}"=\n#,.termstpx0123456789- ', max_size=200))
def test_no_text_breaks_the_readers(text: str) -> None:
    terms_of(text)
    steps_of(text)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[[term]]\nterm = " + b"[" * 5000, b"", b"x" * 300_001])
def test_no_file_breaks_the_loaders(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "some.toml"
    path.write_bytes(content)
    assert load_glossary(path).terms == ()
    assert load_calendar(path).steps == ()
    assert load_glossary(tmp_path).faults[0].severity == "error"


def test_the_bot_runs_without_these_files(tmp_path: Path) -> None:
    (tmp_path / "usce").mkdir()
    source = ROOT / "faq" / "usce" / "what-is-usce.md"
    (tmp_path / "usce" / source.name).write_bytes(source.read_bytes())
    loaded = load_library(Settings(faq=FaqSettings(path=str(tmp_path))))
    assert not loaded.glossary.terms
    assert [fault.severity for fault in loaded.glossary.faults] == ["warning"]
    assert not loaded.calendar.steps


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("match day", "match-day"),
        ("mach day", "match-day"),
        ("MATCH-DAY", "match-day"),
        ("rank deadline", "rank-deadline"),
        ("soap", "soap"),
        ("oet", "oet-last-sitting"),
        ("july 1", "residency-starts"),
    ],
)
def test_a_date_is_found_as_people_type_it(typed: str, wanted: str) -> None:
    found = calendar().find(typed)
    assert found is not None
    assert found.id == wanted


def test_what_may_be_several_dates_is_none_of_them() -> None:
    assert calendar().find("nrmp") is None
    assert {step.id for step in calendar().near("nrmp", 4)} == {"nrmp-registration", "nrmp-standard-deadline"}


def test_a_step_rings_a_week_and_a_day_before_a_month_once() -> None:
    day, month = calendar().by_id["match-day"], calendar().by_id["rank-deadline"]
    assert [ring.at for ring in rings(day, NOW)] == [
        datetime(2027, 3, 12, 9, tzinfo=UTC),
        datetime(2027, 3, 18, 9, tzinfo=UTC),
    ]
    assert [ring.at for ring in rings(month, NOW)] == [datetime(2027, 2, 22, 9, tzinfo=UTC)]
    assert [ring.kind for ring in ahead(day, datetime(2027, 3, 12, 9, tzinfo=UTC))] == ["day"]


def test_only_the_latest_ring_is_due_and_none_once_the_day_is_past() -> None:
    one = Calendar((calendar().by_id["match-day"],))
    assert due(one, datetime(2027, 3, 12, 8, tzinfo=UTC)) == ()
    assert [ring.kind for ring in due(one, datetime(2027, 3, 17, 9, tzinfo=UTC))] == ["week"]
    assert [ring.kind for ring in due(one, datetime(2027, 3, 19, 9, tzinfo=UTC))] == ["day"]
    assert due(one, datetime(2027, 3, 20, 0, tzinfo=UTC)) == ()


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("match-day", "19 Mar 2027"),
        ("soap", "15 to 18 Mar 2027"),
        ("rank-deadline", "March 2027"),
        ("interview-season", "October 2026 to January 2027"),
    ],
)
def test_days_and_months_are_said_in_words(step: str, said: str) -> None:
    assert say.when(calendar().by_id[step]) == said


def test_days_over_the_end_of_a_month() -> None:
    step = Step("x", "X", date(2027, 1, 30), date(2027, 2, 2), True, "…")
    assert say.when(step) == "30 Jan 2027 to 2 Feb 2027"


def test_struck_text_is_struck_on_every_platform() -> None:
    assert render.plain("~~over~~ and on") == "~~over~~ and on"
    assert render.discord("~~over~~ ~~***all***~~ \\~~x") == ["~~over~~ ~~***all***~~ \\~\\~x"]
    [message] = render.telegram("~~over~~ and on")
    assert (message.text, [entity.type for entity in message.entities]) == ("over and on", ["strikethrough"])


@given(st.text(max_size=12), st.text(max_size=12))
def test_nearness_is_a_share_and_whole_for_the_same(one: str, other: str) -> None:
    left, right = squash(one), squash(other)
    assert 0.0 <= nearness(left, right) <= 1.0
    assert nearness(left, left) == 1.0
