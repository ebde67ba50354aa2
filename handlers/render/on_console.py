"""CommonMark as plain text: for the console, and for titles, notices and buttons anywhere."""

from handlers.render.characters import clean, shortened
from handlers.render.document import Block, Span, read

_NO_LABEL = "…"


def plain(markdown: str) -> str:
    """Return readable text: empty lines between paragraphs, "1." and "•" lists, "> " quotations."""
    shown: list[str] = []
    previous: Block | None = None
    for block in read(markdown):
        if previous and not block.close:
            shown.append(_empty_line(previous, block))
        shown.extend(_lines(block))
        previous = block
    return "\n".join(shown)


def one_line(markdown: str, limit: int) -> str:
    """Return a single line of at most `limit` UTF-16 units: words only, without addresses of links."""
    words = (f"{_marker(block)}{block.text}" for block in read(markdown))
    return shortened(" ".join(" ".join(words).split()), limit)


def label(text: str, limit: int) -> str:
    """Return plain text, as a button or title takes it: one line of at most `limit` UTF-16 units."""
    return shortened(" ".join(clean(text).split()), limit) or _NO_LABEL


def _lines(block: Block) -> list[str]:
    first = "".join(level.first for level in block.levels)
    rest = "".join(level.rest for level in block.levels)
    lines = ["".join(_shown(span) for span in line) for line in block.lines()]
    return [f"{rest if number else first}{line}".rstrip() for number, line in enumerate(lines)]


def _empty_line(previous: Block, block: Block) -> str:
    """What parts two blocks: an empty line, inside of the quotations that hold both."""
    quotes = {level.quote for level in previous.levels if level.quote}
    shared = [number for number, level in enumerate(block.levels, 1) if level.quote in quotes]
    return "".join(level.rest for level in block.levels[: shared[-1] if shared else 0]).rstrip()


def _shown(span: Span) -> str:
    text = f"~~{span.text}~~" if span.struck else span.text
    return text if span.bare or not span.url else f"{text} ({span.url})"


def _marker(block: Block) -> str:
    marks = [level.first for level in block.levels if not level.quote]
    return marks[-1].lstrip() if marks else ""
