"""Files and albums."""

import pytest
from doubles.telegram.clients import heard
from doubles.telegram.exchange import Attachment
from doubles.telegram.server import BotApi
from telegram import (
    Bot,
    InputMediaDocument,
    InputMediaPhoto,
)
from telegram.error import (
    BadRequest,
)


async def test_files_go_both_ways(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    await amina.sends_file(amina.private, Attachment("letter.pdf", b"%PDF amina"), caption="See here")
    [update] = await heard(bot)
    assert update.message is not None
    assert update.message.document is not None
    assert update.message.document.mime_type == "application/pdf"
    file = await bot.get_file(update.message.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"%PDF amina"
    sent = await bot.send_document(amina.id, b"answer", filename="answer.txt", caption="Here")
    assert sent.document is not None
    assert sent.document.file_name == "answer.txt"
    again = await bot.send_document(amina.id, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_id == sent.document.file_id
    photo = await bot.send_photo(amina.id, b"pixels")
    assert len(photo.photo) == 2
    assert bytes(await (await photo.photo[0].get_file()).download_as_bytearray()) == b"pixels"
    for send in (bot.send_voice, bot.send_video, bot.send_audio):
        assert (await send(amina.id, b"sound")).effective_attachment is not None
    with pytest.raises(BadRequest, match="Wrong file_id"):
        await bot.send_document(amina.id, "nonsense")
    with pytest.raises(BadRequest, match="as photo"):
        await bot.send_photo(amina.id, sent.document.file_id)
    await amina.sends_file(amina.private, Attachment("scan.tiff", size=21 * 2**20))
    [large] = await heard(bot)
    assert large.message is not None
    assert large.message.document is not None
    with pytest.raises(BadRequest, match="File is too big"):
        await large.message.document.get_file()


async def test_albums(api: BotApi, bot: Bot) -> None:
    amina = api.user("Amina")
    await amina.sends_album(
        amina.private, [Attachment("a.jpg", kind="photo"), Attachment("b.jpg", kind="photo")], caption="Two"
    )
    updates = await heard(bot)
    messages = [update.message for update in updates if update.message]
    assert len({message.media_group_id for message in messages}) == 1
    assert [message.caption for message in messages] == ["Two", None]
    media = [InputMediaPhoto(messages[0].photo[-1].file_id), InputMediaPhoto(b"new", caption="And one")]
    sent = await bot.send_media_group(amina.id, media)
    assert [message.caption for message in sent] == [None, "And one"]
    with pytest.raises(BadRequest, match="own kind only"):
        await bot.send_media_group(amina.id, [media[1], InputMediaDocument(b"x")])
    assert len(api.violations) == 1
    api.violations.clear()
