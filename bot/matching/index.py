"""The index over all entries, and the judgement of a question."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Self

import numpy as np

from bot.matching.building import everyday_lines, scores_of
from bot.matching.calibration import Array, Calibration, Sample, features
from bot.matching.distress import KIND, Distress
from bot.matching.explanation import Candidate, Explanation
from bot.matching.kindness import Kindness
from bot.matching.learning import samples
from bot.matching.lookup import Lookup
from bot.matching.matchable import Matchable, asked
from bot.matching.question import Question, only_greets, take_apart, take_known_apart
from bot.matching.scores import LeftOut, Scores
from bot.matching.text import Language
from bot.matching.text import language as plain_language
from bot.matching.understanding import Understands
from bot.matching.verdict import Kind, Verdict
from bot.matching.vetoes import Named, entry_names, facets, vetoes

COST = 3.0
"""How many right answers a wrong one costs."""

HIGH_STAKES = 3.0
"""How many times dearer it is for an entry marked `stakes: high`."""

# A needless kind answer costs little, a missed one much.
_CARE = 1 / 3
# A suggestion is worth its glance when the right entry is among the three this often.
_WORTH_A_GLANCE = 0.12
# From this chance on an entry may be what is meant, and from this one another part of a text asks for it.
_SUPPORTED = 0.3
_ASKED_TOO = 0.5
# Asking parts that are judged by themselves, from the end.
_JUDGED = 4
# The least chance of an entry whose own phrasing is asked nearly word for word.
_KNOWN = 0.97
_RANKED = 10
_EXPLAINED = 5
_OFFERED = 3


class Index:
    """All entries, ready to judge questions; it never changes."""

    def __init__(
        self,
        entries: Sequence[Matchable],
        phrasings: Sequence[Sequence[Question]],
        scores: Scores,
        calibration: Calibration,
        cost: float,
        distress: Distress | None,
        language: Language,
    ) -> None:
        self.ids = tuple(entry.id for entry in entries)
        self._entries = entries
        self._phrasings = phrasings
        self._scores = scores
        self._calibration = calibration
        self._cost = cost
        self._kindness = Kindness([entry.id for entry in entries if entry.care], distress)
        self._language = language
        self._facets = facets()
        self._named: dict[int, Named] = {}
        self._lookup = Lookup(
            [
                (entry.id, [question.words for question in own])
                for entry, own in zip(entries, phrasings, strict=True)
            ],
            language,
        )

    @classmethod
    def build(
        cls,
        entries: Iterable[Matchable],
        *,
        cost: float = COST,
        language: Language | None = None,
        meaning: Understands | None = None,
        weights: Calibration | None = None,
    ) -> Self:
        """Index and calibrate; their order does not matter.

        `language` reads the short forms, `meaning` tells likeness beside the words. `weights` were fitted
        before and spare the calibration.
        """
        language = language or plain_language()
        ordered = sorted((entry for entry in entries if asked(entry)), key=lambda entry: entry.id)
        phrasings = [[take_known_apart(text, language) for text in asked(entry)] for entry in ordered]
        everyday = everyday_lines(language)
        scores = scores_of(ordered, phrasings, everyday, language, meaning)
        known = samples(scores, phrasings, everyday) if ordered and weights is None else []
        kind = any(entry.id in KIND for entry in ordered)
        by_id = {
            entry.id: [question.words for question in own]
            for entry, own in zip(ordered, phrasings, strict=True)
        }
        distress = None
        if kind:
            lines = [line.words for line in everyday]
            distress = Distress.learn(by_id, lines, meaning)
        return cls(ordered, phrasings, scores, weights or Calibration.fit(known), cost, distress, language)

    def only_greets(self, text: str) -> bool:
        """Whether a text greets or thanks, and asks nothing."""
        return only_greets(text, self._language)

    def judge(self, text: str) -> Verdict:
        """What to do with a question."""
        question = take_apart(text, self._language)
        if not question.words or not self.ids:
            return Verdict(Kind.HAND_OVER)
        return self._judge(question, self._scores.of(question))[0]

    def _judge(self, question: Question, scores: Array) -> tuple[Verdict, str]:
        """The verdict, and what led to an entry under care."""
        ranked = _ranked(scores)
        verdict = self._decide(question, scores, ranked) if ranked else Verdict(Kind.HAND_OVER)
        led, kind_entry = "rule", self._kindness.by_rule(question)
        if kind_entry is None:
            led, kind_entry = "distress", self._kindness.unforeseen(question, self.ids, scores, verdict)
        if kind_entry is None:
            return verdict, ""
        top = (kind_entry, *(self.ids[i] for i in ranked if self.ids[i] != kind_entry))[:_RANKED]
        return Verdict(Kind.ANSWER, kind_entry, 1.0, top), led

    def explain(self, text: str) -> Explanation:
        """Judge a question, and say why."""
        question = take_apart(text, self._language)
        asking = tuple(" ".join(part.words) for part in question.parts if part.asks)
        words = " ".join(question.words)
        if not question.words or not self.ids:
            return Explanation(Verdict(Kind.HAND_OVER), words, asking, (), 0.0, _WORTH_A_GLANCE, "")
        scores = self._scores.of(question)
        verdict, led = self._judge(question, scores)
        ranked = _ranked(scores)
        three = self._calibration.chance_among_three(features(scores, ranked[0])) if ranked else 0.0
        candidates = tuple(self._candidate(question, scores, entry) for entry in ranked[:_EXPLAINED])
        return Explanation(verdict, words, asking, candidates, three, _WORTH_A_GLANCE, led)

    def _candidate(self, question: Question, scores: Array, entry: int) -> Candidate:
        case = features(scores, entry)
        return Candidate(
            entry_id=self.ids[entry],
            score=float(scores[entry]),
            views=self._scores.parts_of(question.words, entry),
            share=float(np.exp(case[1])),
            chance=self._calibration.chance(case),
            bar=self._bar(entry),
            nearest=self._nearest(question, entry),
        )

    @property
    def calibration(self) -> Calibration:
        """The weights that turn likeness to chance."""
        return self._calibration

    def cases(self) -> list[Sample]:
        """The known cases that it is calibrated with when nothing else is given."""
        return samples(self._scores, self._phrasings, everyday_lines(self._language)) if self.ids else []

    def case_of(self, text: str) -> tuple[Array, tuple[str, ...], float] | None:
        """What the chance of a text's best entry hangs on, the best entries, and the best one's bar.

        None when no entry is like it, or when care decides.
        """
        question = take_apart(text, self._language)
        if not question.words or not self.ids:
            return None
        scores = self._scores.of(question)
        ranked = _ranked(scores)
        if not ranked or self._judge(question, scores)[1]:
            return None
        return features(scores, ranked[0]), tuple(self.ids[i] for i in ranked), self._bar(ranked[0])

    def left_out(self) -> Iterator[tuple[str, str, Verdict]]:
        """Judge each phrasing as if it were not there: its entry's id, the phrasing, the verdict."""
        for number, (entry, own) in enumerate(zip(self._entries, self._phrasings, strict=True)):
            for place, (text, question) in enumerate(zip(asked(entry), own, strict=True)):
                left_out = LeftOut(int(self._scores.rows.starts[number]) + place, number)
                if kind_entry := self._kindness.by_rule(question):
                    yield entry.id, text, Verdict(Kind.ANSWER, kind_entry, 1.0, (kind_entry,))
                    continue
                scores = self._scores.of(question, left_out)
                if ranked := _ranked(scores):
                    yield entry.id, text, self._decide(question, scores, ranked, left_out)
                else:
                    yield entry.id, text, Verdict(Kind.HAND_OVER)

    def _decide(
        self, question: Question, scores: Array, ranked: list[int], left_out: LeftOut | None = None
    ) -> Verdict:
        """The band that the best entry falls into, after the vetoes."""
        best = ranked[0]
        case = features(scores, best)
        chance = self._calibration.chance(case)
        rivals = self._rivals(question, best, left_out)
        if chance >= _SUPPORTED and self._known(question, best, left_out):
            chance, rivals = max(chance, _KNOWN), []
        reasons: tuple[str, ...] = ()
        kind = Kind.HAND_OVER
        if chance >= self._bar(best) or self._calibration.chance_among_three(case) >= _WORTH_A_GLANCE:
            kind = Kind.SUGGEST
        if chance >= self._bar(best):
            reasons = self._vetoes(question, best) + (("two questions",) if rivals else ())
            kind = Kind.SUGGEST if reasons else Kind.ANSWER
        elif rivals:
            kind = Kind.SUGGEST
        top = tuple(self.ids[i] for i in ranked)
        offered = dict.fromkeys([top[0], *(self.ids[i] for i in rivals), *top])
        if any(part.asks for part in question.parts):
            # Who asks something, and in no distress, is not offered words for a broken heart.
            offered = dict.fromkeys(entry for entry in offered if entry not in KIND) or offered
        return Verdict(
            kind=kind,
            entry_id=top[0],
            score=chance,
            top=top,
            suggestions=tuple(offered)[:_OFFERED] if kind is Kind.SUGGEST else (),
            vetoes=reasons,
            nearest="" if left_out else self._nearest(question, best),
        )

    def _nearest(self, question: Question, entry: int) -> str:
        """The entry's phrasing that is most like the question."""
        return asked(self._entries[entry])[self._scores.nearest(question.words, entry)]

    def _known(self, question: Question, entry: int, left_out: LeftOut | None) -> bool:
        """Whether the question is nearly an entry's own, said alone or as all that a story asks."""
        texts = [question.words]
        if len(question.asking) == 1 and all(part.asks or part.about_asker for part in question.parts):
            texts.append(question.asking[0].words)
        return any(self._scores.known(words, entry, left_out) for words in texts)

    def _bar(self, entry: int) -> float:
        """The chance from which the expected gain of an answer covers its expected cost."""
        cost = self._cost
        if self.ids[entry] in KIND:
            cost *= _CARE
        elif self._entries[entry].stakes == "high":
            cost *= HIGH_STAKES
        return cost / (1 + cost)

    def _rivals(self, question: Question, best: int, left_out: LeftOut | None) -> list[int]:
        """Entries that other asking parts of the text support, when they do not support the best one."""
        asking = question.asking[-_JUDGED:]
        if len(asking) < 2:
            return []
        rivals = []
        for part in asking:
            scores = self._scores.of_part(part, left_out)
            winner = int(scores.argmax())
            chance = self._calibration.chance(features(scores, winner))
            if winner != best and chance >= _ASKED_TOO:
                rivals.append(winner)
        return rivals

    def _vetoes(self, question: Question, entry: int) -> tuple[str, ...]:
        matchable = self._entries[entry]
        if matchable.care:
            return ()
        named = self._named.get(entry)
        if named is None:
            body = tuple(self._language.tokens(matchable.text)) if matchable.text else ()
            named = entry_names([q.words for q in self._phrasings[entry]], body, self._facets)
            self._named[entry] = named
        return vetoes(question, named, self._facets, strict=matchable.stakes == "high")

    def search(self, words: str, limit: int = 10) -> list[str]:
        """Ids of entries whose title or phrasings have these words, or words that begin so or nearly so."""
        return self._lookup.search(words, limit)


def _ranked(scores: Array) -> list[int]:
    """The best entries, ties by their order, without those that share nothing with the text."""
    best = np.argsort(-scores, kind="stable")[:_RANKED]
    return [int(i) for i in best if scores[i] > 0]
