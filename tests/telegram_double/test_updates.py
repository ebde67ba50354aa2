"""How the bot hears of things."""

import asyncio

import pytest
from aiohttp import web
from doubles.telegram.clients import connected, heard
from doubles.telegram.server import BotApi
from telegram import (
    Bot,
    MessageEntity,
    Update,
)
from telegram.error import (
    Conflict,
)


async def test_a_message_comes_as_the_library_expects_it(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina", username="amina", language="fr")
    await amina.starts("ask-12")
    [update] = await heard(bot)
    message = update.message
    assert message is not None
    assert message.text == "/start ask-12"
    assert message.entities[0].type == MessageEntity.BOT_COMMAND
    assert (message.chat.type, message.chat_id) == ("private", amina.id)
    assert message.from_user is not None
    assert message.from_user.language_code == "fr"


async def test_updates_are_told_again_until_they_are_confirmed(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    await amina.writes("one")
    await amina.writes("two")
    first = await bot.get_updates()
    assert [update.update_id for update in await bot.get_updates()] == [update.update_id for update in first]
    [second] = await bot.get_updates(offset=first[0].update_id + 1)
    assert second.message is not None
    assert second.message.text == "two"
    await amina.writes("three")
    [last] = await bot.get_updates(offset=-1)
    assert last.message is not None
    assert last.message.text == "three"
    assert len(api.updates.pending) == 1


async def test_a_long_poll_ends_as_soon_as_something_is_said(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await api.polled()
    await amina.writes("hello")
    [update] = await asyncio.wait_for(poll, 2)
    await bot.get_updates(offset=update.update_id + 1)
    await api.settled()


async def test_two_pollers_conflict(api: BotApi, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await api.polled()
    async with connected(api) as other:
        await other.get_updates()
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await poll


async def test_members_and_reactions_are_told_only_to_who_asks(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    forum = api.forum("Mentors")
    forum.add(amina)
    card = await bot.send_message(forum.id, "Question 7")
    await amina.reacts(forum.last, "👍")
    assert [update.chat_member for update in await heard(bot)] == [None]
    await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    await amina.reacts(forum.last, "🔥")
    forum.promote(amina, "can_manage_topics")
    reaction, promotion = await heard(bot)
    assert reaction.message_reaction is not None
    assert reaction.message_reaction.message_id == card.message_id
    assert promotion.chat_member is not None
    assert promotion.chat_member.new_chat_member.status == "administrator"


async def test_a_webhook_gets_updates_in_order_and_again_when_it_fails(api: BotApi, bot: Bot) -> None:
    got: list[tuple[int, str | None]] = []

    async def receive(request: web.Request) -> web.Response:
        update = await request.json()
        got.append((update["update_id"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        return web.Response(status=500 if len(got) == 1 else 200)

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await bot.set_webhook(url, secret_token="s3cret")
    with pytest.raises(Conflict, match="deleteWebhook"):
        await bot.get_updates()
    amina = api.user("Amina")
    await amina.writes("one")
    await amina.writes("two")
    await api.settled()
    info = await bot.get_webhook_info()
    assert info.url == url
    assert info.last_error_message is not None
    assert [number for number, _ in got] == [got[0][0], got[0][0], got[0][0] + 1]
    assert {secret for _, secret in got} == {"s3cret"}
    await bot.delete_webhook()
    await runner.cleanup()
    assert await bot.get_updates() == ()
