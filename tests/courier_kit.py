"""The real courier on a real store, and platforms that note what they are asked and refuse as told."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from world import Clock

from bot.config import QueueSettings
from bot.courier import Courier
from bot.delivering import Names
from bot.errors import Undeliverable
from bot.mentoring import moves, relaying, telling
from bot.mentoring.moment import Moment
from bot.messages import Address, Card, File, Finding, Person, Post, Role, Room, RoomRequest, Said
from bot.store import outbox, people, questions, threads
from bot.store.database import Store, Tx
from bot.store.outbox import Body, Item
from bot.store.people import PersonRow
from bot.store.threads import Thread
from bot.undelivered import Rules

GROUP = Address("chat", "group")


@dataclass
class Fake:
    """A platform of the outside: `sent`, `cards` and `rooms` are what it was asked for and did.

    `refusals` holds, for a chat (or `card`, `room`, `close`, `side`), the errors to raise before it works;
    `stuck` holds the chats that do not answer until their event is set.
    """

    name: str = "chat"
    hub: Address | None = None
    forms: bool = False
    whispers: bool = False
    link: str = ""
    sides: bool = False
    tried: list[str] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    requests: list[RoomRequest] = field(default_factory=list)
    closed: list[Room] = field(default_factory=list)
    refusals: dict[str, deque[Exception]] = field(default_factory=lambda: defaultdict(deque))
    stuck: dict[str, asyncio.Event] = field(default_factory=dict)
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def sent(self) -> list[tuple[str, str]]:
        """Where each post went, and its text."""
        return [(place(post.where), post.text) for post in self.posts]

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait until something is true of what was tried and sent."""
        async with asyncio.timeout(10):
            while not happened():
                self._moved.clear()
                await self._moved.wait()

    async def _answer(self, what: str) -> None:
        self.tried.append(what)
        self._moved.set()
        if what in self.stuck:
            await self.stuck[what].wait()
        if self.refusals[what]:
            raise self.refusals[what].popleft()

    async def send(self, post: Post) -> tuple[str, ...]:
        await self._answer(place(post.where))
        self.posts.append(post)
        self._moved.set()
        return (f"m{len(self.posts)}",)

    async def show_card(self, card: Card) -> str:
        await self._answer("card")
        self.cards.append(card)
        return card.message_id or f"card{card.number}"

    async def open_room(self, request: RoomRequest) -> Room:
        await self._answer("room")
        self.requests.append(request)
        return Room(Address(self.name, f"room{len(self.requests)}"))

    async def close_room(self, room: Room) -> None:
        await self._answer("close")
        self.closed.append(room)

    async def open_side_room(self, origin: Address, user_id: str, title: str) -> Address:
        await self._answer("side")
        if not self.sides:
            raise Undeliverable("closed")
        return Address(self.name, f"side of {origin.chat_id} for {user_id}")

    async def groups(self, user_id: str) -> frozenset[str]:
        return frozenset()

    async def start(self) -> None:
        """Nothing connects."""

    async def stop(self) -> None:
        """Nothing disconnects."""

    async def edit(self, post: Post, message_id: str) -> None:
        raise AssertionError("the courier edits no message")

    async def fetch(self, file: File) -> bytes:
        raise AssertionError("no test sends files")

    async def check(self) -> list[Finding]:
        return []


def place(where: Address) -> str:
    return f"{where.chat_id}/{where.topic_id}".rstrip("/")


class Office:
    """A courier with its store, its clock and its platforms."""

    def __init__(self, store: Store, clock: Clock, *platforms: Fake, jitter: float = 0.0) -> None:
        self.store, self.clock = store, clock
        self.jitter = jitter
        self.platforms: Mapping[str, Fake] = {platform.name: platform for platform in platforms}
        self.queue = QueueSettings()
        names = Names(topics=dict, titles=dict)
        self.courier = Courier(store, clock, names, Rules(self.queue), jitter=lambda: self.jitter)
        self.courier.connect(self.platforms)

    async def put(
        self,
        chat: str,
        text: str,
        *,
        platform: str = "chat",
        kind: str = "send",
        after_id: int | None = None,
        due_at: datetime | None = None,
    ) -> int:
        """Put a message for a chat into the outbox; its number."""

        async def work(tx: Tx) -> int:
            return await outbox.put(
                tx,
                platform=platform,
                kind=kind,
                audience="place",
                where=Address(platform, chat),
                body=Body(text),
                after_id=after_id,
                due_at=due_at,
                now=self.clock(),
            )

        return await self.store.write(work)

    async def drain(self, after: timedelta = timedelta()) -> None:
        """Let time pass, and deliver what is due then."""
        self.clock.move(after)
        await self.courier.drain()

    async def item(self, number: int) -> Item:
        item = await self.store.read(lambda tx: outbox.get(tx, number))
        assert item is not None
        return item

    async def states(self) -> dict[str, int]:
        return await self.store.read(outbox.count_states)

    async def moment(self, tx: Tx) -> Moment:
        hubs = tuple(name for name, platform in self.platforms.items() if platform.hub)
        return Moment(tx, self.clock(), self.queue, hubs)

    async def person(self, user_id: str, *roles: Role, platform: str = "chat") -> PersonRow:
        who = Person(platform, user_id, user_id.title())

        async def work(tx: Tx) -> PersonRow:
            return await people.remember(tx, who, frozenset(roles), spoke_privately=True, now=self.clock())

        return await self.store.write(work)

    async def reachable(self, person: PersonRow) -> bool:
        return (await self.store.read(lambda tx: people.get(tx, person.id))).reachable

    async def opened(self, asker: PersonRow, where: Address | None = None, text: str = "Why?") -> Thread:
        """A thread that waits, for a question asked there (default: in the direct chat)."""

        async def work(tx: Tx) -> Thread:
            number = await questions.add(
                tx,
                asker_id=asker.id,
                text=text,
                where=where or asker.direct,
                message_id="asked",
                private=where is None,
                browsed=False,
                verdict="hand_over",
                entry=None,
                score=0.0,
                offered=(),
                now=self.clock(),
            )
            question = await questions.get(tx, number)
            assert question is not None
            return await moves.open_thread(await self.moment(tx), asker, question, "usce")

        return await self.store.write(work)

    async def claimed(self, thread: Thread, mentor: PersonRow) -> Thread:
        async def work(tx: Tx) -> Thread:
            return (await moves.claim(await self.moment(tx), thread.id, mentor)).thread

        return await self.store.write(work)

    async def thread(self, number: int) -> Thread:
        thread = await self.store.read(lambda tx: threads.get(tx, number))
        assert thread is not None
        return thread

    async def tell_asker(self, thread: Thread, text: str) -> None:
        async def work(tx: Tx) -> None:
            await telling.asker(await self.moment(tx), await self.fresh(tx, thread), text)

        await self.store.write(work)

    async def tell_room(self, thread: Thread, text: str) -> None:
        async def work(tx: Tx) -> None:
            await telling.room(await self.moment(tx), await self.fresh(tx, thread), text)

        await self.store.write(work)

    async def mentor_writes(self, thread: Thread, mentor: PersonRow, text: str) -> None:
        """What a mentor writes in the room is stored and put into the outbox for the asker."""
        said = Said(
            event_id=text, who=Person(mentor.platform, mentor.user_id, mentor.name),
            where=Address(mentor.platform, "room1"), private=False, text=text,
        )  # fmt: skip

        async def work(tx: Tx) -> None:
            await relaying.from_mentor(await self.moment(tx), await self.fresh(tx, thread), mentor, said)

        await self.store.write(work)

    @staticmethod
    async def fresh(tx: Tx, thread: Thread) -> Thread:
        found = await threads.get(tx, thread.id)
        assert found is not None
        return found


@asynccontextmanager
async def office(folder: Path, *platforms: Fake, clock: Clock | None = None) -> AsyncIterator[Office]:
    """A courier on the database of a folder: a new one, or the one that was left there."""
    store = await Store.open(f"sqlite:///{folder / 'bot.db'}")
    made = Office(store, clock or Clock(), *(platforms or (Fake(),)))
    try:
        yield made
    finally:
        await made.courier.stop()
        await store.close()


def due_in(item: Item, now: datetime) -> float:
    """The seconds until an item is due."""
    return (item.due_at - now).total_seconds()
