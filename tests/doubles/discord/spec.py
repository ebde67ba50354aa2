"""Discord's own description of its HTTP API, and whether a request keeps to it."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]

_FILE = "discord-openapi.json"
_BASE = "urn:discord"
_REPOSITORY = Path(__file__).parents[3]


class Spec:
    """All operations of the API; objects are closed, so that a key which Discord does not know is a fault."""

    def __init__(self, document: Json) -> None:
        self._paths: Json = document["paths"]
        closed = _closed({"components": document["components"], "paths": document["paths"]})
        resource = DRAFT202012.create_resource(closed)
        self._registry: Registry[Any] = Registry().with_resource(_BASE, resource)
        self._validators: dict[str, Draft202012Validator] = {}

    def faults(self, method: str, path: str, params: Mapping[str, Any], body: object) -> list[str]:
        """What Discord would not understand of a request."""
        template = self._template(path, method.lower())
        if template is None:
            return [f"no operation {method} {path}"]
        operation = self._paths[template][method.lower()]
        known = {
            p["name"]
            for p in (*operation.get("parameters", ()), *self._paths[template].get("parameters", ()))
            if p.get("in") == "query"
        }
        # discord.py asks for the shape of forum posts that has become the only one.
        known.add("use_nested_fields")
        faults = [f"unknown parameter {name}" for name in params if name not in known]
        if body is not None:
            faults += self._body_faults(template, method.lower(), operation, body)
        return [f"{method} {path}: {fault}" for fault in faults]

    def _template(self, path: str, method: str) -> str | None:
        """The operation's path, the one with the most literal parts if several fit."""
        parts = path.strip("/").split("/")
        fitting = [
            template
            for template, operations in self._paths.items()
            if method in operations and _fits(template.strip("/").split("/"), parts)
        ]
        return min(fitting, key=lambda template: template.count("{"), default=None)

    def _body_faults(self, template: str, method: str, operation: Json, body: object) -> Iterator[str]:
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            yield "takes no body"
            return
        pointer = "/".join(
            ["", "paths", _escaped(template), method, "requestBody", "content", "application~1json", "schema"]
        )
        if pointer not in self._validators:
            self._validators[pointer] = Draft202012Validator(
                {"$ref": f"{_BASE}#{pointer}"}, registry=self._registry
            )
        for error in self._validators[pointer].iter_errors(body):
            innermost = _nearest(error)
            place = "/".join(str(part) for part in innermost.absolute_path)
            yield f"at /{place}: {innermost.message[:300]}"


def _nearest(error: ValidationError) -> ValidationError:
    """The fault within the alternative that fits best; jsonschema by itself names only the union."""
    found = best_match([error])
    return error if found is None else found


def _fits(template: Sequence[str], parts: Sequence[str]) -> bool:
    return len(template) == len(parts) and all(
        want.startswith("{") or want == part for want, part in zip(template, parts, strict=True)
    )


def _escaped(path: str) -> str:
    return path.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def _closed(schema: Any) -> Any:
    """A copy in which every object with named properties admits no others."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {key: _closed(value) for key, value in schema.items()}
    if isinstance(copy.get("properties"), dict) and "type" in copy and "additionalProperties" not in copy:
        copy["additionalProperties"] = False
    return copy


@cache
def load() -> Spec:
    """The description that lies in `shared/specs` beside the checkout, or under SHARED_DIR."""
    shared = Path(os.environ.get("SHARED_DIR", _REPOSITORY.parent / "shared"))
    return Spec(json.loads((shared / "specs" / _FILE).read_text(encoding="utf-8")))


def faults(requests: Sequence[Any]) -> list[str]:
    """The faults of simcord's records of requests, but for discord.py's own habits."""
    spec = load()
    return [
        fault
        for request in requests
        for fault in spec.faults(request.method, request.path, request.params, _usual(request.json))
    ]


_PUBLIC_THREAD = 11
_HABITS = {"channel_types", "nsfw", "tts"}
_REFERENCES = {"recipient_id", "channel_id", "message_id", "guild_id"}
_HOLDERS = {"attachments", "available_tags"}


def _usual(body: Any) -> Any:
    """A body without what discord.py always does and Discord takes, though its description does not say so.

    - ids of messages, channels, attachments, tags and recipients are numbers, where strings are described;
    - `channel_types` of command options is null when nothing is chosen;
    - commands say `nsfw: false`, which Discord's pages describe and its description lacks;
    - edits say `tts: false`, which means nothing there;
    - forum posts say that they are public threads.
    """
    if isinstance(body, list):
        return [_usual(item) for item in body]
    if not isinstance(body, dict):
        return body
    copy = {key: _usual(value) for key, value in body.items() if value or key not in _HABITS}
    if "message" in copy and copy.get("type") == _PUBLIC_THREAD:
        del copy["type"]
    for key in _REFERENCES & copy.keys():
        copy[key] = str(copy[key])
    for key in _HOLDERS & copy.keys():
        copy[key] = [item | {"id": str(item["id"])} if "id" in item else item for item in copy[key] or ()]
    return copy
