"""The index over all entries, and the judgement of a question."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol, Self

import numpy as np

from bot.matching.calibration import Array, Calibration
from bot.matching.care import care_entry
from bot.matching.distress import GRAVE, KIND, Distress
from bot.matching.learning import samples
from bot.matching.lexical import Field, Ints, Lexical, Words, stem
from bot.matching.lookup import Lookup
from bot.matching.question import Question, take_apart
from bot.matching.scores import LeftOut, Likeness, Mixed, Scores
from bot.matching.text import clean, language
from bot.matching.verdict import Kind, Verdict
from bot.matching.vetoes import Named, entry_names, facets, vetoes

EVERYDAY = Path(__file__).with_name("foreign.txt")

COST = 3.0
"""How many right answers a wrong one costs."""

HIGH_STAKES = 3.0
"""How many times dearer it is for an entry marked `stakes: high`."""

# A needless kind answer costs little, a missed one much.
_CARE = 1 / 3
# A suggestion is worth its glance when the right entry is among the three this often.
_WORTH_A_GLANCE = 0.2
# From this chance on an entry may be what is meant, and from this one another part of a text asks for it.
_SUPPORTED = 0.3
_ASKED_TOO = 0.5
# The least chance of an entry whose own phrasing is asked nearly word for word.
_KNOWN = 0.97
_RANKED = 10
_OFFERED = 3


class Matchable(Protocol):
    """What the matcher needs of an entry."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def title(self) -> str:
        """Its own question; may be empty."""

    @property
    def phrasings(self) -> Sequence[str]:
        """How people ask it."""

    @property
    def text(self) -> str:
        """Its answer."""

    @property
    def stakes(self) -> str:
        """`high` when a wrong answer does special harm."""

    @property
    def care(self) -> bool:
        """Whether it answers distress, or what is not ours."""


SecondLikeness = Callable[[Sequence[Words], Ints], Likeness]
"""Makes a second way to tell likeness from all phrasings and the number of the entry of each."""


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
    ) -> None:
        self.ids = tuple(entry.id for entry in entries)
        self._entries = entries
        self._phrasings = phrasings
        self._scores = scores
        self._calibration = calibration
        self._cost = cost
        self._distress = distress
        self._care = frozenset(entry.id for entry in entries if entry.care)
        self._facets = facets()
        self._named: dict[int, Named] = {}
        self._lookup = Lookup(
            [
                (entry.id, [question.words for question in own])
                for entry, own in zip(entries, phrasings, strict=True)
            ]
        )

    @classmethod
    def build(
        cls,
        entries: Iterable[Matchable],
        *,
        cost: float = COST,
        second: SecondLikeness | None = None,
        share: float = 0.5,
    ) -> Self:
        """Index and calibrate; `second` is mixed in with weight `share`. Their order does not matter."""
        ordered = sorted((entry for entry in entries if _asked(entry)), key=lambda entry: entry.id)
        phrasings = [[take_apart(text, language()) for text in _asked(entry)] for entry in ordered]
        words = [[question.words for question in own] for own in phrasings]
        rows = [each for own in words for each in own]
        entry_of = np.repeat(np.arange(len(words)), [len(own) for own in words]).astype(np.int64)
        everyday = _everyday()
        lexical = Lexical.build(rows, entry_of, [line.words for line in everyday])
        likeness: Likeness = lexical
        if second is not None:
            likeness = Mixed(lexical, second(rows, entry_of), share)
        answers = [[stem(word) for word in language().tokens(clean(entry.text))] for entry in ordered]
        everyday_stems = [[stem(word) for word in line.words] for line in everyday]
        said = Field(answers, np.arange(len(ordered)), everyday_stems)
        scores = Scores(words, said, lexical, likeness)
        known = samples(scores, phrasings, everyday) if ordered else []
        kind = any(entry.id in KIND for entry in ordered)
        by_id = {entry.id: own for entry, own in zip(ordered, words, strict=True)}
        distress = Distress.learn(by_id, [line.words for line in everyday]) if kind else None
        return cls(ordered, phrasings, scores, Calibration.fit(known), cost, distress)

    def judge(self, text: str) -> Verdict:
        """What to do with a question."""
        question = take_apart(text, language())
        kind_entry = care_entry(question, self._care)
        if not question.words or not self.ids:
            return Verdict(Kind.HAND_OVER)
        scores = self._scores.of(question)
        ranked = _ranked(scores)
        verdict = self._decide(question, scores, ranked) if ranked else Verdict(Kind.HAND_OVER)
        kind_entry = kind_entry or self._kind_entry(question, scores, verdict)
        if kind_entry is None:
            return verdict
        top = (kind_entry, *(self.ids[i] for i in ranked if self.ids[i] != kind_entry))[:_RANKED]
        return Verdict(Kind.ANSWER, kind_entry, 1.0, top)

    def _kind_entry(self, question: Question, scores: Array, verdict: Verdict) -> str | None:
        """The entry for distress that no rule foresaw, unless another entry answers the message."""
        felt = self._distress.felt(question) if self._distress else None
        if felt is None or (not felt.sure and self._asked_for(question, verdict)):
            return None
        loaded = [each for each in KIND if each in self._care]
        if felt.grave and GRAVE in loaded:
            return GRAVE
        # A fail or an unmatched year is spoken of only when the message does.
        best = self.ids[int(scores.argmax())]
        return best if best in loaded and best != GRAVE else next(iter(loaded[1:] or loaded), None)

    def _asked_for(self, question: Question, verdict: Verdict) -> bool:
        """Whether a message is likely one for another entry than those for distress."""
        if verdict.entry_id in KIND:
            return False
        asks = any(part.asks for part in question.parts)
        return verdict.kind is Kind.ANSWER or (asks and verdict.score >= _SUPPORTED)

    def left_out(self) -> Iterator[tuple[str, str, Verdict]]:
        """Judge each phrasing as if it were not there: its entry's id, the phrasing, the verdict."""
        for number, (entry, own) in enumerate(zip(self._entries, self._phrasings, strict=True)):
            for place, (text, question) in enumerate(zip(_asked(entry), own, strict=True)):
                left_out = LeftOut(int(self._scores.starts[number]) + place, number)
                if kind_entry := care_entry(question, self._care):
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
        case = self._scores.case(question, scores, best, left_out)
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
        return Verdict(
            kind=kind,
            entry_id=top[0],
            score=chance,
            top=top,
            suggestions=tuple(offered)[:_OFFERED] if kind is Kind.SUGGEST else (),
            vetoes=reasons,
            nearest=_asked(self._entries[best])[self._scores.nearest(question.words, best)],
        )

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
        asking = question.asking
        if len(asking) < 2:
            return []
        rivals = []
        for part in asking:
            scores = self._scores.of_part(part, left_out)
            winner = int(scores.argmax())
            alone = Question(part.words, (part,))
            chance = self._calibration.chance(self._scores.case(alone, scores, winner, left_out))
            if winner != best and chance >= _ASKED_TOO:
                rivals.append(winner)
        return rivals

    def _vetoes(self, question: Question, entry: int) -> tuple[str, ...]:
        matchable = self._entries[entry]
        if matchable.care:
            return ()
        named = self._named.get(entry)
        if named is None:
            body = tuple(language().tokens(matchable.text)) if matchable.text else ()
            named = entry_names([q.words for q in self._phrasings[entry]], body, self._facets)
            self._named[entry] = named
        return vetoes(question, named, self._facets, strict=matchable.stakes == "high")

    def search(self, words: str, limit: int = 10) -> list[str]:
        """Ids of entries whose title or phrasings have these words, or words that begin so or nearly so."""
        return self._lookup.search(words, limit)


def _asked(entry: Matchable) -> tuple[str, ...]:
    """What an entry is asked by: its phrasings, and its title as one more."""
    return tuple(text for text in (*entry.phrasings, entry.title) if any(map(str.isalnum, text)))


def _ranked(scores: Array) -> list[int]:
    """The best entries, ties by their order, without those that share nothing with the text."""
    best = np.argsort(-scores, kind="stable")[:_RANKED]
    return [int(i) for i in best if scores[i] > 0]


@cache
def _everyday() -> tuple[Question, ...]:
    """Lines that no entry answers."""
    lines = EVERYDAY.read_text(encoding="utf-8").splitlines()
    return tuple(take_apart(line, language()) for line in lines if line.strip())
