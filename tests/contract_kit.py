"""Each platform alone, for what all of them must do alike."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from crossing_bot import Bot
from crossing_console import ConsoleSide
from crossing_discord import DiscordSide, server
from crossing_kit import Side
from crossing_telegram import TelegramSide, Town
from doubles.discord import spec
from doubles.telegram.server import BotApi
from world import talking

PLATFORMS = ["console", "discord text", "discord forum", "telegram forum", "telegram plain"]
ONE_OF_EACH = ["console", "discord text", "telegram forum"]
"""Enough where nothing is said in the mentors' channel."""
anywhere = pytest.mark.parametrize("side", ONE_OF_EACH, indirect=True)


@asynccontextmanager
async def alone(name: str, folder: Path) -> AsyncIterator[Side]:
    """One platform, with the bot on it; afterwards each request must have been one that it knows."""
    platform, _, kind = name.partition(" ")
    if platform == "console":
        async with talking(folder) as talk:
            yield ConsoleSide(talk)
    elif platform == "discord":
        made = server(kind)
        bot = Bot(folder, made)
        await bot.start()
        try:
            yield DiscordSide(bot, made)
        finally:
            await bot.stop()
            await made.env.shutdown()
        made.env.raise_errors()
        faults = spec.faults(made.env.http_requests)
        assert not faults, "\n".join(faults)
    else:
        async with BotApi.running() as api:
            town = Town(api, kind)
            bot = Bot(folder, api=api, group=town.group, telegram_admins=(town.people["admin"].id,))
            await bot.start()
            try:
                yield TelegramSide(bot, town)
            finally:
                await bot.stop()
