"""Questions, each with what people said of the entries that were shown for it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.matching.verdict import Kind
from bot.store import questions
from bot.store.database import Tx
from bot.store.questions import Label, Question


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, what it was met with, and the labels on it; of those of one kind the oldest first."""

    number: int
    asker: int
    text: str
    verdict: str
    browsed: bool
    shown: frozenset[str]
    """Entries that were shown as the answer or offered as buttons."""
    answered: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    picked: tuple[str, ...] = ()
    mentor: tuple[str, ...] = ()

    @property
    def named(self) -> str | None:
        """The entry that a mentor named last, or that the asker picked and did not refuse afterwards."""
        picked = [entry for entry in self.picked if entry not in self.refused]
        return (self.mentor or tuple(picked) or (None,))[-1]

    @property
    def right(self) -> str | None:
        """The entry that is known to answer it: named, or said to answer and not refused."""
        if self.mentor:
            return self.mentor[-1]
        answered = [entry for entry in self.answered if entry not in self.refused]
        return answered[-1] if answered else self.named

    @property
    def unmet(self) -> bool:
        """Whether no entry was shown for it, or what was shown has been refused, and none is known.

        Who picks one of several and then refuses it has passed over the others.
        """
        if self.browsed or self.right is not None:
            return False
        return self.verdict == Kind.HAND_OVER or bool(self.refused)


async def record(tx: Tx) -> list[Asked]:
    """Everything that was asked, oldest first."""
    return joined(await questions.every(tx), await questions.labels(tx))


def joined(asked: Iterable[Question], labels: Iterable[Label]) -> list[Asked]:
    """Questions with their labels."""
    said: defaultdict[int, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for label in labels:
        said[label.question_id][label.label].append(label.entry)
    return [
        Asked(
            number=question.id,
            asker=question.asker_id,
            text=question.text,
            verdict=question.verdict,
            browsed=question.browsed,
            shown=frozenset(filter(None, (question.entry, *question.offers))),
            **{kind: tuple(entries) for kind, entries in said[question.id].items()},
        )
        for question in asked
    ]
