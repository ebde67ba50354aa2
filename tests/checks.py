"""`make test`: every check, one after the other; all are run, and the first failure decides the exit code."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
LINT = (
    ("format", [BIN / "ruff", "format", "--check", "--quiet", "."]),
    ("lint", [BIN / "ruff", "check", "--quiet", "."]),
    ("types", [BIN / "mypy"]),
    ("imports", [BIN / "lint-imports", "--no-logo"]),
    ("house rules", [sys.executable, "-m", "tests.house"]),
    ("FAQ", [sys.executable, "-m", "bot", "faq", "check"]),
)
TESTS = (
    "tests",
    [sys.executable, "-m", "pytest", "--cov", "--cov-report=term:skip-covered", "-m", "not slow"],
)


def main() -> int:
    """Run the checks and say how each went."""
    chosen = LINT if "--only" in sys.argv else (*LINT, TESTS)
    failed = 0
    for name, command in chosen:
        started = time.monotonic()
        print(f"── {name}", flush=True)
        code = subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode
        print(f"   {'ok' if code == 0 else 'FAILED'} in {time.monotonic() - started:.1f} s", flush=True)
        failed = failed or code
    return failed


if __name__ == "__main__":
    sys.exit(main())
