"""CommonMark as text with entities, the only form that Telegram gets: there is no markup to break out of.

Bold and italic may hold one another and links; code holds nothing and is held by a quotation only;
quotations are not nested; no entity begins or ends with white space, as Telegram trims it.
"""

from dataclasses import dataclass, replace

from handlers.render.characters import is_blank, units
from handlers.render.document import Block, Span, read
from handlers.render.filling import fill

_LIMIT = 4096
_ENTITIES = 100  # Telegram drops what goes beyond.


@dataclass(frozen=True, slots=True)
class Entity:
    """A mark on a part of a text; offset and length in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class TelegramText:
    """One message."""

    text: str
    entities: tuple[Entity, ...] = ()


def telegram(markdown: str, limit: int = _LIMIT) -> list[TelegramText]:
    """Return the messages, each of at most `limit` UTF-16 units; none when there is nothing to see."""

    def cost(block: Block, previous: Block | None) -> int:
        piece = _shown(block)
        # Marks are shared out like characters, so that they too stay within what a message may hold.
        marks = (len(piece.entities) + bool(block.quote)) * limit // _ENTITIES
        return max(units(_before(block, previous) + piece.text), marks)

    messages = [_message(blocks) for blocks in fill(read(markdown), limit, cost)]
    return [message for message in messages if not is_blank(message.text)]


def _before(block: Block, previous: Block | None) -> str:
    return "" if previous is None else "\n" if block.close else "\n\n"


def _message(blocks: list[Block]) -> TelegramText:
    text = ""
    entities: list[Entity] = []
    quotes: dict[int, Entity] = {}
    previous: Block | None = None
    for block in blocks:
        piece = _shown(block)
        text += _before(block, previous)
        start = units(text)
        text += piece.text
        entities.extend(replace(entity, offset=entity.offset + start) for entity in piece.entities)
        if block.quote:
            begun = quotes.get(block.quote, Entity("blockquote", start, 0))
            quotes[block.quote] = replace(begun, length=units(text) - begun.offset)
        previous = block
    return _trimmed(text, [*quotes.values(), *entities])


def _shown(block: Block) -> TelegramText:
    if block.code:
        pre = Entity("pre", 0, units(block.text), language=block.language)
        return TelegramText(block.text, (pre,))
    # Quotations are marked, not written.
    items = [level for level in block.levels if not level.quote]
    first = "".join(level.first for level in items)
    rest = "".join(level.rest for level in items)
    text = ""
    entities: list[Entity] = []
    for number, line in enumerate(block.lines()):
        text += f"\n{rest}" if number else first
        for span in line:
            shown, marks = _span(span)
            lead = len(shown) - len(shown.lstrip())
            offset, length = units(text) + units(shown[:lead]), units(shown.strip())
            entities.extend(replace(mark, offset=offset, length=length) for mark in marks if length)
            text += shown
    return TelegramText(text, tuple(entities))


def _span(span: Span) -> tuple[str, list[Entity]]:
    """A span's text and its marks, outermost first."""
    if span.code:
        return span.text, [Entity("code", 0, 0)]
    marks = [Entity("bold", 0, 0)] * span.bold + [Entity("italic", 0, 0)] * span.italic
    marks += [Entity("strikethrough", 0, 0)] * span.struck
    if span.bare or not span.url:
        return span.text, marks  # Telegram finds addresses by itself.
    if not span.web:
        return f"{span.text} ({span.url})", marks
    return span.text, [*marks, Entity("text_link", 0, 0, url=span.url)]


def _trimmed(text: str, entities: list[Entity]) -> TelegramText:
    """The text without white space around it, and the entities that are left, outer ones first."""
    # The indent of code at the very start stays: Telegram trims only up to the first entity.
    starts_with_code = any(entity.type == "pre" and entity.offset == 0 for entity in entities)
    kept = text.rstrip() if starts_with_code else text.strip()
    cut = 0 if starts_with_code else units(text) - units(text.lstrip())
    end = units(kept)
    left = []
    for entity in entities:
        start = max(0, entity.offset - cut)
        length = min(end, entity.offset + entity.length - cut) - start
        if length > 0:
            left.append(replace(entity, offset=start, length=length))
    return TelegramText(kept, tuple(sorted(left, key=lambda entity: (entity.offset, -entity.length))))
