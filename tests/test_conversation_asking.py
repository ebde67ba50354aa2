"""What an asker does before anybody else is involved, said on the console."""

import pytest
from world import NOBODY_KNOWS, Talk, library

ANSWERED = "usmle/register"


def title_of(entry: str) -> str:
    return library().by_id[entry].title


async def test_an_answer_shows_the_question_the_sources_and_two_buttons(talk: Talk) -> None:
    [answer] = await talk.say(f"asker1: {title_of(ANSWERED)}")
    assert answer.reader == "asker1"
    assert answer.text.startswith(title_of(ANSWERED))
    assert "Sources: " in answer.text
    assert "(checked " in answer.text
    assert answer.buttons[:2] == ("This answers it", "Ask a mentor")


async def test_a_volatile_entry_says_so(talk: Talk) -> None:
    [answer] = await talk.say(f"asker1: {title_of(ANSWERED)}")
    assert "change every year" in answer.text


async def test_what_no_entry_answers_is_said_honestly(talk: Talk) -> None:
    [reply] = await talk.say(f"asker1: {NOBODY_KNOWS}")
    assert "I have no checked answer" in reply.text
    assert reply.buttons == ("Ask a mentor", "Change my question")


async def test_this_answers_it_is_kept_as_a_label(talk: Talk) -> None:
    await talk.say(f"asker1: {title_of(ANSWERED)}")
    [thanks] = await talk.say("asker1: #1")
    assert thanks.text.startswith("✓")


async def test_changing_the_question_asks_for_a_new_one_and_answers_it(talk: Talk) -> None:
    await talk.say(f"asker1: {NOBODY_KNOWS}")
    [prompt] = await talk.say("asker1: #2")
    assert prompt.buttons == ("Cancel",)
    [answer] = await talk.say(f"asker1: {title_of(ANSWERED)}")
    assert answer.text.startswith(title_of(ANSWERED))


async def test_a_form_can_be_cancelled(talk: Talk) -> None:
    await talk.say(f"asker1: {NOBODY_KNOWS}", "asker1: #2")
    [cancelled] = await talk.say("asker1: #1")
    assert "Cancelled" in cancelled.text
    [answer] = await talk.say(f"asker1: {title_of(ANSWERED)}")
    assert answer.text.startswith(title_of(ANSWERED))


async def test_ask_without_a_question_asks_for_one(talk: Talk) -> None:
    [prompt] = await talk.say("asker1: /ask")
    assert prompt.buttons == ("Cancel",)
    [answer] = await talk.say(f"asker1: {title_of(ANSWERED)}")
    assert answer.text.startswith(title_of(ANSWERED))


@pytest.mark.parametrize("topic", ["usce", "ecfmg", "usmle", "research", "match", "visa"])
async def test_a_topic_shows_all_its_entries_page_by_page(talk: Talk, topic: str) -> None:
    [page] = await talk.say(f"asker1: /{topic}")
    seen = [label for label in page.buttons if label not in {"← Back", "More →"}]
    while "More →" in page.buttons:
        [page] = await talk.say(f"asker1: #{page.buttons.index('More →') + 1}")
        seen += [label for label in page.buttons if label not in {"← Back", "More →"}]
    assert sorted(seen) == sorted(entry.title[:80] for entry in library().of_topic(topic))


async def test_an_entry_from_a_list_is_shown_and_leads_to_a_mentor_through_a_question(talk: Talk) -> None:
    await talk.say("asker1: /visa")
    [entry] = await talk.say("asker1: #1")
    assert "Ask a mentor" in entry.buttons
    [prompt] = await talk.say("asker1: #2")
    assert prompt.buttons == ("Cancel",)
    shown = await talk.say("asker1: Which form does my hospital in the small town file?")
    assert "Your question is number 1" in shown[0].text
    assert "Which form does my hospital" in talk.last("mentors").text


async def test_faq_searches_titles_and_phrasings(talk: Talk) -> None:
    [found] = await talk.say("asker1: /faq observership cost")
    assert title_of("usce/observership-cost")[:80] in found.buttons
    [nothing] = await talk.say("asker1: /faq zzzzqqqq")
    assert "No entry fits" in nothing.text
    [topics] = await talk.say("asker1: /faq")
    assert "US clinical experience" in " ".join(topics.buttons) or len(topics.buttons) == 6


async def test_help_shows_what_the_person_may_do(talk: Talk) -> None:
    [asker] = await talk.say("asker1: /help")
    assert "/ask" in asker.text
    assert "/claim" not in asker.text
    [mentor] = await talk.say("mentor1: /help")
    assert "/claim" in mentor.text
    assert "/status" not in mentor.text
    [admin] = await talk.say("admin1: /help")
    assert "/status" in admin.text


async def test_start_greets_with_topics(talk: Talk) -> None:
    [greeting] = await talk.say("asker1: /start")
    assert len(greeting.buttons) == 6


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "😀😀😀",
        "\u202eabc\u202c",
        "مرحبا كيف حالك",
        "<b>x</b> **y** @everyone [a](b)",
        "x" * 10_000,
        "/",
        "//",
        "#",
    ],
)
async def test_any_text_gets_a_reply_and_never_a_fault(talk: Talk, text: str) -> None:
    [reply] = await talk.say(f"asker1: {text}")
    assert reply.text
    assert "went wrong" not in reply.text


async def test_too_long_a_text_is_refused_with_its_length(talk: Talk) -> None:
    [reply] = await talk.say("asker1: " + "x" * 10_001)
    assert "10,001" in reply.text


async def test_an_unknown_command_is_named(talk: Talk) -> None:
    [reply] = await talk.say("asker1: /nonsense 3")
    assert "/nonsense" in reply.text
    assert "/help" in reply.text


async def test_a_burst_is_slowed_down_and_said_once(talk: Talk) -> None:
    replies = [message.text for _ in range(25) for message in await talk.say("asker1: /help")]
    assert len(replies) == 21
    assert "a lot at once" in replies[-1]


async def test_distress_is_met_kindly_and_with_a_mentor(talk: Talk) -> None:
    [reply] = await talk.say("asker1: i failed step 1 again and i want to die")
    assert "988" in reply.text
    assert reply.buttons == ("Talk to a mentor",)


async def test_a_button_that_is_not_there_is_said(talk: Talk) -> None:
    await talk.say(f"asker1: {NOBODY_KNOWS}")
    for number in (0, 3, 9999):
        [reply] = await talk.say(f"asker1: #{number}")
        assert reply.text == f"There is no button {number} in the last message shown to you."
