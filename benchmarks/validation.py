"""Cross-validation of recipes over the phrasings of a set: see benchmarks/tried.py."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from benchmarks.measures import agreement, useful_at
from benchmarks.recipes import FOLDS, Asked, Floats, Fold, Recipe, Table, asked_of, with_slip
from benchmarks.trial import Source
from bot.matching.building import EVERYDAY
from bot.matching.calibration import SHARPNESS
from bot.matching.encoder import SHIPPED, Encoder, read_vectors
from bot.matching.matchable import asked
from bot.matching.question import take_apart

One = TypeVar("One")

HEADINGS = (
    "top 1", "MCC, cost 1", "MCC, cost 3", "useful@95", "useful@85",
    "slips top 1", "stories top 1", "stories MCC",
)  # fmt: skip
"""What `Trial.measures` gives, in its order."""

# Held-out phrasings of a fold that are judged with a slip and as a story too.
_SOME = 60
_WEIGHTS = (1.0, 0.45, 0.45)


@dataclass(frozen=True, slots=True)
class Cases:
    """Best entries, what their chances hang on, and the labels: -1 for what no entry answers."""

    winners: Table
    table: Table
    labels: Table

    @property
    def right(self) -> Table:
        """1.0 where the best entry is the right one."""
        right: Table = (self.winners == self.labels).astype(float)
        return right

    def every_other(self) -> "Cases":
        """Half of them."""
        return Cases(self.winners[::2], self.table[::2], self.labels[::2])


def cases(scores: Table, labels: Sequence[int], recipe: Recipe) -> Cases:
    """The features of the best entry of each text."""
    lines, winners = np.arange(len(scores)), scores.argmax(1)
    top = scores[lines, winners]
    others = scores.copy()
    others[lines, winners] = -np.inf
    lead = top - others.max(1)
    others[lines, winners] = recipe.nobody or -np.inf
    against = np.exp((others - top[:, None]) / SHARPNESS).sum(1)
    known = {"share": -np.log1p(against), "odds": -np.log(against), "score": top, "lead": lead}
    chosen = [known[name] for name in recipe.features.split()]
    return Cases(winners, np.stack([np.ones(len(scores)), *chosen], axis=1), np.array(labels))


def chance(cases: Cases, weights: Table) -> Table:
    """The chance of each best entry."""
    found: Table = 1 / (1 + np.exp(-np.clip(cases.table @ weights, -30, 30)))
    return found


def fitted(known: Sequence[Cases]) -> Table:
    """The weights of the features: own phrasings, entries left out, and everyday lines, as they weigh."""
    table = np.concatenate([each.table for each in known])
    right = np.concatenate([each.right for each in known])
    weight = np.concatenate(
        [np.full(len(c.labels), _WEIGHTS[i % 3] / max(1, len(c.labels))) for i, c in enumerate(known)]
    )
    weight /= weight.sum()
    found = np.zeros(table.shape[1])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-np.clip(table @ found, -30, 30)))
        slope = table.T @ (weight * (chance - right)) + 1e-3 * found
        curve = (table.T * (weight * chance * (1 - chance))) @ table + 1e-3 * np.eye(len(found))
        step = np.linalg.solve(curve, slope)
        found = found - step * min(1.0, 1 / max(float(np.abs(step).max()), 1.0))
    return found


class Trial:
    """One set in its folds."""

    def __init__(self, source: Source, remember: "Vectors") -> None:
        ordered = sorted((entry for entry in source.entries if asked(entry)), key=lambda entry: entry.id)
        source = replace(source, entries=tuple(ordered))
        self.written = any(entry.title and entry.text for entry in ordered)
        language = source.language
        lines = [line for line in EVERYDAY.read_text(encoding="utf-8").splitlines() if line.strip()]
        said = [line for line in lines if not any(p.asks for p in take_apart(line, language).parts)]
        self.folds = [Fold(source, number, remember) for number in range(FOLDS)]
        self._texts: list[tuple[Asked, ...]] = []
        for number, fold in enumerate(self.folds):
            texts = [text for _, text in fold.held_out]
            some = _some(texts)
            told = [f"{said[i % len(said)].rstrip('.?! ')}. {text}" for i, text in enumerate(some)]
            slips = asked_of([with_slip(text) for text in some], language)
            everyday = asked_of(lines[number::FOLDS], language)
            stories = asked_of(told, language, asked_of(some, language))
            self._texts.append((asked_of(texts, language), everyday, slips, stories))

    def measures(self, recipe: Recipe) -> list[str]:
        """One row of the table, as `HEADINGS` says."""
        judged = [
            self._fold(recipe, fold, texts) for fold, texts in zip(self.folds, self._texts, strict=True)
        ]
        known = [[own, left_out, everyday] for own, left_out, everyday, *_ in judged]
        slips, stories = [each[3] for each in judged], [each[4] for each in judged]
        fits = [
            fitted([each for i, others in enumerate(known) if i != number for each in others])
            for number in range(len(known))
        ]
        # As many entries left out as the calibration takes for usual: about half as many as own phrasings.
        pool = [[own, left_out.every_other(), everyday] for own, left_out, everyday in known]
        every = [each for own in pool for each in own]
        chances = [chance(each, weights) for own, weights in zip(pool, fits, strict=True) for each in own]
        of_stories = [chance(each, weights) for each, weights in zip(stories, fits, strict=True)]
        likely, good = np.concatenate(chances), np.concatenate([each.right for each in every]) > 0
        ranked = [(float(one), bool(other)) for one, other in zip(likely, good, strict=True)]
        answerable = sum(len(own.labels) for own, *_ in known)
        shares = (
            np.concatenate([own.right for own, *_ in known]).mean(),
            mcc(every, chances, 1.0),
            mcc(every, chances, 3.0),
            useful_at(ranked, answerable),
            useful_at(ranked, answerable, 0.85),
            np.concatenate([each.right for each in slips]).mean(),
            np.concatenate([each.right for each in stories]).mean(),
            mcc(stories, of_stories, 1.0),
        )
        return [f"{share:.3f}" for share in shares]

    def _fold(self, recipe: Recipe, fold: Fold, texts: Sequence[Asked]) -> tuple[Cases, ...]:
        """Held-out phrasings, the same with their entries left out, everyday lines, slips, stories."""
        held, everyday, slipped, told = texts
        labels = [entry for entry, _ in fold.held_out]
        some = _some(labels)
        scores, lines = fold.scores(recipe, held), fold.scores(recipe, everyday)
        without = scores.copy()
        without[np.arange(len(labels)), labels] = 0
        return (
            cases(scores, labels, recipe),
            cases(without, [-1] * len(labels), recipe),
            cases(lines, [-1] * len(lines), recipe),
            cases(fold.scores(recipe, slipped), some, recipe),
            cases(fold.scores(recipe, told), some, recipe),
        )


def _some(all_of_them: Sequence[One]) -> Sequence[One]:
    return all_of_them[:: max(1, len(all_of_them) // _SOME)]


def mcc(every: Sequence[Cases], chances: Sequence[Table], cost: float) -> float:
    """Agreement when what is worth its cost is answered."""
    labels = np.concatenate([each.labels for each in every])
    winners = np.concatenate([each.winners for each in every])
    shown = np.where(np.concatenate(chances) >= cost / (1 + cost), winners, -1)
    return agreement([str(label) for label in labels], [str(entry) for entry in shown])


class Vectors:
    """Vectors of texts, each made once."""

    def __init__(self) -> None:
        self._encoder = Encoder()
        kept = read_vectors(SHIPPED, self._encoder.version)
        self._known = {text: np.frombuffer(vector, np.float16) for text, vector in kept.items()}

    def __call__(self, texts: Sequence[str]) -> Floats:
        """The vectors, shape (texts, 384)."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(missing, self._encoder.encode(missing).astype(np.float16), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)
