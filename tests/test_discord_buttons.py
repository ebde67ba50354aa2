"""Presses: what reaches the desk, and where its reply is shown."""

from collections.abc import AsyncIterator

import pytest
from discord_kit import Server, answer, labels, server, texts, wire_form

from bot.messages import Address, Button, Post, Pressed, Reply, Style, private_chat

CLAIM = ((Button("Claim", "claim:12", style=Style.PRIMARY), Button("Look", "look:12")),)


@pytest.fixture
async def world() -> AsyncIterator[Server]:
    async with server() as made:
        yield made


async def card(world: Server) -> str:
    """A message with buttons in the mentors' channel."""
    ids = await world.bot.send(Post(world.hub_address, "Thread 12 waits", CLAIM))
    return ids[0]


async def test_press_reaches_the_desk_and_is_answered_to_the_presser_alone(world: Server) -> None:
    message_id = await card(world)
    world.desk.replies.append(Reply("It is yours.", delivery=5))
    result = await world.mentor.click(world.hub.last_message, label="Claim")
    pressed = world.desk.received[0]
    assert isinstance(pressed, Pressed)
    assert (pressed.action, pressed.message_id) == ("claim:12", message_id)
    assert pressed.where == world.hub_address
    assert not pressed.private
    assert result.ephemeral
    assert answer(result).content == "It is yours."
    assert world.desk.marked == [(5, world.hub_address, (str(answer(result).id),))]


async def test_buttons_work_after_a_restart(world: Server) -> None:
    await card(world)
    await world.restart()
    world.desk.replies.append(Reply("It is yours."))
    assert (await world.mentor.click(world.hub.last_message, label="Claim")).response is not None


async def test_reply_in_place_of_the_message(world: Server) -> None:
    message_id = await card(world)
    world.desk.replies.append(
        Reply("Thread 12 is taken", ((Button("Look", "look:12"),),), replace=True, delivery=6)
    )
    await world.mentor.click(world.hub.last_message, label="Claim")
    changed = world.hub.last_message
    assert str(changed.id) == message_id
    assert texts(wire_form(changed)) == ["Thread 12 is taken"]
    assert labels(wire_form(changed)) == ["Look"]
    assert world.desk.marked[0][2] == (message_id,)


async def test_reply_without_buttons_in_place_of_a_message_of_components(world: Server) -> None:
    await card(world)
    world.desk.replies.append(Reply("Closed.", replace=True))
    await world.mentor.click(world.hub.last_message, label="Claim")
    assert texts(wire_form(world.hub.last_message)) == ["Closed."]
    assert labels(wire_form(world.hub.last_message)) == []


async def test_reply_in_place_of_a_message_that_only_the_presser_sees(world: Server) -> None:
    world.desk.replies.append(Reply("Which?", ((Button("First", "pick:1"),),)))
    first = await world.asker.slash(world.general, "ask", question="x")
    world.desk.replies.append(Reply("The first.", replace=True))
    await world.asker.click(answer(first), label="First")
    assert texts(answer(first).components) == ["The first."]
    assert answer(first).ephemeral


async def test_reply_for_all_to_a_press_on_a_message_that_only_the_presser_sees(world: Server) -> None:
    world.desk.replies.append(Reply("Answer", ((Button("Share here", "share:1"),),)))
    first = await world.asker.slash(world.general, "ask", question="x")
    world.desk.replies.append(Reply("Answer for all", public=True))
    result = await world.asker.click(answer(first), label="Share here")
    assert not result.ephemeral
    assert world.general.history(viewer=world.other)[-1].content == "Answer for all"


async def test_slow_press_is_acknowledged_and_then_changes_its_message(world: Server) -> None:
    await card(world)
    gate = world.hold()
    world.desk.replies.append(Reply("Thread 12 is taken", replace=True))
    result = await world.mentor.click(world.hub.last_message, label="Claim")
    assert result.deferred
    gate.set()
    await world.env.settle()
    assert texts(wire_form(world.hub.last_message)) == ["Thread 12 is taken"]


async def test_slow_press_is_answered_to_the_presser_alone(world: Server) -> None:
    await card(world)
    gate = world.hold()
    world.desk.replies.append(Reply("Taken already."))
    result = await world.mentor.click(world.hub.last_message, label="Claim")
    gate.set()
    await world.env.settle()
    assert [m.content for m in result.followups] == ["Taken already."]
    assert result.followups[0].ephemeral
    assert texts(wire_form(world.hub.last_message)) == ["Thread 12 waits"]


async def test_press_with_nothing_to_say_changes_nothing(world: Server) -> None:
    await card(world)
    result = await world.mentor.click(world.hub.last_message, label="Claim")
    assert result.acknowledged
    assert len(world.hub.history()) == 1


async def test_press_in_a_direct_chat_is_answered_there(world: Server) -> None:
    where = private_chat("discord", str(world.asker.id))
    await world.bot.send(Post(where, "Yes.", ((Button("This answers it", "ok:1"),),)))
    world.desk.replies.append(Reply("Good."))
    result = await world.asker.user.click(world.dm.last_message, label="This answers it")
    assert world.desk.received[0].where == where
    assert world.desk.received[0].private
    assert not result.ephemeral
    world.desk.replies.append(Reply("Noted.", notice=True))
    buttons = world.dm.history()[0]
    assert (await world.asker.user.click(buttons, label="This answers it")).ephemeral


async def test_message_deleted_under_the_finger(world: Server) -> None:
    await card(world)
    world.env.inject_error("POST", "/interactions/*", status=404, code=10008)
    world.desk.replies.append(Reply("Thread 12 is taken", CLAIM, replace=True))
    result = await world.mentor.click(world.hub.last_message, label="Claim")
    assert texts(answer(result).components) == ["Thread 12 is taken"]
    assert result.ephemeral


async def test_styles_and_links(world: Server) -> None:
    row = (
        Button("Go", "go", style=Style.PRIMARY),
        Button("Withdraw", "end", style=Style.DANGER),
        Button("Read", url="https://example.org/page"),
        Button("Go again", "go"),
    )
    await world.bot.send(Post(Address("discord", str(world.general.id)), "x", (row,)))
    components = world.requests("POST", f"/channels/{world.general.id}/messages")[-1].json["components"]
    buttons = components[0]["components"][1]["components"]
    assert [(b["label"], b["style"]) for b in buttons] == [("Go", 1), ("Withdraw", 4), ("Read", 5)]
    assert buttons[0]["custom_id"] == "img:go"
