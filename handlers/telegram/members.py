"""Who is in the mentors' chat now."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from telegram import ChatMember, ChatMemberRestricted
from telegram.constants import ChatMemberStatus

from bot.errors import TryLater, Undeliverable
from bot.messages import Address
from handlers.telegram.line import Line

log = structlog.get_logger()
_FRESH_SECONDS = 600.0
_REMEMBERED = 10_000
_INSIDE = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER}


@dataclass(slots=True)
class _Standing:
    inside: bool
    until: float


def inside(member: ChatMember) -> bool:
    """Whether someone with this standing is in the chat."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in _INSIDE


class Members:
    """Answers from what was asked or heard within ten minutes; Telegram is asked for the others."""

    def __init__(self, line: Line, hub: Address | None, now: Callable[[], float] = time.monotonic) -> None:
        self._line = line
        self._hub = hub
        self._now = now
        self._known: dict[str, _Standing] = {}

    async def groups(self, user_id: str) -> frozenset[str]:
        """`chat:<id>` of the mentors' chat when this person is in it."""
        if self._hub is None or not user_id.isdecimal():
            return frozenset()
        standing = self._known.get(user_id)
        if standing is None or standing.until <= self._now():
            standing = await self._ask(self._hub, user_id, standing)
        return frozenset({f"chat:{self._hub.chat_id}"}) if standing.inside else frozenset()

    def changed(self, member: ChatMember) -> None:
        """Take note of a standing that Telegram told; who left loses the right at once."""
        self._note(str(member.user.id), inside=inside(member))

    def seen(self, user_id: str) -> None:
        """A member wrote there, so is still in it. Others can write too, under a linked channel's posts."""
        standing = self._known.get(user_id)
        if standing is not None and standing.inside:
            self._note(user_id, inside=True)

    async def _ask(self, hub: Address, user_id: str, stale: _Standing | None) -> _Standing:
        try:
            member = await self._line.ask(
                hub, lambda chat: self._line.bot.get_chat_member(chat, int(user_id), read_timeout=5)
            )
        except Undeliverable as error:
            # "user not found" and the like: someone who never was there.
            return self._note(user_id, inside=False) if error.reason != "forbidden" else self._stale(stale)
        except TryLater:
            return self._stale(stale)
        return self._note(user_id, inside=inside(member))

    def _stale(self, standing: _Standing | None) -> _Standing:
        log.warning("membership of the mentors' chat could not be asked", known=standing is not None)
        return standing or _Standing(inside=False, until=0)

    def _note(self, user_id: str, *, inside: bool) -> _Standing:
        standing = _Standing(inside, self._now() + _FRESH_SECONDS)
        if len(self._known) >= _REMEMBERED:
            self._known = {user: each for user, each in self._known.items() if each.until > self._now()}
        self._known[user_id] = standing
        return standing
