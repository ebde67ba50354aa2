"""Faults that a test asks for: refusals, broken gateways, cut connections, and requests held back."""

import asyncio
from dataclasses import dataclass, field
from types import TracebackType

from doubles.telegram.changes import Changes
from doubles.telegram.refusals import Dropped, Refusal
from doubles.telegram.spec import Json

_TEXTS = {
    400: "Bad Request: something is wrong",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    429: "Too Many Requests: retry after {retry_after}",
    500: "Internal Server Error",
    502: "Bad Gateway",
    504: "Gateway Timeout",
}


@dataclass(eq=False)
class Fault:
    """What happens to the next matching requests; without a refusal the connection is cut.

    `done` counts how often it happened. `stored`: the request takes effect before its answer is lost.
    """

    method: str
    chat_id: int | None
    refusal: Refusal | None
    stored: bool
    times: int
    done: int = 0

    @property
    def error(self) -> Exception:
        """What to raise instead of answering."""
        return self.refusal or Dropped()


@dataclass(eq=False)
class Held:
    """Requests that wait until they are let go: `async with api.hold("sendMessage") as held`."""

    method: str
    chat_id: int | None
    changes: Changes
    waiting: int = 0
    _gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self) -> None:
        """Hold one request back."""
        self.waiting += 1
        self.changes.notify()
        await self._gate.wait()
        self.waiting -= 1

    async def arrived(self, number: int = 1, timeout: float = 5) -> None:  # noqa: ASYNC109 - part of the interface
        """Wait until that many requests are held."""
        if not await self.changes.until(lambda: self.waiting >= number, timeout):
            raise AssertionError(f"{self.waiting} requests of {self.method} are held, not {number}")

    def release(self) -> None:
        """Let all of them go, and those that come later."""
        self._gate.set()

    async def __aenter__(self) -> "Held":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self.release()


class Faults:
    """All faults asked for; the oldest that matches comes first."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._faults: list[Fault] = []
        self._held: list[Held] = []

    def refuse(
        self, method: str, status: int, *, text: str, retry_after: int, chat_id: int | None, times: int
    ) -> Fault:
        """Answer the next matching requests with an error."""
        if not text and status not in _TEXTS:
            raise ValueError(f"a fault with status {status} needs a text")
        described = (text or _TEXTS[status]).format(retry_after=retry_after)
        parameters = {"retry_after": retry_after} if retry_after else {}
        return self._add(
            Fault(method, chat_id, Refusal(status, described, parameters=parameters), False, times)
        )

    def drop(self, method: str, *, stored: bool, chat_id: int | None, times: int) -> Fault:
        """Cut the connection of the next matching requests."""
        return self._add(Fault(method, chat_id, None, stored, times))

    def hold(self, method: str, chat_id: int | None) -> Held:
        """Hold matching requests back."""
        held = Held(method, chat_id, self._changes)
        self._held.append(held)
        return held

    def next(self, method: str, params: Json) -> Fault | None:
        """The fault that this request meets, used up by one."""
        for fault in self._faults:
            if fault.done < fault.times and _matches(fault, method, params):
                fault.done += 1
                return fault
        return None

    async def held(self, method: str, params: Json) -> None:
        """Wait as long as a test holds this request back."""
        for held in self._held:
            if _matches(held, method, params):
                await held.wait()

    def release_all(self) -> None:
        """Hold nothing back any more."""
        for held in self._held:
            held.release()

    def _add(self, fault: Fault) -> Fault:
        self._faults.append(fault)
        return fault


def _matches(asked: Fault | Held, method: str, params: Json) -> bool:
    # "*" means whatever the bot does, not how it hears of things.
    named = asked.method == method or (asked.method == "*" and method != "getUpdates")
    return named and asked.chat_id in {None, params.get("chat_id")}
