"""What Discord's refusals mean to the courier."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import aiohttp
import discord

from bot.errors import TryLater, Undeliverable

UNKNOWN_MESSAGE = 10008
FILES_TOO_LARGE = 40005
THREAD_ARCHIVED = 50083
THREAD_EXISTS = 160004

# Discord's JSON error codes, by what they mean for whoever waits for a message.
_REASONS = {
    # No direct messages from this person.
    "closed": {50007, 50033, 50278},
    # Unknown channel, guild, message, user, webhook (an interaction's token), interaction.
    "gone": {10003, 10004, UNKNOWN_MESSAGE, 10013, 10015, 10062},
    # No access, missing permissions, thread archived, thread locked.
    "forbidden": {50001, 50013, THREAD_ARCHIVED, 160005},
}
_BY_STATUS = {403: "forbidden", 404: "gone"}
_UNAUTHORIZED = 401
_TOO_MANY = 429
_SERVER = 500

_LOST = (aiohttp.ClientError, OSError, TimeoutError)
FAILURES = (discord.DiscordException, *_LOST)
"""All that a call of the SDK raises when Discord or the network does not play along."""


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what Discord or the network raises into `Undeliverable` or `TryLater`, without any text of it."""
    try:
        yield
    except discord.RateLimited as error:
        raise TryLater("rate limited", timedelta(seconds=error.retry_after)) from None
    except discord.HTTPException as error:
        raise _meaning(error) from None
    except _LOST as error:
        raise TryLater(type(error).__name__) from None


def _meaning(error: discord.HTTPException) -> Exception:
    for reason, codes in _REASONS.items():
        if error.code in codes:
            return Undeliverable(reason)
    # 401: the token was replaced. What is waiting must survive until there is a new one.
    if error.status in {_UNAUTHORIZED, _TOO_MANY} or error.status >= _SERVER:
        return TryLater(f"HTTP {error.status}")
    return Undeliverable(_BY_STATUS.get(error.status, "refused"))
