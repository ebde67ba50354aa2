"""What the verdicts on questions with known answers are worth."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.matching import Kind, Verdict

# Precision is read off the curve only where at least so many questions are answered.
FEWEST = 20

HEADINGS = ("MCC", "wrong", "in right", "out kept", "top 1", "top 3", "useful@95")
"""What `measures` gives, in its order."""


@dataclass(frozen=True, slots=True)
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


def useful_at(cases: Sequence[tuple[float, bool]], answerable: int, precision: float = 0.95) -> float:
    """The share of answerable questions answered right at the lowest score that keeps the precision.

    `cases` are scores of best entries, and whether they are right.
    """
    ranked = sorted(cases, key=lambda case: -case[0])
    right, useful = 0, 0.0
    for count, (score, correct) in enumerate(ranked, start=1):
        right += correct
        tied = count < len(ranked) and ranked[count][0] == score
        if not tied and count >= FEWEST and right / count >= precision:
            useful = right / max(1, answerable)
    return useful


def measures(judged: Sequence[Judged]) -> list[str]:
    """One row of the table, as `HEADINGS` says.

    Agreement; wrong among the answered; of the questions with an entry those answered right, of those without
    one those not answered; right best entry; right entry among the best three; and what a bar would give at
    which 95 of 100 answers are right (read off the questions themselves, so that it compares rankings only).
    """
    inside = [j for j in judged if j.label is not None]
    outside = [j for j in judged if j.label is None]
    answered = [j for j in judged if j.shown is not None]
    named = [(j.verdict.score, j.verdict.entry_id == j.label) for j in judged if j.verdict.entry_id]
    shares = (
        agreement([j.label for j in judged], [j.shown for j in judged]),
        sum(j.shown != j.label for j in answered) / max(1, len(answered)),
        sum(j.shown == j.label for j in inside) / max(1, len(inside)),
        sum(j.shown is None for j in outside) / len(outside) if outside else math.nan,
        sum(j.verdict.entry_id == j.label for j in inside) / max(1, len(inside)),
        sum(j.label in j.verdict.top[:3] for j in inside) / max(1, len(inside)),
        useful_at(named, len(inside)),
    )
    return ["" if math.isnan(share) else f"{share:.3f}" for share in shares]
