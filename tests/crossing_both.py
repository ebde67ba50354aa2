"""One core with Discord and Telegram on at once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from crossing_bot import Bot
from crossing_discord import DiscordSide, server
from crossing_kit import Side
from crossing_telegram import TelegramSide, Town
from doubles.discord import spec
from doubles.telegram.server import BotApi
from world import NOBODY_KNOWS


@dataclass
class Both:
    """The bot, and its two platforms."""

    bot: Bot
    discord: DiscordSide
    telegram: TelegramSide

    def sides(self, asked_on: str) -> tuple[DiscordSide | TelegramSide, DiscordSide | TelegramSide]:
        """The asker's platform, and the other one."""
        pair = (self.discord, self.telegram)
        return pair if asked_on == "discord" else (pair[1], pair[0])

    async def asked_on(self, platform: str, question: str = NOBODY_KNOWS) -> None:
        """The asker asks for a mentor: in the private chat on Telegram, in a server on Discord."""
        if platform == "telegram":
            await self.telegram.asks("asker", question)
        else:
            await self.discord.asks_in_server("asker", question)

    async def claimed_on(self, platform: str, number: int = 1) -> None:
        """A mentor presses Claim on the card there."""
        side: Side = self.discord if platform == "discord" else self.telegram
        await side.press("mentor", "Claim", side.card(number))

    async def claimed_on_both(self, number: int = 1) -> None:
        """A mentor on each platform presses Claim at the same moment."""
        sides = (self.discord, self.telegram)
        await asyncio.gather(*(side.press_now("mentor", "Claim", side.card(number)) for side in sides))
        await self.bot.settled()

    def nothing_twice(self) -> None:
        """Fail if the bot has said the same thing twice in one place."""
        said = Counter([*self.discord.everything(), *self.telegram.everything()])
        twice = [what for what, times in said.items() if times > 1]
        assert not twice, twice


@asynccontextmanager
async def both(folder: Path, hub: str = "text", group: str = "forum") -> AsyncIterator[Both]:
    """Both platforms on; afterwards each request must have been one that the platform knows."""
    async with BotApi.running() as api:
        made, town = server(hub), Town(api, group)
        bot = Bot(folder, made, api, town.group, (town.people["admin"].id,))
        await bot.start()
        try:
            yield Both(bot, DiscordSide(bot, made), TelegramSide(bot, town))
        finally:
            await bot.stop()
            await made.env.shutdown()
    made.env.raise_errors()
    faults = spec.faults(made.env.http_requests)
    assert not faults, "\n".join(faults)
