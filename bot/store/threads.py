"""Threads: mentoring conversations and the queue of those that wait.

Each change of state is one conditional UPDATE that says whether it won; the first wins.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.store.database import Tx, listed, statements


@dataclass(frozen=True, slots=True)
class Thread:
    """One thread as stored; `version` grows with each change that its card shows."""

    id: int
    asker_id: int
    question_id: int
    topic: str
    fingerprint: str
    state: str
    mentor_id: int | None
    last_mentor_id: int | None
    returned: bool
    version: int
    side_chat_id: str
    opened_at: datetime
    waiting_since: datetime
    claimed_at: datetime | None
    first_reply_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    rating: int | None

    @property
    def is_open(self) -> bool:
        """Whether it waits or is claimed."""
        return self.state in {"waiting", "claimed"}


_sql = statements(__file__, Thread)


async def add(tx: Tx, *, asker_id: int, question_id: int, topic: str, fingerprint: str, now: datetime) -> int:
    """Open a thread; returns its number."""
    number: int = await _sql.add(
        tx, asker_id=asker_id, question_id=question_id, topic=topic, fingerprint=fingerprint, now=now
    )
    return number


async def get(tx: Tx, thread_id: int) -> Thread | None:
    """Return the thread, or None."""
    row: Thread | None = await _sql.get(tx, id=thread_id)
    return row


async def of_question(tx: Tx, question_id: int) -> Thread | None:
    """Return the thread that was opened for a question, or None."""
    row: Thread | None = await _sql.of_question(tx, question_id=question_id)
    return row


async def same_question(tx: Tx, asker_id: int, fingerprint: str, since: datetime) -> Thread | None:
    """The asker's thread with the same text: an open one, or one opened since and resolved."""
    row: Thread | None = await _sql.same_question(tx, asker_id=asker_id, fingerprint=fingerprint, since=since)
    return row


async def of_asker(tx: Tx, asker_id: int, most: int) -> list[Thread]:
    """The asker's newest threads, newest first."""
    return await listed(_sql.of_asker(tx, asker_id=asker_id, most=most))


async def open_of_asker(tx: Tx, asker_id: int) -> list[Thread]:
    """The asker's open threads, oldest first."""
    return await listed(_sql.open_of_asker(tx, asker_id=asker_id))


async def in_side_room(tx: Tx, asker_id: int, chat_id: str) -> Thread | None:
    """The asker's thread that goes on in this side room, an open one first."""
    row: Thread | None = await _sql.open_in_side_room(tx, asker_id=asker_id, chat_id=chat_id)
    return row


async def of_mentor(tx: Tx, mentor_id: int) -> list[Thread]:
    """What a mentor has claimed."""
    return await listed(_sql.of_mentor(tx, mentor_id=mentor_id))


async def queue(tx: Tx, most: int) -> list[Thread]:
    """The threads that wait, in the order in which they are next."""
    return await listed(_sql.queue(tx, most=most))


async def place(tx: Tx, thread_id: int) -> int:
    """The waiting thread's place in the queue, from 1; 0 when it does not wait."""
    number: int = await _sql.place(tx, id=thread_id)
    return number


async def count_states(tx: Tx) -> dict[str, int]:
    """How many threads are in each state."""
    return dict(await listed(_sql.count_states(tx)))


async def first_replies(tx: Tx, since: datetime) -> list[tuple[datetime, datetime]]:
    """When threads were opened and first answered, for those opened since."""
    return await listed(_sql.first_replies(tx, since=since))


async def claim(tx: Tx, thread_id: int, mentor_id: int, now: datetime) -> bool:
    """Give the waiting thread to a mentor; False when somebody was faster."""
    return bool(await _sql.claim(tx, id=thread_id, mentor_id=mentor_id, now=now))


async def release(tx: Tx, thread_id: int, mentor_id: int) -> bool:
    """Put the mentor's thread back at the head of the queue; False when it was not theirs."""
    return bool(await _sql.release(tx, id=thread_id, mentor_id=mentor_id))


async def finish(tx: Tx, thread_id: int, state: str, ended_by: str, now: datetime) -> bool:
    """End an open thread as `resolved` or `withdrawn`; False when it had ended."""
    return bool(await _sql.finish(tx, id=thread_id, state=state, ended_by=ended_by, now=now))


async def reopen(tx: Tx, thread_id: int, now: datetime) -> bool:
    """Let a resolved thread wait again; False when it was not resolved."""
    return bool(await _sql.reopen(tx, id=thread_id, now=now))


async def rate(tx: Tx, thread_id: int, rating: int) -> bool:
    """Store the asker's rating (1 to 3) of a resolved thread; False when there is one already."""
    return bool(await _sql.rate(tx, id=thread_id, rating=rating))


async def note_first_reply(tx: Tx, thread_id: int, now: datetime) -> None:
    """Note when a mentor first wrote to the asker."""
    await _sql.first_reply(tx, id=thread_id, now=now)


async def set_side_chat(tx: Tx, thread_id: int, chat_id: str) -> None:
    """From now on the asker is reached in this side room."""
    await _sql.set_side_chat(tx, id=thread_id, chat_id=chat_id)


async def touch(tx: Tx, thread_id: int) -> None:
    """Something that the card shows has changed."""
    await _sql.touch(tx, id=thread_id)
