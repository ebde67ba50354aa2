"""Telegram: `Telegram` fulfils `bot.ports.Platform` on python-telegram-bot."""

from handlers.telegram.adapter import Telegram

__all__ = ["Telegram"]
