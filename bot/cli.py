"""The command line: run, doctor, ask, match; its `faq` is in `bot.cli_faq`."""

import asyncio
import io
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import bot
from bot import doctor, entries, terminal
from bot.cli_faq import faq
from bot.config import Settings
from bot.errors import CannotStart
from bot.store.database import StoreError

if TYPE_CHECKING:
    from bot.app import App

cli = typer.Typer(
    help="Answers international medical graduates from a sourced FAQ, and brings them mentors.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(faq, name="faq")


@cli.callback(invoke_without_command=False)
def _options(
    path: Annotated[
        Path | None, typer.Option("--config", help="Read this file instead of config.toml.", metavar="PATH")
    ] = None,
) -> None:
    terminal.choose(path)


def _go(work: Coroutine[Any, Any, int]) -> None:
    """Run to the end; a database or a platform that cannot be used ends with code 2 and one line."""
    try:
        code = asyncio.run(work)
    except (StoreError, CannotStart) as error:
        terminal.complain(str(error))
        raise typer.Exit(terminal.CONFIG_FAULT) from None
    raise typer.Exit(code)


@cli.command()
def run() -> None:
    """Run the bot on every platform that has a token; without any, on this terminal."""
    _go(_run(terminal.settings()))


async def _run(settings: Settings) -> int:
    from bot import app as composition

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":  # its event loop takes no signals
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopped.set))
        else:
            loop.add_signal_handler(number, stopped.set)
    app = await composition.create(settings)
    try:
        # To connect can take long; being told to stop ends that too.
        if await _first(app.start(), stopped.wait()):
            say = composition.log.debug if "console" in app.platforms else composition.log.info
            say("ready", platforms=list(app.platforms), version=bot.__version__)
            ends = [platform.ended for platform in app.platforms.values() if hasattr(platform, "ended")]
            await _first(stopped.wait(), _renewing(app), *(ended.wait() for ended in ends))
    finally:
        await app.stop()
    return 0


async def _renewing(app: "App") -> int:
    """Take the FAQ anew whenever the process is told to (SIGHUP); never ends by itself."""
    told = asyncio.Event()
    # A closed terminal says the same, and there it means the end.
    if "console" not in app.platforms and hasattr(signal, "SIGHUP"):
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, told.set)
    while True:
        await told.wait()
        told.clear()
        await app.renew()


async def _first(*works: Coroutine[Any, Any, Any]) -> bool:
    """Wait until one of several is done and cancel the rest; whether it was the first of them."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        unfinished = [task for task in tasks if not task.done()]
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
    for task in set(tasks) - set(unfinished):
        task.result()
    return tasks[0] not in unfinished


@cli.command(name="doctor")
def examine() -> None:
    """Check tokens, intents, permissions, channels, database and FAQ: one line each, with what to do."""
    settings = terminal.settings(complete=False)
    findings = asyncio.run(doctor.examine(settings))
    for finding in findings:
        mark = "✓" if finding.ok else "✗"
        typer.echo(f"{mark} {finding.what}" + (f": {finding.advice}" if finding.advice else ""))
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


@cli.command()
def ask(question: Annotated[str, typer.Argument(help="One question, in quotes.")]) -> None:
    """Answer one question from the FAQ, and exit."""
    settings = terminal.settings()
    from bot.app import utc_now
    from bot.commands.answers import spoken
    from bot.librarian import load_library
    from handlers import render

    typer.echo(render.plain(spoken(load_library(settings), question, utc_now().date())))


@cli.command()
def match(
    path: Annotated[
        Path, typer.Option("--faq", help="A FAQ folder, or a JSON file of entries.", metavar="PATH")
    ],
    cost: Annotated[
        float | None,
        typer.Option(help="How many right answers a wrong one costs.", min=0.1, max=100),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say why, beside each verdict.")] = False,
) -> None:
    """Judge questions: JSON lines {"text": …} on standard input, a verdict a line on standard output."""
    settings = terminal.settings()
    from bot.librarian import index_of
    from bot.matching.stream import judge_lines

    if not path.exists():
        terminal.complain(
            f"{path}: there is no such file or folder. Name a FAQ folder or a JSON file of entries"
        )
        raise typer.Exit(terminal.CONFIG_FAULT)
    found = entries.load_json(path) if path.is_file() else entries.load(path)
    for fault in found.faults:
        if fault.severity == "error":
            terminal.complain(doctor.said(fault))
    if found.faults and not found.entries:
        raise typer.Exit(terminal.CONFIG_FAULT)
    index = index_of(settings, found, path, cost)
    lines = (raw.decode("utf-8", "replace") for raw in sys.stdin.buffer)
    for verdict in judge_lines(lines, index, explain=explain):
        sys.stdout.write(verdict + "\n")
        sys.stdout.flush()


def main() -> None:
    """Run the command line."""
    if sys.stdin is None:
        # Started with its input closed: the same as one that has nothing to say.
        sys.stdin = io.TextIOWrapper(io.BytesIO())
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A C locale must not turn an arrow into a crash.
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        cli()
    finally:
        # The console's thread may still wait for input, and to close what it reads from aborts the process.
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.detach()
