"""Structured logs: ids in, message texts and tokens never."""

import logging
import sys
from typing import Literal

import structlog

# These libraries log addresses that hold a token, or whole payloads, at INFO or DEBUG.
_TALKATIVE = ("httpx", "httpcore", "discord.http", "discord.gateway", "telegram", "aiosqlite", "yoyo")


def _printer(*_: object) -> structlog.PrintLogger:
    # Looked up at each use: standard error may be another one by then.
    return structlog.PrintLogger(sys.stderr)


def configure(level: str, form: Literal["text", "json"]) -> None:
    """Send logs to standard error, ours and the libraries' alike, at the level and in the form asked for."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    render: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(
            # Local variables hold message texts, so a traceback shows lines of code only.
            colors=sys.stderr.isatty(),
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, render]
        if form == "json"
        else [*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=_printer,
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
