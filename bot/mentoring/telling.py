"""Putting into the outbox what askers, rooms, mentors' channels and single persons are to hear."""

from bot.mentoring.moment import Moment
from bot.messages import Buttons, File, Room
from bot.store import outbox, people, rooms
from bot.store.outbox import Body
from bot.store.people import PersonRow
from bot.store.threads import Thread


async def asker(
    moment: Moment,
    thread: Thread,
    text: str,
    buttons: Buttons = (),
    *,
    source: int | None = None,
    files: tuple[File, ...] = (),
    reply_to: str = "",
) -> None:
    """Tell the thread's asker, wherever they can be reached when it is delivered."""
    person = await people.get(moment.tx, thread.asker_id)
    await outbox.put(
        moment.tx,
        platform=person.platform,
        kind="send",
        audience="asker",
        where=person.direct,
        body=Body(text, buttons, files),
        reply_to=reply_to,
        thread_id=thread.id,
        message_id=source,
        after_id=await outbox.side_opening(moment.tx, thread.id),
        now=moment.now,
    )


async def room_platform(moment: Moment, thread: Thread) -> str | None:
    """The platform whose room shows the thread: the (last) mentor's; None before the first claim."""
    if thread.last_mentor_id is None:
        return None
    return (await people.get(moment.tx, thread.last_mentor_id)).platform


async def room(
    moment: Moment,
    thread: Thread,
    text: str,
    buttons: Buttons = (),
    *,
    source: int | None = None,
    files: tuple[File, ...] = (),
    reply_to: str = "",
) -> None:
    """Tell the thread's room, if it ever had one; it waits for a room that is being opened.

    An empty text says nothing: who caused it has read it in the reply.
    """
    platform = await room_platform(moment, thread)
    if platform is None or not (text or files):
        return
    opening = await outbox.room_opening(moment.tx, thread.id, platform)
    if opening is None and await rooms.get(moment.tx, thread.id, platform) is None:
        return
    await outbox.put(
        moment.tx,
        platform=platform,
        kind="send",
        audience="room",
        body=Body(text, buttons, files),
        reply_to=reply_to,
        thread_id=thread.id,
        message_id=source,
        after_id=opening,
        now=moment.now,
    )


async def open_room(moment: Moment, thread_id: int, mentor: PersonRow) -> None:
    """Have the thread's room opened on the mentor's platform, in their direct chat if there is no channel."""
    if mentor.platform not in moment.hubs:
        await rooms.put(moment.tx, thread_id, Room(mentor.direct))
        return
    await outbox.put(
        moment.tx,
        platform=mentor.platform,
        kind="open_room",
        audience="hub",
        body=Body(extra=mentor.user_id),
        thread_id=thread_id,
        now=moment.now,
    )


async def close_room(moment: Moment, thread: Thread) -> None:
    """Have the thread's room closed, after everything that is still to be said there."""
    platform = await room_platform(moment, thread)
    if platform is None:
        return
    opening = await outbox.room_opening(moment.tx, thread.id, platform)
    if opening is not None or await rooms.get(moment.tx, thread.id, platform):
        await outbox.put(
            moment.tx,
            platform=platform,
            kind="close_room",
            audience="room",
            thread_id=thread.id,
            after_id=opening,
            now=moment.now,
        )


async def cards(moment: Moment, thread_id: int) -> None:
    """Have the thread's card shown, or changed, in every mentors' channel."""
    for platform in moment.hubs:
        await outbox.put(
            moment.tx, platform=platform, kind="card", audience="hub", thread_id=thread_id, now=moment.now
        )


async def hubs(moment: Moment, text: str, *, thread_id: int, once: str, buttons: Buttons = ()) -> None:
    """Tell every mentors' channel, once for each `once`."""
    for platform in moment.hubs:
        await outbox.put(
            moment.tx,
            platform=platform,
            kind="send",
            audience="hub",
            body=Body(text, buttons),
            thread_id=thread_id,
            once=f"{once}:{platform}",
            now=moment.now,
        )


async def person(
    moment: Moment, whom: PersonRow, text: str, buttons: Buttons = (), *, thread_id: int, once: str
) -> None:
    """Tell one person in private, once for each `once`."""
    await outbox.put(
        moment.tx,
        platform=whom.platform,
        kind="send",
        audience="place",
        where=whom.direct,
        body=Body(text, buttons),
        thread_id=thread_id,
        once=f"{once}:{whom.id}",
        now=moment.now,
    )
