"""The mentors' chat: cards, and a room for each thread (a forum topic, or the group itself)."""

import structlog
from telegram import ChatMemberAdministrator
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest

from bot.errors import Undeliverable
from bot.escaping import literal
from bot.messages import Address, Card, Post, Room, RoomRequest
from handlers.telegram.line import Line, unchanged
from handlers.telegram.show import Show, one_message

log = structlog.get_logger()
_TITLE_LIMIT = 128


class Rooms:
    """Shows cards in the mentors' chat and opens and closes rooms."""

    def __init__(self, line: Line, show: Show) -> None:
        self._line = line
        self._bot = line.bot
        self._show = show

    async def show_card(self, card: Card) -> str:
        """Change the card where it stands, or send it (again, when it was deleted)."""
        post = Post(card.where, card.text, card.buttons, nonce=card.nonce)
        if card.message_id:
            try:
                await self._show.edit(post, card.message_id)
            except Undeliverable as error:
                if error.reason not in {"gone", "refused"}:
                    raise
                log.info("a card is gone and is sent anew", thread=card.number)
            else:
                return card.message_id
        return (await self._show.send_one(post))[-1]

    async def open_room(self, request: RoomRequest) -> Room:
        """The thread's topic, opened again or made; in a plain group the replies to the card."""
        current = request.current
        here = current is not None and current.where.chat_id == request.hub.chat_id
        if current is not None and here and current.where.topic_id:
            try:
                await self._reopen(current.where)
            except Undeliverable as error:
                if error.reason != "gone":
                    raise
            else:
                return current
        if await self.topics_possible(request.hub):
            try:
                return Room(await self._new_topic(request))
            except Undeliverable as error:
                # Rights can be taken away between the two requests, or not reach as far as they seem to.
                if error.reason == "gone":
                    raise
                log.warning("no topic could be opened; the group itself is used", why=error.reason)
        if request.card:
            return Room(request.hub, request.card)
        sent = await self._show.send_one(Post(request.hub, literal(request.title), nonce=request.nonce))
        return Room(request.hub, sent[-1])

    async def close_room(self, room: Room) -> None:
        """Close a topic; one that is closed or gone is no fault. A plain group has nothing to close."""
        if not room.where.topic_id:
            return
        topic = int(room.where.topic_id)

        async def close(chat: int) -> None:
            try:
                await self._bot.close_forum_topic(chat, topic)
            except BadRequest as error:
                if not unchanged(error):
                    raise

        try:
            await self._line.ask(room.where, close)
        except Undeliverable as error:
            if error.reason != "gone":
                raise

    async def topics_possible(self, hub: Address) -> bool:
        """Whether the mentors' chat is a forum in which the bot may open topics."""
        chat = await self._line.ask(hub, self._bot.get_chat)
        if not chat.is_forum:
            return False
        me = await self._line.ask(hub, lambda number: self._bot.get_chat_member(number, self._bot.id))
        if me.status == ChatMemberStatus.OWNER:
            return True
        return isinstance(me, ChatMemberAdministrator) and bool(me.can_manage_topics)

    async def _new_topic(self, request: RoomRequest) -> Address:
        name = one_message(literal(request.title)).text[:_TITLE_LIMIT]
        topic = await self._line.ask(request.hub, lambda chat: self._bot.create_forum_topic(chat, name))
        return Address(request.hub.platform, request.hub.chat_id, str(topic.message_thread_id))

    async def _reopen(self, where: Address) -> None:
        """Open a closed topic; raises `Undeliverable("gone")` when there is none any more."""
        topic = int(where.topic_id)

        async def reopen(chat: int) -> None:
            try:
                await self._bot.reopen_forum_topic(chat, topic)
            except BadRequest as error:
                if not unchanged(error):
                    raise
                # Said of an open topic; asked for a deleted one too, so see whether it is there.
                await self._bot.send_chat_action(chat, "typing", message_thread_id=topic)

        await self._line.ask(where, reopen)
