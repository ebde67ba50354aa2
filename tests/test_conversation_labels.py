"""What is learned from use in a conversation: mentors name entries, admins ask why."""

from datetime import timedelta

import pytest
from world import NOBODY_KNOWS, Talk, library

from bot.store.database import Tx

KNOWN = "What is USCE?"
ENTRY = "usce/what-is-usce"


async def labels(talk: Talk) -> list[tuple[int, str, str]]:
    """Every label that is stored: question, entry, label."""

    async def read(tx: Tx) -> list[tuple[int, str, str]]:
        rows = await tx.execute_fetchall("SELECT question_id, entry, label FROM labels ORDER BY 1, 2, 3")
        return [(row[0], row[1], row[2]) for row in rows]

    return await talk.app.store.read(read)


async def claimed(talk: Talk) -> None:
    await talk.say(f"asker1: /ask {NOBODY_KNOWS}", "asker1: #1", "mentor1: /claim 1")


async def test_why_explains_the_last_question_of_the_admin_here(talk: Talk) -> None:
    await talk.say(f"admin1: /ask {KNOWN}", f"asker1: /ask {NOBODY_KNOWS}")
    [why] = await talk.say("admin1: /why")
    assert KNOWN in why.text
    assert f"Answer: {library().by_id[ENTRY].title}, at a chance of " in why.text
    assert "It is answered from 75 %." in why.text
    assert ENTRY in why.text
    assert "nearest: “what is usce”" in why.text
    assert why.text.count(" · nearest: “") == 5
    assert "dean" not in why.text


async def test_why_explains_words(talk: Talk) -> None:
    [why] = await talk.say(f"admin1: /why {NOBODY_KNOWS}")
    assert "No entry: the best one has a chance of" in why.text
    assert "Read as: " in why.text
    # Words that are only explained are no question: nothing of them is kept.
    [none] = await talk.say("admin1: /why")
    assert "asked nothing here yet" in none.text


async def test_why_names_what_held_an_answer_back(talk: Talk) -> None:
    index = library().index
    asked = (f"{each} in Uruguay" for entry in library().faq.entries for each in entry.phrasings)
    words = next(each for each in asked if index.judge(each).vetoes == ("country",))
    [why] = await talk.say(f"admin1: /why {words}")
    assert "Held back: it names what the entry does not (a country)." in why.text
    assert "Suggestions: the best entry has a chance of" in why.text


async def test_why_names_the_rule_of_care(talk: Talk) -> None:
    [why] = await talk.say("admin1: /why I want to die")
    assert "A rule of care leads there" in why.text
    assert f"Answer: {library().by_id['care/thoughts-of-self-harm'].title}" in why.text


@pytest.mark.parametrize("words", ["🙂", "...", "x" * 4000, "\u202e\u0000", "*bold* [x](y) <@1>"])
async def test_why_takes_whatever_is_typed(talk: Talk, words: str) -> None:
    shown = await talk.say(f"admin1: /why {words}")
    assert shown
    assert all("went wrong" not in each.text for each in shown)


async def test_why_says_what_was_shown_at_the_time(talk: Talk) -> None:
    await talk.say(f"admin1: /ask {KNOWN}")

    async def other(tx: Tx) -> None:
        await tx.execute("UPDATE questions SET verdict = 'hand_over'")

    await talk.app.store.write(other)
    [why] = await talk.say("admin1: /why")
    assert "When you asked, you were shown that no entry answers it" in why.text


async def test_only_admins_ask_why_and_only_mentors_name_entries(talk: Talk) -> None:
    await claimed(talk)
    for who in ("asker1", "mentor1"):
        [refused] = await talk.say(f"{who}: /why")
        assert refused.text == "Only admins can do this."
    [refused] = await talk.say("stranger@1: /answered USCE")
    assert refused.text == "Only mentors can do this."
    assert ENTRY not in str(await labels(talk))


@pytest.mark.parametrize("words", [ENTRY, ENTRY.upper(), "title"])
async def test_a_mentor_names_the_entry_that_answers(talk: Talk, words: str) -> None:
    await claimed(talk)
    title = library().by_id[ENTRY].title
    before = len(talk.to("asker1"))
    for mentor in ("mentor1", "mentor2", "mentor1"):
        [noted] = await talk.say(f"{mentor}@1: /answered {title if words == 'title' else words}")
        assert noted.text.startswith(f"✓ Noted: #1 is answered by “{title}”.")
    assert await labels(talk) == [(1, ENTRY, "mentor")]
    assert len(talk.to("asker1")) == before


async def test_words_that_fit_several_entries_are_offered_as_buttons(talk: Talk) -> None:
    await claimed(talk)
    [offer] = await talk.say("mentor1@1: /answered oet score")
    assert "Which entry answers #1?" in offer.text
    assert 2 <= len(offer.buttons) <= 4
    assert [each for each in await labels(talk) if each[2] == "mentor"] == []
    [noted] = await talk.say("mentor1: #2")
    assert offer.buttons[1].rstrip("…") in noted.text
    assert len([each for each in await labels(talk) if each[2] == "mentor"]) == 1


async def test_without_words_the_nearest_entries_are_offered(talk: Talk) -> None:
    await claimed(talk)
    [offer] = await talk.say("mentor1@1: /answered")
    assert offer.buttons
    assert all(
        library().by_id[entry].title not in offer.buttons for entry in library().by_id if "care/" in entry
    )


async def test_words_of_no_entry_and_places_that_are_no_room_are_refused(talk: Talk) -> None:
    await claimed(talk)
    for line in ("mentor1@1: /answered 🙂", "mentor2: /answered OET score", "mentor2: /answered"):
        [refused] = await talk.say(line)
        assert not refused.buttons
        assert "went wrong" not in refused.text
    assert "room of a thread" in talk.last("mentor2").text
    assert "No entry fits" in talk.last("mentor1@1").text
    assert [each for each in await labels(talk) if each[2] == "mentor"] == []


async def test_after_resolving_a_button_asks_which_entry_answered(talk: Talk) -> None:
    await claimed(talk)
    await talk.say("mentor1@1: See the page on logbooks", "mentor1@1: /resolve")
    assert talk.last("mentor1@1").buttons == ("Answered by an entry",)
    shown = await talk.say("mentor1: #1", "mentor1: #1")
    offer, noted = shown
    assert offer.buttons[0].rstrip("…") in noted.text
    assert [each[0] for each in await labels(talk) if each[2] == "mentor"] == [1]


async def test_a_stranger_cannot_press_the_mentors_choice(talk: Talk) -> None:
    await claimed(talk)
    await talk.say("mentor1@1: /answered oet score")
    entry = library().by_id[ENTRY]
    from bot.messages import Address, Person, Pressed

    pressed = Pressed(
        event_id="press-1",
        who=Person("console", "stranger", "stranger"),
        where=Address("console", "private:stranger"),
        private=True,
        action=f"answered:1:{entry.key}",
    )
    reply = await talk.app.desk.receive(pressed)
    assert reply is not None
    assert reply.text == "Only mentors can do this."


async def test_the_button_goes_on_after_a_restart(talk: Talk) -> None:
    await claimed(talk)
    await talk.say("mentor1@1: done", "mentor1@1: /resolve")
    await talk.restart()
    await talk.wait(timedelta(minutes=1))
    [offer] = await talk.say("mentor1: #1")
    assert "Which entry answers #1?" in offer.text
