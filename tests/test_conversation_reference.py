"""Terms, dates and reminders, said on the console."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from world import Talk, library

from bot.messages import Address, Looked, Person
from bot.reference import Calendar, Glossary

DAY = timedelta(days=1)


async def wait_until(
    talk: Talk, year: int, month: int, day: int, hour: int = 9, minute: int = 1
) -> list[str]:
    """Let time pass until a moment; what was sent meanwhile, moment by moment."""
    moment = datetime(year, month, day, hour, minute, tzinfo=UTC)
    return [message.text for message in await talk.wait(moment - talk.clock.now)]


def move(talk: Talk, name: str, to: date) -> None:
    """Change a date in the calendar, as a new version of its file does."""
    steps = tuple(
        replace(step, first=to, last=to, whole_month=False) if step.id == name else step
        for step in talk.app.desk.library.calendar.steps
    )
    talk.app.desk.library = replace(talk.app.desk.library, calendar=Calendar(steps))


async def test_what_explains_a_term_and_leads_to_its_entry(talk: Talk) -> None:
    [shown] = await talk.say("asker1: /what usce")
    assert shown.text.startswith("USCE – US clinical experience")
    assert "no single definition" in shown.text
    [entry] = await talk.say("asker1: #1")
    assert entry.text.startswith(library().by_id["usce/what-is-usce"].title)


async def test_what_finds_another_spelling(talk: Talk) -> None:
    [shown] = await talk.say("asker1: /what is FMG?")
    assert shown.text.startswith("IMG – international medical graduate")


async def test_what_offers_the_nearest_terms_for_a_slip(talk: Talk) -> None:
    [shown] = await talk.say("asker1: /what ECFGM")
    assert "Did you mean" in shown.text
    assert shown.buttons[0].startswith("ECFMG – ")
    [term] = await talk.say("asker1: #1")
    assert "certifies" in term.text


async def test_what_is_honest_about_what_it_does_not_know(talk: Talk) -> None:
    [shown] = await talk.say("asker1: /what zzzq *bold*")
    assert "I don't know “zzzq *bold*”" in shown.text
    assert "/ask" in shown.text
    assert not shown.buttons


async def test_what_alone_says_how_many_there_are_with_examples(talk: Talk) -> None:
    [shown] = await talk.say("asker1: /what")
    assert str(len(library().glossary.terms)) in shown.text
    assert "USCE" in shown.buttons
    [term] = await talk.say("asker1: #2")
    assert term.text.startswith("ECFMG")


async def test_without_the_files_the_commands_say_so(talk: Talk) -> None:
    talk.app.desk.library = replace(library(), glossary=Glossary(), calendar=Calendar())
    [terms] = await talk.say("asker1: /what usce")
    assert "no list of terms" in terms.text
    [dates] = await talk.say("asker1: /dates")
    assert "no dates" in dates.text
    [reminders] = await talk.say("asker1: /remind")
    assert "no reminders" in reminders.text
    [unknown] = await talk.say("asker1: /remind match day")
    assert "no date called" in unknown.text


async def test_an_old_button_of_a_term_or_date_is_told_so(talk: Talk) -> None:
    await talk.say("asker1: /what")
    talk.app.desk.library = replace(library(), glossary=Glossary())
    [gone] = await talk.say("asker1: #1")
    assert "not in my list any more" in gone.text
    await talk.say("asker1: /remind match day")
    talk.app.desk.library = replace(library(), calendar=Calendar())
    [ended] = await talk.say("asker1: #1")
    assert "will not remind" in ended.text
    [again] = await talk.say("asker1: #1")
    assert "not in my list any more" in again.text


async def test_dates_come_soonest_first_and_past_ones_struck_at_the_end(talk: Talk) -> None:
    [page] = await talk.say("asker1: /dates")
    assert "page 1 of" in page.text
    assert page.text.index("Interview season") < page.text.index("Last OET sitting")
    assert "usually, to be confirmed" in page.text
    assert "Source: " in page.text
    assert "(checked 22 Nov 2026)" in page.text
    seen = page.text
    while "More →" in page.buttons:
        [page] = await talk.say(f"asker1: #{page.buttons.index('More →') + 1}")
        seen += page.text
    assert all(step.title in seen for step in library().calendar.steps)
    assert "~~MyERAS opened for the 2027 season · 3 Jun 2026~~" in seen
    assert seen.index("Residency begins") < seen.index("~~")
    assert not any(label.startswith("Remind me") for label in page.buttons)
    [back] = await talk.say("asker1: #1")
    assert "page" in back.text


async def test_a_confirmed_date_is_not_called_usual(talk: Talk) -> None:
    await wait_until(talk, 2026, 12, 31)
    [page] = await talk.say("asker1: /dates")
    [closed] = [part for part in page.text.split("\n\n") if part.startswith("No Step 3 tests")]
    assert "1 to 14 Jan 2027 (tomorrow)" in closed
    assert "to be confirmed" not in closed


async def test_a_reminder_comes_a_week_and_a_day_before_each_once(talk: Talk) -> None:
    [set_] = await talk.say("asker1: /remind match day")
    assert "12 Mar, 09:00 UTC and 18 Mar, 09:00 UTC" in set_.text
    assert "19 Mar 2027" in set_.text
    assert "not confirmed" in set_.text
    await talk.say("asker1: /remind Match Day")
    assert await wait_until(talk, 2027, 3, 12, 8) == []
    [week] = await wait_until(talk, 2027, 3, 12)
    assert week.startswith("Match Day: in 7 days, 19 Mar 2027.")
    assert "not confirmed" in week
    assert await wait_until(talk, 2027, 3, 12, 10) == []
    assert await talk.restart() == []
    assert await talk.wait(timedelta(hours=1)) == []
    [day] = await wait_until(talk, 2027, 3, 18)
    assert day.startswith("Match Day: tomorrow")
    assert await wait_until(talk, 2027, 4, 18) == []
    [none] = await talk.say("asker1: /remind")
    assert "no reminders" in none.text


async def test_reminders_outlast_a_restart_and_come_late_rather_than_never(talk: Talk) -> None:
    await talk.say("asker1: /remind match day")
    await talk.stop()
    talk.clock.move(datetime(2027, 3, 14, 12, tzinfo=UTC) - talk.clock.now)
    await talk.start()
    [late] = await talk.wait(timedelta(minutes=1))
    assert "in 5 days" in late.text
    await talk.stop()
    talk.clock.move(timedelta(days=10))
    await talk.start()
    assert await talk.wait(timedelta(minutes=1)) == []


async def test_after_a_long_silence_only_the_latest_reminder_comes(talk: Talk) -> None:
    await talk.say("asker1: /remind match day")
    [only] = await wait_until(talk, 2027, 3, 18, 12)
    assert "tomorrow" in only


async def test_where_only_the_month_is_known_it_comes_a_week_before(talk: Talk) -> None:
    [set_] = await talk.say("asker1: /remind rank deadline")
    assert "22 Feb, 09:00 UTC" in set_.text
    assert "Only the month is known" in set_.text
    [month] = await wait_until(talk, 2027, 2, 22)
    assert "March 2027, to be confirmed" in month
    assert await wait_until(talk, 2027, 3, 20) == []


async def test_a_reminder_follows_a_date_that_moves(talk: Talk) -> None:
    await talk.say("asker1: /remind match day", "asker1: /remind rank deadline")
    move(talk, "match-day", date(2027, 4, 2))
    move(talk, "rank-deadline", date(2027, 3, 3))
    assert "in 7 days, 3 Mar 2027" in (await wait_until(talk, 2027, 2, 24))[0]
    move(talk, "rank-deadline", date(2027, 3, 10))
    assert await wait_until(talk, 2027, 3, 2) == []
    assert "in 7 days, 10 Mar 2027" in (await wait_until(talk, 2027, 3, 3))[0]
    assert "tomorrow" in (await wait_until(talk, 2027, 3, 9))[0]
    assert await wait_until(talk, 2027, 3, 20) == []
    assert "in 7 days, 2 Apr 2027" in (await wait_until(talk, 2027, 3, 26))[0]


async def test_nothing_is_sent_for_moments_that_were_past_when_it_was_asked(talk: Talk) -> None:
    await wait_until(talk, 2027, 3, 13)
    [set_] = await talk.say("asker1: /remind match day")
    assert "12 Mar" not in set_.text
    assert "18 Mar, 09:00 UTC" in set_.text
    assert await wait_until(talk, 2027, 3, 17) == []
    [late] = await talk.say("asker2: /remind soap")
    assert "has begun" in late.text
    await wait_until(talk, 2027, 3, 18)
    [near] = await talk.say("asker2: /remind match day")
    assert "too near" in near.text
    [none] = await talk.say("asker2: /remind")
    assert "no reminders" in none.text
    await wait_until(talk, 2027, 3, 20)
    [over] = await talk.say("asker2: /remind match day")
    assert "is over" in over.text


async def test_own_reminders_are_listed_and_ended_one_by_one_or_all(talk: Talk) -> None:
    await talk.say("asker1: /remind soap", "asker1: /remind match day", "asker1: /remind residency start")
    [own] = await talk.say("asker1: /remind")
    assert own.buttons == ("End: SOAP", "End: Match Day", "End: Residency begins", "End all", "All dates")
    assert "Match Day · 19 Mar 2027 · usually, to be confirmed · next on 12 Mar, 09:00 UTC" in own.text
    [ended] = await talk.say("asker1: #2")
    assert "will not remind you of Match Day" in ended.text
    [own] = await talk.say("asker1: /remind")
    assert "Match Day" not in own.text
    [off] = await talk.say("asker1: /remind OFF")
    assert off.text.startswith("✓")
    [none] = await talk.say("asker1: /remind off")
    assert "no reminders" in none.text
    assert await wait_until(talk, 2027, 7, 2) == []


async def test_what_has_begun_is_not_reminded_of(talk: Talk) -> None:
    [begun] = await talk.say("asker1: /remind interviews")
    assert "has begun" in begun.text


async def test_everybodys_reminders_are_their_own(talk: Talk) -> None:
    await talk.say("asker1: /remind match day", "asker2: /remind match day", "asker2: /remind off")
    await wait_until(talk, 2027, 3, 12)
    assert "Match Day: in 7 days" in talk.last("asker1").text
    assert "Match Day: in 7 days" not in talk.last("asker2").text


async def test_a_reminder_can_be_ended_where_it_is_shown(talk: Talk) -> None:
    await talk.say("asker1: /remind match day")
    await wait_until(talk, 2027, 3, 12)
    assert talk.last("asker1").buttons == ("All dates", "End this reminder")
    await talk.say("asker1: #2")
    assert await wait_until(talk, 2027, 3, 18) == []


async def test_an_unclear_name_offers_the_dates_that_it_may_be(talk: Talk) -> None:
    [which] = await talk.say("asker1: /remind deadline")
    assert "Which date" in which.text
    assert "Remind me: Rank order lists are due" in which.buttons
    [set_] = await talk.say(f"asker1: #{which.buttons.index('Remind me: Rank order lists are due') + 1}")
    assert set_.text.startswith("✓ I will write to you on")
    [unknown] = await talk.say("asker1: /remind zzzq")
    assert "no date called" in unknown.text
    assert unknown.buttons == ("All dates",)


async def test_many_reminders_fit_under_one_message(talk: Talk) -> None:
    for step in library().calendar.coming(date(2026, 11, 22)):
        await talk.say(f"asker1: /remind {step.id}")
        await talk.wait(timedelta(seconds=10))
    [own] = await talk.say("asker1: /remind")
    assert len([label for label in own.buttons if label.startswith("End: ")]) > 12
    [off] = await talk.say(f"asker1: #{own.buttons.index('End all') + 1}")
    assert off.text.startswith("✓")


@pytest.mark.parametrize(
    ("command", "words", "wanted"),
    [
        ("what", "ecf", "ECFMG – Educational Commission for Foreign Medical Graduates"),
        ("what", "", "USCE – US clinical experience"),
        ("remind", "match d", "Match Day"),
        ("remind", "", "Last OET sitting that is early enough"),
        ("remind", "myeras-opens", None),
        ("ask", "what is usce", "What is USCE?"),
    ],
)
async def test_what_is_offered_while_typing_is_the_commands_own(
    talk: Talk, command: str, words: str, wanted: str | None
) -> None:
    who = Person("console", "asker1", "asker1")
    looked = Looked(
        event_id="1",
        who=who,
        where=Address("console", "c"),
        private=True,
        text=words,
        command=command,
        limit=5,
    )
    titles = [choice.title for choice in await talk.app.desk.look(looked)]
    assert len(titles) <= 5
    if wanted is None:
        assert "MyERAS opened for the 2027 season" not in titles
    elif command == "ask":
        assert library().by_id["usce/what-is-usce"].title in titles
    else:
        assert titles[0] == wanted
