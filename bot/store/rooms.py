"""Rooms, where mentors see one thread, and cards, by which a thread shows in a mentors' channel."""

from dataclasses import dataclass

from bot.messages import Address, Room
from bot.store.database import Tx, listed, statements


@dataclass(frozen=True, slots=True)
class RoomRow:
    """The room of a thread on one platform."""

    thread_id: int
    platform: str
    chat_id: str
    topic_id: str
    anchor: str

    @property
    def room(self) -> Room:
        """The room as platforms know it."""
        return Room(Address(self.platform, self.chat_id, self.topic_id), self.anchor)


@dataclass(frozen=True, slots=True)
class CardRow:
    """The card of a thread on one platform, and the thread's version that it shows."""

    thread_id: int
    platform: str
    chat_id: str
    message_id: str
    version: int


_sql = statements(__file__, RoomRow, CardRow)


async def of_thread(tx: Tx, thread_id: int) -> list[RoomRow]:
    """The thread's rooms, at most one a platform."""
    return await listed(_sql.of_thread(tx, thread_id=thread_id))


async def get(tx: Tx, thread_id: int, platform: str) -> RoomRow | None:
    """The thread's room on a platform, or None."""
    row: RoomRow | None = await _sql.get(tx, thread_id=thread_id, platform=platform)
    return row


async def at_place(tx: Tx, where: Address) -> list[RoomRow]:
    """The rooms at an address: one, or several where threads share a plain group."""
    return await listed(
        _sql.at_place(tx, platform=where.platform, chat_id=where.chat_id, topic_id=where.topic_id)
    )


async def put(tx: Tx, thread_id: int, room: Room) -> None:
    """Note where the thread's room on that platform is."""
    where = room.where
    await _sql.put(
        tx,
        thread_id=thread_id,
        platform=where.platform,
        chat_id=where.chat_id,
        topic_id=where.topic_id,
        anchor=room.anchor,
    )


async def forget(tx: Tx, thread_id: int, platform: str) -> None:
    """Note that the room is gone."""
    await _sql.forget(tx, thread_id=thread_id, platform=platform)


async def card(tx: Tx, thread_id: int, platform: str) -> CardRow | None:
    """The thread's card on a platform, or None."""
    row: CardRow | None = await _sql.card(tx, thread_id=thread_id, platform=platform)
    return row


async def card_at(tx: Tx, where: Address, message_id: str) -> CardRow | None:
    """The card that is this message, or None."""
    row: CardRow | None = await _sql.card_at(
        tx, platform=where.platform, chat_id=where.chat_id, message_id=message_id
    )
    return row


async def put_card(tx: Tx, row: CardRow) -> None:
    """Note where a card is and which version it shows."""
    await _sql.put_card(
        tx,
        thread_id=row.thread_id,
        platform=row.platform,
        chat_id=row.chat_id,
        message_id=row.message_id,
        version=row.version,
    )
