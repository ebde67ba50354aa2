"""Labels as lessons: of which questions the right entry is known, and of which a wrong one."""

from collections.abc import Iterable

from bot.entries import Entry
from bot.entries.entry import plain
from bot.learning.record import Asked
from bot.matching.relearning import Labelled

# Far more than make a difference, and few enough to be judged within a minute.
_MOST = 1000


def labelled(asked: Iterable[Asked], entries: Iterable[Entry]) -> list[Labelled]:
    """The newest questions with a label, each wording once as it was said last.

    Left out are entries that were opened from a list, which nobody asked for in words, entries under care,
    and what is a phrasing by now: to get that right is no merit.
    """
    by_id = {entry.id: entry for entry in entries}
    known = {plain(text) for entry in by_id.values() for text in (entry.title, *entry.phrasings)}
    found: dict[str, Labelled] = {}
    for each in asked:
        words = plain(each.text)
        if each.browsed or not words or words in known:
            continue
        right = each.right
        wrong = frozenset(entry for entry in each.refused if entry in by_id and entry != right)
        if right not in by_id:
            right = None
        if any(by_id[entry].care for entry in wrong | {entry for entry in (right,) if entry}):
            continue
        if right or wrong:
            # Said again, it is among the newest.
            found.pop(words, None)
            found[words] = Labelled(each.text, right, wrong)
    return list(found.values())[-_MOST:]
