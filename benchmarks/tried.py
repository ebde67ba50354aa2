"""What was tried for the matcher, and what it gives on phrasings that were left out.

    python -m benchmarks.tried [SET.json | FOLDER …] [--faq FOLDER] [--only WORD]

Cross-validation in five folds over the phrasings of each set and of the FAQ; no question of a set is looked
at. Each held-out phrasing is judged as it is, and with its entry left out; everyday lines that no entry
answers stand beside them. The chance is fitted on the other folds. One line for each variant: `kept` is what
the matcher does, each other changes one thing. `slips` are held-out phrasings with a slip of the finger,
`stories` have a sentence about something else before them; for both the right entry first, and for stories
MCC.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table as Printed

from benchmarks.matching import ROOT, sets
from benchmarks.recipes import Recipe
from benchmarks.trial import Source
from benchmarks.validation import HEADINGS, Trial, Vectors

KEPT = Recipe()
VARIANTS: dict[str, Recipe] = {
    "kept": KEPT,
    "words only": replace(KEPT, meaning=0.0),
    "meaning only": replace(KEPT, meaning=1.0),
    "meaning .5": replace(KEPT, meaning=0.5),
    "meaning .65": replace(KEPT, meaning=0.65),
    "meaning .85": replace(KEPT, meaning=0.85),
    "vectors not pressed": replace(KEPT, pressed=False),
    "best phrasing 0 by meaning, no head": replace(KEPT, best_meant=0.0),
    "best phrasing .5 by meaning": replace(KEPT, best_meant=0.5),
    "best phrasing .7 by meaning": replace(KEPT, best_meant=0.7),
    "best phrasing .3 by words": replace(KEPT, best=0.3),
    "best phrasing .7 by words": replace(KEPT, best=0.7),
    "head .3": replace(KEPT, head=0.3),
    "head .6": replace(KEPT, head=0.6),
    "head .6, trained longer": replace(KEPT, head=0.6, steps=80),
    "head for centroid, trained longer": replace(KEPT, head=1.0, steps=80),
    "head for all meaning, trained longer": replace(KEPT, head=1.0, best_meant=0.0, steps=80),
    "head by least squares .6": replace(KEPT, head=0.6, steps=0),
    "head by least squares for all meaning": replace(KEPT, head=1.0, best_meant=0.0, steps=0),
    "head for all meaning, trained very long": replace(KEPT, head=1.0, best_meant=0.0, steps=400),
    "slips added": replace(KEPT, with_typos=True),
    "raw text encoded": replace(KEPT, texts="raw"),
    "both texts encoded": replace(KEPT, texts="both"),
    "rarity in questions only": replace(KEPT, idf=(1.0, 0.0)),
    "rarity squared in questions": replace(KEPT, idf=(2.0, 1.0)),
    "rarity squared in phrasings": replace(KEPT, idf=(1.0, 2.0)),
    "hubs lowered .3": replace(KEPT, hubs=0.3),
    "stories: whole": replace(KEPT, parts="whole"),
    "stories: best of whole and parts": replace(KEPT, parts="most"),
    "chance by share": replace(KEPT, features="share"),
    "chance by odds": replace(KEPT, features="odds"),
    "chance by score and lead": replace(KEPT, features="score lead"),
    "chance by share, odds and score": replace(KEPT, features="share odds score"),
    "nobody's score 0": replace(KEPT, nobody=0.0),
    "nobody's score .35": replace(KEPT, nobody=0.35),
}
WRITTEN: dict[str, Recipe] = {
    "without titles": replace(KEPT, without_titles=True),
    "without answers": replace(KEPT, answer=0.0),
    "answers .3": replace(KEPT, answer=0.3),
    "answers 1": replace(KEPT, answer=1.0),
    "answer's first sentence a phrasing": replace(KEPT, answer_as_phrasing=True),
}
"""What needs entries with titles and answers."""


def main() -> None:
    """Print a table for each set."""
    parser = argparse.ArgumentParser(description="Try variants of the matcher.")
    parser.add_argument("sets", type=Path, nargs="*", default=[ROOT.parent / "shared" / "bench"])
    parser.add_argument("--faq", type=Path, default=ROOT / "faq")
    parser.add_argument("--only", default="", help="only variants with this word, beside what is kept")
    chosen = parser.parse_args()
    console = Console(width=150, soft_wrap=True, highlight=False)
    remember = Vectors()
    for path in (*sets(chosen.sets), chosen.faq):
        source = Source.of(path)
        if not source.entries:
            continue
        trial = Trial(source, remember)
        printed = Printed("variant", *HEADINGS, box=box.MARKDOWN)
        variants = VARIANTS | WRITTEN if trial.written else VARIANTS
        for name, recipe in variants.items():
            if name != "kept" and chosen.only not in name:
                continue
            printed.add_row(name, *trial.measures(recipe))
        console.print(f"\n### {path.stem}\n")
        console.print(printed)


if __name__ == "__main__":
    main()
