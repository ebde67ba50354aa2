"""What people typed, made literal: the only way in which it enters a CommonMark text."""

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Control characters, halves of surrogate pairs, and what would turn the direction of the text that follows.
_DROPPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029]")


def literal(text: str) -> str:
    """Return CommonMark that shows `text` as it was typed and nothing else: no markup, no link, no HTML."""
    lines = "\n".join(_escaped(line) for line in _clean(text).split("\n"))
    # Empty lines part paragraphs, the other line ends are hard breaks.
    return "\n\n".join(part.replace("\n", "\\\n") for part in re.split("\n{2,}", lines.strip("\n")))


def inline(text: str) -> str:
    """Like `literal`, for a name or some words within a sentence: all white space becomes single spaces."""
    return _escaped(" ".join(_clean(text).split())) or "…"


def _clean(text: str) -> str:
    return _DROPPED.sub("", _LINE_END.sub("\n", text))


def _escaped(line: str) -> str:
    body = line.strip()
    # White space at the start would be dropped, or read as code; as entities it is text.
    indent = "".join(f"&#{ord(char)};" for char in line[: line.index(body)]) if body else ""
    return indent + _PUNCTUATION.sub(r"\\\1", body)


def quoted(text: str) -> str:
    """Return CommonMark that shows what a person typed as a block quotation."""
    return "\n".join(f"> {line}" if line else ">" for line in literal(text).split("\n"))
