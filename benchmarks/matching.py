"""How well questions are matched: public sets of questions, and the FAQ's own phrasings left out.

    python -m benchmarks.matching [FOLDER] [--faq FOLDER]

FOLDER holds sets of questions as JSON files,
{"entries": [{"id", "phrasings"}], "queries": [{"text", "label"}]};
without it $BENCH_DIR, or ../shared/bench beside the repository. No threshold is chosen on the queries.
benchmarks/questions.json holds questions to the FAQ as people write them, with the entry that should be
among the first three; "also" names entries that answer them as well.
"""

import argparse
import json
import math
import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.entries import load, load_json
from bot.matching import Index, Kind, Verdict

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = Path(__file__).with_name("questions.json")
COSTS = (1.0, 3.0)
# Precision is read off the curve only where at least so many questions are answered.
FEWEST = 20


@dataclass(frozen=True)
class Judged:
    """One question: the right entry (None: no entry answers it) and the verdict."""

    label: str | None
    verdict: Verdict

    @property
    def shown(self) -> str | None:
        """The entry that is answered with."""
        return self.verdict.entry_id if self.verdict.kind is Kind.ANSWER else None


def agreement(labels: Sequence[str | None], shown: Sequence[str | None]) -> float:
    """Matthews correlation for many classes (Gorodkin); no answer is a class of its own."""
    n, right = len(labels), sum(a == b for a, b in zip(labels, shown, strict=True))
    wanted, given = Counter(labels), Counter(shown)
    overlap = right * n - sum(count * given[label] for label, count in wanted.items())
    spread = (n * n - sum(c * c for c in wanted.values())) * (n * n - sum(c * c for c in given.values()))
    return overlap / math.sqrt(spread) if spread else 0.0


def useful_at(judged: Sequence[Judged], precision: float) -> float:
    """The share of answerable questions answered right at the lowest score that keeps the precision."""
    ranked = sorted((j for j in judged if j.verdict.entry_id), key=lambda j: -j.verdict.score)
    answerable = sum(j.label is not None for j in judged)
    right, useful = 0, 0.0
    for count, each in enumerate(ranked, start=1):
        right += each.label == each.verdict.entry_id
        tied = count < len(ranked) and ranked[count].verdict.score == each.verdict.score
        if not tied and count >= FEWEST and right / count >= precision:
            useful = right / answerable
    return useful


def measures(judged: Sequence[Judged]) -> list[str]:
    """One row of the table."""
    inside = [j for j in judged if j.label is not None]
    outside = [j for j in judged if j.label is None]
    answered = [j for j in judged if j.shown is not None]
    wrong = sum(j.shown != j.label for j in answered)
    shares = (
        agreement([j.label for j in judged], [j.shown for j in judged]),
        wrong / max(1, len(answered)),
        sum(j.shown == j.label for j in inside) / max(1, len(inside)),
        sum(j.shown is None for j in outside) / len(outside) if outside else math.nan,
        sum(j.verdict.entry_id == j.label for j in inside) / max(1, len(inside)),
        sum(j.label in j.verdict.top[:3] for j in inside) / max(1, len(inside)),
        useful_at(judged, 0.95),
    )
    return [f"{share:.3f}" for share in shares]


def public_sets(folder: Path, table: Table) -> None:
    """Score each set of questions in a folder."""
    for file in sorted(folder.glob("*.json")):
        queries = json.loads(file.read_text(encoding="utf-8"))["queries"]
        entries = load_json(file).entries
        for cost in COSTS:
            started = time.perf_counter()
            index = Index.build(entries, cost=cost)
            built = time.perf_counter() - started
            judged, took = [], []
            for query in queries:
                started = time.perf_counter()
                judged.append(Judged(query["label"], index.judge(query["text"])))
                took.append((time.perf_counter() - started) * 1000)
            took.sort()
            speed = [f"{built:.2f}", f"{took[len(took) // 2]:.1f}", f"{took[len(took) * 95 // 100]:.1f}"]
            table.add_row(file.stem, f"{cost:g}", *measures(judged), *speed)


def own_phrasings(folder: Path, table: Table, console: Console) -> None:
    """Score the FAQ's phrasings, each left out, and list those that another entry would answer."""
    entries = load(folder).entries
    started = time.perf_counter()
    index = Index.build(entries)
    built = time.perf_counter() - started
    judged = []
    for owner, phrasing, verdict in index.left_out():
        judged.append(Judged(owner, verdict))
        if judged[-1].shown not in (None, owner):
            console.print(
                f"{verdict.score:.2f} {owner}: {phrasing!r} is answered with {verdict.entry_id}", style="dim"
            )
    if judged:
        table.add_row(
            f"{folder.name} ({len(entries)} entries), left out",
            "3",
            *measures(judged),
            f"{built:.2f}",
            "",
            "",
        )


def own_questions(folder: Path, table: Table) -> None:
    """Score the questions beside this file; an answer with one of the `also` entries is right too."""
    index = Index.build(load(folder).entries)
    judged = []
    for query in json.loads(QUESTIONS.read_text(encoding="utf-8"))["queries"]:
        verdict = index.judge(query["text"])
        also = verdict.kind is Kind.ANSWER and verdict.entry_id in query.get("also", ())
        judged.append(Judged(verdict.entry_id if also else query["label"], verdict))
    table.add_row(QUESTIONS.name, "3", *measures(judged), "", "", "")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Score the matcher.")
    default = os.environ.get("BENCH_DIR") or ROOT.parent / "shared" / "bench"
    parser.add_argument("folder", type=Path, nargs="?", default=Path(default))
    parser.add_argument("--faq", type=Path, default=ROOT / "faq")
    chosen = parser.parse_args()
    console = Console(width=150, soft_wrap=True, highlight=False)
    table = Table(
        "set",
        "cost",
        "MCC",
        "wrong",
        "in right",
        "out kept",
        "top 1",
        "top 3",
        "useful@95",
        "build s",
        "p50 ms",
        "p95 ms",
    )
    own_phrasings(chosen.faq, table, console)
    own_questions(chosen.faq, table)
    public_sets(chosen.folder, table)
    console.print(table)


if __name__ == "__main__":
    main()
