"""What tests of the configuration share."""

from collections.abc import Callable

import pytest

from bot.config import ConfigError, Settings

TELEGRAM = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawX"
DISCORD = "MTA0NTg4OTI3NjQ4NzM1MjMzMQ.GxyzAB.abcdefghijklmnopqrstuvwxyz0123456789AB"
Load = Callable[[str], Settings]


def faults(load: Load, text: str) -> list[str]:
    """Load a file with this text; what is wrong with it."""
    with pytest.raises(ConfigError) as raised:
        load(text)
    return [str(fault) for fault in raised.value.faults]
