"""What the core asks of the outside: a clock, and platforms."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from bot.messages import (
    Address,
    Card,
    Choice,
    File,
    Finding,
    Heard,
    Incoming,
    Looked,
    Post,
    Reply,
    Room,
    RoomRequest,
)

Clock = Callable[[], datetime]
"""The present moment, aware, in UTC. There is one, made in `app.py`."""


class Platform(Protocol):
    """One chat platform, as the courier and the desk need it; adapters under `handlers/` fulfil it.

    Every sending method raises `Undeliverable` when the platform refuses for good and `TryLater` when it
    may work later (429 with its wait, 5xx, a lost connection). Any other error counts as `TryLater`.
    """

    @property
    def name(self) -> str:
        """`console`, `discord` or `telegram`: the `platform` of its addresses."""

    @property
    def hub(self) -> Address | None:
        """The mentors' channel, if one is configured."""

    @property
    def forms(self) -> bool:
        """Whether the platform shows a `Form` as a dialog of its own."""

    @property
    def whispers(self) -> bool:
        """Whether a reply in a shared place can be shown to one person only."""

    async def start(self) -> None:
        """Connect and begin to hand events to the desk; returns once ready, raises `CannotStart`."""

    async def stop(self) -> None:
        """Stop taking events, finish those at work, and disconnect."""

    async def send(self, post: Post) -> tuple[str, ...]:
        """Send, split if it is long; the ids of the messages in order (the buttons are on the last)."""

    async def edit(self, post: Post, message_id: str) -> None:
        """Change a message that the bot sent; a text that is already so is no error."""

    async def show_card(self, card: Card) -> str:
        """Show or change a thread's card; its message id. Recreates it when it was deleted."""

    async def open_room(self, request: RoomRequest) -> Room:
        """Open a thread's room, find it again, or make it anew when it was deleted."""

    async def close_room(self, room: Room) -> None:
        """Close a room whose thread has ended (archive the Discord thread, close the Telegram topic)."""

    async def open_side_room(self, origin: Address, user_id: str, title: str) -> Address:
        """Where a direct chat is refused: a place near `origin` that only this person and the bot see."""

    async def fetch(self, file: File) -> bytes:
        """The bytes of a file that was sent on this platform."""

    async def groups(self, user_id: str) -> frozenset[str]:
        """The groups that rights hang on and that this person is in now (role ids and names; chat ids)."""

    @property
    def link(self) -> str:
        """A link that opens a direct chat with the bot, or an empty string where there is none."""

    async def check(self) -> list[Finding]:
        """What `doctor` says of this platform: token, intents, permissions, mentors' channel."""


class Receiver(Protocol):
    """The desk, as an adapter sees it: the only way into the core."""

    async def receive(self, incoming: Incoming) -> Reply | None:
        """Handle one event in one transaction; what to show, or None (nothing to say, or seen before).

        Returns only after the commit. Never raises for what a person did; a broken store raises, and the
        event must then be told again later.
        """

    async def look(self, looked: Looked) -> tuple[Choice, ...]:
        """Offer entries to someone who is typing; reads only, within milliseconds."""

    async def shown(self, delivery: int, where: Address, message_ids: tuple[str, ...]) -> None:
        """Note that the reply with this `delivery` was shown, as these messages."""

    async def heard(self, platform: str) -> tuple[Heard, ...]:
        """Where people may have gone on talking while the platform was away: open rooms and direct chats."""


Fetch = Callable[[File], Awaitable[bytes]]
"""Gets a file's bytes from whichever platform it was sent on."""
