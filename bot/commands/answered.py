"""A mentor says which entry answers a thread's question: a label that later calibrations learn from."""

from bot.commands.base import Action, Argument, Command
from bot.commands.work import Work
from bot.entries import Entry
from bot.errors import UserError
from bot.messages import Button, Reply, Role
from bot.store import questions
from bot.store.threads import Thread
from bot.wording import asking
from bot.wording import explaining as say

_NEAR = 4
_MAX_LABEL = 80


async def answered(work: Work) -> Reply:
    """Note an entry for the thread in whose room this is said; what is not one entry leads to buttons."""
    if work.room is None:
        raise UserError(say.ROOM_FIRST)
    work.thread = work.room.id
    words = work.checked_length(work.argument)
    if not words:
        return await _offer(work, work.room, _near(work, await _question(work, work.room)))
    if entry := _named(work, words):
        return await _note(work, work.room, entry)
    found = tuple(work.library.by_id[each] for each in work.library.index.search(words, _NEAR))
    if len(found) == 1:
        return await _note(work, work.room, found[0])
    near = found or _near(work, words)
    if not near:
        raise UserError(say.no_entry(words[:100]))
    return await _offer(work, work.room, near)


async def choose(work: Work) -> Reply:
    """Note the entry of a button; a button without one offers those that are nearest to the question."""
    number, _, key = work.argument.partition(":")
    thread = await work.any_thread(number)
    if not key:
        return await _offer(work, thread, _near(work, await _question(work, thread)))
    entry = work.library.by_key.get(key)
    if entry is None:
        raise UserError(asking.ENTRY_GONE)
    return await _note(work, thread, entry)


async def _question(work: Work, thread: Thread) -> str:
    question = await questions.get(work.tx, thread.question_id)
    return question.text if question else ""


def _named(work: Work, words: str) -> Entry | None:
    """The entry whose id or title this is."""
    exact = work.library.by_id.get(words.lower())
    if exact is not None:
        return exact
    # Offers that are shown while somebody types are cut, and come back so.
    start = words.removesuffix("…")
    cut = start != words
    same = (
        each
        for each in work.library.faq.entries
        if each.title == words or (cut and each.title.startswith(start))
    )
    return next(same, None)


def _near(work: Work, text: str) -> tuple[Entry, ...]:
    """The entries that are most like a text, without those that only comfort."""
    ranked = (work.library.by_id[each] for each in work.library.index.judge(text).top)
    return tuple(entry for entry in ranked if not entry.care)[:_NEAR]


async def _offer(work: Work, thread: Thread, entries: tuple[Entry, ...]) -> Reply:
    work.thread = thread.id
    if not entries:
        raise UserError(say.WANTS_ENTRY)
    rows = tuple(
        (Button(entry.title[:_MAX_LABEL], f"answered:{thread.id}:{entry.key}"),) for entry in entries
    )
    return Reply(f"{say.which_entry(thread.id)} {say.OTHERWISE}", rows)


async def _note(work: Work, thread: Thread, entry: Entry) -> Reply:
    work.thread = thread.id
    await questions.label(work.tx, thread.question_id, entry.id, "mentor", work.moment.now)
    return Reply(say.noted(thread.id, entry.title))


COMMANDS = [
    Command(
        "answered",
        "In a thread's room: which entry answers its question",
        answered,
        Argument("entry", "Words of the entry, or its id", suggests=True),
        Role.MENTOR,
    ),
]
ACTIONS = [Action("answered", choose, Role.MENTOR)]
