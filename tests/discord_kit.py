"""The real adapter on a simulated Discord, with a desk that is scripted by the test."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import discord
import simcord
from doubles.discord import spec

from bot.commands.base import Argument, Command, Kind
from bot.config import DiscordSettings
from bot.messages import Address, Choice, File, Heard, Incoming, Looked, Reply, Role
from handlers.discord import Discord
from handlers.discord.client import intents
from handlers.discord.wire import Wire


async def never_run(_work: object) -> Reply | None:
    """Stand for a command's work, which is the core's."""
    return None


COMMANDS = (
    Command(
        "ask",
        "Ask a question",
        never_run,
        Argument("question", "Your question", required=True, suggests=True),
    ),
    Command("threads", "Your threads", never_run),
    Command("faq", "Search the FAQ", never_run, Argument("words", "Words to look for", suggests=True)),
    Command(
        "claim",
        "Take a thread",
        never_run,
        Argument("number", "The thread's number", Kind.NUMBER, required=True),
        who=Role.MENTOR,
    ),
    Command("note", "A note for mentors", never_run, Argument("text", "The note"), who=Role.MENTOR),
)


@dataclass
class ScriptedDesk:
    """Keeps what it is told and gives the replies that the test queued."""

    received: list[Incoming] = field(default_factory=list)
    looked: list[Looked] = field(default_factory=list)
    marked: list[tuple[int, Address, tuple[str, ...]]] = field(default_factory=list)
    replies: deque[Reply | Exception | None] = field(default_factory=deque)
    choices: tuple[Choice, ...] = ()
    places: tuple[Heard, ...] = ()
    before: Callable[[], Awaitable[object]] | None = None

    async def receive(self, incoming: Incoming) -> Reply | None:
        self.received.append(incoming)
        if self.before is not None:
            await self.before()
        reply = self.replies.popleft() if self.replies else None
        if isinstance(reply, Exception):
            raise reply
        return reply

    async def look(self, looked: Looked) -> tuple[Choice, ...]:
        self.looked.append(looked)
        return self.choices

    async def shown(self, delivery: int, where: Address, message_ids: tuple[str, ...]) -> None:
        self.marked.append((delivery, where, message_ids))

    async def heard(self, _platform: str) -> tuple[Heard, ...]:
        return self.places


class SimulatedWire(Wire):
    """Leads to simcord in place of Discord."""

    def __init__(self, env: simcord.Env, settings: DiscordSettings) -> None:
        super().__init__(settings)
        self._env = env
        self._begun = False

    async def log_in(self, client: discord.Client) -> None:
        if self._begun or getattr(self._env, "_started"):  # noqa: B009 - simcord has no public word for it
            await self._env.restart_bot(client)
        else:
            self._env.bot = client
            await self._env.start()
        self._begun = True

    async def connect(self, client: discord.Client) -> None:
        """Nothing to do: simcord brings a client to READY as soon as it is attached."""


class Server:
    """One Discord server with a mentors' channel, an asker, two mentors, and our bot on it."""

    def __init__(self, kind: str = "text", **settings: Any) -> None:
        self.env = simcord.Env(discord.Client(intents=intents()), check_errors=False)
        _give_posts_the_id_of_their_first_message(self.env.backend)
        self.guild = self.env.create_guild("IMG")
        self.mentors = self.guild.create_role("Mentor")
        self.hub: Any = (
            self.guild.create_forum_channel("mentors")
            if kind == "forum"
            else self.guild.create_text_channel("mentors")
        )
        self.general = self.guild.create_text_channel("general")
        self.asker = self.guild.add_member(self.env.create_user("asker"))
        self.mentor = self.guild.add_member(self.env.create_user("mentor"), roles=[self.mentors])
        self.other = self.guild.add_member(self.env.create_user("other"), roles=[self.mentors])
        self.settings = DiscordSettings.model_validate(
            {"token": "t", "mentor_channel": str(self.hub.id), "mentor_role": "Mentor"} | settings
        )
        self.desk = ScriptedDesk()
        self.files: dict[str, bytes] = {}
        self.commands: Sequence[Command] = COMMANDS
        self.bot = self.new_bot()

    def wire(self) -> SimulatedWire:
        """A way to this server for one more bot."""
        return SimulatedWire(self.env, self.settings)

    def new_bot(self) -> Discord:
        return Discord(
            self.settings, self.desk, self.fetched, commands=self.commands, wire=self.wire(), patience=0.05
        )

    async def fetched(self, file: File) -> bytes:
        return self.files[file.ref]

    async def restart(self) -> None:
        """Stop the bot and start a new one in the same world."""
        await self.bot.stop()
        self.bot = self.new_bot()
        await self.bot.start()
        await self.env.settle()

    def hold(self) -> asyncio.Event:
        """Make the desk wait with its next replies until the event is set."""
        gate = asyncio.Event()
        self.desk.before = lambda: self.env.external_wait(gate.wait(), reason="a slow desk")
        return gate

    @property
    def hub_address(self) -> Address:
        return Address("discord", str(self.hub.id))

    @property
    def dm(self) -> Any:
        """The asker's direct chat with the bot."""
        return self.asker.user.dm_channel

    @property
    def me(self) -> discord.ClientUser:
        """The bot, as Discord knows it."""
        assert self.env.bot.user is not None
        return self.env.bot.user

    def requests(self, method: str, part: str) -> list[Any]:
        """The bot's requests whose path holds `part`."""
        return [r for r in self.env.http_requests if r.method == method and part in r.path]


def _give_posts_the_id_of_their_first_message(backend: Any) -> None:
    """Discord gives both the same id, and bots rely on it; simcord 3.2.1 gives each its own."""
    create_post, create_thread = backend.create_forum_post, backend.create_thread
    first: list[int] = []

    def post(forum_id: int, name: str, starter: Any, **options: Any) -> Any:
        first.append(starter.id)
        try:
            return create_post(forum_id, name, starter, **options)
        finally:
            first.clear()

    def thread(*place: Any, message_id: int | None = None, **options: Any) -> Any:
        return create_thread(*place, message_id=next(iter(first), message_id), **options)

    backend.create_forum_post, backend.create_thread = post, thread


@asynccontextmanager
async def server(kind: str = "text", **settings: Any) -> AsyncIterator[Server]:
    """A server with the bot running; afterwards every request is held against Discord's own description."""
    made = Server(kind, **settings)
    await made.bot.start()
    try:
        yield made
    finally:
        await made.bot.stop()
        await made.env.shutdown()
    made.env.raise_errors()
    faults = spec.faults(made.env.http_requests)
    if faults:
        raise AssertionError("\n".join(faults))


def answer(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """The message that answered an interaction."""
    assert result.response is not None
    return result.response


def texts(components: Any) -> list[str]:
    """The texts of a message made of components, in order."""
    found = []
    for component in components:
        if component.get("type") == discord.ComponentType.text_display.value:
            found.append(component["content"])
        found += texts(component.get("components", ()))
    return found


def labels(components: Any) -> list[str]:
    """The labels of the buttons of a message, in order."""
    found = []
    for component in components:
        if component.get("type") == discord.ComponentType.button.value:
            found.append(component["label"])
        found += labels(component.get("components", ()))
    return found


def wire_form(message: discord.Message) -> list[Any]:
    """A message's components as they went over the wire."""
    return [component.to_dict() for component in message.components]
