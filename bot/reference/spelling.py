"""Comparing what people type with names: the same but for case and signs, or near enough."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

_SIGN = re.compile(r"[\W_]+")
# "OTE" for "OET" has two thirds; less is another word.
_NEAR = 0.65
_START = 0.95
"""How near a name is that begins with what was typed."""


def squash(text: str) -> str:
    """The letters and digits of a text in lower case: `J-1`, `j 1` and `J1` are the same."""
    return _SIGN.sub("", unicodedata.normalize("NFKC", text[:200]).casefold())


def nearness(typed: str, spelling: str) -> float:
    """How near two squashed spellings are, from 0 to 1."""
    if typed == spelling:
        return 1.0
    if len(typed) > 1 and spelling.startswith(typed):
        return _START
    matcher = SequenceMatcher(None, typed, spelling, autojunk=False)
    # The quick bounds spare the long comparison for most names.
    if matcher.real_quick_ratio() < _NEAR or matcher.quick_ratio() < _NEAR:
        return 0.0
    # Letters exchanged are one slip, which the matcher counts as two.
    ratio = matcher.ratio() + (0.2 if sorted(typed) == sorted(spelling) else 0.0)
    return min(ratio, _START - 0.01) if ratio >= _NEAR else 0.0


def nearest(typed: str, spellings: Iterable[str]) -> float:
    """How near the nearest of these squashed spellings is."""
    return max((nearness(typed, spelling) for spelling in spellings), default=0.0)
