"""What mentors do: see the queue, look, claim, write, note, release, resolve."""

from bot.commands.asking import typical_wait
from bot.commands.base import Action, Argument, Command, Kind
from bot.commands.library import topic_names
from bot.commands.work import Work
from bot.errors import UserError
from bot.mentoring import moves, relaying, telling
from bot.mentoring.cards import question_now, state_of
from bot.messages import Button, Form, Pressed, Reply, Role, Said, Style
from bot.store import messages, people, rooms, threads
from bot.store.threads import Thread
from bot.wording import asking, info
from bot.wording import mentoring as say

_LISTED = 10
_LOOKED = 30


async def say_in_room(work: Work, thread: Thread) -> Reply | None:
    """Free text in a room: to the asker if the claiming mentor writes, else a note."""
    assert isinstance(work.incoming, Said)  # noqa: S101 - the desk sends nothing else here
    work.checked_length(work.text)
    work.thread = thread.id
    if not work.is_mentor:
        raise UserError(say.MENTORS_ONLY)
    if thread.state == "waiting":
        raise UserError(say.not_waiting(thread.id))
    if thread.state != "claimed":
        raise UserError(say.over(thread.id, thread.state))
    if thread.mentor_id != work.person.id:
        await _note(work, thread, work.text)
        mentor = await people.get(work.tx, thread.mentor_id or 0)
        return Reply(say.kept_as_note(thread.id, mentor.name))
    await relaying.from_mentor(work.moment, thread, work.person, work.incoming)
    asker = await people.get(work.tx, thread.asker_id)
    return Reply(say.sent(asker.alias), receipt=True)


async def queue(work: Work) -> Reply:
    """The threads that wait, oldest first, each with a button."""
    waiting = await threads.queue(work.tx, _LISTED)
    if not waiting:
        return Reply(say.EMPTY_QUEUE)
    total = (await threads.count_states(work.tx)).get("waiting", 0)
    lines = [say.queue_head(total, await typical_wait(work))]
    names = topic_names()
    for thread in waiting:
        asker = await people.get(work.tx, thread.asker_id)
        text = " ".join((await question_now(work.tx, thread)).split())
        shown = text if len(text) <= 120 else text[:119] + "…"
        age = work.moment.now - thread.waiting_since
        lines.append(say.queue_line(thread.id, names.get(thread.topic, "Other"), asker.alias, age, shown))
    buttons = [Button(say.claim_of(thread.id), f"claim:{thread.id}") for thread in waiting]
    rows = tuple(tuple(buttons[start : start + 5]) for start in range(0, len(buttons), 5))
    return Reply(say.listing(lines), rows)


async def look(work: Work) -> Reply:
    """Everything said in a thread, for mentors who decide whether to claim it."""
    thread = await work.any_thread(work.argument)
    asker = await people.get(work.tx, thread.asker_id)
    topic = topic_names().get(thread.topic, "Other")
    lines = [say.look_head(thread.id, topic, await state_of(work.tx, thread), asker.alias)]
    for message in (await messages.of_thread(work.tx, thread.id))[-_LOOKED:]:
        author = await people.get(work.tx, message.author_id)
        who = asker.alias if author.id == asker.id else author.name
        lines.append(say.look_line(who, message.text, deleted=message.deleted, note=message.kind == "note"))
    claim_it = ((Button(say.CLAIM, f"claim:{thread.id}", style=Style.PRIMARY),),)
    return Reply(say.listing(lines), claim_it if thread.state == "waiting" else ())


async def claim(work: Work) -> Reply:
    """Claim a thread: by number, in its room, or the next one in the queue. The first wins."""
    number = work.argument.lstrip("#")
    if not number and work.room:
        number = str(work.room.id)
    if not number:
        first = await threads.queue(work.tx, 1)
        if not first:
            return Reply(say.EMPTY_QUEUE)
        number = str(first[0].id)
    if not number.isdecimal():
        raise UserError(info.wants_number("claim"))
    thread = await work.any_thread(number)
    outcome = await moves.claim(work.moment, thread.id, work.person)
    if outcome.won:
        return Reply(say.won(thread.id), notice=True)
    now = outcome.thread
    if now.mentor_id == work.person.id:
        return Reply(say.yours_already(now.id), notice=True)
    if now.mentor_id is None:
        return Reply(say.over(now.id, now.state), notice=True)
    return Reply(say.has_it(now.id, (await people.get(work.tx, now.mentor_id)).name), notice=True)


async def _mine(work: Work, command: str) -> Thread:
    """The thread that a mentor's command is about, which they (or an admin) may decide on."""
    number = work.argument.lstrip("#") or (str(work.room.id) if work.room else "")
    if not number:
        claimed = await threads.of_mentor(work.tx, work.person.id)
        if len(claimed) != 1:
            raise UserError(say.NO_ROOM.format(example=f"/{command} 12"))
        number = str(claimed[0].id)
    if not number.isdecimal():
        raise UserError(info.wants_number(command))
    thread = await work.any_thread(number)
    if not thread.is_open:
        raise UserError(say.over(thread.id, thread.state))
    if thread.mentor_id is None:
        raise UserError(say.not_waiting(thread.id))
    if thread.mentor_id != work.person.id and Role.ADMIN not in work.roles:
        raise UserError(say.not_yours(thread.id, (await people.get(work.tx, thread.mentor_id)).name))
    return thread


async def release(work: Work) -> Reply | None:
    """Give a claimed thread back to the head of the queue."""
    thread = await _mine(work, "release")
    text = say.released(thread.id)
    await moves.release(work.moment, thread, to_asker=asking.given_back(thread.id), to_room=text)
    return await _unless_in_room(work, thread, text)


async def resolve(work: Work) -> Reply | None:
    """End a thread; the asker is told and can rate it or reopen it."""
    thread = await _mine(work, "resolve")
    text = say.resolved(thread.id, work.person.name)
    to_asker = asking.resolved(thread.id)
    await moves.resolve(work.moment, thread, ended_by="mentor", to_asker=to_asker, to_room=text)
    return await _unless_in_room(work, thread, text)


async def _unless_in_room(work: Work, thread: Thread, text: str) -> Reply | None:
    """The reply; None in the thread's own room, where everybody is told the same."""
    platform = await telling.room_platform(work.moment, thread)
    row = await rooms.get(work.tx, thread.id, platform) if platform else None
    if row is not None and row.room.where == work.incoming.where:
        return None
    return Reply(text, notice=isinstance(work.incoming, Pressed))


async def note(work: Work) -> Reply:
    """Keep a note that only mentors see: in a room, or with the thread's number first."""
    number, _, rest = work.argument.partition(" ")
    if work.text:
        # A form or a button: the number is in the action, the note in the text.
        thread = await work.any_thread(work.argument)
        return await _noted(work, thread, work.text)
    if isinstance(work.incoming, Said):
        if work.room:
            return await _noted(work, work.room, work.argument)
        if number.lstrip("#").isdecimal():
            return await _noted(work, await work.any_thread(number.lstrip("#")), rest)
        raise UserError(say.NO_ROOM.format(example="/note 12 asked the dean's office too"))
    thread = await work.any_thread(work.argument)
    return Reply(
        say.NOTE_LABEL,
        form=Form(f"note:{thread.id}", say.NOTE_TITLE.format(number=thread.id), say.NOTE_LABEL),
    )


async def _noted(work: Work, thread: Thread, text: str) -> Reply:
    work.thread = thread.id
    if not text.strip():
        raise UserError(say.NOTE_EMPTY)
    await _note(work, thread, work.checked_length(text))
    return Reply(say.NOTED)


async def _note(work: Work, thread: Thread, text: str) -> None:
    await relaying.note(
        work.moment,
        thread,
        work.person,
        text=text,
        where=work.incoming.where,
        message_id=work.message_id,
    )


_NUMBER = Argument("number", "The thread's number; not needed in its room", Kind.NUMBER)
COMMANDS = [
    Command("queue", "The questions that wait for a mentor", queue, who=Role.MENTOR),
    Command("claim", "Take a waiting question, by number or the next one", claim, _NUMBER, Role.MENTOR),
    Command("release", "Give a claimed question back to the queue", release, _NUMBER, Role.MENTOR),
    Command("resolve", "End a thread: it is answered", resolve, _NUMBER, Role.MENTOR),
    Command(
        "note",
        "Keep a note that only mentors see",
        note,
        Argument("text", "The note; outside the room with the thread's number first", required=True),
        Role.MENTOR,
    ),
]
ACTIONS = [
    Action("claim", claim, Role.MENTOR),
    Action("look", look, Role.MENTOR),
    Action("release", release, Role.MENTOR),
    Action("resolve", resolve, Role.MENTOR),
    Action("note", note, Role.MENTOR),
]
