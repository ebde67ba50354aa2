"""Whatever the order of events: one state, at most one mentor, no message lost, none doubled."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from world import Clock, Talk
from world import settings as world_settings

from bot.config.model import LimitSettings, QueueSettings
from bot.mentoring.states import Move, State, after

T = TypeVar("T")
ASKERS = ("asker1", "asker2")
MENTORS = ("mentor1", "mentor2")
CLAIM_EXPECTED = {State.WAITING}


class Queue(RuleBasedStateMachine):
    """Askers and mentors on the console, beside a model of what must be true."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        chosen = world_settings(
            Path(self.folder.name), limits=LimitSettings(per_minute=10_000), queue=QueueSettings(max_open=100)
        )
        self.talk = Talk(chosen, Clock())
        self.run(self.talk.start())
        self.states: dict[int, State] = {}
        self.asker: dict[int, str] = {}
        self.mentor: dict[int, str] = {}
        self.said: dict[str, tuple[int, str]] = {}
        self.number = 0

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        self.run(self.talk.stop())
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()
        self.folder.cleanup()

    def say(self, *lines: str) -> None:
        self.run(self.talk.say(*lines))

    def fresh(self, word: str) -> str:
        self.number += 1
        return f"{word} qz{self.number}qz"

    def move(self, thread: int, move: Move) -> bool:
        """Move the model; whether that is allowed."""
        to = after(self.states[thread], move)
        if to is None:
            return False
        self.states[thread] = to
        return True

    @rule(asker=st.sampled_from(ASKERS), twice=st.booleans())
    def ask(self, asker: str, twice: bool) -> None:
        text = self.fresh("The purple logbook soaked in soup")
        self.say(f"{asker}: /ask {text}")
        self.say(f"{asker}: #{self.talk.last(asker).buttons.index('Ask a mentor') + 1}")
        if twice:
            self.say(f"{asker}: /ask {text}", f"{asker}: #1")
        thread = len(self.states) + 1
        self.states[thread] = State.WAITING
        self.asker[thread] = asker
        self.said[text] = (thread, "asker")

    @precondition(lambda self: self.states)
    @rule(data=st.data(), mentor=st.sampled_from(MENTORS))
    def claim(self, data: st.DataObject, mentor: str) -> None:
        thread = data.draw(st.sampled_from(sorted(self.states)))
        self.say(f"{mentor}: /claim {thread}")
        if self.move(thread, Move.CLAIM):
            self.mentor[thread] = mentor

    @precondition(lambda self: self.states)
    @rule(data=st.data(), mentor=st.sampled_from(MENTORS))
    def release(self, data: st.DataObject, mentor: str) -> None:
        thread = data.draw(st.sampled_from(sorted(self.states)))
        self.say(f"{mentor}: /release {thread}")
        if self.mentor.get(thread) == mentor and self.move(thread, Move.RELEASE):
            del self.mentor[thread]

    @precondition(lambda self: self.states)
    @rule(data=st.data(), mentor=st.sampled_from(MENTORS))
    def resolve(self, data: st.DataObject, mentor: str) -> None:
        thread = data.draw(st.sampled_from(sorted(self.states)))
        self.say(f"{mentor}: /resolve {thread}")
        if self.mentor.get(thread) == mentor and self.move(thread, Move.RESOLVE):
            del self.mentor[thread]

    @precondition(lambda self: self.states)
    @rule(data=st.data())
    def close(self, data: st.DataObject) -> None:
        thread = data.draw(st.sampled_from(sorted(self.states)))
        self.say(f"{self.asker[thread]}: /close {thread}")
        move = Move.WITHDRAW if self.states[thread] is State.WAITING else Move.RESOLVE
        if self.move(thread, move):
            self.mentor.pop(thread, None)

    @precondition(lambda self: self.states)
    @rule(data=st.data())
    def reopen(self, data: st.DataObject) -> None:
        thread = data.draw(st.sampled_from(sorted(self.states)))
        self.say(f"{self.asker[thread]}: /reopen {thread}")
        self.move(thread, Move.REOPEN)

    @precondition(lambda self: self.mentor)
    @rule(data=st.data())
    def mentor_writes(self, data: st.DataObject) -> None:
        thread = data.draw(st.sampled_from(sorted(self.mentor)))
        text = self.fresh("mentor says")
        self.say(f"{self.mentor[thread]}@{thread}: {text}")
        self.said[text] = (thread, "mentor")

    @precondition(lambda self: any(state in {State.WAITING, State.CLAIMED} for state in self.states.values()))
    @rule(data=st.data())
    def asker_writes(self, data: st.DataObject) -> None:
        mine = [t for t, state in self.states.items() if state in {State.WAITING, State.CLAIMED}]
        thread = data.draw(st.sampled_from(mine))
        asker = self.asker[thread]
        text = self.fresh("asker says")
        self.say(f"{asker}: {text}")
        last = self.talk.last(asker)
        wanted = [index for index, label in enumerate(last.buttons) if label.startswith(f"#{thread} ")]
        if last.text.startswith("You have several open threads"):
            if not wanted:
                return
            self.say(f"{asker}: #{wanted[0] + 1}")
        self.said[text] = (thread, "asker")

    @rule()
    def restart(self) -> None:
        self.run(self.talk.restart())

    @rule()
    def time_passes(self) -> None:
        self.run(self.talk.wait(timedelta(minutes=10)))

    @invariant()
    def the_store_agrees(self) -> None:
        async def rows(tx: Any) -> list[Any]:
            return list(
                await (
                    await tx.execute(
                        "SELECT t.id, t.state, p.user_id FROM threads AS t"
                        " LEFT JOIN people AS p ON p.id = t.mentor_id ORDER BY t.id"
                    )
                ).fetchall()
            )

        stored = {
            number: (state, mentor) for number, state, mentor in self.run(self.talk.app.store.read(rows))
        }
        assert stored == {
            thread: (state.value, self.mentor.get(thread)) for thread, state in self.states.items()
        }

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        async def rows(tx: Any) -> list[Any]:
            return list(await (await tx.execute("SELECT text FROM versions WHERE version = 1")).fetchall())

        stored = Counter(text for (text,) in self.run(self.talk.app.store.read(rows)))
        assert stored == Counter(list(self.said))
        for text, (thread, who) in self.said.items():
            readers = [
                message.reader
                for message in self.talk.shown
                if message.text.endswith(f": {text}") and "asks:" not in message.text
            ]
            if who == "mentor":
                assert readers.count(self.asker[thread]) == 1, (text, readers)
            in_room = [reader for reader in readers if reader.endswith(f"@{thread}")]
            claimed = thread in self.mentor
            assert len(in_room) <= 1, (text, in_room)
            if who == "asker" and claimed:
                assert len(in_room) == 1, (text, readers)


TestQueue = Queue.TestCase
TestQueue.settings = settings(
    max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
