"""Opening the store: one bot for each database, and one plain line for each database that cannot be used."""

import os
import re
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from bot.store import people
from bot.store.database import Store, StoreError, Tx, check_writable

NOBODY = 65534


def url(path: Path) -> str:
    return f"sqlite:///{path}"


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Store]:
    store = await Store.open(url(path))
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that any user of the machine may enter."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        Path(name).chmod(0o755)


@contextmanager
def without_root() -> Iterator[None]:
    """Rights mean nothing to the superuser, so that one steps down for a while."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


def to_be_read_only(folder: Path) -> None:
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)


async def refused(path: Path) -> str:
    """Why this database cannot be opened: a line that names it and says what to do; `doctor` says one too."""
    line = re.escape(path.name) + r": [^\n]+\. Check the folder, its rights and its disk"
    with pytest.raises(StoreError) as doctor:
        check_writable(path)
    assert re.fullmatch(line, str(doctor.value))
    with pytest.raises(StoreError) as raised:
        await Store.open(url(path))
    assert re.fullmatch(line, str(raised.value))
    return str(raised.value)


async def test_the_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "a folder" / "with #1 & 100%?" / "bot.db"
    async with opened(path):
        pass
    assert path.stat().st_size
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM threads").fetchone() == (0,)


async def test_a_second_bot_on_the_same_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    async with opened(path):
        with pytest.raises(StoreError, match="another bot is running on this database"):
            await Store.open(url(path))
        with pytest.raises(StoreError, match="another bot"):
            await Store.open(url(tmp_path / ".." / tmp_path.name / "bot.db"))
    async with opened(path):
        pass


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    path.write_text("not what was expected, and long enough to have a header" * 10)
    before = path.read_bytes()
    assert "file is not a database" in await refused(path)
    assert path.read_bytes() == before


async def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    (tmp_path / "bot.db").mkdir()
    assert "unable to open database file" in await refused(tmp_path / "bot.db")


async def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    assert "Check the folder" in await refused(tmp_path / "data" / "bot.db")


async def test_a_folder_that_cannot_be_written(public: Path) -> None:
    to_be_read_only(public)
    with without_root():
        await refused(public / "bot.db")


async def test_a_file_that_cannot_be_written(public: Path) -> None:
    path = public / "bot.db"
    async with opened(path):
        pass
    to_be_read_only(public)
    with without_root():
        await refused(path)


async def test_after_a_refusal_nothing_is_left_open(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    path.write_text("no database" * 100)
    await refused(path)
    path.unlink()
    async with opened(path):
        pass


def test_asking_whether_it_is_writable_leaves_nothing_behind(tmp_path: Path) -> None:
    check_writable(tmp_path / "one" / "two" / "bot.db")
    assert list(tmp_path.iterdir()) == []
    check_writable(tmp_path / "bot.db")
    assert list(tmp_path.iterdir()) == []


async def test_asking_while_a_bot_is_running_hurts_nobody(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    async with opened(path) as store:
        check_writable(path)
        assert path.exists()
        await store.write(people.mentors)


async def test_times_and_booleans_come_out_as_they_went_in(tmp_path: Path) -> None:
    """Any time zone goes in, UTC comes out, and the order of texts is the order of times."""
    moments = [
        datetime(2026, 11, 22, 12, 0, 0, 5, tzinfo=UTC),
        datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=5))),
        datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
    ]

    async def work(tx: Tx) -> list[Any]:
        await tx.execute("CREATE TABLE seen (moment TIMESTAMPTZ, good BOOLEAN)")
        for moment in moments:
            await tx.execute("INSERT INTO seen VALUES (?, ?)", (moment, moment.microsecond > 0))
        return list(await tx.execute_fetchall("SELECT moment, good FROM seen ORDER BY moment"))

    async with opened(tmp_path / "bot.db") as store:
        rows = await store.write(work)
    assert [tuple(row) for row in rows] == [(moments[1], False), (moments[2], False), (moments[0], True)]
    assert {moment.tzinfo for moment, _ in rows} == {UTC}
