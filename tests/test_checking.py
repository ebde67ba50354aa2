"""The checks over a loaded FAQ: form, facts, confusions, figures."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from bot import checking, entries
from bot.checking.confusions import Judged, check_confusions, check_rivals, judge_left_out
from bot.checking.facts import Fact, check_facts, load_facts, used_by
from bot.checking.figures import due, figures
from bot.checking.form import check_form
from bot.checking.passages import passages
from bot.checking.places import Places
from bot.entries import Entry, Faq, Fault
from bot.matching.index import Index
from bot.matching.verdict import Kind

TODAY = date(2026, 11, 22)
SHIPPED = Path(__file__).parent.parent / "faq"
WORDS = " ".join(["Word"] * 70) + "."

ENTRY = """---
title: Title of {name}?
phrasings:
  - one {name}
  - two {name}
  - three {name}
  - four {name}
  - five {name}
  - six {name}
  - seven {name}
  - eight {name}
facts: [U-1]
volatile: true
stakes: high
mentor: suggested
sources:
  - title: A page
    url: https://www.example.org/page
    checked: 2026-11-01
reviewed: 2026-11-02
review_every: 3 months
see_also: [{see_also}]
---

{text}
"""
NAMES = ("usce/cat", "usce/dog", "visa/owl")


def folder(root: Path, change: Mapping[str, str] | None = None, name: str = "usce/cat") -> Path:
    """Three good entries that lead to one another; in one of them something is changed."""
    for each in NAMES:
        others = ", ".join(other for other in NAMES if other != each)
        content = ENTRY.format(name=each, see_also=others, text=WORDS)
        for old, new in (change or {}).items() if each == name else ():
            assert old in content
            content = content.replace(old, new, 1)
        (root / each).parent.mkdir(exist_ok=True)
        (root / f"{each}.md").write_text(content, encoding="utf-8")
    return root


def form(root: Path, hosts: Mapping[str, str] | None = None, today: date = TODAY) -> list[Fault]:
    return list(check_form(entries.load(root), Places(root), hosts or {}, today))


def test_good_entries_have_no_fault(tmp_path: Path) -> None:
    assert form(folder(tmp_path)) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "wrong"),
    [
        (WORDS, "Too short.", 25, "the answer has 2 words"),
        (WORDS, f"{WORDS} " * 4, 25, "the answer has 280 words"),
        (WORDS, f"# One\n\n{WORDS}\n\n## Two", 29, "headings of two levels"),
        (WORDS, f"{WORDS}\n\nSee\n[here](http://example.org).", 28, "the link leads to 'http://example.org'"),
        (WORDS, f"{WORDS} [here](page.md)", 25, "the link leads to 'page.md'"),
        (WORDS, f"{WORDS}\nSee http://example.org now.", 26, "'http://example.org' is no link"),
        (WORDS, f"{WORDS}\n- one\n- [here](https://exam ple.org)", 27, "is no link"),
        ("  - one usce/cat\n", "", 3, "7 phrasings"),
        ("[usce/dog, visa/owl]", "[usce/dog]", 22, "see_also names 1 different entries"),
        ("[usce/dog, visa/owl]", "[usce/dog, usce/dog, visa/owl]", 22, "see_also names 2 different"),
        ("www.example.org", "copy.mirror.example", 18, "copy.mirror.example is no source: a mirror"),
    ],
)
def test_a_fault_of_form_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, wrong: str
) -> None:
    faults = form(folder(tmp_path, {old: new}), {"mirror.example": "a mirror"})

    assert [(fault.path, fault.line, fault.severity) for fault in faults] == [("usce/cat.md", line, "error")]
    assert wrong in faults[0].wrong
    assert faults[0].right


def test_a_host_is_not_refused_for_the_end_of_its_name(tmp_path: Path) -> None:
    change = {"www.example.org": "notmirror.example"}
    assert form(folder(tmp_path, change), {"mirror.example": "a mirror"}) == []


def test_an_entry_that_none_leads_to_is_an_orphan(tmp_path: Path) -> None:
    root = folder(tmp_path)
    lone = ENTRY.format(name="usce/lone", see_also="usce/cat, usce/lone", text=WORDS)
    (root / "usce" / "lone.md").write_text(lone, encoding="utf-8")

    assert [fault.wrong for fault in form(root)] == ["no other entry leads to this one"]


def test_a_kind_entry_is_short_and_stands_alone(tmp_path: Path) -> None:
    root = folder(tmp_path)
    (root / "care").mkdir()
    kind = ENTRY.replace("see_also: [{see_also}]\n", "care: true\n").format(name="care/sad", text=WORDS[:150])
    (root / "care" / "sad.md").write_text(kind, encoding="utf-8")

    assert form(root) == []


def test_a_visa_entry_is_of_high_stakes(tmp_path: Path) -> None:
    change = {"stakes: high\n": "", "mentor: suggested\n": ""}

    faults = form(folder(tmp_path, change, "visa/owl"))

    assert [fault.right for fault in faults] == ["stakes: high"]
    assert form(folder(tmp_path, change, "usce/cat")) == []


def test_an_overdue_review_is_a_warning(tmp_path: Path) -> None:
    faults = form(folder(tmp_path), today=date(2027, 3, 1))

    assert [(fault.line, fault.severity) for fault in faults] == [(20, "warning")] * 3


def test_words_are_those_that_a_reader_reads() -> None:
    assert passages("1. First-class **words**, 4.5 [of](https://example.org/a/b)\n2. it.").words == 5


def test_sentences_end_where_a_reader_ends_them() -> None:
    text = "A U.S. IMG asks. At 9 a.m. ET it opens (see\nDr. No). Then:\n\n- one\n- two"

    assert [(each.text, each.line, each.lead) for each in passages(text).sentences] == [
        ("A U.S. IMG asks.", 0, ""),
        ("At 9 a.m. ET it opens (see Dr. No).", 0, ""),
        ("Then:", 1, ""),
        ("one", 3, "Then:"),
        ("two", 4, "Then:"),
    ]


def entry(name: str, **more: object) -> Entry:
    values: dict[str, object] = {"title": name, "phrasings": (name,), "text": "Words."}
    return Entry(id=name, topic=name.partition("/")[0], **(values | more))  # type: ignore[arg-type]


def fact_faults(facts: list[Fact], *found: Entry) -> Iterator[tuple[str, str]]:
    for fault in check_facts(Faq(found), {fact.id: fact for fact in facts}, Places(Path())):
        yield fault.wrong, fault.severity


def test_a_confirmed_fact_is_told_or_has_a_reason() -> None:
    facts = [
        Fact("S-1", "what it is", "confirmed"),
        Fact("S-2", "what it was", "confirmed-2", reason="nobody asks"),
        Fact("S-3", "what it may be", "unconfirmed"),
        Fact("S-4", "what it costs", "confirmed", reason="nobody asks"),
    ]

    assert list(fact_faults(facts, entry("usce/cat", facts=("S-4", "S-9")))) == [
        ("no entry uses S-1 (what it is)", "error"),
        ("S-4 has a reason not to be used, but usce/cat uses it", "warning"),
        ("there is no fact 'S-9'", "error"),
    ]


@pytest.mark.parametrize(
    ("text", "volatile", "severities"),
    [
        ("It costs USD 90.", False, ["error"]),
        ("In 2027 it is late.", False, ["error"]),
        ("Since 2012 it has been so.", False, ["warning"]),
        ("It costs USD 90.", True, []),
    ],
)
def test_an_entry_that_tells_a_yearly_fact_is_volatile(
    text: str, volatile: bool, severities: list[str]
) -> None:
    facts = [Fact("S-1", "what it costs", "confirmed", yearly=True)]
    told = entry("usce/cat", facts=("S-1",), text=text, volatile=volatile, reviewed=TODAY)

    assert [severity for _, severity in fact_faults(facts, told)] == severities


def test_the_shipped_facts_are_well_formed() -> None:
    shipped = load_facts(SHIPPED / "facts.toml")

    assert shipped.faults == ()
    assert len(shipped.by_id) == 150
    assert shipped.by_id["V-5b"].yearly
    assert all(2 <= len(fact.subject.split()) <= 6 for fact in shipped.by_id.values())


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('"confirmed"', '"sure"', "confidence is 'sure'"),
        ("yearly = true", 'yearly = "yes"', "yearly is neither true nor false"),
        ('subject = "a"', "subject = 1", "subject is missing or not a text"),
        ("yearly", "yearli", "unknown key 'yearli'"),
        ("[[fact]]", "[fact]", "not a list of tables"),
    ],
)
def test_a_faulty_fact_is_named(tmp_path: Path, old: str, new: str, wrong: str) -> None:
    text = '\n[[fact]]\nid = "S-1"\nsubject = "a"\nconfidence = "confirmed"\nyearly = true\n'
    (tmp_path / "facts.toml").write_text(text.replace(old, new, 1), encoding="utf-8")

    [fault] = load_facts(tmp_path / "facts.toml").faults

    assert wrong in fault.wrong
    assert fault.line == (1 if old == "[[fact]]" else 2)


def test_which_entries_rely_on_a_fact() -> None:
    first, second = entry("usce/cat", facts=("S-1", "S-1")), entry("usce/dog", facts=("S-1",))

    assert used_by(Faq((first, second))) == {"S-1": [first, second]}


def test_a_phrasing_that_another_entry_answers_is_an_error() -> None:
    faq = Faq((entry("usce/cat"), entry("usce/dog"), entry("care/sad", care=True)))
    judged = [
        Judged("usce/cat", "a", "usce/dog", Kind.ANSWER),
        Judged("usce/cat", "b", "care/sad", Kind.ANSWER),
        Judged("usce/cat", "c", "usce/dog", Kind.SUGGEST),
        Judged("usce/cat", "d", "usce/cat", Kind.ANSWER),
        Judged("usce/cat", "e", None, Kind.HAND_OVER),
    ]

    faults = list(check_confusions(judged, faq, Places(Path())))

    assert [(fault.wrong, fault.severity) for fault in faults] == [
        ("'a' is answered by usce/dog", "error"),
        ("'b' is answered by care/sad", "warning"),
    ]
    assert "usce/cat" in faults[0].right


def test_competing_pairs_are_listed_worst_first_and_only_real_ones() -> None:
    def strays(first: str, second: str, count: int) -> list[Judged]:
        own = [Judged(name, "x", name, Kind.ANSWER) for name in (first, second) for _ in range(5)]
        return own + [Judged(first, f"p{n}", second, Kind.SUGGEST) for n in range(count)]

    judged = strays("a/one", "a/two", 3) + strays("b/two", "b/one", 6) + strays("c/one", "c/two", 2)

    faults = list(check_rivals(judged, Places(Path())))

    assert [(fault.path, fault.severity) for fault in faults] == [
        ("b/one.md", "warning"),
        ("a/one.md", "warning"),
    ]
    assert "competes with b/two: 6 of 16 phrasings" in faults[0].wrong


def test_at_most_twenty_pairs_are_listed() -> None:
    judged = [Judged(f"a/n{n:02}", "x", f"b/n{n:02}", Kind.SUGGEST) for n in range(30) for _ in range(3)]

    assert len(list(check_rivals(judged, Places(Path())))) == 20


def test_phrasings_are_judged_with_themselves_left_out_and_care_first() -> None:
    cats = entry(
        "usce/cat", phrasings=("where do cats sleep", "cats sleep place", "where cats sleep at night")
    )
    kind = entry("care/thoughts-of-self-harm", care=True, phrasings=("sad and dark",))
    dark = entry("usce/dog", phrasings=("i want to kill myself",))

    judged = judge_left_out(Index.build((kind, cats, dark)))

    best = {each.text: (each.best, each.kind) for each in judged}
    assert best["cats sleep place"][0] == "usce/cat"
    assert best["i want to kill myself"] == ("care/thoughts-of-self-harm", Kind.ANSWER)


def test_figures_add_up(tmp_path: Path) -> None:
    faq = entries.load(folder(tmp_path))

    rows = {row.name: row for row in figures(faq)}

    assert list(rows) == ["usce", "visa", "all"]
    assert (rows["usce"].entries, rows["visa"].entries, rows["all"].entries) == (2, 1, 3)
    assert (rows["all"].phrasings, rows["all"].words, rows["all"].sources) == (24, 210, 3)
    assert (rows["all"].volatile, rows["all"].high_stakes) == (3, 3)


def test_reviews_fall_due_in_the_month_they_fall_due(tmp_path: Path) -> None:
    faq = entries.load(folder(tmp_path, {"3 months": "14 months"}))

    late, months = due(faq, TODAY)

    assert late == 0
    assert len(months) == 12
    assert months[0] == ("2026-11", 0)
    assert dict(months)["2027-02"] == 2
    assert sum(count for _, count in months) == 2
    assert due(faq, date(2027, 2, 3))[0] == 2


def test_all_checks_run_and_errors_come_first(tmp_path: Path) -> None:
    root = folder(tmp_path, {WORDS: "Too short."})

    faults = checking.examine(entries.load(root), root, TODAY, lambda faq: Index.build(faq.entries))

    assert [fault.severity for fault in faults] == sorted(fault.severity for fault in faults)
    assert {"the answer has 2 words"} <= {fault.wrong for fault in faults if fault.severity == "error"}
    assert {"guardrails.toml", "facts.toml"} <= {fault.path for fault in faults}


def test_an_empty_folder_is_examined_too(tmp_path: Path) -> None:
    (tmp_path / "facts.toml").write_text("[", encoding="utf-8")

    faults = checking.examine(entries.load(tmp_path), tmp_path, TODAY, lambda faq: Index.build(faq.entries))

    assert [(fault.path, fault.severity) for fault in faults] == [
        ("facts.toml", "error"),
        ("guardrails.toml", "warning"),
    ]
