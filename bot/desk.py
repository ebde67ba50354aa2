"""The desk: the only way into the core. One event, one transaction, one reply."""

import secrets
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from bot import dispatch
from bot.commands import offers_of
from bot.commands.answers import entry_text
from bot.commands.library import Library
from bot.commands.work import Surroundings, Work
from bot.config import Settings
from bot.errors import UserError
from bot.mentoring.moment import Moment
from bot.messages import (
    Address,
    Button,
    Choice,
    Heard,
    Incoming,
    Looked,
    Person,
    Pressed,
    Reply,
    Role,
    Said,
)
from bot.ports import Clock, Platform
from bot.store import drafts, events, outbox, people, places
from bot.store.database import Store, StoreError, Tx
from bot.store.outbox import Body
from bot.wording import asking, info

log = structlog.get_logger()

HOLD = timedelta(seconds=15)
"""How long an adapter may take to show a reply before the courier delivers it."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Who is a mentor and who an admin, from the settings and the groups that a platform reports."""

    settings: Settings

    def of(self, person: Person, groups: frozenset[str]) -> frozenset[Role]:
        """The roles of a person in these groups."""
        roles = set()
        if person.platform == "discord":
            mentors, admins = {self.settings.discord.mentor_role}, {self.settings.discord.admin_role}
        elif person.platform == "telegram":
            mentors, admins = {f"chat:{self.settings.telegram.mentor_chat}"}, set()
            if person.user_id in self.settings.telegram.admins:
                roles.add(Role.ADMIN)
        else:
            mentors, admins = set(), set()
            if person.user_id in self.settings.console.mentors:
                roles.add(Role.MENTOR)
            if person.user_id in self.settings.console.admins:
                roles.add(Role.ADMIN)
        if groups & (mentors - {""}):
            roles.add(Role.MENTOR)
        if groups & (admins - {""}):
            roles.add(Role.ADMIN)
        return frozenset(roles)


class Desk:
    """Receives every event of every platform; `wake` is called when something waits in the outbox."""

    def __init__(
        self, store: Store, settings: Settings, library: Library, clock: Clock, wake: Callable[[], None]
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._wake = wake
        self._rights = Rights(settings)
        self._platforms: Mapping[str, Platform] = {}
        self.library = library

    def connect(self, platforms: Mapping[str, Platform]) -> None:
        """Name the platforms; adapters need the desk first, so this comes after they are made."""
        self._platforms = platforms

    async def receive(self, incoming: Incoming) -> Reply | None:
        """Handle one event in one transaction; see `bot.ports.Receiver`."""
        platform = self._platforms[incoming.where.platform]
        roles = self._rights.of(incoming.who, await platform.groups(incoming.who.user_id))
        around = Surroundings(
            whispers=platform.whispers,
            link="" if incoming.private else platform.link,
            platforms=tuple((name, other.hub is not None) for name, other in self._platforms.items()),
        )
        try:
            reply = await self._store.write(lambda tx: self._handle(tx, incoming, roles, around))
        except UserError as error:
            return Reply(str(error), notice=True)
        except (StoreError, sqlite3.OperationalError):
            raise
        except Exception:
            reference = secrets.token_hex(4)
            log.exception(
                "event failed", reference=reference, event=incoming.event_id, kind=type(incoming).__name__
            )
            return Reply(info.BROKEN.format(reference=reference))
        self._wake()
        return reply

    async def _handle(
        self, tx: Tx, incoming: Incoming, roles: frozenset[Role], around: Surroundings
    ) -> Reply | None:
        if earlier := await events.find(tx, incoming):
            return await self._again(tx, earlier.delivery)
        now = self._clock()
        hubs = tuple(name for name, with_hub in around.platforms if with_hub)
        moment = Moment(tx, now, self._settings.queue, hubs)
        person = await people.remember(tx, incoming.who, roles, spoke_privately=incoming.private, now=now)
        await events.add(tx, incoming, person.id, now)
        if isinstance(incoming, (Said, Pressed)) and incoming.private:
            await outbox.revive(tx, person.platform, person.direct, now)
        if not roles and (refusal := await self._too_fast(tx, person.id)) is not None:
            return await self._keep(tx, incoming, refusal, None, around) if refusal.text else None
        work = Work(moment, incoming, person, roles, self.library, self._settings, around)
        reply = await dispatch.run(work)
        return await self._keep(tx, incoming, reply, work.thread, around) if reply else None

    async def _too_fast(self, tx: Tx, person_id: int) -> Reply | None:
        """A refusal for somebody over the limit: once with words, then without."""
        limit = self._settings.limits.per_minute
        count = await events.count_since(tx, person_id, self._clock() - timedelta(minutes=1))
        if count <= limit:
            return None
        return Reply(asking.RATE_LIMITED if count == limit + 1 else "", notice=True)

    @staticmethod
    async def _again(tx: Tx, delivery: int | None) -> Reply | None:
        """The event was handled before: show its reply if nobody has."""
        item = await outbox.get(tx, delivery) if delivery else None
        if item is None or item.state != "due":
            return None
        return Reply(item.content.text, item.content.buttons, delivery=item.id)

    async def _keep(
        self, tx: Tx, incoming: Incoming, reply: Reply, thread: int | None, around: Surroundings
    ) -> Reply:
        """Put the reply into the outbox, so that it is delivered even if it cannot be shown at once."""
        where = incoming.where
        if reply.form is not None:
            # A dialog can answer a press or a slash command, but no message and no other dialog.
            asked_for = isinstance(incoming, Pressed) or (
                isinstance(incoming, Said) and not incoming.message_id
            )
            if asked_for and self._platforms[where.platform].forms:
                return reply
            reply = await self._ask_in_chat(tx, incoming, reply)
        if around.whispers and not incoming.private and not reply.public:
            # Meant for one person's eyes: if it cannot be shown now, it goes to the direct chat.
            where = Address(where.platform, f"private:{incoming.who.user_id}")
        delivery = await outbox.put(
            tx,
            platform=where.platform,
            kind="reply",
            audience="place",
            where=where,
            body=Body(reply.text, reply.buttons),
            reply_to=incoming.message_id if isinstance(incoming, Said) and not incoming.private else "",
            thread_id=thread,
            now=self._clock(),
            due_at=self._clock() + HOLD,
        )
        await events.set_delivery(tx, incoming, delivery)
        return replace(reply, delivery=delivery)

    async def _ask_in_chat(self, tx: Tx, incoming: Incoming, reply: Reply) -> Reply:
        """Where a platform has no dialogs: the next message of this person here fills in the form."""
        assert reply.form is not None  # noqa: S101 - the caller has looked
        row = await people.find(tx, incoming.who)
        await drafts.ask_form(tx, row.id, incoming.where, reply.form.action, self._clock())
        cancel = ((Button(asking.CANCEL, "cancel"),),)
        return replace(reply, form=None, text=reply.text, buttons=reply.buttons or cancel)

    async def look(self, looked: Looked) -> tuple[Choice, ...]:
        """Offer entries, or what the command's argument takes, to someone who is typing."""
        library = self.library
        words = looked.text.strip()[:200]
        today = self._clock().date()
        if offers := offers_of(looked.command):
            return offers(library, words, looked.limit, today)
        found = library.index.search(words, looked.limit) if words else library.popular(looked.limit)
        link = self._platforms[looked.where.platform].link
        buttons = ((Button(asking.WRITE_PRIVATELY, url=link),),) if link else ()
        choices = []
        for entry_id in found:
            entry = library.by_id[entry_id]
            text = entry_text(entry, overdue=entry.overdue(today))
            summary = entry.text.strip().split("\n", 1)[0]
            choices.append(Choice(entry.key, entry.title, summary, text, buttons))
        return tuple(choices)

    async def shown(self, delivery: int, where: Address, message_ids: tuple[str, ...]) -> None:
        """Note that the reply with this `delivery` was shown, as these messages."""

        async def work(tx: Tx) -> None:
            item = await outbox.get(tx, delivery)
            if item is None:
                return
            await outbox.delivered(tx, delivery, self._clock())
            await outbox.add_copies(tx, item, where, message_ids)

        await self._store.write(work)
        self._wake()

    async def heard(self, platform: str) -> tuple[Heard, ...]:
        """Where people may have gone on talking while the platform was away."""
        return await self._store.read(lambda tx: places.heard(tx, platform))
