"""What mentors and admins read: cards, rooms, the queue."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.escaping import inline, literal, quoted
from bot.wording.times import clock, span

CLAIM = "Claim"
LOOK = "Look"
RELEASE = "Release"
RESOLVE = "Resolve"
NOTE = "Note"
NOTE_TITLE = "Note on #{number}"
NOTE_LABEL = "Only mentors see this."
NOTE_EMPTY = "A note needs some text, for example: /note asked the dean's office too"
NO_ROOM = "Use this in the room of a thread, or add the thread's number, for example: {example}"
EMPTY_QUEUE = "✓ Nobody is waiting."
NOTED = "✓ Noted. Only mentors see it."
OWN_QUESTION = "This is your own question. Another mentor will take it."
MENTORS_ONLY = "Only mentors can do this."
ADMINS_ONLY = "Only admins can do this."
_SHOWN_OF_QUESTION = 900


def cut(text: str) -> str:
    """Shorten a question for a card."""
    return text if len(text) <= _SHOWN_OF_QUESTION else text[:_SHOWN_OF_QUESTION].rstrip() + " …"


def card(
    number: int, topic: str, state: str, alias: str, question: str, *, offered: str, more: int, rating: str
) -> str:
    """A thread as it stands in the mentors' channel."""
    parts = [f"**#{number}** · {topic} · {state}", f"{alias} asks:\n\n{quoted(cut(question))}"]
    if more:
        parts.append(f"{more} more message{'s' if more > 1 else ''} since. Look shows all.")
    if offered:
        parts.append(f"The FAQ offered “{literal(offered)}”; it did not help.")
    if rating:
        parts.append(rating)
    return "\n\n".join(parts)


def card_title(number: int, alias: str, question: str) -> str:
    """A short plain name of the thread for posts and topics."""
    return f"#{number} {alias}: {' '.join(question.split())}"


def waiting(since: datetime, *, returned: bool) -> str:
    """A waiting thread's state on its card."""
    return f"waiting since {clock(since)}" + (", first in line" if returned else "")


def claimed(mentor: str) -> str:
    """A claimed thread's state on its card."""
    return f"claimed by {inline(mentor)}"


ENDED = {"resolved": "resolved ✓", "withdrawn": "withdrawn by the asker"}
TAGS = {"waiting": "waiting", "claimed": "claimed", "resolved": "resolved", "withdrawn": "withdrawn"}
RATING = {1: "Rated: it did not help", 2: "Rated: it helped partly", 3: "Rated: it helped"}


def room_head(number: int, alias: str, mentor: str) -> str:
    """The first post in a claimed thread's room."""
    return (
        f"#{number} is with {inline(mentor)}. What {inline(mentor)} writes here goes to {alias}, and back. "
        "What other mentors write here stays here as a note."
    )


def won(number: int) -> str:
    """To the mentor who claimed it."""
    return f"✓ #{number} is yours. Write in its room; every message there goes to the asker."


def has_it(number: int, mentor: str) -> str:
    """To a mentor who came second."""
    return f"#{number} is with {inline(mentor)} already."


def yours_already(number: int) -> str:
    """To the mentor who presses again."""
    return f"✓ #{number} is yours already."


def over(number: int, state: str) -> str:
    """The thread has ended."""
    return f"#{number} is {state}; there is nothing left to do."


def not_waiting(number: int) -> str:
    """Nobody has the thread."""
    return f"Nobody has #{number}. Claim it first."


def not_yours(number: int, mentor: str) -> str:
    """Somebody else has the thread."""
    return f"#{number} is with {inline(mentor)}. Only they or an admin can do this."


def unknown(number: str) -> str:
    """There is no such thread."""
    return f"There is no thread {inline(number)}. /queue shows those that wait."


def released(number: int) -> str:
    """Receipt for a release."""
    return f"✓ #{number} is back at the head of the queue. The asker is told."


def resolved(number: int, by: str) -> str:
    """The thread is resolved, as its room sees it."""
    return f"✓ #{number} is resolved by {inline(by)}."


def withdrawn(number: int, alias: str) -> str:
    """The asker took the question back, as the room sees it."""
    return f"{alias} has withdrawn #{number}."


def reopened(number: int, alias: str) -> str:
    """The asker reopened the thread, as the room and its last mentor see it."""
    return f"{alias} has reopened #{number}. It is offered to you first."


def from_asker(alias: str, text: str) -> str:
    """An asker's message as mentors see it."""
    return f"**{alias}**: {literal(text)}"


def from_earlier(mentor: str, text: str) -> str:
    """An earlier mentor's message, shown to the one who takes over."""
    return f"**{inline(mentor)}** wrote: {literal(text)}"


def note(mentor: str, text: str) -> str:
    """A note as other mentors see it."""
    return f"Note by {inline(mentor)}: {literal(text)}"


def kept_as_note(number: int, mentor: str) -> str:
    """To a mentor who writes in somebody else's room."""
    return f"#{number} is with {inline(mentor)}, so this was kept as a note; the asker does not see it."


def sent(alias: str) -> str:
    """Receipt for a mentor's message."""
    return f"✓ Sent to {alias}."


def not_delivered(number: int, alias: str) -> str:
    """The asker cannot be reached."""
    return (
        f"Your last message did not reach {alias} (#{number}): their direct chat is closed to me. "
        "I deliver it as soon as they write to me again."
    )


def lost(number: int, alias: str) -> str:
    """A message was refused for another reason."""
    return f"A message of #{number} could not be delivered to {alias}: the platform refused it. Try shorter text or no file."


def queue_head(number: int, typical: timedelta | None) -> str:
    """The heading of /queue."""
    tail = f" First replies took {span(typical)} this month." if typical else ""
    return f"**{number} waiting.**{tail}"


def queue_line(number: int, topic: str, alias: str, age: timedelta, question: str) -> str:
    """One line of /queue."""
    return f"**#{number}** · {topic} · {alias} · {span(age)} · {literal(question)}"


def claim_of(number: int) -> str:
    """A button's label in /queue."""
    return f"Claim #{number}"


def look_head(number: int, topic: str, state: str, alias: str) -> str:
    """The heading of everything said in a thread."""
    return f"**#{number}** · {topic} · {state} · {alias}"


def look_line(who: str, text: str, *, deleted: bool, note: bool) -> str:
    """One message of a thread."""
    shown = "(deleted)" if deleted else literal(text)
    return f"**{inline(who)}**{' (note)' if note else ''}: {shown}"


def lease_reminder(number: int, left: timedelta) -> str:
    """In the room, at half of the lease."""
    return f"#{number} waits for your first word. In {span(left)} it goes back to the queue, so that nobody is left alone."


def lease_over(number: int) -> str:
    """In the room, when the lease is over."""
    return f"#{number} went back to the queue: there was no word to the asker in time. Claim it again if you like."


def still_waiting(number: int, age: timedelta) -> str:
    """To mentors in private, and to admins later."""
    return f"#{number} has been waiting for {span(age)}."


def idle_warning(number: int, left: timedelta) -> str:
    """In the room, before an idle thread is closed."""
    return f"#{number} has been quiet for some days. I close it in {span(left)} unless someone writes."


def closed_idle(number: int) -> str:
    """In the room, when an idle thread was closed."""
    return f"#{number} was quiet, so I closed it. The asker can reopen it."


def listing(lines: Iterable[str]) -> str:
    """Lines below one another."""
    return "\n\n".join(lines)
