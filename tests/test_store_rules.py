"""What must not happen, the database refuses: each key, each reference and each check of the tables bites."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from store_kit import NAMES, NOW, as_of

# What breaks each check; there is one statement for each CHECK of a table, at least.
BREAKS = (
    ("questions", "UPDATE questions SET verdict = 'maybe'"),
    ("labels", "UPDATE labels SET label = 'liked'"),
    ("threads", "UPDATE threads SET state = 'lost'"),
    (
        "threads",
        f"UPDATE threads SET ended_at = {NOW}, ended_by = 'nobody', state = 'resolved', mentor_id = NULL",
    ),
    ("threads", "UPDATE threads SET rating = 4"),
    ("threads", "UPDATE threads SET rating = 0"),
    # Claimed is who has a mentor, and nobody else.
    ("threads", "UPDATE threads SET mentor_id = NULL"),
    ("threads", "UPDATE threads SET state = 'waiting'"),
    ("threads", f"UPDATE threads SET state = 'resolved', ended_at = {NOW}"),
    # Ended is what has an end, and nothing else.
    ("threads", "UPDATE threads SET state = 'withdrawn', mentor_id = NULL"),
    ("threads", f"UPDATE threads SET ended_at = {NOW}"),
    ("messages", "UPDATE messages SET kind = 'admin'"),
    ("outbox", "UPDATE outbox SET kind = 'mail'"),
    ("outbox", "UPDATE outbox SET audience = 'everyone'"),
    ("outbox", "UPDATE outbox SET state = 'lost'"),
    ("timers", "UPDATE timers SET kind = 'party'"),
    ("reminders_sent", "UPDATE reminders_sent SET kind = 'hour'"),
)
ALLOWED = (
    "UPDATE threads SET state = 'waiting', mentor_id = NULL",
    f"UPDATE threads SET state = 'resolved', mentor_id = NULL, ended_at = {NOW}, rating = 3",
    f"UPDATE threads SET state = 'withdrawn', mentor_id = NULL, ended_at = {NOW}, ended_by = 'asker'",
)


def tables(database: sqlite3.Connection) -> dict[str, str]:
    """The tables, and the statements that made them."""
    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%yoyo%'"
    return dict(database.execute(sql).fetchall())


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "bot.db"
    as_of(path, len(NAMES))
    return path


@pytest.fixture
def database(path: Path) -> Iterator[sqlite3.Connection]:
    """A database with a row in every table; what a test changes is undone."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN")
        yield connection
        connection.execute("ROLLBACK")


def columns_of(database: sqlite3.Connection, table: str) -> list[Any]:
    return database.execute(f"PRAGMA table_info({table})").fetchall()


def unique(database: sqlite3.Connection, table: str) -> list[tuple[str, ...]]:
    """The columns of each unique index of a table, its primary key's among them."""
    found = []
    for _, index, is_unique, _, _ in database.execute(f"PRAGMA index_list({table})").fetchall():
        if is_unique:
            found.append(tuple(name for _, _, name in database.execute(f"PRAGMA index_info({index})")))
    return found


def test_each_check_bites(database: sqlite3.Connection) -> None:
    for _, statement in BREAKS:
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            database.execute(statement)
    for statement in ALLOWED:
        database.execute(statement)


def test_no_check_is_left_out(database: sqlite3.Connection) -> None:
    tried = Counter(table for table, _ in BREAKS)
    for table, made in tables(database).items():
        assert tried[table] >= len(re.findall(r"\bCHECK\b", made)), table


def test_each_reference_bites(database: sqlite3.Connection) -> None:
    tried = 0
    for table in tables(database):
        for row in database.execute(f"PRAGMA foreign_key_list({table})").fetchall():
            with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
                database.execute(f"UPDATE {table} SET {row[3]} = 999")
            tried += 1
    assert tried >= 20


def test_what_is_referred_to_cannot_be_deleted(database: sqlite3.Connection) -> None:
    for table in ("people", "questions", "threads", "messages", "outbox"):
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            database.execute(f"DELETE FROM {table}")


def test_each_value_that_must_be_there_must_be_there(database: sqlite3.Connection) -> None:
    for table in tables(database):
        for _, name, _, needed, _, _ in columns_of(database, table):
            if needed:
                with pytest.raises(
                    sqlite3.IntegrityError, match=f"NOT NULL constraint failed: {table}.{name}"
                ):
                    database.execute(f"UPDATE {table} SET {name} = NULL")


def test_each_key_bites_and_no_wider_than_it_says(database: sqlite3.Connection) -> None:
    database.execute("ROLLBACK")
    database.execute("PRAGMA foreign_keys = OFF")
    database.execute("PRAGMA ignore_check_constraints = ON")
    database.execute("BEGIN")
    for table in tables(database):
        names = [column[1] for column in columns_of(database, table)]
        row = dict(zip(names, database.execute(f"SELECT * FROM {table}").fetchone(), strict=True))
        keys = unique(database, table)
        assert keys, f"{table} has no key"
        for key in keys:
            others = {name for other in keys for name in other} - set(key)
            double = row | {name: other(row[name]) for name in others}
            with pytest.raises(sqlite3.IntegrityError, match=f"UNIQUE constraint failed: {table}.{key[0]}"):
                insert(database, table, double)
            for name in key:
                database.execute("SAVEPOINT one")
                insert(database, table, double | {name: other(row[name])})
                database.execute("ROLLBACK TO one")


def other(value: object) -> object:
    return value + 1000 if isinstance(value, int) else f"{value} other"


def insert(database: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    marks = ", ".join("?" * len(row))
    database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def test_a_question_is_open_once_for_each_asker(database: sqlite3.Connection) -> None:
    """The same text twice among the open threads is refused; once it has ended it may come again."""
    question = "INSERT INTO questions SELECT id + 1, asker_id, text, chat_id, topic_id, message_id, private,"
    question += " browsed, verdict, entry, score, offered, asked_at FROM questions"
    database.execute(question)
    again = (
        "INSERT INTO threads SELECT id + 1, asker_id, question_id + 1, topic, fingerprint, 'waiting', NULL,"
        " NULL, returned, version, side_chat_id, opened_at, waiting_since, NULL, NULL, NULL, NULL, NULL"
        " FROM threads"
    )
    with pytest.raises(
        sqlite3.IntegrityError, match=r"UNIQUE constraint failed: threads\.asker_id, threads\."
    ):
        database.execute(again)
    database.execute(ALLOWED[1])
    database.execute(again)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        database.execute(
            "UPDATE threads SET state = 'waiting', ended_at = NULL, ended_by = NULL WHERE id = 1"
        )


def test_messages_without_a_platform_id_do_not_get_in_each_others_way(database: sqlite3.Connection) -> None:
    database.execute("UPDATE messages SET message_id = ''")
    columns = "thread_id, author_id, kind, platform, chat_id, topic_id, message_id, sent_at"
    for _ in range(2):
        database.execute(f"INSERT INTO messages SELECT MAX(id) + 1, {columns} FROM messages")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        database.execute("UPDATE messages SET message_id = '5'")
