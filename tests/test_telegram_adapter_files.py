"""Files both ways: captions, albums, kinds, and files that cannot be had or sent."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from doubles.telegram.exchange import Attachment
from doubles.telegram.server import BotApi
from telegram_kit import ScriptedDesk, running

from bot.errors import TryLater, Undeliverable
from bot.messages import Button, File, Post, Said, private_chat

SCAN = File("discord", "42/43", "scan.pdf", 7, "application/pdf")
PICTURE = File("discord", "42/44", "stamp.png", 7, "image/png")
OTHER = File("discord", "42/45", "seal.png", 7, "image/png")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.running() as api:
        yield api


async def content_of(file: File) -> bytes:
    if file.name == "lost.pdf":
        raise Undeliverable("gone")
    return f"content of {file.name}".encode()


async def test_a_file_carries_a_short_text_as_its_caption(api: BotApi) -> None:
    amina = api.user("Amina")
    await amina.starts()
    post = Post(
        private_chat("telegram", str(amina.id)),
        "**Look** at this.",
        ((Button("Yes", "yes"),),),
        files=(SCAN,),
    )
    async with running(api, ScriptedDesk(), fetch=content_of) as telegram:
        ids = await telegram.send(post)
    message = amina.private.last
    assert ids == (str(message.id),)
    assert (message.text, message.labels) == ("Look at this.", ["Yes"])
    assert message.content["document"]["file_name"] == "scan.pdf"
    stored = api.world.files.get(message.content["document"]["file_id"])
    assert stored.content == b"content of scan.pdf"


async def test_a_long_text_goes_before_its_files(api: BotApi) -> None:
    amina = api.user("Amina")
    await amina.starts()
    post = Post(private_chat("telegram", str(amina.id)), "word " * 300, files=(SCAN,))
    async with running(api, ScriptedDesk(), fetch=content_of) as telegram:
        ids = await telegram.send(post)
    assert len(ids) == 2
    assert [bool(each.file) for each in amina.private.messages[-2:]] == [False, True]


async def test_pictures_go_as_an_album_and_a_keyboard_takes_the_last_one(api: BotApi) -> None:
    amina = api.user("Amina")
    await amina.starts()
    where = private_chat("telegram", str(amina.id))
    async with running(api, ScriptedDesk(), fetch=content_of) as telegram:
        assert len(await telegram.send(Post(where, "Two.", files=(PICTURE, OTHER)))) == 2
        album = amina.private.messages[-2:]
        assert len({each.content.get("media_group_id", each.extra["media_group_id"]) for each in album}) == 1
        assert [each.text for each in album] == ["Two.", ""]
        await telegram.send(Post(where, "Mixed.", ((Button("Yes", "yes"),),), files=(PICTURE, OTHER, SCAN)))
    assert amina.private.last.labels == ["Yes"]
    assert "document" in amina.private.last.content


async def test_a_picture_that_is_no_photo_for_telegram_goes_as_a_file(api: BotApi) -> None:
    amina = api.user("Amina")
    await amina.starts()
    async with running(api, ScriptedDesk(), fetch=content_of) as telegram:
        api.fail_next("sendPhoto", status=400, text="Bad Request: PHOTO_INVALID_DIMENSIONS")
        await telegram.send(Post(private_chat("telegram", str(amina.id)), "Look.", files=(PICTURE,)))
    assert amina.private.last.content["document"]["file_name"] == "stamp.png"
    assert amina.private.last.text == "Look."


async def test_a_file_that_is_gone_is_named_and_the_text_still_comes(api: BotApi) -> None:
    amina = api.user("Amina")
    await amina.starts()
    lost = File("discord", "1/2", "lost.pdf", 7, "application/pdf")
    async with running(api, ScriptedDesk(), fetch=content_of) as telegram:
        await telegram.send(Post(private_chat("telegram", str(amina.id)), "Look.", files=(lost,)))
    assert amina.private.last.text == "Look.\n\n✗ lost.pdf"


@pytest.mark.parametrize("kind", ["document", "photo", "voice", "video", "audio", "animation"])
async def test_files_of_every_kind_come_in_can_be_fetched_and_go_out_again(api: BotApi, kind: str) -> None:
    desk = ScriptedDesk()
    amina, bo = api.user("Amina"), api.user("Bo")
    await bo.starts()
    async with running(api, desk) as telegram:
        await amina.sends_file(amina.private, Attachment("paper.bin", b"ink", kind), caption="My paper")
        await api.polled()
        said = desk.received[-1]
        assert isinstance(said, Said)
        assert said.text == "My paper"
        (file,) = said.files
        assert file.size == 3
        assert await telegram.fetch(file) == b"ink"
        await telegram.send(Post(private_chat("telegram", str(bo.id)), said.text, files=said.files))
    assert kind in bo.private.last.content
    assert bo.private.last.text == "My paper"


async def test_albums_come_in_as_messages_in_order(api: BotApi) -> None:
    desk = ScriptedDesk()
    amina = api.user("Amina")
    async with running(api, desk):
        files = [Attachment(name, kind="document") for name in ("one.pdf", "two.pdf")]
        await amina.sends_album(amina.private, files, caption="Both")
        await api.polled()
    assert [(each.text, each.files[0].name) for each in desk.received if isinstance(each, Said)] == [
        ("Both", "one.pdf"),
        ("", "two.pdf"),
    ]


async def test_a_file_too_big_for_bots_cannot_be_fetched(api: BotApi) -> None:
    desk = ScriptedDesk()
    amina = api.user("Amina")
    async with running(api, desk) as telegram:
        await amina.sends_file(amina.private, Attachment("film.mp4", kind="video", size=30 * 2**20))
        await api.polled()
        (said,) = desk.received
        assert isinstance(said, Said)
        with pytest.raises(Undeliverable, match="refused"):
            await telegram.fetch(said.files[0])


async def test_a_file_that_telegram_does_not_take_is_named_and_the_text_still_comes(api: BotApi) -> None:
    amina = api.user("Amina")
    await amina.starts()
    where = private_chat("telegram", str(amina.id))
    async with running(api, ScriptedDesk(), fetch=content_of) as telegram:
        api.fail_next("sendDocument", status=413, text="Request Entity Too Large")
        await telegram.send(Post(where, "Hello.", ((Button("Yes", "yes"),),), files=(SCAN,)))
        assert (amina.private.last.text, amina.private.last.labels) == ("Hello.\n\n✗ scan.pdf", ["Yes"])
        api.fail_next("sendMediaGroup", status=400)
        await telegram.send(Post(where, "word " * 300, files=(SCAN, replace(SCAN, name="b.pdf"))))
        assert amina.private.last.text == "✗ scan.pdf\n\n✗ b.pdf"


async def test_a_delivery_that_broke_off_goes_on_where_it_was(api: BotApi) -> None:
    amina = api.user("Amina")
    await amina.starts()
    post = Post(private_chat("telegram", str(amina.id)), "word " * 300, files=(SCAN,), nonce="d-9")
    async with running(api, ScriptedDesk(), fetch=content_of) as telegram:
        api.fail_next("sendDocument", status=502)
        with pytest.raises(TryLater):
            await telegram.send(post)
        ids = await telegram.send(post)
    sent = [each for each in amina.private.messages if each.sender is api.bot]
    assert ids == tuple(str(each.id) for each in sent)
    assert len(sent) == 2


async def test_an_empty_file_is_named_and_a_round_video_has_its_text_before_it(api: BotApi) -> None:
    amina = api.user("Amina")
    await amina.starts()
    where = private_chat("telegram", str(amina.id))

    async def empty(file: File) -> bytes:
        return b"" if file is SCAN else b"round"

    round_video = File("telegram", "video_note:nowhere", "video-note.mp4", 5, "video/mp4")
    async with running(api, ScriptedDesk(), fetch=empty) as telegram:
        await telegram.send(Post(where, "Look.", files=(SCAN,)))
        assert amina.private.last.text == "Look.\n\n✗ scan.pdf"
        refused = api.fail_next("sendVideoNote", status=400)
        await telegram.send(Post(where, "And this.", files=(round_video,)))
    assert refused.done
    assert [each.text for each in amina.private.messages[-2:]] == ["And this.", "✗ video-note.mp4"]
