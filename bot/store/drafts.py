"""What a person has begun: text that waits for a choice of thread, and forms asked for in the chat."""

from dataclasses import dataclass
from datetime import datetime

from bot.messages import Address, File
from bot.store.database import Tx, statements
from bot.store.messages import files_from, files_to


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that nobody has yet, and where it was written."""

    id: int
    person_id: int
    text: str
    files: str
    chat_id: str
    message_id: str
    written_at: datetime

    @property
    def attachments(self) -> tuple[File, ...]:
        """The files of the message."""
        return files_from(self.files)


_sql = statements(__file__, Draft)


async def add(
    tx: Tx,
    *,
    person_id: int,
    text: str,
    files: tuple[File, ...],
    chat_id: str,
    message_id: str,
    now: datetime,
) -> int:
    """Keep a message until its thread is chosen; returns its number."""
    number: int = await _sql.add(
        tx,
        person_id=person_id,
        text=text,
        files=files_to(files),
        chat_id=chat_id,
        message_id=message_id,
        now=now,
    )
    return number


async def get(tx: Tx, draft_id: int) -> Draft | None:
    """Return the draft, or None once it is used."""
    row: Draft | None = await _sql.get(tx, id=draft_id)
    return row


async def use(tx: Tx, draft_id: int) -> bool:
    """Mark the draft as sent on its way; False when it was used before."""
    return bool(await _sql.use(tx, id=draft_id))


async def ask_form(tx: Tx, person_id: int, where: Address, action: str, now: datetime) -> None:
    """The next message of this person there fills in this form."""
    await _sql.ask_form(
        tx, person_id=person_id, chat_id=where.chat_id, topic_id=where.topic_id, action=action, now=now
    )


async def asked_form(tx: Tx, person_id: int, where: Address, since: datetime) -> str | None:
    """The action of the form that was asked for there, if not too long ago."""
    action: str | None = await _sql.asked_form(
        tx, person_id=person_id, chat_id=where.chat_id, topic_id=where.topic_id, since=since
    )
    return action


async def drop_form(tx: Tx, person_id: int, where: Address) -> None:
    """Nothing is asked for there any more."""
    await _sql.drop_form(tx, person_id=person_id, chat_id=where.chat_id, topic_id=where.topic_id)
