"""Talking to the adapter: what people say and press reaches the desk, and its replies reach them."""

from collections.abc import AsyncIterator

import pytest
from doubles.telegram.server import BotApi
from telegram_kit import ScriptedDesk, running

from bot.messages import Address, Button, Edited, Person, Pressed, Reply, Said, Style, private_chat
from bot.ports import Platform


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.running() as api:
        yield api


def yes_or_no(**options: object) -> Reply:
    buttons = ((Button("Yes", "yes 1", style=Style.PRIMARY), Button("No", "no 1", style=Style.DANGER)),)
    return Reply("Really?", buttons, **options)  # type: ignore[arg-type]


async def test_a_private_message_reaches_the_desk_and_the_reply_the_person(api: BotApi) -> None:
    desk = ScriptedDesk(lambda _: Reply("An answer.", delivery=7))
    amina = api.user("Amina", username="amina")
    async with running(api, desk) as telegram:
        said = await amina.writes("Can I observe before Step 1?")
        heard = await amina.hears("An answer.")
        where = private_chat("telegram", str(amina.id))
        assert await desk.mark() == (7, where, (str(heard.id),))
        assert heard.reply_to is None
        assert (telegram.name, telegram.forms, telegram.whispers, telegram.hub) == (
            "telegram",
            False,
            False,
            None,
        )
    update_id = api.updates.told[-1]["update_id"]
    assert desk.received == [
        Said(
            event_id=f"u{update_id}",
            who=Person("telegram", str(amina.id), "Amina"),
            where=where,
            private=True,
            text="Can I observe before Step 1?",
            message_id=str(said.id),
        )
    ]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/ask@advisor_bot visa", "/ask visa"),
        ("/ask visa", "/ask visa"),
        ("/ask\nvisa", "/ask visa"),
        ("/start claim-12", "/start claim-12"),
        ("/help", "/help"),
        ("@Advisor_Bot which visa?", "/ask which visa?"),
        ("which visa, @advisor_bot", "/ask which visa,"),
    ],
)
async def test_commands_and_mentions_in_groups(api: BotApi, typed: str, told: str) -> None:
    desk = ScriptedDesk()
    amina = api.user("Amina")
    group = api.group("Step 1 friends", amina, bot="administrator")
    async with running(api, desk):
        await amina.says(group, typed)
        await api.polled()
    (said,) = desk.received
    assert isinstance(said, Said)
    assert (said.text, said.private, said.where) == (told, False, Address("telegram", str(group.id)))


async def test_other_talk_in_groups_stays_there(api: BotApi) -> None:
    desk = ScriptedDesk()
    amina, bo = api.user("Amina"), api.user("Bo")
    group = api.group("Step 1 friends", amina, bo, bot="administrator")
    async with running(api, desk):
        first = await amina.says(group, "hello everyone")
        await bo.says(group, "/ask@another_bot visa")
        await bo.says(group, "hello", reply_to=first)
        await amina.edits(first, "hello all")
        await api.polled()
    assert desk.received == []


async def test_in_a_group_the_reply_hangs_on_the_message_and_can_be_answered(api: BotApi) -> None:
    desk = ScriptedDesk(lambda each: Reply("An answer.") if each == desk.received[0] else None)
    amina = api.user("Amina")
    group = api.group("Step 1 friends", amina)
    async with running(api, desk):
        asked = await amina.says(group, "/ask visa")
        heard = await amina.hears("An answer.", group)
        assert heard.reply_to is asked
        await amina.says(group, "and for Canada?", reply_to=heard)
        await api.polled()
    said = desk.received[1]
    assert isinstance(said, Said)
    assert (said.text, said.reply_to) == ("and for Canada?", str(heard.id))


async def test_a_press_is_answered_and_the_reply_takes_the_messages_place(api: BotApi) -> None:
    def answer(incoming: object) -> Reply:
        return Reply("Done.", replace=True, delivery=2) if isinstance(incoming, Pressed) else yes_or_no()

    desk = ScriptedDesk(answer)
    amina = api.user("Amina")
    async with running(api, desk):
        await amina.writes("delete all")
        question = await amina.hears("Really?")
        assert question.buttons == [["Yes", "No"]]
        assert [question.button(label).get("style") for label in ("Yes", "No")] == ["primary", "danger"]
        assert await amina.presses(question, "Yes") is not None
        changed = await amina.hears("Done.")
        assert changed is question
        assert changed.buttons == []
        assert await desk.mark() == (2, private_chat("telegram", str(amina.id)), (str(question.id),))
    pressed = desk.received[1]
    assert isinstance(pressed, Pressed)
    assert (pressed.action, pressed.message_id, pressed.private) == ("yes 1", str(question.id), True)


async def test_a_notice_passes_beside_the_button(api: BotApi) -> None:
    def answer(incoming: object) -> Reply:
        if isinstance(incoming, Pressed):
            return Reply("Calm Heron has *it* already.", notice=True, delivery=3)
        return yes_or_no()

    desk = ScriptedDesk(answer)
    amina = api.user("Amina")
    async with running(api, desk):
        await amina.writes("claim")
        notice = await amina.presses(await amina.hears("Really?"), "Yes")
        assert notice.text == "Calm Heron has it already."
        assert (await desk.mark())[0] == 3
        assert len(amina.private.messages) == 2


async def test_a_notice_that_is_too_long_becomes_a_message(api: BotApi) -> None:
    long = "word " * 60
    desk = ScriptedDesk(lambda each: Reply(long, notice=True) if isinstance(each, Pressed) else yes_or_no())
    amina = api.user("Amina")
    async with running(api, desk):
        await amina.writes("claim")
        answer = await amina.presses(await amina.hears("Really?"), "Yes")
        assert answer.text == ""
        await amina.hears("word word")


async def test_a_press_on_a_deleted_message_gets_a_new_one(api: BotApi) -> None:
    desk = ScriptedDesk(
        lambda each: Reply("Done.", replace=True) if isinstance(each, Pressed) else yes_or_no()
    )
    amina = api.user("Amina")
    async with running(api, desk):
        await amina.writes("delete all")
        question = await amina.hears("Really?")
        api.world.delete(question)
        await amina.presses(question, "No")
        assert await amina.hears("Done.") is not question


async def test_a_press_answered_too_late_still_shows_the_reply(api: BotApi) -> None:
    desk = ScriptedDesk(lambda each: Reply("Done.") if isinstance(each, Pressed) else yes_or_no())
    amina = api.user("Amina")
    async with running(api, desk):
        await amina.writes("delete all")
        question = await amina.hears("Really?")
        text = "Bad Request: query is too old and response timeout expired or query ID is invalid"
        api.fail_next("answerCallbackQuery", status=400, text=text)
        await amina.presses(question, "No", wait=False)
        await amina.hears("Done.")


async def test_a_receipt_is_a_reaction_or_where_that_is_refused_a_text(api: BotApi) -> None:
    desk = ScriptedDesk(lambda _: Reply("Passed on ✓", receipt=True, delivery=4))
    amina = api.user("Amina")
    async with running(api, desk):
        first = await amina.writes("one more thing")
        assert (await desk.mark())[2] == ()
        assert first.emoji(api.bot) == ["👌"]
        assert len(amina.private.messages) == 1
        api.fail_next("setMessageReaction", status=400, text="Bad Request: REACTION_INVALID")
        await amina.writes("and another")
        heard = await amina.hears("Passed on ✓")
        assert (await desk.mark())[2] == (str(heard.id),)


async def test_edits_are_told_with_the_new_text(api: BotApi) -> None:
    desk = ScriptedDesk()
    amina = api.user("Amina")
    async with running(api, desk):
        said = await amina.writes("I have a questoin")
        await amina.edits(said, "I have a question")
        await api.polled()
    edited = desk.received[1]
    assert isinstance(edited, Edited)
    assert (edited.message_id, edited.text, edited.private) == (str(said.id), "I have a question", True)
    assert edited.event_id != desk.received[0].event_id


async def test_a_slow_chat_does_not_hold_up_another(api: BotApi) -> None:
    desk = ScriptedDesk(lambda each: Reply(f"You said {each.text}.") if isinstance(each, Said) else None)
    amina, bo = api.user("Amina"), api.user("Bo")
    async with running(api, desk):
        async with api.hold("sendMessage", chat=amina.private) as held:
            await amina.writes("one")
            await held.arrived()
            await amina.writes("two")
            await bo.writes("three")
            await bo.hears("You said three.")
            assert held.waiting == 1
        await amina.hears("You said two.")
        texts = [each.text for each in amina.private.messages if each.sender is api.bot]
        assert texts == ["You said one.", "You said two."]


async def test_a_reply_that_cannot_be_shown_is_left_to_the_courier(api: BotApi) -> None:
    desk = ScriptedDesk(lambda _: Reply("An answer.", delivery=5))
    amina = api.user("Amina")
    async with running(api, desk):
        failed = api.fail_next("sendMessage", status=502)
        await amina.writes("visa")
        await api.wait_until(lambda: failed.done)
        await amina.writes("again")
        await amina.hears("An answer.")
        await desk.mark()
    assert desk.marks.empty()
    assert len(desk.received) == 2


async def test_the_link_names_the_bot_once_it_is_known(api: BotApi) -> None:
    async with running(api, ScriptedDesk()) as telegram:
        platform: Platform = telegram
        assert platform.link == "https://t.me/advisor_bot"
    assert platform.link == ""
