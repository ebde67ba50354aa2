"""Everything that the double knows: accounts, chats, files, queries, and what the bot is told."""

import time
from collections.abc import Callable
from typing import Any

from doubles.telegram.accounts import Account
from doubles.telegram.changes import Changes
from doubles.telegram.chats import Chat, Message, Topic
from doubles.telegram.files import Files
from doubles.telegram.members import Member
from doubles.telegram.spec import Json
from doubles.telegram.updates import Updates

BOT_ID = 7_000_000_001
TOPIC_COLOR = 7322096


class World:
    """The state of one Bot API server with one bot.

    `privacy`: groups show the bot only what is meant for it, unless it is an administrator.
    `private_topics`: private chats have topics; `broken` makes their ids unknown when the bot writes.
    `inline_feedback`: the bot is told which inline result was picked (off by default, as at Telegram).
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.changes = Changes()
        self.updates = Updates()
        self.files = Files()
        self.bot = Account(BOT_ID, "Advisor", username="advisor_bot", is_bot=True, started=True)
        self.accounts: dict[int, Account] = {BOT_ID: self.bot}
        self.chats: dict[int, Chat] = {}
        self.privacy = True
        self.private_topics = False
        self.private_topics_broken = False
        self.inline_feedback = False
        self.logged_out = False
        self.webhook: Json = {}
        self.profile: dict[tuple[str, str, str], Any] = {}
        self.callback_answers: dict[str, Json | None] = {}
        self.inline_answers: dict[str, Json | None] = {}
        self.inline_messages: dict[str, Message] = {}
        self.actions: list[tuple[Chat, Topic | None, str]] = []
        self._clock = clock
        self._ids = 5_000_000_000

    @property
    def now(self) -> int:
        """The present moment as a Unix time."""
        return int(self._clock())

    def new_id(self) -> int:
        """A number that no other thing has; too large for 32 bits, as Telegram's are."""
        self._ids += 1
        return self._ids

    def enter(self, chat: Chat) -> None:
        """Let a chat exist."""
        self.chats[chat.id] = chat

    def join(self, account: Account) -> None:
        """Let an account exist, and its private chat with the bot."""
        self.accounts[account.id] = account
        self.enter(Chat(account.id, "private", person=account, members={self.bot.id: Member(self.bot)}))

    def tell(self, kind: str, payload: Json) -> None:
        """Queue an update for the bot."""
        self.updates.add(kind, payload)
        self.changes.notify()

    def post(
        self,
        chat: Chat,
        sender: Account | None,
        content: Json,
        *,
        topic: Topic | None = None,
        reply_to: Message | None = None,
        keyboard: Json | None = None,
        extra: Json | None = None,
        service: bool = False,
    ) -> Message:
        """Store a message and tell the bot if it may see it."""
        message = Message(
            chat,
            chat.next_message,
            self.now,
            sender,
            content,
            topic,
            reply_to,
            keyboard,
            extra or {},
            service=service,
        )
        chat.next_message += 1
        chat.all_messages[message.id] = message
        self.touch(message)
        self._show(message, "message")
        return message

    def rewrite(self, message: Message, content: Json, keyboard: Json | None) -> None:
        """Change a message where it stands, and tell the bot if it may see it and did not do it."""
        message.content, message.keyboard, message.edit_date = content, keyboard, self.now
        self.touch(message)
        self._show(message, "edited_message")

    def delete(self, message: Message) -> None:
        """Delete a message; nobody is told."""
        message.deleted = True
        self.touch(message)

    def touch(self, message: Message) -> None:
        """Mark a message as changed now."""
        message.revision = self.changes.notify()

    def _show(self, message: Message, kind: str) -> None:
        if self._bot_sees(message):
            self.tell(
                kind.replace("message", "channel_post") if message.chat.type == "channel" else kind,
                message.json(),
            )

    def _bot_sees(self, message: Message) -> bool:
        chat, sender = message.chat, message.sender
        via_us = message.extra.get("via_bot", {}).get("id") == self.bot.id
        if sender is not None and sender.is_bot:
            # Of its own doings a bot is told only those that the chat says by itself, such as a new topic.
            return sender is self.bot and message.service
        if chat.type == "private":
            return True
        member = chat.member(self.bot)
        if not member.inside:
            return False
        everything = chat.type == "channel" or not self.privacy or member.status == "administrator"
        return everything or message.service or via_us or self._meant_for_bot(message)

    def _meant_for_bot(self, message: Message) -> bool:
        if message.reply_to is not None and message.reply_to.sender is self.bot:
            return True
        me = f"@{self.bot.username}".lower()
        text = message.text.lower()
        if me in text:
            return True
        command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
        return bool(command) and "@" not in command

    def change_member(self, chat: Chat, account: Account, by: Account, member: Member) -> None:
        """Give someone another standing in a chat, and tell the bot if it concerns or may concern it."""
        old = chat.member(account)
        before = old.json(chat.type)
        chat.members[account.id] = member
        changed = {
            "chat": chat.json,
            "from": by.json,
            "date": self.now,
            "old_chat_member": before,
            "new_chat_member": member.json(chat.type),
        }
        if account is self.bot:
            self.tell("my_chat_member", changed)
        elif chat.member(self.bot).status == "administrator":
            self.tell("chat_member", changed)
        self.changes.notify()

    def open_topic(self, chat: Chat, name: str, creator: Account, icon_color: int) -> Topic:
        """Open a forum topic: a service message whose id is the topic's."""
        topic = Topic(chat, chat.next_message, name, icon_color, creator)
        chat.topics[topic.id] = topic
        created = {"forum_topic_created": {"name": name, "icon_color": icon_color}}
        self.post(chat, creator, created, topic=topic, service=True)
        return topic

    def change_topic(self, topic: Topic, by: Account, change: Json) -> None:
        """Say in the topic what became of it (a service message)."""
        self.post(topic.chat, by, change, topic=topic, service=True)

    def delete_topic(self, topic: Topic) -> None:
        """Delete a topic and all that was said in it."""
        topic.deleted = True
        for message in topic.chat.all_messages.values():
            if message.topic is topic:
                message.deleted = True
        self.changes.notify()
