"""What a question names and a likely entry does not: a reason to suggest it instead of answering with it."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from bot.matching.question import Question

FACETS = Path(__file__).with_name("facets.toml")

_IDENTIFIER = 6
_SPEAKERS = frozenset({"i", "my", "we", "our", "me"})


@dataclass(frozen=True, slots=True)
class Facets:
    """The table of what counts: names of exams, visas and countries, and the words around them."""

    exams: frozenset[str]
    visas: frozenset[str]
    kinds: frozenset[str]
    countries: Mapping[tuple[str, ...], str]
    """Words -> country, nationalities included."""
    negations: frozenset[str]
    harmless: tuple[tuple[str, ...], ...]
    year_background: frozenset[str]
    from_words: frozenset[str]
    person_words: frozenset[str]
    persons: frozenset[str]
    wishes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names."""

    exams: frozenset[str] = frozenset()
    visas: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    """Countries that are only where the asker comes from; also in `countries` of an entry."""
    years: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    """Sizes of other numbers: `small` (up to 99), `score` (100 to 300), `large`."""
    negated: bool = False
    kinds: frozenset[str] = frozenset()
    """Kinds of experience, each in the singular."""

    def joined(self, other: "Named") -> "Named":
        """What either names."""
        return Named(
            self.exams | other.exams,
            self.visas | other.visas,
            self.countries | other.countries,
            self.origins | other.origins,
            self.years | other.years,
            self.numbers | other.numbers,
            self.negated or other.negated,
            self.kinds | other.kinds,
        )


@cache
def facets(path: Path = FACETS) -> Facets:
    """Read the table."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    countries = {
        tuple(name.split()): country
        for country, others in table["countries"].items()
        for name in (country, *others)
    }
    return Facets(
        exams=frozenset(table["exams"]),
        visas=frozenset(table["visas"]),
        kinds=frozenset(table["kinds"]),
        countries=countries,
        negations=frozenset(table["negations"]),
        harmless=tuple(tuple(words.split()) for words in table["harmless_negations"]),
        year_background=frozenset(table["background_of_years"]),
        from_words=frozenset(table["from_words"]),
        person_words=frozenset(table["person_words"]),
        persons=frozenset(table["persons"]),
        wishes=frozenset(table["wishes"]),
    )


def names(words: Sequence[str], table: Facets) -> Named:
    """What a text names, from its words."""
    bare = frozenset(words)
    countries, origins = _countries(words, table)
    years, numbers = _numbers(words, table)
    return Named(
        exams=bare & table.exams,
        visas=bare & table.visas,
        countries=countries,
        origins=origins,
        years=years,
        numbers=numbers,
        negated=_negated(words, table),
        kinds=frozenset(word.removesuffix("s") for word in bare & table.kinds),
    )


def vetoes(question: Question, entry: Named, table: Facets, strict: bool) -> tuple[str, ...]:
    """Short words for what the asking parts name and the entry lacks.

    What stands only in the rest of a story is background. So is the asker's own country, unless `strict`
    (an entry about visas, money or deadlines, where it may change the answer).
    """
    asked = Named()
    for part in question.asking:
        asked = asked.joined(names(part.words, table))
    countries, visas = asked.countries, asked.visas
    if strict:
        countries |= asked.origins
        # Whose visa it is may be told before the question.
        visas |= names(question.words, table).visas
    found = {
        "exam": asked.exams - entry.exams,
        "visa": visas - entry.visas,
        "kind": asked.kinds - entry.kinds,
        "country": countries - entry.countries - entry.origins,
        "year": asked.years - entry.years,
        "number": asked.numbers - entry.numbers,
        "negation": asked.negated and not entry.negated,
    }
    return tuple(reason for reason, lacking in found.items() if lacking)


def _countries(words: Sequence[str], table: Facets) -> tuple[frozenset[str], frozenset[str]]:
    """Countries that are asked about, and those that only say where the asker comes from."""
    asked: set[str] = set()
    origins: set[str] = set()
    for i in range(len(words)):
        for size in (1, 2):
            country = table.countries.get(tuple(words[i : i + size]))
            if country is None or i + size > len(words):
                continue
            before, after = words[max(0, i - 6) : i], words[i + size : i + size + 2]
            # "I am a doctor in Nepal", but not "salary of a doctor in Nepal" or "can I work in Nepal".
            tells = bool(_SPEAKERS.intersection(before)) and not table.wishes.intersection(before)
            comes_from = (
                bool(before)
                and before[-1] in table.from_words
                and (before[-1] == "from" or (tells and bool(table.person_words.intersection(before))))
            )
            is_one = bool(table.persons.intersection(after)) or before[-2:] == ["i", "am"]
            (origins if comes_from or is_one else asked).add(country)
    return frozenset(asked), frozenset(origins - asked)


def _numbers(words: Sequence[str], table: Facets) -> tuple[frozenset[str], frozenset[str]]:
    years: set[str] = set()
    sizes: set[str] = set()
    for i, word in enumerate(words):
        digits = word.rstrip("k").lstrip("0") if word[:1].isdigit() else ""
        # What is longer names a person, a place or a telephone, and counts nothing.
        if not digits.isascii() or not digits.isdigit() or len(digits) >= _IDENTIFIER:
            continue
        value = int(digits)
        if 1950 <= value <= 2100:
            if not table.year_background.intersection(words[max(0, i - 3) : i + 3]):
                years.add(digits)
        else:
            sizes.add("large" if value > 300 or word.endswith("k") else "score" if value >= 100 else "small")
    return frozenset(years), frozenset(sizes)


def _negated(words: Sequence[str], table: Facets) -> bool:
    """Whether a negation is left when the harmless ones are taken out."""
    if not table.negations.intersection(words):
        return False
    text = f" {' '.join(words)} "
    for phrase in table.harmless:
        text = text.replace(f" {' '.join(phrase)} ", " ")
    return bool(table.negations.intersection(text.split()))


def entry_names(phrasings: Iterable[Sequence[str]], body: Sequence[str], table: Facets) -> Named:
    """What an entry names: everything in its title and phrasings; of its text all but the negations.

    An answer nearly always holds a "not": only phrasings tell that an entry is about not having something.
    """
    found = Named()
    for words in phrasings:
        found = found.joined(names(words, table))
    return found.joined(replace(names(body, table), negated=False))
