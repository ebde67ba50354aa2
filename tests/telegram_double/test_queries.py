"""Inline search, and the bot itself."""

import asyncio

import pytest
from doubles.telegram.clients import CLAIM, connected, heard, living
from doubles.telegram.server import BotApi
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.error import (
    BadRequest,
    InvalidToken,
)


async def test_inline_search(api: BotApi, bot: Bot) -> None:
    async def act(update: Update) -> None:
        if update.inline_query:
            content = InputTextMessageContent(
                "Yes. No rule asks for it.", link_preview_options=LinkPreviewOptions(is_disabled=True)
            )
            found = InlineQueryResultArticle("usce/1", "Without a Step?", content, reply_markup=CLAIM)
            await update.inline_query.answer([found], cache_time=0)
        if update.callback_query:
            await update.callback_query.answer()
            await update.callback_query.edit_message_text("Edited in place")

    api.world.inline_feedback = True
    amina = api.user("Amina")
    group = api.group("Study group", amina)
    async with living(bot, act):
        [found] = await amina.types_inline("step", place=group)
        assert found.title == "Without a Step?"
        posted = await amina.picks(found, group)
        assert posted.text == "Yes. No rule asks for it."
        await amina.presses(posted, "Claim")
        await api.wait_until(lambda: posted.text == "Edited in place")
        await api.settled()
    kinds = [next(key for key in update if key != "update_id") for update in api.updates.told]
    assert kinds == ["inline_query", "message", "chosen_inline_result", "callback_query", "edited_message"]


async def test_limits_of_inline_answers(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    typing = asyncio.create_task(amina.types_inline("x"))
    [update] = await heard(bot)
    assert update.inline_query is not None
    content = InputTextMessageContent("Text")
    article = InlineQueryResultArticle("1", "Title", content)
    many = [InlineQueryResultArticle(str(i), "Title", content) for i in range(51)]
    long_id = InlineQueryResultArticle("ä" * 33, "Title", content)
    for results, error in [
        ([article, article], "Result_id_duplicate"),
        ([long_id], "Result_id_invalid"),
        (many, "Results_too_much"),
    ]:
        with pytest.raises(BadRequest, match=error):
            await bot._post(
                "answerInlineQuery", {"inline_query_id": update.inline_query.id, "results": results}
            )
    assert len(api.violations) == 3
    api.violations.clear()
    await update.inline_query.answer(many[:50])
    assert len(await typing) == 50
    with pytest.raises(BadRequest, match="Query is too old"):
        await update.inline_query.answer([article])


async def test_commands_by_scope_and_language(api: BotApi, bot: Bot) -> None:
    amina, luc = api.user("Amina"), api.user("Luc", language="fr")
    group = api.group("Study group", amina)
    await bot.set_my_commands([BotCommand("help", "What I can do")])
    await bot.set_my_commands([BotCommand("ask", "Ask")], BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([BotCommand("aide", "Aide")], BotCommandScopeAllPrivateChats(), "fr")
    await bot.set_my_commands([BotCommand("claim", "Take one")], BotCommandScopeChat(group.id))
    assert (amina.menu(), luc.menu(), amina.menu(group)) == (["ask"], ["aide"], ["claim"])
    [command] = await bot.get_my_commands(BotCommandScopeChat(group.id))
    assert command.command == "claim"
    await bot.delete_my_commands(BotCommandScopeChat(group.id))
    assert amina.menu(group) == ["help"]
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Ask", "Ask")])
    assert len(api.violations) == 1
    api.violations.clear()


async def test_descriptions(api: BotApi, bot: Bot) -> None:
    await bot.set_my_description("Answers for graduates")
    await bot.set_my_short_description("Answers", language_code="fr")
    assert (await bot.get_my_description("fr")).description == "Answers for graduates"
    assert (await bot.get_my_short_description("fr")).short_description == "Answers"
    assert (await bot.get_my_name()).name == "Advisor"


async def test_a_wrong_token_is_refused(api: BotApi) -> None:
    with pytest.raises(InvalidToken):
        async with connected(api, "1:wrong"):
            pass


async def test_logging_out(api: BotApi, bot: Bot) -> None:
    assert await bot.log_out()
    with pytest.raises(InvalidToken):
        await bot.get_me()
