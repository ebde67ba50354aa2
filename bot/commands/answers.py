"""How an entry is shown: its question, text, warnings, sources, and what one can press."""

from datetime import date

from bot.commands.library import Library
from bot.commands.work import Work
from bot.entries import Entry
from bot.matching.verdict import Kind
from bot.messages import Button, Buttons, Reply, Style
from bot.wording import asking as say

_MAX_LABEL = 80


def answer_text(entry: Entry, work: Work) -> str:
    """The whole answer as CommonMark."""
    if entry.care:
        return entry.text.strip()
    return entry_text(entry, overdue=entry.overdue(work.moment.now.date()))


def entry_text(entry: Entry, *, overdue: bool) -> str:
    """An entry as it is shown anywhere, the sources with their dates included."""
    notices = []
    if entry.volatile:
        notices.append(say.VOLATILE)
    if overdue and entry.reviewed:
        notices.append(say.overdue(entry.reviewed))
    sources = [(source.title, source.url, source.checked) for source in entry.sources]
    return say.answer(entry.title, entry.text, notices=notices, sources=sources)


async def answer_reply(work: Work, question_id: int, entry: Entry) -> Reply:
    """Show an entry as the answer to a question."""
    return Reply(answer_text(entry, work), _buttons(work, question_id, entry))


def _buttons(work: Work, question_id: int, entry: Entry) -> Buttons:
    if entry.care and not entry.mentor:
        return ()
    if entry.care:
        return ((Button(say.TALK, f"mentor:{question_id}", style=Style.PRIMARY),),)
    first = [
        Button(say.YES, f"yes:{question_id}"),
        Button(say.ASK_MENTOR, f"mentor:{question_id}", style=Style.PRIMARY),
    ]
    if not work.incoming.private and work.around.whispers:
        first.append(Button(say.SHARE, f"share:{question_id}"))
    related = [work.library.by_id[other] for other in entry.see_also if other in work.library.by_id]
    rows = [(Button(other.title[:_MAX_LABEL], f"open:{other.key}"),) for other in related[:3]]
    return (tuple(first), *rows)


def spoken(library: Library, text: str, today: date) -> str:
    """The verdict on one question as CommonMark without buttons (the command line's `ask`)."""
    verdict = library.index.judge(text)
    if verdict.kind is Kind.ANSWER and verdict.entry_id:
        entry = library.by_id[verdict.entry_id]
        return entry.text.strip() if entry.care else entry_text(entry, overdue=entry.overdue(today))
    if verdict.kind is Kind.SUGGEST:
        titles = "\n".join(f"- {library.by_id[entry].title}" for entry in verdict.suggestions)
        return f"{say.SUGGEST}\n\n{titles}"
    return say.hand_over(None)
