"""The network itself: texts in, vectors out, on one thread."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

DATA = Path(__file__).parent

WIDTH = 384
"""Numbers in a vector."""

# Texts of equal length that are run together; more are hardly faster and take more memory.
_TOGETHER = 8

Floats = NDArray[np.float32]
_Network: TypeAlias = "tuple[InferenceSession, Tokenizer]"


class Encoder:
    """Turns texts into vectors whose products say how like the texts are.

    The network is read when the first text comes, so that a start whose vectors are kept need not wait. A
    text's vector does not hang on what is encoded beside it. `version` names the weights: vectors of two
    versions must not be compared.
    """

    def __init__(self, folder: Path = DATA) -> None:
        self.version = (folder / "version").read_text(encoding="ascii").strip()
        self._folder = folder
        self._lock = Lock()
        self._network: _Network | None = None

    def warm(self) -> None:
        """Read the network now; about a third of a second."""
        self._ready()

    def _ready(self) -> _Network:
        with self._lock:
            if self._network is None:
                self._network = _load(self._folder)
            return self._network

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts, shape (texts, 384), each of length 1; what follows 128 tokens is not read."""
        vectors: Floats = np.zeros((len(texts), WIDTH), dtype=np.float32)
        if not texts:
            return vectors
        session, tokenizer = self._ready()
        by_length: dict[int, list[tuple[int, list[int]]]] = {}
        for place, text in enumerate(texts):
            ids = tokenizer.encode(_encodable(text)).ids
            by_length.setdefault(len(ids), []).append((place, ids))
        # Only texts of the same length share a batch: nothing is padded, so that rounding is always the same.
        for alike in by_length.values():
            for start in range(0, len(alike), _TOGETHER):
                batch = alike[start : start + _TOGETHER]
                ids_of = np.array([ids for _, ids in batch], dtype=np.int64)
                found = session.run(None, {"ids": ids_of, "mask": np.ones_like(ids_of)})
                vectors[[place for place, _ in batch]] = found[0]
        return vectors


def _load(folder: Path) -> _Network:
    # Imported here, because a bot without the encoder needs neither: together they take 45 MB.
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # An arena would keep the memory of the longest batch for ever.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    session = InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    return session, Tokenizer.from_file(str(folder / "tokenizer.json"))


def _encodable(text: str) -> str:
    """The text without halves of characters, which the tokenizer refuses."""
    return text.encode("utf-8", "replace").decode("utf-8")
