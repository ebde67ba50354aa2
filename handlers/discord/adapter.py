"""The Discord platform: joins the connection with what can be sent through it."""

import asyncio
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import discord
import structlog

from bot.commands import COMMANDS
from bot.commands.base import Command
from bot.config import DiscordSettings
from bot.errors import CannotStart, TryLater, Undeliverable
from bot.escaping import literal
from bot.messages import Address, Card, File, Finding, Post, Room, RoomRequest
from bot.ports import Fetch, Receiver
from handlers.discord import cards, checks, rooms, show
from handlers.discord.answers import PATIENCE
from handlers.discord.client import Client
from handlers.discord.places import channel_of, wake
from handlers.discord.refusals import FILES_TOO_LARGE, refusals
from handlers.discord.translate import PLATFORM
from handlers.discord.wire import Wire

log = structlog.get_logger()

_FILES_AT_ONCE = 10
_LEAVE_WITHIN = 10.0


class Discord:
    """Fulfils `bot.ports.Platform` for Discord.

    `fetch` gets the bytes of files from other platforms; `wire` is how Discord is reached, and `patience`
    how many seconds an answer may take before Discord is told to wait, both for tests.
    """

    name = PLATFORM
    forms = True
    whispers = True

    def __init__(
        self,
        settings: DiscordSettings,
        desk: Receiver,
        fetch: Fetch,
        *,
        commands: Iterable[Command] = COMMANDS,
        wire: Wire | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._settings = settings
        self._fetch = fetch
        self._wire = wire or Wire(settings)
        hub = settings.mentor_channel
        self._hub = Address(PLATFORM, hub) if hub else None
        self._client = Client(desk, commands, int(hub) if hub else None, patience=patience)

    @property
    def hub(self) -> Address | None:
        """The mentors' channel, if one is configured."""
        return self._hub

    async def start(self) -> None:
        """Log in, publish the commands if they changed, and connect."""
        try:
            await self._wire.log_in(self._client)
            await self._wire.connect(self._client)
        except CannotStart:
            await self._wire.close(self._client)
            raise

    async def stop(self) -> None:
        """Let the events at work end, then disconnect."""
        await self._client.leave(_LEAVE_WITHIN)
        await self._wire.close(self._client)

    @contextmanager
    def _online(self) -> Iterator[None]:
        """Ask Discord for something; raises `TryLater` while there is no connection."""
        if self._client.user is None or self._client.is_closed():
            raise TryLater("not connected")
        with refusals():
            yield

    async def send(self, post: Post) -> tuple[str, ...]:
        """Send a post as one or more messages; their ids."""
        files = [await self._upload(file) for file in post.files]
        with self._online():
            channel = await channel_of(self._client, post.where)
            try:
                return await _send(channel, post, files)
            except discord.HTTPException as error:
                if error.code == FILES_TOO_LARGE and files:
                    return await _send(channel, post, [None] * len(files))
                await wake(self._client, post.where.chat_id, error)
                return await _send(channel, post, files)

    async def _upload(self, file: File) -> bytes | None:
        """A file's bytes; None when it cannot be had any more."""
        try:
            return await self._fetch(file)
        except Undeliverable as error:
            log.info("file not to be had", platform=file.platform, reason=error.reason)
            return None

    async def edit(self, post: Post, message_id: str) -> None:
        """Change a message that the bot sent."""
        if not message_id.isdigit():
            raise Undeliverable("gone")
        with self._online():
            channel = await channel_of(self._client, post.where)
            message = await channel.fetch_message(int(message_id))
            fits = len(show.pieces(post.text, post.buttons, components=False)) <= 1
            plain = not message.flags.components_v2 and (bool(message.attachments) or fits)
            piece = show.single(post.text, post.buttons, components=not plain)
            await cards.change(self._client, message, post.where.chat_id, piece)

    async def show_card(self, card: Card) -> str:
        """Show or change a thread's card in the mentors' channel."""
        with self._online():
            return await cards.show_card(self._client, card)

    async def open_room(self, request: RoomRequest) -> Room:
        """Open a thread's room, or find it again."""
        with self._online():
            return await rooms.open_room(self._client, request)

    async def close_room(self, room: Room) -> None:
        """Archive a room."""
        with self._online():
            await rooms.close_room(self._client, room)

    async def open_side_room(self, origin: Address, user_id: str, title: str) -> Address:
        """A private thread near `origin` for a person whose direct chat is closed."""
        with self._online():
            return await rooms.open_side_room(self._client, origin, user_id, title)

    async def fetch(self, file: File) -> bytes:
        """The bytes of a file that was sent on Discord; `ref` is channel/message/attachment."""
        channel_id, message_id, attachment_id = (int(part) for part in file.ref.split("/"))
        with self._online():
            message = await self._client.get_partial_messageable(channel_id).fetch_message(message_id)
            there = [*message.attachments, *(a for s in message.message_snapshots for a in s.attachments)]
            for attachment in there:
                if attachment.id == attachment_id:
                    return await attachment.read()
        raise Undeliverable("gone")

    async def groups(self, user_id: str) -> frozenset[str]:
        """The ids and names of a person's roles in the server of the mentors' channel."""
        with self._online():
            return await self._client.members.groups(self._client, user_id)

    @property
    def link(self) -> str:
        """The bot's profile, from where a direct chat is one press away; Discord has no deeper link."""
        user = self._client.user
        return f"https://discord.com/users/{user.id}" if user else ""

    async def check(self) -> list[Finding]:
        """What `doctor` says of Discord; uses a connection of its own."""
        client = discord.Client(intents=discord.Intents.none())
        try:
            await self._wire.log_in(client)
            return await checks.examine(client, self._settings)
        except CannotStart as error:
            return [Finding("Discord", False, f"{error.wrong}. {error.advice}")]
        except (discord.HTTPException, OSError) as error:
            return [Finding("Discord", False, f"Discord did not answer ({type(error).__name__}); try again")]
        finally:
            await asyncio.shield(client.close())


async def _send(channel: discord.abc.Messageable, post: Post, files: list[bytes | None]) -> tuple[str, ...]:
    text = post.text
    attached = []
    for file, content in zip(post.files, files, strict=True):
        if content is None:
            text += f"\n\n✗ {literal(file.name)}"
        else:
            attached.append((file.name, content))
    pieces = show.pieces(text, post.buttons, components=False if attached else None)
    batches = [attached[at : at + _FILES_AT_ONCE] for at in range(0, len(attached), _FILES_AT_ONCE)]
    # The buttons stay last: all but the last ten files go before the last piece.
    last = pieces.pop() if pieces else show.Piece()
    parts: list[tuple[show.Piece, list[tuple[str, bytes]]]] = [(piece, []) for piece in pieces]
    parts += [(show.Piece(), batch) for batch in batches[:-1]]
    parts.append((last, batches[-1] if batches else []))
    ids = []
    for part, (piece, batch) in enumerate(parts):
        uploads = [discord.File(io.BytesIO(content), filename=name) for name, content in batch]
        pointer = _reply_to(channel, post.reply_to) if part == 0 else None
        ids.append(
            await show.put(channel, piece, nonce=post.nonce, part=part, reference=pointer, files=uploads)
        )
    return tuple(ids)


def _reply_to(channel: discord.abc.Messageable, message_id: str) -> discord.MessageReference | None:
    """A pointer to an earlier message of the channel; when that is gone, Discord drops the pointer."""
    place: int | None = getattr(channel, "id", None)
    if not message_id.isdigit() or place is None:
        return None
    return discord.MessageReference(message_id=int(message_id), channel_id=place, fail_if_not_exists=False)
