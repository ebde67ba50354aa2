"""`doctor`: is everything that the bot needs in order? One finding each, with what to do."""

import asyncio
import contextlib
from pathlib import Path

import handlers
from bot import entries
from bot.app import switched_on
from bot.config import Settings
from bot.errors import Undeliverable
from bot.messages import Address, Buttons, Choice, File, Finding, Heard, Incoming, Looked, Reply
from bot.reference import load_calendar, load_glossary
from bot.store.database import StoreError, check_writable


class _Nobody:
    """A desk that hears nothing: the adapters are only asked how they are."""

    async def receive(self, incoming: Incoming) -> Reply | None:
        del incoming
        return None

    async def look(self, looked: Looked) -> tuple[Choice, ...]:
        del looked
        return ()

    async def shown(self, delivery: int, where: Address, message_ids: tuple[str, ...]) -> None:
        del delivery, where, message_ids

    async def heard(self, platform: str) -> tuple[Heard, ...]:
        del platform
        return ()

    async def buttons_of(self, user_id: str) -> Buttons:
        del user_id
        return ()

    async def mentor_of(self, number: int) -> str:
        del number
        return ""

    async def drain(self) -> None:
        return

    async def fetch(self, file: File) -> bytes:
        del file
        raise Undeliverable("gone")


def said(fault: entries.Fault) -> str:
    """One fault of the FAQ in one line: file, line, what is wrong, what would be right."""
    return f"{fault.path}:{fault.line}: {fault.wrong}. {fault.right}"


async def examine(settings: Settings) -> list[Finding]:
    """Check the configuration's parts one after the other; never raises for what an operator can mend."""
    findings = [_store(settings), *_faq(settings)]
    nobody = _Nobody()
    for name in switched_on(settings):
        try:
            platform = handlers.make(name, settings, nobody, nobody.fetch, nobody, nobody.drain)
            async with asyncio.timeout(60):
                findings += await platform.check()
        except Exception as error:  # doctor reports, whatever it is
            advice = f"{type(error).__name__}. Check the network and try again"
            findings.append(Finding(f"{name} could not be asked", ok=False, advice=advice))
    if switched_on(settings) == ("console",):
        advice = "set BOT_DISCORD__TOKEN or BOT_TELEGRAM__TOKEN to switch one on"
        findings.append(
            Finding("no platform has a token, so the bot talks on the terminal", ok=True, advice=advice)
        )
    return findings


def _store(settings: Settings) -> Finding:
    path = Path(settings.store.url.removeprefix("sqlite:///"))
    with contextlib.suppress(OSError):
        path = path.resolve()
    try:
        check_writable(path)
    except StoreError as error:
        return Finding("database", ok=False, advice=str(error))
    return Finding(f"database {path.name} is writable", ok=True)


def _faq(settings: Settings) -> list[Finding]:
    found = entries.load(Path(settings.faq.path))
    folder = Path(settings.faq.path)
    terms, dates = load_glossary(folder / "glossary.toml"), load_calendar(folder / "calendar.toml")
    every = (*found.faults, *terms.faults, *dates.faults)
    faults = [fault for fault in every if fault.severity == "error"]
    findings = [Finding("FAQ", ok=False, advice=said(fault)) for fault in faults]
    if not found.entries:
        findings.append(
            Finding("FAQ", ok=False, advice=f"no entry found in {settings.faq.path}; set faq.path")
        )
    if not findings:
        findings.append(Finding(f"FAQ: {len(found.entries)} entries", ok=True))
    return findings
