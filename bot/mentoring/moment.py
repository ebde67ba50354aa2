"""One transaction at one moment: what every rule of this package works with."""

from dataclasses import dataclass
from datetime import datetime

from bot.config import QueueSettings
from bot.store.database import Tx


@dataclass(frozen=True, slots=True)
class Moment:
    """The open transaction, the present, the queue's rules, and the platforms with a mentors' channel."""

    tx: Tx
    now: datetime
    queue: QueueSettings
    hubs: tuple[str, ...]
