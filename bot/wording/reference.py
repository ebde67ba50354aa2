"""What people read of the glossary, the calendar, and reminders."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.escaping import inline, literal
from bot.wording.times import clock, day

ALL_DATES = "All dates"
END_THIS = "End this reminder"
END_ALL = "End all"

NO_DATES = (
    "I have no dates right now. The official pages do: nrmp.org, ecfmg.org, usmle.org, and aamc.org for ERAS."
)
NO_REMINDERS = (
    "You have no reminders. /dates shows what I can remind you of, or write /remind and a date's name."
)
NO_TERMS = "I have no list of terms right now. Ask it as a question with /ask."
TERM_GONE = "This term is not in my list any more. Write /what and the term."
DATE_GONE = "This date is not in my list any more. /dates shows the present ones."
UNCONFIRMED = "*usually, to be confirmed*"
CHECK_FIRST = "*This day is usual, but not confirmed. Check the page before you rely on it.*"


class Sourced(Protocol):
    """A page, as it is named to people."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def url(self) -> str:
        """Its address."""

    @property
    def checked(self) -> date:
        """The day on which it was checked."""


class Dated(Protocol):
    """A step of the calendar, as far as it is shown."""

    @property
    def title(self) -> str:
        """Its name."""

    @property
    def first(self) -> date:
        """Its first day."""

    @property
    def last(self) -> date:
        """Its last day."""

    @property
    def whole_month(self) -> bool:
        """Whether only the month is known."""

    @property
    def known(self) -> bool:
        """Whether the date is confirmed."""

    @property
    def text(self) -> str:
        """What it is, in a sentence or two."""

    @property
    def sources(self) -> Sequence[Sourced]:
        """Where it is said."""


def term(name: str, means: str, text: str, sources: Iterable[Sourced]) -> str:
    """A term, what it stands for, and what it is."""
    head = f"**{literal(name)}** – {literal(means)}" if means else f"**{literal(name)}**"
    return "\n\n".join([head, literal(text), *_sources(sources)])


def some_terms(number: int) -> str:
    """How many terms there are, and how to ask for one."""
    return f"I know {number} terms of the field. Write /what and one of them, for example: /what ERAS"


def nearest_terms(typed: str) -> str:
    """The term is not known, but others look like it."""
    return f"I don't know “{inline(typed)}”. Did you mean one of these?"


def unknown_term(typed: str) -> str:
    """The term is not known, and nothing looks like it."""
    return f"I don't know “{inline(typed)}”. Ask it as a question with /ask; a volunteer mentor may know it."


def when(step: Dated) -> str:
    """The day, the days or the month of a step: `19 Mar 2027`, `15 to 18 Mar 2027`, `March 2027`."""
    first, last = step.first, step.last
    if step.whole_month:
        same = (first.year, first.month) == (last.year, last.month)
        return f"{first:%B %Y}" if same else f"{first:%B %Y} to {last:%B %Y}"
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    return f"{day(first)} to {day(last)}"


def _distance(step: Dated, today: date) -> str:
    """How far away it is: ` (in 12 days)`; nothing where only the month is known."""
    if step.first <= today <= step.last:
        return " (now)" if step.first != step.last else " (today)"
    left = (step.first - today).days
    if step.whole_month or left < 0:
        return ""
    return " (tomorrow)" if left == 1 else f" (in {left} days)"


def dates_head(page: int, pages: int) -> str:
    """The heading of /dates."""
    tail = f" (page {page} of {pages})" if pages > 1 else ""
    return f"**Dates of the season**{tail}. What is marked “usually” is not confirmed: check the page named there."


def step(shown: Dated, today: date) -> str:
    """One step of /dates."""
    mark = "" if shown.known else f" · {UNCONFIRMED}"
    head = f"**{literal(shown.title)}** · {when(shown)}{_distance(shown, today)}{mark}"
    return "\\\n".join([head, literal(shown.text), *_sources(shown.sources)])


def past_step(shown: Dated) -> str:
    """One step of /dates that is over."""
    mark = "" if shown.known else f" · {UNCONFIRMED}"
    head = f"~~{literal(shown.title)} · {when(shown)}~~{mark}"
    return "\\\n".join([head, *_sources(shown.sources)])


def _sources(sources: Iterable[Sourced]) -> list[str]:
    links = [f"[{literal(page.title)}]({page.url}) (checked {day(page.checked)})" for page in sources]
    return [f"{'Source' if len(links) == 1 else 'Sources'}: " + " · ".join(links)] if links else []


def remind_of(title: str) -> str:
    """A button that sets a reminder."""
    return f"Remind me: {title}"


def end_of(title: str) -> str:
    """A button that ends a reminder."""
    return f"End: {title}"


def will_remind(shown: Dated, moments: Sequence[datetime]) -> str:
    """A reminder is set: of what, and when it comes."""
    come = " and ".join(clock(moment) for moment in moments)
    lines = [f"✓ I will write to you on {come} about {literal(shown.title)}: {when(shown)}."]
    if shown.whole_month:
        lines.append("Only the month is known, so I write a week before it begins.")
    elif not shown.known:
        lines.append("The day is usual, but not confirmed.")
    lines.append("If the date moves in my list, the reminder moves with it.")
    return " ".join(lines)


def too_late(shown: Dated, today: date) -> str:
    """There is no moment left at which a reminder would come."""
    if shown.first <= today:
        return f"{literal(shown.title)} has begun: {when(shown)}. There is nothing left to remind you of."
    before = "a week before the month" if shown.whole_month else "a week and a day before"
    return (
        f"{literal(shown.title)} is too near for a reminder: {when(shown)}. I write {before}, at 09:00 UTC."
    )


def over(shown: Dated) -> str:
    """The date has passed."""
    return f"{literal(shown.title)} is over: {when(shown)}. /dates shows what comes next."


OPEN_CHAT = "Open our private chat once, so that the reminder can reach you."


def which_date(typed: str) -> str:
    """Several dates may be meant."""
    return f"Which date do you mean by “{inline(typed)}”?"


def unknown_date(typed: str) -> str:
    """No date is called so."""
    return f"I have no date called “{inline(typed)}”. /dates shows all that I know."


def own_reminders(lines: Iterable[str]) -> str:
    """The heading of a person's reminders, and a line for each."""
    return "Your reminders:\n\n" + "\n".join(f"- {line}" for line in lines)


def own_reminder(shown: Dated, moments: Sequence[datetime]) -> str:
    """One of a person's reminders, and when it comes next."""
    mark = "" if shown.known else f" · {UNCONFIRMED}"
    coming = f"next on {clock(moments[0])}" if moments else "✓ you have had all of them"
    return f"**{literal(shown.title)}** · {when(shown)}{mark} · {coming}"


def ended(title: str) -> str:
    """One reminder has been ended."""
    return f"✓ I will not remind you of {literal(title)}."


def ended_all(number: int) -> str:
    """All reminders have been ended."""
    return "✓ I will not remind you of anything any more." if number else NO_REMINDERS


def reminder(shown: Dated, today: date) -> str:
    """The reminder itself."""
    if shown.whole_month:
        sure = "" if shown.known else ", to be confirmed"
        head = (
            f"**{literal(shown.title)}**: {when(shown)}{sure}. I know only the month, so check the day now."
        )
    else:
        left = (shown.first - today).days
        near = "today" if left <= 0 else "tomorrow" if left == 1 else f"in {left} days"
        head = f"**{literal(shown.title)}**: {near}, {when(shown)}."
    notices = [CHECK_FIRST] if not shown.known and not shown.whole_month else []
    return "\n\n".join([head, literal(shown.text), *notices, *_sources(shown.sources)])
