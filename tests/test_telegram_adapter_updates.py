"""Fetching: nothing said is lost or confirmed too early, and the token stays out of every log."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog
from doubles.telegram.server import BotApi
from telegram_kit import ScriptedDesk, no_files, running, settings

from bot.errors import CannotStart
from bot.messages import Incoming, Reply, Said
from handlers.telegram import Telegram


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.running() as api:
        yield api


@pytest.fixture
def events() -> Iterator[list[dict[str, object]]]:
    with structlog.testing.capture_logs() as captured:
        yield captured  # type: ignore[misc]


def texts(events: list[Incoming]) -> list[str]:
    return [each.text for each in events if isinstance(each, Said)]


async def test_what_the_desk_cannot_commit_is_fetched_again_in_order(api: BotApi) -> None:
    desk = ScriptedDesk(lambda each: Reply("Got it.") if isinstance(each, Said) else None, broken=3)
    amina = api.user("Amina")
    async with running(api, desk):
        for word in ("one", "two", "three"):
            await amina.writes(word)
        await amina.hears("Got it.")
        await api.polled()
    assert texts(desk.refused) == ["one", "one", "one"]
    assert texts(desk.received) == ["one", "two", "three"]
    assert {each.event_id for each in desk.refused} == {desk.received[0].event_id}


async def test_what_came_while_away_is_fetched_at_the_start(api: BotApi) -> None:
    desk = ScriptedDesk()
    amina = api.user("Amina")
    await amina.writes("anybody there?")
    async with running(api, desk):
        await api.polled()
    assert texts(desk.received) == ["anybody there?"]


async def test_a_crash_between_commit_and_confirmation_tells_the_same_event_again(api: BotApi) -> None:
    desk = ScriptedDesk()
    amina = api.user("Amina")
    async with running(api, desk):
        await api.polled()
        lost = api.fail_next("getUpdates", status=502, times=1000)
        await amina.writes("one")
        await api.wait_until(lambda: lost.done)
    assert texts(desk.received) == ["one"]
    assert len(api.updates.pending) == 1
    lost.times = 0
    async with running(api, desk):
        await api.polled()
    first, second = desk.received
    assert first == second


async def test_stopping_confirms_what_was_taken(api: BotApi) -> None:
    desk = ScriptedDesk(lambda _: Reply("Got it."))
    amina = api.user("Amina")
    async with running(api, desk):
        await amina.writes("one")
        await amina.hears("Got it.")
    assert api.updates.pending == []
    assert api.calls("getUpdates")[-1]["timeout"] == 0


async def test_stopping_shows_what_was_already_answered(api: BotApi) -> None:
    desk = ScriptedDesk(lambda _: Reply("Got it."))
    amina = api.user("Amina")
    telegram = Telegram(settings(api), desk, no_files, pause=0.01)
    await telegram.start()
    async with api.hold("sendMessage") as held:
        await amina.writes("one")
        await held.arrived()
        stopping = asyncio.create_task(telegram.stop())
        await api.wait_until(lambda: not api.world.updates.pending)
    await stopping
    assert amina.private.last.text == "Got it."


async def test_updates_are_asked_for_by_name(api: BotApi) -> None:
    async with running(api, ScriptedDesk()):
        await api.polled()
    allowed = set(api.calls("getUpdates")[0]["allowed_updates"])
    assert allowed == {
        "message",
        "edited_message",
        "callback_query",
        "inline_query",
        "chat_member",
        "my_chat_member",
    }


async def test_the_loop_survives_refusals_and_lost_connections(
    api: BotApi, events: list[dict[str, object]]
) -> None:
    desk = ScriptedDesk()
    amina = api.user("Amina")
    api.fail_next("getUpdates", status=409, text="Conflict: terminated by other getUpdates request")
    api.fail_next("getUpdates", status=502)
    api.drop_next("getUpdates")
    async with running(api, desk):
        await amina.writes("one")
        await api.polled()
    assert texts(desk.received) == ["one"]
    assert any("another program" in str(each["event"]) for each in events)


async def test_a_webhook_is_removed_without_losing_what_waits(api: BotApi) -> None:
    desk = ScriptedDesk()
    amina = api.user("Amina")
    await amina.writes("sent while the webhook was set")
    api.world.webhook = {"url": "https://elsewhere.example/hook"}
    async with running(api, desk):
        await api.polled()
    assert texts(desk.received) == ["sent while the webhook was set"]


async def test_a_refused_token_says_what_to_do(api: BotApi) -> None:
    wrong = "7000000001:" + "wrong-" * 6
    telegram = Telegram(settings(api, token=wrong), ScriptedDesk(), no_files, pause=0.01)
    with pytest.raises(CannotStart) as caught:
        await telegram.start()
    assert "BotFather" in caught.value.advice
    assert wrong not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


async def test_an_unreachable_server_ends_the_start_after_some_tries(api: BotApi) -> None:
    dropped = api.drop_next("getMe", times=3)
    telegram = Telegram(settings(api), ScriptedDesk(), no_files, pause=0.001)
    with pytest.raises(CannotStart, match="cannot be reached"):
        await telegram.start()
    assert dropped.done == 3


async def test_a_short_outage_does_not_stop_the_start(api: BotApi) -> None:
    api.fail_next("getMe", status=502)
    async with running(api, ScriptedDesk()):
        await api.polled()


async def test_an_update_that_cannot_be_understood_does_not_stop_the_others(
    api: BotApi, events: list[dict[str, object]]
) -> None:
    desk = ScriptedDesk()
    amina = api.user("Amina")
    group = api.group("Friends", amina, bot="administrator")
    # A mark in the midst of a character, as Telegram never sends it.
    half = [{"type": "mention", "offset": 1, "length": 1}]
    async with running(api, desk):
        api.world.post(group, amina, {"text": "😀 hello", "entities": half})
        await amina.writes("two")
        await api.polled()
    assert texts(desk.received) == ["two"]
    assert any(each["event"] == "an update could not be understood" for each in events)


async def test_neither_token_nor_text_reaches_a_log(
    api: BotApi, caplog: pytest.LogCaptureFixture, events: list[dict[str, object]]
) -> None:
    secret = "my visa was refused in 2024"
    desk = ScriptedDesk(lambda _: Reply(f"You said: {secret}"))
    amina = api.user("Amina")
    with caplog.at_level(logging.DEBUG):
        async with running(api, desk) as telegram:
            api.fail_next("sendMessage", status=429, chat=amina.private)
            api.fail_next("getUpdates", status=401)
            await amina.writes(secret)
            bo = api.user("Bo")
            await bo.writes(secret)
            await bo.hears(secret)
            await telegram.check()
        broken = Telegram(settings(api, token=api.token + "x"), desk, no_files, pause=0.01)
        with pytest.raises(CannotStart):
            await broken.start()
    logged = caplog.text + "".join(str(each) for each in events)
    assert api.token not in logged
    assert secret not in logged


async def test_a_start_takes_nothing_twice(api: BotApi) -> None:
    desk = ScriptedDesk()
    telegram = Telegram(settings(api), desk, no_files, pause=0.01)
    amina = api.user("Amina")
    for word in ("one", "two"):
        await telegram.start()
        await amina.writes(word)
        await api.polled()
        await telegram.stop()
    await telegram.stop()
    assert texts(desk.received) == ["one", "two"]
