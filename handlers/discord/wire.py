"""Reaching Discord: where it is, with which token, and what to do when it does not let us in."""

import asyncio

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.config import DiscordSettings
from bot.errors import CannotStart

log = structlog.get_logger()

_READY_WITHIN = 90.0
_PORTAL = "the Discord developer portal (Applications → your application → Bot)"
_BAD_TOKEN = f"Copy the token anew from {_PORTAL} into BOT_DISCORD__TOKEN or the token file"
_NO_INTENT = f"Switch on the message content intent in {_PORTAL}"
_UNREACHABLE = "Check the network and https://discordstatus.com, then start again"


class Wire:
    """Logs a client in and connects it; tests put a simulated Discord in its place."""

    def __init__(self, settings: DiscordSettings) -> None:
        self._settings = settings
        self._connection: asyncio.Task[None] | None = None

    async def log_in(self, client: discord.Client) -> None:
        """Make REST calls possible; raises `CannotStart`."""
        self._point()
        try:
            await client.login(self._settings.token.get_secret_value())
        except discord.LoginFailure:
            raise CannotStart("discord", "the token is not accepted", _BAD_TOKEN) from None
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            raise CannotStart("discord", f"no answer ({type(error).__name__})", _UNREACHABLE) from None

    async def connect(self, client: discord.Client) -> None:
        """Open the gateway and return once the guilds are known; raises `CannotStart`."""
        connection = asyncio.create_task(client.connect())
        ready = asyncio.create_task(client.wait_until_ready())
        waits: set[asyncio.Task[None]] = {connection, ready}
        await asyncio.wait(waits, timeout=_READY_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        if ready.done() and not connection.done():
            connection.add_done_callback(_ended)
            self._connection = connection
            return
        ready.cancel()
        connection.cancel()
        await asyncio.gather(connection, ready, return_exceptions=True)
        if not connection.cancelled() and isinstance(
            connection.exception(), discord.PrivilegedIntentsRequired
        ):
            raise CannotStart("discord", "the message content intent is off", _NO_INTENT)
        raise CannotStart("discord", "the gateway did not become ready", _UNREACHABLE)

    async def close(self, client: discord.Client) -> None:
        """Disconnect."""
        await client.close()
        if self._connection is not None:
            await asyncio.gather(self._connection, return_exceptions=True)

    def _point(self) -> None:
        """Send requests to the configured addresses; discord.py keeps its own on its classes."""
        if self._settings.api_url:
            Route.BASE = self._settings.api_url
        if self._settings.gateway_url:
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._settings.gateway_url)


def _ended(connection: asyncio.Task[None]) -> None:
    """Say so when discord.py gives the connection up for good, as it does for a token that was replaced."""
    if connection.cancelled() or connection.exception() is None:
        return
    error = connection.exception()
    code = error.code if isinstance(error, discord.ConnectionClosed) else None
    log.error("discord connection ended", error=type(error).__name__, code=code, advice=_BAD_TOKEN)
