"""What doctor says of Telegram, each finding with what to do."""

from collections.abc import AsyncIterator

import pytest
from doubles.telegram.server import BotApi
from telegram import User
from telegram_kit import ScriptedDesk, no_files, running, settings

from bot.messages import Finding
from handlers.telegram import Telegram, check, client


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.running() as api:
        yield api


async def findings(api: BotApi, mentor_chat: int | str = "") -> dict[str, Finding]:
    telegram = Telegram(settings(api, mentor_chat), ScriptedDesk(), no_files, pause=0.01)
    found = await telegram.check()
    assert all(each.ok or each.advice for each in found)
    return {each.what: each for each in found}


def wrong(found: dict[str, Finding]) -> list[str]:
    return [what for what, finding in found.items() if not finding.ok]


async def test_doctor_finds_nothing_wrong_with_a_forum(api: BotApi) -> None:
    forum = api.forum("Mentors")
    found = await findings(api, forum.id)
    assert wrong(found) == []
    assert "Telegram mentors' chat: a forum, one topic for each thread" in found
    assert api.calls("getUpdates")[-1].get("offset") is None


async def test_doctor_asks_a_started_platform_without_fetching_twice(api: BotApi) -> None:
    forum = api.forum("Mentors")
    async with running(api, ScriptedDesk(), forum.id) as telegram:
        await api.polled()
        polls = len(api.calls("getUpdates"))
        assert all(each.ok for each in await telegram.check())
        assert len(api.calls("getUpdates")) == polls


async def test_doctor_names_missing_rights(api: BotApi) -> None:
    group = api.supergroup("Mentors", bot="member")
    assert wrong(await findings(api, group.id)) == [
        "Telegram privacy mode: on, mentors' messages are not seen",
        "Telegram rights: the bot is a plain member, so it is not told who leaves the mentors' chat",
    ]
    api.world.privacy = False
    found = await findings(api, group.id)
    assert "Telegram privacy mode: off" in found
    assert "Telegram mentors' chat: a group, threads by reply" in found
    forum = api.forum("Mentors")
    forum.promote(api.bot, "can_delete_messages")
    assert wrong(await findings(api, forum.id)) == ["Telegram rights: topics cannot be opened"]


async def test_doctor_lists_groups_to_choose_from(api: BotApi) -> None:
    group = api.group("IMG mentors")
    await api.user("Amina").starts()
    api.world.post(group, api.user("Mel"), {"text": "/start"})
    found = await findings(api, "-1000000001")
    advice = found["Telegram mentors' chat: -1000000001 is not known"].advice
    assert f"{group.id} (IMG mentors)" in advice
    assert len(api.updates.pending) == 2
    assert "Telegram mentors' chat: not set" in wrong(await findings(api))


async def test_doctor_sees_a_webhook_and_other_programs(api: BotApi) -> None:
    forum = api.forum("Mentors")
    api.world.webhook = {"url": "https://elsewhere.example/hook"}
    assert wrong(await findings(api, forum.id)) == ["Telegram updates: go to a webhook"]
    api.world.webhook = {}
    api.fail_next("getUpdates", status=409, text="Conflict: terminated by other getUpdates request")
    assert wrong(await findings(api, forum.id)) == ["Telegram updates: another program fetches them"]


async def test_doctor_sees_a_wrong_chat(api: BotApi) -> None:
    left = api.group("Mentors", bot="left")
    assert "Telegram mentors' chat: the bot is not in it" in wrong(await findings(api, left.id))
    channel = api.channel("News")
    assert "Telegram mentors' chat: is a channel" in wrong(await findings(api, channel.id))


async def test_doctor_tells_a_refused_token_from_a_lost_connection(api: BotApi) -> None:
    telegram = Telegram(settings(api, token="7000000001:" + "wrong-" * 6), ScriptedDesk(), no_files)
    assert [each.what for each in await telegram.check()] == ["Telegram token: refused"]
    api.drop_next("getMe")
    assert wrong(await findings(api)) == ["Telegram cannot be reached"]


async def test_doctor_tells_a_groups_new_id(api: BotApi) -> None:
    group = api.group("Mentors", bot="administrator")
    new = group.migrate()
    found = await findings(api, group.id)
    assert found["Telegram mentors' chat: the group has a new id"].advice.endswith(str(new.id))


async def test_doctor_goes_on_when_one_question_fails(api: BotApi) -> None:
    forum = api.forum("Mentors")
    api.fail_next("getWebhookInfo", status=502)
    api.fail_next("getChat", status=502)
    assert wrong(await findings(api, forum.id)) == [
        "Telegram updates: cannot be asked for",
        "Telegram mentors' chat: cannot be asked",
        "Telegram privacy mode: on, mentors' messages are not seen",
    ]


async def test_doctor_asks_for_inline_mode(api: BotApi) -> None:
    app = client.build(settings(api))
    async with app.bot:
        me = await app.bot.get_me()
    finding = check.inline_mode(User(me.id, me.first_name, is_bot=True, supports_inline_queries=False))
    assert (finding.ok, "/setinline" in finding.advice) == (False, True)


async def test_doctor_asks_a_platform_whose_updates_another_program_takes(api: BotApi) -> None:
    forum = api.forum("Mentors")
    async with running(api, ScriptedDesk(), forum.id) as telegram:
        await api.polled()
        taken = api.fail_next("getUpdates", status=409, text="Conflict: another", times=1000)
        await api.user("Amina").writes("hello")
        await api.wait_until(lambda: taken.done > 1)
        assert [each.what for each in await telegram.check() if not each.ok] == [
            "Telegram updates: another program fetches them"
        ]
