"""Why the matcher said what it said."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.matching.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entry that came into question.

    `score` is what the entries are ranked by, `views` what the whole text gives to it by name (`words`,
    `meaning`, `answer`); `share` its part among all entries, from 0 to 1; `chance` how often an entry that
    looks like this is right; `bar` the chance from which it is answered with; `nearest` its phrasing that is
    most like the question.
    """

    entry_id: str
    score: float
    views: Mapping[str, float]
    share: float
    chance: float
    bar: float
    nearest: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict with its reasons.

    `words` are the question's words as they are compared, `asking` those of its parts that ask. `three` is
    the chance that the right entry is among the best three, `glance` the one from which they are offered.
    `care` says what led to an entry under care: `rule`, `distress`, or nothing.
    """

    verdict: Verdict
    words: str
    asking: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    three: float
    glance: float
    care: str
