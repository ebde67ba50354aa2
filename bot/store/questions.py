"""Questions as they were asked, what the matcher said, and what people said of the answer."""

import json
from dataclasses import dataclass
from datetime import datetime

from bot.messages import Address
from bot.store.database import Tx, listed, statements


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `entry` is the one shown last, `offered` a JSON list of the entries offered as buttons.

    `browsed` marks a row that stands for an entry opened from a list: nobody has typed a question yet.
    """

    id: int
    asker_id: int
    text: str
    chat_id: str
    topic_id: str
    message_id: str
    private: bool
    browsed: bool
    verdict: str
    entry: str | None
    score: float
    offered: str
    asked_at: datetime

    @property
    def offers(self) -> tuple[str, ...]:
        """The entries offered, best first."""
        return tuple(json.loads(self.offered))


@dataclass(frozen=True, slots=True)
class Label:
    """What somebody said of an entry as the answer to a question."""

    question_id: int
    entry: str
    label: str


_sql = statements(__file__, Question, Label)


async def add(
    tx: Tx,
    *,
    asker_id: int,
    text: str,
    where: Address,
    message_id: str,
    private: bool,
    browsed: bool,
    verdict: str,
    entry: str | None,
    score: float,
    offered: tuple[str, ...],
    now: datetime,
) -> int:
    """Store a question; returns its number."""
    number: int = await _sql.add(
        tx,
        asker_id=asker_id,
        text=text,
        chat_id=where.chat_id,
        topic_id=where.topic_id,
        message_id=message_id,
        private=private,
        browsed=browsed,
        verdict=verdict,
        entry=entry,
        score=score,
        offered=json.dumps(offered),
        now=now,
    )
    return number


async def get(tx: Tx, question_id: int) -> Question | None:
    """Return the question, or None."""
    row: Question | None = await _sql.get(tx, id=question_id)
    return row


async def last_of(tx: Tx, asker_id: int, where: Address) -> Question | None:
    """What somebody last asked in a place; entries that they only opened do not count."""
    row: Question | None = await _sql.last_of(
        tx, asker_id=asker_id, chat_id=where.chat_id, topic_id=where.topic_id
    )
    return row


async def show_entry(tx: Tx, question_id: int, entry: str) -> None:
    """Note which entry was shown for the question."""
    await _sql.show_entry(tx, id=question_id, entry=entry)


async def set_text(tx: Tx, question_id: int, text: str) -> None:
    """Give a browsed row the words of the person who now asks."""
    await _sql.set_text(tx, id=question_id, text=text)


async def label(tx: Tx, question_id: int, entry: str, label: str, now: datetime) -> None:
    """Store what somebody says of an entry: `answered`, `refused`, `picked` or `mentor`; twice is once."""
    await _sql.label(tx, question_id=question_id, entry=entry, label=label, now=now)


async def every(tx: Tx) -> list[Question]:
    """All questions, oldest first; for reports, not for answering."""
    return await listed(_sql.every(tx))


async def labels(tx: Tx) -> list[Label]:
    """All labels, oldest first."""
    return await listed(_sql.labels(tx))


async def count_since(tx: Tx, since: datetime) -> tuple[int, int]:
    """How many questions were asked since, and how many of them the FAQ answered."""
    asked, answered = await _sql.count_since(tx, since=since)
    return int(asked), int(answered)
