"""Rooms: the Discord threads in which mentors see one thread, and a person a private one."""

import discord
import structlog

from bot.errors import Undeliverable
from bot.messages import Address, Room, RoomRequest
from handlers import render
from handlers.discord.cards import NAME_LIMIT, WEEK
from handlers.discord.places import thread_if_there, whole_channel
from handlers.discord.refusals import THREAD_EXISTS, UNKNOWN_MESSAGE
from handlers.discord.translate import PLATFORM

log = structlog.get_logger()


async def open_room(client: discord.Client, request: RoomRequest) -> Room:
    """A thread's room: as it was, woken up, or made anew; the mentor is brought in."""
    thread = None
    if request.current is not None:
        thread = await thread_if_there(client, request.current.where.chat_id)
    if thread is None:
        thread = await _grow(client, request)
    if thread.archived:
        await thread.edit(archived=False)
    await _bring_in(thread, request.mentor)
    return Room(Address(PLATFORM, str(thread.id)))


async def _grow(client: discord.Client, request: RoomRequest) -> discord.Thread:
    hub = await whole_channel(client, request.hub.chat_id)
    name = render.label(request.title, NAME_LIMIT)
    if isinstance(hub, discord.ForumChannel):
        post = await thread_if_there(client, request.card, request.hub.chat_id)
        if post is not None:
            return post
        made = await hub.create_thread(name=name, content=name, auto_archive_duration=WEEK)
        return made.thread
    if not isinstance(hub, discord.TextChannel):
        raise Undeliverable("refused")
    if request.card.isdigit():
        try:
            card = hub.get_partial_message(int(request.card))
            return await card.create_thread(name=name, auto_archive_duration=WEEK)
        except discord.HTTPException as error:
            grown = await _already_grown(client, request.card, error)
            if grown is not None:
                return grown
    return await hub.create_thread(
        name=name, type=discord.ChannelType.public_thread, auto_archive_duration=WEEK
    )


async def _already_grown(
    client: discord.Client, card: str, error: discord.HTTPException
) -> discord.Thread | None:
    """The thread that a card has already; None when the card is gone, so that none can grow from it."""
    if error.code == THREAD_EXISTS:
        return await thread_if_there(client, card)
    if error.code == UNKNOWN_MESSAGE:
        return None
    raise error


async def _bring_in(thread: discord.Thread, user_id: str) -> None:
    """Add somebody to a thread, so that it stands in their list; not worth failing for."""
    if not user_id.isdigit():
        return
    try:
        await thread.add_user(discord.Object(int(user_id)))
    except discord.HTTPException as error:
        log.info("discord mentor not added", room=thread.id, code=error.code)


async def close_room(client: discord.Client, room: Room) -> None:
    """Archive a room; one that was deleted is closed enough."""
    thread = await thread_if_there(client, room.where.chat_id)
    if thread is not None and not thread.archived:
        await thread.edit(archived=True)


async def open_side_room(client: discord.Client, origin: Address, user_id: str, title: str) -> Address:
    """A private thread near `origin` for one person and the bot."""
    channel = await whole_channel(client, origin.chat_id)
    if isinstance(channel, discord.Thread):
        channel = await whole_channel(client, str(channel.parent_id))
    if not isinstance(channel, discord.TextChannel):
        raise Undeliverable("refused")
    thread = await channel.create_thread(
        name=render.label(title, NAME_LIMIT),
        type=discord.ChannelType.private_thread,
        invitable=False,
        auto_archive_duration=WEEK,
    )
    await thread.add_user(discord.Object(int(user_id)))
    return Address(PLATFORM, str(thread.id))
