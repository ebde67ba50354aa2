"""Questions that ask for the same, told by the likeness that the matcher goes by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.entries.entry import plain
from bot.learning.record import Asked
from bot.matching.encoder import Encoder
from bot.matching.lexical import Lexical
from bot.matching.question import take_apart
from bot.matching.text import language

# From this likeness on, two questions ask for the same: by words alone, and by words and meaning. Chosen on
# the phrasings of entries: nearly nine of ten in a group belong together.
_ALIKE = 0.35
_ALIKE_MEANT = 0.55
_MEANING = 0.75


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask for the same: how many, of how many people, and some of their texts."""

    size: int
    people: int
    examples: tuple[str, ...]


def groups(asked: Sequence[Asked], encoder: Encoder | None, *, most: int, examples: int) -> list[Group]:
    """The largest groups, each gathered around the wording that comes most often."""
    same: dict[str, list[Asked]] = {}
    for each in sorted(asked, key=lambda one: one.number):
        same.setdefault(plain(each.text), []).append(each)
    # Those that are asked most often gather the others; ties by age, so that nothing hangs on chance.
    wordings = sorted(same.values(), key=lambda one: (-len(one), one[0].number))
    if not wordings:
        return []
    alike = _Alike([one[0].text for one in wordings], encoder)
    left = np.ones(len(wordings), dtype=bool)
    found = []
    for centre in range(len(wordings)):
        if left[centre]:
            near = alike.to(centre) & left
            near[centre] = True
            left &= ~near
            found.append([wordings[place] for place in np.flatnonzero(near)])
    made = [_group(members, examples) for members in found]
    return sorted(made, key=lambda group: (-group.size, -group.people, group.examples))[:most]


def _group(wordings: list[list[Asked]], examples: int) -> Group:
    every = [each for wording in wordings for each in wording]
    texts = tuple(wording[0].text for wording in wordings[:examples])
    return Group(len(every), len({each.asker for each in every}), texts)


class _Alike:
    """Which of some texts are alike."""

    def __init__(self, texts: Sequence[str], encoder: Encoder | None) -> None:
        self._words = [take_apart(text, language()).words for text in texts]
        self._lexical = Lexical.build(self._words, np.arange(len(texts), dtype=np.int64), ())
        # Made here and forgotten: what people asked is kept nowhere but in the database.
        self._vectors = encoder.encode([" ".join(words) for words in self._words]) if encoder else None

    def to(self, place: int) -> NDArray[np.bool_]:
        """For each text whether it is like the one at this place."""
        likeness = self._lexical.likeness(self._words[place])
        if self._vectors is None:
            return np.asarray(likeness >= _ALIKE)
        meant = self._vectors @ self._vectors[place]
        return np.asarray((1 - _MEANING) * likeness + _MEANING * meant >= _ALIKE_MEANT)
