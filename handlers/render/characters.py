"""Characters as people and platforms count them: UTF-16 units, graphemes, and what is never shown."""

import re
import unicodedata

# Control characters, halves of surrogate pairs, and what turns the direction of the text that follows.
_DROPPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029]")

_JOINER = "\u200d"
_VIRAMA = 9  # the combining class of the signs that tie two letters of an Indic script together
# Blank to the eye though they count as letters or symbols: fillers of Hangul, the empty Braille cell.
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def clean(text: str) -> str:
    """Return the text with one kind of line end and without what must never reach a screen."""
    return _DROPPED.sub("", _LINE_END.sub("\n", text))


def units(text: str) -> int:
    """The length in UTF-16 code units, as the platforms count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_blank(text: str) -> bool:
    """Whether nothing of the text would be seen: a platform refuses such a message."""
    return all(unicodedata.category(char)[0] in "ZC" or char in _FILLERS for char in text)


def may_part(text: str, at: int) -> bool:
    """Whether the text may be cut before the character at `at` without tearing what is read as one."""
    before, after = text[at - 1 : at], text[at : at + 1]
    if not before or not after:
        return True
    if _clings(after) or before == _JOINER:
        return False
    if unicodedata.combining(before) == _VIRAMA and unicodedata.category(after) == "Lo":
        return False
    if _is_flag_half(after):
        # Flags are pairs: only an even number of halves before the cut leaves them whole.
        halves = at
        while halves and _is_flag_half(text[halves - 1]):
            halves -= 1
        return (at - halves) % 2 == 0
    return True


def shortened(text: str, limit: int) -> str:
    """Return the text, or as many of its words as fit into `limit` UTF-16 units with "…" after them."""
    if units(text) <= limit:
        return text
    end = room = 0
    for at, char in enumerate(text):
        if may_part(text, at):
            end = at
        room += units(char)
        if room >= limit:
            break
    space = text.rfind(" ", 0, end + 1)
    # A cut in the middle of a word is better than losing much of a short text.
    kept = text[:space] if space * 3 >= end * 2 and space > 0 else text[:end]
    return f"{kept.rstrip()}…"


def _clings(char: str) -> bool:
    """Whether a character is drawn onto the one before it."""
    code = ord(char)
    return (
        unicodedata.category(char) in {"Mn", "Mc", "Me"}
        or char in "\u200c\u200d\u0e33\u0eb3\uff9e\uff9f"
        or 0x1F3FB <= code <= 0x1F3FF  # skin tones
        or 0xE0020 <= code <= 0xE007F  # the tags of regional flags
        or 0x1160 <= code <= 0x11FF  # the later parts of a Hangul syllable
        or 0xD7B0 <= code <= 0xD7FB
    )


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
