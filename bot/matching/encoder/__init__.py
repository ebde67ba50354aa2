"""The sentence encoder: texts as vectors, and how like that makes them."""

from bot.matching.encoder.kept import SHIPPED, read_vectors, write_vectors
from bot.matching.encoder.likeness import Encodings, Meaning
from bot.matching.encoder.model import Encoder
from bot.matching.encoder.threads import keep_to_one_thread

__all__ = [
    "SHIPPED",
    "Encoder",
    "Encodings",
    "Meaning",
    "keep_to_one_thread",
    "read_vectors",
    "write_vectors",
]
