"""Posts become Telegram messages: texts in pieces, files with captions or in albums."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from telegram import Message, MessageEntity, ReplyParameters
from telegram.error import BadRequest

from bot.errors import Undeliverable
from bot.escaping import literal
from bot.messages import Address, Buttons, Post
from bot.ports import Fetch
from handlers import render
from handlers.render import TelegramText
from handlers.telegram.files import Upload, album_part, batches, uploads
from handlers.telegram.keyboards import keyboard
from handlers.telegram.line import Line, unchanged

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
# Deliveries that broke off are few; this only bounds what a very long outage could pile up.
_REMEMBERED = 1000
_PATIENCE: dict[str, Any] = {"write_timeout": 120, "read_timeout": 60}


@dataclass(frozen=True, slots=True)
class Piece:
    """One message to send: text, a file with the text as its caption, or an album."""

    text: TelegramText | None = None
    files: tuple[Upload, ...] = ()
    buttons: Buttons = ()


def entities(text: TelegramText) -> list[MessageEntity]:
    """The marks of a text as the library has them."""
    return [
        MessageEntity(
            each.type, each.offset, each.length, url=each.url or None, language=each.language or None
        )
        for each in text.entities
    ]


class Show:
    """Sends and changes messages."""

    def __init__(self, line: Line, fetch: Fetch) -> None:
        self._line = line
        self._bot = line.bot
        self._fetch = fetch
        self._partly: dict[str, list[list[str]]] = {}

    async def send(self, post: Post) -> tuple[str, ...]:
        """Send a post; a repeated try of one that broke off goes on after what already arrived."""
        pieces = await self._pieces(post)
        done = self._partly.pop(post.nonce, []) if post.nonce else []
        try:
            for piece in pieces[len(done) :]:
                done.append(await self._put_or_name(post.where, piece, "" if done else post.reply_to))
        except Exception:
            if post.nonce and done:
                self._partly[post.nonce] = done
                while len(self._partly) > _REMEMBERED:
                    del self._partly[next(iter(self._partly))]
            raise
        return tuple(message_id for ids in done for message_id in ids)

    async def send_one(self, post: Post) -> tuple[str, ...]:
        """Send a text as one message, cut if it is longer."""
        return tuple(
            await self._put(post.where, Piece(one_message(post.text), buttons=post.buttons), post.reply_to)
        )

    async def edit(self, post: Post, message_id: str) -> None:
        """Change one message; what is longer than one message is cut."""
        text = one_message(post.text)

        async def change(chat: int) -> object:
            return await self._bot.edit_message_text(
                text.text,
                chat,
                int(message_id),
                entities=entities(text),
                reply_markup=keyboard(post.buttons, styled=self._line.styled),
            )

        await self._unless_same(post.where, change)

    async def _unless_same(self, where: Address, change: Any) -> None:
        async def changed(chat: int) -> None:
            try:
                await change(chat)
            except BadRequest as error:
                if not unchanged(error):
                    raise

        await self._line.ask(where, changed)

    async def _pieces(self, post: Post) -> list[Piece]:
        """What to send, in order: the caption only when it is short, the buttons on the last message."""
        ready, missing = await uploads(post.files, self._fetch)
        markdown = "\n\n".join(filter(None, (post.text, _named(missing))))
        albums = [tuple(batch) for batch in batches(ready, last_alone=bool(post.buttons))]
        short = render.telegram(markdown, CAPTION_LIMIT) if albums and albums[0][0].captioned else []
        if len(short) == 1:
            pieces = [Piece(short[0], albums[0]), *(Piece(files=album) for album in albums[1:])]
        else:
            texts = render.telegram(markdown, TEXT_LIMIT)
            pieces = [*(Piece(text) for text in texts), *(Piece(files=album) for album in albums)]
        if pieces:
            pieces[-1] = replace(pieces[-1], buttons=post.buttons)
        return pieces

    async def _put_or_name(self, where: Address, piece: Piece, reply_to: str) -> list[str]:
        """Send a piece; when Telegram does not take its files, their names, so that the text is not lost."""
        try:
            return await self._put(where, piece, reply_to)
        except Undeliverable as error:
            if error.reason != "refused" or not piece.files:
                raise
        (names,) = render.telegram(_named(upload.name for upload in piece.files), TEXT_LIMIT)
        text = replace(piece.text, text=f"{piece.text.text}\n\n{names.text}") if piece.text else names
        return await self._put(where, Piece(text, buttons=piece.buttons), reply_to)

    async def _put(self, where: Address, piece: Piece, reply_to: str) -> list[str]:
        async def put(chat: int) -> Sequence[Message]:
            # Made anew for each try, as the second one may go without styles.
            options: dict[str, Any] = {
                "message_thread_id": int(where.topic_id) if where.topic_id else None,
                "reply_parameters": _reply(reply_to),
            }
            markup = keyboard(piece.buttons, styled=self._line.styled)
            if not piece.files:
                assert piece.text is not None  # noqa: S101 - a piece holds something
                marks = entities(piece.text)
                return [
                    await self._bot.send_message(
                        chat, piece.text.text, entities=marks, reply_markup=markup, **options
                    )
                ]
            if len(piece.files) == 1:
                options["reply_markup"] = markup
            try:
                return await self._put_files(chat, piece.files, piece.text, options)
            except BadRequest as error:
                if not any(sign in error.message.upper() for sign in ("PHOTO", "IMAGE")):
                    raise
            # A picture that Telegram does not take as a photo still goes as a file.
            plain = tuple(_as_document(upload) for upload in piece.files)
            return await self._put_files(chat, plain, piece.text, options)

        return [str(message.message_id) for message in await self._line.ask(where, put)]

    async def _put_files(
        self, chat: int, files: tuple[Upload, ...], text: TelegramText | None, options: dict[str, Any]
    ) -> Sequence[Message]:
        caption: dict[str, Any] = {"caption": text.text, "caption_entities": entities(text)} if text else {}
        if len(files) > 1:
            album = [album_part(files[0], **caption), *(album_part(upload) for upload in files[1:])]
            return await self._bot.send_media_group(chat, album, **_PATIENCE, **options)
        (upload,) = files
        send = getattr(self._bot, f"send_{upload.kind}")
        sent: Message = await send(
            chat, upload.media, filename=upload.name, **_PATIENCE, **caption, **options
        )
        return [sent]


def _named(files: Iterable[str]) -> str:
    """The names of files that could not be sent, as CommonMark."""
    return "\n\n".join(literal(f"✗ {name[:100]}") for name in files)


def one_message(markdown: str) -> TelegramText:
    """As much of a text as one message holds."""
    chunks = render.telegram(markdown, TEXT_LIMIT - 2)
    if not chunks:
        raise Undeliverable("refused")
    return chunks[0] if len(chunks) == 1 else replace(chunks[0], text=f"{chunks[0].text} …")


def _reply(message_id: str) -> ReplyParameters | None:
    if not message_id.isdecimal():
        return None
    return ReplyParameters(int(message_id), allow_sending_without_reply=True)


def _as_document(upload: Upload) -> Upload:
    return replace(upload, kind="document") if isinstance(upload.media, bytes) else upload
