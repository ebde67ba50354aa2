"""The Bot API's own description: what methods take, what types hold, and where a value departs from it."""

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from doubles.telegram.refusals import violation

Json = dict[str, Any]

_FILE = "telegram-api-10.0.json"
_ARRAY = "Array of "
_ATTACHED = "attach://"
_CONSTANT = re.compile(r'\b(?:must be|always) "?([a-z_0-9]+)"?\.?$', re.IGNORECASE)
_TELLING = {"type", "status", "source"}
_ENUMERATED = {
    ("MessageEntity", "type"),
    ("InlineKeyboardButton", "style"),
    ("KeyboardButton", "style"),
    ("ReactionTypeEmoji", "emoji"),
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a method or of a type; `allowed` is empty when any value of its types will do."""

    name: str
    types: tuple[str, ...]
    required: bool
    allowed: frozenset[str]


class Spec:
    """The description of every method and type, as read from the JSON document."""

    def __init__(self, document: Json) -> None:
        self._methods: Json = document["methods"]
        self._types: Json = document["types"]
        self._fields: dict[str, dict[str, Field]] = {}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {name.lower(): name for name in self._methods}

    def method(self, name: str) -> str | None:
        """The method's name as documented (the server does not mind the case), or None."""
        return self._names.get(name.lower())

    def parse(self, method: str, sent: Mapping[str, object]) -> Json:
        """The request's parameters as values; raises a violation that lists every fault.

        Strings of a form are read as JSON only where the documented type is not a string. Each
        `attach://name` is replaced by the upload of that name.
        """
        fields = self._of("method " + method, self._methods[method])
        uploads = {name: value for name, value in sent.items() if isinstance(value, Upload)}
        faults: list[str] = []
        params: Json = {}
        for name, raw in sent.items():
            if name in fields:
                params[name] = _value(raw, fields[name], faults)
            elif name not in uploads:
                faults.append(f"{name} is not a field of {method}")
        faults += [
            f"{field.name} is missing"
            for field in fields.values()
            if field.required and field.name not in params
        ]
        for name, value in params.items():
            faults += self._field_faults(fields[name], value, name)
        attached: set[str] = set()
        params = {name: _attach(value, uploads, attached, faults) for name, value in params.items()}
        faults += [f"the upload {name} is used nowhere" for name in uploads.keys() - attached - fields.keys()]
        if faults:
            raise violation(f"{method}: " + "; ".join(faults))
        return params

    def result_faults(self, method: str, result: object) -> list[str]:
        """Where an answer departs from what the method is documented to return."""
        return self.faults(self._methods[method]["returns"], result, "result")

    def faults(self, types: Sequence[str], value: object, where: str) -> list[str]:
        """Where a value departs from all of these types: the faults of the closest one."""
        items = [name.removeprefix(_ARRAY) for name in types if name.startswith(_ARRAY)]
        if items and isinstance(value, list):
            return [
                fault for i, item in enumerate(value) for fault in self.faults(items, item, f"{where}[{i}]")
            ]
        tried = [self._type_faults(name, value, where) for name in types if not name.startswith(_ARRAY)]
        return min(tried, key=len, default=[f"{where} is not an array"])

    def _type_faults(self, name: str, value: object, where: str) -> list[str]:
        simple = _simple(name, value)
        if simple is not None:
            return [] if simple else [f"{where} is not of type {name}"]
        described = self._types[name]
        if "subtypes" in described:
            closest = [each for each in described["subtypes"] if self._tells(each, value)]
            return self.faults(closest or described["subtypes"], value, where)
        if not isinstance(value, dict):
            return [f"{where} is not of type {name}"]
        fields = self._of(name, described)
        faults = [f"{where}.{key} is not a field of {name}" for key in value if key not in fields]
        faults += [
            f"{where}.{field.name} is missing"
            for field in fields.values()
            if field.required and field.name not in value
        ]
        for key in value.keys() & fields.keys():
            faults += self._field_faults(fields[key], value[key], f"{where}.{key}")
        return faults

    def _tells(self, name: str, value: object) -> bool:
        """Whether the value calls itself this type (`"type": "photo"`)."""
        telling = [field for field in self._of(name, self._types[name]).values() if field.name in _TELLING]
        return isinstance(value, dict) and all(value.get(field.name) in field.allowed for field in telling)

    def _field_faults(self, field: Field, value: object, where: str) -> list[str]:
        faults = self.faults(field.types, value, where)
        if not faults and field.allowed and value not in field.allowed:
            faults = [f"{where} must be one of {', '.join(sorted(field.allowed))}"]
        return faults

    def _of(self, owner: str, described: Json) -> dict[str, Field]:
        if owner not in self._fields:
            self._fields[owner] = {
                raw["name"]: Field(raw["name"], tuple(raw["types"]), raw["required"], _allowed(owner, raw))
                for raw in described.get("fields", [])
            }
        return self._fields[owner]


def _allowed(owner: str, raw: Json) -> frozenset[str]:
    """The values that a field's description names, where it names all of them."""
    if (owner, raw["name"]) in _ENUMERATED:
        return frozenset(re.findall(r'"([^"]+)"', raw["description"]))
    constant = _CONSTANT.search(raw["description"]) if raw["name"] in _TELLING else None
    return frozenset([constant[1]] if constant else [])


def _simple(name: str, value: object) -> bool | None:
    """Whether a value is of a type without fields; None when the type has fields."""
    match name:
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "Boolean":
            return isinstance(value, bool)
        case "String":
            return isinstance(value, str)
        case "InputFile":
            return isinstance(value, Upload)
        case _:
            return None


def _value(raw: object, field: Field, faults: list[str]) -> object:
    """A parameter's value; what came in a JSON body is one already."""
    if not isinstance(raw, str) or set(field.types) <= {"String", "InputFile"}:
        return raw
    if "String" in field.types:
        return int(raw) if re.fullmatch(r"-?\d+", raw) else raw
    try:
        return json.loads(raw)
    except ValueError:
        faults.append(f"{field.name} is not JSON")
        return raw


def _attach(value: object, uploads: Mapping[str, Upload], attached: set[str], faults: list[str]) -> object:
    """The same value with each `attach://name` replaced by its upload."""
    if isinstance(value, dict):
        return {key: _attach(each, uploads, attached, faults) for key, each in value.items()}
    if isinstance(value, list):
        return [_attach(each, uploads, attached, faults) for each in value]
    if not isinstance(value, str) or not value.startswith(_ATTACHED):
        return value
    name = value.removeprefix(_ATTACHED)
    if name not in uploads:
        faults.append(f"no upload is named {name}")
        return value
    attached.add(name)
    return uploads[name]


@cache
def load_spec() -> Spec:
    """The spec from `$SHARED_DIR/specs`, by default from `../shared/specs` beside the checkout."""
    checkout = Path(__file__).resolve().parents[3]
    shared = Path(os.environ.get("SHARED_DIR") or checkout.parent / "shared")
    path = shared / "specs" / _FILE
    if not path.is_file():
        raise FileNotFoundError(
            f"The Telegram double checks every request against {path}, which is not there. "
            "Put the shared folder beside the checkout, or name it in SHARED_DIR."
        )
    return Spec(json.loads(path.read_text(encoding="utf-8")))
