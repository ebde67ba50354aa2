"""From likeness to chance: how often an entry that looks like this is the right one.

Learned from the entries' own phrasings only: each judged as if it were not there (then its entry should win),
each judged as if its whole entry were not there (then nothing should), and everyday lines that no entry
answers. No question that is later scored takes part.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SHARPNESS = 0.05
"""The softmax's temperature: how far an entry must be ahead to have the field to itself."""

NOBODY = 0.25
"""The score of an entry that stands for no answer: who is not ahead of it has no share, even alone."""

# What the fit starts from and is pulled to when there are few phrasings: round figures near to what several
# sets of entries gave. Order: constant, log of the share, log of the odds.
_USUAL = np.array([0.0, 1.5, 0.5])
_TRUST = 1e-3
"""How hard the fit is pulled to `_USUAL`; with fewer than `_ENOUGH` samples harder."""
_ENOUGH = 200

# How much the three kinds of samples weigh together: as if nearly half of all questions had no entry, half of
# those from the field and half from elsewhere.
_WEIGHTS = {"own": 1.0, "entry left out": 0.4, "everyday": 0.4}


LABEL = "label"
"""The kind of samples that are made of what people said of answers."""

# So many labels weigh as much as all other samples together; more do not weigh more.
_LABELS = 200

_STRIDE = 1.0


@dataclass(frozen=True, slots=True)
class Sample:
    """One known case: what kind, the features of the best entry, and whether it was the right one.

    `offered` says whether the right one was among the best three.
    """

    kind: str
    features: Array
    right: bool
    offered: bool


def features(scores: Array, entry: int) -> Array:
    """What the chance of an entry hangs on: its softmax share among all entries, as log and as log odds.

    The share alone reaches its end where an entry is far ahead; the odds go on. The score itself counts only
    against the bar that `NOBODY` sets: it tells everyday questions from the field's, but hardly which of the
    field's questions have no entry.
    """
    ahead = (scores - scores[entry]) / SHARPNESS
    ahead[entry] = (NOBODY - scores[entry]) / SHARPNESS
    others = float(np.exp(ahead).sum())
    return np.array([1.0, -np.log1p(others), -np.log(others)])


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted weights: of being right, and of the right entry being among the best three."""

    right: Array
    offered: Array

    @classmethod
    def fit(cls, samples: Sequence[Sample]) -> "Calibration":
        """Fit both; without samples the usual weights hold."""
        if not samples:
            return cls(_USUAL, _USUAL)
        kinds = [sample.kind for sample in samples]
        count = Counter(kinds)
        weights = np.array([_weight(kind, count[kind]) / count[kind] for kind in kinds])
        table = np.stack([sample.features for sample in samples])
        return cls(
            _logistic(table, np.array([float(s.right) for s in samples]), weights),
            _logistic(table, np.array([float(s.offered) for s in samples]), weights),
        )

    def chance(self, case: Array) -> float:
        """The chance that this entry is the right one."""
        return _sigmoid(case, self.right)

    def chance_among_three(self, case: Array) -> float:
        """The chance that the right one is among the best three."""
        return _sigmoid(case, self.offered)


def _weight(kind: str, count: int) -> float:
    """How much all samples of a kind weigh together."""
    if kind == LABEL:
        return sum(_WEIGHTS.values()) * min(1.0, count / _LABELS)
    return _WEIGHTS[kind]


def _sigmoid(case: Array, weights: Array) -> float:
    return float(1 / (1 + np.exp(-np.clip(case @ weights, -30, 30))))


def _logistic(table: Array, outcome: Array, weights: Array) -> Array:
    """Weighted logistic regression by Newton's steps, pulled to the usual weights."""
    weights = weights / weights.sum()
    trust = _TRUST * max(1.0, (_ENOUGH / len(outcome)) ** 2)
    found = _USUAL.copy()
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(table @ found, -30, 30)))
        slope = table.T @ (weights * (chance - outcome)) + trust * (found - _USUAL)
        curve = (table.T * (weights * chance * (1 - chance))) @ table + trust * np.eye(len(found))
        step = np.linalg.solve(curve, slope)
        # Where right and wrong fall apart cleanly, a whole step goes far beyond.
        step *= min(1.0, _STRIDE / max(float(np.abs(step).max()), _STRIDE))
        found = found - step
        if np.abs(step).max() < 1e-6:
            break
    return found
