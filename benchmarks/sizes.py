"""How speed and memory grow with the number of entries: made-up FAQs of 300 and of 5,000 entries.

Phrasings are made of halves of real ones (the FAQ's and those of the sets that are there): an entry takes
the first halves from one entry and the second halves from another, so that words are real, no two entries
are alike, and every run makes the same. 40,000 texts are not encoded for this: their vectors are made up and
given as kept ones; the vectors of questions are always made by the encoder.
"""

import json
import random
import subprocess
import sys
import time
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from statistics import median

import numpy as np
from rich import box
from rich.table import Table

from benchmarks.trial import QUESTIONS, percentile, resident
from bot.entries import Entry, load, load_json
from bot.matching import Index
from bot.matching.building import everyday_lines
from bot.matching.encoder import SHIPPED, Encoder, Encodings, keep_to_one_thread, read_vectors
from bot.matching.encoder.likeness import text_of
from bot.matching.encoder.model import WIDTH
from bot.matching.question import take_apart
from bot.matching.text import language

COUNTS = (300, 5000)
EACH = 8
ASKED = 400
EDITS = 5


def made_up(count: int, sources: Sequence[Sequence[str]]) -> tuple[list[Entry], list[str]]:
    """So many entries of eight phrasings each, and questions to them that are none of these."""
    chance = random.Random(7)
    entries, questions = [], []
    couples = chance.sample(list(permutations(range(len(sources)), 2)), count)
    for number, (first, second) in enumerate(couples):
        pairs = [(a, b) for a in sources[first] for b in sources[second]]
        chosen = [_halves(a, b) for a, b in chance.sample(pairs, min(EACH + 1, len(pairs)))]
        # Few phrasings to choose from: the number makes the rest differ.
        chosen += [f"{chosen[0]} {more}" for more in range(EACH + 1 - len(chosen))]
        questions.append(chosen.pop())
        entry = Entry(id=f"made/{number:04}", topic="made", title="", phrasings=tuple(chosen), text=chosen[0])
        entries.append(entry)
    return entries, chance.sample(questions, min(ASKED, count))


def _halves(one: str, other: str) -> str:
    start, end = one.split(), other.split()
    return " ".join([*start[: (len(start) + 1) // 2], *end[len(end) // 2 :]])


def vectors_of(entries: Iterable[Entry], kept: dict[str, bytes]) -> dict[str, bytes]:
    """Made-up vectors for all phrasings, alike within an entry; for everyday lines those that are kept."""
    lines = [text_of(line.words) for line in everyday_lines(language())]
    found = {text: kept[text] for text in lines if text in kept}
    for number, entry in enumerate(entries):
        middle = np.random.default_rng(number).normal(size=WIDTH)
        for phrasing in entry.phrasings:
            text = text_of(take_apart(phrasing, language()).words)
            around = np.random.default_rng(zlib.crc32(text.encode())).normal(size=WIDTH)
            vector = middle + 0.7 * around
            found[text] = (vector / np.linalg.norm(vector)).astype(np.float16).tobytes()
    return found


def measure(variant: str, count: int, faq: Path, files: Sequence[Path]) -> dict[str, float]:
    """Build, ask and edit, in this process."""
    sources = [entry.phrasings for entry in load(faq).entries]
    sources += [entry.phrasings for file in files for entry in load_json(file).entries]
    entries, short = made_up(count, [each for each in sources if len(each) > 2])
    stories = [query["text"] for query in json.loads(QUESTIONS.read_text(encoding="utf-8"))["queries"]]
    known: dict[str, bytes] = {}
    before = resident()
    encoder = Encoder() if variant == "full" else None
    if encoder:
        keep_to_one_thread()
        encoder.warm()
        known = vectors_of(entries, read_vectors(SHIPPED, encoder.version))
    started = time.perf_counter()
    meaning = Encodings(encoder, known) if encoder else None
    index = Index.build(entries, meaning=meaning)
    found = {"build": time.perf_counter() - started}
    for name, questions in (("short", short), ("stories", stories)):
        took = []
        for text in questions:
            started = time.perf_counter()
            index.judge(text)
            took.append((time.perf_counter() - started) * 1000)
        found |= {f"{name} p50": percentile(took, 50), f"{name} p95": percentile(took, 95)}
    found["megabytes"] = resident() - before
    if meaning:
        known |= meaning.new
    edits = []
    for number in range(EDITS):
        edited = replace(entries[number], phrasings=(*entries[number].phrasings[1:], f"a new one, {number}"))
        changed = [*entries[:number], edited, *entries[number + 1 :]]
        started = time.perf_counter()
        Index.build(changed, meaning=Encodings(encoder, known) if encoder else None)
        edits.append(time.perf_counter() - started)
    found["edit"] = median(edits)
    return found


def sizes(root: Path, faq: Path, files: Sequence[Path]) -> Table:
    """Each size with and without the encoder, each in a process of its own."""
    table = Table(
        "entries x phrasings", "variant", "build s", "edit s", "short p50 ms", "short p95 ms",
        "stories p50 ms", "stories p95 ms", "MB", "MB beyond words", box=box.MARKDOWN,
    )  # fmt: skip
    for count in COUNTS:
        alone = 0.0
        for variant in ("words", "full"):
            print(f"{count} entries: {variant} …", file=sys.stderr)
            paths = [str(path.resolve()) for path in (faq, *files)]
            printed = subprocess.run(
                [sys.executable, "-m", "benchmarks.sizes", variant, str(count), *paths],
                cwd=root, check=True, stdout=subprocess.PIPE,
            ).stdout  # fmt: skip
            found = json.loads(printed)
            beyond = "" if variant == "words" else f"{found['megabytes'] - alone:.0f}"
            alone = found["megabytes"]
            row = [f"{found[name]:.2f}" for name in ("build", "edit")]
            row += [f"{found[f'{kind} {p}']:.1f}" for kind in ("short", "stories") for p in ("p50", "p95")]
            table.add_row(f"{count} x {EACH}", variant, *row, f"{alone:.0f}", beyond)
    return table


if __name__ == "__main__":
    given = sys.argv
    print(json.dumps(measure(given[1], int(given[2]), Path(given[3]), [Path(each) for each in given[4:]])))
