"""How fast the bot starts and answers, and how much memory it takes, beside the limits it should keep.

    python -m benchmarks.running

Each start is a process of its own on a new database. For the memory, the bot is connected to the tests'
doubles of Discord and Telegram on this machine. Compare figures of one machine only.
"""

import asyncio
import io
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
STARTS = 5
QUESTIONS = 300
# The memory: 150 MB for the bot, and 120 more for the encoder.
LIMITS = {"start": 2.0, "memory": 270.0, "question": 50.0}
# The whole bot says so last, and names its platforms; each platform has said so before.
READY = (b"ready", b"platforms=")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What a bot with a new database and a talkative log is started with."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    store = {"BOT_STORE__URL": f"sqlite:///{folder / 'bot.db'}", "BOT_LOG__LEVEL": "debug"}
    return clean | store | more


async def started(folder: Path, **more: str) -> asyncio.subprocess.Process:
    """A bot that is ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=ROOT, env=environment(folder, **more),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr
    said = []
    async with asyncio.timeout(60):
        while line := await process.stderr.readline():
            if all(word in line for word in READY):
                return process
            said.append(line.decode())
    raise SystemExit("The bot did not start:\n" + "".join(said))


async def ended(process: asyncio.subprocess.Process) -> None:
    """Tell a bot to stop, and wait for it."""
    process.terminate()
    await process.communicate()


async def start_seconds() -> list[float]:
    """From the start of the process to `ready`, on the console."""
    seconds = []
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            process = await started(Path(folder))
            seconds.append(time.perf_counter() - began)
            await ended(process)
    return seconds


def split() -> None:
    """Print, as JSON, where the time of a start goes; run in a process of its own."""
    parts, last = {}, time.perf_counter()

    def lap(name: str) -> None:
        nonlocal last
        now = time.perf_counter()
        parts[name] = now - last
        last = now

    from bot import cli

    lap("imports")
    from bot import entries
    from bot.commands.library import Library
    from bot.config import Settings
    from bot.reference import load_calendar, load_glossary
    from bot.store.database import Store

    settings = Settings()
    folder = ROOT / settings.faq.path
    lap("settings")
    faq = entries.load(folder)
    glossary, calendar = load_glossary(folder / "glossary.toml"), load_calendar(folder / "calendar.toml")
    lap("reading the FAQ")
    Library.of(faq, settings.matching.cost, glossary, calendar)
    lap("building the index")

    async def opened() -> None:
        await (await Store.open(settings.store.url)).close()

    asyncio.run(opened())
    lap("making and opening the database")
    assert cli
    print(json.dumps(parts))


def split_seconds() -> dict[str, float]:
    """The parts of a start, each the median of several processes."""
    runs = []
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory() as folder:
            printed = subprocess.run(
                [sys.executable, "-m", "benchmarks.running", "--split"],
                cwd=ROOT, env=environment(Path(folder)), check=True, capture_output=True,
            ).stdout  # fmt: skip
            runs.append(json.loads(printed))
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


async def memory_alone() -> float:
    """What a bot on the console keeps resident."""
    with tempfile.TemporaryDirectory() as folder:
        process = await started(Path(folder))
        used = resident(process.pid)
        await ended(process)
    return used


async def memory_with_platforms() -> float | None:
    """The same with Discord and Telegram, connected to the tests' doubles; None where these cannot run."""
    sys.path.insert(0, str(ROOT / "tests"))
    try:
        from doubles.discord import transport
        from doubles.telegram.server import BotApi
    except (ImportError, OSError) as error:
        print(f"Memory with both platforms is not measured: {error}", file=sys.stderr)
        return None

    with tempfile.TemporaryDirectory() as folder:
        async with transport.running() as discord, BotApi.running() as telegram:
            mel = telegram.user("Mel")
            group = telegram.forum("Mentors", mel, bot="administrator")
            process = await started(
                Path(folder),
                BOT_DISCORD__TOKEN=discord.token,
                BOT_DISCORD__API_URL=f"{discord.url}/api/v10",
                BOT_DISCORD__GATEWAY_URL=f"{discord.url.replace('http', 'ws')}/gateway",
                BOT_DISCORD__MENTOR_CHANNEL="40",
                BOT_DISCORD__MENTOR_ROLE="Mentor",
                BOT_TELEGRAM__TOKEN=telegram.token,
                BOT_TELEGRAM__BASE_URL=telegram.url.removesuffix("/bot"),
                BOT_TELEGRAM__MENTOR_CHAT=str(group.id),
            )
            used = resident(process.pid)
            await ended(process)
    return used


def resident(pid: int) -> float:
    """The resident memory of a process in megabytes; NaN where the system does not tell."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
    return float("nan")


async def question_milliseconds() -> list[float]:
    """From an incoming question to its reply, the store included; everybody's first questions."""
    from bot import app as composition
    from bot import entries
    from bot.config import Settings
    from bot.config.model import LimitSettings, StoreSettings
    from bot.messages import Person, Said, private_chat
    from handlers.console.adapter import Console as Terminal

    phrasings = [text for entry in entries.load(ROOT / "faq").entries for text in entry.phrasings]
    asked = random.Random(7).sample(phrasings, min(QUESTIONS, len(phrasings)))
    took = []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            store=StoreSettings(url=f"sqlite:///{folder}/bot.db"), limits=LimitSettings(per_minute=10_000)
        )
        app = await composition.create(
            settings,
            make=lambda _name, chosen, desk, _fetch, memory, drain: Terminal(
                chosen.console, desk, memory, drain, io.BytesIO(), io.StringIO()
            ),
        )
        for number, text in enumerate(asked):
            who = Person("console", f"asker{number % 50}", "x")
            where = private_chat("console", who.user_id)
            said = Said(event_id=str(number), who=who, where=where, private=True, text=text)
            began = time.perf_counter()
            reply = await app.desk.receive(said)
            took.append((time.perf_counter() - began) * 1000)
            assert reply
        await app.stop()
    return sorted(took)


async def measure() -> list[tuple[str, str, str, bool]]:
    """Every figure with its limit, and whether it keeps it."""
    rows: list[tuple[str, str, str, bool]] = []

    def note(what: str, value: float, unit: str, limit: str = "", digits: int = 2) -> None:
        most = LIMITS.get(limit)
        bound = f"{most:g} {unit}" if most else ""
        rows.append((what, f"{value:.{digits}f} {unit}", bound, most is None or value <= most))

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = await start_seconds()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / STARTS
    note(f"start to ready, console, median of {STARTS}", statistics.median(seconds), "s", "start")
    note("the slowest of them", max(seconds), "s")
    note("processor time of a start and an end", worked, "s")
    for name, part in split_seconds().items():
        note(f"  of a start: {name}", part, "s")
    note("resident memory, console", await memory_alone(), "MB", digits=0)
    if (both := await memory_with_platforms()) is not None:
        note("resident memory, Discord and Telegram connected", both, "MB", "memory", digits=0)
    took = await question_milliseconds()
    note(f"a question answered, median of {len(took)}", statistics.median(took), "ms", "question", 1)
    note("a question answered, 95 of 100", took[len(took) * 95 // 100], "ms", "question", 1)
    return rows


def main() -> None:
    """Print the table; with --split only one start's parts."""
    if "--split" in sys.argv:
        split()
        return
    table = Table("figure", "here", "limit", "")
    for what, value, limit, kept in asyncio.run(measure()):
        table.add_row(what, value, limit, "" if not limit else "✓" if kept else "✗")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
