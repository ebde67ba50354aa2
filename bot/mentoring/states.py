"""The thread's state machine, pure: the database enforces it, this explains it."""

from enum import StrEnum


class State(StrEnum):
    """Where a thread stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What can be done to a thread."""

    CLAIM = "claim"
    RELEASE = "release"
    RESOLVE = "resolve"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


NEXT: dict[tuple[State, Move], State] = {
    (State.WAITING, Move.CLAIM): State.CLAIMED,
    (State.WAITING, Move.RESOLVE): State.RESOLVED,
    (State.WAITING, Move.WITHDRAW): State.WITHDRAWN,
    (State.CLAIMED, Move.RELEASE): State.WAITING,
    (State.CLAIMED, Move.RESOLVE): State.RESOLVED,
    (State.CLAIMED, Move.WITHDRAW): State.WITHDRAWN,
    (State.RESOLVED, Move.REOPEN): State.WAITING,
}
"""Every move that is allowed, and where it leads. Whatever is not here is refused."""


def after(state: State, move: Move) -> State | None:
    """The state that a move leads to, or None where it is not allowed."""
    return NEXT.get((state, move))
