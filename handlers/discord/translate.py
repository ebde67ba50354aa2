"""What happens on Discord, in the core's words. Pure: an SDK object in, a value out."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import discord

from bot.messages import (
    Address,
    Deleted,
    Edited,
    File,
    Looked,
    Person,
    Pressed,
    Said,
    Submitted,
    private_chat,
)

PLATFORM = "discord"
PRESS = "img:"
"""What the custom id of our buttons and forms starts with; the core's action follows."""
SAY = "say:"
"""A button that says a command again: for a form that came too late to be shown."""
FIELD = "text"
"""The custom id of a form's one field."""

_EMOJI = re.compile(r"<a?:(\w+):\d+>")
_BOTH_ARE_TEXT = {discord.MessageType.default, discord.MessageType.reply}


def person(user: discord.abc.User) -> Person:
    """Someone, under the name that others see where they are."""
    return Person(PLATFORM, str(user.id), user.display_name)


def is_speech(message: discord.Message) -> bool:
    """Whether a person said this (and not a bot, a webhook, or Discord itself)."""
    return message.type in _BOTH_ARE_TEXT and not message.author.bot and message.webhook_id is None


def place(message: discord.Message) -> Address:
    """Where a person's message stands."""
    if message.guild is None:
        return private_chat(PLATFORM, str(message.author.id))
    return Address(PLATFORM, str(message.channel.id))


def said(message: discord.Message) -> Said:
    """A message as it was typed."""
    return Said(
        event_id=f"m{message.id}",
        who=person(message.author),
        where=place(message),
        private=message.guild is None,
        text=readable(message),
        message_id=str(message.id),
        reply_to=_replied_to(message),
        files=files(message),
    )


def mentioned(message: discord.Message, me: int) -> Said:
    """A message in a shared channel that calls the bot by name: a question."""
    text = readable(message, without=me)
    return Said(
        event_id=f"m{message.id}",
        who=person(message.author),
        where=place(message),
        private=False,
        text=f"/ask {text}".rstrip(),
        message_id=str(message.id),
        files=files(message),
    )


def edited(message: discord.Message) -> Edited | None:
    """A message that reads differently now; None when only its embeds were filled in."""
    if message.edited_at is None:
        return None
    return Edited(
        event_id=f"e{message.id}:{message.edited_at.isoformat()}",
        who=person(message.author),
        where=place(message),
        private=message.guild is None,
        message_id=str(message.id),
        text=readable(message),
    )


def deleted(message_id: int, who: Person, where: Address, *, private: bool) -> Deleted:
    """A message that is no longer there."""
    return Deleted(
        event_id=f"d{message_id}", who=who, where=where, private=private, message_id=str(message_id)
    )


def custom_id(interaction: discord.Interaction[Any]) -> str:
    """What stands in the button or form that was used."""
    data: dict[str, Any] = dict(interaction.data or {})
    return str(data.get("custom_id", ""))


def is_direct(interaction: discord.Interaction[Any]) -> bool:
    """Whether an interaction came from the person's direct chat with the bot."""
    return interaction.guild_id is None and not interaction.context.private_channel


def interaction_place(interaction: discord.Interaction[Any]) -> Address:
    """Where a command was given or a button pressed."""
    if is_direct(interaction):
        return private_chat(PLATFORM, str(interaction.user.id))
    return Address(PLATFORM, str(interaction.channel_id or interaction.guild_id or 0))


def commanded(interaction: discord.Interaction[Any], name: str, argument: object = None) -> Said:
    """A slash command, as if it had been typed."""
    text = f"/{name}" if argument is None else f"/{name} {argument}"
    return spoken(interaction, text)


def spoken(interaction: discord.Interaction[Any], text: str) -> Said:
    """A command in full, given by any kind of interaction."""
    return Said(
        event_id=f"i{interaction.id}",
        who=person(interaction.user),
        where=interaction_place(interaction),
        private=is_direct(interaction),
        text=text,
    )


def pressed(interaction: discord.Interaction[Any], action: str) -> Pressed:
    """A button's press."""
    return Pressed(
        event_id=f"i{interaction.id}",
        who=person(interaction.user),
        where=interaction_place(interaction),
        private=is_direct(interaction),
        action=action,
        message_id=str(interaction.message.id) if interaction.message else "",
    )


def submitted(interaction: discord.Interaction[Any], action: str) -> Submitted:
    """A form that was filled in."""
    data: dict[str, Any] = dict(interaction.data or {})
    return Submitted(
        event_id=f"i{interaction.id}",
        who=person(interaction.user),
        where=interaction_place(interaction),
        private=is_direct(interaction),
        action=action,
        text=next(_field_values(data.get("components", ())), ""),
    )


def looked(interaction: discord.Interaction[Any], text: str, limit: int) -> Looked:
    """Someone is still typing a command's argument."""
    return Looked(
        event_id=f"i{interaction.id}",
        who=person(interaction.user),
        where=interaction_place(interaction),
        private=is_direct(interaction),
        text=text,
        limit=limit,
        command=interaction.command.name if interaction.command else "",
    )


def _field_values(components: Iterable[Any]) -> Iterator[str]:
    for component in components:
        if component.get("custom_id") == FIELD:
            yield str(component.get("value") or "")
        inner = component.get("component")
        yield from _field_values([*component.get("components", ()), *([inner] if inner else [])])


def _replied_to(message: discord.Message) -> str:
    reference = message.reference
    if message.type is not discord.MessageType.reply or reference is None or reference.message_id is None:
        return ""
    return str(reference.message_id)


def readable(message: discord.Message, *, without: int = 0) -> str:
    """A message's text with names in place of ids; a forwarded message's text is the forwarded one.

    The mention of the user `without` is taken out.
    """
    snapshots = message.message_snapshots
    text = message.content or (snapshots[0].content if snapshots else "")
    text = re.sub(rf"<@!?{without}>", " ", text).strip()
    for user in message.mentions:
        text = re.sub(rf"<@!?{user.id}>", lambda _: f"@{user.display_name}", text)  # noqa: B023 - used at once
    for role in message.role_mentions:
        text = text.replace(f"<@&{role.id}>", f"@{role.name}")
    for channel in message.channel_mentions:
        text = text.replace(f"<#{channel.id}>", f"#{channel.name}")
    return _EMOJI.sub(r":\1:", text)


def files(message: discord.Message) -> tuple[File, ...]:
    """What hangs on a message. Discord's links expire, so a file is known by where it hangs."""
    found = list(message.attachments)
    for snapshot in message.message_snapshots:
        found.extend(snapshot.attachments)
    return tuple(
        File(
            PLATFORM,
            f"{message.channel.id}/{message.id}/{attachment.id}",
            attachment.filename,
            attachment.size,
            (attachment.content_type or "").partition(";")[0],
        )
        for attachment in found
    )
