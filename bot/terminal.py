"""What the commands of the command line share: the configuration they run on, and how they complain."""

from pathlib import Path

import typer

from bot import config, log
from bot.config import ConfigError, Settings

CONFIG_FAULT = 2
"""The exit code of everything that the operator can mend in the configuration or the database's folder."""

_chosen: dict[str, Path | None] = {"path": None}


def choose(path: Path | None) -> None:
    """Read the configuration from this file; None stands for config.toml, which may be missing."""
    _chosen["path"] = path


def settings(*, complete: bool = True) -> Settings:
    """Read the configuration, or say everything that is wrong with it and end with code 2."""
    path = _chosen["path"]
    try:
        found = config.load(path or Path("config.toml"), required=path is not None, complete=complete)
    except ConfigError as error:
        complain("The configuration cannot be used:", *(f"  {fault}" for fault in error.faults))
        raise typer.Exit(CONFIG_FAULT) from None
    log.configure(found.log.level, found.log.format)
    return found


def complain(*lines: str) -> None:
    """Say something on the standard error stream."""
    for line in lines:
        typer.echo(line, err=True)
