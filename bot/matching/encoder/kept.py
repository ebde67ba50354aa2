"""Vectors that are kept in a file, so that a first start encodes only what is not in it."""

from collections.abc import Mapping
from pathlib import Path

from bot.matching.encoder.model import WIDTH

SHIPPED = Path(__file__).with_name("vectors")
"""The vectors of the FAQ that is shipped; `python -m bot faq encode` makes them anew."""

_BYTES = 2 * WIDTH


def write_vectors(path: Path, version: str, vectors: Mapping[str, bytes]) -> None:
    """Write vectors by text, made by the encoder of this version; the same ones always give the same file."""
    texts = sorted(vectors)
    path.write_bytes(
        "\n".join([version, str(len(texts)), *texts, ""]).encode() + b"".join(vectors[text] for text in texts)
    )


def read_vectors(path: Path, version: str) -> dict[str, bytes]:
    """Vectors by text; none when there is no file, or when another version of the encoder made it."""
    if not path.exists():
        return {}
    made_by, count, rest = path.read_bytes().split(b"\n", 2)
    if made_by.decode() != version:
        return {}
    *texts, vectors = rest.split(b"\n", int(count))
    return {
        text.decode(): vectors[at : at + _BYTES]
        for text, at in zip(texts, range(0, len(vectors), _BYTES), strict=True)
    }
