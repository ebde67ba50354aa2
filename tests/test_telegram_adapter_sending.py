"""What the courier sends: long texts, replies, edits, and what Telegram refuses."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from doubles.telegram.server import BotApi
from telegram_kit import ScriptedDesk, running

from bot.errors import TryLater, Undeliverable
from bot.messages import Address, Button, Post, Style, private_chat


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.running() as api:
        yield api


async def test_a_long_text_is_split_and_the_buttons_are_on_the_last_part(api: BotApi) -> None:
    amina = api.user("Amina")
    await amina.starts()
    text = "\n\n".join(f"Paragraph {number}. " + "word " * 150 for number in range(10))
    where = private_chat("telegram", str(amina.id))
    async with running(api, ScriptedDesk()) as telegram:
        ids = await telegram.send(Post(where, text, ((Button("Yes", "yes 1"),),)))
    parts = [each for each in amina.private.messages if each.sender is api.bot]
    assert len(parts) > 1
    assert ids == tuple(str(each.id) for each in parts)
    assert [each.labels for each in parts] == [[]] * (len(parts) - 1) + [["Yes"]]
    assert all(f"Paragraph {number}." in "".join(each.text for each in parts) for number in range(10))


async def test_markup_is_sent_as_entities_without_previews(api: BotApi) -> None:
    amina = api.user("Amina")
    await amina.starts()
    async with running(api, ScriptedDesk()) as telegram:
        post = Post(
            private_chat("telegram", str(amina.id)), "**Yes.** See [the page](https://example.org/a)."
        )
        await telegram.send(post)
    message = amina.private.last
    assert message.text == "Yes. See the page."
    assert [each["type"] for each in message.entities] == ["bold", "text_link"]
    request = api.calls("sendMessage")[-1]
    assert "parse_mode" not in request
    assert request["link_preview_options"] == {"is_disabled": True}


async def test_wide_rows_of_buttons_are_broken_for_phones(api: BotApi) -> None:
    amina = api.user("Amina")
    await amina.starts()
    row = (Button("What does an observership cost?", "a"), Button("Yes", "b"), Button("No", "c"))
    more = (Button("Open", url="https://example.org/"),)
    async with running(api, ScriptedDesk()) as telegram:
        await telegram.send(Post(private_chat("telegram", str(amina.id)), "Choose.", (row, more)))
    assert amina.private.last.buttons == [["What does an observership cost?", "Yes"], ["No"], ["Open"]]
    assert amina.private.last.button("Open")["url"] == "https://example.org/"


async def test_a_server_without_button_styles_gets_plain_buttons(api: BotApi) -> None:
    amina = api.user("Amina")
    await amina.starts()
    post = Post(private_chat("telegram", str(amina.id)), "Go?", ((Button("Go", "go", style=Style.PRIMARY),),))
    async with running(api, ScriptedDesk()) as telegram:
        api.fail_next("sendMessage", status=400, text="Bad Request: can't parse button style")
        await telegram.send(post)
        await telegram.send(post)
    sent = [each for each in amina.private.messages if each.sender is api.bot]
    assert [each.labels for each in sent] == [["Go"], ["Go"]]
    assert all("style" not in each.button("Go") for each in sent)


async def test_a_reply_whose_question_was_deleted_is_still_sent(api: BotApi) -> None:
    amina = api.user("Amina")
    asked = await amina.starts()
    where = private_chat("telegram", str(amina.id))
    async with running(api, ScriptedDesk()) as telegram:
        await telegram.send(Post(where, "First.", reply_to=str(asked.id)))
        assert amina.private.last.reply_to is asked
        await amina.deletes(asked)
        await telegram.send(Post(where, "Second.", reply_to=str(asked.id)))
    assert amina.private.last.text == "Second."
    assert amina.private.last.reply_to is None


async def test_a_message_is_changed_and_the_same_text_again_is_no_fault(api: BotApi) -> None:
    amina = api.user("Amina")
    await amina.starts()
    post = Post(private_chat("telegram", str(amina.id)), "Number 3 in the queue.")
    async with running(api, ScriptedDesk()) as telegram:
        (message_id,) = await telegram.send(post)
        changed = Post(post.where, "Number 2 in the queue.", ((Button("Withdraw", "withdraw 1"),),))
        await telegram.edit(changed, message_id)
        await telegram.edit(changed, message_id)
        assert amina.private.last.text == "Number 2 in the queue."
        api.world.delete(amina.private.last)
        with pytest.raises(Undeliverable, match="gone"):
            await telegram.edit(changed, message_id)


async def test_who_cannot_be_reached(api: BotApi) -> None:
    stranger, blocker, former = api.user("Stranger"), api.user("Blocker"), api.user("Former")
    await blocker.starts()
    await blocker.blocks()
    await former.starts()
    await former.deletes_account()
    group = api.supergroup("A group", bot="administrator")
    group.seat(api.bot, "kicked")
    reasons = {}
    async with running(api, ScriptedDesk()) as telegram:
        places = {
            str(user.id): private_chat("telegram", str(user.id)) for user in (stranger, blocker, former)
        }
        places["group"] = Address("telegram", str(group.id))
        places["nowhere"] = Address("telegram", "-1009999999")
        for name, where in places.items():
            with pytest.raises(Undeliverable) as caught:
                await telegram.send(Post(where, "Hello."))
            reasons[name] = caught.value.reason
    assert list(reasons.values()) == ["closed", "blocked", "gone", "forbidden", "gone"]


async def test_a_deleted_topic_is_gone(api: BotApi) -> None:
    forum = api.forum("Mentors")
    topic = forum.open_topic("#12")
    forum.delete_topic(topic)
    async with running(api, ScriptedDesk(), forum.id) as telegram:
        with pytest.raises(Undeliverable, match="gone"):
            await telegram.send(Post(Address("telegram", str(forum.id), str(topic.id)), "Hello."))


async def test_what_may_work_later(api: BotApi) -> None:
    amina = api.user("Amina")
    await amina.starts()
    post = Post(private_chat("telegram", str(amina.id)), "Hello.")
    async with running(api, ScriptedDesk()) as telegram:
        api.fail_next("sendMessage", status=502)
        with pytest.raises(TryLater):
            await telegram.send(post)
        api.drop_next("sendMessage")
        with pytest.raises(TryLater):
            await telegram.send(post)
        await telegram.send(post)
    assert len(amina.private.messages) == 2


async def test_a_chat_that_is_to_be_left_alone_is_not_asked_again(api: BotApi) -> None:
    amina, bo = api.user("Amina"), api.user("Bo")
    await amina.starts()
    await bo.starts()
    post = Post(private_chat("telegram", str(amina.id)), "Hello.")
    async with running(api, ScriptedDesk()) as telegram:
        api.fail_next("sendMessage", retry_after=17)
        for _ in range(2):
            with pytest.raises(TryLater) as caught:
                await telegram.send(post)
            assert caught.value.retry_after == timedelta(seconds=17)
        await telegram.send(Post(private_chat("telegram", str(bo.id)), "Hello."))
    assert len(api.calls("sendMessage")) == 2


async def test_a_refusal_for_good(api: BotApi) -> None:
    amina = api.user("Amina")
    await amina.starts()
    where = private_chat("telegram", str(amina.id))
    async with running(api, ScriptedDesk()) as telegram:
        api.fail_next("sendMessage", status=400)
        with pytest.raises(Undeliverable, match="refused"):
            await telegram.send(Post(where, "Hello."))


async def test_a_group_that_became_a_supergroup_is_still_the_same_place(api: BotApi) -> None:
    desk = ScriptedDesk()
    mel = api.user("Mel")
    group = api.group("Mentors", mel)
    async with running(api, desk, group.id) as telegram:
        new = group.migrate()
        await telegram.send(Post(Address("telegram", str(group.id)), "Hello mentors."))
        assert new.last.text == "Hello mentors."
        await mel.says(new, "I take it", reply_to=new.last)
        await api.polled()
        assert desk.received[-1].where == telegram.hub
        assert await telegram.groups(str(mel.id)) == {f"chat:{group.id}"}


async def test_telegram_has_no_side_rooms(api: BotApi) -> None:
    async with running(api, ScriptedDesk()) as telegram:
        with pytest.raises(Undeliverable, match="closed"):
            await telegram.open_side_room(Address("telegram", "-100"), "1", "#12")
