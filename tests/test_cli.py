"""The command line in this process: what is printed, and with which code it ends."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from bot.cli import cli

ROOT = Path(__file__).parent.parent
Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def quiet_logs() -> Iterator[None]:
    """What a command sets up for its own log must not outlive it."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in an empty folder, with the FAQ of the test and nothing else from the environment."""
    for name in list(os.environ):
        if name.upper().startswith("BOT_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str, stdin: str = "", **environment: str) -> Result:
        for name, value in environment.items():
            monkeypatch.setenv(f"BOT_{name}", value)
        result = CliRunner().invoke(cli, list(arguments), input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        assert "Traceback" not in result.output
        return result

    return ran


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    """A FAQ of two entries, of which the second is broken in its third line."""
    folder = tmp_path / "faq"
    for entry in ("usce/what-is-usce.md", "usmle/what-is-the-usmle.md"):
        (folder / entry).parent.mkdir(parents=True)
        shutil.copy(ROOT / "faq" / entry, folder / entry)
    for table in ("glossary.toml", "calendar.toml"):
        shutil.copy(ROOT / "faq" / table, folder)
    broken = folder / "usmle" / "what-is-the-usmle.md"
    lines = broken.read_text(encoding="utf-8").splitlines()
    lines[1:1] = ["colour: blue"]
    broken.write_text("\n".join(lines), encoding="utf-8")
    return folder


BROKEN = "usmle/what-is-the-usmle.md:2: "


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_ask_prints_one_answer(run: Run, faq: Path) -> None:
    result = run("ask", "What is USCE?")
    assert result.exit_code == 0
    assert "US clinical experience" in result.stdout
    assert "Sources:" in result.stdout
    assert "What is the USMLE" not in run("ask", "What is the USMLE?").stdout


@pytest.mark.parametrize("question", ["", "🙂", "how do I cook rice", "x" * 20_000, "-- /ask"])
def test_ask_is_honest_about_what_it_does_not_know(run: Run, faq: Path, question: str) -> None:
    result = run("ask", "--", question)
    assert result.exit_code == 0
    assert "mentor" in result.stdout


def test_faq_check_names_file_and_line(run: Run, faq: Path) -> None:
    result = run("faq", "check")
    assert result.exit_code == 1
    assert f"error: {BROKEN}" in result.stdout


def test_faq_check_takes_a_folder(run: Run, faq: Path) -> None:
    faq.rename(faq.parent / "other")
    assert BROKEN in run("faq", "check", "other").stdout
    missing = run("faq", "check", "nowhere")
    assert missing.exit_code == 1
    assert "nowhere:1: there is no such folder" in missing.stdout


def test_doctor_says_one_line_for_each_part(run: Run, faq: Path) -> None:
    result = run("doctor", FAQ__PATH=str(ROOT / "faq"))
    assert result.exit_code == 0
    assert all(line.startswith("✓ ") for line in result.stdout.splitlines())
    for part in (
        "database bot.db is writable",
        "FAQ: ",
        "console: mentors mentor1, mentor2",
        "no platform has",
    ):
        assert part in result.stdout
    assert not (faq.parent / "data").exists()


def test_doctor_fails_on_a_broken_entry(run: Run, faq: Path) -> None:
    result = run("doctor")
    assert result.exit_code == 1
    assert f"✗ FAQ: {BROKEN}" in result.stdout


def test_doctor_fails_on_a_database_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_text("no database at all, but long enough to look like one" * 20)
    result = run("doctor", STORE__URL="sqlite:///bot.db", FAQ__PATH=str(ROOT / "faq"))
    assert result.exit_code == 1
    assert "✗ database: bot.db: file is not a database. Check the folder" in result.stdout


def test_doctor_fails_without_a_faq_and_without_mentors(run: Run) -> None:
    result = run("doctor", CONSOLE__MENTORS="[]")
    assert result.exit_code == 1
    assert "✗ FAQ: faq:1: there is no such folder" in result.stdout
    assert "✗ console: Name somebody in [console] mentors" in result.stdout


def test_match_judges_each_line(run: Run, faq: Path) -> None:
    asked = (
        '{"text": "What is USCE?"}\n\n{"text": "how do I cook rice"}\nnot JSON\n{"word": 1}\n[]\n{"text": ""}'
    )
    result = run("match", "--faq", "faq", stdin=asked)
    assert result.exit_code == 0
    judged = lines(result)
    assert [each["i"] for each in judged] == list(range(6))
    assert [each["verdict"] for each in judged] == ["answer"] + ["hand_over"] * 5
    assert judged[0] | {"score": 0} == {
        "i": 0, "id": "usce/what-is-usce", "score": 0, "verdict": "answer", "answer": True,
        "top": ["usce/what-is-usce"],
    }  # fmt: skip
    assert [each.get("error", "")[:7] for each in judged] == ["", "", "line 4:", "line 5:", "line 6:", ""]  # type: ignore[index]
    assert BROKEN in result.stderr


def test_match_takes_a_file_of_entries(run: Run, tmp_path: Path) -> None:
    entries = [
        {"id": "rice", "phrasings": ["how do I cook rice", "boil rice", "rice without a cooker"]},
        {"id": "tea", "phrasings": ["how do I make tea", "brew tea", "tea without a kettle"]},
        {"id": 7},
    ]
    (tmp_path / "entries.json").write_text(json.dumps({"entries": entries}))
    result = run("match", "--faq", "entries.json", stdin='{"text": "how to cook rice"}')
    assert lines(result)[0]["id"] == "rice"
    assert "entries.json:1: entry 2 has missing or wrong keys" in result.stderr


def test_match_weighs_a_wrong_answer_as_told(run: Run, tmp_path: Path) -> None:
    asked = '{"text": "documents for an observership"}\n{"text": "letter"}\n{"text": "visa stamp"}'
    answers = []
    for cost in ("0.1", "100"):
        result = run("match", "--faq", str(ROOT / "faq"), "--cost", cost, stdin=asked)
        answers.append(sum(bool(each["answer"]) for each in lines(result)))
    assert answers[0] > answers[1]


@pytest.mark.parametrize("cost", ["0", "-1", "1000", "much"])
def test_match_refuses_a_cost_that_is_none(run: Run, faq: Path, cost: str) -> None:
    result = run("match", "--faq", "faq", "--cost", cost)
    assert result.exit_code == 2
    assert "--cost" in result.stderr


@pytest.mark.parametrize("content", [None, "{", '{"entries": 7}', "[]"])
def test_match_without_entries(run: Run, tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "entries.json").write_text(content)
    result = run("match", "--faq", "entries.json", stdin='{"text": "x"}')
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("entries.json")


@pytest.mark.parametrize(
    "command", [["run"], ["doctor"], ["ask", "x"], ["match", "--faq", "faq"], ["faq", "check"]]
)
def test_every_command_reports_every_fault_of_the_configuration(
    run: Run, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "other.toml").write_text('[queue]\nlease = "24"\n[colours]\n')
    result = run(
        "--config", "other.toml", *command, TELEGRAM__TOKEN="hunter2", TELEGRAM__TOKEN_FILE="nowhere"
    )
    assert result.exit_code == 2
    assert result.stdout == ""
    head, *faults = result.stderr.splitlines()
    assert head == "The configuration cannot be used:"
    # `doctor` helps to find the mentors' chat, so it does not ask for it first; the token is judged in both.
    assert len(faults) == (2 if command == ["doctor"] else 4)
    assert all(fault.startswith("  ") for fault in faults)
    assert "hunter2" not in result.stderr


def test_a_named_file_must_exist(run: Run) -> None:
    result = run("--config", "other.toml", "doctor")
    assert result.exit_code == 2
    assert "other.toml: there is no such file. Name an existing file with --config" in result.stderr


def test_the_file_beside_is_read_when_none_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[queue]\nmax_open = 0")
    assert "config.toml, line 2: queue.max_open = 0" in run("doctor").stderr


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["ask"], ["match"], ["faq", "nonsense"]])
def test_what_it_can_do_is_shown_to_whoever_asks_wrongly(run: Run, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage" in result.output


def test_match_explains_each_verdict(run: Run, faq: Path) -> None:
    asked = '{"text": "What is USCE? I am new"}\n{"text": "\\ud800 \\u0000"}\nnot JSON'
    plain = lines(run("match", "--faq", "faq", stdin=asked))
    explained = lines(run("match", "--faq", "faq", "--explain", stdin=asked))
    reasons = [each.pop("explain", None) for each in explained]
    assert explained == plain
    first, second, third = reasons
    assert isinstance(first, dict)
    assert list(first) == ["words", "asking", "care", "three", "glance", "candidates"]
    [best] = first["candidates"]
    assert list(best) == ["id", "score", "views", "share", "chance", "bar", "nearest"]
    assert best["id"] == "usce/what-is-usce"
    assert all(isinstance(part, float) for part in best["views"].values())
    assert best["bar"] == 0.75
    assert "usce" in best["nearest"].lower()
    assert 0 <= best["share"] <= 1
    assert isinstance(second, dict)
    assert second["candidates"] == []
    assert third is None
