"""The command line's `faq`: check, facts, stats, encode; its `learn` is in `bot.cli_learn`."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot import doctor, entries, terminal
from bot.cli_learn import learn
from bot.entries import Faq

faq = typer.Typer(help="Look after the FAQ's files.", no_args_is_help=True)

_Folder = Annotated[Path | None, typer.Argument(help="A FAQ folder; default from the configuration.")]
_FolderOption = Annotated[
    Path | None, typer.Option("--faq", help="A FAQ folder; default from the configuration.", metavar="PATH")
]


@faq.command()
def check(path: _Folder = None) -> None:
    """Check every entry: file, line, what is wrong, and what would be right."""
    settings = terminal.settings()
    from bot import checking
    from bot.librarian import index_of
    from bot.matching.index import Index
    from bot.reference.calendar import load_calendar
    from bot.reference.glossary import load_glossary

    folder = path or Path(settings.faq.path)
    today = _today()
    found = entries.load(folder, today)

    def build(loaded: Faq) -> Index:
        return index_of(settings, loaded, folder)

    glossary, calendar = load_glossary(folder / "glossary.toml"), load_calendar(folder / "calendar.toml")
    known = frozenset(entry.id for entry in found.entries)
    faults = [
        *checking.examine(found, folder, today, build),
        *glossary.faults,
        *glossary.check_entries(known),
        *calendar.faults,
    ]
    for fault in faults:
        typer.echo(f"{fault.severity}: {doctor.said(fault)}")
    errors = sum(fault.severity == "error" for fault in faults)
    typer.echo(f"{len(found.entries)} entries served, {errors} errors, {len(faults) - errors} warnings")
    raise typer.Exit(1 if errors or not found.entries else 0)


@faq.command()
def facts(
    fact: Annotated[str | None, typer.Argument(help="One fact, such as U-11; default: all.")] = None,
    path: _FolderOption = None,
) -> None:
    """Which entries rely on a fact, so that they can be reviewed when it changes."""
    from bot.checking.facts import FILE, load_facts, used_by

    folder = path or Path(terminal.settings().faq.path)
    known = load_facts(folder / FILE)
    for fault in known.faults:
        terminal.complain(doctor.said(fault))
    used = used_by(entries.load(folder))
    if fact is None:
        table = _table("fact", "subject", "confidence", "yearly", "entries")
        for each in known.by_id.values():
            count = str(len(used.get(each.id, ()))) if each.id in used or not each.reason else each.reason
            table.add_row(each.id, each.subject, each.confidence, "yes" if each.yearly else "", count)
        _show(table)
        return
    wanted = next((each for each in known.by_id.values() if each.id.casefold() == fact.casefold()), None)
    if wanted is None:
        terminal.complain(f"There is no fact {fact[:20]!r}. `faq facts` lists all")
        raise typer.Exit(1)
    yearly = ", changes every year" if wanted.yearly else ""
    typer.echo(f"{wanted.id}: {wanted.subject} ({wanted.confidence}{yearly})")
    table = _table("entry", "title", "reviewed")
    for entry in used.get(wanted.id, ()):
        table.add_row(entry.id, entry.title, str(entry.reviewed or ""))
    if table.row_count:
        _show(table)
    else:
        typer.echo(f"No entry relies on it. {wanted.reason}".rstrip())


@faq.command()
def stats(path: _Folder = None) -> None:
    """How much the FAQ holds, topic by topic, and when reviews fall due."""
    from bot.checking.figures import due, figures

    found = entries.load(path or Path(terminal.settings().faq.path))
    table = _table("topic", *("entries", "phrasings", "words", "sources", "volatile", "high stakes"))
    for row in figures(found):
        counts = (row.entries, row.phrasings, row.words, row.sources, row.volatile, row.high_stakes)
        table.add_row(row.name, *(str(count) for count in counts), end_section=row.name == "care")
    _show(table)
    late, months = due(found, _today())
    plan = _table("due for review", "entries")
    plan.add_row("overdue", str(late), end_section=True)
    for month, count in months:
        plan.add_row(month, str(count))
    _show(plan)


@faq.command()
def encode() -> None:
    """Encode all phrasings and keep that with the bot, so that a first start is quick."""
    settings = terminal.settings()
    from bot.librarian import ship

    typer.echo(f"{ship(settings)} texts encoded")


faq.command()(learn)


def _today() -> date:
    from bot import app as composition

    return composition.utc_now().date()


def _table(first: str, *columns: str) -> Table:
    """A table whose counts stand at the right."""
    table = Table()
    table.add_column(first, no_wrap=True)
    for column in columns:
        words = column in {"subject", "confidence", "yearly", "title", "reviewed"}
        table.add_column(column, justify="left" if words else "right")
    return table


def _show(table: Table) -> None:
    Console().print(table)
