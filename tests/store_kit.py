"""A database as each version of the tables left it, with a row in every table."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from bot.store.database import MIGRATIONS, migrate

NAMES = [path.stem for path in sorted(MIGRATIONS.glob("*.sql"))]
NOW = "'2026-11-22T12:00:00.000000+00:00'"
# Rows as each version of the tables would have held them; a migration that adds a table adds a row here.
ROWS = {
    "0001.first-tables": f"""
        INSERT INTO people VALUES (1, 'telegram', '11', 'Amina', 'Calm Heron', 1, 0, 0, {NOW});
        INSERT INTO people VALUES (2, 'discord', '22', 'Mel', 'Warm Wren', 1, 1, 1, {NOW});
        INSERT INTO questions VALUES (
            1, 1, 'Why?', 'private:11', '', '5', 1, 0, 'suggest', 'usce/x', 0.4, '["usce/x"]', {NOW}
        );
        INSERT INTO labels VALUES (1, 'usce/x', 'refused', {NOW});
        INSERT INTO threads VALUES (
            1, 1, 1, 'usce', 'f', 'claimed', 2, 2, 0, 3, '', {NOW}, {NOW}, {NOW}, NULL, NULL, NULL, NULL
        );
        INSERT INTO messages VALUES (1, 1, 1, 'asker', 'telegram', 'private:11', '', '5', {NOW});
        INSERT INTO versions VALUES (1, 1, 'Why?', '[]', 0, {NOW});
        INSERT INTO rooms VALUES (1, 'discord', '77', '', '');
        INSERT INTO cards VALUES (1, 'discord', '7', '70', 3);
        INSERT INTO outbox VALUES (
            1, 'discord', 'discord hub', 'card', 'hub', '', '', '',
            '{{"text": "", "buttons": [], "files": [], "extra": ""}}',
            1, 1, NULL, 'one', 'delivered', {NOW}, 0, '', {NOW}, {NOW}
        );
        INSERT INTO copies VALUES ('discord', '7', '70', 1, 1, 1);
        INSERT INTO events VALUES ('telegram', 'update-1', 1, 1, {NOW});
        INSERT INTO timers VALUES (1, 'lease', {NOW});
        INSERT INTO drafts VALUES (1, 1, 'and?', '[]', 'private:11', '6', 0, {NOW});
        INSERT INTO forms VALUES (1, 'private:11', '', 'ask', {NOW});
    """,
    "0002.reminders": f"""
        INSERT INTO reminders VALUES (1, 'match-day', {NOW});
        INSERT INTO reminders_sent VALUES (1, 'match-day', 'week', '2027-03-19', {NOW});
    """,
    "0003.encodings": """
        INSERT INTO encodings VALUES ('f6e74d7f7475', 'observership cost', x'0102');
    """,
    "0005.calibrations": f"""
        INSERT INTO calibrations VALUES (1, 'a shape', '', 0, {NOW});
    """,
}


def folder_of(target: Path, names: Sequence[str]) -> Path:
    """A folder that holds some of the migrations."""
    target.mkdir()
    for name in names:
        shutil.copy(MIGRATIONS / f"{name}.sql", target)
    return target


def as_of(path: Path, newest: int) -> None:
    """A database as it was before the migration of this index, with rows that are as old as their tables."""
    for count, name in enumerate(NAMES[:newest], 1):
        migrate(path, folder_of(path.parent / f"first-{count}", NAMES[:count]))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.executescript(ROWS.get(name, ""))
