"""Why the matcher said what it said, for admins."""

from bot.commands.base import Argument, Command
from bot.commands.work import Work
from bot.errors import UserError
from bot.matching.explanation import Explanation
from bot.matching.verdict import Kind
from bot.messages import Reply, Role
from bot.store import questions
from bot.wording import explaining as say

_CARE = {"rule": say.RULE, "distress": say.DISTRESS}


async def why(work: Work) -> Reply:
    """Explain the verdict on some words, or on what the admin last asked here."""
    words = work.checked_length(work.argument)
    then = ""
    if not words:
        question = await questions.last_of(work.tx, work.person.id, work.incoming.where)
        if question is None:
            raise UserError(say.NOTHING_ASKED)
        words, then = question.text, question.verdict
    reasons = work.library.index.explain(words)
    parts = [say.head(words), *_verdict(work, reasons)]
    if then and then != reasons.verdict.kind.value:
        parts.append(say.earlier(then))
    if reasons.words:
        parts += [say.read_as(reasons.words, reasons.asking), *_candidates(work, reasons)]
    return Reply("\n\n".join(parts))


def _verdict(work: Work, reasons: Explanation) -> list[str]:
    """The verdict and what decided it."""
    verdict = reasons.verdict
    if not reasons.words:
        return [say.NO_WORDS]
    if reasons.care and verdict.entry_id:
        return [say.kind_answer(_title(work, verdict.entry_id)), _CARE.get(reasons.care, reasons.care)]
    if not reasons.candidates or verdict.entry_id is None:
        return [say.NO_CANDIDATES]
    best = reasons.candidates[0]
    parts = []
    if verdict.kind is Kind.ANSWER:
        parts.append(say.answers(_title(work, verdict.entry_id), verdict.score, best.bar))
    elif verdict.kind is Kind.SUGGEST:
        parts.append(say.suggests(verdict.score, best.bar, reasons.three, reasons.glance))
    else:
        parts.append(say.hands_over(verdict.score, best.bar, reasons.three, reasons.glance))
    if verdict.score > best.chance:
        parts.append(say.KNOWN)
    if verdict.vetoes:
        parts.append(say.held_back(verdict.vetoes))
    return parts


def _candidates(work: Work, reasons: Explanation) -> list[str]:
    return [
        say.candidate(
            place,
            _title(work, each.entry_id),
            each.entry_id,
            chance=each.chance,
            bar=each.bar,
            share=each.share,
            nearest=each.nearest,
        )
        for place, each in enumerate(reasons.candidates, start=1)
    ]


def _title(work: Work, entry_id: str) -> str:
    entry = work.library.by_id.get(entry_id)
    return entry.title if entry else entry_id


COMMANDS = [
    Command(
        "why",
        "Why your last question here, or these words, got that answer",
        why,
        Argument("words", "Words to explain; without any, your last question here"),
        Role.ADMIN,
        personal=True,
    ),
]
