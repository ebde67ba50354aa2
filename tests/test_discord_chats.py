"""What is said: in direct chats, rooms, and everywhere else; edits, deletions, files, and what was missed."""

from collections.abc import AsyncIterator

import pytest
from discord_kit import Server, server

from bot.messages import Address, Deleted, Edited, Heard, Post, Reply, RoomRequest, Said, private_chat


@pytest.fixture
async def world() -> AsyncIterator[Server]:
    async with server() as made:
        yield made


async def room(world: Server) -> Address:
    opened = await world.bot.open_room(RoomRequest(world.hub_address, 12, "#12 ECFMG", "", ""))
    return opened.where


async def test_direct_message(world: Server) -> None:
    world.desk.replies.append(Reply("Yes.", delivery=9))
    message = await world.asker.send_dm("do I need step 1")
    said = world.desk.received[0]
    assert isinstance(said, Said)
    assert said.where == private_chat("discord", str(world.asker.id))
    assert (said.text, said.private, said.message_id) == ("do I need step 1", True, str(message.id))
    assert said.event_id == f"m{message.id}"
    assert world.dm.last_message.content == "Yes."
    assert world.desk.marked == [(9, said.where, (str(world.dm.last_message.id),))]
    assert world.requests("POST", "/messages")[-1].json["nonce"] == "outbox-9"


async def test_receipt_is_a_sign_on_the_message(world: Server) -> None:
    world.desk.replies.append(Reply("Got it.", receipt=True, delivery=2))
    message = await world.asker.send_dm("thank you")
    assert len(world.dm.history()) == 1
    assert [str(r.emoji) for r in world.dm.history()[0].reactions] == ["✔️"]
    assert world.desk.marked == [(2, private_chat("discord", str(world.asker.id)), ())]
    assert message.id == world.dm.last_message.id


async def test_receipt_is_a_text_where_signs_are_refused(world: Server) -> None:
    world.env.inject_error("PUT", "*/reactions/*", status=403, code=50013)
    world.desk.replies.append(Reply("Got it.", receipt=True))
    await world.asker.send_dm("thank you")
    assert world.dm.last_message.content == "Got it."


async def test_talk_on_the_server_is_not_handed_on(world: Server) -> None:
    await world.asker.send(world.general, "hello all")
    await world.mentor.send(world.hub, "who takes number 12?")
    assert world.desk.received == []


async def test_mention_is_a_question(world: Server) -> None:
    world.desk.replies.append(Reply("Yes."))
    me = world.me.mention
    message = await world.asker.send(world.general, f"{me} is J-1 needed? {world.other.mention} says so")
    said = world.desk.received[0]
    assert isinstance(said, Said)
    assert said.text == "/ask is J-1 needed? @other says so"
    assert not said.private
    last = world.general.history()[-1]
    assert last.reference is not None
    assert last.reference.message_id == message.id
    assert last.mentions == []


async def test_talk_in_a_room(world: Server) -> None:
    where = await room(world)
    thread = world.hub.threads[0]
    first = await world.mentor.send(thread, "Which year did you graduate?")
    reply = await world.mentor.send(thread, "and where", reply_to=first)
    said = world.desk.received[-1]
    assert isinstance(said, Said)
    assert said.where == where
    assert (said.reply_to, said.private) == (str(first.id), False)
    assert reply.id == int(said.message_id)


async def test_talk_in_a_thread_of_others_is_not_handed_on(world: Server) -> None:
    world.env.backend.create_thread(world.general.id, "chatter", world.other.id)
    await world.other.send(world.general.threads[0], "hello")
    assert world.desk.received == []


async def test_talk_in_a_side_room(world: Server) -> None:
    origin = Address("discord", str(world.general.id))
    where = await world.bot.open_side_room(origin, str(world.asker.id), "Your questions")
    thread = world.general.threads[0]
    await world.asker.send(thread, "here I am")
    said = world.desk.received[0]
    assert said.where == where
    assert not said.private


async def test_bots_are_not_heard(world: Server) -> None:
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    where = await room(world)
    await robot.send(world.hub.threads[0], "beep")
    hook = world.guild.create_webhook(world.general)
    await hook.send(f"{world.me.mention} hello")
    assert world.desk.received == []
    assert where.chat_id == str(world.hub.threads[0].id)


async def test_edit_and_deletion_in_a_direct_chat(world: Server) -> None:
    message = await world.asker.send_dm("step 1")
    await world.asker.user.edit(message, "step 2")
    edited = world.desk.received[-1]
    assert isinstance(edited, Edited)
    assert (edited.message_id, edited.text, edited.private) == (str(message.id), "step 2", True)
    assert edited.event_id.startswith(f"e{message.id}:")
    await world.asker.user.delete(message)
    deleted = world.desk.received[-1]
    assert isinstance(deleted, Deleted)
    assert deleted.event_id == f"d{message.id}"
    assert deleted.who.user_id == str(world.asker.id)


async def test_deletion_in_a_direct_chat_of_a_message_from_before_the_start(world: Server) -> None:
    message = await world.asker.send_dm("step 1")
    await world.restart()
    await world.asker.user.delete(message)
    deleted = world.desk.received[-1]
    assert isinstance(deleted, Deleted)
    assert deleted.where == private_chat("discord", str(world.asker.id))


async def test_edit_and_deletion_in_a_room(world: Server) -> None:
    where = await room(world)
    message = await world.mentor.send(world.hub.threads[0], "1999")
    await world.mentor.edit(message, "2019")
    await world.mentor.delete(message)
    edited, deleted = world.desk.received[1:]
    assert isinstance(edited, Edited)
    assert isinstance(deleted, Deleted)
    assert (edited.where, deleted.where) == (where, where)
    assert deleted.who.user_id == str(world.mentor.id)


async def test_deletion_of_many_in_a_room_also_of_forgotten_ones(world: Server) -> None:
    await room(world)
    thread = world.hub.threads[0]
    old = await world.mentor.send(thread, "one")
    await world.restart()
    new = await world.mentor.send(thread, "two")
    world.desk.received.clear()
    world.env.backend.bulk_delete_messages(thread.id, [old.id, new.id])
    await world.env.settle()
    assert [event.event_id for event in world.desk.received] == [f"d{old.id}", f"d{new.id}"]
    assert [event.who.user_id for event in world.desk.received] == ["0", str(world.mentor.id)]


async def test_deletion_of_the_bots_own_message_is_nobodys(world: Server) -> None:
    where = await room(world)
    (message_id,) = await world.bot.send(Post(where, "Calm Heron asks"))
    world.env.backend.delete_message(int(where.chat_id), int(message_id))
    await world.env.settle()
    assert world.desk.received == []


async def test_edit_and_deletion_elsewhere_are_not_handed_on(world: Server) -> None:
    message = await world.asker.send(world.general, "hello")
    await world.asker.edit(message, "hello all")
    await world.asker.delete(message)
    assert world.desk.received == []


async def test_files_come_as_references_and_can_be_fetched(world: Server) -> None:
    await room(world)
    thread = world.hub.threads[0]
    message = await world.mentor.send(thread, "see this", attachments=[("form.pdf", b"%PDF")])
    said = world.desk.received[0]
    assert isinstance(said, Said)
    file = said.files[0]
    assert (file.platform, file.name, file.size) == ("discord", "form.pdf", 4)
    assert file.ref.startswith(f"{thread.id}/{message.id}/")
    assert await world.bot.fetch(file) == b"%PDF"


async def test_names_stand_in_for_ids(world: Server) -> None:
    text = f"{world.other.mention} in {world.general.mention} is {world.mentors.mention} <:ok:123>"
    where = await room(world)
    await world.mentor.send(world.hub.threads[0], text)
    said = world.desk.received[0]
    assert isinstance(said, Said)
    assert said.text == "@other in #general is @Mentor :ok:"
    assert said.where == where


async def test_what_was_said_meanwhile_is_read_at_the_next_start(world: Server) -> None:
    where = await room(world)
    thread = world.hub.threads[0]
    heard = await world.mentor.send(thread, "first")
    direct = await world.asker.send_dm("hello")
    await world.bot.stop()
    world.desk.received.clear()
    backend = world.env.backend
    backend.create_message(world.hub.id, world.mentor.id, "who takes number 12?")
    missed = [
        backend.create_message(thread.id, world.mentor.id, "second"),
        backend.create_message(thread.id, world.mentor.id, "third"),
        backend.create_message(world.dm.id, world.asker.id, "are you there"),
    ]
    world.desk.places = (
        Heard(where, str(heard.id)),
        Heard(Address("discord", "404"), "1"),
        Heard(world.hub_address, str(heard.id)),
        Heard(private_chat("discord", str(world.asker.id)), str(direct.id)),
    )
    world.bot = world.new_bot()
    await world.bot.start()
    await world.env.settle()
    assert [said.event_id for said in world.desk.received] == [f"m{message.id}" for message in missed]
    assert [said.private for said in world.desk.received] == [False, False, True]


async def test_new_messages_wait_for_the_older_ones_of_their_place(world: Server) -> None:
    direct = await world.asker.send_dm("one")
    await world.bot.stop()
    world.desk.received.clear()
    world.env.backend.create_message(world.dm.id, world.asker.id, "two")
    where = private_chat("discord", str(world.asker.id))
    world.desk.places = (Heard(where, str(direct.id)),)
    gate = world.hold()
    world.bot = world.new_bot()
    await world.bot.start()
    world.env.backend.create_message(world.dm.id, world.asker.id, "three")
    world.desk.before = None
    gate.set()
    await world.env.settle()
    told = [said.text for said in world.desk.received if isinstance(said, Said)]
    assert list(dict.fromkeys(told)) == ["two", "three"]


async def test_broken_desk_says_so_in_the_chat(world: Server) -> None:
    world.desk.replies.append(RuntimeError("secret"))
    await world.asker.send_dm("hello")
    assert "went wrong" in world.dm.last_message.content
    await world.asker.user.edit(world.dm.history()[0], "hello?")
    assert len(world.dm.history()) == 2


async def test_reply_refused_is_left_to_the_courier(world: Server) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50007)
    world.desk.replies.append(Reply("Yes.", delivery=1))
    await world.asker.send_dm("hello")
    assert world.desk.marked == []


async def test_events_after_the_stop_are_left_for_the_next_start(world: Server) -> None:
    await world.bot.stop()
    await world.asker.send_dm("hello")
    assert world.desk.received == []
    await world.restart()


async def test_groups_are_the_roles_in_the_server_of_the_hub(world: Server) -> None:
    groups = await world.bot.groups(str(world.mentor.id))
    assert {"Mentor", str(world.mentors.id)} <= groups
    assert "Mentor" not in await world.bot.groups(str(world.asker.id))
    assert await world.bot.groups("1") == frozenset()
    assert await world.bot.groups("nobody") == frozenset()


async def test_groups_of_another_server_do_not_count(world: Server) -> None:
    elsewhere = world.env.create_guild("Elsewhere")
    role = elsewhere.create_role("Mentor")
    stranger = elsewhere.add_member(world.env.create_user("stranger"), roles=[role])
    channel = elsewhere.create_text_channel("chat")
    await stranger.slash(channel, "threads")
    assert await world.bot.groups(str(stranger.id)) == frozenset()


async def test_groups_come_with_what_people_do(world: Server) -> None:
    await world.mentor.slash(world.general, "threads")
    asked = len(world.requests("GET", "/members/"))
    assert "Mentor" in await world.bot.groups(str(world.mentor.id))
    assert len(world.requests("GET", "/members/")) == asked


async def test_link_to_the_direct_chat(world: Server) -> None:
    assert world.bot.link == f"https://discord.com/users/{world.me.id}"


async def test_nothing_pings(world: Server) -> None:
    world.desk.replies.append(Reply("@everyone <@&1>"))
    await world.asker.slash(world.general, "threads")
    await world.bot.send(Post(Address("discord", str(world.general.id)), "@everyone"))
    sent = [r.json for r in world.env.http_requests if r.method == "POST" and r.json and "type" in r.json]
    assert sent[-1]["data"]["allowed_mentions"] == {"parse": []}
    assert world.requests("POST", "/messages")[-1].json["allowed_mentions"]["parse"] == []
