"""Statements and migrations are SQL that PostgreSQL takes too; what only SQLite knows is in database.py."""

import re
from collections.abc import Iterator

import pytest
import sqlglot
from sqlglot import exp

from bot.store.database import MIGRATIONS

STORE = MIGRATIONS.parent
# What both databases know by the same name, and mean the same by.
FUNCTIONS = {"Coalesce", "Count", "Max", "Min", "Sum", "Avg", "Lower", "Upper", "Exists", "Case", "If"}
# VARBINARY is how the parser names BYTEA.
TYPES = {"BIGINT", "TEXT", "BOOLEAN", "TIMESTAMPTZ", "DOUBLE", "VARBINARY"}
# Words of SQLite that PostgreSQL lacks, or that the parser would quietly translate.
FOREIGN = {
    "?",
    "rowid",
    "oid",
    "_rowid_",
    "sqlite_master",
    "sqlite_schema",
    "ifnull",
    "glob",
    "match",
    "changes",
}
NAMED = re.compile(r"^-- name: *(\w+)", re.MULTILINE)


def statements() -> Iterator[tuple[str, str]]:
    """Every statement with the name under which a fault is reported."""
    for file in sorted(STORE.glob("*.sql")):
        parts = NAMED.split(file.read_text(encoding="utf-8"))
        for name, body in zip(parts[1::2], parts[2::2], strict=True):
            # The rest of the line says how aiosql runs it.
            yield f"{file.stem}.{name}", body.partition("\n")[2]
    for file in sorted(MIGRATIONS.glob("*.sql")):
        yield file.name, file.read_text(encoding="utf-8")


def foreign(sql: str) -> list[str]:
    """What PostgreSQL would not understand, or would understand otherwise; raises `ParseError`."""
    words = [token.text.lower() for token in sqlglot.tokenize(sql, dialect="postgres")]
    found = [f"word {word}" for word in words if word in FOREIGN]
    for tree in sqlglot.parse(sql, dialect="postgres"):
        if tree is None:
            continue
        for node in tree.walk():
            if isinstance(node, exp.Command | exp.Pragma):
                found.append(f"no SQL: {node.sql()[:40]}")
            elif isinstance(node, exp.Anonymous):
                found.append(f"function {node.name}")
            elif isinstance(node, exp.Func) and not isinstance(node, exp.Connector):
                if type(node).__name__ not in FUNCTIONS:
                    found.append(f"function {type(node).__name__}")
            elif isinstance(node, exp.DataType) and node.this.name not in TYPES:
                found.append(f"type {node.this.name}")
            elif isinstance(node, exp.Insert) and node.args.get("alternative"):
                found.append(f"INSERT OR {node.args['alternative']}")
            elif isinstance(node, exp.AutoIncrementColumnConstraint):
                found.append("AUTOINCREMENT")
            elif isinstance(node, exp.Column) and isinstance(node.this, exp.Identifier) and node.this.quoted:
                found.append(f"double quotes around {node.name}")
    return found


@pytest.mark.parametrize(("name", "sql"), [pytest.param(*pair, id=pair[0]) for pair in statements()])
def test_postgresql_takes_it(name: str, sql: str) -> None:
    assert foreign(sql) == [], name


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT OR IGNORE INTO people (id) VALUES (1)",
        "INSERT OR REPLACE INTO people (id) VALUES (1)",
        "PRAGMA foreign_keys = ON",
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)",
        "CREATE TABLE t (id BIGINT) WITHOUT ROWID",
        "CREATE TABLE t (id BIGINT, at DATETIME)",
        "SELECT datetime('now')",
        "SELECT strftime('%Y', sent_at) FROM messages",
        "SELECT IFNULL(a, b) FROM t",
        "SELECT json_extract(body, '$.text') FROM outbox",
        "SELECT GROUP_CONCAT(name) FROM people",
        "SELECT rowid FROM people",
        "SELECT * FROM people WHERE name GLOB 'A*'",
        "SELECT * FROM people WHERE id = ?",
        "SELECT julianday(at) FROM t",
        "REPLACE INTO t VALUES (1)",
        "ATTACH DATABASE 'x' AS y",
        "SELECT last_insert_rowid()",
    ],
)
def test_what_only_sqlite_takes_is_caught(sql: str) -> None:
    try:
        found = foreign(sql)
    except sqlglot.ParseError as error:
        found = [str(error)]
    assert found


def test_the_statements_of_a_module_are_those_that_it_uses() -> None:
    for file in sorted(STORE.glob("*.sql")):
        named = set(NAMED.findall(file.read_text(encoding="utf-8")))
        used = set(re.findall(r"\b_sql\.(\w+)", file.with_suffix(".py").read_text(encoding="utf-8")))
        assert named == used, file.name


def test_sql_stands_in_sql_files_only() -> None:
    words = re.compile(
        r"\b(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE|PRAGMA|BEGIN|COMMIT)\b"
    )
    for file in sorted(STORE.glob("*.py")):
        if file.name != "database.py":
            assert not words.search(file.read_text(encoding="utf-8")), file.name


def test_a_migration_that_has_been_released_is_named_by_its_number() -> None:
    for file in MIGRATIONS.iterdir():
        if file.suffix:
            assert re.fullmatch(r"\d{4}\.[a-z]+(-[a-z]+)*\.sql", file.name), file.name


def test_migrations_are_plain_ascii() -> None:
    """They are read in whatever encoding the machine has."""
    for file in MIGRATIONS.glob("*.sql"):
        assert file.read_bytes().isascii(), file.name


def test_every_statement_is_looked_at() -> None:
    assert len(list(statements())) > 80
