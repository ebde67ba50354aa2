"""The store: one writer whose waiting work is committed together, and readers beside it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.database import Store, StoreError, Tx

Work = Callable[[Tx], Awaitable[None]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(f"sqlite:///{path}")
    await opened.write(run("CREATE TABLE words (word TEXT PRIMARY KEY, after TEXT REFERENCES words (word))"))
    yield opened
    await opened.close()


def run(sql: str, *parameters: object) -> Work:
    async def work(tx: Tx) -> None:
        await tx.execute(sql, parameters)

    return work


def put(word: str, after: str | None = None) -> Work:
    return run("INSERT INTO words VALUES (?, ?)", word, after)


async def words(store: Store) -> list[str]:
    async def work(tx: Tx) -> list[str]:
        rows = await tx.execute_fetchall("SELECT word FROM words ORDER BY word")
        return [row[0] for row in rows]

    return await store.read(work)


def words_beside(path: Path) -> list[str]:
    """What another connection sees."""
    with closing(sqlite3.connect(path)) as other:
        return [row[0] for row in other.execute("SELECT word FROM words ORDER BY word")]


async def setting(tx: Tx, name: str) -> object:
    row = await (await tx.execute(f"PRAGMA {name}")).fetchone()
    assert row
    return row[0]


async def commits(store: Store) -> list[str]:
    """A list that grows with each COMMIT of the writer."""
    seen: list[str] = []
    assert store._writer
    await store._writer.set_trace_callback(lambda sql: seen.append(sql) if sql == "COMMIT" else None)
    return seen


async def test_a_result_comes_after_the_commit(store: Store, path: Path) -> None:
    async def work(tx: Tx) -> int:
        await put("one")(tx)
        assert words_beside(path) == []
        return 7

    assert await store.write(work) == 7
    assert words_beside(path) == ["one"]
    assert await words(store) == ["one"]


async def test_writes_that_wait_run_one_after_another_and_are_committed_together(store: Store) -> None:
    running = 0

    def work(number: int) -> Work:
        async def put_slowly(tx: Tx) -> None:
            nonlocal running
            running += 1
            assert running == 1
            await put(f"{number:02}")(tx)
            await asyncio.sleep(0)
            running -= 1

        return put_slowly

    seen = await commits(store)
    await asyncio.gather(*(store.write(work(number)) for number in range(50)))
    assert len(seen) == 1
    assert await words(store) == [f"{number:02}" for number in range(50)]


async def test_more_than_a_batch_is_committed_all_the_same(store: Store) -> None:
    seen = await commits(store)
    await asyncio.gather(*(store.write(put(f"{number:03}")) for number in range(200)))
    assert len(await words(store)) == 200
    assert len(seen) == 4


async def test_the_write_lock_is_taken_first(store: Store, path: Path) -> None:
    async def only_looks(tx: Tx) -> None:
        with closing(sqlite3.connect(path, timeout=0)) as other:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("INSERT INTO words VALUES ('theirs', NULL)")
            assert [*other.execute("SELECT * FROM words")] == []

    await store.write(only_looks)


async def test_an_error_undoes_its_own_work_only(store: Store) -> None:
    async def fails(tx: Tx) -> None:
        await put("wrong")(tx)
        raise ValueError("a fault of ours")

    first, failed, twice, last = await asyncio.gather(
        store.write(put("a")), store.write(fails), store.write(put("a")), store.write(put("b")),
        return_exceptions=True,
    )  # fmt: skip
    assert (first, last) == (None, None)
    assert isinstance(failed, ValueError)
    assert isinstance(twice, sqlite3.IntegrityError)
    assert await words(store) == ["a", "b"]


async def test_a_caller_who_went_away_disturbs_nobody(store: Store) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def waits(tx: Tx) -> None:
        begun.set()
        await go_on.wait()
        await put("left")(tx)

    leaver = asyncio.create_task(store.write(waits))
    await begun.wait()
    others = asyncio.gather(store.write(put("a")), store.write(put("b")))
    leaver.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaver
    go_on.set()
    await others
    # What has begun is finished: the one who asked may tell the event again, and it is known by then.
    assert await words(store) == ["a", "b", "left"]


async def test_a_full_disk_fails_all_who_wait_and_the_store_goes_on(store: Store) -> None:
    async def limit(tx: Tx) -> None:
        # So that the disk is full while nothing was freed before.
        pages = await setting(tx, "page_count")
        await tx.execute(f"PRAGMA max_page_count = {pages}")

    await store.write(put("before"))
    await store.write(limit)
    results = await asyncio.gather(
        store.write(put("a")), store.write(put("x" * 100_000)), store.write(put("b")), return_exceptions=True
    )
    assert all(isinstance(result, sqlite3.OperationalError) for result in results), results
    assert "full" in str(results[0])
    assert await words(store) == ["before"]

    await store.write(run("PRAGMA max_page_count = 100000"))
    await store.write(put("after"))
    assert await words(store) == ["after", "before"]


async def test_a_commit_that_fails_fails_all_who_wait_and_the_store_goes_on(store: Store) -> None:
    """A constraint that is checked at the commit is the easiest way to make one fail."""
    await store.write(
        run("CREATE TABLE late (word TEXT REFERENCES words (word) DEFERRABLE INITIALLY DEFERRED)")
    )
    results = await asyncio.gather(
        store.write(put("a")), store.write(run("INSERT INTO late VALUES ('none')")), store.write(put("b")),
        return_exceptions=True,
    )  # fmt: skip
    assert all(isinstance(result, sqlite3.IntegrityError) for result in results), results
    assert await words(store) == []
    await store.write(put("c"))
    assert await words(store) == ["c"]


async def test_foreign_keys_and_wal_are_on_everywhere_and_readers_only_read(store: Store) -> None:
    async def settings(tx: Tx) -> list[object]:
        return [await setting(tx, name) for name in ("foreign_keys", "journal_mode", "query_only")]

    assert await store.write(settings) == [1, "wal", 0]
    assert await store.read(settings) == [1, "wal", 1]
    with pytest.raises(sqlite3.IntegrityError):
        await store.write(put("b", after="nothing"))
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await store.read(put("a"))


async def test_a_reader_sees_one_state_while_others_write(store: Store) -> None:
    async def twice(tx: Tx) -> list[int]:
        counts = []
        for _ in range(2):
            rows = await tx.execute_fetchall("SELECT COUNT(*) FROM words")
            counts.append(next(iter(rows))[0])
            await store.write(put(f"word {len(counts)}"))
        return counts

    assert await store.read(twice) == [0, 0]
    assert len(await words(store)) == 2


async def test_a_read_that_was_cancelled_leaves_the_readers_usable(store: Store) -> None:
    for moment in range(6):
        reading = asyncio.create_task(words(store))
        for _ in range(moment):
            await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    await store.write(put("a"))
    # As many as there are readers, and more: each is handed out.
    assert await asyncio.gather(*(words(store) for _ in range(8))) == [["a"]] * 8


async def test_close_finishes_what_waits_and_refuses_what_comes_later(store: Store, path: Path) -> None:
    waiting = [asyncio.create_task(store.write(put(f"{number}"))) for number in range(3)]
    reading = asyncio.create_task(words(store))
    await asyncio.sleep(0)
    closing_it = asyncio.create_task(store.close())
    await asyncio.sleep(0)
    late = await asyncio.gather(store.write(put("late")), store.read(words_of), return_exceptions=True)
    assert [str(error) for error in late] == ["the database is closed"] * 2
    await asyncio.gather(*waiting, reading, closing_it)
    assert words_beside(path) == ["0", "1", "2"]
    await store.close()


async def words_of(tx: Tx) -> None:
    await tx.execute("SELECT word FROM words")


async def test_whoever_waits_is_told_when_the_writer_ends(store: Store) -> None:
    """No work waits for ever, even if the task that writes is ended from outside."""
    begun = asyncio.Event()

    async def endless(_: Tx) -> None:
        begun.set()
        await asyncio.Event().wait()

    writing = [asyncio.create_task(store.write(work)) for work in (endless, put("a"))]
    await begun.wait()
    writing.append(asyncio.create_task(store.write(put("b"))))
    await asyncio.sleep(0)
    assert store._task
    store._task.cancel()
    results = await asyncio.gather(*writing, return_exceptions=True)
    assert all(isinstance(result, StoreError) for result in results), results
    with pytest.raises(StoreError):
        await store.write(put("c"))
    assert await words(store) == []
