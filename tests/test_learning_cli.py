"""`python -m bot faq learn`, as it is typed, on a database that people have used."""

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from learning_kit import FILES, Past, Said, write_faq
from typer.testing import CliRunner, Result

from bot import entries
from bot.cli import cli
from bot.config import Settings
from bot.config.model import FaqSettings, MatchingSettings, StoreSettings
from bot.librarian import Librarian
from bot.store.database import Store

Run = Callable[..., Result]
DEAN = "My dean retired and two clerks contradict each other about the stamp"
PICKED = Said("kitty at home", "suggest", "usce/cat", ("usce/cat", "usce/tea"), (("picked", "usce/cat"),))


@pytest.fixture(autouse=True)
def quiet_logs() -> Iterator[None]:
    """What a command sets up for its own log must not outlive it."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    return write_faq(tmp_path / "faq")


@pytest.fixture
def past(tmp_path: Path) -> Past:
    return Past(tmp_path / "bot.db")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, faq: Path, past: Past) -> Run:
    """Run `faq learn` on the small FAQ and the database of the test, without the encoder."""
    for name in list(os.environ):
        if name.upper().startswith("BOT_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_STORE__URL", past.url)
    monkeypatch.setenv("BOT_FAQ__PATH", str(faq))
    monkeypatch.setenv("BOT_MATCHING__ENCODER", "none")
    monkeypatch.setenv("COLUMNS", "120")

    def ran(*words: str) -> Result:
        result = CliRunner().invoke(cli, ["faq", "learn", *words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result

    return ran


def refused(entry: str, text: str) -> Said:
    return Said(text, "answer", entry, (entry,), (("refused", entry),))


def test_without_a_database_it_says_so_and_makes_none(run: Run, past: Past) -> None:
    told = run()
    assert told.exit_code == 2
    assert "bot.db: there is no such database" in told.stderr
    assert not past.path.exists()


def test_nothing_learned_yet(run: Run, past: Past) -> None:
    past.holds()
    told = run()
    assert told.exit_code == 0
    assert "Entries that are refused more often than they answer: none." in told.output
    assert "Questions without an entry: none." in told.output
    assert "New phrasings: none." in told.output
    assert "100 more are needed" in told.output


def test_refused_entries_stand_worst_first(run: Run, past: Past) -> None:
    past.holds(
        *(refused("usce/tea", f"tea and a question of number {i}") for i in range(3)),
        *(refused("usce/cat", f"cats and a matter of number {i}") for i in range(5)),
        *(refused("usce/rice", f"rice and a matter of number {i}") for i in range(3)),
        *(
            Said(f"good rice {i}", "answer", "usce/rice", ("usce/rice",), (("answered", "usce/rice"),))
            for i in range(3)
        ),
        *(refused("care/failed-an-exam", f"i failed again and again {i}") for i in range(9)),
    )
    rows = [
        [cell.strip() for cell in line.split("│")[1:-1]]
        for line in run().output.splitlines()
        if line.startswith("│")
    ]
    assert rows == [["usce/cat", "5", "0", "5"], ["usce/tea", "3", "0", "3"]]


def test_questions_without_an_entry_are_grouped(run: Run, past: Past) -> None:
    past.holds(
        *(Said(DEAN, asker=str(i)) for i in range(3)),
        Said(f"{DEAN}, what now?", asker="3"),
        Said("Which bicycle is good in the snow?"),
        Said("Who pays for the parking lot?", labels=(("mentor", "usce/tea"),)),
        Said("Which socks?", "suggest", None, ("usce/cat",), (("refused", "usce/cat"),)),
        Said("Which shoes?", "suggest", "usce/cat", ("usce/cat",), (("picked", "usce/cat"),)),
        Said(
            "Whose umbrella?",
            "suggest",
            "usce/cat",
            ("usce/cat", "usce/tea"),
            (("picked", "usce/cat"), ("refused", "usce/cat")),
        ),
        Said("how do i cook rice"),
        refused("care/failed-an-exam", "it is all over for me"),
        Said("May I keep a cat during residency?", "answer", "usce/cat", ("usce/cat",), browsed=True),
    )
    output = run().output
    block = output.partition("Questions without an entry:")[2].partition("New phrasings")[0].strip()
    assert [line.strip() for line in block.splitlines()] == [
        f"4 × (4 people)  {DEAN}",
        f"also: {DEAN}, what now?",
        "1 × (1 person)  Which bicycle is good in the snow?",
        "1 × (1 person)  Which socks?",
        "1 × (1 person)  Whose umbrella?",
    ]


def test_what_was_typed_cannot_steer_the_terminal(run: Run, past: Past) -> None:
    past.holds(Said("red \x1b[31malert\x07 [bold]text[/bold]\nsecond line of it"))
    output = run().output
    assert "\x1b" not in output
    assert "\x07" not in output
    assert "red [31malert [bold]text[/bold] second line of it" in output


def test_new_phrasings_are_numbered_by_their_question(run: Run, past: Past) -> None:
    past.holds(
        Said("nothing to see"),
        PICKED,
        Said("Kitty  at home?", labels=(("mentor", "usce/cat"),), asker="2"),
        Said("hot drinks at night", labels=(("picked", "usce/cat"), ("mentor", "usce/tea"))),
        Said(
            "fluffy friend", "suggest", None, ("usce/cat",), (("picked", "usce/cat"), ("refused", "usce/cat"))
        ),
        Said("Cat in residency", labels=(("mentor", "usce/cat"),)),
        Said("cat", labels=(("mentor", "usce/cat"),)),
        Said("write to me@example.org about cats", labels=(("mentor", "usce/cat"),)),
        Said("call 555 123 4567 about cats", labels=(("mentor", "usce/cat"),)),
        Said("i failed my exam", labels=(("mentor", "usce/cat"),)),
        Said("x" * 201, labels=(("mentor", "usce/cat"),)),
        Said("a gone entry", labels=(("mentor", "usce/gone"),)),
        Said("pots at night", "answer", "usce/tea", ("usce/tea",), (("picked", "usce/tea"),), browsed=True),
    )
    block = run().output.partition("New phrasings:")[2].partition("Read each first")[0]
    assert [line.split(maxsplit=1) for line in block.strip().splitlines()] == [
        ["2", "usce/cat: kitty at home"],
        ["4", "usce/tea: hot drinks at night"],
    ]


def test_accepting_writes_one_line_and_offers_it_no_more(run: Run, past: Past, faq: Path) -> None:
    past.holds(PICKED, Said("hot drinks: at night?", labels=(("mentor", "usce/tea"),)))
    told = run("--accept", "1, 2")
    assert told.exit_code == 0, told.output
    assert "✓ 1: usce/cat is asked so too: kitty at home" in told.output
    cat = (faq / "usce/cat.md").read_text(encoding="utf-8")
    assert cat == FILES["usce/cat.md"].replace(
        "  - my cat and my program\n", "  - my cat and my program\n  - kitty at home\n"
    )
    tea = (faq / "usce/tea.md").read_text(encoding="utf-8")
    assert tea == FILES["usce/tea.md"].replace('call"]', "call\", 'hot drinks: at night?']")
    assert "New phrasings: none." in run().output
    again = run("--accept", "1")
    assert again.exit_code == 1
    assert "✗ 1: there is no such phrasing" in again.output


def test_a_phrasing_of_another_entry_is_refused(run: Run, past: Past, faq: Path) -> None:
    past.holds(
        Said("How do I cook rice?", labels=(("mentor", "usce/cat"),)),
        Said("how do i cook some rice", labels=(("mentor", "usce/cat"),)),
        PICKED,
    )
    told = run("--accept", "1,2,3,9")
    assert told.exit_code == 1
    assert "✗ 1: it is a phrasing of usce/rice." in told.output
    assert "✗ 2: it is answered by usce/rice." in told.output
    assert "✓ 3: " in told.output
    assert "✗ 9: there is no such phrasing" in told.output
    assert (faq / "usce/rice.md").read_text(encoding="utf-8") == FILES["usce/rice.md"]


def test_another_folder_may_be_named(run: Run, past: Past, faq: Path, tmp_path: Path) -> None:
    past.holds(PICKED)
    other = tmp_path / "other"
    shutil.copytree(faq, other)
    assert run("--accept", "1", "--faq", str(other)).exit_code == 0
    assert "kitty" in (other / "usce/cat.md").read_text(encoding="utf-8")
    assert "kitty" not in (faq / "usce/cat.md").read_text(encoding="utf-8")
    missing = run("--faq", "nowhere")
    assert missing.exit_code == 2
    assert "nowhere: there is no such folder" in missing.stderr


@pytest.mark.parametrize(
    "words", [["--accept", "x"], ["--accept", ""], ["--accept", "-1"], ["off"], ["--recalibrate", "on"],
              ["--recalibrate", "--accept", "1"]],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(run: Run, past: Past, words: list[str]) -> None:
    past.holds(PICKED)
    assert run(*words).exit_code == 2


def labelled(count: int) -> list[Said]:
    """So many labelled questions: most are right about cats, some were shown rice in vain."""
    wrong = count // 4
    right = (
        Said(f"may cat number {i} live with me", labels=(("answered", "usce/cat"),))
        for i in range(count - wrong)
    )
    return [*right, *(refused("usce/rice", f"is rice number {i} sold nearby") for i in range(wrong))]


async def _weights(past: Past, faq: Path) -> list[float]:
    """The weights that a bot would use at its next start."""
    store = await Store.open(past.url)
    settings = Settings(
        store=StoreSettings(url=past.url),
        faq=FaqSettings(path=str(faq)),
        matching=MatchingSettings(encoder="none"),
    )
    try:
        library = await Librarian(settings, store).library()
        return [float(weight) for weight in library.index.calibration.right]
    finally:
        await store.close()


def test_few_labels_recalibrate_nothing(run: Run, past: Past, faq: Path) -> None:
    past.holds(*labelled(60))
    usual = asyncio.run(_weights(past, faq))
    assert "40 more are needed" in run().output
    told = run("--recalibrate")
    assert told.exit_code == 1
    assert "40 more are needed" in told.stderr
    assert asyncio.run(_weights(past, faq)) == usual


def test_recalibrating_is_taken_at_the_next_start_and_can_be_undone(run: Run, past: Past, faq: Path) -> None:
    past.holds(*labelled(120))
    usual = asyncio.run(_weights(past, faq))
    assert "They are enough" in run().output
    assert asyncio.run(_weights(past, faq)) == usual

    told = run("--recalibrate")
    assert told.exit_code == 0, told.output
    assert "Recalibrated with 120 labelled questions" in told.output
    fitted = asyncio.run(_weights(past, faq))
    assert fitted != usual
    assert "with 120: in use." in run().output

    assert run("--recalibrate", "off").exit_code == 0
    assert asyncio.run(_weights(past, faq)) == usual
    assert "in use" not in run().output


def test_it_reads_and_writes_beside_a_running_bot(run: Run, past: Past, faq: Path) -> None:
    past.holds(*labelled(120))

    async def beside() -> tuple[Result, Result]:
        store = await Store.open(past.url)
        try:
            return await asyncio.to_thread(run), await asyncio.to_thread(run, "--recalibrate")
        finally:
            await store.close()

    read, written = asyncio.run(beside())
    assert read.exit_code == 0, read.output
    assert written.exit_code == 0, written.output


def test_the_project_s_own_files_take_a_phrasing(run: Run, past: Past, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    shutil.copytree(Path(__file__).parent.parent / "faq", folder)
    entry = "usce/what-is-usce"
    past.holds(Said("tell me what these four letters U S C E are", labels=(("mentor", entry),)))
    before = entries.load(folder)
    told = run("--accept", "1", "--faq", str(folder))
    assert told.exit_code == 0, told.output
    after = entries.load(folder)
    assert [one.id for one, other in zip(before.entries, after.entries, strict=True) if one != other] == [
        entry
    ]
