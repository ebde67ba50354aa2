"""Groups, topics, members, and who can be reached."""

import pytest
from doubles.telegram.clients import heard
from doubles.telegram.server import BotApi
from telegram import (
    Bot,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
)


async def test_a_group_shows_only_what_is_meant_for_the_bot(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    group = api.group("Study group", amina)
    sent = await bot.send_message(group.id, "Hello")
    await amina.says(group, "just talking")
    await amina.says(group, "/ask@other_bot me")
    for text in ("/ask how", "/ask@advisor_bot how", "hey @advisor_bot"):
        await amina.says(group, text)
    await amina.says(group, "thanks", reply_to=group.all_messages[sent.message_id])
    texts = [update.message.text for update in await heard(bot) if update.message]
    assert texts == ["/ask how", "/ask@advisor_bot how", "hey @advisor_bot", "thanks"]
    api.world.privacy = False
    await amina.says(group, "just talking")
    assert len(await heard(bot)) == 1
    api.world.privacy = True
    group.promote(api.bot)
    await amina.says(group, "just talking")
    promoted, told = await heard(bot)
    assert promoted.my_chat_member is not None
    assert told.message is not None
    assert (await bot.get_me()).can_read_all_group_messages is False


async def test_a_topic_lives_and_dies(api: BotApi, bot: Bot) -> None:
    omar = api.user("Omar")
    forum = api.forum("Mentors", omar)
    made = await bot.create_forum_topic(forum.id, "#12 ECFMG")
    thread = made.message_thread_id
    await bot.send_message(forum.id, "Calm Heron asks", message_thread_id=thread)
    topic = forum.topic("#12 ECFMG")
    assert topic.last.text == "Calm Heron asks"
    await omar.says(topic, "Which year?")
    made_known, update = await heard(bot)
    assert made_known.message is not None
    assert made_known.message.forum_topic_created is not None
    assert update.message is not None
    assert update.message.message_thread_id == thread
    assert update.message.is_topic_message
    assert update.message.reply_to_message is not None
    assert update.message.reply_to_message.forum_topic_created is not None
    answer = await bot.send_message(
        forum.id, "2019", reply_parameters=ReplyParameters(update.message.message_id)
    )
    assert answer.message_thread_id == thread
    await bot.edit_forum_topic(forum.id, thread, name="#12 claimed")
    with pytest.raises(BadRequest, match="Topic_not_modified"):
        await bot.edit_forum_topic(forum.id, thread, name="#12 claimed")
    await bot.close_forum_topic(forum.id, thread)
    with pytest.raises(AssertionError, match="can't write in the topic"):
        await omar.says(topic, "One more")
    await bot.reopen_forum_topic(forum.id, thread)
    forum.delete_topic(topic)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum.id, "Anybody?", message_thread_id=thread)
    with pytest.raises(BadRequest, match="Topic_id_invalid"):
        await bot.close_forum_topic(forum.id, thread)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum.id, "To General", message_thread_id=1)
    await bot.send_message(forum.id, "To General")
    assert [message.text for message in forum.messages] == ["To General"]


async def test_topics_need_rights(api: BotApi, bot: Bot) -> None:
    forum = api.forum("Mentors", bot="member")
    topic = forum.open_topic("Plans")
    with pytest.raises(BadRequest, match="Not enough rights to create a topic"):
        await bot.create_forum_topic(forum.id, "Mine")
    forum.close_topic(topic)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(forum.id, "Hello", message_thread_id=topic.id)
    with pytest.raises(BadRequest, match="Not enough rights to edit the topic"):
        await bot.reopen_forum_topic(forum.id, topic.id)
    forum.promote(api.bot, "can_manage_topics")
    await bot.send_message(forum.id, "Hello", message_thread_id=topic.id)
    with pytest.raises(BadRequest, match="Not enough rights to delete the topic"):
        await bot.delete_forum_topic(forum.id, topic.id)
    plain = api.supergroup("Plain", bot="administrator")
    with pytest.raises(BadRequest, match="The chat is not a forum"):
        await bot.create_forum_topic(plain.id, "Mine")
    assert (await bot.send_message(plain.id, "Hello", message_thread_id=5)).message_thread_id is None


async def test_topics_in_private_chats(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    await amina.starts()
    assert (await bot.get_me()).has_topics_enabled is False
    with pytest.raises(BadRequest, match="The chat is not a forum"):
        await bot.create_forum_topic(amina.id, "#12")
    api.world.private_topics = True
    made = await bot.create_forum_topic(amina.id, "#12")
    await bot.send_message(amina.id, "A mentor writes here", message_thread_id=made.message_thread_id)
    topic = amina.private.topic("#12")
    await amina.writes("Thanks", topic=topic)
    said = (await heard(bot))[-1].message
    assert said is not None
    assert said.message_thread_id == topic.id
    mine = await amina.opens_topic("Mine")
    [opened] = await heard(bot)
    assert opened.message is not None
    assert opened.message.message_thread_id == mine.id
    await amina.deletes_topic(mine)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(amina.id, "Hello", message_thread_id=mine.id)
    api.world.private_topics_broken = True
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(amina.id, "Hello", message_thread_id=topic.id)


async def test_members_and_their_standing(api: BotApi, bot: Bot) -> None:
    amina, omar = api.user("Amina"), api.user("Omar")
    forum = api.forum("Mentors", amina)
    forum.add(omar, by=amina)
    forum.promote(omar, "can_manage_topics")
    member = await bot.get_chat_member(forum.id, omar.id)
    assert member.status == "administrator"
    assert {each.user.first_name for each in await bot.get_chat_administrators(forum.id)} == {
        "Owner of Mentors",
        "Advisor",
        "Omar",
    }
    assert await bot.get_chat_member_count(forum.id) == 4
    forum.remove(omar)
    assert (await bot.get_chat_member(forum.id, omar.id)).status == "left"
    forum.restrict(amina, "can_send_messages")
    assert (await bot.get_chat_member(forum.id, amina.id)).status == "restricted"
    forum.ban(amina)
    assert (await bot.get_chat_member(forum.id, amina.id)).status == "kicked"
    with pytest.raises(BadRequest, match="Participant_id_invalid"):
        await bot.get_chat_member(forum.id, 12)
    with pytest.raises(AssertionError, match="can't write in"):
        await omar.says(forum, "Hello?")
    chat = await bot.get_chat(forum.id)
    assert (chat.title, chat.is_forum) == ("Mentors", True)


async def test_a_channel(api: BotApi, bot: Bot) -> None:
    editor = api.user("Editor")
    channel = api.channel("News", username="img_news")
    channel.promote(editor)
    await editor.says(channel, "Applications open")
    [update] = await heard(bot)
    assert update.channel_post is not None
    assert update.channel_post.sender_chat is not None
    posted = await bot.send_message("@img_news", "From the bot")
    assert channel.last.id == posted.message_id


async def test_who_cannot_be_written_to(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    group = api.group("Study group", amina)

    async def refused(error: type[Exception], text: str) -> None:
        with pytest.raises(error, match=text):
            await bot.send_message(amina.id, "Hello")

    await refused(Forbidden, "bot can't initiate conversation with a user")
    await amina.starts()
    await bot.send_message(amina.id, "Hello")
    await amina.blocks()
    await refused(Forbidden, "bot was blocked by the user")
    blocked = (await heard(bot))[-1].my_chat_member
    assert blocked is not None
    assert blocked.new_chat_member.status == "kicked"
    await amina.starts()
    await bot.send_message(amina.id, "Welcome back")
    await amina.deletes_account()
    await refused(Forbidden, "user is deactivated")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(12, "Hello")
    group.remove(api.bot)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "Hello")
    assert api.violations == []


async def test_a_group_becomes_a_supergroup(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    group = api.group("Study group", amina)
    new = group.migrate()
    moved, arrived = await heard(bot)
    assert moved.message is not None
    assert moved.message.migrate_to_chat_id == new.id
    assert arrived.message is not None
    assert arrived.message.migrate_from_chat_id == group.id
    with pytest.raises(ChatMigrated) as error:
        await bot.send_message(group.id, "Hello")
    assert error.value.new_chat_id == new.id
    await bot.send_message(new.id, "Hello")
    await amina.says(new, "/ask here")


async def test_what_the_bot_is_doing_is_seen(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    await amina.starts()
    await bot.send_chat_action(amina.id, "typing")
    assert api.world.actions == [(amina.private, None, "typing")]
    with pytest.raises(BadRequest, match="Wrong parameter action"):
        await bot.send_chat_action(amina.id, "juggling")
    assert len(api.violations) == 1
    api.violations.clear()


async def test_an_answer_across_topics_names_where_it_comes_from(api: BotApi, bot: Bot) -> None:
    omar = api.user("Omar")
    forum = api.forum("Mentors", omar)
    one, two = forum.open_topic("One"), forum.open_topic("Two")
    said = await omar.says(one, "See this")
    sent = await bot.send_message(
        forum.id, "Seen", message_thread_id=two.id, reply_parameters=ReplyParameters(said.id)
    )
    assert sent.message_thread_id == two.id
    assert sent.external_reply is not None
    assert sent.external_reply.message_id == said.id
    assert two.last.reply_to is None
    await bot.delete_forum_topic(forum.id, one.id)
    assert said.deleted


async def test_where_the_bot_has_no_voice(api: BotApi, bot: Bot) -> None:
    group = api.supergroup("Study group")
    group.restrict(api.bot)
    with pytest.raises(BadRequest, match="Not enough rights to send text messages"):
        await bot.send_message(group.id, "Hello")
    channel = api.channel("News", bot="member")
    with pytest.raises(BadRequest, match="Need administrator rights in the channel chat"):
        await bot.send_message(channel.id, "Hello")
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(group.id, "Hello")
    amina = api.user("Amina")
    with pytest.raises(BadRequest, match="There are no administrators in the private chat"):
        await bot.get_chat_administrators(amina.id)
