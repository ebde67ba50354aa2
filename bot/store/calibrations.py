"""Weights of the matcher that were fitted with people's labels; the newest row holds."""

from dataclasses import dataclass
from datetime import datetime

from bot.store.database import Tx, statements


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """Weights as JSON, empty when they were switched off; `shape` says of which matcher they are."""

    id: int
    shape: str
    weights: str
    labels: int
    fitted_at: datetime


_sql = statements(__file__, CalibrationRow)


async def add(tx: Tx, *, shape: str, weights: str, labels: int, now: datetime) -> None:
    """Keep new weights, fitted with so many labels."""
    await _sql.add(tx, shape=shape, weights=weights, labels=labels, now=now)


async def newest(tx: Tx) -> CalibrationRow | None:
    """The weights that hold, or None when there never were any."""
    row: CalibrationRow | None = await _sql.newest(tx)
    return row
