"""Messages of a thread: stored, and shown on the other side; edits and deletions as versions."""

from bot.errors import UserError
from bot.mentoring import telling
from bot.mentoring.moment import Moment
from bot.messages import Address, File, Said
from bot.store import messages, outbox, people, rooms, threads, timers
from bot.store.messages import Message
from bot.store.people import PersonRow
from bot.store.threads import Thread
from bot.wording import asking, mentoring


async def from_asker(
    moment: Moment,
    thread: Thread,
    asker: PersonRow,
    *,
    text: str,
    files: tuple[File, ...],
    where: Address,
    message_id: str,
    reply_to: str = "",
) -> None:
    """Store what the asker writes and show it in the room; where nobody has claimed it, on the card."""
    source = await _store(
        moment, thread, asker, "asker", text=text, files=files, where=where, message_id=message_id
    )
    if where == asker.direct and thread.side_chat_id:
        # The direct chat works again, so it is the better place from now on.
        await threads.set_side_chat(moment.tx, thread.id, "")
    if thread.state == "waiting":
        await threads.touch(moment.tx, thread.id)
        await telling.cards(moment, thread.id)
        return
    target = await _in_room(moment, thread, where, reply_to)
    shown = mentoring.from_asker(asker.alias, text)
    await telling.room(moment, thread, shown, source=source, files=files, reply_to=target)
    await timers.put_if_none(
        moment.tx, thread.id, {"remind": moment.queue.lease / 2, "lease": moment.queue.lease}, moment.now
    )
    await _not_idle(moment, thread)


async def from_mentor(moment: Moment, thread: Thread, mentor: PersonRow, said: Said) -> None:
    """Store what the mentor writes in the room and show it to the asker."""
    source = await _store(
        moment,
        thread,
        mentor,
        "mentor",
        text=said.text,
        files=said.files,
        where=said.where,
        message_id=said.message_id,
    )
    await threads.note_first_reply(moment.tx, thread.id, moment.now)
    await timers.drop(moment.tx, thread.id, "remind", "lease")
    await _not_idle(moment, thread)
    target = await _at_asker(moment, thread, said.where, said.reply_to)
    shown = asking.from_mentor(thread.id, mentor.name, said.text)
    await telling.asker(moment, thread, shown, source=source, files=said.files, reply_to=target)


async def note(
    moment: Moment, thread: Thread, mentor: PersonRow, *, text: str, where: Address, message_id: str
) -> None:
    """Store a note that only mentors see."""
    await _store(moment, thread, mentor, "note", text=text, files=(), where=where, message_id=message_id)


async def edited(moment: Moment, author: PersonRow, where: Address, message_id: str, text: str) -> bool:
    """Store a message's new text and show it to the other side; False when nothing changed for anyone."""
    message = await messages.at_place(moment.tx, where, message_id)
    if message is None or message.author_id != author.id or message.deleted or message.text == text:
        return False
    await messages.add_version(
        moment.tx, message.id, text=text, files=message.attachments, deleted=False, now=moment.now
    )
    await _show_version(moment, message, asking.edited(text))
    return True


async def deleted(moment: Moment, where: Address, message_id: str) -> bool:
    """Store that a message was deleted and tell the other side; False when it was none of a thread."""
    message = await messages.at_place(moment.tx, where, message_id)
    if message is None or message.deleted:
        return False
    await messages.add_version(
        moment.tx, message.id, text=message.text, files=message.attachments, deleted=True, now=moment.now
    )
    await _show_version(moment, message, asking.DELETED)
    return True


async def show_what_was_said(moment: Moment, thread: Thread, mentor: PersonRow) -> None:
    """Show a newly claimed thread's messages in its room, except those that it shows already."""
    for message in await messages.of_thread(moment.tx, thread.id):
        said_there = message.kind != "asker" and message.platform == mentor.platform
        if (
            message.deleted
            or said_there
            or await outbox.in_room(moment.tx, message.id, thread.id, mentor.platform)
        ):
            continue
        author = await people.get(moment.tx, message.author_id)
        shown = {
            "asker": mentoring.from_asker(author.alias, message.text),
            "mentor": mentoring.from_earlier(author.name, message.text),
            "note": mentoring.note(author.name, message.text),
        }[message.kind]
        await telling.room(moment, thread, shown, source=message.id, files=message.attachments)


async def _store(
    moment: Moment,
    thread: Thread,
    author: PersonRow,
    kind: str,
    *,
    text: str,
    files: tuple[File, ...],
    where: Address,
    message_id: str,
) -> int:
    if not text.strip() and not files:
        raise UserError(asking.NOTHING_TO_ADD)
    return await messages.add(
        moment.tx,
        thread_id=thread.id,
        author_id=author.id,
        kind=kind,
        where=where,
        message_id=message_id,
        text=text,
        files=files,
        now=moment.now,
    )


async def _not_idle(moment: Moment, thread: Thread) -> None:
    await timers.drop(moment.tx, thread.id, "close")
    await timers.put(moment.tx, thread.id, "warn", moment.now + moment.queue.idle_warn)


async def _show_version(moment: Moment, message: Message, text: str) -> None:
    thread = await threads.get(moment.tx, message.thread_id)
    assert thread is not None  # noqa: S101 - a foreign key says so
    if message.kind == "mentor":
        target = await _at_asker(
            moment, thread, Address(message.platform, message.chat_id), message.message_id
        )
        await telling.asker(moment, thread, text, reply_to=target)
    elif message.kind == "asker" and thread.state != "waiting":
        place = Address(message.platform, message.chat_id)
        await telling.room(
            moment, thread, text, reply_to=await _in_room(moment, thread, place, message.message_id)
        )
    elif message.kind == "asker":
        await threads.touch(moment.tx, thread.id)
        await telling.cards(moment, thread.id)


async def _in_room(moment: Moment, thread: Thread, where: Address, reply_to: str) -> str:
    """The message in the room that stands for the one that was answered, or an empty string."""
    platform = await telling.room_platform(moment, thread)
    row = await rooms.get(moment.tx, thread.id, platform) if platform else None
    return await _counterpart(moment, where, reply_to, row.room.where) if row else ""


async def _at_asker(moment: Moment, thread: Thread, where: Address, reply_to: str) -> str:
    """The message at the asker's that stands for the one that was answered, or an empty string."""
    asker = await people.get(moment.tx, thread.asker_id)
    place = Address(asker.platform, thread.side_chat_id) if thread.side_chat_id else asker.direct
    return await _counterpart(moment, where, reply_to, place)


async def _counterpart(moment: Moment, where: Address, reply_to: str, target: Address) -> str:
    if not reply_to:
        return ""
    own = await messages.at_place(moment.tx, where, reply_to)
    copy = await outbox.copy_at(moment.tx, where, reply_to)
    source_id = own.id if own else copy.source_id if copy else None
    if source_id is None:
        return ""
    source = await messages.get(moment.tx, source_id)
    if source and (source.platform, source.chat_id) == (target.platform, target.chat_id):
        return source.message_id
    for shown in await outbox.copies_of(moment.tx, source_id):
        if (shown.platform, shown.chat_id) == (target.platform, target.chat_id):
            return shown.message_id
    return ""
