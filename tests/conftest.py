"""Fixtures that every test may use."""

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from world import ROOT, Talk, talking

from bot import config
from bot.config import Settings

SPECS = Path(os.environ.get("SHARED_DIR", ROOT.parent / "shared")) / "specs"
CHECKED = SPECS.is_dir() or bool(os.environ.get("CI"))
"""Whether the platforms' doubles can hold requests against the platforms' own API descriptions.

These are not ours to ship. On a machine without them the tests that need them are left out and that is said;
in CI their lack is a failure.
"""

if not CHECKED:
    collect_ignore_glob = [
        "telegram_double/*",
        "test_telegram*",
        "test_discord*",
        "test_crossing*",
        "test_contract*",
    ]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what this run left out."""
    if not CHECKED:
        terminalreporter.write_line(
            f"Discord and Telegram were NOT TESTED: no API descriptions in {SPECS.parent.name}/{SPECS.name}/ "
            "beside the checkout"
        )


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(tmp_path) as conversation:
        yield conversation


@pytest.fixture
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of ours, and an empty folder to stand in."""
    for name in list(os.environ):
        if name.upper().startswith("BOT_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def load(tmp_path: Path) -> Callable[[str], Settings]:
    """Load a file with this text."""

    def loaded(text: str) -> Settings:
        path = tmp_path / "bot.toml"
        path.write_text(text, encoding="utf-8")
        return config.load(path.relative_to(tmp_path), required=True)

    return loaded
