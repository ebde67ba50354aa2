"""What can happen to a thread: opened, claimed, released, resolved, withdrawn, reopened, rated."""

from dataclasses import dataclass
from hashlib import blake2b

from bot.errors import UserError
from bot.mentoring import telling
from bot.mentoring.moment import Moment
from bot.mentoring.relaying import show_what_was_said
from bot.messages import Address, Button, Buttons
from bot.store import messages, people, questions, threads, timers
from bot.store.people import PersonRow
from bot.store.questions import Question
from bot.store.threads import Thread
from bot.wording import asking, explaining, mentoring


@dataclass(frozen=True, slots=True)
class Claim:
    """How a claim ended: the thread as it is now, and whether this mentor got it by this press."""

    thread: Thread
    won: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What one side is told when a thread ends; an empty text says nothing."""

    text: str
    buttons: Buttons = ()


def fingerprint(text: str) -> str:
    """The same for texts that differ only in case and white space."""
    return blake2b(" ".join(text.casefold().split()).encode(), digest_size=16).hexdigest()


def room_buttons(thread_id: int) -> Buttons:
    """What the mentor can press in the room."""
    return (
        (
            Button(mentoring.RESOLVE, f"resolve:{thread_id}"),
            Button(mentoring.RELEASE, f"release:{thread_id}"),
            Button(mentoring.NOTE, f"note:{thread_id}"),
        ),
    )


def ended_buttons(thread_id: int) -> Buttons:
    """What the asker can press when a thread has been resolved."""
    ratings = tuple(Button(label, f"rate:{thread_id}:{value}") for label, value in asking.RATINGS)
    return (ratings, (Button(asking.REOPEN, f"reopen:{thread_id}"),))


async def existing(moment: Moment, thread_id: int) -> Thread:
    """The thread with this number; a `UserError` where there is none."""
    thread = await threads.get(moment.tx, thread_id)
    if thread is None:
        raise UserError(mentoring.unknown(str(thread_id)))
    return thread


async def open_thread(moment: Moment, asker: PersonRow, question: Question, topic: str) -> Thread:
    """Open a thread for a question: it waits in the queue and shows in every mentors' channel."""
    number = await threads.add(
        moment.tx,
        asker_id=asker.id,
        question_id=question.id,
        topic=topic,
        fingerprint=fingerprint(question.text),
        now=moment.now,
    )
    await messages.add(
        moment.tx,
        thread_id=number,
        author_id=asker.id,
        kind="asker",
        where=Address(asker.platform, question.chat_id, question.topic_id),
        message_id=question.message_id,
        text=question.text,
        files=(),
        now=moment.now,
    )
    await _wait(moment, number)
    return await existing(moment, number)


async def _wait(moment: Moment, thread_id: int) -> None:
    """Set what time brings to a waiting thread, and show it."""
    await timers.drop(moment.tx, thread_id)
    await timers.put(moment.tx, thread_id, "widen", moment.now + moment.queue.widen_after)
    await timers.put(moment.tx, thread_id, "escalate", moment.now + moment.queue.escalate_after)
    await telling.cards(moment, thread_id)


async def claim(moment: Moment, thread_id: int, mentor: PersonRow) -> Claim:
    """Give a waiting thread to the mentor who asks first; the others learn who has it."""
    before = await existing(moment, thread_id)
    if before.asker_id == mentor.id:
        raise UserError(mentoring.OWN_QUESTION)
    won = await threads.claim(moment.tx, thread_id, mentor.id, moment.now)
    thread = await existing(moment, thread_id)
    if not won:
        return Claim(thread, won=False)
    asker = await people.get(moment.tx, thread.asker_id)
    await timers.drop(moment.tx, thread_id)
    await start_lease(moment, thread_id)
    await timers.put(moment.tx, thread_id, "warn", moment.now + moment.queue.idle_warn)
    await telling.cards(moment, thread_id)
    await telling.open_room(moment, thread_id, mentor)
    head = mentoring.room_head(thread_id, asker.alias, mentor.name)
    await telling.room(moment, thread, head, room_buttons(thread_id))
    await show_what_was_said(moment, thread, mentor)
    await telling.asker(moment, thread, asking.taken(thread_id, mentor.name))
    return Claim(thread, won=True)


async def start_lease(moment: Moment, thread_id: int) -> None:
    """From now on the mentor has one lease to write to the asker."""
    await timers.put(moment.tx, thread_id, "remind", moment.now + moment.queue.lease / 2)
    await timers.put(moment.tx, thread_id, "lease", moment.now + moment.queue.lease)


async def release(moment: Moment, thread: Thread, *, to_asker: str, to_room: str) -> bool:
    """Take a claimed thread from its mentor: it waits again, at the head of the queue."""
    if thread.mentor_id is None or not await threads.release(moment.tx, thread.id, thread.mentor_id):
        return False
    await _wait(moment, thread.id)
    await telling.asker(moment, thread, to_asker)
    await telling.room(moment, thread, to_room)
    return True


async def resolve(moment: Moment, thread: Thread, *, ended_by: str, to_asker: str, to_room: str) -> bool:
    """End a thread as resolved and ask the asker to rate it; False when it had ended before."""
    by_entry: Buttons = ((Button(explaining.ANSWERED_BY, f"answered:{thread.id}"),),)
    return await _finish(
        moment,
        thread,
        "resolved",
        ended_by,
        Told(to_asker, ended_buttons(thread.id)),
        Told(to_room, by_entry if ended_by == "mentor" else ()),
    )


async def withdraw(moment: Moment, thread: Thread, asker: PersonRow) -> bool:
    """End a thread because the asker took the question back; False when it had ended before."""
    to_room = mentoring.withdrawn(thread.id, asker.alias)
    return await _finish(moment, thread, "withdrawn", "asker", Told(""), Told(to_room))


async def _finish(
    moment: Moment, thread: Thread, state: str, ended_by: str, to_asker: Told, to_room: Told
) -> bool:
    if not await threads.finish(moment.tx, thread.id, state, ended_by, moment.now):
        return False
    await timers.drop(moment.tx, thread.id)
    if to_asker.text:
        await telling.asker(moment, thread, to_asker.text, to_asker.buttons)
    await telling.room(moment, thread, to_room.text, to_room.buttons)
    await telling.close_room(moment, thread)
    await telling.cards(moment, thread.id)
    return True


async def reopen(moment: Moment, thread: Thread, asker: PersonRow) -> bool:
    """Let a resolved thread wait again, offered first to the mentor who had it; False when it is too late."""
    if thread.ended_at is None or moment.now - thread.ended_at > moment.queue.reopen_for:
        return False
    if not await threads.reopen(moment.tx, thread.id, moment.now):
        return False
    await _wait(moment, thread.id)
    claim_it: Buttons = ((Button(mentoring.CLAIM, f"claim:{thread.id}"),),)
    await telling.room(moment, thread, mentoring.reopened(thread.id, asker.alias), claim_it)
    return True


async def rate(moment: Moment, thread: Thread, rating: int) -> bool:
    """Store the asker's rating; False when there is one already or the thread is not resolved."""
    if not await threads.rate(moment.tx, thread.id, rating):
        return False
    await telling.cards(moment, thread.id)
    return True


async def question_of(moment: Moment, thread: Thread) -> Question:
    """The question that a thread was opened for."""
    question = await questions.get(moment.tx, thread.question_id)
    assert question is not None  # noqa: S101 - a foreign key says so
    return question
