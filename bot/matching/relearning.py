"""Fitting the calibration anew, with what people said of answers beside the entries' own phrasings."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.matching.calibration import LABEL, Array, Calibration, Sample, features
from bot.matching.index import Index

_OFFERED = 3


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question of which one entry is known to be right, or some are known to be wrong."""

    text: str
    right: str | None
    wrong: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Effect:
    """How many labelled questions have a chance that is answered with, and how many of these wrongly."""

    answered: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Lessons:
    """What labels teach: a sample for each question, and the chance from which its best entry is shown."""

    samples: tuple[Sample, ...]
    bars: tuple[float, ...]

    def effect(self, calibration: Calibration) -> Effect:
        """What a calibration does with these questions."""
        pairs = zip(self.samples, self.bars, strict=True)
        shown = [sample.right for sample, bar in pairs if calibration.chance(sample.features) >= bar]
        return Effect(len(shown), shown.count(False))


def lessons(index: Index, labelled: Sequence[Labelled]) -> Lessons:
    """Judge labelled questions as the index ranks them now.

    One whose best entry is neither known to be right nor to be wrong teaches nothing.
    """
    samples, bars = [], []
    for each in labelled:
        case = index.case_of(each.text)
        if case is None:
            continue
        found, ranked, bar = case
        if each.right is None and ranked[0] not in each.wrong:
            continue
        samples.append(Sample(LABEL, found, ranked[0] == each.right, each.right in ranked[:_OFFERED]))
        bars.append(bar)
    return Lessons(tuple(samples), tuple(bars))


def shape_of(encoder: str) -> str:
    """Names what weights are weights of: the features, by an example, and the encoder's version.

    Weights that were fitted to another shape mean nothing here.
    """
    example = features(np.array([0.9, 0.6, 0.3]), 0)
    return " ".join([*(f"{number:.4f}" for number in example), encoder or "none"])


def as_text(calibration: Calibration) -> str:
    """A calibration's weights, to be kept."""
    return json.dumps({"right": calibration.right.tolist(), "offered": calibration.offered.tolist()})


def from_text(text: str) -> Calibration | None:
    """Weights as they were kept; None when they cannot be used."""
    try:
        kept = json.loads(text)
        right, offered = _weights(kept["right"]), _weights(kept["offered"])
    except (ValueError, TypeError, KeyError):
        return None
    return Calibration(right, offered) if right is not None and offered is not None else None


def _weights(numbers: Any) -> Array | None:
    weights = np.array(numbers, dtype=np.float64)
    wanted = features(np.array([0.9, 0.6, 0.3]), 0).shape
    return weights if weights.shape == wanted and bool(np.isfinite(weights).all()) else None
