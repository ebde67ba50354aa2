"""Phrasings that lead to another entry, and entries that compete for the same questions."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.checking.places import Places
from bot.entries import Faq, Fault
from bot.matching.index import Index
from bot.matching.verdict import Kind

LISTED = 20
"""How many competing pairs are named."""

# One stray phrasing is chance; from three on, and a tenth of both entries', the entries compete.
_STRAYS = 3
_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Judged:
    """A phrasing (or title) that was judged as if it were not there, and the best entry for it then."""

    entry_id: str
    text: str
    best: str | None
    kind: Kind

    @property
    def stray(self) -> bool:
        """Whether it leads to another entry."""
        return self.best is not None and self.best != self.entry_id


def judge_left_out(index: Index) -> list[Judged]:
    """Judge each phrasing with itself left out."""
    return [
        Judged(entry_id, text, verdict.entry_id, verdict.kind) for entry_id, text, verdict in index.left_out()
    ]


def check_confusions(judged: list[Judged], faq: Faq, places: Places) -> Iterator[Fault]:
    """A phrasing that another entry answers is an error; where that entry is a kind one, a warning."""
    care = {entry.id for entry in faq.entries if entry.care}
    for each in judged:
        if each.stray and each.kind is Kind.ANSWER:
            line = places.words(each.entry_id, each.text, "title")
            # The kind answer is meant to win where a wording is ambiguous.
            severity = "warning" if each.best in care else "error"
            wrong = f"{each.text[:80]!r} is answered by {each.best}"
            right = f"a wording that only {each.entry_id} answers, or move it there"
            yield Fault(f"{each.entry_id}.md", line, wrong, right, severity)


def check_rivals(judged: list[Judged], places: Places) -> Iterator[Fault]:
    """Pairs of entries whose phrasings lead to one another, the worst first."""
    own = Counter(each.entry_id for each in judged)
    strays: dict[tuple[str, str], list[Judged]] = {}
    for each in judged:
        if each.stray:
            first, second = sorted((each.entry_id, each.best or ""))
            strays.setdefault((first, second), []).append(each)
    shares = {pair: len(found) / (own[pair[0]] + own[pair[1]]) for pair, found in strays.items()}
    competing = [pair for pair, found in strays.items() if len(found) >= _STRAYS and shares[pair] >= _SHARE]
    for first, second in sorted(competing, key=lambda pair: (-shares[pair], pair))[:LISTED]:
        found = strays[first, second]
        total = own[first] + own[second]
        example = found[0]
        wrong = f"competes with {second}: {len(found)} of {total} phrasings lead to the other one"
        right = f"wordings that tell them apart, unlike {example.text[:60]!r} of {example.entry_id}"
        line = places.key(first, "phrasings")
        yield Fault(f"{first}.md", line, wrong, right, "warning")
