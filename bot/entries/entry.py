"""What an entry of the FAQ is."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.messages import Topic

_WORD = re.compile(r"[^\W_]+")

TOPICS = (
    Topic("usce", "US clinical experience", "Electives, observerships, externships, and letters"),
    Topic("ecfmg", "ECFMG certification", "MyIntealth, documents, Pathways, and OET"),
    Topic("usmle", "USMLE", "Step 1, Step 2 CK and Step 3: registration, study, test day, scores"),
    Topic("research", "Research", "Whether it helps, and how to find a place"),
    Topic("match", "The Match", "Applying, interviews, ranking, SOAP, and trying again"),
    Topic("visa", "Visas", "Visas for rotations, research and residency, in outline"),
    Topic("care", "Care", "Kind words, and where to turn with what is not ours"),
)
"""The topics, which are the folders of the FAQ, in the order they are shown."""

CARE = "care"
"""The topic whose entries answer distress and what is not ours; it is not listed to people."""


@dataclass(frozen=True, slots=True)
class Source:
    """A page that an answer rests on, and when it was last checked."""

    title: str
    url: str
    checked: date


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of the FAQ; `id` is `topic/slug`, `text` the answer in CommonMark."""

    id: str
    topic: str
    title: str
    phrasings: tuple[str, ...]
    text: str
    tags: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    reviewed: date | None = None
    review_every: int = 12
    """Months until the next review."""
    volatile: bool = False
    """True when what it says changes every year."""
    stakes: str = "normal"
    """`normal`, or `high` where a wrong answer costs money, a deadline or a visa."""
    care: bool = False
    mentor: str = ""
    """Empty, `suggested` or `offered`: how much a mentor is put forward under the answer."""
    see_also: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str:
        """Ten hexadecimal digits that stand for the id in buttons."""
        return hashlib.sha256(self.id.encode()).hexdigest()[:10]

    def overdue(self, today: date) -> bool:
        """Whether the next review should have been made."""
        if self.reviewed is None:
            return False
        months = self.reviewed.year * 12 + self.reviewed.month - 1 + self.review_every
        # Compared as (month, day): the due day needs not exist in its month.
        return (today.year * 12 + today.month - 1, today.day) > (months, self.reviewed.day)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a file of the FAQ, and what would be right.

    `path` is relative to the folder. An `error` leaves the entry out, a `warning` does not.
    """

    path: str
    line: int
    wrong: str
    right: str
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class Faq:
    """What was read: the good entries by id, and all faults by place."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()


def plain(text: str) -> str:
    """The text as it is compared with others for being the same: letters and digits only, in lower case."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    if not folded.isascii():
        folded = "".join(c for c in folded if unicodedata.category(c) != "Mn")
    return " ".join(_WORD.findall(folded.replace("'", "").replace("\u2019", "")))
