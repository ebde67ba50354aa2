"""The console as its people use it: one line at a time, and buttons by their number."""

from datetime import timedelta

from crossing_kit import Files, Seen, Side
from world import Shown, Talk

_NAMES = {
    "asker": "asker1",
    "asker2": "asker2",
    "stranger": "stranger",
    "mentor": "mentor1",
    "mentor2": "mentor2",
    "admin": "admin1",
}
_MENTORS = {"mentor", "mentor2"}


class ConsoleSide(Side):
    """Everybody at one terminal."""

    platform = "console"
    longest = 10_000
    names = _NAMES

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    async def say(
        self, who: str, text: str, *, reply_to: Seen | None = None, files: Files = ()
    ) -> Seen | None:
        assert (reply_to, files) == (None, ()), "the console knows no replies and no files"
        await self._talk.say(f"{_NAMES[who]}: {text}")
        return None

    async def write(
        self, who: str, number: int, text: str, *, reply_to: Seen | None = None, files: Files = ()
    ) -> Seen | None:
        assert (reply_to, files) == (None, ()), "the console knows no replies and no files"
        await self._talk.say(f"{_NAMES[who]}@{number}: {text}")
        return None

    async def say_nothing(self, who: str) -> None:
        await self.say(who, "")

    async def press(self, who: str, label: str, on: Seen | None = None) -> None:
        shown = self._with_buttons(who)
        assert label in shown.buttons, f"{who} has no button {label!r}: {shown.buttons}"
        await self._talk.say(f"{_NAMES[who]}: #{shown.buttons.index(label) + 1}")

    def offers(self, who: str, label: str, on: Seen) -> bool:
        # Only the buttons of the last message that has any can be pressed on the console.
        shown = self._with_buttons(who)
        return on.raw is shown and label in shown.buttons

    async def fill(self, who: str, text: str) -> None:
        await self.say(who, text)

    def seen(self, who: str) -> list[Seen]:
        return [_seen(each) for each in self._talk.to(_NAMES[who])]

    def cards(self, number: int) -> list[Seen]:
        shown = [each for each in self._talk.to("mentors") if each.text.startswith(f"#{number} ·")]
        if not shown:
            return []
        # A card that has changed says its first line again, and loses its buttons.
        first, last = shown[0], shown[-1]
        text = "\n".join([last.text.split("\n", 1)[0], *first.text.split("\n")[1:]])
        return [Seen(f"card-{number}", text, first.buttons if "waiting" in last.text else (), raw=first)]

    def room(self, number: int) -> list[Seen]:
        return [_seen(each) for each in self._talk.shown if each.reader.endswith(f"@{number}")]

    async def restart(self) -> None:
        assert await self._talk.restart() == []

    async def wait(self, span: timedelta) -> None:
        await self._talk.wait(span)

    def _with_buttons(self, who: str) -> Shown:
        name = _NAMES[who]
        readers = {"mentors"} if who in _MENTORS else set()
        return next(
            each
            for each in reversed(self._talk.shown)
            if each.buttons and (each.reader in {name, *readers} or each.reader.startswith(f"{name}@"))
        )


def _seen(shown: Shown) -> Seen:
    return Seen(f"line-{id(shown)}", shown.text, shown.buttons, raw=shown)
