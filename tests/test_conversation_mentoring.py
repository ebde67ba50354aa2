"""Asker, mentors and admin in one conversation, said on the console."""

from datetime import timedelta

import pytest
from world import NOBODY_KNOWS, Talk, talking


async def asked(talk: Talk, asker: str = "asker1", question: str = NOBODY_KNOWS) -> None:
    await talk.say(f"{asker}: /ask {question}")
    await talk.say(f"{asker}: #1")


async def claimed(talk: Talk) -> None:
    await asked(talk)
    await talk.say("mentor1: #1")


async def test_the_whole_way(talk: Talk) -> None:
    await asked(talk)
    assert "Your question is number 1, next in the queue" in talk.last("asker1").text
    card = talk.last("mentors")
    assert card.buttons == ("Claim", "Look")
    assert NOBODY_KNOWS in card.text
    assert "asker1" not in card.text

    won = await talk.say("mentor1: #1")
    lost = await talk.say("mentor2: #1")
    assert "yours" in won[0].text
    assert [message.text for message in lost] == ["#1 is with mentor1 already."]
    assert "claimed by mentor1" in talk.last("mentors").text

    await talk.say("mentor1@1: Which year did you graduate?")
    assert talk.last("asker1").text == "mentor1 (#1): Which year did you graduate?"
    await talk.say("asker1: In 2019")
    assert talk.last("mentor1@1").text.endswith(": In 2019")

    await talk.say("mentor1@1: /resolve")
    rating = talk.last("asker1")
    assert rating.buttons == ("It helped", "Partly", "It did not help", "Reopen")
    await talk.say("asker1: #1")
    assert "Rated: it helped" not in talk.last("asker1").text
    texts = [message.text for message in talk.shown]
    assert sum("Which year did you graduate?" in text for text in texts) == 1
    assert sum("In 2019" in text for text in texts) == 1


async def test_one_press_one_thread(talk: Talk) -> None:
    await talk.say(f"asker1: {NOBODY_KNOWS}", "asker1: #1", f"asker1: /ask {NOBODY_KNOWS}", "asker1: #1")
    assert "You asked this before: it is number 1" in talk.last("asker1").text
    [threads] = await talk.say("asker1: /threads")
    assert threads.text.count("#") == 1


async def test_a_stranger_cannot_press_a_mentors_button_or_write_in_a_room(talk: Talk) -> None:
    await claimed(talk)
    for line in ("stranger: /claim 1", "stranger@1: hello", "stranger: /resolve 1", "stranger@1: /note hi"):
        [refused] = await talk.say(line)
        assert refused.text == "Only mentors can do this."
    assert all("hello" not in message.text for message in talk.to("asker1"))


async def test_what_another_mentor_writes_in_the_room_stays_a_note(talk: Talk) -> None:
    await claimed(talk)
    [kept] = await talk.say("mentor2@1: try the embassy")
    assert "kept as a note" in kept.text
    [noted] = await talk.say("mentor1@1: /note graduated 2019")
    assert noted.text == "✓ Noted. Only mentors see it."
    assert all("embassy" not in message.text and "2019" not in message.text for message in talk.to("asker1"))
    [look] = await talk.say("mentor2: /queue")
    assert "Nobody is waiting" in look.text


async def test_the_note_button_asks_for_the_note(talk: Talk) -> None:
    await claimed(talk)
    head = next(message for message in talk.to("mentor1@1") if message.buttons)
    [prompt] = await talk.say(f"mentor1: #{head.buttons.index('Note') + 1}")
    assert "Only mentors see this" in prompt.text
    [noted] = await talk.say("mentor1: ask again in spring")
    assert noted.text == "✓ Noted. Only mentors see it."


async def test_release_puts_the_thread_at_the_head_and_tells_the_asker(talk: Talk) -> None:
    await asked(talk)
    await asked(talk, "asker2", "The registrar wants a wet stamp but the courier soaked the envelope, hm?")
    await talk.say("mentor1: /claim 2", "mentor1@2: /release")
    assert "head of the queue" in talk.last("asker2").text
    [queue] = await talk.say("mentor2: /queue")
    assert queue.text.index("#2") < queue.text.index("#1")
    await talk.say("mentor2: /claim")
    [threads] = await talk.say("asker2: /threads")
    assert "with mentor2" in threads.text


async def test_a_message_that_was_written_while_waiting_is_in_the_room(talk: Talk) -> None:
    await asked(talk)
    await talk.say("asker1: It is a blue stamp")
    assert "1 more message" in talk.last("mentors").text or "waiting" in talk.last("mentors").text
    await talk.say("mentor2: /claim 1")
    room = [message.text for message in talk.to("mentor2@1")]
    assert any(NOBODY_KNOWS in text for text in room)
    assert any("It is a blue stamp" in text for text in room)


async def test_with_two_open_threads_a_button_chooses(talk: Talk) -> None:
    await asked(talk)
    await talk.say(
        "asker1: /ask The registrar wants a wet stamp but the courier soaked the envelope, hm?", "asker1: #1"
    )
    [choice] = await talk.say("asker1: and one more thing")
    assert [label[:2] for label in choice.buttons] == ["#1", "#2", "As"]
    await talk.say("asker1: #2")
    await talk.say("mentor1: /claim 2")
    assert any("and one more thing" in message.text for message in talk.to("mentor1@2"))
    [again] = await talk.say("asker1: #2")
    assert "sent on already" not in again.text or again


async def test_no_more_than_three_open_threads(talk: Talk) -> None:
    for number in range(4):
        await talk.say(
            f"asker1: /ask The registrar number {number} soaked my purple logbook in soup, hm?", "asker1: #1"
        )
    assert "as many open threads as I can keep" in talk.last("asker1").text


async def test_closing_a_waiting_thread_withdraws_it(talk: Talk) -> None:
    await asked(talk)
    [closed] = [message for message in await talk.say("asker1: /close") if message.reader == "asker1"]
    assert closed.text == "✓ #1 is withdrawn. No mentor will answer it."
    [late] = await talk.say("mentor1: #1")
    assert "withdrawn" in late.text
    [nothing] = await talk.say("asker1: /close")
    assert "nothing to close" in nothing.text


async def test_reopened_threads_are_offered_to_the_same_mentor(talk: Talk) -> None:
    await claimed(talk)
    await talk.say("mentor1@1: done", "mentor1@1: /resolve", "asker1: /reopen 1")
    offer = talk.last("mentor1@1")
    assert offer.buttons == ("Claim",)
    await talk.say("mentor1: #1")
    [threads] = await talk.say("asker1: /threads")
    assert "with mentor1" in threads.text


async def test_a_last_word_after_the_end_is_not_taken_for_a_question(talk: Talk) -> None:
    await claimed(talk)
    await talk.say("mentor1@1: done", "mentor1@1: /resolve")
    [reply] = await talk.say("asker1: thank you so much, one more thing about the blue stamp")
    assert reply.buttons == ("Reopen #1", "Ask as a new question")
    await talk.say("asker1: #1", "mentor1: /claim 1")
    assert any("one more thing about the blue stamp" in message.text for message in talk.to("mentor1@1"))


async def test_too_late_to_reopen(talk: Talk) -> None:
    await claimed(talk)
    await talk.say("mentor1@1: /resolve")
    await talk.wait(timedelta(days=15))
    [late] = await talk.say("asker1: /reopen 1")
    assert "can't be reopened" in late.text


async def test_a_claim_without_a_word_goes_back_after_the_lease(talk: Talk) -> None:
    await claimed(talk)
    reminded = await talk.wait(timedelta(hours=12, minutes=1))
    assert any("waits for your first word" in message.text for message in reminded)
    back = await talk.wait(timedelta(hours=12))
    assert any(message.reader == "asker1" and "did not get to #1 in time" in message.text for message in back)
    [threads] = await talk.say("asker1: /threads")
    assert "next in the queue" in threads.text


async def test_an_answered_claim_does_not_go_back(talk: Talk) -> None:
    await claimed(talk)
    await talk.say("mentor1@1: I look into it")
    assert await talk.wait(timedelta(hours=30)) == []


async def test_an_idle_thread_is_warned_about_and_closed(talk: Talk) -> None:
    await claimed(talk)
    await talk.say("mentor1@1: Please send the scan")
    warned = await talk.wait(timedelta(days=5, minutes=1))
    assert {message.reader for message in warned} == {"asker1", "mentor1@1"}
    closed = await talk.wait(timedelta(days=2, minutes=1))
    assert any("so I closed it" in message.text for message in closed if message.reader == "asker1")


async def test_a_word_stops_the_closing(talk: Talk) -> None:
    await claimed(talk)
    await talk.say("mentor1@1: Please send the scan")
    await talk.wait(timedelta(days=5, minutes=1))
    await talk.say("asker1: I will")
    later = await talk.wait(timedelta(days=2, minutes=1))
    assert all("closed" not in message.text for message in later)


async def test_unclaimed_threads_reach_mentors_privately_then_admins_each_once(talk: Talk) -> None:
    await talk.say("mentor1: /queue", "mentor2: /queue", "admin1: /status")
    await asked(talk)
    widened = await talk.wait(timedelta(hours=2, minutes=1))
    assert sorted(message.reader for message in widened) == ["mentor1", "mentor2"]
    escalated = await talk.wait(timedelta(hours=10))
    assert [message.reader for message in escalated] == ["admin1"]
    assert await talk.wait(timedelta(days=3)) == []


async def test_everything_goes_on_after_a_restart(talk: Talk) -> None:
    await asked(talk)
    assert await talk.restart() == []
    await talk.say("mentor1: #1")
    assert await talk.restart() == []
    await talk.say("mentor1@1: Which year?")
    assert talk.last("asker1").text == "mentor1 (#1): Which year?"
    await talk.restart()
    await talk.say("asker1: 2019", "mentor1@1: /resolve")
    await talk.restart()
    await talk.say("asker1: #1")
    assert "✓ Thank you" in talk.last("asker1").text


async def test_a_mentor_cannot_claim_their_own_question(talk: Talk) -> None:
    await asked(talk, "mentor1")
    [refused] = await talk.say("mentor1: /claim 1")
    assert "your own question" in refused.text


async def test_an_admin_may_release_and_resolve_what_others_claimed(tmp_path: object) -> None:
    from pathlib import Path

    from bot.config import ConsoleSettings

    assert isinstance(tmp_path, Path)
    both = ConsoleSettings(mentors=("mentor1", "mentor2", "boss"), admins=("boss",))
    async with talking(tmp_path, console=both) as talk:
        await claimed(talk)
        [refused] = await talk.say("mentor2: /release 1")
        assert "Only they or an admin" in refused.text
        await talk.say("boss: /release 1")
        assert "head of the queue" in talk.last("asker1").text


@pytest.mark.parametrize("command", ["claim", "release", "resolve", "queue", "note", "status"])
async def test_rights_are_checked_in_the_core(talk: Talk, command: str) -> None:
    await claimed(talk)
    [refused] = await talk.say(f"asker2: /{command} 1")
    assert refused.text.startswith("Only ")


@pytest.mark.parametrize("number", ["0", "99", "x", "-1", "9" * 30])
async def test_wrong_numbers_are_named(talk: Talk, number: str) -> None:
    await asked(talk)
    for line in (f"mentor1: /claim {number}", f"asker1: /close {number}", f"mentor1: /resolve {number}"):
        [reply] = await talk.say(line)
        assert "went wrong" not in reply.text


async def test_what_was_typed_in_place_of_a_number_is_said_back(talk: Talk) -> None:
    await asked(talk)
    [reply] = await talk.say("asker1: /close x")
    assert reply.text.startswith("You have no thread x.")
    [reply] = await talk.say("asker1: /reopen")
    assert "/reopen 12" in reply.text


async def test_reopening_says_the_true_state(talk: Talk) -> None:
    await asked(talk, "asker2", "The registrar wants a wet stamp but the courier soaked the envelope, hm?")
    await asked(talk)
    [waiting] = await talk.say("asker1: /reopen 2")
    assert "second in the queue" in waiting.text
    await talk.say("mentor1: /claim 2")
    [claimed_now] = await talk.say("asker1: /reopen 2")
    assert "with mentor1" in claimed_now.text
    await talk.say("asker2: /close 1")
    [withdrawn] = await talk.say("asker2: /reopen 1")
    assert "You took #1 back" in withdrawn.text


async def test_status_for_admins(talk: Talk) -> None:
    await claimed(talk)
    [status] = await talk.say("admin1: /status")
    assert "0 waiting, 1 claimed" in status.text
    assert "console" in status.text


async def test_a_room_that_does_not_exist_is_said(talk: Talk) -> None:
    [reply] = await talk.say("mentor1@7: hello")
    assert "no room yet" in reply.text


async def test_user_text_cannot_pass_for_the_bots(talk: Talk) -> None:
    await asked(talk, "asker1", "x bot → asker2: your thread is closed")
    assert not talk.to("asker2")
