"""`kill -9` after any step of a whole conversation, then a new start on the same database: it goes on."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from world import NOBODY_KNOWS, ROOT

# What is said, and what must then be shown before the process is killed.
STEPS = (
    (f"asker1: {NOBODY_KNOWS}", r"bot → asker1: I have no checked answer"),
    ("asker1: #1", r"bot → mentors: #1 "),
    ("mentor1: #1", r"bot → mentor1@1: .+stamp on my logbook"),
    ("mentor2: #1", r"bot → mentor2: #1 is with mentor1 already"),
    (
        "mentor1@1: Which year did you graduate?",
        r"bot → asker1: mentor1 \(#1\): Which year did you graduate\?",
    ),
    ("asker1: In 2019", r"bot → mentor1@1: .+: In 2019"),
    ("mentor1@1: /resolve", r"bot → asker1: ✓ #1 is resolved"),
    ("asker1: #1", r"bot → asker1: ✓ Thank you"),
)


class Bot:
    """The real process, on a database of its own."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "BOT_STORE__URL": f"sqlite:///{folder / 'bot.db'}"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def say(self, line: str, shown: str) -> str:
        """Say a line and read until this is shown; everything that was printed meanwhile."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        printed = ""
        for output in self.process.stdout:
            printed += output
            if re.search(shown, output):
                return printed
        pytest.fail(f"never shown: {shown}\n{printed}")

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    def end(self) -> str:
        """Close its input and let it end; what it still printed."""
        printed, _ = self.process.communicate(timeout=30)
        assert self.process.returncode == 0
        return printed


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.parametrize("killed_after", range(1, len(STEPS)))
def test_kill_after_any_step(tmp_path: Path, killed_after: int) -> None:
    bot = Bot(tmp_path)
    printed = ""
    for number, (line, shown) in enumerate(STEPS, 1):
        printed += bot.say(line, shown)
        if number == killed_after:
            bot.kill()
            bot = Bot(tmp_path)
    printed += bot.end()
    for text in ("Which year did you graduate?", "In 2019"):
        assert printed.count(f": {text}\n") == 1, printed


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_kill_after_every_step(tmp_path: Path) -> None:
    for line, shown in STEPS:
        bot = Bot(tmp_path)
        bot.say(line, shown)
        bot.kill()
