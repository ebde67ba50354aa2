"""Slash commands, suggestions, forms and the message menu."""

from collections.abc import AsyncIterator

import pytest
from discord_kit import COMMANDS, Server, answer, labels, server, texts

from bot.messages import Address, Button, Choice, Form, Pressed, Reply, Said, Submitted, private_chat
from handlers.discord.menu import ASK_ABOUT

BUTTONS = ((Button("This answers it", "ok:1"), Button("Ask a mentor", "mentor:1")),)


@pytest.fixture
async def world() -> AsyncIterator[Server]:
    async with server() as made:
        yield made


async def test_command_reaches_the_desk_and_only_the_asker_sees_the_reply(world: Server) -> None:
    world.desk.replies.append(Reply("Yes.", BUTTONS, delivery=7))
    result = await world.asker.slash(world.general, "ask", question="Do I need Step 1?")
    said = world.desk.received[0]
    assert isinstance(said, Said)
    assert (said.text, said.private, said.who.user_id) == (
        "/ask Do I need Step 1?",
        False,
        str(world.asker.id),
    )
    assert said.where == Address("discord", str(world.general.id))
    assert result.ephemeral
    assert texts(answer(result).components) == ["Yes."]
    assert labels(answer(result).components) == ["This answers it", "Ask a mentor"]
    assert world.desk.marked == [(7, said.where, (str(answer(result).id),))]


async def test_command_in_a_direct_chat_is_private_and_plain(world: Server) -> None:
    world.desk.replies.append(Reply("None."))
    result = await world.asker.user.slash("threads")
    assert world.desk.received[0].where == private_chat("discord", str(world.asker.id))
    assert world.desk.received[0].private
    assert not result.ephemeral
    assert answer(result).content == "None."


async def test_public_reply_is_seen_by_all(world: Server) -> None:
    world.desk.replies.append(Reply("For all.", public=True))
    assert not (await world.asker.slash(world.general, "threads")).ephemeral


async def test_number_argument_is_a_number(world: Server) -> None:
    await world.mentor.slash(world.general, "claim", number=12)
    said = world.desk.received[0]
    assert isinstance(said, Said)
    assert said.text == "/claim 12"


async def test_left_out_argument(world: Server) -> None:
    await world.asker.slash(world.general, "faq")
    said = world.desk.received[0]
    assert isinstance(said, Said)
    assert said.text == "/faq"


async def test_nothing_to_say_leaves_nothing_behind(world: Server) -> None:
    result = await world.asker.slash(world.general, "threads")
    assert result.acknowledged
    assert result.response is None


async def test_slow_reply_is_deferred(world: Server) -> None:
    gate = world.hold()
    world.desk.replies.append(Reply("At last.", BUTTONS, delivery=3))
    result = await world.asker.slash(world.general, "threads")
    assert result.deferred
    assert result.ephemeral
    gate.set()
    await world.env.settle()
    assert texts(answer(result).components) == ["At last."]
    assert [mark[0] for mark in world.desk.marked] == [3]


async def test_slow_public_reply_is_not_hidden_by_the_wait(world: Server) -> None:
    gate = world.hold()
    world.desk.replies.append(Reply("For all.", public=True))
    result = await world.asker.slash(world.general, "threads")
    gate.set()
    await world.env.settle()
    assert [message.content for message in result.followups] == ["For all."]
    assert not result.followups[0].ephemeral


async def test_expired_interaction_is_left_to_the_courier(world: Server) -> None:
    gate = world.hold()
    world.desk.replies.append(Reply("Too late.", delivery=4))
    world.env.inject_error("POST", "/interactions/*", status=404, code=10062, times=None)
    result = await world.asker.slash(world.general, "threads")
    gate.set()
    await world.env.settle()
    assert result.response is None
    assert world.desk.marked == []


async def test_broken_desk_gets_one_apology(world: Server) -> None:
    world.desk.replies.append(RuntimeError("secret"))
    result = await world.asker.slash(world.general, "threads")
    assert "went wrong" in answer(result).content
    assert "secret" not in answer(result).content


async def test_long_reply_is_split_and_ends_with_the_buttons(world: Server) -> None:
    world.desk.replies.append(Reply("\n\n".join(["word " * 200] * 6), BUTTONS))
    result = await world.asker.slash(world.general, "threads")
    messages = [answer(result), *result.followups]
    assert len(messages) > 1
    assert all(message.ephemeral for message in messages)
    assert [labels(m.components) != [] for m in messages] == [False] * (len(messages) - 1) + [True]


async def test_suggestions(world: Server) -> None:
    world.desk.choices = (
        Choice("usce/a", "What is an observership?", "", ""),
        Choice("usce/b", "x" * 120, "", ""),
    )
    offered = await world.asker.autocomplete(world.general, "ask", "question", "obs")
    assert [o["value"] for o in offered] == ["What is an observership?", offered[1]["name"]]
    assert len(offered[1]["name"]) == 100
    assert world.desk.looked[0].text == "obs"


async def test_suggestions_that_fail_are_none(world: Server) -> None:
    world.desk.choices = None  # type: ignore[assignment]
    assert await world.asker.autocomplete(world.general, "ask", "question", "obs") == []


async def test_form_is_a_dialog(world: Server) -> None:
    world.desk.replies.append(Reply("", form=Form("note:7", "Note", "What to note", "so far")))
    shown = await world.mentor.slash(world.general, "note")
    assert shown.modal is not None
    assert shown.modal["title"] == "Note"
    world.desk.replies.append(Reply("Noted."))
    result = await world.mentor.submit_modal(shown, {"text": "call back"})
    submitted = world.desk.received[-1]
    assert isinstance(submitted, Submitted)
    assert (submitted.action, submitted.text) == ("note:7", "call back")
    assert answer(result).content == "Noted."
    assert result.ephemeral


async def test_form_after_a_wait_comes_as_a_button(world: Server) -> None:
    gate = world.hold()
    world.desk.replies.append(Reply("", form=Form("note:7", "Note", "What to note")))
    result = await world.mentor.slash(world.general, "note")
    gate.set()
    await world.env.settle()
    assert labels(answer(result).components) == ["Note"]
    world.desk.before = None
    world.desk.replies.append(Reply("", form=Form("note:7", "Note", "What to note")))
    again = await world.mentor.click(answer(result), label="Note")
    assert again.modal is not None
    said = world.desk.received[-1]
    assert isinstance(said, Said)
    assert said.text == "/note"


async def test_form_of_a_slow_button_comes_as_the_same_button(world: Server) -> None:
    world.desk.replies.append(Reply("Here.", ((Button("Answer", "answer:7"),),)))
    first = await world.mentor.slash(world.general, "threads")
    gate = world.hold()
    world.desk.replies.append(Reply("", form=Form("sent:7", "Answer", "Text")))
    slow = await world.mentor.click(answer(first), label="Answer")
    gate.set()
    await world.env.settle()
    world.desk.before = None
    world.desk.replies.append(Reply("", form=Form("sent:7", "Answer", "Text")))
    assert (await world.mentor.click(slow.followups[0], label="Answer")).modal is not None
    pressed = world.desk.received[-1]
    assert isinstance(pressed, Pressed)
    assert pressed.action == "answer:7"


async def test_form_after_a_form_comes_as_text(world: Server) -> None:
    world.desk.replies.append(Reply("", form=Form("note:7", "Note", "What to note")))
    shown = await world.mentor.slash(world.general, "note")
    world.desk.replies.append(Reply("Too short.", form=Form("note:7", "Note", "What to note")))
    result = await world.mentor.submit_modal(shown, {"text": "x"})
    assert answer(result).content == "Too short."


async def test_a_message_can_be_asked_about(world: Server) -> None:
    message = await world.other.send(world.general, "which visa for an observership")
    await world.asker.context_menu(world.general, ASK_ABOUT, message)
    said = world.desk.received[-1]
    assert isinstance(said, Said)
    assert said.text == "/ask which visa for an observership"


async def test_commands_are_published_only_when_they_changed(world: Server) -> None:
    assert len(world.requests("PUT", "/commands")) == 1
    await world.restart()
    assert len(world.requests("PUT", "/commands")) == 1
    world.commands = COMMANDS[:2]
    await world.restart()
    assert len(world.requests("PUT", "/commands")) == 2
    assert set(world.asker.available_commands(world.general)) == {"ask", "threads"}


async def test_ask_can_be_installed_by_a_person_and_used_anywhere(world: Server) -> None:
    published = {c["name"]: c for c in world.requests("PUT", "/commands")[0].json}
    assert published["ask"]["integration_types"] == [0, 1]
    assert published["ask"]["contexts"] == [0, 1, 2]
    assert published["claim"]["contexts"] == [0, 1]
    assert published["claim"]["default_member_permissions"] is None


async def test_start_survives_commands_that_are_refused() -> None:
    made = Server()
    made.env.inject_error("PUT", "*/commands", status=400, code=50035)
    await made.bot.start()
    assert made.bot.link == f"https://discord.com/users/{made.me.id}"
    await made.bot.stop()
    await made.env.shutdown()
