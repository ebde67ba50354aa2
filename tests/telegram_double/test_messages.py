"""Messages, buttons, replies and reactions."""

import asyncio

import pytest
from doubles.telegram.clients import CLAIM, connected, heard, living
from doubles.telegram.exchange import Attachment
from doubles.telegram.server import BotApi
from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyParameters,
    Update,
)
from telegram.error import (
    BadRequest,
)


async def test_a_conversation(api: BotApi, bot: Bot) -> None:
    async def act(update: Update) -> None:
        if update.message and update.effective_user:
            await update.message.reply_text("Shall I?", reply_markup=CLAIM, do_quote=True)
        if update.callback_query:
            await update.callback_query.answer("Claimed", show_alert=True)
            await update.callback_query.edit_message_text("Done")

    amina = api.user("Amina")
    async with living(bot, act):
        said = await amina.writes("Claim it for me")
        question = await amina.hears("Shall I")
        assert question.reply_to is said
        assert question.labels == ["Claim"]
        answer = await amina.presses(question, "Claim")
        assert (answer.text, answer.alert) == ("Claimed", True)
        assert await amina.hears("Done") is question
        assert question.labels == []
        with pytest.raises(AssertionError, match="no button"):
            await amina.presses(question, "Claim")
        await api.settled()
    assert amina.private.last is question


async def test_texts_are_measured_and_trimmed_as_telegram_does(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    await amina.starts()
    bold = MessageEntity("bold", 2, 2)
    message = await bot.send_message(amina.id, "  🔥 https://example.org/a.  ", entities=[bold])
    assert message.text == "🔥 https://example.org/a."
    assert [(each.type, each.offset, each.length) for each in message.entities] == [
        ("bold", 0, 2),
        ("url", 3, 21),
    ]
    await bot.send_message(amina.id, "🔥" * 2048)
    for text, entities, error in [
        ("🔥" * 2048 + "a", [], "Message is too long"),
        ("", [], "Message text is empty"),
        ("  ", [], "Text must be non-empty"),
        ("🔥", [MessageEntity("bold", 1, 1)], "cuts a character"),
        ("a", [MessageEntity("bold", 0, 2)], "outside of the text"),
        ("a", [MessageEntity("wavy", 0, 1)], "must be one of"),
        ("a", [MessageEntity("text_link", 0, 1)], "lacks url"),
    ]:
        with pytest.raises(BadRequest, match=error):
            await bot.send_message(amina.id, text, entities=entities)
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_document(amina.id, b"x", caption="a" * 1025)
    assert len(api.violations) == 8
    api.violations.clear()


async def test_buttons_of_every_kind_and_their_limits(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    await amina.starts()
    buttons = [
        InlineKeyboardButton("Ask", callback_data="a" * 64, api_kwargs={"style": "primary"}),
        InlineKeyboardButton("Page", url="https://example.org"),
        InlineKeyboardButton("Code", copy_text=CopyTextButton("IMG-12")),
        InlineKeyboardButton("Search", switch_inline_query_current_chat=""),
    ]
    message = await bot.send_message(
        amina.id, "Choose", reply_markup=InlineKeyboardMarkup.from_column(buttons)
    )
    assert message.reply_markup is not None
    shown = amina.private.last
    assert shown.buttons == [["Ask"], ["Page"], ["Code"], ["Search"]]
    assert shown.button("Ask")["style"] == "primary"
    assert (await amina.presses(shown, "Page")).url == "https://example.org"
    assert (await amina.presses(shown, "Code")).copied == "IMG-12"
    for button, error in [
        (InlineKeyboardButton("x", callback_data="ä" * 33), "Button_data_invalid"),
        (InlineKeyboardButton("x", url="http://localhost/x"), "Button_url_invalid"),
        (InlineKeyboardButton("x", callback_data="a", api_kwargs={"style": "loud"}), "must be one of"),
        (InlineKeyboardButton("x", callback_data="a", url="https://example.org"), "exactly one kind"),
        (InlineKeyboardButton("x", callback_data="a", api_kwargs={"colour": "red"}), "not a field"),
    ]:
        with pytest.raises(BadRequest, match=error):
            await bot.send_message(amina.id, "x", reply_markup=InlineKeyboardMarkup([[button]]))
    assert len(api.violations) == 5
    api.violations.clear()


async def test_a_press_is_answered_once(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    await amina.starts()
    await bot.send_message(amina.id, "Yours?", reply_markup=CLAIM)
    await heard(bot)
    pressing = asyncio.create_task(amina.presses(amina.private.last, "Claim"))
    [update] = await heard(bot)
    assert update.callback_query is not None
    assert update.callback_query.data == "claim:1"
    await bot.answer_callback_query(update.callback_query.id)
    assert (await pressing).text == ""
    for unknown in (update.callback_query.id, "17"):
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query(unknown)
    assert api.violations == []


async def test_a_press_on_a_message_that_is_gone(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    await amina.starts()
    sent = await bot.send_message(amina.id, "Yours?", reply_markup=CLAIM)
    shown = amina.private.last
    await sent.delete()
    await amina.presses(shown, data="claim:1", wait=False)
    pressed = (await heard(bot))[-1].callback_query
    assert pressed is not None
    assert pressed.message is not None
    assert not pressed.message.is_accessible
    with pytest.raises(AssertionError, match="the bot did not answer"):
        await amina.presses(shown, data="claim:1", timeout=0.01)


async def test_edits_and_deletions(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    asked = await amina.writes("A qestion")
    await amina.edits(asked, "A question")
    said, edited = await heard(bot)
    assert said.message is not None
    assert said.message.text == "A qestion"
    assert edited.edited_message is not None
    assert edited.edited_message.text == "A question"
    sent = await bot.send_message(amina.id, "One", reply_markup=CLAIM)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("One", reply_markup=CLAIM)
    await sent.edit_reply_markup(None)
    assert amina.private.last.labels == []
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("Mine now", amina.id, asked.id)
    await sent.delete()
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await sent.delete()
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await sent.edit_text("Two")
    with pytest.raises(BadRequest, match="Message to react not found"):
        await sent.set_reaction("👍")
    assert amina.private.last is asked


async def test_an_old_message_stays(api: BotApi) -> None:
    now = 1_800_000_000.0
    async with BotApi.running(clock=lambda: now) as old, connected(old) as bot:
        amina = old.user("Amina")
        await amina.starts()
        sent = await bot.send_message(amina.id, "One")
        now += 49 * 3600
        with pytest.raises(BadRequest, match="can't be deleted for everyone"):
            await sent.delete()


async def test_reactions_of_the_bot(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    said = await amina.writes("Thanks")
    await bot.set_message_reaction(amina.id, said.id, [ReactionTypeEmoji("👍")])
    assert said.emoji(api.bot) == ["👍"]
    await bot.set_message_reaction(amina.id, said.id, [])
    assert said.emoji(api.bot) == []
    with pytest.raises(BadRequest, match="must be one of"):
        await bot.set_message_reaction(amina.id, said.id, [ReactionTypeEmoji("🧉")])
    assert len(api.violations) == 1
    api.violations.clear()


async def test_replies_and_quotes(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    said = await amina.writes("My dean retired")
    sent = await bot.send_message(
        amina.id, "When?", reply_parameters=ReplyParameters(said.id, quote="dean retired")
    )
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.message_id == said.id
    assert sent.quote is not None
    assert (sent.quote.text, sent.quote.position) == ("dean retired", 3)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(amina.id, "x", reply_parameters=ReplyParameters(99))
    lone = ReplyParameters(99, allow_sending_without_reply=True)
    assert (await bot.send_message(amina.id, "x", reply_parameters=lone)).reply_to_message is None


async def test_copies_and_forwards(api: BotApi, bot: Bot) -> None:
    amina, omar = api.user("Amina"), api.user("Omar")
    await omar.starts()
    said = await amina.sends_file(amina.private, Attachment("cv.pdf"), caption="My CV")
    forwarded = await bot.forward_message(omar.id, amina.id, said.id)
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.type == "user"
    copied = await bot.copy_message(omar.id, amina.id, said.id, caption="A CV")
    assert omar.private.last.id == copied.message_id
    assert omar.private.last.text == "A CV"
    assert omar.private.last.sender is api.bot


async def test_captions_are_edited_and_many_messages_deleted(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    said = await amina.sends_file(amina.private, Attachment("cv.pdf"), caption="Draft")
    await amina.edits(said, "Final")
    assert said.text == "Final"
    sent = await bot.send_document(amina.id, b"x", caption="One")
    await sent.edit_caption("Two")
    assert amina.private.last.text == "Two"
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_caption("Two")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await sent.edit_text("Three")
    await bot.delete_messages(amina.id, [said.id, sent.message_id, 99])
    assert amina.private.messages == []


async def test_foreign_messages_are_deleted_with_a_right_only(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    group = api.supergroup("Study group", amina)
    said = await amina.says(group, "spam")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, said.id)
    group.promote(api.bot, "can_delete_messages")
    await bot.delete_message(group.id, said.id)
    assert group.messages == []
