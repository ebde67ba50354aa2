"""Faults on request, and what the double says of faults of others."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession
from doubles.telegram import spec
from doubles.telegram.clients import connected
from doubles.telegram.server import BotApi
from telegram import (
    Bot,
)
from telegram.error import (
    BadRequest,
    Forbidden,
    NetworkError,
    RetryAfter,
)


async def test_faults_by_method_and_chat(api: BotApi, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    amina, omar = api.user("Amina"), api.user("Omar")
    await amina.starts()
    await omar.starts()
    api.fail_next("sendMessage", retry_after=7, chat=amina.private)
    await bot.send_message(omar.id, "Hello")
    with pytest.raises(RetryAfter) as error:
        await bot.send_message(amina.id, "Hello")
    assert error.value.retry_after == timedelta(seconds=7)
    await bot.send_message(amina.id, "Hello again")
    api.fail_next("*", status=502, times=2)
    for _ in range(2):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(amina.id, "Hello")
    api.fail_next("sendMessage", status=403, text="Forbidden: for a reason")
    with pytest.raises(Forbidden, match="for a reason"):
        await bot.send_message(amina.id, "Hello")
    assert [message.text for message in amina.private.messages[1:]] == ["Hello again"]
    assert [call.status for call in api.requests if call.method == "sendMessage"][-4:] == [200, 502, 502, 403]


async def test_a_cut_connection_before_and_after_the_message_was_stored(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    await amina.starts()
    lost = api.drop_next("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(amina.id, "Lost")
    api.drop_next("sendMessage", stored=True)
    with pytest.raises(NetworkError):
        await bot.send_message(amina.id, "Stored")
    assert lost.done == 1
    assert amina.private.last.text == "Stored"
    assert [message.text for message in amina.private.messages] == ["/start", "Stored"]
    await bot.send_message(amina.id, "And on")
    api.drop_next("getUpdates")
    with pytest.raises(NetworkError):
        await bot.get_updates()
    assert len(await bot.get_updates()) == 1


async def test_a_request_can_be_held_back(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    await amina.starts()
    async with api.hold("sendMessage", chat=amina.private) as held:
        sending = asyncio.create_task(bot.send_message(amina.id, "Late"))
        await held.arrived()
        assert amina.private.last.text == "/start"
    await sending
    assert amina.private.last.text == "Late"


async def break_the_rules() -> None:
    async with BotApi.running() as api, connected(api) as bot:
        amina = api.user("Amina")
        await amina.starts()
        for kwargs in ({"loudness": 3}, {"message_thread_id": "x"}, {"entities": [{"type": "bold"}]}):
            with pytest.raises(BadRequest):
                await bot.send_message(amina.id, "x", api_kwargs=kwargs)
        with pytest.raises(BadRequest, match="chat_id is missing"):
            await bot._post("sendMessage", {"text": "x"})
        with pytest.raises(BadRequest, match="not modelled"):
            await bot.get_my_star_balance()
        with pytest.raises(BadRequest, match="Parse_mode"):
            await bot.send_message(amina.id, "x", parse_mode="HTML")
        assert len(api.violations) == 6
        assert [call.status for call in api.requests if call.method == "sendMessage"] == [400] * 5


async def test_requests_that_break_the_rules_fail_the_test() -> None:
    with pytest.raises(AssertionError, match="broke the Bot API's rules"):
        await break_the_rules()


async def test_a_fault_of_a_test_hides_no_other_error() -> None:
    with pytest.raises(ZeroDivisionError):
        await fail_with_violations()


async def fail_with_violations() -> None:
    async with BotApi.running() as api:
        api.violations.append("something")
        raise ZeroDivisionError


async def test_json_and_query_requests(api: BotApi) -> None:
    amina = api.user("Amina")
    await amina.starts()
    where = f"{api.url}{api.token}/sendmessage"
    async with ClientSession() as session:
        async with session.post(where, json={"chat_id": amina.id, "text": "as JSON"}) as response:
            assert (await response.json())["ok"]
        async with session.get(where, params={"chat_id": amina.id, "text": "7"}) as response:
            assert (await response.json())["result"]["text"] == "7"
        async with session.post(where, data=b"[", headers={"Content-Type": "application/json"}) as response:
            assert response.status == 400
        async with session.get(f"{api.url}{api.token}/sendTelepathy") as response:
            assert response.status == 404
        async with session.get(f"{api.file_url}{api.token}/documents/none") as response:
            assert response.status == 404
    assert len(api.violations) == 2
    api.violations.clear()


async def test_what_did_not_happen_says_so(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    await amina.starts()
    with pytest.raises(AssertionError, match="did not hear 'Welcome'"):
        await amina.hears("Welcome", timeout=0.01)
    with pytest.raises(AssertionError, match="the latest requests: getMe 200"):
        await api.settled(timeout=0.01)


def test_a_missing_spec_is_a_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SHARED_DIR", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="SHARED_DIR"):
        spec.load_spec.__wrapped__()
