"""People as tests use them: what they say, press, edit, search, and what they hear."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field

from doubles.telegram import profile
from doubles.telegram.accounts import Account
from doubles.telegram.chats import Chat, Message, Topic
from doubles.telegram.exchange import Answer, Attachment, Found
from doubles.telegram.files import shown
from doubles.telegram.members import Member
from doubles.telegram.queries import inline_content
from doubles.telegram.spec import Json
from doubles.telegram.text import detected
from doubles.telegram.world import TOPIC_COLOR, World

Place = Chat | Topic


@dataclass(eq=False)
class User(Account):
    """A person with a Telegram app."""

    _: KW_ONLY
    world: World = field(repr=False)
    _acted: dict[int, int] = field(default_factory=dict, repr=False)

    @property
    def private(self) -> Chat:
        """Their chat with the bot."""
        return self.world.chats[self.id]

    async def starts(self, payload: str = "") -> Message:
        """Press Start, perhaps through a deep link; unblocks the bot."""
        if self.blocked:
            await self.unblocks()
        return await self.says(self.private, f"/start {payload}".strip())

    async def writes(
        self, text: str, *, reply_to: Message | None = None, topic: Topic | None = None
    ) -> Message:
        """Say something in the private chat."""
        return await self.says(topic or self.private, text, reply_to=reply_to)

    async def says(
        self, place: Place, text: str, *, reply_to: Message | None = None, topic: Topic | None = None
    ) -> Message:
        """Say something in a chat or a topic."""
        return self._post(topic or place, {"text": text, "entities": detected(text)}, reply_to)

    async def sends_file(
        self, place: Place, file: Attachment, *, caption: str = "", reply_to: Message | None = None
    ) -> Message:
        """Send a file."""
        return self._post(place, self._content(file, caption), reply_to)

    async def sends_album(
        self, place: Place, files: Sequence[Attachment], *, caption: str = ""
    ) -> list[Message]:
        """Send several files as one album: one message each, the caption under the first."""
        album = {"media_group_id": str(self.world.new_id())}
        captions = [caption] + [""] * (len(files) - 1)
        contents = [self._content(file, words) for file, words in zip(files, captions, strict=True)]
        return [self._post(place, content, None, album) for content in contents]

    async def opens_topic(self, name: str) -> Topic:
        """Open a topic in the private chat."""
        return self.world.open_topic(self.private, name, self, TOPIC_COLOR)

    async def deletes_topic(self, topic: Topic) -> None:
        """Delete a topic with all that was said in it; the bot is not told."""
        self.world.delete_topic(topic)

    async def edits(self, message: Message, text: str) -> None:
        """Change an own message's text or caption."""
        self._must_own(message)
        words, marks = ("text", "entities") if "text" in message.content else ("caption", "caption_entities")
        self._acts(message.chat)
        self.world.rewrite(message, {**message.content, words: text, marks: detected(text)}, message.keyboard)

    async def deletes(self, message: Message) -> None:
        """Delete an own message; the bot is not told."""
        self._must_own(message)
        self.world.delete(message)

    async def reacts(self, message: Message, *emoji: str) -> None:
        """Put these reactions, and no other, under a message."""
        old, new = message.reactions.get(self, []), [{"type": "emoji", "emoji": each} for each in emoji]
        message.reactions[self] = list(new)
        self.world.touch(message)
        chat = message.chat
        if chat.type == "private" or chat.member(self.world.bot).status == "administrator":
            changed = {"chat": chat.json, "message_id": message.id, "user": self.json, "date": self.world.now}
            self.world.tell("message_reaction", changed | {"old_reaction": old, "new_reaction": new})

    async def presses(
        self,
        message: Message,
        label: str = "",
        *,
        data: str = "",
        wait: bool = True,
        timeout: float = 5,  # noqa: ASYNC109
    ) -> Answer:
        """Press a button, named by its label or (one that is gone by now) by its data.

        Returns once the bot answered the press; with `wait=False` at once.
        """
        button: Json = {"callback_data": data} if data else message.button(label)
        self._acts(message.chat)
        if "callback_data" not in button:
            copied: Json = button.get("copy_text", {})
            return Answer(url=button.get("url", ""), copied=copied.get("text", ""))
        query_id = str(self.world.new_id())
        query: Json = {
            "id": query_id,
            "from": self.json,
            "chat_instance": str(message.chat.id),
            "data": button["callback_data"],
        }
        inline = next((key for key, each in self.world.inline_messages.items() if each is message), "")
        held = {"inline_message_id": inline} if inline else {"message": self._pressed(message)}
        self.world.callback_answers[query_id] = None
        self.world.tell("callback_query", query | held)
        if not wait:
            return Answer()
        answer = await self.world.changes.until(lambda: self.world.callback_answers[query_id], timeout)
        if answer is None:
            raise AssertionError(
                f"{self.name} pressed {label or data!r}, and the bot did not answer within {timeout} s"
            )
        return Answer(answer.get("text", ""), answer.get("show_alert", False), answer.get("url", ""))

    async def types_inline(self, words: str, *, place: Chat | None = None, timeout: float = 5) -> list[Found]:  # noqa: ASYNC109
        """Type `@bot words` in a chat (by default somewhere private), and see what the bot offers."""
        query_id = str(self.world.new_id())
        # "sender" is Telegram's word for the chat with the bot itself.
        kind = "sender" if place is self.private else place.type if place else "private"
        self.world.inline_answers[query_id] = None
        query = {"id": query_id, "from": self.json, "query": words, "offset": "", "chat_type": kind}
        self.world.tell("inline_query", query)
        answer = await self.world.changes.until(lambda: self.world.inline_answers[query_id], timeout)
        if answer is None:
            raise AssertionError(
                f"{self.name} typed {words!r}, and the bot did not answer within {timeout} s"
            )
        return [
            Found(each["id"], each.get("title", ""), each.get("description", ""), words, each)
            for each in answer["results"]
        ]

    async def picks(self, found: Found, place: Place | None = None) -> Message:
        """Send a result of an inline search, by default in the private chat."""
        keyboard: Json | None = found.raw.get("reply_markup")
        extra = {"via_bot": self.world.bot.json}
        message = self._post(place or self.private, inline_content(found.raw), None, extra, keyboard)
        chosen: Json = {"result_id": found.id, "from": self.json, "query": found.query}
        if keyboard:
            chosen["inline_message_id"] = f"inline-{self.world.new_id()}"
            self.world.inline_messages[chosen["inline_message_id"]] = message
        if self.world.inline_feedback:
            self.world.tell("chosen_inline_result", chosen)
        return message

    async def blocks(self) -> None:
        """Block the bot."""
        self.blocked = True
        self.world.change_member(self.private, self.world.bot, self, Member(self.world.bot, "kicked"))

    async def unblocks(self) -> None:
        """Take the block back."""
        self.blocked = False
        self.world.change_member(self.private, self.world.bot, self, Member(self.world.bot))

    async def deletes_account(self) -> None:
        """Leave Telegram for good; nobody is told."""
        self.deactivated = True

    async def hears(self, words: str = "", place: Place | None = None, *, timeout: float = 5) -> Message:  # noqa: ASYNC109
        """The latest of the bot's messages with these words, new or changed since they last acted there."""
        where = place or self.private
        chat = where.chat if isinstance(where, Topic) else where
        since = self._acted.get(chat.id, 0)

        def heard() -> Message | None:
            told = (
                each
                for each in where.messages
                if each.sender in {self.world.bot, None} and each.revision > since
            )
            return max(
                (each for each in told if words in each.text), key=lambda each: each.revision, default=None
            )

        message = await self.world.changes.until(heard, timeout)
        if message is None:
            said = [each.text for each in where.messages[-5:]]
            raise AssertionError(
                f"{self.name} did not hear {words!r} within {timeout} s in {chat}; the latest there: {said}"
            )
        return message

    def menu(self, chat: Chat | None = None) -> list[str]:
        """The commands that the app offers them in a chat."""
        return profile.menu(self.world, self, chat or self.private)

    def _post(
        self,
        place: Place,
        content: Json,
        reply_to: Message | None,
        extra: Json | None = None,
        keyboard: Json | None = None,
    ) -> Message:
        chat, topic = (place.chat, place) if isinstance(place, Topic) else (place, None)
        topic = topic or (reply_to.topic if reply_to else None)
        self._must_be_heard(chat, topic)
        self._acts(chat)
        more = dict(extra or {})
        if chat.type == "channel":
            more["sender_chat"] = chat.json
        sender = None if chat.type == "channel" else self
        return self.world.post(
            chat, sender, content, topic=topic, reply_to=reply_to, keyboard=keyboard, extra=more
        )

    def _content(self, file: Attachment, caption: str) -> Json:
        stored = self.world.files.keep(file.kind, file.name, file.content, mime=file.mime, size=file.size)
        return shown(stored) | (
            {"caption": caption, "caption_entities": detected(caption)} if caption else {}
        )

    def _acts(self, chat: Chat) -> None:
        self._acted[chat.id] = self.world.changes.count

    def _pressed(self, message: Message) -> Json:
        if message.deleted:
            return {"chat": message.chat.json, "message_id": message.id, "date": 0}
        return message.json()

    def _must_own(self, message: Message) -> None:
        if message.sender is not self:
            raise AssertionError(f"{self.name} did not write this message")

    def _must_be_heard(self, chat: Chat, topic: Topic | None) -> None:
        """Fail where the app would not let them write."""
        if chat is self.private:
            if self.blocked:
                raise AssertionError(f"{self.name} blocked the bot and can't write to it")
            self.started = True
            return
        member = chat.member(self)
        if not member.inside or (chat.type == "channel" and not member.may("can_post_messages")):
            raise AssertionError(f"{self.name} can't write in {chat}")
        if topic is not None and (topic.deleted or (topic.closed and not member.may("can_manage_topics"))):
            raise AssertionError(f"{self.name} can't write in the topic {topic.name!r}")
