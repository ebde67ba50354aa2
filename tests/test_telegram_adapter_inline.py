"""Inline mode: entries offered while someone types in any chat."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from doubles.telegram.server import BotApi
from telegram_kit import ScriptedDesk, running

from bot.messages import Button, Choice, Pressed, Reply, private_chat

ASK = ((Button("Ask a mentor", "mentor usce/x"),),)
LONG_KEY = "usce/" + "a-very-long-name-of-an-entry-" * 4
CHOICES = (
    Choice("usce/observe", "Can I observe?", "Yes.", "**Can I observe?**\n\nYes.", ASK),
    Choice(LONG_KEY, "Something else", "", "Long. " + "word " * 2000),
    Choice(LONG_KEY, "Something else, twice", "", "Again."),
)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.running() as api:
        yield api


async def test_entries_are_offered_and_picked(api: BotApi) -> None:
    desk = ScriptedDesk(choices=CHOICES)
    amina = api.user("Amina")
    group = api.group("Friends", amina)
    async with running(api, desk):
        found = await amina.types_inline(" observe ", place=group)
        assert [each.title for each in found] == ["Can I observe?", "Something else, twice"]
        assert (found[0].id, found[0].description) == ("usce/observe", "Yes.")
        picked = await amina.picks(found[0], group)
        await api.polled()
    assert picked.text == "Can I observe?\n\nYes."
    assert picked.entities[0]["type"] == "bold"
    assert picked.labels == ["Ask a mentor"]
    (looked,) = desk.looked
    assert (looked.text, looked.private, looked.where) == (
        "observe",
        False,
        private_chat("telegram", str(amina.id)),
    )
    assert desk.received == []
    answer = api.calls("answerInlineQuery")[0]
    assert answer["is_personal"] is True
    assert answer["cache_time"] <= 60


async def test_an_empty_search_is_asked_too(api: BotApi) -> None:
    desk = ScriptedDesk(choices=CHOICES[:1])
    amina = api.user("Amina")
    async with running(api, desk):
        assert len(await amina.types_inline("")) == 1
    assert desk.looked[0].text == ""


async def test_an_answer_that_comes_too_late_does_no_harm(api: BotApi) -> None:
    desk = ScriptedDesk(choices=CHOICES)
    amina = api.user("Amina")
    async with running(api, desk):
        text = "Bad Request: query is too old and response timeout expired or query ID is invalid"
        late = api.fail_next("answerInlineQuery", status=400, text=text)
        search = asyncio.create_task(amina.types_inline("observe", timeout=60))
        await api.wait_until(lambda: late.done)
        search.cancel()
        assert await amina.types_inline("observe")


async def test_a_button_under_an_inline_answer_goes_on_in_the_private_chat(api: BotApi) -> None:
    desk = ScriptedDesk(lambda each: Reply("In the queue.") if isinstance(each, Pressed) else None, CHOICES)
    amina = api.user("Amina")
    await amina.starts()
    group = api.group("Friends", amina, bot="left")
    async with running(api, desk):
        picked = await amina.picks((await amina.types_inline("observe", place=group))[0], group)
        answer = await amina.presses(picked, "Ask a mentor")
        assert answer.url == ""
        await amina.hears("In the queue.")
    pressed = desk.received[-1]
    assert isinstance(pressed, Pressed)
    assert (pressed.action, pressed.message_id) == ("mentor usce/x", "")


async def test_who_never_opened_a_chat_is_led_there(api: BotApi) -> None:
    desk = ScriptedDesk(lambda _: Reply("In the queue.", delivery=9), CHOICES)
    amina = api.user("Amina")
    group = api.group("Friends", amina, bot="left")
    async with running(api, desk):
        picked = await amina.picks((await amina.types_inline("observe", place=group))[0], group)
        answer = await amina.presses(picked, "Ask a mentor")
    assert answer.url == "https://t.me/advisor_bot?start=inline"
    assert desk.marks.empty()
