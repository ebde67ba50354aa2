"""Looking up a term of the field: what it stands for, what it is, and the entry that tells more."""

from datetime import date

from bot.commands.base import Action, Argument, Command
from bot.commands.library import Library
from bot.commands.work import Work
from bot.errors import UserError
from bot.messages import Button, Buttons, Choice, Reply
from bot.reference import Term
from bot.wording import reference as say

_NEAR = 4
_EXAMPLES = ("USCE", "ECFMG", "ERAS", "NRMP", "SOAP", "OET", "MSPE", "YOG")
_MAX_LABEL = 80


async def what(work: Work) -> Reply:
    """Explain a term; what is not known leads to the nearest ones."""
    typed = work.checked_length(work.argument)
    glossary = work.library.glossary
    if not glossary.terms:
        return Reply(say.NO_TERMS)
    if not typed:
        examples = [term for name in _EXAMPLES if (term := glossary.find(name))]
        buttons = [Button(term.term, f"term:{term.key}") for term in examples]
        rows = tuple(tuple(buttons[start : start + 4]) for start in range(0, len(buttons), 4))
        return Reply(say.some_terms(len(glossary.terms)), rows)
    term = glossary.find(typed)
    if term is not None:
        return _shown(work, term)
    near = glossary.near(typed, _NEAR)
    rows = tuple((Button(each.label[:_MAX_LABEL], f"term:{each.key}"),) for each in near)
    return Reply(say.nearest_terms(typed[:100]) if near else say.unknown_term(typed[:100]), rows)


async def open_term(work: Work) -> Reply:
    """Show the term of a button."""
    term = work.library.glossary.by_key.get(work.argument)
    if term is None:
        raise UserError(say.TERM_GONE)
    return _shown(work, term)


def _shown(work: Work, term: Term) -> Reply:
    entry = work.library.by_id.get(term.entry)
    rows: Buttons = ((Button(entry.title[:_MAX_LABEL], f"open:{entry.key}"),),) if entry else ()
    return Reply(say.term(term.term, term.means, term.text, term.sources), rows)


def offer_terms(library: Library, words: str, limit: int, today: date) -> tuple[Choice, ...]:
    """Terms for somebody who is typing one."""
    glossary = library.glossary
    found = glossary.near(words, limit) if words else ()
    if not words:
        found = tuple(term for name in _EXAMPLES if (term := glossary.find(name)))[:limit]
    return tuple(
        Choice(term.key, term.label, term.text, say.term(term.term, term.means, term.text, term.sources))
        for term in found
    )


COMMANDS = [
    Command(
        "what",
        "What an abbreviation means, such as ERAS or YOG",
        what,
        Argument("term", "An abbreviation or a word of the field", suggests=True, offers=offer_terms),
    ),
]
ACTIONS = [Action("term", open_term)]
