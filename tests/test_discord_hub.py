"""The mentors' channel as a text channel and as a forum: cards, rooms, and side rooms."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import discord
import pytest
from discord_kit import Server, labels, server, texts, wire_form

from bot.errors import Undeliverable
from bot.messages import Address, Button, Card, Post, Room, RoomRequest, private_chat

CLAIM = ((Button("Claim", "claim:12"),),)


@pytest.fixture
async def world() -> AsyncIterator[Server]:
    async with server() as made:
        yield made


@pytest.fixture
async def forum() -> AsyncIterator[Server]:
    async with server("forum") as made:
        yield made


def card(world: Server, **changes: Any) -> Card:
    waiting = Card(
        world.hub_address, 12, "12 ECFMG", "Thread 12 waits", CLAIM, tags=("ECFMG", "waiting"), nonce="c12"
    )
    return replace(waiting, **changes)


def request(world: Server, **changes: Any) -> RoomRequest:
    return replace(
        RoomRequest(world.hub_address, 12, "12 ECFMG", "", str(world.mentor.id), nonce="r12"), **changes
    )


def post(world: Server) -> Any:
    return world.hub.threads[-1]


def tags(world: Server) -> list[str]:
    names = {int(tag["id"]): tag["name"] for tag in world.hub._channel.available_tags}
    return [names[tag] for tag in post(world)._channel.applied_tags]


# --- text channel


async def test_card_is_shown_and_changed_where_it_stands(world: Server) -> None:
    first = await world.bot.show_card(card(world))
    assert labels(wire_form(world.hub.last_message)) == ["Claim"]
    again = await world.bot.show_card(
        card(world, text="Thread 12 is taken", buttons=(), message_id=first, open=False)
    )
    assert again == first == str(world.hub.last_message.id)
    assert texts(wire_form(world.hub.last_message)) == ["Thread 12 is taken"]
    assert len(world.hub.history()) == 1
    assert world.requests("POST", "/messages")[0].json["nonce"] == "c12"


async def test_deleted_card_is_made_anew(world: Server) -> None:
    first = await world.bot.show_card(card(world))
    world.env.backend.delete_message(world.hub.id, int(first))
    second = await world.bot.show_card(card(world, message_id=first))
    assert second != first
    assert str(world.hub.last_message.id) == second


async def test_room_grows_from_the_card_and_holds_the_mentor(world: Server) -> None:
    shown = await world.bot.show_card(card(world))
    room = await world.bot.open_room(request(world, card=shown))
    assert room.where == Address("discord", shown)
    assert post(world).name == "12 ECFMG"
    assert world.mentor.id in post(world)._channel.thread_members
    await world.bot.send(Post(room.where, "Calm Heron asks"))
    assert post(world).last_message.content == "Calm Heron asks"


async def test_room_without_a_card(world: Server) -> None:
    alone = await world.bot.open_room(request(world))
    assert alone.where.chat_id == str(post(world).id)
    shown = await world.bot.show_card(card(world))
    world.env.backend.delete_message(world.hub.id, int(shown))
    gone = await world.bot.open_room(request(world, card=shown))
    assert gone.where.chat_id == str(post(world).id) != shown


async def test_room_that_the_card_has_already(world: Server) -> None:
    shown = await world.bot.show_card(card(world))
    first = await world.bot.open_room(request(world, card=shown))
    world.env.inject_error("POST", "*/threads", status=400, code=160004)
    assert await world.bot.open_room(request(world, card=shown)) == first
    world.env.inject_error("POST", "*/threads", status=403, code=50013)
    with pytest.raises(Undeliverable, match="forbidden"):
        await world.bot.open_room(request(world, card=shown))


async def test_room_is_closed_found_again_and_recreated(world: Server) -> None:
    shown = await world.bot.show_card(card(world))
    room = await world.bot.open_room(request(world, card=shown))
    await world.bot.close_room(room)
    assert post(world)._channel.thread_metadata.archived
    assert await world.bot.open_room(request(world, card=shown, current=room)) == room
    assert not post(world)._channel.thread_metadata.archived
    world.env.backend.delete_channel(int(room.where.chat_id))
    await world.bot.close_room(room)
    anew = await world.bot.open_room(request(world, current=room))
    assert anew != room


async def test_room_of_somebody_who_cannot_be_added(world: Server) -> None:
    world.env.inject_error("PUT", "*/thread-members/*", status=403, code=50013)
    assert (await world.bot.open_room(request(world))).where.chat_id == str(post(world).id)
    await world.bot.open_room(request(world, mentor="telegram-user"))


async def test_hub_that_is_gone(world: Server) -> None:
    lost = Address("discord", "404")
    with pytest.raises(Undeliverable, match="gone"):
        await world.bot.show_card(card(world, where=lost))
    with pytest.raises(Undeliverable, match="gone"):
        await world.bot.open_room(request(world, hub=lost))


async def test_hub_of_another_kind(world: Server) -> None:
    voice = Address("discord", str(world.guild.create_voice_channel("talk").id))
    direct = Address("discord", str(world.dm.id))
    with pytest.raises(Undeliverable, match="refused"):
        await world.bot.show_card(card(world, where=voice))
    with pytest.raises(Undeliverable, match="refused"):
        await world.bot.open_room(request(world, hub=voice))
    await world.asker.send_dm("hello")
    with pytest.raises(Undeliverable, match="refused"):
        await world.bot.open_side_room(direct, str(world.asker.id), "x")


# --- forum


async def test_post_carries_title_and_tags(forum: Server) -> None:
    shown = await forum.bot.show_card(card(forum))
    assert shown == str(post(forum).id)
    assert post(forum).name == "12 ECFMG"
    assert tags(forum) == ["ECFMG", "waiting"]
    assert labels(wire_form(post(forum).history()[0])) == ["Claim"]


async def test_post_changes_with_its_thread(forum: Server) -> None:
    shown = await forum.bot.show_card(card(forum))
    claimed = card(forum, text="Thread 12 is taken", tags=("ECFMG", "claimed"), message_id=shown)
    assert await forum.bot.show_card(claimed) == shown
    assert tags(forum) == ["ECFMG", "claimed"]
    assert texts(wire_form(post(forum).history()[0])) == ["Thread 12 is taken"]
    assert len(forum.hub.threads) == 1


async def test_post_is_archived_with_its_thread_and_woken_with_it(forum: Server) -> None:
    shown = await forum.bot.show_card(card(forum))
    ended = card(forum, tags=("ECFMG", "resolved"), message_id=shown, open=False)
    await forum.bot.show_card(ended)
    assert post(forum)._channel.thread_metadata.archived
    assert tags(forum) == ["ECFMG", "resolved"]
    await forum.bot.show_card(replace(ended, tags=("ECFMG", "waiting"), open=True))
    assert not post(forum)._channel.thread_metadata.archived
    assert tags(forum) == ["ECFMG", "waiting"]


async def test_unchanged_tags_cost_no_request(forum: Server) -> None:
    shown = await forum.bot.show_card(card(forum))
    before = len(forum.requests("PATCH", f"/channels/{shown}"))
    await forum.bot.show_card(card(forum, text="Thread 12 waits, 5 min", message_id=shown))
    changes = forum.requests("PATCH", f"/channels/{shown}")[before:]
    assert [r.path for r in changes] == [f"/channels/{shown}/messages/{shown}"]


async def test_deleted_post_is_made_anew(forum: Server) -> None:
    shown = await forum.bot.show_card(card(forum))
    forum.env.backend.delete_channel(int(shown))
    assert await forum.bot.show_card(card(forum, message_id=shown)) != shown


async def test_post_without_its_first_message_is_made_anew(forum: Server) -> None:
    shown = await forum.bot.show_card(card(forum))
    forum.env.backend.delete_message(int(shown), post(forum).history()[0].id)
    assert await forum.bot.show_card(card(forum, message_id=shown)) != shown


async def test_post_whose_answer_was_lost_is_not_doubled(forum: Server) -> None:
    first = await forum.bot.show_card(card(forum))
    assert await forum.bot.show_card(card(forum)) == first
    assert len(forum.hub.threads) == 1


async def test_post_is_the_room(forum: Server) -> None:
    shown = await forum.bot.show_card(card(forum))
    room = await forum.bot.open_room(request(forum, card=shown))
    assert room == Room(Address("discord", shown))
    assert forum.mentor.id in post(forum)._channel.thread_members
    await forum.mentor.send(post(forum), "Which year?")
    assert forum.desk.received[0].where == room.where


async def test_room_without_a_post(forum: Server) -> None:
    room = await forum.bot.open_room(request(forum))
    assert room.where.chat_id == str(post(forum).id)


async def test_tags_need_a_permission_and_room(forum: Server) -> None:
    forum.env.inject_error("PATCH", f"/channels/{forum.hub.id}", status=403, code=50013)
    await forum.bot.show_card(card(forum))
    assert tags(forum) == []
    there = {"moderated": False, "emoji_id": None, "emoji_name": None}
    full = [there | {"id": str(1000 + n), "name": f"tag {n}"} for n in range(19)]
    forum.env.backend.edit_channel(forum.hub.id, {"available_tags": full})
    await forum.bot.show_card(card(forum, number=13, title="13 USMLE", tags=("USMLE", "waiting", "tag 3")))
    assert tags(forum) == ["USMLE", "tag 3"]


async def test_requests_to_a_hub_that_is_forbidden(forum: Server) -> None:
    forum.env.inject_error("PATCH", f"/channels/{forum.hub.id}", status=400, code=50035)
    with pytest.raises(Undeliverable, match="refused"):
        await forum.bot.show_card(card(forum))


# --- beside the hub


async def test_side_room_is_a_private_thread_with_the_person(world: Server) -> None:
    origin = Address("discord", str(world.general.id))
    where = await world.bot.open_side_room(origin, str(world.asker.id), "Your questions")
    thread = world.general.threads[0]
    assert where == Address("discord", str(thread.id))
    assert thread._channel.type == discord.ChannelType.private_thread.value
    assert world.asker.id in thread._channel.thread_members
    inner = await world.bot.open_side_room(where, str(world.asker.id), "More questions")
    assert world.general.threads[1].id == int(inner.chat_id)


async def test_side_room_that_is_not_allowed(world: Server) -> None:
    world.env.inject_error("POST", "*/threads", status=403, code=50013)
    origin = Address("discord", str(world.general.id))
    with pytest.raises(Undeliverable, match="forbidden"):
        await world.bot.open_side_room(origin, str(world.asker.id), "x")
    with pytest.raises(Undeliverable, match="gone"):
        await world.bot.open_side_room(private_chat("discord", "1"), str(world.asker.id), "x")
    forum = world.guild.create_forum_channel("questions")
    with pytest.raises(Undeliverable, match="refused"):
        await world.bot.open_side_room(Address("discord", str(forum.id)), str(world.asker.id), "x")
