"""Blocks poured into messages: parted at a paragraph, else at a line, a sentence, a word, a character."""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace

from handlers.render.characters import may_part
from handlers.render.document import Block, Level, Span

Cost = Callable[[Block, Block | None], int]
"""What a block takes up in a message, after the block before it (None at the message's start)."""

# Each matches up to where a text is best cut; white space there belongs to neither part.
_LINE = re.compile(r"(?=\n)")
_SENTENCE = re.compile(r"[.!?…؟۔।]+[\"'”’»)\]]*(?=\s)|[。！？]+[”’」』）]*")
_SPACE = re.compile(r"(?<=\S)(?=\s)")


def fill(blocks: Iterable[Block], limit: int, cost: Cost) -> list[list[Block]]:
    """Share the blocks out among messages, each costing at most `limit`."""
    messages: list[list[Block]] = []
    message: list[Block] = []
    spent = 0
    waiting = deque(blocks)
    while waiting:
        block = waiting.popleft()
        price = cost(block, message[-1] if message else None)
        if spent + price <= limit:
            message.append(block)
            spent += price
            continue
        if message:
            waiting.appendleft(block)
            if len(message) > 1 and block.close and len(block.levels) > len(message[-1].levels):
                # What leads in a list stays with its first item.
                waiting.appendleft(message.pop())
            messages.append(message)
            message, spent = [], 0
        elif at := _cut(block, limit, cost):
            messages.append([_head(block, at)])
            rest = _rest(block, at)
            waiting.extendleft([rest] if rest.text.strip() else [])
        else:
            waiting.appendleft(_unmarked(block))
    return [*messages, message] if message else messages


def _cut(block: Block, limit: int, cost: Cost) -> int:
    """Where to cut a block that is too long for a message; 0 when its markup leaves no room for text."""
    text = block.text

    def price(at: int) -> int:
        return cost(_head(block, at), None)

    # Every character costs something, so that no cut beyond the limit can be paid.
    anywhere = range(1, min(len(text), limit + 1))
    letters = [at for at in anywhere if may_part(text, at)]
    # A link that is longer than a message becomes two links.
    for stops in (_outside(block, letters), letters):
        if fitting := bisect_right(stops, limit, key=price):
            return _best(text, stops[:fitting], code=block.code)
    if block != _unmarked(block):
        return 0
    # A letter under a thousand accents, or a limit smaller than a letter.
    return max(1, bisect_right(anywhere, limit, key=price))


def _outside(block: Block, stops: list[int]) -> list[int]:
    """The stops that are not within a link, an address, or inline code."""
    closed: set[int] = set()
    at = 0
    for span in block.spans:
        if span.whole:
            closed.update(range(at + 1, at + len(span.text)))
        at += len(span.text)
    return [stop for stop in stops if stop not in closed]


def _best(text: str, stops: list[int], *, code: bool) -> int:
    last = stops[-1]
    allowed = set(stops)
    ends = [_LINE] if code else [_LINE, _SENTENCE, _SPACE]
    for end in ends:
        # A message with hardly anything in it reads worse than one that ends within a sentence.
        least = last // 4 if end is not _SPACE else 0
        found = [match.end() for match in end.finditer(text, 0, last + 1) if least < match.end() <= last]
        if kept := [at for at in found if at in allowed]:
            return kept[-1]
    return last


def _head(block: Block, at: int) -> Block:
    return block.part(0, at if block.code else len(block.text[:at].rstrip()))


def _rest(block: Block, at: int) -> Block:
    text = block.text
    after = text[at:].removeprefix("\n") if block.code else text[at:].lstrip()
    # The item's number was shown, and an indent would be cut off.
    levels = _quotations(block)
    return replace(block.part(len(text) - len(after), len(text)), levels=levels, close=False)


def _unmarked(block: Block) -> Block:
    """The block with less markup, for a limit that this alone would use up; addresses are written out."""
    texts = (span.text if span.bare or not span.url else f"{span.text} ({span.url})" for span in block.spans)
    quoted = Block((Span("".join(texts)),), _quotations(block), close=block.close)
    return quoted if quoted != block else replace(quoted, levels=())


def _quotations(block: Block) -> tuple[Level, ...]:
    return tuple(level for level in block.levels if level.quote)
