"""Threads as mentors see them in their channel: messages, or posts of a forum."""

from collections.abc import Sequence
from typing import Any, Final

import discord
import structlog

from bot.errors import Undeliverable
from bot.messages import Card
from handlers import render
from handlers.discord import show
from handlers.discord.places import thread_if_there, wake, whole_channel

log = structlog.get_logger()

WEEK: Final = 10080
"""Minutes without a message after which Discord archives a thread; its longest."""
NAME_LIMIT = 100
_TAG_LIMIT = 20
_TAGS_OF_FORUM = 20
_TAGS_OF_POST = 5


async def show_card(client: discord.Client, card: Card) -> str:
    """Show or change a card; its message id. Made anew when it was deleted."""
    channel = await whole_channel(client, card.where.chat_id)
    if isinstance(channel, discord.ForumChannel):
        return await _show_post(client, channel, card)
    if not isinstance(channel, discord.TextChannel):
        raise Undeliverable("refused")
    piece = show.single(card.text, card.buttons)
    if card.message_id.isdigit():
        try:
            await channel.get_partial_message(int(card.message_id)).edit(**piece.editing)
        except discord.NotFound:
            log.info("discord card made anew", thread=card.number)
        else:
            return card.message_id
    return await show.put(channel, piece, nonce=card.nonce)


async def _show_post(client: discord.Client, forum: discord.ForumChannel, card: Card) -> str:
    tags = await _tags(forum, card.tags)
    post = await thread_if_there(client, card.message_id, card.where.chat_id) or _lost(client, forum, card)
    if post is None or not await _change_post(client, post, tags, card):
        starter: dict[str, Any] = show.single(card.text, card.buttons).sending
        made = await forum.create_thread(
            name=render.label(card.title, NAME_LIMIT),
            applied_tags=tags,
            auto_archive_duration=WEEK,
            **starter,
        )
        post = made.thread
    if not card.open:
        await post.edit(archived=True)
    return str(post.id)


def _lost(client: discord.Client, forum: discord.ForumChannel, card: Card) -> discord.Thread | None:
    """The post of a try whose answer did not reach us: posts know no nonce, but the gateway told of it."""
    if card.message_id or client.user is None:
        return None
    name = render.label(card.title, NAME_LIMIT)
    same = (t for t in forum.threads if t.name == name and t.owner_id == client.user.id)
    return next((thread for thread in same if str(card.number) in name), None)


async def _change_post(
    client: discord.Client, post: discord.Thread, tags: Sequence[discord.ForumTag], card: Card
) -> bool:
    """Bring a post up to date; False when its first message is gone, so that a new post is needed."""
    if post.archived:
        await post.edit(archived=False, applied_tags=tags)
    elif {tag.id for tag in post.applied_tags} != {tag.id for tag in tags}:
        await post.edit(applied_tags=tags)
    try:
        # The thread may have ended, so that its room is being archived at this very moment.
        first = post.get_partial_message(post.id)
        await change(client, first, str(post.id), show.single(card.text, card.buttons))
    except discord.NotFound:
        log.info("discord post made anew", thread=card.number)
        return False
    return True


async def _tags(forum: discord.ForumChannel, names: Sequence[str]) -> list[discord.ForumTag]:
    """The forum's tags of these names; missing ones are made if there is room and permission."""
    wanted = list(dict.fromkeys(render.label(name, _TAG_LIMIT) for name in names if name))[:_TAGS_OF_POST]
    there = {tag.name.casefold(): tag for tag in forum.available_tags}
    missing = [name for name in wanted if name.casefold() not in there]
    room = _TAGS_OF_FORUM - len(forum.available_tags)
    if missing[:room]:
        new = [discord.ForumTag(name=name) for name in missing[:room]]
        try:
            changed = await forum.edit(available_tags=[*forum.available_tags, *new])
        except discord.Forbidden:
            log.info("discord tags not made", missing="manage channels")
        else:
            there = {tag.name.casefold(): tag for tag in changed.available_tags} if changed else there
    return [there[name.casefold()] for name in wanted if name.casefold() in there]


async def change(
    client: discord.Client,
    message: discord.Message | discord.PartialMessage,
    chat_id: str,
    piece: show.Piece,
) -> None:
    """Edit one of the bot's messages, also where the thread around it has been archived."""
    try:
        await message.edit(**piece.editing)
    except discord.HTTPException as error:
        await wake(client, chat_id, error)
        await message.edit(**piece.editing)
