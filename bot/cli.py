"""The command line: run, doctor, ask, match, faq check."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

import bot
from bot import config, doctor, entries, log
from bot.config import ConfigError, Settings
from bot.errors import CannotStart
from bot.store.database import StoreError

CONFIG_FAULT = 2
"""The exit code of everything that the operator can mend in the configuration or the database's folder."""

cli = typer.Typer(
    help="Answers international medical graduates from a sourced FAQ, and brings them mentors.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
faq = typer.Typer(help="Look after the FAQ's files.", no_args_is_help=True)
cli.add_typer(faq, name="faq")

_chosen: dict[str, Path | None] = {"path": None}


@cli.callback(invoke_without_command=False)
def _options(
    path: Annotated[
        Path | None, typer.Option("--config", help="Read this file instead of config.toml.", metavar="PATH")
    ] = None,
) -> None:
    _chosen["path"] = path


def _settings() -> Settings:
    """Read the configuration, or say everything that is wrong with it and end with code 2."""
    path = _chosen["path"]
    try:
        settings = config.load(path or Path("config.toml"), required=path is not None)
    except ConfigError as error:
        _complain("The configuration cannot be used:", *(f"  {fault}" for fault in error.faults))
        raise typer.Exit(CONFIG_FAULT) from None
    log.configure(settings.log.level, settings.log.format)
    return settings


def _complain(*lines: str) -> None:
    for line in lines:
        typer.echo(line, err=True)


def _go(work: Coroutine[Any, Any, int]) -> None:
    """Run to the end; a database or a platform that cannot be used ends with code 2 and one line."""
    try:
        code = asyncio.run(work)
    except (StoreError, CannotStart) as error:
        _complain(str(error))
        raise typer.Exit(CONFIG_FAULT) from None
    raise typer.Exit(code)


@cli.command()
def run() -> None:
    """Run the bot on every platform that has a token; without any, on this terminal."""
    _go(_run(_settings()))


async def _run(settings: Settings) -> int:
    from bot import app as composition

    app = await composition.create(settings)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stopped.set)
        except NotImplementedError:  # Windows: Ctrl+C arrives as KeyboardInterrupt instead
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopped.set))
    try:
        await app.start()
        say = composition.log.debug if "console" in app.platforms else composition.log.info
        say("ready", platforms=list(app.platforms), version=bot.__version__)
        ends = [platform.ended for platform in app.platforms.values() if hasattr(platform, "ended")]
        waits = [asyncio.ensure_future(event.wait()) for event in (stopped, *ends)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
    finally:
        await app.stop()
    return 0


@cli.command(name="doctor")
def examine() -> None:
    """Check tokens, intents, permissions, channels, database and FAQ: one line each, with what to do."""
    settings = _settings()
    findings = asyncio.run(doctor.examine(settings))
    for finding in findings:
        mark = "✓" if finding.ok else "✗"
        typer.echo(f"{mark} {finding.what}" + (f": {finding.advice}" if finding.advice else ""))
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


@cli.command()
def ask(question: Annotated[str, typer.Argument(help="One question, in quotes.")]) -> None:
    """Answer one question from the FAQ, and exit."""
    settings = _settings()
    from bot import app as composition
    from bot.commands.answers import spoken
    from handlers import render

    library = composition.load_library(settings)
    typer.echo(render.plain(spoken(library, question, composition.utc_now().date())))


@cli.command()
def match(
    path: Annotated[
        Path, typer.Option("--faq", help="A FAQ folder, or a JSON file of entries.", metavar="PATH")
    ],
    cost: Annotated[
        float | None,
        typer.Option(help="How many right answers a wrong one costs."),
    ] = None,
) -> None:
    """Judge questions: JSON lines {"text": …} on standard input, a verdict a line on standard output."""
    settings = _settings()
    from bot.matching.index import Index
    from bot.matching.stream import judge_lines

    if not path.exists():
        _complain(f"{path}: there is no such file or folder. Name a FAQ folder or a JSON file of entries")
        raise typer.Exit(CONFIG_FAULT)
    found = entries.load_json(path) if path.is_file() else entries.load(path)
    for fault in found.faults:
        if fault.severity == "error":
            _complain(doctor.said(fault))
    index = Index.build(found.entries, cost=cost or settings.matching.cost)
    lines = (raw.decode("utf-8", "replace") for raw in sys.stdin.buffer)
    for verdict in judge_lines(lines, index):
        sys.stdout.write(verdict + "\n")
        sys.stdout.flush()


@faq.command()
def check(
    path: Annotated[Path | None, typer.Argument(help="A FAQ folder; default from the configuration.")] = None,
) -> None:
    """Check every entry: file, line, what is wrong, and what would be right."""
    settings = _settings()
    folder = path or Path(settings.faq.path)
    found = entries.load(folder)
    for fault in found.faults:
        typer.echo(f"{fault.severity}: {doctor.said(fault)}")
    errors = sum(fault.severity == "error" for fault in found.faults)
    warnings = len(found.faults) - errors
    typer.echo(f"{len(found.entries)} entries served, {errors} errors, {warnings} warnings")
    raise typer.Exit(1 if errors or not found.entries else 0)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A C locale must not turn an arrow into a crash.
            stream.reconfigure(encoding="utf-8", errors="replace")
    cli()
