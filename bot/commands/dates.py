"""The dated steps of the season, and reminders of them."""

from datetime import date

from bot import reminding
from bot.commands.base import Action, Argument, Command
from bot.commands.library import Library
from bot.commands.pages import page_of
from bot.commands.work import Work
from bot.errors import UserError
from bot.messages import Button, Buttons, Choice, Reply, Style
from bot.reference import Step
from bot.store import reminders
from bot.wording import asking
from bot.wording import reference as say

PAGE = 4
_NEAR = 4
_MAX_LABEL = 80
_MOST_BUTTONS = 20


def _today(work: Work) -> date:
    return work.moment.now.date()


async def show_dates(work: Work) -> Reply:
    """Show the steps page by page: what comes, soonest first, then what is over."""
    calendar, today = work.library.calendar, _today(work)
    steps = (*calendar.coming(today), *calendar.past(today))
    if not steps:
        return Reply(say.NO_DATES)
    page = page_of(steps, work.argument, PAGE, "dates")
    texts = [say.past_step(step) if step.over(today) else say.step(step, today) for step in page.shown]
    rows = [_remind_row(step) for step in page.shown if reminding.ahead(step, work.moment.now)]
    text = "\n\n".join([say.dates_head(page.number, page.pages), *texts])
    return Reply(text, (*rows, *page.turns), replace=work.replace)


def _remind_row(step: Step) -> tuple[Button, ...]:
    return (Button(say.remind_of(step.title)[:_MAX_LABEL], f"remind:{step.id}"),)


_OFF = frozenset({"off", "stop", "cancel", "end"})
_POLITE = frozenset({"all", "please", "all please", "everything"})


async def remind(work: Work) -> Reply:
    """Remind of the date that is named; `off` ends all reminders, nothing lists them."""
    typed = work.checked_length(work.argument)
    if not typed:
        return await _own(work)
    calendar = work.library.calendar
    first, _, rest = typed.partition(" ")
    if first.lower() in _OFF:
        ended = calendar.by_id.get(rest.strip()) or calendar.find(rest) if rest.strip() else None
        if ended:
            await reminders.drop(work.tx, work.person.id, ended.id)
            return Reply(say.ended(ended.title))
        if not rest.strip() or rest.strip().lower() in _POLITE:
            return Reply(say.ended_all(await reminders.drop_all(work.tx, work.person.id)))
    step = calendar.by_id.get(typed) or calendar.find(typed)
    if step is None:
        named = calendar.near(typed, len(calendar.steps))
        near = [each for each in named if reminding.ahead(each, work.moment.now)][:_NEAR]
        text = say.which_date(typed[:100]) if near else say.unknown_date(typed[:100])
        return Reply(text, tuple(_remind_row(each) for each in near) or ((_all_dates(),),))
    return await _remind_of(work, step)


async def _remind_of(work: Work, step: Step) -> Reply:
    if step.over(_today(work)):
        return Reply(say.over(step), ((_all_dates(),),))
    moments = [ring.at for ring in reminding.ahead(step, work.moment.now)]
    if not moments:
        return Reply(say.too_late(step, _today(work)), ((_all_dates(),),))
    await reminders.add(work.tx, work.person.id, step.id, work.moment.now)
    text = say.will_remind(step, moments)
    buttons = [Button(say.END_THIS, f"unremind:{step.id}"), _all_dates()]
    if not work.incoming.private and not work.person.reachable and work.around.link:
        text = f"{text} {say.OPEN_CHAT}"
        buttons.append(Button(asking.WRITE_PRIVATELY, url=work.around.link))
    return Reply(text, (tuple(buttons),))


def _all_dates() -> Button:
    return Button(say.ALL_DATES, "dates:1")


async def _own(work: Work) -> Reply:
    """The person's reminders, each with a button that ends it."""
    wanted = await reminders.of_person(work.tx, work.person.id)
    known = work.library.calendar.by_id
    steps = [step for each in wanted if (step := known.get(each.date_id)) and not step.over(_today(work))]
    if not steps:
        return Reply(say.NO_REMINDERS, ((_all_dates(),),) if known else ())
    steps.sort(key=lambda step: step.first)
    lines = [
        say.own_reminder(step, [ring.at for ring in reminding.ahead(step, work.moment.now)]) for step in steps
    ]
    ends = [
        Button(say.end_of(step.title)[:_MAX_LABEL], f"unremind:{step.id}") for step in steps[:_MOST_BUTTONS]
    ]
    # Four rows at most, so that the last one can end all.
    width = -(-len(ends) // 4)
    rows: Buttons = tuple(tuple(ends[start : start + width]) for start in range(0, len(ends), width))
    return Reply(
        say.own_reminders(lines),
        (*rows, (Button(say.END_ALL, "remind:off", style=Style.DANGER), _all_dates())),
    )


async def end_one(work: Work) -> Reply:
    """End the reminder of a button."""
    step = work.library.calendar.by_id.get(work.argument)
    ended = await reminders.drop(work.tx, work.person.id, work.argument)
    if step is None and not ended:
        raise UserError(say.DATE_GONE)
    return Reply(say.ended(step.title if step else work.argument), notice=True)


def offer_dates(library: Library, words: str, limit: int, today: date) -> tuple[Choice, ...]:
    """Coming dates for somebody who is typing a date's name."""
    steps = library.calendar.steps
    found = library.calendar.near(words, len(steps)) if words else steps
    offered = [step for step in found if step.first > today][:limit]
    return tuple(Choice(step.id, step.title, step.text, say.step(step, today)) for step in offered)


COMMANDS = [
    Command("dates", "The dates of the season, soonest first", show_dates),
    Command(
        "remind",
        "A message a week and a day before a date, or a week before its month; “off” ends all",
        remind,
        Argument("date", "A date's name, such as: Match Day. Or: off", suggests=True, offers=offer_dates),
    ),
]
ACTIONS = [Action("dates", show_dates), Action("remind", remind), Action("unremind", end_one)]
