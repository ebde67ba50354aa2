"""The configuration: `model` says what can be set, `load` reads it and reports every fault at once."""

from bot.config.load import ConfigError, ConfigFault, load
from bot.config.model import (
    ConsoleSettings,
    DiscordSettings,
    LimitSettings,
    QueueSettings,
    Settings,
    TelegramSettings,
)

__all__ = [
    "ConfigError",
    "ConfigFault",
    "ConsoleSettings",
    "DiscordSettings",
    "LimitSettings",
    "QueueSettings",
    "Settings",
    "TelegramSettings",
    "load",
]
