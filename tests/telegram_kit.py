"""What the Telegram tests share: a scripted desk, and the adapter on a Bot API server of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from doubles.telegram.server import BotApi
from pydantic import SecretStr

from bot.config import TelegramSettings
from bot.messages import Address, Choice, File, Heard, Incoming, Looked, Reply
from bot.ports import Fetch
from handlers.telegram import Telegram

Answer = Callable[[Incoming], Reply | None]


@dataclass(eq=False)
class ScriptedDesk:
    """Notes what it receives and answers as told; `broken` is how often it fails to commit before it can."""

    answer: Answer = lambda _: None
    choices: tuple[Choice, ...] = ()
    broken: int = 0
    received: list[Incoming] = field(default_factory=list)
    refused: list[Incoming] = field(default_factory=list)
    looked: list[Looked] = field(default_factory=list)
    marks: asyncio.Queue[tuple[int, Address, tuple[str, ...]]] = field(default_factory=asyncio.Queue)

    async def receive(self, incoming: Incoming) -> Reply | None:
        if self.broken:
            self.broken -= 1
            self.refused.append(incoming)
            raise OSError("the disk is full")
        self.received.append(incoming)
        return self.answer(incoming)

    async def look(self, looked: Looked) -> tuple[Choice, ...]:
        self.looked.append(looked)
        return self.choices

    async def shown(self, delivery: int, where: Address, message_ids: tuple[str, ...]) -> None:
        await self.marks.put((delivery, where, message_ids))

    async def heard(self, platform: str) -> tuple[Heard, ...]:
        return ()

    async def mark(self) -> tuple[int, Address, tuple[str, ...]]:
        """The next reply that was marked as shown."""
        async with asyncio.timeout(5):
            return await self.marks.get()


async def no_files(file: File) -> bytes:
    raise AssertionError(f"no file of another platform was expected: {file.name}")


def settings(api: BotApi, mentor_chat: int | str = "", *admins: int, token: str = "") -> TelegramSettings:
    return TelegramSettings(
        token=SecretStr(token or api.token),
        mentor_chat=str(mentor_chat),
        admins=tuple(str(admin) for admin in admins),
        base_url=api.url.removesuffix("/bot"),
    )


@asynccontextmanager
async def running(
    api: BotApi,
    desk: ScriptedDesk,
    mentor_chat: int | str = "",
    *admins: int,
    fetch: Fetch = no_files,
) -> AsyncIterator[Telegram]:
    """The adapter, started, for the length of a block."""
    telegram = Telegram(settings(api, mentor_chat, *admins), desk, fetch, pause=0.01)
    await telegram.start()
    try:
        yield telegram
    finally:
        await telegram.stop()
