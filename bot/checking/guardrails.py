"""What no entry may say, as rules with reasons that prove themselves on samples."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.checking.passages import Sentence, passages, split
from bot.checking.places import Places
from bot.checking.tables import FaultyTableError, Table, read_tables
from bot.entries import Entry, Faq, Fault
from bot.entries.reading import is_https

FILE = "guardrails.toml"

_KEYS = ("id", "reason", "right", "facts", "source", "patterns", "unless", "catches", "lets_pass")
_YES_OR_NO = re.compile(
    r"(?:(?:and|or|but|so|then|if [^,]+,) )?(?:is|are|am|was|were|do|does|did|can|could|will|would|should|may"
    r"|might|must|has|have|had|isn't|aren't|don't|doesn't|can't)\b.*\?$",
    re.IGNORECASE,
)
_SET = re.compile(r"\{[A-Z]+\}")
# A capital letter, or an escape whose letter must stay as it is.
_LETTER = re.compile(r"\\.|[A-Z]")
_YES = re.compile(r"yes\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """Something untrue or forbidden, how it is worded, and which wordings are right all the same."""

    id: str
    reason: str
    right: str
    facts: tuple[str, ...]
    source: str
    patterns: re.Pattern[str]
    unless: re.Pattern[str] | None
    catches: tuple[str, ...]
    lets_pass: tuple[str, ...]
    line: int = 1

    def broken_by(self, sentence: Sentence) -> bool:
        """Whether a sentence says it; one that the `unless` wordings are in does not."""
        if not self.patterns.search(sentence.text.lower()):
            return False
        return not (self.unless and self.unless.search(f"{sentence.lead} {sentence.text}".lower()))


@dataclass(frozen=True, slots=True)
class Guardrails:
    """All rules, the hosts that are no source with the reason, and what is wrong with the file itself."""

    rules: tuple[Rule, ...] = ()
    hosts: Mapping[str, str] | None = None
    faults: tuple[Fault, ...] = ()


def load_guardrails(path: Path) -> Guardrails:
    """Read the rules and try each on its samples; a faulty rule is named and left out. Never raises."""
    rules: list[Rule] = []
    hosts: dict[str, str] = {}
    faults: list[Fault] = []
    try:
        content, tables = read_tables(path, "rule", "id")
        sets = _sets(path, content.get("sets", {}))
        _, refused = read_tables(path, "host", "host")
    except FaultyTableError as error:
        return Guardrails(faults=(error.fault,))
    for table in tables:
        try:
            rule = _rule(table, sets)
        except FaultyTableError as error:
            faults.append(error.fault)
        else:
            rules.append(rule)
            faults += _proof(rule, path.name)
    for table in refused:
        try:
            table.check_keys(("host", "reason"))
            hosts[table.text("host")] = table.text("reason")
        except FaultyTableError as error:
            faults.append(error.fault)
    return Guardrails(tuple(rules), hosts, tuple(faults))


def check_guardrails(faq: Faq, rules: tuple[Rule, ...], places: Places) -> Iterator[Fault]:
    """Every sentence of an entry that breaks a rule."""
    for entry in faq.entries:
        for sentence, in_title in _asserted(entry):
            for rule in rules:
                if rule.broken_by(sentence):
                    number = (
                        places.key(entry.id, "title") if in_title else places.text(entry.id, sentence.line)
                    )
                    wrong = f"{sentence.text[:120]!r} ({rule.id}): {rule.reason}"
                    right = f"{rule.right} ({', '.join(rule.facts)}, {rule.source})"
                    yield Fault(f"{entry.id}.md", number, wrong, right)


def check_rule_facts(rules: tuple[Rule, ...], known: Collection[str]) -> Iterator[Fault]:
    """Rules that rest on a fact which is not in the list."""
    for rule in rules:
        for each in rule.facts:
            if each not in known:
                yield Fault(
                    FILE, rule.line, f"the rule {rule.id} names the unknown fact {each[:20]!r}", "its id"
                )


def _asserted(entry: Entry) -> Iterator[tuple[Sentence, bool]]:
    """The sentences that claim something, and whether each is the title's.

    A question that is answered yes or no claims nothing by itself; a title does when the text says yes to it.
    """
    text = passages(entry.text)
    agreed = bool(text.sentences and _YES.match(text.sentences[0].text))
    for words in split(entry.title):
        if agreed or not _YES_OR_NO.match(words):
            yield Sentence(words, 0), True
    for sentence in text.sentences:
        if not _YES_OR_NO.match(sentence.text):
            yield sentence, False


def _sets(path: Path, found: object) -> dict[str, str]:
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        raise FaultyTableError(Fault(path.name, 1, "sets are not texts", "[sets] and NAME = 'a|b'"))
    return {str(name): str(words) for name, words in found.items()}


def _rule(table: Table, sets: dict[str, str]) -> Rule:
    table.check_keys(_KEYS)
    source = table.text("source")
    if not is_https(source):
        raise table.fault(f"the source {source[:80]!r} is not https", "https://host/page")
    patterns = _joined(table, "patterns", sets)
    if patterns is None:
        raise table.fault("patterns is missing", "patterns = ['…']")
    return Rule(
        id=table.text("id"),
        reason=table.text("reason"),
        right=table.text("right"),
        facts=table.texts("facts"),
        source=source,
        patterns=patterns,
        unless=_joined(table, "unless", sets),
        catches=table.texts("catches"),
        lets_pass=table.texts("lets_pass"),
        line=table.line,
    )


def _joined(table: Table, key: str, sets: dict[str, str]) -> re.Pattern[str] | None:
    """One expression for lower-case text out of a list of them, with the sets put in for {NAME}."""
    whole = "|".join(f"(?:{each})" for each in table.texts(key, required=False))
    for name, words in reversed(sets.items()):
        whole = whole.replace(f"{{{name}}}", f"(?:{words})")
    if unknown := _SET.search(whole):
        raise table.fault(f"{key} names the set {unknown[0]}, which is not there", "a name of [sets]")
    # Searching lower-case text is a third faster than ignoring case, and most of the check's own time.
    lowered = _LETTER.sub(lambda found: found[0] if found[0][0] == "\\" else found[0].lower(), whole)
    try:
        return re.compile(lowered) if whole else None
    except re.error as error:
        raise table.fault(f"{key}: {error}", "a regular expression") from None


def _proof(rule: Rule, path: str) -> Iterator[Fault]:
    """What the rule gets wrong of its own samples."""
    for sample in rule.catches:
        if not _breaks(rule, sample):
            wrong = f"the rule {rule.id} does not catch its sample {sample[:80]!r}"
            yield Fault(path, rule.line, wrong, "a pattern that does")
    for sample in rule.lets_pass:
        if _breaks(rule, sample):
            wrong = f"the rule {rule.id} catches {sample[:80]!r}, which it must let pass"
            yield Fault(path, rule.line, wrong, "a narrower pattern, or an unless")


def _breaks(rule: Rule, sample: str) -> bool:
    return any(
        rule.broken_by(sentence)
        for sentence in passages(sample).sentences
        if not _YES_OR_NO.match(sentence.text)
    )
