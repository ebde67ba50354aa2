"""From addresses to channels."""

import discord

from bot.errors import Undeliverable
from bot.messages import Address
from handlers.discord.refusals import THREAD_ARCHIVED

_PRIVATE = "private:"
_UNKNOWN_CHANNEL = 10003


def channel_id(chat_id: str) -> int:
    """A channel's id as Discord's SDK wants it."""
    if not chat_id.isdigit():
        raise Undeliverable("gone")
    return int(chat_id)


async def channel_of(client: discord.Client, where: Address) -> discord.abc.Messageable:
    """Where to send a message that goes to an address; asks Discord only for a direct chat unknown so far."""
    if where.chat_id.startswith(_PRIVATE):
        return await client.create_dm(discord.Object(channel_id(where.chat_id.removeprefix(_PRIVATE))))
    known = client.get_channel(channel_id(where.chat_id))
    if isinstance(known, discord.abc.Messageable):
        return known
    return client.get_partial_messageable(channel_id(where.chat_id))


async def whole_place(client: discord.Client, where: Address) -> object:
    """A direct chat, or a channel or thread with all that is known of it."""
    if where.chat_id.startswith(_PRIVATE):
        return await channel_of(client, where)
    return await whole_channel(client, where.chat_id)


async def whole_channel(client: discord.Client, chat_id: str) -> discord.abc.GuildChannel | discord.Thread:
    """A server's channel or thread with all that is known of it."""
    found = client.get_channel(channel_id(chat_id)) or await client.fetch_channel(channel_id(chat_id))
    if isinstance(found, discord.abc.PrivateChannel):
        raise Undeliverable("refused")
    return found


async def thread_if_there(client: discord.Client, chat_id: str, parent: str = "") -> discord.Thread | None:
    """A thread, also an archived one; None when it was deleted or is none of `parent`'s."""
    if not chat_id.isdigit():
        return None
    try:
        # Asked anew: the cache does not know what was deleted or archived while we were away.
        found = await client.fetch_channel(int(chat_id))
    except discord.NotFound as error:
        if error.code == _UNKNOWN_CHANNEL:
            return None
        raise
    if not isinstance(found, discord.Thread) or (parent and str(found.parent_id) != parent):
        return None
    return found


async def wake(client: discord.Client, chat_id: str, error: discord.HTTPException) -> None:
    """Un-archive the thread whose being archived caused an error; raises any other error again."""
    if error.code != THREAD_ARCHIVED:
        raise error
    thread = await thread_if_there(client, chat_id)
    if thread is None:
        raise error
    await thread.edit(archived=False)
