"""Showing what the desk answered to the person who caused it."""

from telegram import CallbackQuery
from telegram.error import BadRequest

from bot.errors import Undeliverable
from bot.messages import Incoming, Post, Pressed, Reply, Said
from bot.ports import Receiver
from handlers import render
from handlers.telegram.lanes import Lanes
from handlers.telegram.line import Line
from handlers.telegram.show import Show

_NOTICE_LIMIT = 200
_RECEIPT = "👌"


class Replies:
    """Shows replies beside the fetching, in order for each chat, and tells the desk what was shown."""

    def __init__(self, line: Line, show: Show, desk: Receiver, lanes: Lanes) -> None:
        self._line = line
        self._show = show
        self._desk = desk
        self._lanes = lanes

    def show(self, incoming: Incoming, reply: Reply | None) -> None:
        """Show a reply to a message, soon."""
        if reply is not None:
            self._lanes.put(incoming.where.chat_id, lambda: self._reply(incoming, reply))

    def show_press(self, pressed: Pressed, query: CallbackQuery, reply: Reply | None) -> None:
        """Answer a press at once, so that the button stops waiting, and show the reply."""
        notice = _notice(reply)
        if reply is not None and query.message is None and not notice:
            self._lanes.put(pressed.where.chat_id, lambda: self._reply_elsewhere(pressed, query, reply))
            return
        self._lanes.at_once(lambda: self._note(pressed, query, notice, reply))
        if not notice:
            self.show(pressed, reply)

    async def _note(self, pressed: Pressed, query: CallbackQuery, notice: str, reply: Reply | None) -> None:
        shown = await self._answer(query, text=notice or None)
        if shown and notice and reply is not None:
            await self._shown(pressed, reply, ())

    async def _reply_elsewhere(self, pressed: Pressed, query: CallbackQuery, reply: Reply) -> None:
        """A press under an inline answer: go on in the private chat, or lead there if it was never opened."""
        try:
            await self._reply(pressed, reply)
        except Undeliverable:
            name = self._line.bot.username
            await self._answer(query, url=f"https://t.me/{name}?start=inline")
            raise
        await self._answer(query)

    async def _answer(self, query: CallbackQuery, text: str | None = None, url: str | None = None) -> bool:
        """Answer a press; False when it was too old for that."""

        async def answer() -> bool:
            try:
                return await self._line.bot.answer_callback_query(query.id, text, url=url)
            except BadRequest as error:
                if "query" in error.message.lower():
                    return False
                raise

        return await self._line.plainly(answer)

    async def _reply(self, incoming: Incoming, reply: Reply) -> None:
        ids = await self._receipt(incoming, reply)
        if ids is None:
            ids = await self._replace(incoming, reply)
        if ids is None:
            answered = incoming.message_id if isinstance(incoming, Said | Pressed) else ""
            post = Post(
                incoming.where, reply.text, reply.buttons, reply_to="" if incoming.private else answered
            )
            ids = await self._show.send(post)
        await self._shown(incoming, reply, ids)

    async def _receipt(self, incoming: Incoming, reply: Reply) -> tuple[str, ...] | None:
        """A reaction instead of a text, where one is allowed."""
        if not (reply.receipt and isinstance(incoming, Said) and incoming.message_id):
            return None
        message_id = int(incoming.message_id)
        try:
            await self._line.ask(
                incoming.where,
                lambda chat: self._line.bot.set_message_reaction(chat, message_id, _RECEIPT),
            )
        except Undeliverable:
            return None
        return ()

    async def _replace(self, incoming: Incoming, reply: Reply) -> tuple[str, ...] | None:
        """The reply in place of the message whose button was pressed, if it fits there."""
        if not (reply.replace and isinstance(incoming, Pressed) and incoming.message_id):
            return None
        if len(render.telegram(reply.text, 4096)) != 1:
            return None
        try:
            await self._show.edit(Post(incoming.where, reply.text, reply.buttons), incoming.message_id)
        except Undeliverable as error:
            if error.reason not in {"gone", "refused"}:
                raise
            return None
        return (incoming.message_id,)

    async def _shown(self, incoming: Incoming, reply: Reply, ids: tuple[str, ...]) -> None:
        if reply.delivery:
            await self._desk.shown(reply.delivery, incoming.where, ids)


def _notice(reply: Reply | None) -> str:
    """The reply as a passing notice; empty when it is to be a message."""
    if reply is None or not (reply.notice or reply.receipt) or reply.buttons:
        return ""
    text = render.plain(reply.text)
    return text if len(text) <= _NOTICE_LIMIT else ""
