"""Telegram as its people use it: private chats, and the mentors' group."""

from collections import defaultdict
from datetime import timedelta

from crossing_bot import Bot
from crossing_kit import Files, Seen, Side
from doubles.telegram.chats import Chat, Message, Topic
from doubles.telegram.exchange import Attachment
from doubles.telegram.groups import Group
from doubles.telegram.people import User
from doubles.telegram.server import BotApi

_NAMES = {
    "asker": "Amina",
    "asker2": "Bo",
    "stranger": "Zed",
    "mentor": "Mel",
    "mentor2": "Ray",
    "admin": "Ada",
}


class Town:
    """Everybody on Telegram, and the mentors' group of this kind (`forum` or `plain`)."""

    def __init__(self, api: BotApi, kind: str) -> None:
        self.api = api
        self.people: dict[str, User] = {who: api.user(name) for who, name in _NAMES.items()}
        make = api.forum if kind == "forum" else api.supergroup
        self.group: Group = make(
            "Mentors", self.people["mentor"], self.people["mentor2"], bot="administrator"
        )


class TelegramSide(Side):
    """Everybody on Telegram; what a pressed button said in passing is remembered."""

    platform = "telegram"
    longest = 4_096
    names = _NAMES

    def __init__(self, bot: Bot, town: Town) -> None:
        self.api = town.api
        self.group = town.group
        self._bot = bot
        self._people = town.people
        self._notices: dict[str, list[tuple[int, Seen]]] = defaultdict(list)

    def person(self, who: str) -> User:
        """Somebody, for what only Telegram has."""
        return self._people[who]

    async def say(
        self, who: str, text: str, *, reply_to: Seen | None = None, files: Files = ()
    ) -> Seen | None:
        user = self._people[who]
        return await self._say(user, user.private, text, reply_to, files)

    async def write(
        self, who: str, number: int, text: str, *, reply_to: Seen | None = None, files: Files = ()
    ) -> Seen | None:
        if self.group.is_forum:
            return await self._say(self._people[who], self.topics(number)[-1], text, reply_to, files)
        # In a plain group the answer to the card, or to anything of the thread, is the room.
        return await self._say(self._people[who], self.group, text, reply_to or self.card(number), files)

    async def _say(
        self, user: User, place: Chat | Topic, text: str, reply_to: Seen | None, files: Files
    ) -> Seen:
        answered = reply_to.raw if reply_to else None
        if files:
            ((name, content),) = files
            said = await user.sends_file(place, Attachment(name, content), caption=text, reply_to=answered)
        else:
            said = await user.says(place, text, reply_to=answered)
        await self._bot.settled()
        return self._seen(said)

    async def edit(self, who: str, own: Seen, text: str) -> None:
        """Change an own message."""
        await self._people[who].edits(own.raw, text)
        await self._bot.settled()

    async def say_nothing(self, who: str) -> None:
        await self.say(who, "", files=(("scan.pdf", b"%PDF"),))

    async def press_now(self, who: str, label: str, on: Seen) -> None:
        """Press a button, and wait for no more than the bot's answer to that."""
        answer = await self._people[who].presses(on.raw, label)
        if answer.text:
            count = self.api.world.changes.count
            self._notices[who].append((count, Seen(f"notice-{count}", answer.text)))

    async def press(self, who: str, label: str, on: Seen | None = None) -> None:
        await self.press_now(who, label, on or self.newest(who, label))
        await self._bot.settled()

    def offers(self, who: str, label: str, on: Seen) -> bool:
        message: Message = on.raw
        return not message.deleted and label in message.labels

    async def fill(self, who: str, text: str) -> None:
        await self.say(who, text)

    def seen(self, who: str) -> list[Seen]:
        told = [(each.revision, self._seen(each)) for each in self._said_in(self._people[who].private)]
        return [seen for _, seen in sorted([*told, *self._notices[who]], key=lambda each: each[0])]

    def cards(self, number: int) -> list[Seen]:
        return [seen for each in self._said_in(self.group) if _is_card(seen := self._seen(each), number)]

    def room(self, number: int) -> list[Seen]:
        places: list[Chat | Topic] = [*self.topics(number)] if self.group.is_forum else [self.group]
        said = [self._seen(each) for place in places for each in self._said_in(place)]
        return [each for each in said if not _is_card(each, number)]

    def topics(self, number: int) -> list[Topic]:
        """The topics that are rooms of this thread; there should be at most one."""
        there = [each for each in self.group.topics.values() if not each.deleted]
        return [each for each in there if each.name.startswith(f"#{number} ")]

    def delete_room(self, number: int) -> None:
        """A mentor deletes the topic, with all that was said in it."""
        self.group.delete_topic(self.topics(number)[-1])

    def everything(self) -> list[tuple[str, str]]:
        """All that the bot has said anywhere, by place."""
        return [
            (f"{chat} {each.topic.id if each.topic else ''}", each.text)
            for chat in self.api.world.chats.values()
            for each in self._said_in(chat)
        ]

    async def restart(self) -> None:
        await self._bot.restart()

    async def wait(self, span: timedelta) -> None:
        await self._bot.wait(span)

    def _said_in(self, place: Chat | Topic) -> list[Message]:
        return [each for each in place.messages if each.sender is self.api.bot]

    def _seen(self, message: Message) -> Seen:
        held = message.file
        stored = self.api.world.files.get(held["file_id"]) if held else None
        return Seen(
            key=str(message.id),
            text=message.text,
            labels=tuple(message.labels),
            answers=str(message.reply_to.id) if message.reply_to else "",
            files=((stored.name, stored.content),) if stored else (),
            raw=message,
        )


def _is_card(each: Seen, number: int) -> bool:
    return each.text.startswith(f"#{number} ·") and " asks:" in each.text
