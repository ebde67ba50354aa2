"""The FAQ as the commands use it: entries by id and key, topics, and the index over them."""

from dataclasses import dataclass, field
from itertools import zip_longest

from bot.entries import TOPICS, Entry, Faq
from bot.matching.calibration import Calibration
from bot.matching.index import Index
from bot.matching.text import language
from bot.matching.understanding import Understands
from bot.messages import Topic
from bot.reference import Calendar, Glossary

LISTED = tuple(topic for topic in TOPICS if topic.id != "care")
"""The topics that people can open; care is found, never browsed."""


@dataclass(frozen=True)
class Library:
    """All entries that are served, the index that finds them, and what is looked up beside them."""

    faq: Faq
    index: Index
    by_id: dict[str, Entry]
    by_key: dict[str, Entry]
    glossary: Glossary = field(default_factory=Glossary)
    calendar: Calendar = field(default_factory=Calendar)

    @classmethod
    def of(
        cls,
        faq: Faq,
        cost: float,
        glossary: Glossary | None = None,
        calendar: Calendar | None = None,
        meaning: Understands | None = None,
        weights: Calibration | None = None,
    ) -> "Library":
        """Build the index and the look-up tables.

        `cost` is as in `matching.cost`, `meaning` and `weights` are as in `Index`.
        """
        # The glossary's terms are read alike in their short and their long form.
        words = language().knowing(glossary.expansions()) if glossary else None
        return cls(
            faq=faq,
            index=Index.build(faq.entries, cost=cost, language=words, meaning=meaning, weights=weights),
            by_id={entry.id: entry for entry in faq.entries},
            by_key={entry.key: entry for entry in faq.entries},
            glossary=glossary or Glossary(),
            calendar=calendar or Calendar(),
        )

    def of_topic(self, topic_id: str) -> tuple[Entry, ...]:
        """The entries of a topic, by title."""
        return tuple(
            sorted((entry for entry in self.faq.entries if entry.topic == topic_id), key=lambda e: e.title)
        )

    def topic_of(self, entry_id: str | None) -> str:
        """The topic of an entry, or `other`."""
        entry = self.by_id.get(entry_id or "")
        return entry.topic if entry else "other"

    def popular(self, limit: int) -> tuple[str, ...]:
        """What to offer to somebody who has typed nothing yet: the first entries of each topic in turn."""
        columns = [self.of_topic(topic.id) for topic in LISTED]
        rows = zip_longest(*columns)
        return tuple(entry.id for row in rows for entry in row if entry)[:limit]

    @property
    def titles(self) -> dict[str, str]:
        """Each entry's title by id."""
        return {entry.id: entry.title for entry in self.faq.entries}


def topic_names() -> dict[str, str]:
    """Each topic's name by id."""
    return {topic.id: topic.name for topic in TOPICS}


def topic(topic_id: str) -> Topic:
    """The listed topic with this id."""
    return next(topic for topic in LISTED if topic.id == topic_id)
