"""A small FAQ, and a database with questions and labels as people left them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from world import Clock

from bot.messages import Address, Person
from bot.store import people, questions
from bot.store.database import Store, Tx

HEAD = """sources:
  - title: A page
    url: https://www.example.org/page
    checked: 2026-11-01
reviewed: 2026-11-02
---
"""
CAT = """---
title: May I keep a cat during residency?
phrasings:
  - can i keep a cat
  - cat in residency
  - my cat and my program
tags: [cat]
"""
TEA = """---
title: How is tea made in the hospital?
phrasings: [how do i make tea, tea in the hospital, "brew tea, on call"]
"""
RICE = """---
title: How do I cook rice on call?
phrasings:
- how do i cook rice
- rice without a cooker
- 'boil rice: how long'
"""
KIND = """---
title: I failed an exam
care: true
phrasings: [i failed my exam, i failed step 1 and feel terrible, failed again]
"""
FILES = {
    "usce/cat.md": f"{CAT}{HEAD}Yes, if somebody feeds it.\n",
    "usce/tea.md": f"{TEA}{HEAD}With hot water.\n",
    "usce/rice.md": f"{RICE}{HEAD}With cold water first.\n",
    "care/failed-an-exam.md": f"{KIND}{HEAD}That is hard.\n",
}


def write_faq(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    """The small FAQ in a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Said:
    """One question as it was asked, and the labels on it: pairs of label and entry."""

    text: str
    verdict: str = "hand_over"
    entry: str | None = None
    offered: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    asker: str = "1"
    browsed: bool = False


@dataclass
class Past:
    """A database in which this was asked; numbers are given from 1 on."""

    path: Path
    clock: Clock = field(default_factory=Clock)

    @property
    def url(self) -> str:
        """Its address."""
        return f"sqlite:///{self.path}"

    def holds(self, *asked: Said) -> None:
        """Store questions and labels."""
        asyncio.run(self._store(asked))

    async def _store(self, asked: Sequence[Said]) -> None:
        store = await Store.open(self.url)
        await store.write(lambda tx: self._add(tx, asked))
        await store.close()

    async def _add(self, tx: Tx, asked: Sequence[Said]) -> None:
        for said in asked:
            who = Person("console", said.asker, said.asker)
            person = await people.remember(tx, who, frozenset(), spoke_privately=True, now=self.clock())
            number = await questions.add(
                tx,
                asker_id=person.id,
                text=said.text,
                where=Address("console", f"private:{said.asker}"),
                message_id="",
                private=True,
                browsed=said.browsed,
                verdict=said.verdict,
                entry=said.entry,
                score=0.5,
                offered=said.offered,
                now=self.clock(),
            )
            for label, entry in said.labels:
                await questions.label(tx, number, entry, label, self.clock())
