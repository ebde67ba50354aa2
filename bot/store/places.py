"""Where people are in conversation with the bot, and the last message there that is stored."""

from dataclasses import dataclass

from bot.messages import Address, Heard
from bot.store.database import Tx, listed, statements


@dataclass(frozen=True, slots=True)
class HeardRow:
    """The last stored message of a place."""

    chat_id: str
    topic_id: str
    message_id: str


_sql = statements(__file__, HeardRow)


async def heard(tx: Tx, platform: str) -> tuple[Heard, ...]:
    """Each place with an open thread: the last message a person wrote there, else the last the bot showed."""
    last: dict[tuple[str, str], str] = {}
    for row in [
        *await listed(_sql.quiet(tx, platform=platform)),
        *await listed(_sql.heard(tx, platform=platform)),
    ]:
        last[row.chat_id, row.topic_id] = row.message_id
    return tuple(Heard(Address(platform, chat, topic), message) for (chat, topic), message in last.items())
