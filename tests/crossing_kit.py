"""One small way to talk to the bot on every platform, for the crossing and the contract tests."""

import textwrap
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

Files = tuple[tuple[str, bytes], ...]
"""Names and contents."""
BROKEN = "Something went wrong"


@dataclass(frozen=True)
class Seen:
    """A message as somebody who looks at it sees it; `answers` is the key of the message it replies to."""

    key: str
    text: str
    labels: tuple[str, ...] = ()
    answers: str = ""
    files: Files = ()
    raw: Any = field(default=None, repr=False, compare=False)


class Side(ABC):
    """One platform as its people use it.

    People are `asker`, `asker2`, `stranger`, `mentor`, `mentor2` and `admin`; each method returns once all
    that follows has been seen by everybody.
    """

    platform: str
    longest: int
    """How many characters people can send there in one message."""
    names: dict[str, str]
    """What the platform calls each of them."""

    @abstractmethod
    async def say(
        self, who: str, text: str, *, reply_to: Seen | None = None, files: Files = ()
    ) -> Seen | None:
        """Say something, or give a command, in the private chat; the own message, where there is one."""

    @abstractmethod
    async def write(
        self, who: str, number: int, text: str, *, reply_to: Seen | None = None, files: Files = ()
    ) -> Seen | None:
        """Say something in the room of a thread."""

    @abstractmethod
    async def say_nothing(self, who: str) -> None:
        """Send the least that this platform lets people send."""

    @abstractmethod
    async def press(self, who: str, label: str, on: Seen | None = None) -> None:
        """Press a button, by default on the latest message for this person that has it."""

    @abstractmethod
    def offers(self, who: str, label: str, on: Seen) -> bool:
        """Whether somebody can still press this button of a message that they have seen."""

    @abstractmethod
    async def fill(self, who: str, text: str) -> None:
        """Fill in the form that they were last asked to fill in."""

    @abstractmethod
    def seen(self, who: str) -> list[Seen]:
        """What the bot has told somebody privately, oldest first, passing notices included."""

    @abstractmethod
    def cards(self, number: int) -> list[Seen]:
        """The cards of a thread in the mentors' channel; there should be one."""

    @abstractmethod
    def room(self, number: int) -> list[Seen]:
        """What the bot has said in the room of a thread."""

    @abstractmethod
    async def restart(self) -> None:
        """Restart the bot."""

    @abstractmethod
    async def wait(self, span: timedelta) -> None:
        """Let time pass."""

    async def asks(self, who: str, question: str) -> None:
        """Ask what no entry answers, and then for a mentor."""
        await self.say(who, question)
        await self.press(who, "Ask a mentor")

    def parts(self, text: str) -> list[str]:
        """A text as a person sends it who may not send it in one message."""
        lines = textwrap.wrap(text, self.longest)
        return lines if len(lines) > 1 else [text]

    def last(self, who: str) -> Seen:
        """What somebody was told last."""
        return self.seen(who)[-1]

    def newest(self, who: str, label: str) -> Seen:
        """The newest message for somebody that has this button."""
        for each in reversed(self.seen(who)):
            if label in each.labels:
                return each
        raise AssertionError(f"{who} has no button {label!r}: {[each.labels for each in self.seen(who)]}")

    def told(self, who: str) -> str:
        """All that somebody was told, for one who looks for words."""
        return "\n".join(each.text for each in self.seen(who))

    def card(self, number: int) -> Seen:
        """The card of a thread, as it stands now."""
        (card,) = self.cards(number)
        return card

    def head(self, number: int) -> Seen:
        """The message in a room that holds the mentor's buttons."""
        return next(each for each in reversed(self.room(number)) if "Resolve" in each.labels)


def with_words(messages: Iterable[Seen], words: str) -> list[Seen]:
    """The messages that hold these words."""
    return [each for each in messages if words in each.text]


def only(messages: Iterable[Seen], words: str) -> Seen:
    """The one message with these words; fails when there is none, or another one."""
    messages = list(messages)
    found = with_words(messages, words)
    assert len(found) == 1, (words, len(found), [each.text for each in messages])
    return found[0]
