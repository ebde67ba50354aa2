"""Discord as its people use it: a server with a mentors' channel, and direct chats."""

import re
from collections import defaultdict
from datetime import timedelta
from typing import Any

import discord
import simcord
from crossing_bot import Bot
from crossing_kit import Files, Seen, Side
from discord_kit import Server, labels, texts, wire_form

from bot.commands import COMMANDS
from bot.commands.base import Command, Kind

_COMMANDS = {command.name: command for command in COMMANDS}
_HIDDEN = re.compile(r"\\([^0-9A-Za-z\s])|(\*{1,3}|\u200b|^> ?)", re.MULTILINE)


def as_shown(markdown: str) -> str:
    """What a client shows of Discord's markdown, as far as the bot writes any (but for addresses)."""
    return _HIDDEN.sub(lambda match: match[1] or "", markdown)


def server(kind: str) -> Server:
    """A server that also has an admin role."""
    made = Server(kind, admin_role="Admin")
    made.guild.create_role("Admin")
    return made


class DiscordSide(Side):
    """Everybody on Discord; whispers are remembered, as a client would."""

    platform = "discord"
    longest = 2_000

    def __init__(self, bot: Bot, server: Server) -> None:
        self.server = server
        self._bot = bot
        self._env = server.env
        guild = server.guild
        self._people = {"asker": server.asker, "mentor": server.mentor, "mentor2": server.other}
        for name in ("asker2", "stranger"):
            self._people[name] = guild.add_member(self._env.create_user(name))
        admin = self._env.create_user("admin")
        self._people["admin"] = guild.add_member(admin, roles=[guild.roles["Admin"]])
        self.names = {who: actor.name for who, actor in self._people.items()}
        self._results: dict[str, list[simcord.InteractionResult]] = defaultdict(list)

    def person(self, who: str) -> Any:
        """Somebody, for what only Discord has."""
        return self._people[who]

    async def say(
        self, who: str, text: str, *, reply_to: Seen | None = None, files: Files = ()
    ) -> Seen | None:
        user = self._people[who].user
        name, _, rest = text.removeprefix("/").partition(" ")
        command = _COMMANDS.get(name) if text.startswith("/") else None
        if command is not None:
            await self._note(who, await user.slash(name, **_options(command, rest)))
            return None
        place, extra = self._env.backend.get_dm_channel(user.id), {}
        if reply_to is not None:
            pointer = {"channel_id": str(place.id), "message_id": reply_to.key}
            extra["reference"] = self._env.backend.normalize_message_reference(place.id, pointer)
        attached = self._env.backend.store_attachments(place.id, files)
        said = await user.send_dm(text, attachments=attached, **extra)
        await self._bot.settled()
        return self._seen(said)

    async def asks_in_server(self, who: str, question: str) -> None:
        """Ask by slash command in a channel of the server, and then for a mentor."""
        asked = await self._people[who].slash(self.server.general, "ask", question=question)
        await self._note(who, asked)
        await self.press(who, "Ask a mentor")

    async def write(
        self, who: str, number: int, text: str, *, reply_to: Seen | None = None, files: Files = ()
    ) -> Seen | None:
        answered = reply_to.raw if reply_to else None
        place = self.rooms(number)[-1]
        said = await self._people[who].send(place, text, reply_to=answered, attachments=files)
        await self._bot.settled()
        return self._seen(said)

    async def edit(self, who: str, own: Seen, text: str) -> None:
        """Change an own message."""
        # Discord's clock stands still here, and two edits at the same moment would be one.
        await self._env.advance_time(1)
        actor = self._people[who] if own.raw.guild else self._people[who].user
        await actor.edit(own.raw, text)
        await self._bot.settled()

    async def delete(self, who: str, own: Seen) -> None:
        """Delete an own message."""
        actor = self._people[who] if own.raw.guild else self._people[who].user
        await actor.delete(own.raw)
        await self._bot.settled()

    async def say_nothing(self, who: str) -> None:
        await self.say(who, "", files=(("scan.pdf", b"%PDF"),))

    async def press_now(self, who: str, label: str, on: Seen) -> None:
        """Press a button, and wait for no more than Discord's own answer."""
        actor = self._people[who] if on.raw.guild else self._people[who].user
        result = await actor.click(on.raw, label=label)
        assert result.acknowledged, "a press was not acknowledged"
        self._results[who].append(result)

    async def press(self, who: str, label: str, on: Seen | None = None) -> None:
        await self.press_now(who, label, on or self.newest(who, label))
        await self._bot.settled()

    def offers(self, who: str, label: str, on: Seen) -> bool:
        stored = self._env.backend.messages.get(on.raw.channel.id, {}).get(int(on.key))
        return stored is not None and label in labels(stored.components)

    async def fill(self, who: str, text: str) -> None:
        asked = next(each for each in reversed(self._results[who]) if each.modal)
        user = self._people[who] if asked._interaction.guild_id else self._people[who].user
        await self._note(who, await user.submit_modal(asked, {"text": text}))

    def asked_to_fill(self, who: str) -> str:
        """The title of the form that was shown last."""
        modal = self._results[who][-1].modal
        return str(modal["title"]) if modal else ""

    def seen(self, who: str) -> list[Seen]:
        place = self._people[who].user.dm_channel
        found = {each.id: each for each in place.history() if each.author.bot}
        for result in self._results[who]:
            for response in (result.response, *result.followups):
                if response is not None:
                    found[response.id] = response.message
        return [self._seen(found[key]) for key in sorted(found)]

    def cards(self, number: int) -> list[Seen]:
        hub = self.server.hub
        places = hub.threads if self._is_forum else [hub]
        return [each for place in places for each in self.said_in(place) if _is_card(each, number)]

    def room(self, number: int) -> list[Seen]:
        return [
            each for place in self.rooms(number) for each in self.said_in(place) if not _is_card(each, number)
        ]

    def rooms(self, number: int) -> list[Any]:
        """The threads that are rooms of this thread; there should be at most one."""
        found = [each for each in self.server.hub.threads if (each.name or "").startswith(f"#{number} ")]
        return sorted(found, key=lambda each: int(each.id))

    def delete_room(self, number: int) -> None:
        """A moderator deletes the Discord thread, or the forum's post."""
        self._env.backend.delete_channel(self.rooms(number)[-1].id)

    def everything(self) -> list[tuple[str, str]]:
        """All that the bot has said anywhere, by place."""
        me = self.server.me.id
        return [
            (f"discord {place}", self._seen(simcord.results.to_discord_message(self._env, each)).text)
            for place, messages in self._env.backend.messages.items()
            for each in messages.values()
            if each.author_id == me
        ]

    async def restart(self) -> None:
        await self._bot.restart()

    async def wait(self, span: timedelta) -> None:
        await self._bot.wait(span)

    @property
    def _is_forum(self) -> bool:
        return bool(self.server.hub._channel.type == discord.ChannelType.forum.value)

    async def _note(self, who: str, result: simcord.InteractionResult) -> None:
        self._results[who].append(result)
        assert result.acknowledged, "an interaction was not acknowledged"
        await self._bot.settled()

    def said_in(self, place: Any) -> list[Seen]:
        """What the bot has said in a channel or thread."""
        return [self._seen(each) for each in place.history() if each.author.id == self.server.me.id]

    def _seen(self, message: discord.Message) -> Seen:
        form = wire_form(message)
        return Seen(
            key=str(message.id),
            text=as_shown("\n".join(filter(None, (message.content, *texts(form))))),
            labels=tuple(labels(form)),
            answers=str(message.reference.message_id) if message.reference else "",
            files=tuple(
                (each.filename, self._env.backend.cdn.get(each.url) or b"") for each in message.attachments
            ),
            raw=message,
        )


def _options(command: Command, rest: str) -> dict[str, Any]:
    if command.argument is None or not rest:
        return {}
    return {command.argument.name: int(rest) if command.argument.kind is Kind.NUMBER else rest}


def _is_card(each: Seen, number: int) -> bool:
    return each.text.startswith(f"#{number} ·") and " asks:" in each.text
