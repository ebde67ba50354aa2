"""How the library is set up: addresses, pace, defaults, and silence about tokens."""

import asyncio
import logging
import math
import time
import warnings
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import structlog
from telegram import LinkPreviewOptions
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, Application, Defaults, ExtBot
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning

from bot.config import TelegramSettings
from bot.errors import CannotStart

log = structlog.get_logger()
Bot = ExtBot[Any]
App = Application[Any, Any, Any, Any, Any, Any]

POLL_SECONDS = 30
REFUSED_ADVICE = "Copy it again from @BotFather (/mybots, API Token); check telegram.base_url if it is set"
NETWORK_ADVICE = "Check the network, a proxy, and telegram.base_url"
_TRIES = 3
_TELEGRAM = "https://api.telegram.org"
_Json = dict[str, Any]


class Pace(AIORateLimiter):
    """Telegram's limits, for what people get to see; other requests pass at once.

    Never retries: the courier does, and it can wait without holding a connection. A chat that Telegram told
    to wait for is not bothered again before that time is over.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(max_retries=0)
        self._now = now
        self._closed_until: dict[object, float] = {}

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | _Json | list[_Json]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> bool | _Json | list[_Json]:
        """Hold `send…` and `edit…` to the pace; `RetryAfter` unasked while a chat is to be left alone."""
        if not endpoint.startswith(("send", "edit")):
            return await callback(*args, **kwargs)
        chat = data.get("chat_id")
        left = self._closed_until.get(chat, 0) - self._now()
        if left > 0:
            raise RetryAfter(math.ceil(left))
        self._closed_until.pop(chat, None)
        try:
            return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
        except RetryAfter as error:
            wait = error.retry_after
            seconds = wait.total_seconds() if isinstance(wait, timedelta) else wait
            self._closed_until[chat] = self._now() + seconds
            raise


def build(settings: TelegramSettings) -> App:
    """Make an unconnected application without the library's own updater.

    `settings.base_url` is what stands before `/bot<token>/method`; files are then fetched from
    `<base_url>/file/bot<token>/path`, as Telegram itself and its local server have it.
    """
    _hush()
    base = settings.base_url or _TELEGRAM
    bot: Bot = ExtBot(
        settings.token.get_secret_value(),
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=HTTPXRequest(read_timeout=20, write_timeout=20, connect_timeout=10, pool_timeout=20),
        get_updates_request=HTTPXRequest(connection_pool_size=2, read_timeout=10, connect_timeout=10),
        defaults=Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)),
        rate_limiter=Pace(),
    )
    return Application.builder().bot(bot).updater(None).job_queue(None).concurrent_updates(False).build()


async def connect(app: App, pause: float) -> None:
    """Ask who we are and take the updates over; a lost connection is tried anew after `pause` seconds."""
    for failures in range(1, _TRIES + 1):
        try:
            await app.initialize()
            await _remove_webhook(app.bot)
        except InvalidToken:
            await disconnect(app)
            # Not chained: the library writes the token into its error.
            raise CannotStart("telegram", "the token is refused", REFUSED_ADVICE) from None
        except TelegramError as error:
            if failures == _TRIES:
                await disconnect(app)
                wrong = f"Telegram cannot be reached ({type(error).__name__})"
                raise CannotStart("telegram", wrong, NETWORK_ADVICE) from None
            await asyncio.sleep(pause * 2**failures)
        else:
            return


async def disconnect(app: App) -> None:
    """Close the connections, also those of an application that could not be initialised."""
    await app.shutdown()
    await app.bot.shutdown()


async def _remove_webhook(bot: Bot) -> None:
    """Updates go to one place only; those that wait are kept."""
    if (await bot.get_webhook_info()).url:
        await bot.delete_webhook(drop_pending_updates=False)
        log.warning("a webhook was set and is removed, as updates are fetched", platform="telegram")


def _hush() -> None:
    """Keep the library and its HTTP client out of all logs: they write messages and the token.

    What is worth knowing the adapter logs itself.
    """
    # The library warns of the type of a value that it makes itself, at every 429.
    warnings.filterwarnings("ignore", "(?s).*retry_after", PTBDeprecationWarning)
    for name in ("telegram", "httpx", "httpcore"):
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)
        if not any(isinstance(handler, logging.NullHandler) for handler in logger.handlers):
            logger.addHandler(logging.NullHandler())
