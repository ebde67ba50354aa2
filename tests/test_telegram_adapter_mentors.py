"""The mentors' chat: cards and rooms in forums and plain groups, who is a mentor, menus."""

from collections.abc import AsyncIterator

import pytest
from doubles.telegram.groups import Group
from doubles.telegram.server import BotApi
from telegram_kit import ScriptedDesk, running

from bot.commands import menu
from bot.errors import Undeliverable
from bot.messages import Address, Button, Card, Post, Role, Room, RoomRequest, Said


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.running() as api:
        yield api


def card(group: Group, text: str = "#12 · waiting", message_id: str = "") -> Card:
    claim = ((Button("Claim", "claim 12"), Button("Look", "look 12")),)
    return Card(Address("telegram", str(group.id)), 12, "#12 Visa", text, claim, message_id=message_id)


def request(group: Group, card_id: str = "", current: Room | None = None) -> RoomRequest:
    hub = Address("telegram", str(group.id))
    return RoomRequest(hub, 12, "#12 Visa · Calm Heron", card_id, "1", current)


async def test_a_card_is_shown_changed_and_recreated(api: BotApi) -> None:
    mel = api.user("Mel")
    forum = api.forum("Mentors", mel)
    async with running(api, ScriptedDesk(), forum.id) as telegram:
        first = await telegram.show_card(card(forum))
        shown = forum.last
        assert (str(shown.id), shown.topic, shown.labels) == (first, None, ["Claim", "Look"])
        assert await telegram.show_card(card(forum, "#12 · claimed by Mel", first)) == first
        assert forum.last.text == "#12 · claimed by Mel"
        api.world.delete(forum.last)
        again = await telegram.show_card(card(forum, "#12 · waiting again", first))
        assert again != first
        assert forum.last.text == "#12 · waiting again"


async def test_a_claimed_thread_gets_a_topic_that_closes_and_opens_again(api: BotApi) -> None:
    desk = ScriptedDesk()
    mel = api.user("Mel")
    forum = api.forum("Mentors", mel)
    async with running(api, desk, forum.id) as telegram:
        room = await telegram.open_room(request(forum))
        topic = forum.topic("#12 Visa · Calm Heron")
        assert room == Room(Address("telegram", str(forum.id), str(topic.id)))
        await telegram.send(Post(room.where, "Calm Heron asks …"))
        assert topic.last.text == "Calm Heron asks …"
        await mel.says(topic, "Which visa do you hold?")
        await api.polled()
        said = desk.received[-1]
        assert isinstance(said, Said)
        assert (said.where, said.reply_to, said.private) == (room.where, "", False)
        await mel.says(topic, "I mean now", reply_to=topic.messages[0])
        await api.polled()
        replied = desk.received[-1]
        assert isinstance(replied, Said)
        assert replied.reply_to == str(topic.messages[0].id)
        await telegram.close_room(room)
        await telegram.close_room(room)
        assert topic.closed
        assert await telegram.open_room(request(forum, current=room)) == room
        assert await telegram.open_room(request(forum, current=room)) == room
        assert not topic.closed


async def test_a_deleted_topic_is_made_anew(api: BotApi) -> None:
    forum = api.forum("Mentors")
    async with running(api, ScriptedDesk(), forum.id) as telegram:
        room = await telegram.open_room(request(forum))
        forum.delete_topic(forum.topic("#12 Visa · Calm Heron"))
        await telegram.close_room(room)
        with pytest.raises(Undeliverable, match="gone"):
            await telegram.send(Post(room.where, "Hello."))
        again = await telegram.open_room(request(forum, current=room))
        assert again.where.topic_id not in {"", room.where.topic_id}


@pytest.mark.parametrize("topics", [True, False])
async def test_without_topics_a_thread_hangs_on_its_card(api: BotApi, topics: bool) -> None:
    group = api.forum("Mentors", bot="member") if topics else api.supergroup("Mentors", bot="administrator")
    async with running(api, ScriptedDesk(), group.id) as telegram:
        shown = await telegram.show_card(card(group))
        room = await telegram.open_room(request(group, shown))
        assert room == Room(Address("telegram", str(group.id)), shown)
        await telegram.send(Post(room.where, "Calm Heron adds …", reply_to=room.anchor))
        assert str(group.last.reply_to and group.last.reply_to.id) == shown
        await telegram.close_room(room)


async def test_without_a_card_the_room_begins_with_its_title(api: BotApi) -> None:
    group = api.supergroup("Mentors", bot="administrator")
    async with running(api, ScriptedDesk(), group.id) as telegram:
        room = await telegram.open_room(request(group))
    assert room.anchor == str(group.last.id)
    assert group.last.text == "#12 Visa · Calm Heron"


async def test_a_topic_refused_against_expectation_falls_back_to_the_group(api: BotApi) -> None:
    forum = api.forum("Mentors")
    async with running(api, ScriptedDesk(), forum.id) as telegram:
        shown = await telegram.show_card(card(forum))
        text = "Bad Request: not enough rights to create a topic"
        api.fail_next("createForumTopic", status=400, text=text)
        assert (await telegram.open_room(request(forum, shown))).anchor == shown


async def test_everything_said_in_the_mentors_chat_is_told(api: BotApi) -> None:
    desk = ScriptedDesk()
    mel = api.user("Mel")
    forum = api.forum("Mentors", mel)
    async with running(api, desk, forum.id):
        await mel.says(forum, "good morning")
        await mel.says(forum, "/claim@advisor_bot 12")
        await api.polled()
    assert [each.text for each in desk.received if isinstance(each, Said)] == ["good morning", "/claim 12"]


async def test_anonymous_admins_are_not_heard(api: BotApi) -> None:
    desk = ScriptedDesk()
    forum = api.forum("Mentors")
    anonymous = api.user("Group", username="GroupAnonymousBot")
    async with running(api, desk, forum.id):
        api.world.post(forum, anonymous, {"text": "/claim 12"}, extra={"sender_chat": forum.json})
        await api.polled()
    assert desk.received == []


async def test_members_of_the_mentors_chat_are_known_until_they_leave(api: BotApi) -> None:
    mel, amina, ray = api.user("Mel"), api.user("Amina"), api.user("Ray")
    forum = api.forum("Mentors", mel, ray)
    forum.restrict(ray, "can_send_messages")
    right = {f"chat:{forum.id}"}
    async with running(api, ScriptedDesk(), forum.id) as telegram:
        assert await telegram.groups(str(mel.id)) == right
        assert await telegram.groups(str(ray.id)) == right
        assert await telegram.groups(str(amina.id)) == frozenset()
        assert await telegram.groups("77") == frozenset()
        asked = len(api.calls("getChatMember"))
        assert await telegram.groups(str(mel.id)) == right
        assert len(api.calls("getChatMember")) == asked
        forum.leave(mel)
        forum.add(amina)
        await api.polled()
        assert await telegram.groups(str(mel.id)) == frozenset()
        assert await telegram.groups(str(amina.id)) == right
        forum.ban(amina)
        await api.polled()
        assert await telegram.groups(str(amina.id)) == frozenset()
        assert len(api.calls("getChatMember")) == asked


async def test_nobody_is_a_mentor_while_telegram_cannot_be_asked(api: BotApi) -> None:
    mel = api.user("Mel")
    forum = api.forum("Mentors", mel)
    async with running(api, ScriptedDesk(), forum.id) as telegram:
        api.fail_next("getChatMember", status=502)
        assert await telegram.groups(str(mel.id)) == frozenset()
        assert await telegram.groups(str(mel.id)) == {f"chat:{forum.id}"}


async def test_without_a_mentors_chat_there_are_no_mentors(api: BotApi) -> None:
    async with running(api, ScriptedDesk()) as telegram:
        assert await telegram.groups("5") == frozenset()


async def test_each_role_is_offered_its_commands_where_it_can_use_them(api: BotApi) -> None:
    amina, mel, ada = api.user("Amina"), api.user("Mel"), api.user("Ada")
    await ada.starts()
    forum = api.forum("Mentors", mel)
    unknown = 990_000_001
    everyone = [command.name for command in menu(frozenset())]
    async with running(api, ScriptedDesk(), forum.id, ada.id, unknown):
        assert amina.menu() == everyone
        assert mel.menu(forum) == [command.name for command in menu(frozenset({Role.MENTOR}))]
        assert ada.menu() == [command.name for command in menu(frozenset({Role.ADMIN}))]
    assert {"queue", "claim"} <= set(mel.menu(forum))
    assert "status" in ada.menu()
    assert "status" not in everyone
    assert "claim" not in everyone


async def test_menus_are_set_only_when_they_changed(api: BotApi) -> None:
    forum = api.forum("Mentors")
    for _ in range(2):
        async with running(api, ScriptedDesk(), forum.id):
            pass
    assert len(api.calls("setMyCommands")) == 2
    assert len(api.calls("setMyShortDescription")) == 1


async def test_refused_menus_do_not_stop_the_start(api: BotApi) -> None:
    api.fail_next("setMyCommands", retry_after=500)
    api.fail_next("setMyShortDescription", status=400)
    async with running(api, ScriptedDesk()):
        await api.polled()


async def test_refusals_about_rooms_are_told(api: BotApi) -> None:
    forum = api.forum("Mentors")
    async with running(api, ScriptedDesk(), forum.id) as telegram:
        room = await telegram.open_room(request(forum))
        refusal = "Bad Request: not enough rights to edit the topic"
        for method in ("closeForumTopic", "reopenForumTopic"):
            api.fail_next(method, status=400, text=refusal)
        with pytest.raises(Undeliverable, match="forbidden"):
            await telegram.close_room(room)
        with pytest.raises(Undeliverable, match="forbidden"):
            await telegram.open_room(request(forum, current=room))
        shown = await telegram.show_card(card(forum))
        api.fail_next("editMessageText", status=403)
        with pytest.raises(Undeliverable, match="blocked"):
            await telegram.show_card(card(forum, "changed", shown))
        api.fail_next("createForumTopic", status=400, text="Bad Request: chat not found")
        with pytest.raises(Undeliverable, match="gone"):
            await telegram.open_room(request(forum))


async def test_the_owner_of_a_forum_may_open_topics(api: BotApi) -> None:
    forum = api.forum("Mentors")
    forum.seat(api.bot, "creator")
    async with running(api, ScriptedDesk(), forum.id) as telegram:
        assert (await telegram.open_room(request(forum))).where.topic_id
