"""The real library, joined to the double, for its own tests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from doubles.telegram.server import BotApi
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update

CLAIM = InlineKeyboardMarkup([[InlineKeyboardButton("Claim", callback_data="claim:1")]])


@asynccontextmanager
async def connected(api: BotApi, token: str = "") -> AsyncIterator[Bot]:
    """A bot that speaks with this server."""
    async with Bot(token or api.token, base_url=api.url, base_file_url=api.file_url) as bot:
        yield bot


async def heard(bot: Bot, *kinds: str) -> list[Update]:
    """All waiting updates, confirmed at once."""
    updates = await bot.get_updates(timeout=1, allowed_updates=kinds or None)
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return list(updates)


@asynccontextmanager
async def living(bot: Bot, act: Callable[[Update], Awaitable[object]]) -> AsyncIterator[None]:
    """A bot that polls, acts, and then confirms."""

    async def live() -> None:
        offset = 0
        while True:
            for update in await bot.get_updates(offset=offset, timeout=10):
                await act(update)
                offset = update.update_id + 1

    task = asyncio.create_task(live())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
