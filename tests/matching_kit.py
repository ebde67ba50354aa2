"""A handful of entries to judge questions with, by their words alone and with the encoder."""

from collections.abc import Sequence
from functools import cache

from bot.entries import Entry
from bot.matching import Index
from bot.matching.encoder import SHIPPED, Encoder, Encodings, read_vectors

ENCODER = Encoder()
WAYS = ("words", "meaning")
"""The matcher without the encoder, and with it."""


def build(way: str, entries: Sequence[Entry], cost: float = 3.0) -> Index:
    """An index that judges in one of the ways."""
    if way == "words":
        return Index.build(entries, cost=cost)
    return Index.build(entries, cost=cost, meaning=Encodings(ENCODER, read_vectors(SHIPPED, ENCODER.version)))


def entry(name: str, title: str, *phrasings: str, text: str = "", stakes: str = "normal") -> Entry:
    topic = name.partition("/")[0]
    return Entry(
        id=name, topic=topic, title=title, phrasings=phrasings, text=text, stakes=stakes, care=topic == "care"
    )


OBSERVE = entry(
    "usce/observership-without-step-1",
    "Can I do an observership without Step 1?",
    "observership without step 1",
    "is step 1 needed for an observership",
    "observership before step 1",
    "do hospitals ask observers for step 1",
    "observer programs that do not ask for step 1",
)
COST = entry(
    "usce/observership-cost",
    "What does an observership cost?",
    "observership cost",
    "how much do i pay for an observership",
    "price of a month of observership",
    "are observerships free or paid",
    "observership fees",
)
LETTER = entry(
    "usce/ask-for-letter",
    "How do I ask for a letter of recommendation?",
    "how to ask for a lor",
    "asking an attending for a recommendation letter",
    "when should i request my lor",
    "email to ask for letter of recommendation",
    "doctor said yes to lor what now",
)
OET = entry(
    "ecfmg/oet",
    "Which OET score does ECFMG want?",
    "oet score for ecfmg",
    "minimum oet medicine score",
    "what marks do i need in oet",
    "oet passing score for pathways",
    "oet 350 or 300 in writing",
)
VISA = entry(
    "visa/j1-residency",
    "How do I get a J-1 visa for residency?",
    "j1 visa for residency",
    "who sponsors the j-1 visa of residents",
    "j1 documents for residency",
    "steps to get j1 after match",
    "how long does the j1 visa take",
    stakes="high",
)
SAD = entry(
    "care/failed-an-exam", "I failed and feel terrible", "i failed and i feel stupid", "failed again crying"
)
ALL = (OBSERVE, COST, LETTER, OET, VISA, SAD)
GARDEN = entry(
    "usce/garden",
    "When do I water the roses?",
    "watering roses",
    "roses in dry soil",
    "how often to water roses",
)


@cache
def index_of(way: str, cost: float = 3.0) -> Index:
    """The index over `ALL`, built once for all tests."""
    return build(way, ALL, cost)
