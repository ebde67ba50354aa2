"""Thin adapters: each translates one platform to the core's words and back, and decides nothing."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot.config import Settings
from bot.ports import Fetch, Platform, Receiver

if TYPE_CHECKING:
    from handlers.console.adapter import Memory


def make(
    name: str,
    settings: Settings,
    desk: Receiver,
    fetch: Fetch,
    memory: "Memory",
    drain: Callable[[], Awaitable[None]],
) -> Platform:
    """Make the adapter of a platform; its library is imported only here, when the platform is switched on."""
    if name == "discord":
        from handlers.discord.adapter import Discord

        return Discord(settings.discord, desk, fetch)
    if name == "telegram":
        from handlers.telegram.adapter import Telegram

        return Telegram(settings.telegram, desk, fetch)
    from handlers.console.adapter import Console

    return Console(settings.console, desk, memory, drain)
