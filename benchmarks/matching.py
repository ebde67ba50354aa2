"""How well questions are matched: sets of questions, and the FAQ's own phrasings left out.

    python -m benchmarks.matching [SET.json | FOLDER …] [--faq FOLDER] [--quick] [--wrong]
    python -m benchmarks.matching --size

A set is a JSON file, {"entries": [{"id", "phrasings"}], "queries": [{"text", "label"}]}; a folder stands for
all sets in it. Without any, $BENCH_DIR or ../shared/bench beside the repository. `--quick` tries the set with
the fewest queries only. Every variant runs in a process of its own; no threshold is chosen on the queries.

`words` is `full` without the encoder; the others are what is usually done (benchmarks/baselines.py). What the
columns are, says benchmarks/measures.py. `encode s` is a build that makes all encodings, `build s` one that
finds them kept; `MB` is what the process grew by, with 200 questions judged. Compare times of one run only.

benchmarks/questions.json holds questions to the FAQ as people write them, with the entry that should be
among the first three; "also" names entries that answer them as well.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.measures import HEADINGS, Judged, measures
from benchmarks.sizes import sizes
from benchmarks.trial import OURS, SHIPPED_COST

__all__ = ["Judged", "measures"]

ROOT = Path(__file__).resolve().parents[1]
VARIANTS = (*OURS, "bm25", "rapidfuzz", "tf-idf")


def sets(paths: list[Path]) -> list[Path]:
    """The files that are sets, folders opened; what is none is named and left out."""
    files = [file for path in paths for file in (sorted(path.glob("*.json")) if path.is_dir() else [path])]
    found = []
    for file in files:
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            print(f"{file.name} cannot be read: {error}", file=sys.stderr)
            continue
        if isinstance(content, dict) and content.get("entries") and content.get("queries"):
            found.append(file)
        else:
            print(f'{file.name} is left out: it has no "entries" or no "queries"', file=sys.stderr)
    return found


def trial(variant: str, path: Path, kept: Path) -> dict[str, Any]:
    """What a process of its own finds."""
    printed = subprocess.run(
        [sys.executable, "-m", "benchmarks.trial", variant, str(path.resolve()), str(kept)],
        cwd=ROOT, check=True, stdout=subprocess.PIPE,
    ).stdout  # fmt: skip
    found: dict[str, Any] = json.loads(printed)
    return found


def table_of(path: Path, console: Console, *, show_wrong: bool) -> Table:
    """All variants on one set, or on a FAQ."""
    table = Table(
        "variant", "cost", *HEADINGS, "encode s", "build s", "p50 ms", "p95 ms", "MB", box=box.MARKDOWN
    )
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "vectors"
        for variant in VARIANTS:
            print(f"{path.stem}: {variant} …", file=sys.stderr)
            encoded = f"{trial('encode', path, kept)['seconds']:.2f}" if variant == "full" else ""
            found = trial(variant, path, kept)
            speed = [f"{found['seconds']:.2f}", *(f"{ms:.1f}" for ms in found["milliseconds"])]
            ends = [encoded, *speed, f"{found['megabytes']:.0f}"]
            for name, row in found["rows"].items():
                cost = name if name[0].isdigit() else f"{SHIPPED_COST:g}, {name}"
                table.add_row(variant, cost, *row, *ends)
                ends = [""] * len(ends)
            if show_wrong and variant == "full":
                for line in found.get("wrong", ()):
                    console.print(line)
    return table


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Score the matcher.")
    parser.add_argument("sets", type=Path, nargs="*", help="JSON files, or folders of them")
    parser.add_argument("--faq", type=Path, default=ROOT / "faq")
    parser.add_argument("--quick", action="store_true", help="only the set with the fewest queries")
    parser.add_argument("--wrong", action="store_true", help="list phrasings that another entry answers")
    parser.add_argument("--size", action="store_true", help="instead: speed and memory of large FAQs")
    chosen = parser.parse_args()
    default = Path(os.environ.get("BENCH_DIR") or ROOT.parent / "shared" / "bench")
    console = Console(width=170, soft_wrap=True, highlight=False)
    if chosen.size:
        console.print(sizes(ROOT, chosen.faq, sets(chosen.sets or [default])))
        return
    paths = sets(chosen.sets or [default])
    if chosen.quick:
        paths = sorted(paths, key=lambda path: path.stat().st_size)[:1]
    else:
        paths.append(chosen.faq)
    for path in paths:
        table = table_of(path, console, show_wrong=chosen.wrong)
        console.print(f"\n### {path.stem}\n")
        console.print(table)


if __name__ == "__main__":
    main()
