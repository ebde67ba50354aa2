"""The line to Telegram: chat ids both ways, and refusals told in the core's words."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import structlog
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.errors import TryLater, Undeliverable
from bot.messages import Address
from handlers.telegram.client import Bot

T = TypeVar("T")
log = structlog.get_logger()

_GONE = re.compile(
    r"chat not found|thread not found|TOPIC_(DELETED|ID_INVALID)|message (to [\w ]+ )?not found"
    r"|MESSAGE_ID_INVALID|user not found|PEER_ID_INVALID|group chat was deactivated|deleted account",
    re.IGNORECASE,
)
_NO_RIGHT = re.compile(
    r"not enough rights|no rights|need administrator|WRITE_FORBIDDEN|ADMIN_REQUIRED|TOPIC_CLOSED", re.I
)
_FORBIDDEN = (("blocked", "blocked"), ("initiate conversation", "closed"), ("deactivated", "gone"))


def described(error: TelegramError) -> str:
    """What a refusal says, fit for a log: nothing that was quoted from a request."""
    return re.sub(r"[\"'`«].*[\"'`»]", "…", f"{type(error).__name__}: {error.message}")[:160]


def unchanged(error: BadRequest) -> bool:
    """Whether it was refused because it is so already; the library changes the case of what Telegram says."""
    return re.search(r"not[ _]modified", error.message, re.IGNORECASE) is not None


def told(error: TelegramError) -> Undeliverable | TryLater:  # noqa: PLR0911 - a table
    """A refusal in the core's words."""
    said = error.message
    match error:
        case RetryAfter():
            wait = error.retry_after
            return TryLater("flood", wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
        case Forbidden():
            reasons = [reason for words, reason in _FORBIDDEN if words in said]
            return Undeliverable(reasons[0] if reasons else "forbidden")
        case BadRequest() if _GONE.search(said):
            return Undeliverable("gone")
        case BadRequest() if _NO_RIGHT.search(said):
            return Undeliverable("forbidden")
        case BadRequest() | EndPointNotFound():
            return Undeliverable("refused")
        case InvalidToken():
            return TryLater("token refused")
        case TimedOut():
            return TryLater("timeout")
        case _ if "too large" in said.lower():
            return Undeliverable("refused")
        case _:
            return TryLater("network")


class Line:
    """Asks Telegram on behalf of the core; remembers groups that became supergroups and got a new id.

    The core goes on using the id that it knows, until the configuration names the new one.
    """

    def __init__(self, bot: Bot, mentor_chat: str) -> None:
        self.bot = bot
        self.styled = True
        self._mentor_chat = mentor_chat
        self._new: dict[int, int] = {}
        self._old: dict[int, int] = {}

    def chat(self, where: Address) -> int:
        """Telegram's number of a chat that the core knows."""
        number = int(where.chat_id.removeprefix("private:"))
        return self._new.get(number, number)

    def known(self, chat_id: int) -> str:
        """The core's id of a chat that Telegram names (private chats are not asked for here)."""
        return str(self._old.get(chat_id, chat_id))

    def moved(self, old: int, new: int) -> None:
        """Remember that a group has a new id."""
        if self._new.get(old) == new:
            return
        self._new[old] = new
        if str(new) != self._mentor_chat:
            self._old[new] = old
        log.warning("a Telegram group has a new id", old_chat=old, new_chat=new)
        if str(old) == self._mentor_chat:
            log.warning("telegram.mentor_chat must be changed", to=new)

    async def ask(self, where: Address, what: Callable[[int], Awaitable[T]]) -> T:
        """Ask for something in a chat, with its present number."""
        number = self.chat(where)

        async def present() -> T:
            return await what(self._new.get(number, number))

        try:
            return await present()
        except TelegramError as error:
            if isinstance(error, ChatMigrated):
                self.moved(number, error.new_chat_id)
            elif self.styled and isinstance(error, BadRequest) and "style" in error.message.lower():
                # A server that knows no button styles gets plain buttons from now on.
                self.styled = False
            else:
                raise self._refused(error, number) from None
        return await self.plainly(present)

    async def plainly(self, what: Callable[[], Awaitable[T]]) -> T:
        """Ask for something that has no chat, or ask once more."""
        try:
            return await what()
        except TelegramError as error:
            raise self._refused(error, 0) from None

    @staticmethod
    def _refused(error: TelegramError, chat: int) -> Undeliverable | TryLater:
        meaning = told(error)
        log.info("Telegram refused", chat=chat, meaning=meaning.reason, said=described(error))
        return meaning
