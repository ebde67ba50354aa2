"""Messages that need kindness, or a refusal, before any list of answers."""

import re
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.matching.question import Question
from bot.matching.text import clean, language

RULES = Path(__file__).with_name("care.toml")


@dataclass(frozen=True, slots=True)
class Rule:
    """Wordings that lead to one entry, and wordings that excuse them.

    `unless_asked` excuses only a message that asks something. `quiet`: only for messages that ask nothing;
    with a question beside it the question is answered.
    """

    entry_id: str
    wording: re.Pattern[str]
    unless: re.Pattern[str] | None
    unless_asked: re.Pattern[str] | None
    quiet: bool

    def fits(self, text: str, asks: bool) -> bool:
        """Whether a text, as joined words, needs this entry."""
        if (self.quiet and asks) or not self.wording.search(text):
            return False
        excuses = (self.unless, self.unless_asked if asks else None)
        return not any(excuse and excuse.search(text) for excuse in excuses)


@cache
def rules(path: Path = RULES) -> tuple[Rule, ...]:
    """Read the table of rules, in their order."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Rule(
            rule["entry"],
            _joined([*rule["any"], *map(_as_words, rule.get("said", ()))], table["sets"]),
            _joined(rule["unless"], table["sets"]) if "unless" in rule else None,
            _joined(rule["unless_asked"], table["sets"]) if "unless_asked" in rule else None,
            rule.get("quiet", False),
        )
        for rule in table["rule"]
    )


def _as_words(phrase: str) -> str:
    """A pattern for a phrase in any script, as the matcher reads it."""
    return re.escape(" ".join(language().tokens(clean(phrase))))


def _joined(patterns: Sequence[str], sets: dict[str, str]) -> re.Pattern[str]:
    whole = "|".join(f"(?:{pattern})" for pattern in patterns)
    # Later sets hold earlier ones, so that they are put in first.
    for name, members in reversed(sets.items()):
        whole = whole.replace(name, members)
    return re.compile(whole)


def care_entry(question: Question, loaded: Collection[str]) -> str | None:
    """The entry that a message needs before any other, or None."""
    text = " ".join(question.words)
    asks = any(part.asks for part in question.parts)
    for rule in rules():
        if rule.entry_id in loaded and rule.fits(text, asks):
            return rule.entry_id
    return None
