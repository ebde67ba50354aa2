"""The refusals that a Bot API server answers with."""

from typing import Any


class Refusal(Exception):  # noqa: N818 - an answer, not a fault of the double
    """An answer with `ok: false`.

    `violation` marks a request that no state of the world could make right: the bot is at fault, so the
    double also records it.
    """

    def __init__(
        self,
        code: int,
        description: str,
        *,
        parameters: dict[str, int] | None = None,
        violation: bool = False,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}
        self.violation = violation

    @property
    def body(self) -> dict[str, Any]:
        """The JSON that goes out."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class Dropped(Exception):  # noqa: N818 - an event
    """The connection is to be cut instead of answering."""


def bad_request(text: str, **parameters: int) -> Refusal:
    """A 400 that depends on the state of the world."""
    return Refusal(400, f"Bad Request: {text}", parameters=parameters)


def forbidden(text: str) -> Refusal:
    """A 403."""
    return Refusal(403, f"Forbidden: {text}")


def violation(text: str) -> Refusal:
    """A 400 for a request that is wrong in itself."""
    return Refusal(400, f"Bad Request: {text}", violation=True)
