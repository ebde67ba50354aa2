"""Telegram's objects in the core's words: the kinds of messages that a conversation seldom holds."""

from typing import Any

import pytest
from doubles.telegram.server import BotApi
from telegram import Message
from telegram_kit import settings

from bot.messages import Address, File
from handlers.telegram import client
from handlers.telegram.line import Line
from handlers.telegram.members import Members
from handlers.telegram.translate import Me, edited, nameless, place, said

ME = Me(7, "advisor_bot", "-100555")
AMINA = {"id": 11, "is_bot": False, "first_name": "Amina", "last_name": "K."}
PRIVATE = {"id": 11, "type": "private", "first_name": "Amina"}
MENTORS = {"id": -100555, "type": "supergroup", "title": "Mentors", "is_forum": True}
GROUP = {"id": -100777, "type": "supergroup", "title": "Friends"}
FILE = {"file_id": "f1", "file_unique_id": "u1", "file_size": 9}
SIDES = {"width": 2, "height": 2}


def message(chat: dict[str, Any] = PRIVATE, **content: Any) -> Message:
    sender = content.pop("sender", AMINA)
    return Message.de_json({"message_id": 5, "date": 1, "chat": chat, "from": sender, **content}, None)


STICKER = FILE | SIDES | {"type": "regular", "is_animated": False, "is_video": False}
SPOT = {"longitude": 1.0, "latitude": 2.0}


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"sticker": STICKER | {"emoji": "😀"}}, "[sticker 😀]"),
        ({"sticker": STICKER}, "[sticker]"),
        ({"location": SPOT}, "[location]"),
        ({"venue": {"location": SPOT, "title": "x", "address": "y"}, "location": SPOT}, "[venue]"),
        ({"contact": {"phone_number": "1", "first_name": "Bo"}}, "[contact]"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "[dice 🎲]"),
        ({"game": {"title": "x", "description": "y", "photo": []}}, "[game]"),
        ({"story": {"chat": PRIVATE, "id": 1}}, "[story]"),
    ],
)
def test_what_cannot_be_relayed_is_named(content: dict[str, Any], text: str) -> None:
    told = said(1, message(**content), ME)
    assert told is not None
    assert (told.text, told.files, told.who.name) == (text, (), "Amina K.")


@pytest.mark.parametrize(
    ("content", "file"),
    [
        (
            {"photo": [FILE | SIDES, FILE | SIDES | {"file_id": "f2", "file_size": 90}]},
            File("telegram", "photo:f2", "photo.jpg", 90, "image/jpeg"),
        ),
        ({"voice": FILE | {"duration": 1}}, File("telegram", "voice:f1", "voice.ogg", 9, "audio/ogg")),
        (
            {"video_note": FILE | {"duration": 1, "length": 2}},
            File("telegram", "video_note:f1", "video-note.mp4", 9, "video/mp4"),
        ),
        (
            {"document": FILE | {"file_name": "a.pdf", "mime_type": "application/pdf"}},
            File("telegram", "document:f1", "a.pdf", 9, "application/pdf"),
        ),
        (
            {"animation": FILE | SIDES | {"duration": 1}, "document": FILE},
            File("telegram", "animation:f1", "animation.mp4", 9, "video/mp4"),
        ),
    ],
)
def test_files_are_kept_as_kind_and_id(content: dict[str, Any], file: File) -> None:
    told = said(1, message(**content, caption="Look"), ME)
    assert told is not None
    assert (told.text, told.files) == ("Look", (file,))


@pytest.mark.parametrize(
    "content",
    [
        {"chat": MENTORS, "new_chat_members": [AMINA]},
        {"chat": MENTORS, "forum_topic_created": {"name": "x", "icon_color": 1}},
        {"chat": MENTORS, "pinned_message": {"message_id": 3, "date": 1, "chat": MENTORS}},
        {"text": "hello", "sender": AMINA | {"is_bot": True}},
        {"text": "the entry", "via_bot": {"id": 7, "is_bot": True, "first_name": "Advisor"}},
        {"chat": MENTORS, "text": "anonymous", "sender_chat": MENTORS},
        {"chat": MENTORS, "text": "forwarded by itself", "is_automatic_forward": True},
    ],
)
def test_what_nobody_said_to_the_bot_is_dropped(content: dict[str, Any]) -> None:
    assert said(1, message(**content), ME) is None


def test_only_people_with_a_name_have_rights() -> None:
    assert nameless(message(MENTORS, text="hi", sender_chat=MENTORS))
    assert not nameless(message(MENTORS, text="hi"))


def test_topics_are_places_but_threads_of_replies_are_not() -> None:
    topic = message(MENTORS, text="hi", message_thread_id=44, is_topic_message=True)
    reply = message(GROUP, text="hi", message_thread_id=44)
    assert place(topic, ME) == Address("telegram", "-100555", "44")
    assert place(reply, ME) == Address("telegram", "-100777")


def test_mentions_are_found_behind_wide_characters() -> None:
    text = "😀😀 @advisor_bot which visa?"
    told = said(1, message(GROUP, text=text, entities=[{"type": "mention", "offset": 5, "length": 12}]), ME)
    assert told is not None
    assert told.text == "/ask 😀😀 which visa?"


def test_a_mention_without_a_user_name_counts_too() -> None:
    bot = {"id": 7, "is_bot": True, "first_name": "Advisor"}
    entity = {"type": "text_mention", "offset": 0, "length": 7, "user": bot}
    told = said(1, message(GROUP, text="Advisor visa?", entities=[entity]), ME)
    assert told is not None
    assert told.text == "/ask visa?"


def test_a_command_in_a_caption_keeps_its_file() -> None:
    entity = {"type": "bot_command", "offset": 0, "length": 4}
    told = said(1, message(GROUP, document=FILE, caption="/ask is this fine?", caption_entities=[entity]), ME)
    assert told is not None
    assert (told.text, len(told.files)) == ("/ask is this fine?", 1)


def test_a_moving_location_is_no_edit() -> None:
    assert edited(1, message(location={"longitude": 1.0, "latitude": 2.0}), ME) is None


async def test_a_standing_is_asked_again_after_ten_minutes_and_kept_while_it_cannot() -> None:
    moment = 0.0
    async with BotApi.running() as api:
        mel = api.user("Mel")
        forum = api.forum("Mentors", mel)
        app = client.build(settings(api, forum.id))
        async with app.bot:
            line = Line(app.bot, str(forum.id))
            members = Members(line, Address("telegram", str(forum.id)), lambda: moment)
            right = await members.groups(str(mel.id))
            forum.seat(mel, "left")
            moment = 599
            assert await members.groups(str(mel.id)) == right
            members.seen(str(mel.id))
            members.seen("12345")
            moment = 1100
            assert await members.groups(str(mel.id)) == right
            assert await members.groups("12345") == frozenset()
            moment = 1200
            api.fail_next("getChatMember", status=502)
            assert await members.groups(str(mel.id)) == right
            assert await members.groups(str(mel.id)) == frozenset()
