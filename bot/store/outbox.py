"""The outbox: everything that is to be shown, in order for each lane, until it is shown or cannot be."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from bot.messages import Address, Button, Buttons, File, Person, Style, private_chat
from bot.store.database import Tx, listed, statements

_NEWS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Body:
    """What an item shows; `extra` holds what only its kind needs (the claiming mentor)."""

    text: str = ""
    buttons: Buttons = ()
    files: tuple[File, ...] = ()
    extra: str = ""

    def to_json(self) -> str:
        """Write the body as it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, stored: str) -> "Body":
        """Read a stored body back."""
        data = json.loads(stored)
        return cls(
            text=data["text"],
            buttons=tuple(
                tuple(Button(**{**button, "style": Style(button["style"])}) for button in row)
                for row in data["buttons"]
            ),
            files=tuple(File(**file) for file in data["files"]),
            extra=data["extra"],
        )


@dataclass(frozen=True, slots=True)
class Item:
    """One item as stored.

    `audience` says whom it is for: a `place` (the address in the row), the thread's `asker`, the thread's
    `room` on the platform, or the platform's `hub`; all but the first are looked up at delivery.
    """

    id: int
    platform: str
    lane: str
    kind: str
    audience: str
    chat_id: str
    topic_id: str
    reply_to: str
    body: str
    thread_id: int | None
    message_id: int | None
    after_id: int | None
    once: str | None
    state: str
    due_at: datetime
    attempts: int
    reason: str
    created_at: datetime
    done_at: datetime | None

    @property
    def where(self) -> Address:
        """The address in the row (meaningful for `place`)."""
        return Address(self.platform, self.chat_id, self.topic_id)

    @property
    def content(self) -> Body:
        """The body, read back."""
        return Body.from_json(self.body)


@dataclass(frozen=True, slots=True)
class Head:
    """The first item of a lane; `blocked` while the item it must follow is not done."""

    id: int
    lane: str
    platform: str
    due_at: datetime
    blocked: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """A message that the bot has shown, its thread, and the stored message that it shows."""

    platform: str
    chat_id: str
    message_id: str
    delivery: int
    thread_id: int | None
    source_id: int | None


_sql = statements(__file__, Item, Head, Copy)


async def put(
    tx: Tx,
    *,
    platform: str,
    kind: str,
    audience: str,
    now: datetime,
    where: Address | None = None,
    body: Body | None = None,
    reply_to: str = "",
    thread_id: int | None = None,
    message_id: int | None = None,
    after_id: int | None = None,
    once: str | None = None,
    due_at: datetime | None = None,
) -> int:
    """Put an item at the end of its lane; its number, or 0 when `once` says that it was put before."""
    number = await _sql.put(
        tx,
        platform=platform,
        lane=lane(platform, audience, where, thread_id),
        kind=kind,
        audience=audience,
        chat_id=where.chat_id if where else "",
        topic_id=where.topic_id if where else "",
        reply_to=reply_to,
        body=(body or Body()).to_json(),
        thread_id=thread_id,
        message_id=message_id,
        after_id=after_id,
        once=once,
        due_at=due_at or now,
        now=now,
    )
    return int(number or 0)


def lane(platform: str, audience: str, where: Address | None, thread_id: int | None) -> str:
    """Name the queue that an item stands in: what goes to one place goes in order."""
    if audience == "room":
        return f"{platform} room {thread_id}"
    if audience == "hub":
        return f"{platform} hub"
    assert where is not None  # noqa: S101 - every other audience comes with its address
    return f"{platform} {where.chat_id} {where.topic_id}".rstrip()


async def get(tx: Tx, item_id: int) -> Item | None:
    """Return the item, or None."""
    row: Item | None = await _sql.get(tx, id=item_id)
    return row


async def heads(tx: Tx) -> list[Head]:
    """The first item of each lane that has any."""
    return await listed(_sql.heads(tx))


async def room_opening(tx: Tx, thread_id: int, platform: str) -> int | None:
    """The item that is about to open the thread's room, or None."""
    number: int | None = await _sql.room_opening(tx, thread_id=thread_id, platform=platform)
    return number


async def openings_since(tx: Tx, thread_id: int, platform: str, after: int) -> int:
    """How often the thread's room was to be opened since the item `after` was put."""
    number: int = await _sql.openings_since(tx, thread_id=thread_id, platform=platform, after=after)
    return number


async def side_opening(tx: Tx, thread_id: int) -> int | None:
    """The item that is about to open the asker's side room, or None."""
    number: int | None = await _sql.side_opening(tx, thread_id=thread_id)
    return number


async def due_sends_of(tx: Tx, thread_id: int, audience: str) -> list[Item]:
    """What still waits to be sent to the thread's asker or room."""
    return await listed(_sql.due_sends_of(tx, thread_id=thread_id, audience=audience))


async def delivered(tx: Tx, item_id: int, now: datetime) -> bool:
    """Mark as shown; False when it was done before."""
    return bool(await _sql.delivered(tx, id=item_id, now=now))


async def dead(tx: Tx, item_id: int, reason: str, now: datetime) -> bool:
    """Mark as impossible to deliver; False when it was done before."""
    return bool(await _sql.dead(tx, id=item_id, reason=reason, now=now))


async def later(tx: Tx, item_id: int, due_at: datetime, reason: str) -> None:
    """Try again then."""
    await _sql.later(tx, id=item_id, due_at=due_at, reason=reason)


async def wait_for(tx: Tx, item_id: int, after_id: int, due_at: datetime) -> None:
    """Let an item wait until another one is done."""
    await _sql.wait_for(tx, id=item_id, after_id=after_id, due_at=due_at)


async def release_replies(tx: Tx, now: datetime) -> None:
    """After a start: nobody holds an interaction any more, so the courier delivers the replies."""
    await _sql.release_replies(tx, now=now)


async def revive(tx: Tx, platform: str, where: Address, now: datetime) -> int:
    """The person can be reached again: what was refused meanwhile is due now; how much that is.

    What belongs to no thread, such as a reminder, is news for a short time only.
    """
    number: int = await _sql.revive(tx, lane=lane(platform, "asker", where, None), now=now, fresh=now - _NEWS)
    return number


async def count_states(tx: Tx) -> dict[str, int]:
    """How many items are in each state."""
    return dict(await listed(_sql.count_states(tx)))


async def add_copies(tx: Tx, item: Item, where: Address, message_ids: tuple[str, ...]) -> None:
    """Note the messages as which an item was shown."""
    for message_id in message_ids:
        await _sql.add_copy(
            tx,
            platform=where.platform,
            chat_id=where.chat_id,
            message_id=message_id,
            delivery=item.id,
            thread_id=item.thread_id,
            source_id=item.message_id,
        )


async def copy_at(tx: Tx, where: Address, message_id: str) -> Copy | None:
    """What the bot showed as this message, or None."""
    row: Copy | None = await _sql.copy_at(
        tx, platform=where.platform, chat_id=where.chat_id, message_id=message_id
    )
    return row


async def copies_of(tx: Tx, source_id: int) -> list[Copy]:
    """Where a stored message was shown."""
    return await listed(_sql.copies_of(tx, source_id=source_id))


async def in_room(tx: Tx, source_id: int, thread_id: int, platform: str) -> bool:
    """Whether a stored message was shown in the thread's room on a platform, or is about to be."""
    there = lane(platform, "room", None, thread_id)
    return bool(await _sql.in_lane(tx, source_id=source_id, lane=there))


async def last_shown(tx: Tx, who: Person, *, mentor: bool) -> Item | None:
    """The newest item with buttons that was shown to a person.

    That is in private, in the room of a thread that they have or had last, as a reply, or as a new card.

    A card that changed is not shown anew; a button pressed on it is the one it had when it came.
    """
    row: Item | None = await _sql.last_shown(
        tx,
        platform=who.platform,
        chat_id=private_chat(who.platform, who.user_id).chat_id,
        user_id=who.user_id,
        mentor=mentor,
    )
    return row
