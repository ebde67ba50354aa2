"""The tables grow: from every older version, with rows in it, to the newest; and a copy is made first."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from store_kit import NAMES, as_of, folder_of
from world import Clock

from bot.messages import Person
from bot.store import people, threads
from bot.store.database import Store, Tx, migrate


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def schema(path: Path) -> list[tuple[str, str]]:
    """Every table and index, as they were made."""
    sql = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    with closing(sqlite3.connect(path)) as connection:
        return [
            (name, " ".join(made.split())) for name, made in connection.execute(sql) if "yoyo" not in name
        ]


def counts(path: Path) -> dict[str, int]:
    """How many rows each table holds."""
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%yoyo%'"
        tables = [name for (name,) in connection.execute(sql)]
        return {name: connection.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in tables}


def faults(path: Path) -> list[object]:
    """What SQLite finds wrong with the file."""
    with closing(sqlite3.connect(path)) as connection:
        broken: list[object] = [*connection.execute("PRAGMA foreign_key_check")]
        return broken + [row for row in connection.execute("PRAGMA integrity_check") if row != ("ok",)]


def copies(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.glob(f"{path.name}.before-*"))


def test_names_are_numbered_without_a_gap() -> None:
    assert [int(name.split(".")[0]) for name in NAMES] == list(range(1, len(NAMES) + 1))


def test_every_table_has_a_row_to_be_tested_with(tmp_path: Path) -> None:
    as_of(tmp_path / "bot.db", len(NAMES))
    assert [table for table, count in counts(tmp_path / "bot.db").items() if not count] == []


@pytest.mark.parametrize("newest", range(len(NAMES) + 1))
async def test_from_every_older_version_with_rows_in_it(tmp_path: Path, newest: int) -> None:
    path, fresh = tmp_path / "bot.db", tmp_path / "fresh.db"
    as_of(path, newest)
    before = counts(path) if path.exists() else {}
    store = await Store.open(url(path))
    if newest:
        thread = await store.read(lambda tx: threads.get(tx, 1))
        assert thread is not None
        assert (thread.state, thread.mentor_id) == ("claimed", 2)
        assert (await store.read(lambda tx: people.get(tx, 1))).alias == "Calm Heron"
    await store.close()
    migrate(fresh)
    assert schema(path) == schema(fresh)
    assert before.items() <= counts(path).items()
    assert faults(path) == []


async def test_an_existing_database_is_copied_before_its_first_change(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    await add_somebody(path)
    assert copies(path) == []
    more = folder_of(tmp_path / "more", NAMES)
    (more / "9998.extra.sql").write_text("CREATE TABLE extra (id BIGINT)")
    (more / "9999.last.sql").write_text("DROP TABLE forms; DELETE FROM people;")
    migrate(path, more)

    assert copies(path) == ["bot.db.before-9998.extra"]
    assert counts(path)["people"] == 0
    copy = tmp_path / "bot.db.before-9998.extra"
    assert faults(copy) == []
    assert counts(copy)["people"] == 1
    assert "extra" not in counts(copy)
    migrate(path, more)
    assert len(copies(path)) == 1


async def test_a_migration_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    await add_somebody(path)
    more = folder_of(tmp_path / "more", NAMES)
    (more / "9999.broken.sql").write_text("DELETE FROM people; INSERT INTO nowhere VALUES (1);")
    with pytest.raises(sqlite3.Error):
        migrate(path, more)
    assert counts(path)["people"] == 1
    await (await Store.open(url(path))).close()


async def add_somebody(path: Path) -> None:
    store = await Store.open(url(path))
    who = Person("console", "1", "x")

    async def work(tx: Tx) -> None:
        await people.remember(tx, who, frozenset(), spoke_privately=True, now=Clock()())

    await store.write(work)
    await store.close()
