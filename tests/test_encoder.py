"""The encoder: vectors that mean something, do not hang on their neighbours, and are made once."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnxruntime import InferenceSession

from bot.entries import Entry
from bot.matching import Index, Kind
from bot.matching.encoder import SHIPPED, Encoder, Encodings, read_vectors, write_vectors
from bot.matching.encoder.model import DATA, Floats

# The first numbers of a vector of the original network, in full precision.
ORIGINAL_TEXT = "how to register for step 1"
ORIGINAL = [-0.074, -0.052, -0.038, -0.022, -0.021, 0.069, -0.017, 0.067]

TEXTS = (
    "can i watch doctors at work before my first exam",
    "is an observership possible without step 1",
    "how much is the registration fee",
    "what does it cost to register",
    "who won the match yesterday evening",
    "",
    "?",
    "\N{GRINNING FACE}",
    "na\u00efve \u00e9tudiant \u65e5\u672c\u8a9e",
    "step " * 400,
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


class Counting:
    """The encoder, with a list of what it was asked."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Floats:
        self.asked.extend(texts)
        return self._encoder.encode(texts)


def entry(name: str, *phrasings: str) -> Entry:
    return Entry(id=name, topic=name.partition("/")[0], title="", phrasings=phrasings, text="")


FEES = entry("usmle/fees", "how much is the registration fee", "step 1 price", "what do i pay for step 1")
WATCH = entry("usce/watch", "observership before step 1", "may i watch doctors without step 1")


def test_vectors_have_length_one_and_mean_something(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    likeness = vectors @ vectors.T
    assert likeness[2, 3] > 0.6 > likeness[2, 0]
    assert likeness[0, 1] > likeness[0, 4]


def test_a_vector_is_the_one_that_the_build_proved(encoder: Encoder) -> None:
    assert encoder.encode([ORIGINAL_TEXT])[0, : len(ORIGINAL)] == pytest.approx(ORIGINAL, abs=0.01)


def test_the_same_text_gives_the_same_bits_whatever_stands_beside_it(encoder: Encoder) -> None:
    together = encoder.encode(TEXTS * 5)
    backwards = encoder.encode(TEXTS[::-1])[::-1]
    for place, text in enumerate(TEXTS):
        alone = encoder.encode([text])[0]
        assert (together[place] == alone).all()
        assert (together[place + 4 * len(TEXTS)] == alone).all()
        assert (backwards[place] == alone).all()


def test_what_follows_128_tokens_is_not_read(encoder: Encoder) -> None:
    long, longer = encoder.encode(["step " * 126, "step " * 126 + "but not the visa"])
    assert (long == longer).all()


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None), max_size=300))
def test_any_text_has_a_vector(encoder: Encoder, text: str) -> None:
    vector = encoder.encode([text])[0]
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_no_texts_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_only_new_texts_are_encoded(encoder: Encoder) -> None:
    counting = Counting(encoder)
    first = Encodings(counting, {})
    assert first.learn([["one"], ["two"], ["one"]]).shape == (3, 384)
    assert {text: len(vector) for text, vector in first.new.items()} == {"one": 768, "two": 768}
    second = Encodings(counting, first.new)
    second.learn([["two"], ["three"]])
    assert list(second.new) == ["three"]
    assert counting.asked == ["one", "two", "three"]


def test_a_question_is_encoded_once_and_never_kept(encoder: Encoder) -> None:
    counting = Counting(encoder)
    encodings = Encodings(counting, {})
    index = Index.build([FEES, WATCH], meaning=encodings)
    kept = set(encodings.new)
    counting.asked.clear()
    index.judge("what is the price of the first step please")
    assert len(counting.asked) == 1
    assert set(encodings.new) == kept


def test_an_edit_encodes_only_what_changed(encoder: Encoder) -> None:
    first = Encodings(encoder, {})
    old = Index.build([FEES, WATCH], meaning=first)
    again = Encodings(encoder, first.new)
    assert Index.build([WATCH, FEES], meaning=again).judge("step 1 cost") == old.judge("step 1 cost")
    assert again.new == {}
    edited = Encodings(encoder, first.new)
    changed = entry("usce/watch", *WATCH.phrasings, "shadowing before exams")
    Index.build([FEES, changed], meaning=edited)
    assert list(edited.new) == ["shadowing before exams"]


def test_kept_vectors_come_back_but_not_to_another_version(encoder: Encoder, tmp_path: Path) -> None:
    file = tmp_path / "vectors"
    assert read_vectors(file, encoder.version) == {}
    encodings = Encodings(encoder, {})
    encodings.learn([["one"], [], ["two", "\u65e5\u672c"]])
    write_vectors(file, encoder.version, encodings.new)
    assert read_vectors(file, encoder.version) == encodings.new
    assert read_vectors(file, "another") == {}
    write_vectors(file, encoder.version, {})
    assert read_vectors(file, encoder.version) == {}


def test_the_encoder_finds_what_no_word_tells(encoder: Encoder) -> None:
    plain, helped = (Index.build([FEES, WATCH], meaning=each) for each in (None, Encodings(encoder, {})))
    for text, wanted in (("is it expensive", FEES.id), ("shadowing physicians", WATCH.id)):
        by_words, by_meaning = (index.explain(text).candidates[0] for index in (plain, helped))
        assert by_meaning.entry_id == wanted
        assert by_meaning.score > 2 * by_words.score
        assert set(by_meaning.views) == {"words", "meaning", "answer"}
        assert helped.judge(text).kind is Kind.SUGGEST


def test_no_entries_hand_everything_over(encoder: Encoder) -> None:
    assert Index.build([], meaning=Encodings(encoder, {})).judge("anything").kind is Kind.HAND_OVER


def test_the_version_is_that_of_the_weights(encoder: Encoder) -> None:
    session = InferenceSession(str(DATA / "model.onnx"), providers=["CPUExecutionProvider"])
    assert session.get_modelmeta().custom_metadata_map["version"] == encoder.version


def test_the_shipped_vectors_are_those_of_the_faq(encoder: Encoder) -> None:
    shipped = read_vectors(SHIPPED, encoder.version)
    texts = [text for text in shipped if text][:: len(shipped) // 40]
    kept = np.stack([np.frombuffer(shipped[text], dtype=np.float16) for text in texts]).astype(np.float32)
    assert np.abs((encoder.encode(texts) * kept).sum(axis=1) - 1).max() < 0.01


def test_the_matcher_alone_loads_neither_runtime_nor_tokenizer() -> None:
    code = "import sys, bot.matching.encoder as _; print({'onnxruntime', 'tokenizers'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
