"""Hands events to the desk and shows its replies to the person who caused them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import discord
import structlog

from bot.messages import Form, Incoming, Pressed, Reply, Said, Submitted
from bot.ports import Receiver
from bot.wording import info
from handlers.discord import show
from handlers.discord.refusals import FAILURES, UNKNOWN_MESSAGE
from handlers.discord.translate import PRESS, SAY

log = structlog.get_logger()

# Discord takes an interaction back after three seconds without an answer.
PATIENCE = 1.5
_RECEIPT = "\N{HEAVY CHECK MARK}\N{VARIATION SELECTOR-16}"
_CUSTOM_ID_LIMIT = 100

Interaction = discord.Interaction[Any]


class Answers:
    """Receives for the desk and answers for it."""

    def __init__(self, desk: Receiver, patience: float = PATIENCE) -> None:
        self._desk = desk
        self._patience = patience
        self._at_work: set[asyncio.Task[Any]] = set()
        self._leaving = False

    async def to_interaction(self, interaction: Interaction, incoming: Incoming) -> None:
        """Handle a command, a press or a form; the person always gets an answer."""
        with self._work() as working:
            if not working:
                return
            reply = await self._received(interaction, incoming)
            try:
                shown = await _shown(interaction, incoming, reply)
            except FAILURES as error:
                # The reply waits in the outbox; the courier will bring it.
                _not_shown(incoming, error)
            else:
                await self._mark(reply, incoming, shown)

    async def to_message(self, message: discord.Message, incoming: Incoming) -> None:
        """Handle what was said in a chat."""
        with self._work() as working:
            if not working:
                return
            try:
                reply = await self._desk.receive(incoming)
            except Exception as error:  # the desk is broken: whatever it was, the person must hear of it
                _broken(incoming, error)
                reply = _apology(incoming)
            if reply is None:
                return
            try:
                shown = await _in_channel(message, incoming, reply)
            except FAILURES as error:
                _not_shown(incoming, error)
            else:
                await self._mark(reply, incoming, shown)

    async def to_change(self, incoming: Incoming) -> None:
        """Handle an edit or a deletion. Nobody waits there; if there is a reply, the courier brings it."""
        with self._work() as working:
            if not working:
                return
            try:
                await self._desk.receive(incoming)
            except Exception as error:  # see above; there is no message to answer on
                _broken(incoming, error)

    async def leave(self, within: float) -> None:
        """Take no more events, and let those at work end."""
        self._leaving = True
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=within)

    @contextmanager
    def _work(self) -> Iterator[bool]:
        """Count the current task as being at work; False once we are leaving."""
        task = asyncio.current_task()
        if task is None or self._leaving:
            yield False
            return
        self._at_work.add(task)
        try:
            yield True
        finally:
            self._at_work.discard(task)

    async def _mark(self, reply: Reply | None, incoming: Incoming, shown: tuple[str, ...]) -> None:
        if reply is not None and reply.delivery:
            await self._desk.shown(reply.delivery, incoming.where, shown)

    async def _received(self, interaction: Interaction, incoming: Incoming) -> Reply | None:
        work = asyncio.ensure_future(self._desk.receive(incoming))
        await asyncio.wait({work}, timeout=self._patience)
        if not work.done():
            await _defer(interaction, incoming)
        try:
            return await work
        except Exception as error:  # see above
            _broken(incoming, error)
            return _apology(incoming)


def _apology(incoming: Incoming) -> Reply:
    return Reply(info.BROKEN.format(reference=incoming.event_id))


def _broken(incoming: Incoming, error: Exception) -> None:
    log.error("discord event not handled", event_id=incoming.event_id, error=type(error).__name__)


def _not_shown(incoming: Incoming, error: Exception) -> None:
    code = error.code if isinstance(error, discord.HTTPException) else None
    log.warning("discord reply not shown", event_id=incoming.event_id, error=type(error).__name__, code=code)


async def _defer(interaction: Interaction, incoming: Incoming) -> None:
    """Tell Discord that an answer will come. Beside a message nothing is shown until it does."""
    thinking = interaction.message is None
    try:
        await interaction.response.defer(thinking=thinking, ephemeral=thinking and not incoming.private)
    except FAILURES as error:
        _not_shown(incoming, error)


async def _shown(interaction: Interaction, incoming: Incoming, reply: Reply | None) -> tuple[str, ...]:
    if reply is None:
        await _acknowledge(interaction, incoming)
        return ()
    if reply.form is not None:
        return await _ask(interaction, incoming, reply, reply.form)
    if reply.replace and interaction.message is not None:
        return await _replace(interaction, interaction.message, incoming, reply)
    pieces = show.pieces(reply.text, reply.buttons)
    if not pieces:
        await _acknowledge(interaction, incoming)
        return ()
    return await _say(interaction, pieces, whispered=_whispered(incoming, reply))


def _whispered(incoming: Incoming, reply: Reply) -> bool:
    """Whether only the person sees the reply."""
    return reply.notice or not (incoming.private or reply.public)


async def _acknowledge(interaction: Interaction, incoming: Incoming) -> None:
    """Satisfy Discord where there is nothing to say."""
    if not interaction.response.is_done():
        await _defer(interaction, incoming)
    if interaction.message is None:
        await interaction.delete_original_response()


async def _say(interaction: Interaction, pieces: list[show.Piece], *, whispered: bool) -> tuple[str, ...]:
    """Answer with new messages."""
    ids = []
    for piece in pieces:
        if not interaction.response.is_done():
            response = await interaction.response.send_message(**piece.sending, ephemeral=whispered)
            ids.append(str(response.message_id))
            continue
        if not ids and not whispered and _thinks_in_secret(interaction):
            # What comes next would take over that the "thinking" is hidden, so that has to end first.
            await interaction.edit_original_response(content="…")
            await interaction.delete_original_response()
        message = await interaction.followup.send(**piece.sending, ephemeral=whispered, wait=True)
        ids.append(str(message.id))
    return tuple(ids)


def _thinks_in_secret(interaction: Interaction) -> bool:
    deferred = interaction.response.type is discord.InteractionResponseType.deferred_channel_message
    return deferred and interaction.guild_id is not None


async def _replace(
    interaction: Interaction, source: discord.Message, incoming: Incoming, reply: Reply
) -> tuple[str, ...]:
    """Change the message whose button was pressed; what does not fit follows it."""
    components = source.flags.components_v2 or not source.attachments
    first, *others = show.pieces(reply.text, reply.buttons, components=components) or [show.single("", ())]
    try:
        if interaction.response.is_done():
            await interaction.edit_original_response(**first.editing)
        else:
            await interaction.response.edit_message(**first.editing)
    except discord.NotFound as error:
        if error.code != UNKNOWN_MESSAGE:
            raise
        return await _say(interaction, [first, *others], whispered=_whispered(incoming, reply))
    rest = await _say(interaction, others, whispered=_whispered(incoming, reply))
    return (str(source.id), *rest)


async def _ask(interaction: Interaction, incoming: Incoming, reply: Reply, form: Form) -> tuple[str, ...]:
    """Show a form; when something was shown before it, or it came from a form, a button that brings it."""
    if not interaction.response.is_done() and interaction.type is not discord.InteractionType.modal_submit:
        await interaction.response.send_modal(show.dialog(form))
        return ()
    pieces = show.pieces(reply.text, reply.buttons)
    custom_id = _asks_again(incoming)
    if custom_id:
        pieces.append(show.again(form.title, custom_id))
    return await _say(interaction, pieces, whispered=not incoming.private)


def _asks_again(incoming: Incoming) -> str:
    """The custom id that makes the same event happen anew; empty where there is none."""
    match incoming:
        case Pressed(action=action):
            return PRESS + action
        case Said(text=text) if len(SAY + text) <= _CUSTOM_ID_LIMIT:
            return SAY + text
        case Submitted() | _:
            return ""


async def _in_channel(message: discord.Message, incoming: Incoming, reply: Reply) -> tuple[str, ...]:
    """Answer a message with messages, or with a mere sign on it."""
    if reply.receipt and await _signed(message):
        return ()
    ids = []
    # In a busy channel it must be seen who is answered; a direct chat needs no such pointer.
    reference = None if incoming.private else message.to_reference(fail_if_not_exists=False)
    for part, piece in enumerate(show.pieces(reply.text, reply.buttons)):
        pointer = reference if part == 0 else None
        # The courier's own: should it bring the reply again after all, Discord shows it only once.
        nonce = f"outbox-{reply.delivery}" if reply.delivery else ""
        ids.append(await show.put(message.channel, piece, nonce=nonce, part=part, reference=pointer))
    return tuple(ids)


async def _signed(message: discord.Message) -> bool:
    try:
        await message.add_reaction(_RECEIPT)
    except discord.HTTPException:
        return False
    return True
