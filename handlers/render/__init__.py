"""The core's CommonMark as each platform shows it, split at each limit; pure, knows no SDK.

`plain`, `one_line` and `label` are text without markup, `discord` is Discord's own markdown with everything
a person typed made harmless, `telegram` is text with entities (never a parse mode).
"""

from handlers.render.on_console import label, one_line, plain
from handlers.render.on_discord import discord
from handlers.render.on_telegram import Entity, TelegramText, telegram

__all__ = ["Entity", "TelegramText", "discord", "label", "one_line", "plain", "telegram"]
