"""Inline mode: `@bot words` in any chat offers entries."""

import hashlib

from telegram import InlineQueryResultArticle, InputTextMessageContent

from bot.errors import Undeliverable
from bot.messages import Choice, Looked
from bot.ports import Receiver
from handlers.telegram.keyboards import keyboard
from handlers.telegram.lanes import Lanes
from handlers.telegram.line import Line
from handlers.telegram.show import entities, one_message

_MOST = 50
_ID_BYTES = 64
_CACHE_SECONDS = 10


class Inline:
    """Answers inline searches."""

    def __init__(self, line: Line, desk: Receiver, lanes: Lanes) -> None:
        self._line = line
        self._desk = desk
        self._lanes = lanes

    def answer_soon(self, query_id: str, looked: Looked) -> None:
        """Answer beside the fetching: a lost search does no harm."""
        self._lanes.put(f"inline {looked.who.user_id}", lambda: self._answer(query_id, looked))

    async def _answer(self, query_id: str, looked: Looked) -> None:
        """Offer what the desk finds; an answer that comes too late does no harm."""
        choices = await self._desk.look(looked)
        results = list({each.id: each for each in map(self._article, choices)}.values())[:_MOST]
        try:
            await self._line.plainly(
                lambda: self._line.bot.answer_inline_query(
                    query_id, results, cache_time=_CACHE_SECONDS, is_personal=True
                )
            )
        except Undeliverable as error:
            if error.reason != "refused":
                raise

    def _article(self, choice: Choice) -> InlineQueryResultArticle:
        text = one_message(choice.text)
        return InlineQueryResultArticle(
            _short(choice.key),
            choice.title,
            InputTextMessageContent(text.text, entities=entities(text)),
            reply_markup=keyboard(choice.buttons, styled=self._line.styled),
            description=choice.summary or None,
        )


def _short(key: str) -> str:
    """An id within Telegram's limit; the same for the same key."""
    return key if 0 < len(key.encode()) <= _ID_BYTES else hashlib.sha256(key.encode()).hexdigest()
