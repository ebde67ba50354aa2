"""The encoder as an ONNX graph on plain operations, in full precision or in 8 bits."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LONGEST = 128
"""Tokens of a text that are read; the model was trained on no more."""

LAYERS, HEADS, WIDTH = 6, 12, 384
# Opset 20 has the exact GELU, 17 the layer norm; the runtime has known both since 2023.
OPSET, IR = 20, 10
# How much of the channels' unevenness moves from the activations into the weights; 0.4 to 0.6 do as well.
SMOOTHING = 0.6
# GELU never goes below this, so that its 8 bits can all lie above.
GELU_FLOOR = -0.17

Weights = dict[str, Any]
Peaks = dict[str, Any]


@dataclass
class Graph:
    """An ONNX graph while it is written: operations and constants, named in order."""

    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def constant(self, value: Any) -> str:
        """Add a constant; its name."""
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def number(self, value: float) -> str:
        """Add a number; its name."""
        return self.constant(np.float32(value))

    def axes(self, *values: int) -> str:
        """Add a list of whole numbers; its name."""
        return self.constant(np.array(values, dtype=np.int64))

    def add(self, operation: str, *inputs: str, **attributes: Any) -> str:
        """Add an operation with one result; the result's name."""
        name = f"{operation}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operation, inputs, [name], **attributes))
        return name


class Exact:
    """Matrix products and embeddings in full precision; notes what goes into each product."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.inputs: dict[str, str] = {}

    def rows(self, table: Any, ids: str) -> str:
        """The table's rows of these numbers."""
        return self.graph.add("Gather", self.graph.constant(table), ids)

    def product(self, name: str, x: str, weight: Any, bias: Any, floor: float | None = None) -> str:
        """`x @ weight + bias`."""
        del floor
        self.inputs[name] = x
        graph = self.graph
        return graph.add("Add", graph.add("MatMul", x, graph.constant(weight)), graph.constant(bias))


class Bytes:
    """The same in 8 bits: a scale for each column of a weight, and for each token one made as it runs.

    A scale for each token, instead of one for the whole batch, keeps a text's vector the same whatever stands
    beside it. Weights are unsigned around 128: signed ones overflow on processors without VNNI.
    """

    def __init__(self, graph: Graph, peaks: Peaks) -> None:
        self.graph = graph
        self._peaks = peaks
        self._middle = graph.constant(np.uint8(128))
        self._zero = graph.constant(np.uint8(0))
        self._one = graph.number(1)
        self._least = graph.number(1e-9)

    def rows(self, table: Any, ids: str) -> str:
        """The table's rows of these numbers."""
        graph = self.graph
        scale = np.abs(table).max(axis=1, keepdims=True) / 127
        small = graph.add("Gather", graph.constant(np.rint(table / scale).astype(np.int8)), ids)
        scales = graph.add("Gather", graph.constant(scale.astype(np.float32)), ids)
        return graph.add("Mul", graph.add("Cast", small, to=TensorProto.FLOAT), scales)

    def product(self, name: str, x: str, weight: Any, bias: Any, floor: float | None = None) -> str:
        """`x @ weight + bias`; `floor` is a number that nothing in `x` is below."""
        graph = self.graph
        if floor is None:
            strongest = np.maximum(np.abs(weight).max(axis=1), 1e-5)
            even = np.maximum(self._peaks[name], 1e-5) ** SMOOTHING / strongest ** (1 - SMOOTHING)
            x = graph.add("Mul", x, graph.constant((1 / even).astype(np.float32)))
            weight = weight * even[:, None]
        scale = np.abs(weight).max(axis=0) / 127
        bytes_ = np.rint(weight / scale)
        if floor is not None:
            x = graph.add("Sub", x, graph.number(floor))
            bias = bias + floor * (bytes_ * scale).sum(axis=0)
        size = graph.add("Abs", x) if floor is None else x
        peak = graph.add("Max", graph.add("ReduceMax", size, graph.axes(-1), keepdims=1), self._least)
        levels, zero = (127, self._middle) if floor is None else (255, self._zero)
        stretched = graph.add("Mul", x, graph.add("Div", graph.number(levels), peak))
        small = graph.add("QuantizeLinear", stretched, self._one, zero)
        columns = graph.constant((bytes_ + 128).astype(np.uint8))
        whole = graph.add("MatMulInteger", small, columns, zero, self._middle)
        y = graph.add("Mul", graph.add("Cast", whole, to=TensorProto.FLOAT), peak)
        y = graph.add("Mul", y, graph.constant((scale / levels).astype(np.float32)))
        return graph.add("Add", y, graph.constant(bias.astype(np.float32)))


@dataclass
class Writer:
    """Writes the network's parts into a graph."""

    graph: Graph
    maths: Exact | Bytes
    weights: Weights

    def model(self) -> onnx.ModelProto:
        """The encoder: ids and mask (texts, tokens) -> vectors (texts, 384) of length 1."""
        graph, add = self.graph, self.graph.add
        mask = add("Cast", "mask", to=TensorProto.FLOAT)
        hidden = add("Mul", add("Sub", mask, graph.number(1)), graph.number(1e4))
        hidden = add("Unsqueeze", hidden, graph.axes(1, 2))
        x = self._embeddings()
        for number in range(LAYERS):
            layer = f"encoder.layer.{number}"
            read = add("Add", self._attention(x, hidden, f"{layer}.attention"), x)
            x = self._norm(read, f"{layer}.attention.output.LayerNorm")
            wide = add("Gelu", self._dense(x, f"{layer}.intermediate.dense"))
            thought = add("Add", self._dense(wide, f"{layer}.output.dense", GELU_FLOOR), x)
            x = self._norm(thought, f"{layer}.output.LayerNorm")
        # A product, because the runtime's sum rounds differently in a batch. The mean's divisor falls away in
        # the length of 1.
        total = add("MatMul", add("Unsqueeze", mask, graph.axes(1)), x)
        add("LpNormalization", add("Squeeze", total, graph.axes(1)), axis=1, p=2)
        graph.nodes[-1].output[0] = "vectors"
        return _model(graph)

    def _embeddings(self) -> str:
        graph = self.graph
        x = self.maths.rows(self.weights["embeddings.word_embeddings.weight"], "ids")
        kinds = self.weights["embeddings.token_type_embeddings.weight"]
        places = self.weights["embeddings.position_embeddings.weight"][:LONGEST] + kinds[0]
        length = graph.add("Shape", "ids", start=1, end=2)
        here = graph.add("Slice", graph.constant(places), graph.axes(0), length, graph.axes(0))
        return self._norm(graph.add("Add", x, here), "embeddings.LayerNorm")

    def _attention(self, x: str, hidden: str, name: str) -> str:
        graph, add = self.graph, self.graph.add
        apart, together = graph.axes(0, 0, 3, HEADS, WIDTH // HEADS), graph.axes(0, 0, WIDTH)
        heads = add("Transpose", add("Reshape", self._dense(x, name), apart), perm=[2, 0, 3, 1, 4])
        query, key, value = (add("Gather", heads, graph.constant(np.int64(each))) for each in range(3))
        alike = add("MatMul", query, add("Transpose", key, perm=[0, 1, 3, 2]))
        alike = add("Mul", alike, graph.number((WIDTH / HEADS) ** -0.5))
        shares = add("Softmax", add("Add", alike, hidden), axis=-1)
        read = add("Transpose", add("MatMul", shares, value), perm=[0, 2, 1, 3])
        return self._dense(add("Reshape", read, together), f"{name}.output.dense")

    def _dense(self, x: str, name: str, floor: float | None = None) -> str:
        weights = self.weights
        return self.maths.product(name, x, weights[f"{name}.weight"].T, weights[f"{name}.bias"], floor)

    def _norm(self, x: str, name: str) -> str:
        gain, shift = (self.graph.constant(self.weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.graph.add("LayerNormalization", x, gain, shift, axis=-1, epsilon=1e-12)


def _model(graph: Graph) -> onnx.ModelProto:
    shape = ["texts", "tokens"]
    ids, mask = (helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("ids", "mask"))
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", WIDTH])
    used = {name for node in graph.nodes for name in node.input}
    constants = [each for each in graph.constants if each.name in used]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", [ids, mask], [vectors], constants),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR,
        producer_name="tools/build_encoder.py",
    )
    digest = hashlib.sha256(b"".join(each.raw_data for each in constants)).hexdigest()[:12]
    about = {"source": "sentence-transformers/all-MiniLM-L6-v2", "license": "Apache-2.0", "version": digest}
    helper.set_model_props(model, about)
    onnx.checker.check_model(model, full_check=True)
    return model
