"""The command line as a process of its own: how it starts, is told to stop, and ends."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.store.database import Store

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
TELEGRAM = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawX"
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the bot with a database of its own; it does not outlive the test."""
    processes: list[subprocess.Popen[bytes]] = []

    def started(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
        process = subprocess.Popen(
            arguments or [sys.executable, "-m", "bot", "run"],
            cwd=ROOT,
            env=clean | {"BOT_STORE__URL": f"sqlite:///{tmp_path / 'bot.db'}"} | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        processes.append(process)
        return process

    yield started
    for process in processes:
        process.kill()
        process.communicate()


def ended(process: subprocess.Popen[bytes], said: str = "") -> tuple[int, str, str]:
    """How it ended, and what it printed."""
    printed, complained = process.communicate(said.encode(), timeout=30)
    assert b"Traceback" not in complained, complained.decode()
    return process.returncode, printed.decode(), complained.decode()


def test_a_broken_entry_is_left_out_and_the_others_are_served_in_any_locale(
    start: Start, tmp_path: Path
) -> None:
    """Under the plainest locale, arrows and all."""
    shutil.copytree(ROOT / "faq", tmp_path / "faq")
    broken = tmp_path / "faq" / "usmle" / "what-is-the-usmle.md"
    broken.write_text(broken.read_text(encoding="utf-8").replace("title:", "titel:", 1), encoding="utf-8")
    process = start(
        BOT_FAQ__PATH=str(tmp_path / "faq"), LC_ALL="C", LANG="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"
    )
    code, printed, complained = ended(process, "asker1: What is USCE?\nasker1: مرحبا\n")
    assert code == 0
    assert "bot → asker1: What is USCE (US clinical experience)?" in printed
    assert "I have no checked answer" in printed
    assert "entry left out" in complained
    assert "usmle/what-is-the-usmle.md" in complained


def test_told_to_stop_it_ends_in_good_order_though_its_input_is_open(start: Start) -> None:
    process = start()
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"asker1: /help\n")
    process.stdin.flush()
    assert "bot → asker1" in process.stdout.readline().decode()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert process.stderr
    assert process.stderr.read() == b""


def test_told_to_stop_while_it_connects_it_ends_too(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(20)
        process = start(
            BOT_TELEGRAM__TOKEN=TELEGRAM,
            BOT_TELEGRAM__MENTOR_CHAT="-1001234567890",
            BOT_TELEGRAM__BASE_URL=f"http://127.0.0.1:{silent.getsockname()[1]}",
        )
        connection, _ = silent.accept()
        with connection:
            process.send_signal(signal.SIGTERM)
            code, _, complained = ended(process)
    assert code == 0
    assert TELEGRAM not in complained


@pytest.mark.parametrize("stdin", ["</dev/null", "<&-"])
def test_with_nothing_to_read_it_ends_at_once(start: Start, stdin: str) -> None:
    code, printed, _ = ended(start("sh", "-c", f'exec "$0" -m bot run {stdin}', sys.executable))
    assert (code, printed) == (0, "")


async def test_a_database_that_another_bot_has_is_refused_in_one_line(start: Start, tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'bot.db'}")
    try:
        code, printed, complained = ended(start(), "asker1: hello\n")
    finally:
        await store.close()
    assert (code, printed) == (2, "")
    assert complained == "bot.db: another bot is running on this database. Stop it first\n"


@pytest.mark.slow
def test_a_platform_that_cannot_be_reached_ends_it_in_one_line(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    process = start(
        BOT_TELEGRAM__TOKEN=TELEGRAM,
        BOT_TELEGRAM__MENTOR_CHAT="-1001234567890",
        BOT_TELEGRAM__BASE_URL=f"http://127.0.0.1:{port}",
    )
    code, _, complained = ended(process)
    assert code == 2
    assert len(complained.splitlines()) == 1
    assert complained.startswith("telegram: Telegram cannot be reached")
    assert TELEGRAM not in complained


@pytest.mark.slow
def test_a_reader_who_goes_away_ends_match_quietly(start: Start) -> None:
    questions = '{"text": "What is USCE?"}\n' * 500
    process = start("sh", "-c", '"$0" -m bot match --faq faq | head -1', sys.executable)
    _, printed, complained = ended(process, questions)
    assert printed.startswith('{"i": 0')
    assert complained == ""
