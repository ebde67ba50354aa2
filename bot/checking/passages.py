"""An entry's text as its reader meets it: sentences, headings and links, each with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark")
_WORD = re.compile(r"[^\W_]+(?:[-.,/'’@][^\W_]+)*")
# A dot after one letter ("U.S. IMG", "9 a.m. ET") or after a title ends no sentence.
_SENTENCE_END = re.compile(r"(?<!\b[A-Za-z]\.)(?<!\bDr\.)(?<=[.!?])[\"”')\]]*\s+(?=[\"“'(\[]?[A-Z0-9])")
_BARE = re.compile(r"\bhttp://\S+|\]\(")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without markup; `line` counts from 0 at the text's first line.

    `lead` is the sentence with a colon that introduces the list in which this one stands, else empty.
    """

    text: str
    line: int
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Passages:
    """A whole text: `headings` are (level, line), `links` (address, line), `broken` (a piece, line)."""

    sentences: tuple[Sentence, ...]
    headings: tuple[tuple[int, int], ...]
    links: tuple[tuple[str, int], ...]
    broken: tuple[tuple[str, int], ...]

    @property
    def words(self) -> int:
        """How many words a reader reads; list numbers and addresses of links are none."""
        return sum(len(_WORD.findall(sentence.text)) for sentence in self.sentences)


@lru_cache(maxsize=1024)
def passages(text: str) -> Passages:
    """Take a CommonMark text apart."""
    sentences: list[Sentence] = []
    headings: list[tuple[int, int]] = []
    links: list[tuple[str, int]] = []
    broken: list[tuple[str, int]] = []
    depth, lead = 0, ""
    for token in _MARKDOWN.parse(text):
        line = token.map[0] if token.map else 0
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            if depth == 0:
                lead = _lead(sentences)
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
        elif token.type == "heading_open":
            headings.append((int(token.tag[1:]), line))
        elif token.type in {"inline", "fence", "code_block"}:
            links += _links(token, line)
            for plain, number in _plain(token, line):
                broken += [(found.group(), number) for found in _BARE.finditer(plain)]
            sentences += _sentences(token, line, lead if depth else "")
    return Passages(tuple(sentences), tuple(headings), tuple(links), tuple(broken))


def split(text: str) -> list[str]:
    """The sentences of a text without markup."""
    return [part for part in _SENTENCE_END.split(" ".join(text.split())) if part]


def _lead(sentences: list[Sentence]) -> str:
    last = sentences[-1].text if sentences else ""
    return last if last.endswith(":") else ""


def _plain(token: Token, line: int) -> Iterator[tuple[str, int]]:
    """The text of a block without its markup, line by line."""
    children = token.children or [token]
    piece = ""
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            yield piece, line
            piece, line = "", line + 1
        else:
            # The markup of a link or of bold type has no content of its own.
            piece += child.content
    yield piece, line


def _sentences(token: Token, line: int, lead: str) -> Iterator[Sentence]:
    lines = list(_plain(token, line))
    whole = " ".join(" ".join(piece.split()) for piece, _ in lines)
    # Where each line begins in the whole, to name a sentence's own line.
    begins, at = [], 0
    for piece, number in lines:
        begins.append((at, number))
        at += len(" ".join(piece.split())) + 1
    at = 0
    for sentence in split(whole):
        at = max(whole.find(sentence, at), 0)
        yield Sentence(sentence, max(number for begin, number in begins if begin <= at), lead)


def _links(token: Token, line: int) -> Iterator[tuple[str, int]]:
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            line += 1
        elif child.type == "link_open":
            yield str(child.attrGet("href") or ""), line
        elif child.type == "image":
            yield str(child.attrGet("src") or ""), line
