"""Where in its file something of an entry stands."""

import re
from pathlib import Path

_FENCE = "---"


class Places:
    """The lines of the entries' files below a folder, read when one is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, list[str]] = {}

    def key(self, entry_id: str, key: str) -> int:
        """The line of a key of the front matter; the first line when it is not there."""
        pattern = re.compile(rf"{re.escape(key)}\s*:")
        return next((n for n, line in enumerate(self._lines(entry_id), 1) if pattern.match(line)), 1)

    def words(self, entry_id: str, words: str, key: str) -> int:
        """The line of the front matter that holds these words; the line of the key when none does."""
        head = self._lines(entry_id)[: self._fence(entry_id)]
        return next((n for n, line in enumerate(head, 1) if words in line), self.key(entry_id, key))

    def text(self, entry_id: str, line: int) -> int:
        """The file's line for a line of the text, which is counted from 0 at its first words."""
        lines = self._lines(entry_id)
        fence = self._fence(entry_id)
        blank = next((n for n, words in enumerate(lines[fence:]) if words.strip()), 0)
        return min(fence + blank + line + 1, max(len(lines), 1))

    def _fence(self, entry_id: str) -> int:
        """How many lines the front matter has, with both fences."""
        fences = [n for n, line in enumerate(self._lines(entry_id), 1) if line.rstrip() == _FENCE]
        return fences[1] if len(fences) > 1 else 0

    def _lines(self, entry_id: str) -> list[str]:
        if entry_id not in self._files:
            try:
                content = (self._folder / f"{entry_id}.md").read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError):
                content = ""
            self._files[entry_id] = content.splitlines()
        return self._files[entry_id]
