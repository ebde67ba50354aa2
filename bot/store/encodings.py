"""What the encoder made of the texts of entries, so that none is encoded twice. No questions are here."""

from collections.abc import Mapping

from bot.store.database import Tx, listed, statements

_sql = statements(__file__)


async def keep(tx: Tx, version: str, vectors: Mapping[str, bytes]) -> None:
    """Keep vectors by text, as this version of the encoder made them; those of other versions go."""
    await _sql.drop_others(tx, version=version)
    rows = [{"version": version, "text": text, "vector": vector} for text, vector in vectors.items()]
    await _sql.keep(tx, rows)


async def kept(tx: Tx, version: str) -> dict[str, bytes]:
    """The vectors by text that this version made."""
    return {row[0]: bytes(row[1]) for row in await listed(_sql.kept(tx, version=version))}
