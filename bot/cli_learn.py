"""The command line's `faq learn`: what use teaches, and what the operator makes of it. Nothing by itself."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from bot import terminal
from bot.commands.library import Library
from bot.config import Settings
from bot.learning.accepting import RefusedError, accept
from bot.learning.finding import Phrasing, new_phrasings, refusals, unmet
from bot.learning.grouping import groups
from bot.learning.lessons import labelled
from bot.learning.record import Asked, record
from bot.librarian import encoder_of, make, weights_of
from bot.matching.calibration import Calibration
from bot.matching.encoder import Encoder
from bot.matching.relearning import Lessons, as_text, lessons, shape_of
from bot.store import calibrations
from bot.store.calibrations import CalibrationRow
from bot.store.database import Store, StoreError, Tx

T = TypeVar("T")

NEEDED = 100
"""So many labelled questions are needed to recalibrate."""

_GROUPS, _EXAMPLES = 20, 3
# Questions without an entry that are grouped, from the newest.
_GROUPED = 1000
_SHOWN = 160


def learn(
    accepted: Annotated[
        str | None,
        typer.Option("--accept", help="Write these phrasings into their entries' files.", metavar="N[,M…]"),
    ] = None,
    recalibrate: Annotated[
        bool, typer.Option("--recalibrate", help="Fit the matcher with the labels; with `off`, go back.")
    ] = False,
    off: Annotated[
        str | None, typer.Argument(metavar="off", help="Only after --recalibrate.", show_default=False)
    ] = None,
    path: Annotated[
        Path | None,
        typer.Option("--faq", help="A FAQ folder; default from the configuration.", metavar="PATH"),
    ] = None,
) -> None:
    """What use teaches: refused entries, questions without an entry, new phrasings, and how labels weigh."""
    settings = terminal.settings()
    numbers = _numbers(accepted) if accepted is not None else None
    if off is not None and (off != "off" or not recalibrate):
        raise typer.BadParameter("there is only `faq learn --recalibrate off`")
    if numbers is not None and recalibrate:
        raise typer.BadParameter("--accept and --recalibrate are done one after the other")
    if path is not None:
        settings = settings.model_copy(update={"faq": settings.faq.model_copy(update={"path": str(path)})})
    if not Path(settings.faq.path).is_dir():
        _refuse(f"{settings.faq.path}: there is no such folder. Name a FAQ folder with --faq")
    if off:
        _write(settings, "", 0)
        typer.echo("✓ The matcher goes by the entries' own phrasings again, from the bot's next start on.")
        return
    asked, kept = _read(settings, _both)
    encoder = encoder_of(settings)
    weights = weights_of(kept, encoder)
    library = make(settings, encoder, {}, weights).library
    if numbers is not None:
        raise typer.Exit(_accept(settings, library, asked, numbers))
    lesson = lessons(library.index, labelled(asked, library.faq.entries))
    if recalibrate:
        raise typer.Exit(_recalibrate(settings, library, lesson))
    _report(asked, library, encoder)
    _say_labels(lesson, kept, weights)


async def _both(tx: Tx) -> tuple[list[Asked], CalibrationRow | None]:
    return await record(tx), await calibrations.newest(tx)


def _read(settings: Settings, work: Callable[[Tx], Awaitable[T]]) -> T:
    return _with_store(settings, lambda store: store.read(work))


def _write(settings: Settings, weights: str, labels: int) -> None:
    from bot.app import utc_now

    encoder = encoder_of(settings)
    shape = shape_of(encoder.version if encoder else "")

    async def add(tx: Tx) -> None:
        await calibrations.add(tx, shape=shape, weights=weights, labels=labels, now=utc_now())

    _with_store(settings, lambda store: store.write(add))


def _with_store(settings: Settings, work: Callable[[Store], Awaitable[T]]) -> T:
    """Do something with the database, also while the bot runs on it; a bad one ends with code 2."""
    file = Path(settings.store.url.removeprefix("sqlite:///"))
    if not file.is_file():
        _refuse(f"{file.name}: there is no such database. Run the bot first, or set store.url")

    async def done() -> T:
        store = await Store.open(settings.store.url, beside=True)
        try:
            return await work(store)
        finally:
            await store.close()

    try:
        return asyncio.run(done())
    except StoreError as error:
        _refuse(str(error))
    except sqlite3.Error as error:
        _refuse(f"{file.name}: {error}. Restart the bot, so that it brings its database up to date")


def _refuse(why: str) -> NoReturn:
    terminal.complain(why)
    raise typer.Exit(terminal.CONFIG_FAULT)


def _numbers(typed: str) -> list[int]:
    """The numbers of `--accept`, each once, in their order."""
    parts = [part.strip() for part in typed.split(",")]
    if not all(part.isascii() and part.isdecimal() and len(part) <= 15 for part in parts):
        raise typer.BadParameter("--accept takes numbers that `faq learn` shows, such as 3 or 3,5")
    return list(dict.fromkeys(map(int, parts)))


def _accept(settings: Settings, library: Library, asked: Sequence[Asked], numbers: Sequence[int]) -> int:
    """Write phrasings into their files, one after the other; 0 when all were accepted."""
    folder = Path(settings.faq.path)
    offered = {each.number: each for each in new_phrasings(asked, library.index, library.faq.entries)}
    refused = 0
    for number in numbers:
        phrasing = offered.get(number)
        if phrasing is None:
            typer.echo(f"✗ {number}: there is no such phrasing. `faq learn` shows those that can be accepted")
            refused += 1
            continue
        try:
            accept(folder, phrasing, library.index)
        except RefusedError as error:
            typer.echo(f"✗ {number}: {error}")
            refused += 1
        else:
            typer.echo(f"✓ {number}: {phrasing.entry_id} is asked so too: {_shown(phrasing.text)}")
    if refused < len(numbers):
        typer.echo("Check it with `python -m bot faq check`. The bot reads it at its next start.")
    return 1 if refused else 0


def _recalibrate(settings: Settings, library: Library, lesson: Lessons) -> int:
    """Fit with the labels and keep the weights; 0 when there were enough."""
    count = len(lesson.samples)
    if count < NEEDED:
        terminal.complain(f"{count} labelled questions are too few; {NEEDED - count} more are needed")
        return 1
    fitted = Calibration.fit([*library.index.cases(), *lesson.samples])
    _write(settings, as_text(fitted), count)
    before, after = lesson.effect(library.index.calibration), lesson.effect(fitted)
    typer.echo(f"✓ Recalibrated with {count} labelled questions, from the bot's next start on.")
    typer.echo(f"  before: {before.answered} of them answered, {before.wrong} wrongly")
    typer.echo(f"  now:    {after.answered} of them answered, {after.wrong} wrongly")
    typer.echo("  `faq learn --recalibrate off` goes back.")
    return 0


def _report(asked: Sequence[Asked], library: Library, encoder: Encoder | None) -> None:
    _say_refusals(asked, library)
    typer.echo("")
    open_questions = unmet(asked, library.index, library.faq.entries, _GROUPED)
    found = groups(open_questions, encoder, most=_GROUPS, examples=_EXAMPLES)
    typer.echo("Questions without an entry" + (":" if found else ": none."))
    for group in found:
        people = "1 person" if group.people == 1 else f"{group.people} people"
        first, *others = group.examples
        typer.echo(f"  {group.size} × ({people})  {_shown(first)}")
        for text in others:
            typer.echo(f"      also: {_shown(text)}")
    typer.echo("")
    _say_phrasings(new_phrasings(asked, library.index, library.faq.entries))
    typer.echo("")


def _say_refusals(asked: Sequence[Asked], library: Library) -> None:
    worst = refusals(asked, library.faq.entries)
    if not worst:
        typer.echo("Entries that are refused more often than they answer: none.")
        return
    table = Table(title="Entries that are refused more often than they answer", title_justify="left")
    table.add_column("entry", no_wrap=True)
    for name in ("shown", "answered", "refused"):
        table.add_column(name, justify="right")
    for each in worst:
        table.add_row(each.entry_id, str(each.shown), str(each.answered), str(each.refused))
    Console().print(table)


def _say_phrasings(found: Sequence[Phrasing]) -> None:
    typer.echo("New phrasings" + (":" if found else ": none."))
    for each in found:
        typer.echo(f"  {each.number:>5}  {each.entry_id}: {_shown(each.text)}")
    if found:
        typer.echo("Read each first: what tells who somebody is must not stand in the FAQ. Then, by number:")
        typer.echo(f"  python -m bot faq learn --accept {found[0].number}")


def _say_labels(lesson: Lessons, kept: CalibrationRow | None, weights: Calibration | None) -> None:
    """How far the labels reach, and whether any are in use."""
    count = len(lesson.samples)
    typer.echo(f"Labelled questions that teach: {count}.")
    if kept is not None and kept.weights:
        use = "in use" if weights else "of another matcher, so not in use"
        typer.echo(f"Recalibrated on {kept.fitted_at:%d %b %Y} with {kept.labels}: {use}.")
    if count >= NEEDED:
        typer.echo("They are enough: `faq learn --recalibrate` fits the matcher with them.")
    else:
        typer.echo(f"{NEEDED - count} more are needed to recalibrate.")


def _shown(text: str) -> str:
    """What somebody typed, in one line of a terminal that it cannot steer."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
