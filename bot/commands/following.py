"""What askers do with their threads: write into them, list, close, withdraw, reopen, rate."""

from datetime import timedelta

from bot.commands.asking import judge
from bot.commands.base import Action, Argument, Command, Kind
from bot.commands.work import Work
from bot.errors import UserError
from bot.matching.verdict import Kind as VerdictKind
from bot.mentoring import moves, relaying
from bot.messages import Address, Button, Reply, Said, Style
from bot.store import drafts, messages, outbox, people, threads
from bot.store.threads import Thread
from bot.wording import asking as say
from bot.wording import info, mentoring

_LISTED = 10
_JUST_ENDED = timedelta(hours=24)


async def say_privately(work: Work) -> Reply | None:
    """Free text in the direct chat: into the asker's open thread, else a question."""
    assert isinstance(work.incoming, Said)  # noqa: S101 - the desk sends nothing else here
    work.checked_length(work.text)
    answered = await _thread_answered_to(work, work.incoming)
    if answered is not None and answered.is_open:
        return await _add(work, answered)
    open_now = await threads.open_of_asker(work.tx, work.person.id)
    if answered is not None:
        return await _after_the_end(work, answered)
    if len(open_now) == 1:
        return await _add(work, open_now[0])
    if open_now:
        return await _choose(work, open_now)
    if not work.text.strip():
        raise UserError(say.TEXT_FIRST)
    return await _ask_or_go_on(work)


async def say_in_side_room(work: Work, thread: Thread) -> Reply | None:
    """Free text in a side room belongs to the thread that it was opened for."""
    work.checked_length(work.text)
    return await _add(work, thread) if thread.is_open else await _after_the_end(work, thread)


async def _thread_answered_to(work: Work, said: Said) -> Thread | None:
    """The asker's thread that the message is a reply to, if it is one."""
    if not said.reply_to:
        return None
    copy = await outbox.copy_at(work.tx, said.where, said.reply_to)
    own = await messages.at_place(work.tx, said.where, said.reply_to)
    number = copy.thread_id if copy else own.thread_id if own else None
    thread = await threads.get(work.tx, number) if number else None
    return thread if thread and thread.asker_id == work.person.id else None


async def _ask_or_go_on(work: Work) -> Reply:
    """A question, or a last word to the mentor of a thread that has just ended."""
    newest = await threads.of_asker(work.tx, work.person.id, 1)
    just_ended = (
        newest
        and newest[0].state == "resolved"
        and newest[0].ended_at is not None
        and work.moment.now - newest[0].ended_at < _JUST_ENDED
    )
    if just_ended and work.library.index.judge(work.text).kind is not VerdictKind.ANSWER:
        return await _after_the_end(work, newest[0])
    return await judge(work, work.text.strip())


async def _add(work: Work, thread: Thread) -> Reply:
    """Put the message into the thread."""
    assert isinstance(work.incoming, Said)  # noqa: S101 - see above
    work.thread = thread.id
    await relaying.from_asker(
        work.moment,
        thread,
        work.person,
        text=work.text,
        files=work.files,
        where=work.incoming.where,
        message_id=work.incoming.message_id,
        reply_to=work.incoming.reply_to,
    )
    return Reply(say.added(thread.id), receipt=True)


async def _keep(work: Work) -> int:
    return await drafts.add(
        work.tx,
        person_id=work.person.id,
        text=work.text,
        files=work.files,
        chat_id=work.incoming.where.chat_id,
        message_id=work.message_id,
        now=work.moment.now,
    )


async def _choose(work: Work, open_now: list[Thread]) -> Reply:
    draft = await _keep(work)
    rows = []
    for thread in open_now[:4]:
        question = await moves.question_of(work.moment, thread)
        label = f"#{thread.id} {' '.join(question.text.split())}"[:60]
        rows.append((Button(label, f"for:{draft}:{thread.id}"),))
    return Reply(say.choose_thread(), (*rows, (Button(say.NEW_QUESTION, f"for:{draft}:0"),)))


async def _after_the_end(work: Work, thread: Thread) -> Reply:
    work.thread = thread.id
    draft = await _keep(work)
    buttons = [Button(say.NEW_QUESTION, f"for:{draft}:0", style=Style.PRIMARY)]
    if thread.state == "resolved":
        buttons.insert(0, Button(f"{say.REOPEN} #{thread.id}", f"for:{draft}:{thread.id}"))
    return Reply(say.ended_lately(thread.id), (tuple(buttons),))


async def send_draft(work: Work) -> Reply:
    """Send a kept message to the thread that was chosen, or ask it as a new question; once."""
    draft_number, _, thread_number = work.argument.partition(":")
    draft = await drafts.get(work.tx, int(draft_number)) if draft_number.isdecimal() else None
    if draft is None:
        return Reply(say.DRAFT_USED, notice=True)
    if draft.person_id != work.person.id:
        raise UserError(say.NOT_YOURS)
    await drafts.use(work.tx, draft.id)
    if thread_number == "0":
        if not draft.text.strip():
            raise UserError(say.TEXT_FIRST)
        return await judge(work, draft.text.strip())
    thread = await work.own_thread(thread_number)
    if not thread.is_open:
        if not await moves.reopen(work.moment, thread, work.person):
            raise UserError(say.not_reopened(thread.id, work.settings.queue.reopen_for))
        thread = await work.own_thread(thread_number)
    await relaying.from_asker(
        work.moment,
        thread,
        work.person,
        text=draft.text,
        files=draft.attachments,
        where=Address(work.person.platform, draft.chat_id),
        message_id=draft.message_id,
    )
    return Reply(say.added(thread.id), replace=work.replace)


async def list_threads(work: Work) -> Reply:
    """The asker's threads with state and place in the queue."""
    own = await threads.of_asker(work.tx, work.person.id, _LISTED)
    if not own:
        return Reply(say.NO_THREADS)
    lines: list[str] = []
    rows: list[tuple[Button, ...]] = []
    for thread in own:
        question = await moves.question_of(work.moment, thread)
        text = " ".join(question.text.split())
        shown = text if len(text) <= 80 else text[:79] + "…"
        lines.append(say.thread_line(thread.id, await _state_of(work, thread), shown))
        if thread.is_open and len(rows) < 5:
            rows.append((Button(say.close_of(thread.id), f"close:{thread.id}"),))
    return Reply(mentoring.listing(lines), tuple(rows))


async def _state_of(work: Work, thread: Thread) -> str:
    """The thread's state in the asker's words: its place in the queue, or who has it."""
    mentor = (await people.get(work.tx, thread.mentor_id)).name if thread.mentor_id else ""
    return say.state_line(thread.state, await threads.place(work.tx, thread.id), mentor)


async def close(work: Work) -> Reply:
    """Close a thread: by number, in a side room, or the only one that is open."""
    if work.argument:
        return await _close(work, await work.own_thread(work.argument.lstrip("#")))
    open_now = await threads.open_of_asker(work.tx, work.person.id)
    if not open_now:
        raise UserError(say.NOTHING_OPEN)
    if len(open_now) == 1:
        return await _close(work, open_now[0])
    rows = tuple((Button(say.close_of(thread.id), f"close:{thread.id}"),) for thread in open_now[:5])
    return Reply(say.close_which(), rows)


async def _close(work: Work, thread: Thread) -> Reply:
    work.thread = thread.id
    if thread.state == "waiting":
        return await _withdraw(work, thread)
    to_room = mentoring.resolved(thread.id, work.person.alias)
    if not await moves.resolve(work.moment, thread, ended_by="asker", to_asker="", to_room=to_room):
        return Reply(mentoring.over(thread.id, thread.state), notice=True)
    return Reply(say.resolved(thread.id), moves.ended_buttons(thread.id))


async def withdraw(work: Work) -> Reply:
    """Take a question back."""
    return await _withdraw(work, await work.own_thread(work.argument))


async def _withdraw(work: Work, thread: Thread) -> Reply:
    if thread.state == "claimed":
        return await _close(work, thread)
    if not await moves.withdraw(work.moment, thread, work.person):
        return Reply(mentoring.over(thread.id, thread.state), notice=True)
    return Reply(say.withdrawn(thread.id))


async def reopen(work: Work) -> Reply:
    """Let a resolved thread wait again."""
    number = work.argument.lstrip("#")
    if not number:
        raise UserError(info.wants_number("reopen"))
    thread = await work.own_thread(number)
    if thread.is_open:
        return Reply(say.joined(thread.id, await _state_of(work, thread)), notice=True)
    if thread.state == "withdrawn":
        raise UserError(say.withdrawn_stays(thread.id))
    open_now = await threads.open_of_asker(work.tx, work.person.id)
    if len(open_now) >= work.settings.queue.max_open:
        raise UserError(say.too_many_open(other.id for other in open_now))
    if not await moves.reopen(work.moment, thread, work.person):
        raise UserError(say.not_reopened(thread.id, work.settings.queue.reopen_for))
    return Reply(say.reopened(thread.id, await threads.place(work.tx, thread.id)))


async def rate(work: Work) -> Reply:
    """Store how much a resolved thread helped."""
    number, _, value = work.argument.partition(":")
    thread = await work.own_thread(number)
    if value not in {"1", "2", "3"}:
        raise UserError(say.GONE)
    if thread.state != "resolved":
        raise UserError(say.joined(thread.id, thread.state))
    if not await moves.rate(work.moment, thread, int(value)):
        return Reply(say.ALREADY_RATED, notice=True)
    return Reply(say.RATED, notice=True)


_NUMBER = Argument("number", "The thread's number, if you have several", Kind.NUMBER)
COMMANDS = [
    Command("threads", "Your threads, their state and place in the queue", list_threads, personal=True),
    Command(
        "close",
        "Close a thread: it is resolved, or you take the question back",
        close,
        _NUMBER,
        personal=True,
    ),
    Command(
        "reopen",
        "Open a resolved thread again",
        reopen,
        Argument("number", "The thread's number", Kind.NUMBER),
        personal=True,
    ),
]
ACTIONS = [
    Action("threads", list_threads),
    Action("close", close),
    Action("withdraw", withdraw),
    Action("reopen", reopen),
    Action("rate", rate),
    Action("for", send_draft),
]
