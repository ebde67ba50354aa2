"""Inline keyboards: what Telegram takes, beyond the types of the fields."""

from urllib.parse import urlsplit

from doubles.telegram.refusals import violation
from doubles.telegram.spec import Json

_LOOKS = {"text", "icon_custom_emoji_id", "style"}
_ROW_LIMIT = 8
_KEYBOARD_LIMIT = 100


def read_keyboard(params: Json) -> Json | None:
    """The inline keyboard of a request, checked; None when there is none or it has no button."""
    markup: Json | None = params.get("reply_markup")
    if markup is None or "inline_keyboard" not in markup:
        return None
    rows: list[list[Json]] = [row for row in markup["inline_keyboard"] if row]
    if any(len(row) > _ROW_LIMIT for row in rows) or sum(map(len, rows)) > _KEYBOARD_LIMIT:
        raise violation("reply markup is too long")
    for row in rows:
        for button in row:
            _check(button)
    return {"inline_keyboard": rows} if rows else None


def _check(button: Json) -> None:
    kinds = button.keys() - _LOOKS
    if len(kinds) != 1:
        raise violation(f"a button must be of exactly one kind, not {len(kinds)}")
    if not button["text"].strip():
        raise violation("BUTTON_TEXT_EMPTY")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise violation("BUTTON_DATA_INVALID")
    if "url" in button and not _good_url(button["url"]):
        raise violation("BUTTON_URL_INVALID")
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= 256:
        raise violation("BUTTON_COPY_TEXT_INVALID")


def _good_url(url: str) -> bool:
    parts = urlsplit(url)
    # Telegram refuses hosts without a dot, such as localhost.
    return parts.scheme == "tg" or (parts.scheme in {"http", "https"} and "." in (parts.hostname or ""))
