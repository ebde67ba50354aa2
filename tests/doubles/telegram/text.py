"""Texts as Telegram counts and checks them: lengths and offsets are in UTF-16 code units."""

import re

from doubles.telegram.refusals import bad_request, violation
from doubles.telegram.spec import Json

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

_DETECTED = [
    ("url", re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")),
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("bot_command", re.compile(r"(?<![\w/<>])/\w{1,64}(?:@\w{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@.])@[A-Za-z]\w{2,31}\b")),
]
_NEEDS = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}


def utf16(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity covers; a half of a surrogate pair comes out as U+FFFD."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def formatted(text: str, entities: list[Json], *, caption: bool = False) -> tuple[str, list[Json]]:
    """The text and entities as they are stored: checked, trimmed, with links and commands found in it."""
    for entity in entities:
        _check(entity, text)
    shown = text.strip()
    if not shown and not caption:
        raise violation("message text is empty" if not text else "text must be non-empty")
    limit, what = (CAPTION_LIMIT, "message caption") if caption else (TEXT_LIMIT, "message")
    if utf16(shown) > limit:
        raise violation(f"{what} is too long")
    dropped = utf16(text) - utf16(text.lstrip()) if shown else 0
    kept = [_moved(entity, dropped, utf16(shown)) for entity in entities]
    given = [entity for entity in kept if entity["length"] > 0]
    found = [entity for entity in detected(shown) if not any(_overlap(entity, other) for other in given)]
    return shown, sorted(given + found, key=lambda entity: (entity["offset"], -entity["length"]))


def detected(text: str) -> list[Json]:
    """What Telegram marks by itself: links, addresses, commands, and mentions."""
    entities: list[Json] = []
    for kind, pattern in _DETECTED:
        for match in pattern.finditer(text):
            entity = {"type": kind, "offset": utf16(text[: match.start()]), "length": utf16(match[0])}
            if not any(_overlap(entity, other) for other in entities):
                entities.append(entity)
    return sorted(entities, key=lambda entity: int(entity["offset"]))


def read_text(params: Json, *, field: str = "text", entities: str = "entities") -> tuple[str, list[Json]]:
    """The text of a request, checked; captions are those whose field is `caption`."""
    if "parse_mode" in params:
        # Markup is turned into entities by our own renderer, so the double does not speak HTML.
        raise violation("parse_mode is not modelled by this double: send entities")
    return formatted(params.get(field, ""), params.get(entities, []), caption=field == "caption")


def quoted(text: str, quote: str) -> Json:
    """The quotation that a reply carries; raises when the text does not hold it."""
    start = text.find(quote)
    if start < 0:
        raise bad_request("QUOTE_TEXT_INVALID")
    return {"text": quote, "position": utf16(text[:start]), "is_manual": True}


def _check(entity: Json, text: str) -> None:
    offset, length = entity["offset"], entity["length"]
    if offset < 0 or length <= 0 or offset + length > utf16(text):
        raise violation(f"the entity {entity['type']} at {offset}+{length} is outside of the text")
    units = text.encode("utf-16-le")
    if any(_splits(units, at) for at in (offset, offset + length)):
        raise violation(f"the entity {entity['type']} at {offset}+{length} cuts a character in two")
    needed = _NEEDS.get(entity["type"])
    if needed and not entity.get(needed):
        raise violation(f"the entity {entity['type']} lacks {needed}")


def _splits(units: bytes, at: int) -> bool:
    return 2 * at < len(units) and 0xDC <= units[2 * at + 1] <= 0xDF


def _moved(entity: Json, dropped: int, size: int) -> Json:
    start = max(0, entity["offset"] - dropped)
    end = min(size, entity["offset"] + entity["length"] - dropped)
    return {**entity, "offset": start, "length": end - start}


def _overlap(one: Json, other: Json) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
    )
