"""The courier: in order in each lane, lanes side by side, tried again until it works or cannot."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from courier_kit import Fake, Office, due_in, office
from world import Clock

from bot.errors import TryLater, Undeliverable
from bot.messages import Address
from bot.store import outbox

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def chat() -> Fake:
    return Fake()


@pytest.fixture
async def post(tmp_path: Path, chat: Fake) -> AsyncIterator[Office]:
    async with office(tmp_path, chat) as made:
        yield made


def later(times: int = 1, retry_after: timedelta | None = None) -> deque[Exception]:
    return deque(TryLater("HTTP 502", retry_after) for _ in range(times))


async def test_a_lane_keeps_its_order_under_failures(post: Office, chat: Fake) -> None:
    chat.refusals["a"] = later(3)
    numbers = [await post.put("a", text) for text in ("one", "two", "three")]
    await post.drain()
    assert chat.sent == []
    for _ in range(3):
        await post.drain(HOUR)
    assert chat.sent == [("a", "one"), ("a", "two"), ("a", "three")]
    assert chat.tried == ["a"] * 6
    assert [(await post.item(number)).state for number in numbers] == ["delivered"] * 3
    assert {post.nonce for post in chat.posts} == {f"outbox-{number}" for number in numbers}


async def test_what_was_shown_is_known_by_its_id(post: Office) -> None:
    number = await post.put("a", "one")
    await post.drain()
    copy = await post.store.read(lambda tx: outbox.copy_at(tx, Address("chat", "a"), "m1"))
    assert copy
    assert copy.delivery == number


async def test_one_stuck_lane_does_not_hold_another(post: Office, chat: Fake) -> None:
    chat.stuck["a"] = asyncio.Event()
    for chat_id in ("a", "b", "a", "c"):
        await post.put(chat_id, f"to {chat_id}")
    draining = asyncio.create_task(post.drain())
    await chat.until(lambda: len(chat.posts) == 2)
    assert chat.sent == [("b", "to b"), ("c", "to c")]
    assert chat.tried.count("a") == 1
    chat.stuck["a"].set()
    await draining
    assert chat.sent[2:] == [("a", "to a"), ("a", "to a")]


async def test_a_platform_that_fails_does_not_hold_another(tmp_path: Path) -> None:
    broken, well = Fake("broken"), Fake("well")
    broken.refusals["a"] = later(100)
    async with office(tmp_path, broken, well) as post:
        await post.put("a", "one", platform="broken")
        await post.put("a", "two", platform="well")
        await post.drain()
    assert well.sent == [("a", "two")]


async def test_it_waits_as_long_as_it_is_told_to(post: Office, chat: Fake) -> None:
    chat.refusals["a"] = later(1, retry_after=timedelta(seconds=40))
    await post.put("a", "one")
    await post.drain()
    await post.drain(timedelta(seconds=39.9))
    assert chat.tried == ["a"]
    await post.drain(timedelta(seconds=0.2))
    assert chat.sent == [("a", "one")]


async def test_after_a_429_nobody_comes_at_the_same_moment(post: Office, chat: Fake) -> None:
    post.jitter = 0.75
    chat.refusals["a"] = later(1, retry_after=timedelta(seconds=40))
    number = await post.put("a", "one")
    await post.drain()
    assert due_in(await post.item(number), post.clock.now) == pytest.approx(40.75, abs=0.01)


@pytest.mark.parametrize(
    ("jitter", "pauses"),
    [
        (0.0, [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 150, 150]),
        (1.0, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]),
        (0.5, [0.75, 1.5, 3, 6, 12, 24, 48, 96, 192, 225, 225]),
    ],
)
async def test_pauses_grow_to_a_limit_and_are_scattered(
    post: Office, chat: Fake, jitter: float, pauses: list[float]
) -> None:
    post.jitter = jitter
    chat.refusals["a"] = later(len(pauses))
    number = await post.put("a", "one")
    seen = []
    for _ in pauses:
        await post.drain()
        seen.append(due_in(await post.item(number), post.clock.now))
        post.clock.move(timedelta(seconds=seen[-1]))
    assert seen == pytest.approx(pauses, abs=0.01)
    await post.drain()
    assert chat.sent == [("a", "one")]


async def test_an_error_that_nobody_expected_is_tried_again(post: Office, chat: Fake) -> None:
    chat.refusals["a"] = deque([RuntimeError("a bug")])
    number = await post.put("a", "one")
    await post.drain()
    assert (await post.item(number)).reason == "RuntimeError"
    await post.drain(HOUR)
    assert chat.sent == [("a", "one")]


async def test_it_goes_on_after_a_restart(tmp_path: Path) -> None:
    clock, first, second = Clock(), Fake(), Fake()
    first.refusals["a"] = later(1)
    async with office(tmp_path, first, clock=clock) as post:
        for text in ("one", "two"):
            await post.put("a", text)
        await post.drain()
    async with office(tmp_path, second, clock=clock) as post:
        await post.drain()
        assert second.tried == []
        await post.drain(HOUR)
        await post.drain(HOUR)
    assert second.sent == [("a", "one"), ("a", "two")]


async def test_a_reply_that_nobody_showed_is_delivered_after_a_start(post: Office, chat: Fake) -> None:
    soon = post.clock() + timedelta(seconds=15)
    await post.put("a", "held by the adapter", kind="reply", due_at=soon)
    await post.drain()
    assert chat.sent == []
    await post.store.write(lambda tx: outbox.release_replies(tx, post.clock()))
    await post.drain()
    assert chat.sent == [("a", "held by the adapter")]


async def test_a_reply_that_the_adapter_did_not_show_is_delivered_soon(post: Office, chat: Fake) -> None:
    soon = post.clock() + timedelta(seconds=15)
    shown = await post.put("a", "shown", kind="reply", due_at=soon)
    await post.put("b", "not shown", kind="reply", due_at=soon)
    await post.store.write(lambda tx: outbox.delivered(tx, shown, post.clock()))
    await post.drain(timedelta(seconds=16))
    assert chat.sent == [("b", "not shown")]


async def test_an_item_waits_for_the_one_that_it_follows(post: Office, chat: Fake) -> None:
    chat.refusals["a"] = later(2)
    first = await post.put("a", "first")
    await post.put("b", "second", after_id=first)
    await post.put("c", "apart")
    await post.drain()
    await post.drain(HOUR)
    assert chat.sent == [("c", "apart")]
    await post.drain(HOUR)
    assert chat.sent == [("c", "apart"), ("a", "first"), ("b", "second")]


async def test_what_can_never_come_holds_nobody(post: Office, chat: Fake) -> None:
    chat.refusals["a"] = deque([Undeliverable("gone")])
    first = await post.put("a", "first")
    await post.put("b", "follows it", after_id=first)
    await post.put("a", "next in the lane")
    await post.drain()
    assert (await post.item(first)).state == "dead"
    assert (await post.item(first)).reason == "gone"
    assert sorted(chat.sent) == [("a", "next in the lane"), ("b", "follows it")]


async def test_it_gives_up_after_seven_days(post: Office, chat: Fake) -> None:
    chat.refusals["a"] = later(1000)
    number = await post.put("a", "one")
    for _ in range(7):
        await post.drain(DAY - timedelta(minutes=1))
    assert (await post.item(number)).state == "due"
    for _ in range(10):
        await post.drain(HOUR)
    assert (await post.item(number)).state == "dead"
    assert (await post.item(number)).reason == "refused"
    chat.refusals.clear()
    await post.put("a", "two")
    await post.drain()
    assert chat.sent == [("a", "two")]


async def test_what_is_old_but_was_hardly_tried_is_not_given_up(tmp_path: Path) -> None:
    """It waited for its platform to be switched on again, or for the asker to unblock the bot."""
    clock, chat = Clock(), Fake()
    async with office(tmp_path, Fake("other"), clock=clock) as post:
        await post.put("a", "one")
        await post.drain(DAY * 30)
        assert await post.states() == {"due": 1}
    chat.refusals["a"] = later(2)
    async with office(tmp_path, chat, clock=clock) as post:
        for _ in range(3):
            await post.drain(HOUR)
    assert chat.sent == [("a", "one")]


async def test_it_delivers_by_itself_when_woken(post: Office, chat: Fake) -> None:
    chat.stuck["b"] = asyncio.Event()
    await post.courier.start()
    await post.put("a", "one")
    await post.put("b", "two")
    post.courier.wake()
    await chat.until(lambda: chat.tried == ["a", "b"] and len(chat.posts) == 1)
    assert chat.sent == [("a", "one")]
    await post.put("b", "three")
    # It stops after what is at work has ended; what is left stays.
    stopping = asyncio.create_task(post.courier.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    chat.stuck["b"].set()
    await stopping
    assert chat.sent == [("a", "one"), ("b", "two")]
    assert await post.states() == {"delivered": 2, "due": 1}
