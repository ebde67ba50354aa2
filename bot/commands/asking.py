"""Asking: a question becomes an answer, suggestions, or an honest hand-over to a mentor."""

from datetime import timedelta
from statistics import median

from bot.commands.answers import answer_reply
from bot.commands.base import Action, Argument, Command
from bot.commands.work import Work
from bot.errors import UserError
from bot.matching.verdict import Kind, Verdict
from bot.mentoring import moves, telling
from bot.messages import Address, Button, Buttons, Form, Reply, Style
from bot.store import people, questions, threads
from bot.store.questions import Question
from bot.store.threads import Thread
from bot.wording import asking as say

_MAX_LABEL = 80


async def ask(work: Work) -> Reply:
    """Answer a question from the FAQ, offer entries, or say that none answers."""
    text = work.checked_length(work.argument or work.text)
    if not text:
        return Reply(say.NO_QUESTION, form=Form("ask", say.QUESTION_TITLE, say.QUESTION_LABEL))
    return await judge(work, text)


async def judge(work: Work, text: str) -> Reply:
    """Store the question with the verdict on it, and show what the verdict says."""
    if work.library.index.only_greets(text):
        return Reply(say.GREETED)
    verdict = work.library.index.judge(text)
    entry = verdict.entry_id if verdict.kind is Kind.ANSWER else None
    number = await questions.add(
        work.tx,
        asker_id=work.person.id,
        text=text,
        where=work.incoming.where,
        message_id=work.message_id,
        private=work.incoming.private,
        browsed=False,
        verdict=verdict.kind.value,
        entry=entry,
        score=verdict.score,
        offered=(entry,) if entry else verdict.suggestions,
        now=work.moment.now,
    )
    if entry:
        return await answer_reply(work, number, work.library.by_id[entry])
    if verdict.kind is Kind.SUGGEST and verdict.suggestions:
        return _suggestions(work, number, verdict)
    return Reply(say.hand_over(await typical_wait(work)), _hand_over_buttons(number))


def _suggestions(work: Work, number: int, verdict: Verdict) -> Reply:
    rows = [
        (
            Button(
                work.library.by_id[entry].title[:_MAX_LABEL], f"pick:{number}:{work.library.by_id[entry].key}"
            ),
        )
        for entry in verdict.suggestions
    ]
    return Reply(say.SUGGEST, (*rows, (Button(say.NONE_OF_THESE, f"none:{number}"),)))


def _hand_over_buttons(number: int) -> Buttons:
    return (
        (
            Button(say.ASK_MENTOR, f"mentor:{number}", style=Style.PRIMARY),
            Button(say.CHANGE, f"change:{number}"),
        ),
    )


async def typical_wait(work: Work) -> timedelta | None:
    """How long first replies took in the last 30 days: the median, from three on."""
    pairs = await threads.first_replies(work.tx, work.moment.now - timedelta(days=30))
    waits = [(replied - opened).total_seconds() for opened, replied in pairs]
    return timedelta(seconds=median(waits)) if len(waits) >= 3 else None


async def pick(work: Work) -> Reply:
    """Show the suggested entry that the asker chose, and keep the choice as a label."""
    number, _, key = work.argument.partition(":")
    question = await work.own_question(number)
    entry = work.library.by_key.get(key)
    if entry is None:
        raise UserError(say.ENTRY_GONE)
    await questions.label(work.tx, question.id, entry.id, "picked", work.moment.now)
    await questions.show_entry(work.tx, question.id, entry.id)
    return await answer_reply(work, question.id, entry)


async def none_of_these(work: Work) -> Reply:
    """The asker says that no suggestion fits."""
    question = await work.own_question(work.argument)
    for entry in question.offers:
        await questions.label(work.tx, question.id, entry, "refused", work.moment.now)
    return Reply(say.refused(await typical_wait(work)), _hand_over_buttons(question.id))


async def answered(work: Work) -> Reply:
    """The asker says that the entry answers the question."""
    question = await work.own_question(work.argument)
    if question.entry:
        await questions.label(work.tx, question.id, question.entry, "answered", work.moment.now)
    return Reply(say.THANKS, notice=True)


async def share(work: Work) -> Reply:
    """Show the answer to everybody in the place where it was asked."""
    question = await work.own_question(work.argument)
    entry = work.library.by_id.get(question.entry or "")
    if entry is None:
        raise UserError(say.ENTRY_GONE)
    shown = await answer_reply(work, question.id, entry)
    return Reply(shown.text, public=True)


async def change(work: Work) -> Reply:
    """Let the asker write the question anew."""
    question = await work.own_question(work.argument)
    form = Form("ask", say.QUESTION_TITLE, say.QUESTION_LABEL, value=question.text[:4000])
    return Reply(say.QUESTION_LABEL, form=form)


async def to_mentor(work: Work) -> Reply:
    """Open a thread for the question: one question, one thread, however often this is pressed."""
    question = await work.own_question(work.argument)
    typed = work.checked_length(work.text)
    if question.browsed and typed:
        await questions.set_text(work.tx, question.id, typed)
        question = await work.own_question(work.argument)
    thread = await threads.of_question(work.tx, question.id)
    if thread is None and question.browsed:
        form = Form(f"mentor:{question.id}", say.QUESTION_TITLE, say.QUESTION_LABEL)
        return Reply(say.QUESTION_LABEL, form=form)
    if thread is not None:
        return await _opened(work, thread)
    since = work.moment.now - work.settings.queue.same_question
    same = await threads.same_question(work.tx, work.person.id, moves.fingerprint(question.text), since)
    if same is not None:
        return await _joined(work, same)
    open_now = await threads.open_of_asker(work.tx, work.person.id)
    if len(open_now) >= work.settings.queue.max_open:
        raise UserError(say.too_many_open(thread.id for thread in open_now))
    for entry in question.offers if question.entry is None else (question.entry,):
        await questions.label(work.tx, question.id, entry, "refused", work.moment.now)
    thread = await moves.open_thread(work.moment, work.person, question, _topic(work, question))
    if not question.private and work.person.reachable:
        place = await threads.place(work.tx, thread.id)
        note = say.opened_privately(thread.id, place, work.person.alias)
        await telling.asker(work.moment, thread, note, _thread_buttons(thread))
    return await _opened(work, thread)


def _topic(work: Work, question: Question) -> str:
    nearest = question.entry or next(iter(question.offers), None)
    if nearest is None:
        verdict = work.library.index.judge(question.text)
        # Below this the nearest entry says nothing about the topic.
        nearest = verdict.entry_id if verdict.score >= 0.15 else None
    return work.library.topic_of(nearest)


async def _opened(work: Work, thread: Thread) -> Reply:
    work.thread = thread.id
    if not thread.is_open:
        return await _joined(work, thread)
    if thread.state == "claimed":
        return await _joined(work, thread)
    place = await threads.place(work.tx, thread.id)
    private = work.incoming.private
    alias = "" if work.is_overheard else work.person.alias
    text = say.opened(thread.id, place, alias, private=private, reachable=work.person.reachable)
    buttons = _thread_buttons(thread) if private else ()
    if not private and not work.person.reachable and work.around.link:
        buttons = ((Button(say.WRITE_PRIVATELY, url=work.around.link),),)
    return Reply(text, buttons)


async def _joined(work: Work, thread: Thread) -> Reply:
    work.thread = thread.id
    mentor = (await people.get(work.tx, thread.mentor_id)).name if thread.mentor_id else ""
    place = await threads.place(work.tx, thread.id)
    text = say.joined(thread.id, say.state_line(thread.state, place, mentor))
    reopen = ((Button(say.REOPEN, f"reopen:{thread.id}"),),) if thread.state == "resolved" else ()
    own = reopen or ((Button(say.MY_THREADS, "threads"),),)
    return Reply(text, () if work.is_overheard else own)


def _thread_buttons(thread: Thread) -> Buttons:
    return (
        (
            Button(say.MY_THREADS, "threads"),
            Button(say.WITHDRAW, f"withdraw:{thread.id}", style=Style.DANGER),
        ),
    )


def origin_of(question: Question, platform: str) -> Address:
    """Where a question was asked."""
    return Address(platform, question.chat_id, question.topic_id)


COMMANDS = [
    Command(
        "ask",
        "Ask a question: a sourced answer, or a volunteer mentor",
        ask,
        Argument("question", "Your question in your own words", suggests=True),
    ),
]
ACTIONS = [
    Action("ask", ask),
    Action("pick", pick),
    Action("none", none_of_these),
    Action("yes", answered),
    Action("share", share),
    Action("change", change),
    Action("mentor", to_mentor),
]
