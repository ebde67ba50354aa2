"""When a platform refuses for good: another way to the same person, else word to whoever waits."""

from collections import deque
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from courier_kit import GROUP, Fake, Office, office
from world import Clock, library, settings

from bot.desk import Desk
from bot.errors import TryLater, Undeliverable
from bot.mentoring import telling
from bot.messages import Address, Person, Role, Said, private_chat
from bot.store import rooms
from bot.store.database import Tx
from bot.store.people import PersonRow
from bot.store.threads import Thread

DAY = timedelta(days=1)
HUB = Address("chat", "hub")
ASKER, MENTOR = "private:amina", "private:mel"


def refusals(reason: str, times: int = 1) -> deque[Exception]:
    return deque(Undeliverable(reason) for _ in range(times))


class Case:
    """A thread that a mentor has claimed, with everything delivered so far."""

    def __init__(self, post: Office, chat: Fake, asker: PersonRow, mentor: PersonRow, thread: Thread) -> None:
        self.post, self.chat, self.asker, self.mentor, self.thread = post, chat, asker, mentor, thread
        self.number = thread.id
        self.seen = len(chat.posts)

    @classmethod
    async def made(cls, post: Office, chat: Fake, asked_at: Address | None = None) -> "Case":
        asker, mentor = await post.person("amina"), await post.person("mel", Role.MENTOR)
        thread = await post.claimed(await post.opened(asker, asked_at), mentor)
        await post.drain()
        return cls(post, chat, asker, mentor, thread)

    @property
    def sent(self) -> list[tuple[str, str]]:
        """What was sent since."""
        return self.chat.sent[self.seen :]

    async def mentor_writes(self, text: str) -> None:
        await self.post.mentor_writes(self.thread, self.mentor, text)
        await self.post.drain()

    async def state(self) -> str:
        return (await self.post.thread(self.number)).state


def made_desk(case: Case, folder: Path) -> Desk:
    desk = Desk(case.post.store, settings(folder), library(), case.post.clock, case.post.courier.wake)
    desk.connect(case.post.platforms)
    return desk


def said_privately(user_id: str) -> Said:
    who = Person("chat", user_id, user_id.title())
    return Said(event_id=user_id, who=who, where=private_chat("chat", user_id), private=True, text="/help")


@pytest.fixture
def chat() -> Fake:
    return Fake(hub=HUB)


@pytest.fixture
async def post(tmp_path: Path, chat: Fake) -> AsyncIterator[Office]:
    async with office(tmp_path, chat) as made:
        yield made


@pytest.fixture
async def case(post: Office, chat: Fake) -> Case:
    return await Case.made(post, chat)


# The asker cannot be reached.


@pytest.mark.parametrize("reason", ["blocked", "closed"])
async def test_the_mentor_is_told_that_the_asker_has_closed_the_chat(case: Case, reason: str) -> None:
    case.chat.refusals[ASKER] = refusals(reason)
    await case.mentor_writes("Which year")
    ((where, told),) = case.sent
    assert where == "room1"
    assert "did not reach" in told
    assert "as soon as they write to me again" in told
    assert not await case.post.reachable(case.asker)


async def test_the_mentor_is_told_that_a_message_was_refused(case: Case) -> None:
    case.chat.refusals[ASKER] = refusals("refused")
    await case.mentor_writes("Which year")
    ((where, told),) = case.sent
    assert where == "room1"
    assert "could not be delivered" in told
    assert await case.post.reachable(case.asker)


async def test_what_was_refused_comes_when_the_asker_writes_again(case: Case, tmp_path: Path) -> None:
    case.chat.refusals[ASKER] = refusals("blocked", 2)
    await case.mentor_writes("Which year")
    await case.mentor_writes("And which school")
    case.seen = len(case.chat.posts)
    desk = made_desk(case, tmp_path)
    reply = await desk.receive(said_privately("amina"))
    assert reply is not None
    await desk.shown(reply.delivery, case.asker.direct, ("shown",))
    await case.post.drain(DAY * 8)
    assert [where for where, _ in case.sent] == [ASKER, ASKER]
    assert [text.split(": ")[1] for _, text in case.sent] == ["Which year", "And which school"]
    assert await case.post.reachable(case.asker)


async def test_other_chats_do_not_come_back_with_it(case: Case, tmp_path: Path) -> None:
    number = await case.post.put("private:other", "lost")
    case.chat.refusals["private:other"] = refusals("blocked")
    case.chat.refusals[ASKER] = refusals("blocked")
    await case.mentor_writes("Which year")
    case.seen = len(case.chat.posts)
    await made_desk(case, tmp_path).receive(said_privately("someone"))
    await case.post.drain(DAY)
    assert ASKER not in [where for where, _ in case.sent]
    assert (await case.post.item(number)).state == "dead"


# Asked in a group: a place beside it, or a word there.


async def test_a_side_room_when_the_direct_chat_is_closed(post: Office, chat: Fake) -> None:
    chat.sides = True
    chat.refusals[ASKER] = refusals("closed", 100)
    case = await Case.made(post, chat, GROUP)
    await case.mentor_writes("Which year")
    await case.mentor_writes("And which school")
    side = "side of group for amina"
    assert [text.split(": ")[-1] for where, text in chat.sent if where == side][-2:] == [
        "Which year",
        "And which school",
    ]
    assert chat.tried.count("side") == 1
    assert ASKER not in [where for where, _ in chat.sent]
    assert (await post.thread(case.number)).side_chat_id == side
    assert not await post.reachable(case.asker)


async def test_the_direct_chat_again_when_the_side_room_is_gone(post: Office, chat: Fake) -> None:
    chat.sides = True
    chat.refusals[ASKER] = refusals("closed")
    case = await Case.made(post, chat, GROUP)
    await case.mentor_writes("Which year")
    chat.refusals["side of group for amina"] = refusals("gone")
    await case.mentor_writes("And which school")
    assert chat.sent[-1][0] == ASKER
    assert chat.sent[-1][1].endswith("And which school")
    assert (await post.thread(case.number)).side_chat_id == ""


async def test_a_word_in_the_group_when_there_is_no_side_room(post: Office, chat: Fake) -> None:
    chat.link = "https://chat.example/bot"
    case = await Case.made(post, chat, GROUP)
    chat.refusals[ASKER] = refusals("blocked", 100)
    for text in ("one", "two"):
        await case.mentor_writes(text)
    in_group = [post for post in chat.posts if post.where == GROUP]
    assert len(in_group) == 1
    assert "an answer to question #1" in in_group[0].text
    assert "one" not in in_group[0].text
    assert in_group[0].reply_to == "asked"
    assert in_group[0].buttons[0][0].url == chat.link
    assert "did not reach" in case.sent[-1][1]
    await case.post.drain(DAY)
    await case.mentor_writes("three")
    assert len([post for post in chat.posts if post.where == GROUP]) == 2


# The room is gone.


async def test_a_room_that_was_deleted_is_made_anew(case: Case) -> None:
    case.chat.refusals["room1"] = refusals("gone")
    for text in ("In 2019", "In June"):
        await case.post.tell_room(case.thread, text)
    await case.post.drain()
    assert case.sent == [("room2", "In 2019"), ("room2", "In June")]
    assert [request.current for request in case.chat.requests] == [None, None]
    assert case.chat.requests[-1].mentor == "mel"


async def test_a_room_is_made_anew_three_times_then_the_direct_chat_serves(case: Case) -> None:
    for number in range(1, 10):
        case.chat.refusals[f"room{number}"] = refusals("gone", 100)
    await case.post.tell_room(case.thread, "In 2019")
    await case.post.tell_room(case.thread, "In June")
    await case.post.drain()
    assert case.chat.tried.count("room") == 1 + 3
    assert case.sent == [(MENTOR, "In 2019"), (MENTOR, "In June")]
    await case.post.tell_room(case.thread, "Thank you")
    await case.post.drain()
    assert case.sent[-1] == (MENTOR, "Thank you")
    assert await case.state() == "claimed"


async def test_failures_before_do_not_count_as_rooms(case: Case) -> None:
    case.chat.refusals["room1"] = deque([*(TryLater("HTTP 502") for _ in range(5)), Undeliverable("gone")])
    await case.post.tell_room(case.thread, "In 2019")
    for _ in range(6):
        await case.post.drain(timedelta(hours=1))
    assert case.sent == [("room2", "In 2019")]


async def test_the_direct_chat_when_no_room_can_be_opened(post: Office, chat: Fake) -> None:
    chat.refusals["room"] = refusals("forbidden", 100)
    case = await Case.made(post, chat)
    await post.tell_room(case.thread, "In 2019")
    await post.drain()
    assert chat.sent[-1] == (MENTOR, "In 2019")
    room = await post.store.read(lambda tx: rooms.get(tx, case.number, "chat"))
    assert room
    assert room.room.where == case.mentor.direct


async def test_a_thread_goes_back_when_its_mentor_cannot_be_reached_at_all(post: Office, chat: Fake) -> None:
    chat.refusals["room"] = refusals("forbidden", 100)
    case = await Case.made(post, chat)
    chat.refusals[MENTOR] = refusals("blocked", 100)
    await post.tell_room(case.thread, "In 2019")
    await post.drain()
    assert await case.state() == "waiting"
    assert not await post.reachable(case.mentor)
    ((where, told),) = case.sent
    assert where == ASKER
    assert "at the head of the queue again" in told
    assert "waiting" in chat.cards[-1].text


async def test_a_message_that_is_refused_for_what_it_is_opens_no_rooms(case: Case) -> None:
    case.chat.refusals["room1"] = refusals("refused")
    await case.post.tell_room(case.thread, "x" * 10_000)
    await case.post.tell_room(case.thread, "In 2019")
    await case.post.drain()
    assert case.sent == [("room1", "In 2019")]
    assert len(case.chat.requests) == 1
    assert await case.state() == "claimed"


async def test_a_room_is_not_closed_while_its_thread_is_open(case: Case) -> None:
    async def close(tx: Tx) -> None:
        await telling.close_room(await case.post.moment(tx), case.thread)

    await case.post.store.write(close)
    await case.post.drain()
    assert case.chat.closed == []


# Cards.


async def test_a_card_is_shown_once_for_each_version(post: Office, chat: Fake) -> None:
    chat.refusals["card"] = deque([TryLater("HTTP 502")])
    asker, mentor = await post.person("amina"), await post.person("mel", Role.MENTOR)
    thread = await post.opened(asker)
    await post.drain()
    await post.claimed(thread, mentor)
    await post.drain(timedelta(hours=1))
    # Two cards were put; when the first could be shown, it showed what the second is about as well.
    assert [(card.number, card.message_id) for card in chat.cards] == [(1, "")]
    assert "claimed by Mel" in chat.cards[0].text
    assert not chat.cards[0].buttons[0][0].label.startswith("Claim")
    assert (await post.states())["delivered"] >= 2


async def test_a_card_changes_where_it_stands(post: Office, chat: Fake) -> None:
    thread = await post.opened(await post.person("amina"))
    await post.drain()
    await post.claimed(thread, await post.person("mel", Role.MENTOR))
    await post.drain()
    assert [(card.where, card.message_id) for card in chat.cards] == [(HUB, ""), (HUB, "card1")]


async def test_a_card_is_shown_anew_in_another_channel(tmp_path: Path) -> None:
    clock, before, after = Clock(), Fake(hub=HUB), Fake(hub=Address("chat", "new hub"))
    async with office(tmp_path, before, clock=clock) as post:
        thread = await post.opened(await post.person("amina"))
        await post.drain()
    async with office(tmp_path, after, clock=clock) as post:
        await post.claimed(thread, await post.person("mel", Role.MENTOR))
        await post.drain()
    assert [(card.where.chat_id, card.message_id) for card in after.cards] == [("new hub", "")]


async def test_a_channel_that_is_gone_holds_no_thread_up(post: Office, chat: Fake) -> None:
    chat.refusals["card"] = refusals("gone", 100)
    case = await Case.made(post, chat)
    await case.mentor_writes("Which year")
    assert case.sent[-1][0] == ASKER
