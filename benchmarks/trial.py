"""One variant tried on one set, in a process of its own, so that memory and caches are its own."""

import json
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Protocol

from benchmarks.measures import Judged, measures
from bot.entries import Entry, load, load_json
from bot.matching import Index, Kind, Verdict
from bot.matching.encoder import Encoder, Encodings, keep_to_one_thread, read_vectors, write_vectors
from bot.matching.text import Language
from bot.matching.text import language as plain_language
from bot.reference import load_glossary

COSTS = (1.0, 3.0)
"""The operating points: how many right answers a wrong one costs."""
SHIPPED_COST = 3.0

QUESTIONS = Path(__file__).with_name("questions.json")
OURS = ("full", "words")
# A build is timed so often, and the middle one counts.
_BUILDS = 3
# The memory is looked at after so many questions, before anything is built that only the benchmark needs.
_WARMED_UP = 200


@dataclass(frozen=True, slots=True)
class Source:
    """The entries of a set or of a FAQ folder, and how short forms are read there."""

    entries: tuple[Entry, ...]
    language: Language

    @classmethod
    def of(cls, path: Path) -> "Source":
        """Read them; a folder's glossary too, as when the bot starts."""
        if not path.is_dir():
            return cls(load_json(path).entries, plain_language())
        glossary = load_glossary(path / "glossary.toml")
        return cls(load(path).entries, plain_language().knowing(glossary.expansions()))


class Matcher(Protocol):
    """What is tried."""

    def judge(self, text: str, cost: float) -> Verdict:
        """What it says to a question when a wrong answer costs so much."""

    def left_out(self, cost: float) -> Iterator[tuple[str, str, Verdict]]:
        """Each phrasing judged as if it were not there: its entry, itself, the verdict."""


class Ours:
    """The project's index; one for each cost, of which the first is measured."""

    def __init__(self, source: Source, meaning: Encodings | None) -> None:
        self._source = source
        self._meaning = meaning
        first = Index.build(source.entries, cost=COSTS[0], language=source.language, meaning=meaning)
        self._by_cost = {COSTS[0]: first}

    def _index(self, cost: float) -> Index:
        if cost not in self._by_cost:
            weights = self._by_cost[COSTS[0]].calibration
            self._by_cost[cost] = Index.build(
                self._source.entries,
                cost=cost,
                language=self._source.language,
                meaning=self._meaning,
                weights=weights,
            )
        return self._by_cost[cost]

    def judge(self, text: str, cost: float) -> Verdict:
        """The verdict of the index for this cost."""
        return self._index(cost).judge(text)

    def left_out(self, cost: float) -> Iterator[tuple[str, str, Verdict]]:
        """What the index itself offers for this."""
        return self._index(cost).left_out()


@dataclass(frozen=True, slots=True)
class Built:
    """A matcher that is ready, and how long it took to make."""

    matcher: Matcher
    seconds: float
    new: Mapping[str, bytes]


def build_seconds(variant: str, source: Source, kept: Path | None, first: float) -> float:
    """The median time of a few builds of ours, of which the first was timed before."""
    if variant not in OURS:
        return first
    return median([first, *(built(variant, source, kept).seconds for _ in range(_BUILDS - 1))])


def built(variant: str, source: Source, kept: Path | None) -> Built:
    """Build a variant; encodings that are in the file `kept` are not made again."""
    if variant not in OURS:
        from benchmarks.baselines import BASELINES, Baseline

        started = time.perf_counter()
        return Built(Baseline(source.entries, BASELINES[variant]), time.perf_counter() - started, {})
    meaning = None
    if variant == "full":
        keep_to_one_thread()
        encoder = Encoder()
        # The network is read once in a bot's life, beside the first build: it is not counted here.
        encoder.warm()
        meaning = Encodings(encoder, read_vectors(kept, encoder.version) if kept else {})
    started = time.perf_counter()
    matcher = Ours(source, meaning)
    return Built(matcher, time.perf_counter() - started, meaning.new if meaning else {})


def encode(source: Source, kept: Path) -> dict[str, Any]:
    """Build the full variant from nothing, and keep the encodings in a file."""
    made = built("full", source, None)
    write_vectors(kept, Encoder().version, made.new)
    return {"seconds": made.seconds}


def try_set(variant: str, file: Path, kept: Path | None) -> dict[str, Any]:
    """Judge the questions of a set at every operating point; each is timed once, when it is new."""
    queries = json.loads(file.read_text(encoding="utf-8"))["queries"]
    source = Source.of(file)
    before = resident()
    made = built(variant, source, kept)
    took: list[float] = []
    judged: dict[float, list[Judged]] = {cost: [] for cost in COSTS}

    def ask(query: dict[str, Any], costs: tuple[float, ...]) -> None:
        for cost in costs:
            started = time.perf_counter()
            verdict = made.matcher.judge(query["text"], cost)
            if cost == COSTS[0]:
                took.append((time.perf_counter() - started) * 1000)
            judged[cost].append(Judged(query["label"], verdict))

    for query in queries[:_WARMED_UP]:
        ask(query, COSTS[:1])
    grown = resident() - before
    for query in queries[:_WARMED_UP]:
        ask(query, COSTS[1:])
    # The encodings of a question are still remembered when it is judged at the next cost.
    for query in queries[_WARMED_UP:]:
        ask(query, COSTS)
    return {
        "rows": {f"{cost:g}": measures(judged[cost]) for cost in COSTS},
        "seconds": build_seconds(variant, source, kept, made.seconds),
        "milliseconds": [percentile(took, 50), percentile(took, 95)],
        "megabytes": grown,
    }


def try_faq(variant: str, folder: Path, kept: Path | None) -> dict[str, Any]:
    """Judge the FAQ's phrasings, each left out, and the questions beside this file; as shipped."""
    source = Source.of(folder)
    before = resident()
    made = built(variant, source, kept)
    took, judged = [], []
    for query in json.loads(QUESTIONS.read_text(encoding="utf-8"))["queries"]:
        started = time.perf_counter()
        verdict = made.matcher.judge(query["text"], SHIPPED_COST)
        took.append((time.perf_counter() - started) * 1000)
        # An answer with one of the entries that answer the question as well is right too.
        also = verdict.kind is Kind.ANSWER and verdict.entry_id in query.get("also", ())
        judged.append(Judged(verdict.entry_id if also else query["label"], verdict))
    grown = resident() - before
    wrong, own = [], []
    for owner, phrasing, verdict in made.matcher.left_out(SHIPPED_COST):
        own.append(Judged(owner, verdict))
        if own[-1].shown not in (None, owner):
            wrong.append(f"{verdict.score:.2f} {owner}: {phrasing!r} is answered with {verdict.entry_id}")
    return {
        "rows": {"questions": measures(judged), "left out": measures(own)},
        "seconds": build_seconds(variant, source, kept, made.seconds),
        "milliseconds": [percentile(took, 50), percentile(took, 95)],
        "megabytes": grown,
        "wrong": wrong,
    }


def percentile(took: list[float], share: int) -> float:
    """The value that so many of 100 do not exceed."""
    ordered = sorted(took)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


def resident() -> float:
    """This process's resident memory in megabytes; NaN where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return float("nan")
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmRSS:"))


def main() -> None:
    """Print, as JSON, what is asked for: `encode` or a variant, a set or FAQ folder, a file of encodings."""
    variant, path, kept = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if variant == "encode":
        found = encode(Source.of(path), kept)
    else:
        found = (try_faq if path.is_dir() else try_set)(variant, path, kept)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
