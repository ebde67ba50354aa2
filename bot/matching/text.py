"""From what a person typed to the words that are compared: cleaning, the field's short forms, sentences."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ABBREVIATIONS = Path(__file__).with_name("abbreviations.toml")

LONGEST = 4000
"""Characters of a text that are judged; of a longer one the beginning and the end, where questions stand."""

_PHRASE = 2
_AMBIGUOUS = 2
_APOSTROPHES = re.compile("['`\u00b4\u2018\u2019\u201b\u02bc\uff07]")
_UNPRINTABLE = re.compile(r"[^ -~\r\n]")
_DIGIT = re.compile(r"\d")
_OVER = re.compile(r"\bw/o\b")
_TRIPLED = re.compile(r"([a-z])\1{2,}")
_WORD = re.compile(r"\w+")
# A lone "i" is mostly the person: "the steps i follow".
_ONE = r"i(?=\s*(?:$|[?.,;!)/&]|(?:and|or|exam|score|result|pass|fail|failed|prep|before|after|is|was|in)\b))"
_NUMBER = rf"(?:[1-3]|one|two|three|i{{2,3}}|{_ONE})"
_STEPS = re.compile(
    rf"\b(?:usmle[\s-]*)?(?:steps?|stp)[\s#-]*({_NUMBER}(?:\s*(?:,|&|/|\+|\band\b|\bor\b)\s*{_NUMBER}\b)*)"
    r"(?:[\s-]*(ck|cs)\b)?(?![\w%])"
)
_NO_STEP = re.compile(r"\bstep\s*[4-9]\b")
_PARTS_OF_STEP_2 = re.compile(r"\b(?:(?:step\s*)?2[\s-]*)?(ck|cs)\b")
_STEP_NUMBER = re.compile(rf"\b{_NUMBER}\b")
_STEP_NAMES = {
    "1": "1",
    "one": "1",
    "i": "1",
    "2": "2",
    "two": "2",
    "ii": "2",
    "3": "3",
    "three": "3",
    "iii": "3",
}
_VISA = re.compile(r"\b(b|e|f|h|j|k|l|m|o|r|eb)-?([1-5])(?:-?(b))?(?=\b|visa)(?![.:]\d)")
_FORM = re.compile(r"\b(ds|i|w)-(\d{1,4}[a-z]?)\b")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|[\r\n;]+|(?<=[?!])(?=\w)")
_MIXED = re.compile(r"(?<=[a-z]{3})(?<!step)(?=\d)|(?<=\d)(?=[a-z]{3})")


# Compared and kept by which one it is: its tables are never changed.
@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """How the field's words are read: the table of short forms, ready for use."""

    words: Mapping[str, tuple[str, ...]]
    capitals: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
    """First word -> (rest of the phrase with that word, its reading), longest first."""

    def knowing(self, terms: Mapping[str, str]) -> "Language":
        """The language with more terms, short forms with the words that they stand for, read alike in both.

        The short form is what is read, as it is rarer and people know it better: of "Electronic Residency
        Application Service", `eras`. A form of two letters is often another word; it is read as the long
        form, and only in capitals. So is every form of words that the table reads in their long form.
        """
        words, capitals = dict(self.words), dict(self.capitals)
        phrases = {first: list(found) for first, found in self.phrases.items()}
        long = {*self.words.values(), *self.capitals.values()}
        for short, meant in terms.items():
            plain, phrase = short.lower(), tuple(self.tokens(meant))
            if tuple(self.tokens(short)) == phrase or len(phrase) < _PHRASE or plain in self.words:
                continue
            if len(short) <= _AMBIGUOUS:
                capitals.setdefault(short, phrase)
            elif phrase in long:
                words[plain] = phrase
            elif self.tokens(short) == [plain]:
                phrases.setdefault(phrase[0], []).append((phrase, (plain,)))
        ordered = {first: tuple(sorted(found, key=lambda p: -len(p[0]))) for first, found in phrases.items()}
        return Language(words, capitals, ordered)

    def tokens(self, text: str) -> list[str]:
        """The words of a text, cleaned, with short forms read."""
        mixed = not text.islower() and not text.isupper()
        plain = _capitals(text, self.capitals) if mixed else []
        for short in plain:
            text = re.sub(rf"\b{short}\b", " ".join(self.capitals[short]), text)
        words: list[str] = []
        for word in _WORD.findall(fold(text)):
            words.extend(self.words.get(word) or (word[:40],))
        return self._join(words)

    def _join(self, words: list[str]) -> list[str]:
        """Replace phrases that have a usual short form."""
        if self.phrases.keys().isdisjoint(words):
            return words
        joined: list[str] = []
        i = 0
        while i < len(words):
            for phrase, reading in self.phrases.get(words[i], ()):
                if tuple(words[i : i + len(phrase)]) == phrase:
                    joined.extend(reading)
                    i += len(phrase)
                    break
            else:
                joined.append(words[i])
                i += 1
        return joined


@cache
def language(path: Path = ABBREVIATIONS) -> Language:
    """Read the table of short forms."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    phrases: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for phrase, reading in table["phrases"].items():
        words = tuple(phrase.split())
        phrases.setdefault(words[0], []).append((words, tuple(reading.split())))
    return Language(
        words={short: tuple(reading.split()) for short, reading in table["words"].items()},
        capitals={short: tuple(reading.split()) for short, reading in table["capitals"].items()},
        phrases={first: tuple(sorted(rest, key=lambda p: -len(p[0]))) for first, rest in phrases.items()},
    )


def _capitals(text: str, table: Mapping[str, Sequence[str]]) -> list[str]:
    return [word for word in dict.fromkeys(_WORD.findall(text)) if word in table]


def clean(text: str) -> str:
    """The text without accents, control characters and look-alike forms, in a length that can be judged."""
    if len(text) > LONGEST:
        text = text[: LONGEST * 3 // 4] + "\n" + text[-LONGEST // 4 :]
    if text.isascii() and text.isprintable():
        return text
    if text.isascii():
        return _UNPRINTABLE.sub(" ", text)
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text))[: LONGEST * 2]
    kept = []
    for character in text:
        kind = unicodedata.category(character)
        if kind in {"Mn", "Cf"}:
            continue
        kept.append(" " if kind[0] in "CZ" and character not in "\r\n" else character)
    return unicodedata.normalize("NFC", "".join(kept))


def fold(text: str) -> str:
    """The text in the one spelling that is compared: case, apostrophes, repeated letters, Steps, visas."""
    text = text.casefold()
    # The guards are for speed: most texts name no Step, no visa and no number.
    if not text.isascii() or "'" in text or "`" in text:
        text = _APOSTROPHES.sub("", text)
    if "." in text:
        text = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    if "w/o" in text:
        text = _OVER.sub(" without ", text)
    if "st" in text:
        text = _STEPS.sub(_read_steps, text)
        text = _NO_STEP.sub(" step4 ", text)
    if "ck" in text or "cs" in text:
        text = _PARTS_OF_STEP_2.sub(lambda match: " step2cs " if match[1] == "cs" else " step2 ", text)
    text = _TRIPLED.sub(r"\1", text)
    if _DIGIT.search(text):
        text = _VISA.sub(_read_visa, text)
        text = _FORM.sub(r"\1\2", text)
        text = _MIXED.sub(" ", text)
    return text


def _read_visa(match: re.Match[str]) -> str:
    """`h-1` and `h-1b` -> `h1b`, `j-1` -> `j1`."""
    return f"{match[1]}{match[2]}" + ("b" if match[1] == "h" and match[2] == "1" else "")


def _read_steps(match: re.Match[str]) -> str:
    """`step 1 and 2 ck` -> `step1 step2`."""
    names = [f"step{_STEP_NAMES[number]}" for number in _STEP_NUMBER.findall(match[1])]
    if match[2] == "cs":
        names[-1] = "step2cs"
    return " " + " ".join(names) + " "


def sentences(text: str) -> list[str]:
    """The sentences of a cleaned text; a line break ends one too."""
    return [part for raw in _SENTENCE_END.split(text) if (part := raw.strip())]
