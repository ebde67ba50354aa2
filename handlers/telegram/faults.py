"""What may be logged of an unexpected error: its kind and its place, never its text."""

import traceback
from pathlib import Path


def origin(error: BaseException) -> str:
    """Where an error was raised, as file and line; its text could hold what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
