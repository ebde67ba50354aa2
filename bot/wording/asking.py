"""What askers read: answers, suggestions, honest refusals, and their threads."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.escaping import inline, literal
from bot.wording.times import day, ordinal, span

YES = "This answers it"
ASK_MENTOR = "Ask a mentor"
NONE_OF_THESE = "None of these"
CHANGE = "Change my question"
SHARE = "Share here"
MY_THREADS = "My threads"
TALK = "Talk to a mentor"
NEW_QUESTION = "Ask as a new question"
WRITE_PRIVATELY = "Write to me privately"
REOPEN = "Reopen"
CANCEL = "Cancel"
WITHDRAW = "Withdraw"
BACK = "← Back"
MORE = "More →"
RATINGS = (("It helped", 3), ("Partly", 2), ("It did not help", 1))

QUESTION_TITLE = "Your question"
QUESTION_LABEL = "Write your question. One question at a time works best."

SUGGEST = "I am not sure which of these you mean. Does one of them answer your question?"
SUGGEST_TWO = "You asked more than one thing. These may answer your questions:"
TEXT_FIRST = "I can only read text. Add a line that says what you would like to know."
THANKS = "✓ Good to hear. Ask again whenever you like."
NOT_YOURS = "Only the person who asked can use this button. Ask your own question with /ask."
GONE = "This is too old for me. Please ask again."
ENTRY_GONE = "This entry is not in the FAQ any more. Please ask again."
NOTHING_TO_ADD = "This message holds nothing that I can pass on. Write it as text."
DRAFT_USED = "✓ That message has been sent on already."
GREETED = "Hello. Ask me one question in your own words, and I look for a checked answer; where I have none, a volunteer mentor can help. /help shows what else I do."
NO_THREADS = "You have no threads. A thread starts when you ask a mentor about a question."
NOTHING_OPEN = "You have no open thread, so there is nothing to close."
VOLATILE = "*Rules and figures like these change every year. Check the official page before you act on them.*"
STOPPED_FORM = "✓ Cancelled. Nothing was sent."
ALREADY_RATED = "✓ You rated this before. Thank you."
RATED = "✓ Thank you. Your rating helps the mentors."
NO_QUESTION = "Write a question after /ask, for example: /ask Can I do an observership before Step 1?"
RATE_LIMITED = "That was a lot at once. I read on in a minute; what you sent just now was not taken."


def answer(title: str, text: str, *, notices: Iterable[str], sources: Iterable[tuple[str, str, date]]) -> str:
    """The entry's own question, its text, what to beware of, and where it comes from."""
    parts = [f"**{literal(title)}**", text.strip(), *notices]
    links = [f"[{literal(name)}]({url}) (checked {day(checked)})" for name, url, checked in sources]
    if links:
        parts.append("Sources: " + " · ".join(links))
    return "\n\n".join(parts)


def overdue(reviewed: date) -> str:
    """Say that an entry is due for review."""
    return (
        f"*This answer was last reviewed on {day(reviewed)} and is due for another look. Check the source.*"
    )


def wait_known(typical: timedelta | None) -> str:
    """Say how long first replies took lately, if that is known."""
    return f"; first replies took {span(typical)} this month" if typical else ""


def hand_over(typical: timedelta | None) -> str:
    """Say that no entry answers the question."""
    return (
        "I have no checked answer to this, and I don't want to guess. "
        f"A volunteer mentor can help{wait_known(typical)}."
    )


def refused(typical: timedelta | None) -> str:
    """After "none of these"."""
    return f"Then I have no checked answer to this. A volunteer mentor can help{wait_known(typical)}."


def where_is(place: int) -> str:
    """A waiting thread's place in the queue."""
    return "next in the queue" if place <= 1 else f"{ordinal(place)} in the queue"


def opened(number: int, place: int, alias: str, *, private: bool, reachable: bool) -> str:
    """The thread is open: its number, its place, the alias (empty where others read), and how to go on."""
    start = f"Your question is number {number}, {where_is(place)}."
    if alias:
        start += f" Mentors see you as {alias}."
    if private:
        return f"{start} Write here to add to it; I will tell you when someone takes it."
    if reachable:
        return f"{start} I have written to you privately: add to it there; I will tell you when someone takes it."
    return f"{start} Open our private chat, so that the answer can reach you and you can add to it."


ELSEWHERE = "✓ I have answered you privately, since others read here."
NOT_HERE = "Others read here. Ask me this in our private chat."


def opened_privately(number: int, place: int, alias: str) -> str:
    """The same in the direct chat, for a thread that was opened elsewhere."""
    return opened(number, place, alias, private=True, reachable=True)


def joined(number: int, state: str) -> str:
    """The same question is in a thread already."""
    return f"You asked this before: it is number {number}, {state}."


def state_line(state: str, place: int, mentor: str) -> str:
    """A thread's state in the asker's words."""
    if state == "waiting":
        return where_is(place)
    if state == "claimed":
        return f"with {inline(mentor)}"
    return state


def too_many_open(numbers: Iterable[int]) -> str:
    """The asker has as many open threads as they may have."""
    names = ", ".join(f"#{number}" for number in numbers)
    return (
        f"You have as many open threads as I can keep for one person ({names}). Close one with /close first."
    )


def too_long(length: int, most: int) -> str:
    """A message is longer than the bot takes."""
    return f"Your message has {length:,} characters; I take up to {most:,} at once. Please send it in parts."


def added(number: int) -> str:
    """Receipt for a message that went into a thread."""
    return f"✓ Added to #{number}."


def choose_thread() -> str:
    """Ask which of several open threads a message is for."""
    return "You have several open threads. Which one is this message for?"


def ended_lately(number: int) -> str:
    """A message came soon after a thread ended."""
    return f"#{number} has ended. Is this for that mentor, or a new question?"


def taken(number: int, mentor: str) -> str:
    """Tell the asker that a mentor has claimed the thread."""
    return f"✓ {inline(mentor)} has taken your question #{number} and will write here."


def given_back(number: int) -> str:
    """Tell the asker that the mentor released the thread."""
    return f"The mentor could not go on with #{number}. It is at the head of the queue again; you keep your place."


def lease_over(number: int) -> str:
    """Tell the asker that the claim ran out."""
    return f"The mentor did not get to #{number} in time. It is at the head of the queue again."


def from_mentor(number: int, mentor: str, text: str) -> str:
    """A mentor's message as the asker sees it."""
    return f"**{inline(mentor)}** (#{number}): {literal(text)}"


def resolved(number: int) -> str:
    """Tell the asker that the thread is resolved, and ask how it was."""
    return f"✓ #{number} is resolved. Did it help?"


def closed_idle(number: int) -> str:
    """Tell the asker that an idle thread was closed."""
    return f"#{number} was quiet for a while, so I closed it. Did it help?"


def idle_warning(number: int, left: timedelta) -> str:
    """Warn the asker before an idle thread is closed."""
    return f"#{number} has been quiet for some days. Write here if you still need help; else I close it in {span(left)}."


def withdrawn(number: int) -> str:
    """The asker has taken the question back."""
    return f"✓ #{number} is withdrawn. No mentor will answer it."


def reopened(number: int, place: int) -> str:
    """The asker has reopened a thread."""
    return f"✓ #{number} is open again, {where_is(place)}. The mentor who had it is told first."


def withdrawn_stays(number: int) -> str:
    """A question that was taken back cannot be reopened."""
    return f"You took #{number} back, so it can't be reopened. Please ask again."


def not_reopened(number: int, limit: timedelta) -> str:
    """Too late to reopen."""
    return (
        f"#{number} can't be reopened; that works for {span(limit)} after it was resolved. Please ask again."
    )


def thread_line(number: int, state: str, question: str) -> str:
    """One line of /threads."""
    return f"**#{number}** · {state} · {literal(question)}"


def close_of(number: int) -> str:
    """A button's label in /threads and /close."""
    return f"Close #{number}"


def close_which() -> str:
    """Ask which thread to close."""
    return "Which thread shall I close?"


def no_such_thread(number: str) -> str:
    """What was typed is not the number of one of the person's threads."""
    return f"You have no thread {inline(number[:20])}. /threads shows yours."


def topic_page(name: str, summary: str, page: int, pages: int) -> str:
    """The heading of a topic's list of entries."""
    tail = f" (page {page} of {pages})" if pages > 1 else ""
    return f"**{name}**{tail}. {summary}"


def found(words: str, number: int) -> str:
    """The heading of a search's results."""
    if not number:
        return f"No entry fits “{inline(words)}”. Ask it as a question with /ask, or try other words."
    return f"Entries that fit “{inline(words)}”:"


TOPICS = "What is it about? Choose a topic, or search with /faq and a word or two."


def group_nudge(number: int) -> str:
    """In the group where it was asked: an answer waits, but the direct chat is closed."""
    return f"There is an answer to question #{number}, but I can't write to you privately yet. Open our chat to read it."


def side_room(number: int) -> str:
    """The name of a private place near the channel where somebody asked."""
    return f"Question {number}"


def edited(text: str) -> str:
    """A relayed message was edited."""
    return f"✎ Edited: {literal(text)}"


DELETED = "✎ This message was deleted by its author."


def too_large(name: str, limit: int) -> str:
    """A line of plain text in place of a file that is not relayed."""
    return f"(The file {name} is larger than {limit / 1_000_000:g} MB and was not passed on.)"
