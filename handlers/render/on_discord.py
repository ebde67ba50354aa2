"""CommonMark as Discord's markdown, in which nothing that a person typed is markup or a mention.

Discord's clients read markdown with ordered patterns, not as CommonMark does: a backslash hides every sign
except inside of code, addresses and the text of a masked link, where it would be seen.
"""

import re

from handlers.render.characters import is_blank, units
from handlers.render.document import BULLET, Block, Span, read
from handlers.render.filling import fill

_LIMIT = 2000
_INVISIBLE = "\u200b"
_FENCE = "```"

# Signs that mean something anywhere; `~` and `|` only in pairs, `(` only where it could begin an address,
# `:` only where it could begin an emoji's name.
_ACTIVE = re.compile(r"[\\*_`<\[\]]|~(?=~)|(?<=~)~|\|(?=\|)|(?<=\|)\||(?<=\])\(|:(?=[^\s:]+:)")
# Signs that mean something at the start of a line only: headings, quotations, lists, small print.
_LINE_START = re.compile(r"^(\W*?)([#>\-+]|\d+(?=[.)](?:\s|$)))")
_MENTION = re.compile(r"@(?=everyone|here|silent|[!&]?\d)")
_HOSTILE = re.compile(r"[\s<>\"`*~|\\()\[\]{}^]|_(?![0-9A-Za-z])|(?<=_)_|@(?=everyone|here|silent|[!&]?\d)")
# The text of a masked link cannot be escaped, and Discord refuses emoji, addresses and list numbers in it.
_UNMASKABLE = re.compile(
    r"[\\*_`<>\[\]@~|\n\ufe0f\u2600-\u27bf\U0001f000-\U000fffff]|://|:\S+:|^\W*(?:[#>\-+]|\d+[.)])"
)
_LANGUAGE = re.compile(r"[A-Za-z0-9_+\-.#]{1,30}")


def discord(markdown: str, limit: int = _LIMIT) -> list[str]:
    """Return the messages, each of at most `limit` UTF-16 units; none when there is nothing to see."""
    messages = []
    for blocks in fill(read(markdown), limit, lambda block, previous: units(_after(block, previous))):
        shown = "".join(_after(block, before) for block, before in zip(blocks, [None, *blocks], strict=False))
        if not is_blank(shown):
            messages.append(shown)
    return messages


def _after(block: Block, previous: Block | None) -> str:
    """The block with what parts it from the one before it."""
    if previous is None:
        return _shown(block)
    # An empty line would end the quotation.
    empty = "> \n" if block.quote and block.quote == previous.quote else "\n"
    return f"\n{'' if block.close else empty}{_shown(block)}"


def _shown(block: Block) -> str:
    quote = "> " if block.quote else ""
    if block.code:
        lines = _fenced(block.text, block.language)
        return "\n".join(f"{quote}{line}" for line in lines)
    # Discord knows quotations only at the start of a line, so a list stands inside of them.
    items = [level for level in block.levels if not level.quote]
    first = "".join(level.first for level in items).replace(BULLET, "- ")
    rest = "".join(level.rest for level in items)
    lines = [_line(line) for line in block.lines()]
    return "\n".join(f"{quote}{rest if number else first}{line}" for number, line in enumerate(lines))


def _line(spans: tuple[Span, ...]) -> str:
    shown = ""
    marked = False
    for span in spans:
        body = span.text.strip()
        if not body:
            shown, marked = shown + span.text, False
            continue
        lead, tail = span.text.split(body)[0], span.text[len(span.text.rstrip()) :]
        inner = _span(span, body, starts_line=not shown.strip())
        mark = "" if span.code else "~~" * span.struck + "*" * (2 * span.bold + span.italic)
        has_marks = bool(mark) or span.code
        # Marks that touch would be read as one: something invisible keeps them apart.
        apart = _INVISIBLE if marked and has_marks and not lead else ""
        shown += f"{lead}{apart}{mark}{inner}{mark[::-1]}{tail}"
        marked = has_marks and not tail
    return shown


def _span(span: Span, body: str, *, starts_line: bool) -> str:
    if span.code:
        return _code(body)
    address = f"<{_encoded(span.url)}>" if span.web else _escaped(span.url)
    if span.bare:
        return address if span.web else _escaped(body, starts_line=starts_line)
    if span.url.lower().startswith("https://") and not _UNMASKABLE.search(body):
        return f"[{body}]({address})"
    text = _escaped(body, starts_line=starts_line)
    return f"{text} ({address})" if span.url else text


def _escaped(text: str, *, starts_line: bool = False) -> str:
    escaped = _ACTIVE.sub(r"\\\g<0>", text)
    if starts_line:
        escaped = _LINE_START.sub(_harmless_start, escaped)
    return _harmless_mentions(escaped)


def _harmless_start(match: re.Match[str]) -> str:
    before, sign = match[1], match[2]
    return f"{before}{sign}\\" if sign.isdecimal() else f"{before}\\{sign}"


def _harmless_mentions(text: str) -> str:
    # Either would do today; a client or server that ignores the one is held off by the other.
    return _MENTION.sub(rf"\\@{_INVISIBLE}", text)


def _encoded(url: str) -> str:
    """The address with percent-encoding for what could be read as markup or a mention."""
    return _HOSTILE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), url)


def _code(text: str) -> str:
    """Inline code; backticks and mentions in it are broken up, as nothing in code can be escaped."""
    text = _MENTION.sub(f"@{_INVISIBLE}", text)
    if "`" not in text:
        return f"`{text}`"
    broken = re.sub("`(?=`)", f"`{_INVISIBLE}", text)
    lead = " " if broken.startswith("`") else ""
    tail = " " if broken.endswith("`") else ""
    return f"``{lead}{broken}{tail}``"


def _fenced(text: str, language: str) -> list[str]:
    name = language if _LANGUAGE.fullmatch(language) else ""
    broken = _MENTION.sub(f"@{_INVISIBLE}", re.sub("`(?=`)", f"`{_INVISIBLE}", text))
    return [f"{_FENCE}{name}", *broken.split("\n"), _FENCE]
