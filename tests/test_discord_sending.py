"""Posts: splitting, replies, files, edits, and what the courier hears of refusals."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import discord
import pytest
from discord_kit import Server, labels, server, texts, wire_form

from bot.errors import TryLater, Undeliverable
from bot.messages import Address, Button, File, Post, RoomRequest, private_chat
from handlers.discord.refusals import refusals
from handlers.discord.show import unique

BUTTONS = ((Button("This answers it", "ok:1"),),)


@pytest.fixture
async def world() -> AsyncIterator[Server]:
    async with server() as made:
        yield made


def direct(world: Server) -> Address:
    return private_chat("discord", str(world.asker.id))


async def test_post_to_a_direct_chat(world: Server) -> None:
    ids = await world.bot.send(Post(direct(world), "**Yes.**", nonce="n1"))
    assert ids == (str(world.dm.last_message.id),)
    assert world.dm.last_message.content == "**Yes.**"
    sent = world.requests("POST", "/messages")[0].json
    assert (sent["nonce"], sent["enforce_nonce"]) == ("n1", True)


async def test_long_post_is_split_and_ends_with_the_buttons(world: Server) -> None:
    text = "\n\n".join(["word " * 300] * 8)
    ids = await world.bot.send(Post(direct(world), text, BUTTONS, nonce="n1"))
    messages = world.dm.history()
    assert ids == tuple(str(m.id) for m in messages)
    assert [labels(wire_form(m)) for m in messages][-1] == ["This answers it"]
    assert all(sum(map(len, texts(wire_form(m)))) <= 4000 for m in messages)
    assert [r.json["nonce"] for r in world.requests("POST", "/messages")] == [
        "n1",
        *(f"n1.{part}" for part in range(1, len(ids))),
    ]
    plain = await world.bot.send(Post(direct(world), text))
    assert all(len(m.content) <= 2000 for m in world.dm.history()[-len(plain) :])


def test_nonce_keeps_to_the_limit() -> None:
    assert unique("a" * 25) == "a" * 25
    assert len(unique("a" * 26)) == 25
    assert unique("a" * 26) != unique("a" * 26, 1)


async def test_reply_to_a_message_that_may_be_gone(world: Server) -> None:
    asked = await world.asker.send_dm("hello")
    await world.bot.send(Post(direct(world), "Yes.", reply_to=str(asked.id)))
    assert world.dm.last_message.reference.message_id == asked.id
    sent = world.requests("POST", "/messages")[-1].json
    assert sent["message_reference"]["fail_if_not_exists"] is False
    await world.bot.send(Post(direct(world), "Yes.", reply_to="no-id"))
    assert "message_reference" not in world.requests("POST", "/messages")[-1].json


async def test_files_of_another_platform_are_uploaded(world: Server) -> None:
    files = tuple(File("telegram", f"f{n}", f"page{n}.png", 3) for n in range(12))
    world.files = {f"f{n}": b"png" for n in range(12)}
    ids = await world.bot.send(Post(direct(world), "See these", BUTTONS, files=files, nonce="n"))
    first, last = world.dm.history()
    assert ids == (str(first.id), str(last.id))
    assert [len(first.attachments), len(last.attachments)] == [10, 2]
    assert last.content == "See these"
    assert labels(wire_form(last)) == ["This answers it"]


async def test_file_that_cannot_be_had_is_named(world: Server) -> None:
    async def gone(_file: File) -> bytes:
        raise Undeliverable("gone")

    world.bot._fetch = gone
    await world.bot.send(Post(direct(world), "See", files=(File("telegram", "f", "page.png", 3),)))
    assert "✗ page.png" in world.dm.last_message.content
    assert world.dm.last_message.content.startswith("See")


async def test_files_too_large_are_named(world: Server) -> None:
    world.files = {"f": b"png"}
    world.env.inject_error("POST", "/channels/*/messages", status=413, code=40005)
    await world.bot.send(Post(direct(world), "See", files=(File("telegram", "f", "page.png", 3),)))
    assert "✗ page.png" in world.dm.last_message.content


async def test_file_alone(world: Server) -> None:
    world.files = {"f": b"png"}
    await world.bot.send(Post(direct(world), "", files=(File("telegram", "f", "page.png", 3),)))
    assert [a.filename for a in world.dm.last_message.attachments] == ["page.png"]


async def test_fetching_what_is_gone(world: Server) -> None:
    message = await world.asker.send_dm("hello")
    with pytest.raises(Undeliverable, match="gone"):
        await world.bot.fetch(File("discord", f"{world.dm.id}/{message.id}/5", "x", 1))
    with pytest.raises(Undeliverable, match="gone"):
        await world.bot.fetch(File("discord", f"{world.dm.id}/5/5", "x", 1))


async def test_edit_keeps_plain_text_plain(world: Server) -> None:
    (message_id,) = await world.bot.send(Post(direct(world), "Yes."))
    await world.bot.edit(Post(direct(world), "No."), message_id)
    assert world.dm.last_message.content == "No."


async def test_edit_of_components_keeps_components(world: Server) -> None:
    (message_id,) = await world.bot.send(Post(direct(world), "Yes.", BUTTONS))
    await world.bot.edit(Post(direct(world), "No."), message_id)
    assert texts(wire_form(world.dm.last_message)) == ["No."]
    assert labels(wire_form(world.dm.last_message)) == []


async def test_edit_of_plain_text_that_became_long(world: Server) -> None:
    (message_id,) = await world.bot.send(Post(direct(world), "Yes."))
    await world.bot.edit(Post(direct(world), "word " * 600), message_id)
    assert len(texts(wire_form(world.dm.last_message))[0]) > 2000


async def test_edit_in_an_archived_room_wakes_it(world: Server) -> None:
    room = await world.bot.open_room(RoomRequest(world.hub_address, 12, "12 ECFMG", "", ""))
    (message_id,) = await world.bot.send(Post(room.where, "Yes."))
    await world.bot.close_room(room)
    world.env.inject_error("PATCH", "*/messages/*", status=400, code=50083)
    await world.bot.edit(Post(room.where, "No."), message_id)
    assert world.hub.threads[0].last_message.content == "No."
    assert not world.hub.threads[0]._channel.thread_metadata.archived
    world.env.inject_error("POST", "*/messages", status=400, code=50083)
    await world.bot.send(Post(room.where, "Again."))
    assert world.hub.threads[0].last_message.content == "Again."


async def test_edit_of_what_is_gone(world: Server) -> None:
    with pytest.raises(Undeliverable, match="gone"):
        await world.bot.edit(Post(direct(world), "No."), "5")
    with pytest.raises(Undeliverable, match="gone"):
        await world.bot.edit(Post(direct(world), "No."), "")


async def test_nowhere(world: Server) -> None:
    with pytest.raises(Undeliverable, match="gone"):
        await world.bot.send(Post(Address("discord", "general"), "x"))
    with pytest.raises(Undeliverable, match="gone"):
        await world.bot.send(Post(Address("discord", "404"), "x"))


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (403, 50007, "closed"),
        (403, 50278, "closed"),
        (404, 10003, "gone"),
        (404, 10013, "gone"),
        (404, 0, "gone"),
        (403, 50001, "forbidden"),
        (403, 50013, "forbidden"),
        (403, 0, "forbidden"),
        (400, 50035, "refused"),
    ],
)
async def test_refusals_for_good(world: Server, status: int, code: int, reason: str) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=status, code=code, message="secret text")
    with pytest.raises(Undeliverable) as caught:
        await world.bot.send(Post(direct(world), "x"))
    assert caught.value.reason == reason


@pytest.mark.parametrize("status", [401, 429, 500, 503])
async def test_refusals_for_now(world: Server, status: int) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=status)
    with pytest.raises(TryLater):
        await world.bot.send(Post(direct(world), "x"))


def test_waits_and_lost_connections() -> None:
    with pytest.raises(TryLater) as waits, refusals():
        raise discord.RateLimited(40)
    assert waits.value.retry_after == timedelta(seconds=40)
    for lost in (aiohttp.ServerDisconnectedError("secret"), ConnectionResetError("secret"), TimeoutError()):
        with pytest.raises(TryLater) as caught, refusals():
            raise lost
        assert "secret" not in str(caught.value)
        assert caught.value.__cause__ is None
