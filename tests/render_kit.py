"""Helpers for tests of rendering: what Telegram counts, and what it is sent."""

from handlers import render


def units(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def telegram_texts(markdown: str, limit: int) -> list[str]:
    """The texts of the messages that Telegram is sent."""
    return [message.text for message in render.telegram(markdown, limit)]
