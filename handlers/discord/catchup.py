"""What was said while the connection was away."""

import asyncio
from collections.abc import Awaitable, Callable

import discord
import structlog

from bot.errors import Undeliverable
from bot.messages import Address, Heard
from bot.ports import Receiver
from handlers.discord.places import whole_place
from handlers.discord.refusals import FAILURES
from handlers.discord.translate import PLATFORM, is_speech

log = structlog.get_logger()

_AT_MOST = 200


class CatchUp:
    """Reads on in rooms and direct chats from the last message that the core has.

    What people say there meanwhile waits its turn, so that a conversation keeps its order. What was
    handled already carries the same event id again, and the core drops it.
    """

    def __init__(
        self,
        desk: Receiver,
        is_ours: Callable[[object], bool],
        hand_on: Callable[[discord.Message], Awaitable[None]],
    ) -> None:
        self._desk = desk
        self._is_ours = is_ours
        self._hand_on = hand_on
        self._listed = asyncio.Event()
        self._listed.set()
        self._unread: dict[Address, asyncio.Event] = {}

    async def turn(self, where: Address) -> None:
        """Wait until the older messages of a place have been read."""
        await self._listed.wait()
        if (unread := self._unread.get(where)) is not None:
            await unread.wait()

    async def run(self, client: discord.Client) -> None:
        """Read all places once, one after another."""
        self._listed.clear()
        places: tuple[Heard, ...] = ()
        try:
            places = await self._desk.heard(PLATFORM)
            self._unread = {heard.where: asyncio.Event() for heard in places}
        except Exception as error:  # a broken store: live messages will tell the same, and must not wait
            log.error("discord catch-up impossible", error=type(error).__name__)
        finally:
            self._listed.set()
        try:
            for heard in places:
                await self._read(client, heard)
                self._unread.pop(heard.where).set()
        finally:
            for unread in self._unread.values():
                unread.set()
            self._unread = {}

    async def _read(self, client: discord.Client, heard: Heard) -> None:
        if not heard.message_id.isdigit():
            return
        after = discord.Object(int(heard.message_id))
        count = 0
        try:
            channel = await whole_place(client, heard.where)
            if not self._is_ours(channel) or not isinstance(channel, discord.abc.Messageable):
                return
            async for message in channel.history(limit=_AT_MOST, after=after, oldest_first=True):
                if is_speech(message):
                    count += 1
                    await self._hand_on(message)
        except (*FAILURES, Undeliverable) as error:
            log.warning("discord place not read", where=heard.where.chat_id, error=type(error).__name__)
        if count:
            log.info("discord messages caught up", where=heard.where.chat_id, messages=count)
