"""The Telegram platform: starts and stops, and passes on what the core asks."""

import asyncio

import structlog
from telegram.error import TelegramError

from bot.config import TelegramSettings
from bot.errors import Undeliverable
from bot.messages import Address, Card, File, Finding, Post, Room, RoomRequest
from bot.ports import Fetch, Receiver
from handlers.telegram import check, client
from handlers.telegram.events import Events
from handlers.telegram.inline import Inline
from handlers.telegram.lanes import Lanes
from handlers.telegram.line import Line
from handlers.telegram.members import Members
from handlers.telegram.menu import Menu
from handlers.telegram.poll import Poll
from handlers.telegram.replies import Replies
from handlers.telegram.rooms import Rooms
from handlers.telegram.show import Show

log = structlog.get_logger()
_DRAIN_SECONDS = 10


class Telegram:
    """Fulfils `bot.ports.Platform`. Nothing connects before `start`, except `check` for its own time.

    `fetch` gets the bytes of files of other platforms; `pause` is the first wait in seconds before a failed
    request for updates is tried again.
    """

    name = "telegram"
    forms = False
    whispers = False

    def __init__(
        self, settings: TelegramSettings, desk: Receiver, fetch: Fetch, *, pause: float = 0.5
    ) -> None:
        self._pause = pause
        self._mentor_chat = settings.mentor_chat
        self._app = client.build(settings)
        self._bot: client.Bot = self._app.bot
        self._line = Line(self._bot, settings.mentor_chat)
        self._lanes = Lanes()
        self._show = Show(self._line, fetch)
        self._rooms = Rooms(self._line, self._show)
        self._members = Members(self._line, self.hub)
        self._menu = Menu(self._line, self.hub, settings.admins)
        replies = Replies(self._line, self._show, desk, self._lanes)
        inline = Inline(self._line, desk, self._lanes)
        self._events = Events(
            self._app,
            self._line,
            desk,
            replies=replies,
            inline=inline,
            members=self._members,
            mentor_chat=self._mentor_chat,
        )
        self._poll: Poll | None = None
        self._polling: asyncio.Task[None] | None = None

    @property
    def hub(self) -> Address | None:
        """The mentors' chat."""
        return Address(self.name, self._mentor_chat) if self._mentor_chat else None

    async def start(self) -> None:
        """Connect, set the menus, and begin to fetch; `CannotStart` when Telegram refuses."""
        await client.connect(self._app, self._pause)
        await self._menu.offer()
        self._poll = Poll(self._bot, self._events.take, pause=self._pause)
        self._polling = asyncio.create_task(self._poll.run())
        log.info("ready", platform=self.name, bot=self._bot.id)

    async def stop(self) -> None:
        """Finish what is at work, confirm it, and disconnect."""
        if self._poll is not None and self._polling is not None:
            self._poll.end()
            await asyncio.gather(self._polling, return_exceptions=True)
        self._poll = self._polling = None
        await self._lanes.drain(_DRAIN_SECONDS)
        await self._app.shutdown()

    async def send(self, post: Post) -> tuple[str, ...]:
        """Send a post; the ids of its messages."""
        return await self._show.send(post)

    async def edit(self, post: Post, message_id: str) -> None:
        """Change a message."""
        await self._show.edit(post, message_id)

    async def show_card(self, card: Card) -> str:
        """Show or change a thread's card."""
        return await self._rooms.show_card(card)

    async def open_room(self, request: RoomRequest) -> Room:
        """Open a thread's room."""
        return await self._rooms.open_room(request)

    async def close_room(self, room: Room) -> None:
        """Close a thread's room."""
        await self._rooms.close_room(room)

    async def open_side_room(self, origin: Address, user_id: str, title: str) -> Address:
        """Telegram has no place in a group that only one person sees."""
        del origin, user_id, title
        raise Undeliverable("closed")

    async def fetch(self, file: File) -> bytes:
        """The bytes of a file; Telegram lets bots fetch up to 20 MB."""
        file_id = file.ref.partition(":")[2]

        async def load() -> bytes:
            found = await self._bot.get_file(file_id)
            return bytes(await found.download_as_bytearray(read_timeout=60))

        return await self._line.plainly(load)

    async def groups(self, user_id: str) -> frozenset[str]:
        """`chat:<id>` of the mentors' chat when this person is in it."""
        return await self._members.groups(user_id)

    @property
    def link(self) -> str:
        """A link to the private chat; empty before the bot's name is known."""
        return f"https://t.me/{self._bot.username}" if self._poll is not None else ""

    async def check(self) -> list[Finding]:
        """What `doctor` says; connects for its own time when the platform is not started."""
        if self._poll is not None:
            return await check.findings(self._line, self.hub, contested=self._poll.contested)
        try:
            await self._app.initialize()
            return await check.findings(self._line, self.hub)
        except TelegramError as error:
            return [check.unusable(error)]
        finally:
            await client.disconnect(self._app)
