"""What delivering an item means for its kind: what is asked of the platform, and what is noted afterwards."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import Undeliverable
from bot.mentoring.cards import card_of
from bot.messages import Address, Post, RoomRequest
from bot.ports import Platform
from bot.store import outbox, people, rooms, threads
from bot.store.database import Tx
from bot.store.outbox import Item
from bot.store.rooms import CardRow
from bot.store.threads import Thread
from bot.wording import asking

Done = Callable[[Tx, datetime], Awaitable[None]]
"""Notes in the store what a delivery brought."""
Operation = Callable[[Mapping[str, Platform]], Awaitable[Done]]
"""Asks the platform; no transaction is open meanwhile."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of topics and the titles of entries by id, as cards show them."""

    topics: Callable[[], dict[str, str]]
    titles: Callable[[], dict[str, str]]


async def prepare(tx: Tx, item: Item, names: Names, platforms: Mapping[str, Platform]) -> Operation:
    """Look up all that the delivery needs; raises `Undeliverable` when it has no place to go."""
    if item.kind in {"send", "reply"}:
        return _send(item, await _address(tx, item, platforms))
    if item.kind == "card":
        return await _card(tx, item, names, platforms)
    if item.kind == "open_room":
        return await _open_room(tx, item, names, platforms)
    if item.kind == "close_room":
        return await _close_room(tx, item)
    return await _side_room(tx, item)


async def _thread(tx: Tx, item: Item) -> Thread:
    thread = await threads.get(tx, item.thread_id or 0)
    if thread is None:
        raise Undeliverable("gone")
    return thread


async def _address(tx: Tx, item: Item, platforms: Mapping[str, Platform]) -> tuple[Address, str]:
    """Where an item goes now, and the message that it answers there."""
    if item.audience == "asker":
        thread = await _thread(tx, item)
        person = await people.get(tx, thread.asker_id)
        side = Address(person.platform, thread.side_chat_id) if thread.side_chat_id else None
        return side or person.direct, item.reply_to
    if item.audience == "room":
        row = await rooms.get(tx, item.thread_id or 0, item.platform)
        if row is None:
            raise Undeliverable("gone")
        return row.room.where, item.reply_to or row.anchor
    if item.audience == "hub":
        hub = platforms[item.platform].hub
        if hub is None:
            raise Undeliverable("gone")
        return hub, ""
    return item.where, item.reply_to


def _send(item: Item, place: tuple[Address, str]) -> Operation:
    where, reply_to = place
    body = item.content

    async def operation(platforms: Mapping[str, Platform]) -> Done:
        post = Post(where, body.text, body.buttons, reply_to, body.files, nonce=f"outbox-{item.id}")
        shown = await platforms[item.platform].send(post)

        async def done(tx: Tx, now: datetime) -> None:
            await outbox.delivered(tx, item.id, now)
            await outbox.add_copies(tx, item, where, shown)

        return done

    return operation


async def _card(tx: Tx, item: Item, names: Names, platforms: Mapping[str, Platform]) -> Operation:
    thread = await _thread(tx, item)
    where, _ = await _address(tx, item, platforms)
    before = await rooms.card(tx, thread.id, item.platform)
    if before and before.version == thread.version and before.chat_id == where.chat_id:
        return _nothing(item)
    card = await card_of(tx, thread, where, names.topics(), names.titles())
    known = before.message_id if before and before.chat_id == where.chat_id else ""
    card = replace(card, message_id=known, nonce=f"outbox-{item.id}")

    async def operation(platforms: Mapping[str, Platform]) -> Done:
        shown = await platforms[item.platform].show_card(card)

        async def done(tx: Tx, now: datetime) -> None:
            await outbox.delivered(tx, item.id, now)
            await rooms.put_card(tx, CardRow(thread.id, item.platform, where.chat_id, shown, thread.version))
            await outbox.add_copies(tx, item, where, (shown,))

        return done

    return operation


def _nothing(item: Item) -> Operation:
    """The card shows this version already."""

    async def operation(_: Mapping[str, Platform]) -> Done:
        async def done(tx: Tx, now: datetime) -> None:
            await outbox.delivered(tx, item.id, now)

        return done

    return operation


async def _open_room(tx: Tx, item: Item, names: Names, platforms: Mapping[str, Platform]) -> Operation:
    thread = await _thread(tx, item)
    hub, _ = await _address(tx, item, platforms)
    card = await rooms.card(tx, thread.id, item.platform)
    current = await rooms.get(tx, thread.id, item.platform)
    shown = await card_of(tx, thread, hub, names.topics(), names.titles())
    request = RoomRequest(
        hub=hub,
        number=thread.id,
        title=shown.title,
        card=card.message_id if card else "",
        mentor=item.content.extra,
        current=current.room if current else None,
        nonce=f"outbox-{item.id}",
    )

    async def operation(platforms: Mapping[str, Platform]) -> Done:
        room = await platforms[item.platform].open_room(request)

        async def done(tx: Tx, now: datetime) -> None:
            await outbox.delivered(tx, item.id, now)
            await rooms.put(tx, thread.id, room)

        return done

    return operation


async def _close_room(tx: Tx, item: Item) -> Operation:
    row = await rooms.get(tx, item.thread_id or 0, item.platform)
    thread = await _thread(tx, item)

    async def operation(platforms: Mapping[str, Platform]) -> Done:
        # It may have been reopened or claimed again while this waited.
        if row is not None and not thread.is_open:
            await platforms[item.platform].close_room(row.room)

        async def done(tx: Tx, now: datetime) -> None:
            await outbox.delivered(tx, item.id, now)

        return done

    return operation


async def _side_room(tx: Tx, item: Item) -> Operation:
    thread = await _thread(tx, item)
    person = await people.get(tx, thread.asker_id)

    async def operation(platforms: Mapping[str, Platform]) -> Done:
        platform = platforms[item.platform]
        place = await platform.open_side_room(item.where, person.user_id, asking.side_room(thread.id))

        async def done(tx: Tx, now: datetime) -> None:
            await outbox.delivered(tx, item.id, now)
            await threads.set_side_chat(tx, thread.id, place.chat_id)

        return done

    return operation
