"""CommonMark read into blocks of spans: what there is to show, before any platform's markup."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from handlers.render.characters import clean

BULLET = "• "
RULE = "———"

_BARE = re.compile(r"https?://[^\s<>\"“”‘’«»\u200b]+", re.IGNORECASE)
_AFTER_ADDRESS = ".,:;!?'*)]}。，、！？）】"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text that looks the same throughout; a bare address has itself as `url`."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    url: str = ""

    @property
    def whole(self) -> bool:
        """Whether it must not be cut in two."""
        return self.code or bool(self.url)

    @property
    def web(self) -> bool:
        """Whether it leads to a page of the web."""
        return self.url.lower().startswith(("http://", "https://"))

    @property
    def bare(self) -> bool:
        """Whether the text already is the address, so that it need not be told twice."""
        return bool(self.url) and unquote(self.url) in {unquote(self.text), f"mailto:{self.text}"}


@dataclass(frozen=True, slots=True)
class Level:
    """A quotation (`quote` counts them from 1) or a list item around a block: what its lines begin with."""

    first: str
    rest: str
    quote: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a block of code; a line end in a span is one that must be shown.

    `close` tells that no empty line parts it from the block before it.
    """

    spans: tuple[Span, ...]
    levels: tuple[Level, ...] = ()
    code: bool = False
    language: str = ""
    close: bool = False

    @property
    def text(self) -> str:
        """All of its text."""
        return "".join(span.text for span in self.spans)

    @property
    def quote(self) -> int:
        """The number of the outermost quotation that it stands in, or 0."""
        return next((level.quote for level in self.levels if level.quote), 0)

    def lines(self) -> Iterator[tuple[Span, ...]]:
        """Its spans line by line."""
        line: list[Span] = []
        for span in self.spans:
            first, *others = span.text.split("\n")
            line.append(replace(span, text=first))
            for text in others:
                yield tuple(part for part in line if part.text)
                line = [replace(span, text=text)]
        yield tuple(part for part in line if part.text)

    def part(self, start: int, end: int) -> "Block":
        """The block with only the characters from `start` to `end`."""
        kept: list[Span] = []
        at = 0
        for span in self.spans:
            text = span.text[max(0, start - at) : max(0, end - at)]
            at += len(span.text)
            if text:
                # A piece of a bare address is no address.
                url = "" if span.bare and text != span.text else span.url
                kept.append(replace(span, text=text, url=url))
        return replace(self, spans=tuple(kept))


def read(markdown: str) -> tuple[Block, ...]:
    """Read CommonMark; HTML in it is text like any other."""
    reader = _Reader()
    for token in _parser().parse(clean(markdown)):
        reader.take(token)
    return tuple(reader.blocks)


@cache
def _parser() -> MarkdownIt:
    # Struck text is no part of CommonMark, but both platforms have it.
    return MarkdownIt("commonmark", {"html": False}).enable("strikethrough")


class _Reader:
    """Walks through the parser's tokens, keeping what is open."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._levels: list[Level] = []
        self._numbers: list[int | None] = []
        self._quotes = 0
        self._line = -1
        self._heading = False
        self._item: Token

    def take(self, token: Token) -> None:
        """Take the next token."""
        match token.type:
            case "blockquote_open":
                self._quotes += 1
                self._levels.append(Level("> ", "> ", self._quotes))
            case "bullet_list_open":
                self._numbers.append(None)
            case "ordered_list_open":
                self._numbers.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                self._numbers.pop()
            case "list_item_open":
                self._open_item(token)
            case "list_item_close":
                if self._levels[-1].first != self._levels[-1].rest:
                    self._add((), self._item)  # An empty item still shows its number.
                self._levels.pop()
            case "blockquote_close":
                self._levels.pop()
            case "heading_open" | "heading_close":
                self._heading = token.nesting == 1
            case "inline":
                self._add(_spans(token.children or [], bold=self._heading), token)
            case "fence" | "code_block":
                self._add_code(token)
            case "hr":
                self._add((Span(RULE),), token)

    def _open_item(self, token: Token) -> None:
        self._item = token
        number = self._numbers[-1]
        marker = BULLET if number is None else f"{number}. "
        if number is not None:
            self._numbers[-1] = number + 1
        self._levels.append(Level(marker, " " * len(marker)))

    def _add_code(self, token: Token) -> None:
        text = clean(token.content.removesuffix("\n"))
        if text.strip():
            language = (token.info.split() or [""])[0]
            self._add((Span(text),), token, code=True, language=language)

    def _add(self, spans: tuple[Span, ...], token: Token, *, code: bool = False, language: str = "") -> None:
        start, end = token.map or (self._line, self._line)
        self.blocks.append(Block(spans, tuple(self._levels), code, language, start == self._line))
        self._line = end
        # Only the first block of an item stands behind the item's number.
        self._levels = [replace(level, first=level.rest) for level in self._levels]


def _spans(tokens: Sequence[Token], *, bold: bool = False) -> tuple[Span, ...]:
    """The spans of a paragraph: equal neighbours made one, bare addresses apart."""
    found: list[Span] = []
    strong, emphasis, struck = int(bold), 0, 0
    link = ""
    for token in tokens:
        look = Span("", bold=strong > 0, italic=emphasis > 0, struck=struck > 0)
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "s_open" | "s_close":
                struck += token.nesting
            case "link_open" | "link_close":
                link = clean(str(token.attrGet("href") or ""))
                if link:
                    found.append(replace(look, url=link))
            case _:
                text = clean(_text(token))
                code = token.type == "code_inline"
                last = found[-1] if found else None
                if link and last:
                    # A link is one span, whatever is marked inside of it.
                    found[-1] = replace(last, text=last.text + text)
                elif last and not last.whole and not code and replace(last, text="") == look:
                    found[-1] = replace(last, text=last.text + text)
                else:
                    found.append(replace(look, text=text, code=code))
    return tuple(span for span in _with_addresses(found) if span.text)


def _text(token: Token) -> str:
    match token.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "image":
            return "".join(_text(child) for child in token.children or [])
        case _:
            return token.content


def _with_addresses(spans: Iterable[Span]) -> Iterator[Span]:
    for span in spans:
        if span.url:
            yield span if span.text.strip() else replace(span, text=span.url)
            continue
        at = 0
        for match in () if span.code else _BARE.finditer(span.text):
            address = _trimmed(match[0])
            yield replace(span, text=span.text[at : match.start()])
            yield replace(span, text=address, url=address)
            at = match.start() + len(address)
        yield replace(span, text=span.text[at:])


def _trimmed(address: str) -> str:
    """The address without the punctuation of the sentence that it stands in."""
    while address[-1] in _AFTER_ADDRESS and not (
        address[-1] == ")" and address.count("(") >= address.count(")")
    ):
        address = address[:-1]
    return address
