"""Fetching updates: an update is confirmed only after the core has committed it."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from handlers.telegram.client import POLL_SECONDS, Bot
from handlers.telegram.faults import origin
from handlers.telegram.line import described, told

log = structlog.get_logger()

ALLOWED = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.CHAT_MEMBER,
    Update.MY_CHAT_MEMBER,
)
_LONGEST_PAUSE = 30.0
_FAREWELL_SECONDS = 3


class Poll:
    """The fetch loop: `take` handles one update and raises when it must be told again.

    `pause` is the wait in seconds before the first new try; it doubles up to half a minute.
    """

    def __init__(self, bot: Bot, take: Callable[[Update], Awaitable[None]], *, pause: float) -> None:
        self._bot = bot
        self._take = take
        self._pause = pause
        self._failures = 0
        self._offset: int | None = None
        self._ending = asyncio.Event()
        self._fetching: asyncio.Future[tuple[Update, ...]] | None = None
        self.contested = False

    async def run(self) -> None:
        """Fetch and take until `end`; then confirm what was taken."""
        try:
            while not self._ending.is_set():
                await self._round()
        finally:
            await self._confirm()

    def end(self) -> None:
        """Stop fetching; the update at work is finished."""
        self._ending.set()
        if self._fetching is not None:
            self._fetching.cancel()

    async def _round(self) -> None:
        try:
            updates = await self._fetch()
        except Exception as error:
            self._complain(error)
            await self._rest(error)
            return
        for update in updates:
            if self._ending.is_set():
                return
            try:
                await self._take(update)
            except Exception as error:
                facts = {"update_id": update.update_id, "error": type(error).__name__, "at": origin(error)}
                log.error("an update was not taken and will be fetched again", platform="telegram", **facts)
                await self._rest()
                return
            self._offset = update.update_id + 1
        self._failures = 0
        self.contested = False

    async def _fetch(self) -> tuple[Update, ...]:
        asked = self._bot.get_updates(offset=self._offset, timeout=POLL_SECONDS, allowed_updates=ALLOWED)
        self._fetching = asyncio.ensure_future(asked)
        try:
            return await self._fetching
        except asyncio.CancelledError:
            self._fetching.cancel()
            if not self._ending.is_set():
                raise
            return ()
        finally:
            self._fetching = None

    async def _rest(self, error: Exception | None = None) -> None:
        """Wait before the next try, longer each time, never at the same pace as others."""
        delay = min(_LONGEST_PAUSE, self._pause * 2.0**self._failures)
        self._failures = min(self._failures + 1, 16)
        delay *= random.uniform(0.75, 1.25)  # noqa: S311 - jitter, no secret
        if isinstance(error, RetryAfter):
            wait = told(error)
            after = getattr(wait, "retry_after", None)
            delay = max(delay, after.total_seconds() if after else 0)
        with suppress(TimeoutError):
            async with asyncio.timeout(delay):
                await self._ending.wait()

    def _complain(self, error: Exception) -> None:
        match error:
            case Conflict():
                self.contested = True
                log.warning(
                    "another program fetches this bot's updates: stop it, or revoke the token at @BotFather",
                    platform="telegram",
                    said=described(error),
                )
            case InvalidToken():
                log.error(
                    "Telegram refuses the token: it was revoked; set the new one and restart",
                    platform="telegram",
                )
            case TelegramError():
                log.warning("updates could not be fetched", platform="telegram", error=type(error).__name__)
            case _:
                facts = {"error": type(error).__name__, "at": origin(error)}
                log.error(
                    "updates could not be read: is the library up to date?", platform="telegram", **facts
                )

    async def _confirm(self) -> None:
        """Tell the offset once more, so that a restart does not get these updates again.

        Harmless when it fails: the desk drops what it has seen.
        """
        if self._offset is None:
            return
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                await self._bot.get_updates(offset=self._offset, limit=1, timeout=0, allowed_updates=ALLOWED)
