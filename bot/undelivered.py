"""What follows when a platform refuses an item for good: another way, or word to whoever waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.config import QueueSettings
from bot.mentoring import moves, telling
from bot.mentoring.moment import Moment
from bot.messages import Address, Button, Room
from bot.ports import Platform
from bot.store import outbox, people, questions, rooms, threads
from bot.store.database import Tx
from bot.store.outbox import Body, Item
from bot.store.threads import Thread
from bot.wording import asking, mentoring

_REOPENINGS = 3
"""How often a deleted room is made anew for one item before the mentor's direct chat is used."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the fallbacks need to know besides the item."""

    queue: QueueSettings


async def settle(
    tx: Tx, item: Item, reason: str, rules: Rules, now: datetime, platforms: Mapping[str, Platform]
) -> None:
    """Find another way for a refused item, else mark it dead and tell the one who waits for it."""
    hubs = tuple(name for name, platform in platforms.items() if platform.hub)
    moment = Moment(tx, now, rules.queue, hubs)
    thread = await threads.get(tx, item.thread_id) if item.thread_id else None
    if thread is not None:
        if item.audience == "room" and item.kind == "send" and await _new_room(moment, item, thread, reason):
            return
        if item.kind == "open_room" and await _room_in_direct_chat(moment, item, thread):
            return
        if item.audience == "asker" and thread.side_chat_id and reason != "refused":
            # The side room is gone or shut: the direct chat is tried again.
            await threads.set_side_chat(tx, thread.id, "")
            await outbox.later(tx, item.id, now, reason)
            return
        if item.audience == "asker" and reason in {"closed", "blocked"}:
            await people.set_reachable(tx, thread.asker_id, reachable=False)
            if await _side_room(moment, item, thread):
                return
    if not await outbox.dead(tx, item.id, reason, now):
        return
    if thread is not None and item.audience == "asker":
        await _tell_room(moment, item, thread, reason)
        await _nudge_in_group(moment, thread, platforms)
    if thread is not None and item.audience == "room" and item.kind == "send" and reason != "refused":
        await _mentor_lost(moment, item, thread)


async def _mentor_lost(moment: Moment, item: Item, thread: Thread) -> None:
    """Not even the mentor's direct chat takes anything: somebody else can have the thread."""
    if thread.mentor_id is None:
        return
    mentor = await people.get(moment.tx, thread.mentor_id)
    if mentor.platform != item.platform:
        return
    await people.set_reachable(moment.tx, mentor.id, reachable=False)
    await moves.release(moment, thread, to_asker=asking.given_back(thread.id), to_room="")


async def _new_room(moment: Moment, item: Item, thread: Thread, reason: str) -> bool:
    """The room was deleted, or takes nothing: have another one opened and let the item wait for it.

    A message that is refused for what it is would be refused in any room.
    """
    if thread.last_mentor_id is None or reason == "refused":
        return False
    mentor = await people.get(moment.tx, thread.last_mentor_id)
    current = await rooms.get(moment.tx, thread.id, item.platform)
    if mentor.platform != item.platform or (current and current.room.where == mentor.direct):
        return False
    await outbox.later(moment.tx, item.id, moment.now, reason)
    opening = await outbox.room_opening(moment.tx, thread.id, item.platform)
    if opening is None:
        if await outbox.openings_since(moment.tx, thread.id, item.platform, item.id) >= _REOPENINGS:
            await rooms.put(moment.tx, thread.id, Room(mentor.direct))
            return True
        await rooms.forget(moment.tx, thread.id, item.platform)
        # In a forum the card's post is the room, and is gone with it: the card has to be there first.
        await threads.touch(moment.tx, thread.id)
        await telling.cards(moment, thread.id)
        await telling.open_room(moment, thread.id, mentor)
        opening = await outbox.room_opening(moment.tx, thread.id, item.platform)
    if opening is not None:
        await outbox.wait_for(moment.tx, item.id, opening, moment.now)
    return True


async def _room_in_direct_chat(moment: Moment, item: Item, thread: Thread) -> bool:
    """No room can be opened in the mentors' channel: the mentor's direct chat serves as one."""
    if thread.last_mentor_id is None:
        return False
    mentor = await people.get(moment.tx, thread.last_mentor_id)
    if mentor.platform != item.platform:
        return False
    await rooms.put(moment.tx, thread.id, Room(mentor.direct))
    return await outbox.dead(moment.tx, item.id, "forbidden", moment.now)


async def _side_room(moment: Moment, item: Item, thread: Thread) -> bool:
    """The direct chat is closed: open a place near the channel where it was asked, once, and wait for it."""
    question = await questions.get(moment.tx, thread.question_id)
    if question is None or question.private or thread.side_chat_id:
        return False
    opening = await outbox.side_opening(moment.tx, thread.id)
    if opening is None:
        opening = await outbox.put(
            moment.tx,
            platform=item.platform,
            kind="side_room",
            audience="place",
            where=Address(item.platform, question.chat_id, question.topic_id),
            thread_id=thread.id,
            once=f"side:{thread.id}",
            now=moment.now,
        )
    if not opening:
        return False
    await outbox.wait_for(moment.tx, item.id, opening, moment.now)
    return True


async def _tell_room(moment: Moment, item: Item, thread: Thread, reason: str) -> None:
    """Tell the mentor that what they wrote did not arrive."""
    if item.message_id is None:
        return
    asker = await people.get(moment.tx, thread.asker_id)
    closed = reason in {"closed", "blocked"}
    text = (mentoring.not_delivered if closed else mentoring.lost)(thread.id, asker.alias)
    await telling.room(moment, thread, text)


async def _nudge_in_group(moment: Moment, thread: Thread, platforms: Mapping[str, Platform]) -> None:
    """Where it was asked in a group: say there, once a day, that an answer waits in a closed chat."""
    question = await questions.get(moment.tx, thread.question_id)
    asker = await people.get(moment.tx, thread.asker_id)
    platform = platforms.get(asker.platform)
    if question is None or question.private or platform is None:
        return
    link = platform.link
    if not link:
        return
    await outbox.put(
        moment.tx,
        platform=asker.platform,
        kind="send",
        audience="place",
        where=Address(asker.platform, question.chat_id, question.topic_id),
        body=Body(asking.group_nudge(thread.id), ((Button(asking.WRITE_PRIVATELY, url=link),),)),
        reply_to=question.message_id,
        thread_id=thread.id,
        once=f"nudge:{thread.id}:{moment.now - timedelta(hours=12):%Y-%m-%d}",
        now=moment.now,
    )
