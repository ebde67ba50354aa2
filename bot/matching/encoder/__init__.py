"""The sentence encoder: texts as vectors, and how like that makes them."""

from bot.matching.encoder.kept import SHIPPED, read_vectors, write_vectors
from bot.matching.encoder.likeness import Encodings, Meaning
from bot.matching.encoder.model import Encoder

__all__ = ["SHIPPED", "Encoder", "Encodings", "Meaning", "read_vectors", "write_vectors"]
