"""The timekeeper: a timer that fails holds no other up, and is tried again later."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from courier_kit import Fake, Office, office
from world import library

from bot.messages import Address, Role
from bot.store import timers
from bot.store.timers import Timer
from bot.timekeeper import Timekeeper

HUB = Address("chat", "hub")


def keeper(post: Office, faults: Iterator[Exception]) -> Timekeeper:
    """A timekeeper whose first timers meet these faults."""

    def hubs() -> tuple[str, ...]:
        for fault in faults:
            raise fault
        return ("chat",)

    return Timekeeper(post.store, post.queue, post.clock, hubs, post.courier.wake, lambda: library().calendar)


async def upcoming(post: Office) -> list[tuple[int, str, timedelta]]:
    """The timers of the next day: whose, which, and how far away."""
    due: list[Timer] = await post.store.read(lambda tx: timers.due(tx, post.clock.now + timedelta(days=1)))
    return [(timer.thread_id, timer.kind, timer.due_at - post.clock.now) for timer in due]


async def test_a_timer_that_fails_holds_no_other_up(tmp_path: Path) -> None:
    chat = Fake(hub=HUB)
    async with office(tmp_path, chat) as post:
        await post.person("mel", Role.MENTOR)
        for name in ("amina", "omar"):
            await post.opened(await post.person(name))
        timekeeper = keeper(post, iter([RuntimeError("a bug")]))
        post.clock.move(post.queue.widen_after + timedelta(minutes=1))
        assert await timekeeper.tick() == 1
        await post.drain()
        assert [text for where, text in chat.sent if where == "private:mel"] == [
            "#2 has been waiting for about 2 hours."
        ]
        left = await upcoming(post)
        assert [(thread, kind) for thread, kind, _ in left] == [
            (1, "widen"),
            (1, "escalate"),
            (2, "escalate"),
        ]
        assert timedelta(minutes=9) < left[0][2] <= timedelta(minutes=10)

        assert await timekeeper.tick() == 0
        post.clock.move(timedelta(minutes=11))
        assert await timekeeper.tick() == 1
        await post.drain()
        assert [where for where, _ in chat.sent].count("private:mel") == 2
