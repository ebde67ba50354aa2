"""An entry's front matter as YAML nodes: each value is known with the line it stands in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import yaml
from frontmatter.default_handlers import YAMLHandler

from bot.entries.entry import Fault

# The C parser is ten times faster; PyYAML can be built without it.
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TRUE, _FALSE = {"true", "yes", "on"}, {"false", "no", "off"}
# Front matter is a dozen short lines; deeper or longer than this is an accident or an attack.
_LONGEST = 40_000
_DEEPEST = 20


class FaultyFileError(Exception):
    """A file that cannot be read at all; holds the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.wrong)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Value:
    """A node of the front matter and its line in the file."""

    node: yaml.Node
    line: int

    def text(self) -> str | None:
        """The words of a plain value, None when it is empty, a list or a mapping."""
        if not isinstance(self.node, yaml.ScalarNode) or self.node.tag == "tag:yaml.org,2002:null":
            return None
        return str(self.node.value).strip() or None

    def items(self) -> list["Value"] | None:
        """The members of a list, None when it is not one."""
        if not isinstance(self.node, yaml.SequenceNode):
            return None
        return [Value(child, child.start_mark.line + 1) for child in self.node.value]

    def flag(self) -> bool | None:
        """True or False, None when it is neither."""
        word = (self.text() or "").lower()
        return True if word in _TRUE else False if word in _FALSE else None

    def day(self) -> date | None:
        """A date like 2026-11-22, None when it is not one."""
        try:
            return date.fromisoformat(self.text() or "")
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The keys of a front matter or of a mapping inside it, and keys that stand there twice."""

    values: Mapping[str, Value]
    twice: tuple[tuple[str, int], ...]


def mapping(value: Value) -> FrontMatter | None:
    """The keys of a mapping, None when it is not one."""
    if not isinstance(value.node, yaml.MappingNode):
        return None
    values: dict[str, Value] = {}
    twice: list[tuple[str, int]] = []
    for key, child in value.node.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        if name in values:
            twice.append((name, key.start_mark.line + 1))
        # The key's line is the one to name: a list's own begins below it.
        values[name] = Value(child, key.start_mark.line + 1)
    return FrontMatter(values, tuple(twice))


def split(path: str, content: str) -> tuple[FrontMatter, str]:
    """The front matter of a file and the text below it; raises FaultyFileError."""
    handler = YAMLHandler()
    if not handler.detect(content):
        raise _faulty(
            path, 1, "there is no front matter", "the first line is ---, the keys follow, then --- again"
        )
    try:
        head, body = handler.split(content)
    except ValueError:
        raise _faulty(path, 1, "the front matter does not end", "a line --- after the last key") from None
    if len(head) > _LONGEST:
        raise _faulty(path, 1, "the front matter is very long", f"at most {_LONGEST} characters")
    try:
        _check_depth(head)
        node = yaml.compose(head, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read, or is nested too deep"
        right = "valid YAML; put a text that holds : or # between quotes"
        raise _faulty(path, mark.line + 1 if mark else 1, f"YAML: {problem}", right) from None
    found = mapping(Value(node, 1)) if node is not None else None
    if found is None:
        raise _faulty(path, 1, "the front matter has no keys", "title:, phrasings:, sources:, reviewed:")
    return found, body


def _check_depth(head: str) -> None:
    """Refuse front matter that is nested so deep that composing it would overflow the stack."""
    depth = 0
    for event in yaml.parse(head, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                raise yaml.YAMLError("nested too deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _faulty(path: str, line: int, wrong: str, right: str) -> FaultyFileError:
    return FaultyFileError(Fault(path, line, wrong, right))
