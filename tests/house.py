"""House rules that no linter knows: what may stand where, and what may stand nowhere."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Each pattern holds a one-letter class, so that this file does not break its own rules.
REGISTRY = re.compile(
    r"(?<![a-z])(?:(?:files\.)?p[y](?:pi|thonhosted)|(?:registry\.)?(?:n[p]m|y[a]rn)(?:js|pkg))\.(?:org|com)"
)
MACHINE = re.compile(r"(?<![\w.])/(?:w[o]rk|r[o]ot|f[a]rm)/[a-z.]")
UNFINISHED = re.compile(r"\b(?:T[O]DO|F[I]XME|raise N[o]tImplementedError)\b|mark\.(?:s[k]ip|x[f]ail)\b")
SQL = re.compile(r"\b(?:SELECT .+ FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b")
LONGEST = 300


def tracked() -> list[Path]:
    """Every file that git knows or would add, as it stands."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607
        cwd=ROOT, capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def complaints() -> list[str]:
    """What breaks a rule: file, line, and the rule."""
    found = []
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        code = name.endswith(".py")
        for number, line in enumerate(lines, 1):
            if REGISTRY.search(line):
                found.append(f"{name}:{number}: names a package registry")
            if MACHINE.search(line):
                found.append(f"{name}:{number}: holds a path of the machine it was written on")
            if code and UNFINISHED.search(line):
                found.append(f"{name}:{number}: looks unfinished or switched off")
            if (
                code
                and name.startswith(("bot/", "handlers/"))
                and not name.startswith("bot/store/")
                and SQL.search(line)
            ):
                found.append(f"{name}:{number}: SQL outside bot/store")
            if (
                code
                and name.startswith(("bot/", "handlers/"))
                and "os.environ" in line
                and name != "bot/config/load.py"
            ):
                found.append(f"{name}:{number}: the environment is read in bot/config only")
            if (
                code
                and name.startswith(("bot/", "handlers/"))
                and re.search(r"datetime\.(?:now|utcnow)\(", line)
                and name != "bot/app.py"
            ):
                found.append(f"{name}:{number}: the clock is read in bot/app.py only")
        if code and not name.startswith("tests/") and len(lines) > LONGEST:
            found.append(f"{name}: {len(lines)} lines; more than {LONGEST} is two things")
        if re.fullmatch(r"tests/(?:.+/)?__init__\.py", name):
            found.append(f"{name}: a package under tests hides the real one")
    return found


if __name__ == "__main__":
    broken = complaints()
    print("\n".join(broken) if broken else "no complaints")
    sys.exit(bool(broken))
