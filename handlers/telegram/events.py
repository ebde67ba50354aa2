"""What Telegram tells: each update becomes one event for the desk."""

import structlog
from telegram import Message, Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.messages import Incoming, Reply
from bot.ports import Receiver
from handlers.telegram import translate
from handlers.telegram.client import App
from handlers.telegram.faults import origin
from handlers.telegram.inline import Inline
from handlers.telegram.line import Line
from handlers.telegram.members import Members, inside
from handlers.telegram.replies import Replies

log = structlog.get_logger()
Context = ContextTypes.DEFAULT_TYPE


class _NotTakenError(Exception):
    """The desk could not take an event: Telegram must tell it again."""


class Events:
    """Handles updates one after another; only what the desk could not take is raised."""

    def __init__(
        self,
        app: App,
        line: Line,
        desk: Receiver,
        *,
        replies: Replies,
        inline: Inline,
        members: Members,
        mentor_chat: str,
    ) -> None:
        self._app = app
        self._line = line
        self._desk = desk
        self._replies = replies
        self._inline = inline
        self._members = members
        self._mentor_chat = mentor_chat
        self._not_taken: BaseException | None = None
        handlers: list[BaseHandler[Update, Context, None]] = [
            MessageHandler(filters.UpdateType.MESSAGE, self._on_message),
            MessageHandler(filters.UpdateType.EDITED_MESSAGE, self._on_edit),
            CallbackQueryHandler(self._on_press),
            InlineQueryHandler(self._on_search),
            ChatMemberHandler(self._on_member, ChatMemberHandler.CHAT_MEMBER),
            ChatMemberHandler(self._on_standing, ChatMemberHandler.MY_CHAT_MEMBER),
        ]
        app.add_handlers(handlers)
        app.add_error_handler(self._on_error)

    async def take(self, update: Update) -> None:
        """Handle one update; raises when it must be told again."""
        self._not_taken = None
        await self._app.process_update(update)
        if self._not_taken is not None:
            raise self._not_taken

    async def _on_error(self, update: object, context: Context) -> None:
        error = context.error
        if isinstance(error, _NotTakenError):
            self._not_taken = error.__cause__
            return
        # A fault of ours with this one update: telling it again would stop all others for ever.
        update_id = update.update_id if isinstance(update, Update) else 0
        facts = {"error": type(error).__name__, "at": origin(error) if error else ""}
        log.error("an update could not be understood", platform="telegram", update_id=update_id, **facts)

    async def _receive(self, incoming: Incoming) -> Reply | None:
        try:
            return await self._desk.receive(incoming)
        except Exception as error:
            raise _NotTakenError from error

    @property
    def _me(self) -> translate.Me:
        bot = self._line.bot
        return translate.Me(bot.id, bot.username, self._mentor_chat, self._line.known)

    def _in_mentors_chat(self, chat_id: int) -> bool:
        return self._line.known(chat_id) == self._mentor_chat

    async def _on_message(self, update: Update, context: Context) -> None:
        message = update.message
        if message is None:
            return
        self._note(message)
        incoming = translate.said(update.update_id, message, self._me)
        if incoming is not None:
            self._replies.show(incoming, await self._receive(incoming))

    async def _on_edit(self, update: Update, context: Context) -> None:
        message = update.edited_message
        incoming = translate.edited(update.update_id, message, self._me) if message else None
        if incoming is not None:
            self._replies.show(incoming, await self._receive(incoming))

    async def _on_press(self, update: Update, context: Context) -> None:
        query = update.callback_query
        incoming = translate.pressed(update.update_id, query, self._me) if query else None
        if query is not None and incoming is not None:
            self._replies.show_press(incoming, query, await self._receive(incoming))

    async def _on_search(self, update: Update, context: Context) -> None:
        if update.inline_query is not None:
            looked = translate.looked(update.update_id, update.inline_query)
            self._inline.answer_soon(update.inline_query.id, looked)

    async def _on_member(self, update: Update, context: Context) -> None:
        changed = update.chat_member
        if changed is not None and self._in_mentors_chat(changed.chat.id):
            self._members.changed(changed.new_chat_member)

    async def _on_standing(self, update: Update, context: Context) -> None:
        """The bot was added, removed, promoted or blocked; the id helps to find the mentors' group's."""
        changed = update.my_chat_member
        if changed is not None:
            facts = {"chat": changed.chat.id, "kind": changed.chat.type}
            log.info("the bot's standing changed", inside=inside(changed.new_chat_member), **facts)

    def _note(self, message: Message) -> None:
        """Take note of a group's new id, of a member who is still there, and of whom nobody will hear."""
        if message.migrate_to_chat_id:
            self._line.moved(message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            self._line.moved(message.migrate_from_chat_id, message.chat.id)
        if not self._in_mentors_chat(message.chat.id):
            return
        if translate.nameless(message):
            log.warning(
                "a message of an anonymous admin is not relayed: rights hang on persons",
                platform="telegram",
                chat=message.chat.id,
                message_id=message.message_id,
            )
        elif message.from_user is not None:
            self._members.seen(str(message.from_user.id))
