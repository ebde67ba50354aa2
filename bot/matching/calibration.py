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

SHARPNESS = 0.08
"""The softmax's temperature: how far an entry must be ahead to have the field to itself."""

# What the fit starts from and is pulled to when there are few phrasings: round figures near to what several
# sets of entries gave. Order: constant, likeness, lead over the next, log of the share, words covered.
_USUAL = np.array([-3.5, 4.0, 7.0, 0.7, 1.5])
_TRUST = 1e-3
"""How hard the fit is pulled to `_USUAL`."""

# How much the three kinds of samples weigh together: as if a third of all questions had no entry. A left-out
# entry counts little: its neighbours are nearer to its phrasings than any entry is to a foreign question.
_WEIGHTS = {"own": 1.0, "entry left out": 0.5, "everyday": 0.5}


@dataclass(frozen=True, slots=True)
class Sample:
    """One known case: what kind, the features of the best entry, and whether it was the right one.

    `offered` says whether the right one was among the best three.
    """

    kind: str
    features: Array
    right: bool
    offered: bool


def features(scores: Array, entry: int, covered: float) -> Array:
    """What the chance of an entry hangs on: its likeness, its lead, its share, the words it covers."""
    score = scores[entry]
    others = scores.copy()
    others[entry] = 0.0
    lead = score - others.max()
    share = 1 / np.exp((scores - score) / SHARPNESS).sum()
    return np.array([1.0, score, lead, np.log(share), covered])


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
        weights = np.array([_WEIGHTS[kind] / count[kind] for kind in kinds])
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


def _sigmoid(case: Array, weights: Array) -> float:
    return float(1 / (1 + np.exp(-np.clip(case @ weights, -30, 30))))


def _logistic(table: Array, outcome: Array, weights: Array) -> Array:
    """Weighted logistic regression by Newton's steps, pulled to the usual weights."""
    weights = weights / weights.sum()
    found = _USUAL.copy()
    for _ in range(25):
        chance = 1 / (1 + np.exp(-np.clip(table @ found, -30, 30)))
        slope = table.T @ (weights * (chance - outcome)) + _TRUST * (found - _USUAL)
        curve = (table.T * (weights * chance * (1 - chance))) @ table + _TRUST * np.eye(len(found))
        step = np.linalg.solve(curve, slope)
        found = found - step
        if np.abs(step).max() < 1e-6:
            break
    return found
