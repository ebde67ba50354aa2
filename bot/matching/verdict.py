"""What the matcher says of a question."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is done with a question: answered, met with suggestions, or handed to a mentor."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is done with one question.

    `entry_id` is the best entry even when it is not shown, None when nothing is like the question. `score` is
    the chance, from 0 to 1, that it is the right one. `top` ranks up to ten entries, `suggestions` are those
    to show as buttons (only for `suggest`), `vetoes` say in short words why a likely entry was not answered,
    `nearest` is the phrasing of the best entry that is most like the question.
    """

    kind: Kind
    entry_id: str | None = None
    score: float = 0.0
    top: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = ()
    nearest: str = ""
