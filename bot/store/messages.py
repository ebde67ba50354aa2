"""What was said in threads; an edit or a deletion is a new version."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.messages import Address, File
from bot.store.database import Tx, listed, statements


@dataclass(frozen=True, slots=True)
class Message:
    """A message in its latest version; `kind` is `asker`, `mentor` or `note` (mentors only)."""

    id: int
    thread_id: int
    author_id: int
    kind: str
    platform: str
    chat_id: str
    topic_id: str
    message_id: str
    sent_at: datetime
    text: str
    files: str
    deleted: bool

    @property
    def attachments(self) -> tuple[File, ...]:
        """The files of the message."""
        return files_from(self.files)


_sql = statements(__file__, Message)


def files_to(files: tuple[File, ...]) -> str:
    """Write files as the JSON that is stored."""
    return json.dumps([asdict(file) for file in files])


def files_from(stored: str) -> tuple[File, ...]:
    """Read files back from what was stored."""
    return tuple(File(**fields) for fields in json.loads(stored))


async def add(
    tx: Tx,
    *,
    thread_id: int,
    author_id: int,
    kind: str,
    where: Address,
    message_id: str,
    text: str,
    files: tuple[File, ...],
    now: datetime,
) -> int:
    """Store a message and its first version; returns its number."""
    number: int = await _sql.add(
        tx,
        thread_id=thread_id,
        author_id=author_id,
        kind=kind,
        platform=where.platform,
        chat_id=where.chat_id,
        topic_id=where.topic_id,
        message_id=message_id,
        now=now,
    )
    await add_version(tx, number, text=text, files=files, deleted=False, now=now)
    return number


async def add_version(
    tx: Tx, message_id: int, *, text: str, files: tuple[File, ...], deleted: bool, now: datetime
) -> None:
    """Store how the message reads from now on."""
    await _sql.add_version(
        tx, message_id=message_id, text=text, files=files_to(files), deleted=deleted, now=now
    )


async def at_place(tx: Tx, where: Address, message_id: str) -> Message | None:
    """The stored message that stands at this place under this platform id, or None."""
    row: Message | None = await _sql.at_place(
        tx, platform=where.platform, chat_id=where.chat_id, message_id=message_id
    )
    return row


async def get(tx: Tx, message_id: int) -> Message | None:
    """Return the message, or None."""
    row: Message | None = await _sql.get(tx, id=message_id)
    return row


async def of_thread(tx: Tx, thread_id: int) -> list[Message]:
    """Everything said in a thread, notes included, oldest first."""
    return await listed(_sql.of_thread(tx, thread_id=thread_id))


async def last_at(tx: Tx, thread_id: int) -> datetime | None:
    """When the thread's last word was said (notes do not count)."""
    moment: datetime | None = await _sql.last_at(tx, thread_id=thread_id)
    return moment


async def mentor_spoke_since(tx: Tx, thread_id: int, mentor_id: int, since: datetime) -> bool:
    """Whether the mentor wrote to the asker since."""
    return bool(await _sql.mentor_spoke_since(tx, thread_id=thread_id, mentor_id=mentor_id, since=since))
