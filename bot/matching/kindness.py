"""Which messages are met with kindness, or with a refusal, before anything else."""

from collections.abc import Sequence

from bot.matching.calibration import Array
from bot.matching.care import care_entry
from bot.matching.distress import GRAVE, KIND, Distress
from bot.matching.question import Question
from bot.matching.verdict import Kind, Verdict

# From this chance on another entry may be what a message that asks is about.
_SUPPORTED = 0.3


class Kindness:
    """The entries under care, the rules that lead to them, and what tells distress that no rule foresaw."""

    def __init__(self, loaded: Sequence[str], distress: Distress | None) -> None:
        self._loaded = frozenset(loaded)
        self._distress = distress

    def by_rule(self, question: Question) -> str | None:
        """The entry that a rule leads to."""
        return care_entry(question, self._loaded)

    def unforeseen(
        self, question: Question, ids: Sequence[str], scores: Array, verdict: Verdict
    ) -> str | None:
        """The entry for distress that no rule foresaw, unless another entry answers the message."""
        felt = self._distress.felt(question) if self._distress else None
        if felt is None or (not felt.sure and _asked_for(question, verdict)):
            return None
        loaded = [each for each in KIND if each in self._loaded]
        if felt.grave and GRAVE in loaded:
            return GRAVE
        # A fail or an unmatched year is spoken of only when the message does.
        best = ids[int(scores.argmax())]
        return best if best in loaded and best != GRAVE else next(iter(loaded[1:] or loaded), None)


def _asked_for(question: Question, verdict: Verdict) -> bool:
    """Whether a message is likely one for another entry than those for distress."""
    if verdict.entry_id in KIND:
        return False
    asks = any(part.asks for part in question.parts)
    return verdict.kind is Kind.ANSWER or (asks and verdict.score >= _SUPPORTED)
