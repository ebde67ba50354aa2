"""A question taken apart: its sentences and clauses, and which of them ask."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.matching.text import Language, clean, sentences

MOST_PARTS = 12
"""Parts of one text that are judged; of more, those that ask and the last ones."""

_STARTS = (
    r"can|could|do|does|did|is|are|am|was|will|would|should|shall|may|must|has"
    r"|what|which|where|when|who|whom|why|how"
)
_OPENING = r"so|and|but|also|then|or|hi|hello|hey|sir|please|kindly|guys|now|well|ok"
_ASKING = re.compile(
    rf"^(?:(?:{_OPENING})\s+)*(?:{_STARTS})\b(?! not)"
    r"|\b(?:want(?:ed)? to (?:know|ask)|would like to know|need to know|let me know|tell me|wondering"
    r"|confused|how to|any idea|any one knows?|anyone knows?|does anyone|can (?:some|any)one|do you know"
    r"|my (?:question|query|doubt) is|guide me|advi[sc]e|looking for|is it|is there|are there"
    r"|should i|can i|do i)\b"
)
_CLAUSE = re.compile(rf",\s*|\s+-+\s+|\s+(?=(?:so|but|and)\s+(?:{_STARTS})\b(?! not))|:\s+", re.IGNORECASE)
# Words that alone ask for nothing in particular: "can someone please help me".
_FILLER = frozenset(
    {"a", "about", "advice", "advise", "all", "also", "am", "and", "any", "anyone", "anybody", "can", "could"}
    | {"do", "does", "for", "get", "give", "guidance", "guide", "guys", "have", "hello", "help", "hey", "hi"}
    | {
        "how",
        "i",
        "idea",
        "if",
        "is",
        "it",
        "know",
        "let",
        "me",
        "my",
        "need",
        "of",
        "ok",
        "please",
        "possible",
    }
    | {"question", "sir", "so", "some", "somebody", "someone", "suggest", "suggestion", "suggestions", "tell"}
    | {"thank", "thanks", "that", "the", "then", "there", "this", "to", "u", "want", "what", "would", "you"}
)
_ABOUT_ASKER = frozenset({"i", "my", "we", "our", "hi", "hello", "hey", "dear", "sir", "good", "greetings"})
_SHORT = 3
_LONG = 9
_LONGEST_GREETING = 80


_GREETING = frozenset(
    [
        "hi",
        "hii",
        "hello",
        "hey",
        "heya",
        "hola",
        "salam",
        "salaam",
        "assalamualaikum",
        "namaste",
        "greetings",
        "good",
        "morning",
        "evening",
        "afternoon",
        "day",
        "ok",
        "okay",
        "k",
        "cool",
        "thank",
        "thanks",
        "thankyou",
        "thx",
        "ty",
        "you",
        "u",
        "so",
        "much",
        "very",
        "a",
        "lot",
        "all",
        "great",
        "nice",
        "yes",
        "everyone",
        "everybody",
        "guys",
        "sir",
        "madam",
        "doctor",
        "dr",
        "friends",
        "there",
        "bot",
    ]
)


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence or clause: its words, and whether it asks something."""

    words: tuple[str, ...]
    asks: bool

    @property
    def about_asker(self) -> bool:
        """Whether it only greets, or tells who is asking."""
        return not _ABOUT_ASKER.isdisjoint(self.words[:2])


@dataclass(frozen=True, slots=True)
class Question:
    """A text as it is judged: all its words, and its parts when there is more than one."""

    words: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def asking(self) -> tuple[Part, ...]:
        """The parts that ask; when none does, all of it counts as asking."""
        asking = tuple(part for part in self.parts if part.asks)
        return asking or (Part(self.words, True),)


@lru_cache(maxsize=20_000)
def take_known_apart(text: str, language: Language) -> Question:
    """The same for the texts of entries and lines, remembered: an edit changes few of them."""
    return take_apart(text, language)


def only_greets(text: str, language: Language) -> bool:
    """Whether a text greets, thanks or agrees, and asks nothing."""
    words = language.tokens(clean(text)) if len(text) < _LONGEST_GREETING else []
    return bool(words) and _GREETING.issuperset(words)


def take_apart(text: str, language: Language) -> Question:
    """Split a text into its sentences, long sentences into clauses, and mark those that ask."""
    cleaned = clean(text)
    parts: list[Part] = []
    for sentence in sentences(cleaned):
        words = tuple(language.tokens(sentence))
        clauses = _clauses(sentence, language) if len(words) > _LONG else []
        if len(clauses) > 1 and any(clause.asks for clause in clauses):
            parts.extend(clauses)
        elif words:
            parts.append(Part(words, _asks(sentence, words)))
    whole = tuple(word for part in parts for word in part.words)
    if len(parts) > MOST_PARTS:
        asking = [part for part in parts if part.asks][-MOST_PARTS // 2 :]
        rest = [part for part in parts if part not in asking]
        parts = rest[-(MOST_PARTS - len(asking)) :] + asking
    return Question(whole, tuple(parts))


def _clauses(sentence: str, language: Language) -> list[Part]:
    """The clauses of a long sentence; pieces that are too short stay with the one before."""
    clauses: list[Part] = []
    for piece in _CLAUSE.split(sentence):
        words = language.tokens(piece)
        asks = _asks(piece, words)
        if clauses and not asks and len(words) <= _SHORT:
            clauses[-1] = Part(
                clauses[-1].words + tuple(words), clauses[-1].asks or piece.rstrip().endswith("?")
            )
        elif words:
            clauses.append(Part(tuple(words), asks))
    return clauses


def _asks(sentence: str, words: Sequence[str]) -> bool:
    if len(words) < _SHORT or _FILLER.issuperset(words):
        return False
    return sentence.rstrip().endswith("?") or bool(_ASKING.search(" ".join(words)))
