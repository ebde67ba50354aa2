"""Looking through the FAQ without asking: topics page by page, and search by words."""

from collections.abc import Sequence
from functools import partial

from bot.commands.answers import answer_reply
from bot.commands.base import Action, Argument, Command
from bot.commands.library import LISTED, topic
from bot.commands.pages import page_of
from bot.commands.work import Work
from bot.entries import Entry
from bot.errors import UserError
from bot.matching.verdict import Kind
from bot.messages import Button, Buttons, Reply
from bot.store import questions
from bot.wording import asking as say

PAGE = 4
_MAX_LABEL = 80


def entry_rows(entries: Sequence[Entry]) -> Buttons:
    """A button a row for each entry."""
    return tuple((Button(entry.title[:_MAX_LABEL], f"open:{entry.key}"),) for entry in entries)


async def show_topic(work: Work, topic_id: str) -> Reply:
    """Show a topic's first page."""
    return _page(work, topic_id, "1")


async def turn_page(work: Work) -> Reply:
    """Show another page of a topic in place of the one that was shown."""
    topic_id, _, number = work.argument.partition(":")
    if topic_id not in {listed.id for listed in LISTED}:
        raise UserError(say.GONE)
    return _page(work, topic_id, number)


def _page(work: Work, topic_id: str, number: str) -> Reply:
    page = page_of(work.library.of_topic(topic_id), number, PAGE, f"page:{topic_id}")
    about = topic(topic_id)
    return Reply(
        say.topic_page(about.name, about.summary, page.number, page.pages),
        (*entry_rows(page.shown), *page.turns),
        replace=work.replace,
    )


async def search(work: Work) -> Reply:
    """Find entries by words in their titles and phrasings; without words, the topics."""
    words = work.checked_length(work.argument)
    if not words:
        return Reply(say.TOPICS, topic_buttons())
    found = tuple(work.library.by_id[entry] for entry in work.library.index.search(words, PAGE))
    return Reply(say.found(words[:100], len(found)), entry_rows(found))


def topic_buttons() -> Buttons:
    """The topics, three a row."""
    buttons = [Button(listed.name, f"page:{listed.id}:1") for listed in LISTED]
    return tuple(tuple(buttons[start : start + 3]) for start in range(0, len(buttons), 3))


async def open_entry(work: Work) -> Reply:
    """Show an entry that was chosen from a list; a row stands for the question it may lead to."""
    entry = work.library.by_key.get(work.argument)
    if entry is None:
        raise UserError(say.ENTRY_GONE)
    number = await questions.add(
        work.tx,
        asker_id=work.person.id,
        text=entry.title,
        where=work.incoming.where,
        message_id="",
        private=work.incoming.private,
        browsed=True,
        verdict=Kind.ANSWER.value,
        entry=entry.id,
        score=1.0,
        offered=(entry.id,),
        now=work.moment.now,
    )
    return await answer_reply(work, number, entry)


COMMANDS = [
    *(Command(listed.id, listed.summary, partial(show_topic, topic_id=listed.id)) for listed in LISTED),
    Command(
        "faq",
        "Search the FAQ by words",
        search,
        Argument("words", "One or more words, such as: OET score", suggests=True),
    ),
]
ACTIONS = [Action("page", turn_page), Action("open", open_entry)]
