"""The connection to Discord: what happens there goes to the desk."""

import asyncio
from collections.abc import Iterable

import discord
import structlog

from bot.commands.base import Command
from bot.messages import Address, Incoming, Person, private_chat
from bot.ports import Receiver
from handlers.discord import menu, translate
from handlers.discord.answers import Answers, Interaction
from handlers.discord.catchup import CatchUp
from handlers.discord.members import Members
from handlers.discord.translate import PLATFORM, PRESS, SAY

log = structlog.get_logger()

_LONGEST_WAIT = 30.0
_SOMEBODY = Person(PLATFORM, "0", "somebody")
"""Whoever deleted a message that was said before we were started: Discord does not tell."""


def intents() -> discord.Intents:
    """What Discord is asked to tell. Only message content is privileged: rooms and mentions need it."""
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    wanted.dm_messages = True
    wanted.message_content = True
    return wanted


class Client(discord.Client):
    """discord.py's client with our events."""

    def __init__(
        self, desk: Receiver, commands: Iterable[Command], hub_id: int | None, *, patience: float
    ) -> None:
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            # Longer waits are the courier's: it can do something else meanwhile.
            max_ratelimit_timeout=_LONGEST_WAIT,
        )
        self.members = Members(hub_id)
        self._hub_id = hub_id
        self._answers = Answers(desk, patience)
        self._catch_up = CatchUp(desk, self._is_ours, self._heard)
        self._reading: asyncio.Task[None] | None = None
        self.tree = menu.make(self, commands, desk, self._answers, self.members)

    async def setup_hook(self) -> None:
        """Publish the commands, once logged in."""
        await menu.publish(self.tree)

    async def leave(self, within: float) -> None:
        """Take no more events and let those at work end."""
        if self._reading is not None:
            self._reading.cancel()
        await self._answers.leave(within)

    async def on_ready(self) -> None:
        """A new session: read what the old one missed. A resumed session misses nothing."""
        if self._reading is not None:
            self._reading.cancel()
        self._reading = asyncio.create_task(self._catch_up.run(self))
        log.info("discord ready", guilds=len(self.guilds))

    async def on_message(self, message: discord.Message) -> None:
        """Hand on what concerns us; most of what is said on a server does not."""
        if not translate.is_speech(message):
            return
        self.members.saw(message.author)
        if self._is_ours(message.channel):
            await self._catch_up.turn(translate.place(message))
            await self._heard(message)
        elif self.user is not None and self.user in message.mentions:
            await self._answers.to_message(message, translate.mentioned(message, self.user.id))

    async def _heard(self, message: discord.Message) -> None:
        await self._answers.to_message(message, translate.said(message))

    def _is_ours(self, channel: object) -> bool:
        """Direct chats, rooms under the mentors' channel, and threads that the bot made."""
        if isinstance(channel, discord.DMChannel):
            return True
        if not isinstance(channel, discord.Thread):
            return False
        mine = self.user is not None and channel.owner_id == self.user.id
        return mine or channel.parent_id == self._hub_id

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Tell of a changed message."""
        message = payload.message
        if not translate.is_speech(message) or not self._is_ours(message.channel):
            return
        edited = translate.edited(message)
        if edited is not None:
            await self._catch_up.turn(edited.where)
            await self._answers.to_change(edited)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Tell of a deleted message."""
        await self._deleted(payload.message_id, payload.channel_id, payload.guild_id, payload.cached_message)

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Tell of messages that were deleted together."""
        known = {message.id: message for message in payload.cached_messages}
        for message_id in sorted(payload.message_ids):
            await self._deleted(message_id, payload.channel_id, payload.guild_id, known.get(message_id))

    async def _deleted(
        self, message_id: int, channel_id: int, guild_id: int | None, known: discord.Message | None
    ) -> None:
        """Discord does not say whose message it was; outside our memory only a direct chat tells."""
        if known is not None and not translate.is_speech(known):
            return
        if guild_id is None:
            other = await self._other_side(channel_id)
            if other is not None:
                where = private_chat(PLATFORM, other.user_id)
                await self._answers.to_change(translate.deleted(message_id, other, where, private=True))
        elif self._is_ours(self.get_channel(channel_id)):
            who = translate.person(known.author) if known else _SOMEBODY
            where = Address(PLATFORM, str(channel_id))
            await self._answers.to_change(translate.deleted(message_id, who, where, private=False))

    async def _other_side(self, channel_id: int) -> Person | None:
        try:
            channel = self.get_channel(channel_id) or await self.fetch_channel(channel_id)
        except discord.HTTPException:
            return None
        if not isinstance(channel, discord.DMChannel) or channel.recipient is None:
            return None
        return translate.person(channel.recipient)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Buttons and forms; commands come through the tree."""
        kind = interaction.type
        custom_id = translate.custom_id(interaction)
        self.members.saw(interaction.user)
        incoming: Incoming
        if kind is discord.InteractionType.modal_submit and custom_id.startswith(PRESS):
            incoming = translate.submitted(interaction, custom_id.removeprefix(PRESS))
        elif kind is discord.InteractionType.component and custom_id.startswith(PRESS):
            incoming = translate.pressed(interaction, custom_id.removeprefix(PRESS))
        elif kind is discord.InteractionType.component and custom_id.startswith(SAY):
            incoming = translate.spoken(interaction, custom_id.removeprefix(SAY))
        else:
            return
        await self._answers.to_interaction(interaction, incoming)
