"""Opening, migrating, writing and reading the database; all that is particular to SQLite stays here."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import quote

import aiosql
import aiosqlite
from filelock import FileLock, Timeout
from yoyo import get_backend, read_migrations

T = TypeVar("T")
Tx = aiosqlite.Connection
"""The connection that the statements of one piece of work run on."""

MIGRATIONS = Path(__file__).parent / "migrations"
_READERS = 2
_CLOSED = "the database is closed"


class StoreError(Exception):
    """The database cannot be used; the text says why and what to do, and holds nothing that was stored."""


class Queries(Protocol):
    """The named statements of one `.sql` file, each a function of the connection and its parameters."""

    def __getattr__(self, name: str) -> Callable[..., Any]: ...


def statements(module_file: str, *records: type) -> Queries:
    """Load the `.sql` file that stands beside a module; `records` are the classes its rows become."""
    path = Path(module_file).with_suffix(".sql")
    loaded = aiosql.from_path(
        path,
        "aiosqlite",
        record_classes={record.__name__: record for record in records},
        mandatory_parameters=False,
    )
    return cast("Queries", loaded)


async def listed(rows: AsyncIterator[T]) -> list[T]:
    """Gather what a statement of several rows gives."""
    return [row async for row in rows]


@dataclass(slots=True)
class _Waiting:
    """A piece of work and the future of the one who waits for its commit."""

    work: Callable[[Tx], Awaitable[Any]]
    future: asyncio.Future[Any]


class Store:
    """One database: one writing connection, whose waiting work is committed together, and readers."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(f"{path}.lock", timeout=0, thread_local=False)
        self._writer: Tx | None = None
        self._readers: asyncio.Queue[Tx] = asyncio.Queue()
        self._reading = 0
        self._closed = False
        self._waiting: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, url: str, *, beside: bool = False) -> "Store":
        """Open (and make, and migrate) the database at a `sqlite:///` address; raises `StoreError`.

        With `beside` also where a bot is running on it, whose tables are then taken as they are.
        """
        store = cls(Path(url.removeprefix("sqlite:///")))
        try:
            await asyncio.to_thread(store._prepare, beside)
            store._writer = await store._connect()
            for _ in range(_READERS):
                store._readers.put_nowait(await store._connect(reading=True))
                store._reading += 1
        except (sqlite3.Error, OSError) as error:
            await store.close()
            why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise StoreError(
                f"{store._path.name}: {why}. Check the folder, its rights and its disk"
            ) from error
        except BaseException:
            await store.close()
            raise
        store._task = asyncio.create_task(store._write_all(), name="store-writer")
        return store

    async def close(self) -> None:
        """Finish the work that waits, then close everything; what comes later is refused."""
        self._closed = True
        if self._task:
            self._waiting.put_nowait(None)
            await asyncio.wait([self._task])
            self._task = None
        if self._writer:
            await self._writer.close()
            self._writer = None
        while self._reading:
            # One that is still read from comes back first: left open, it would keep the process alive.
            reader = await self._readers.get()
            self._reading -= 1
            await reader.close()
        self._lock.release()

    async def write(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """Run `work` alone in a transaction and return its result after the commit.

        An error of `work` undoes its own changes only and is raised here.
        """
        if self._closed or self._task is None or self._task.done():
            raise StoreError(_CLOSED)
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait(_Waiting(work, future))
        return await future

    async def read(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """Run `work`, which only reads, on one consistent view beside the writer."""
        if self._closed:
            raise StoreError(_CLOSED)
        async with self._reader() as reader:
            try:
                await reader.execute("BEGIN")
                return await work(reader)
            finally:
                # Also when BEGIN was cancelled: it may have been done nevertheless.
                await reader.rollback()

    @asynccontextmanager
    async def _reader(self) -> AsyncIterator[Tx]:
        reader = await self._readers.get()
        try:
            yield reader
        finally:
            self._readers.put_nowait(reader)

    async def _connect(self, *, reading: bool = False) -> Tx:
        connection = await aiosqlite.connect(
            self._path, isolation_level=None, detect_types=sqlite3.PARSE_DECLTYPES
        )
        try:
            await connection.execute("PRAGMA busy_timeout = 10000")
            await connection.execute("PRAGMA foreign_keys = ON")
            await connection.execute("PRAGMA synchronous = FULL")
            if reading:
                await connection.execute("PRAGMA query_only = ON")
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _write_all(self) -> None:
        """Take what waits, in order, and commit it together; at the end nobody is left waiting."""
        try:
            await self._commit_until_closed()
        finally:
            while not self._waiting.empty():
                item = self._waiting.get_nowait()
                if item is not None and not item.future.done():
                    item.future.set_exception(StoreError(_CLOSED))

    async def _commit_until_closed(self) -> None:
        """Commit all that waits at one moment together: one sync to disk serves it all."""
        while (first := await self._waiting.get()) is not None:
            batch = [first]
            last = False
            while not self._waiting.empty() and len(batch) < 64:
                item = self._waiting.get_nowait()
                if item is None:
                    last = True
                    break
                batch.append(item)
            await self._commit(batch)
            if last:
                return

    async def _commit(self, batch: list[_Waiting]) -> None:
        writer = self._writer
        assert writer is not None  # noqa: S101 - the writer task lives between open and close only
        try:
            # The write lock is taken first: taken in the middle, it can fail after half of the work.
            await writer.execute("BEGIN IMMEDIATE")
            done = [(item, *await self._in_savepoint(writer, item)) for item in batch]
            await writer.execute("COMMIT")
        except BaseException as error:
            with suppress(sqlite3.Error):
                await writer.execute("ROLLBACK")
            for item in batch:
                if not item.future.done():
                    item.future.set_exception(
                        error if isinstance(error, Exception) else StoreError("stopped")
                    )
            if not isinstance(error, Exception):
                raise
            return
        for item, result, failure in done:
            if item.future.done():
                continue
            if failure is None:
                item.future.set_result(result)
            else:
                item.future.set_exception(failure)

    @staticmethod
    async def _in_savepoint(writer: Tx, item: _Waiting) -> tuple[Any, BaseException | None]:
        await writer.execute("SAVEPOINT work")
        try:
            result = await item.work(writer)
        except Exception as error:  # handed on, whole, to the one who waits
            if not writer.in_transaction:
                # A full disk or a failing one: SQLite has undone everybody's work, not only this.
                raise
            await writer.execute("ROLLBACK TO work")
            await writer.execute("RELEASE work")
            return None, error
        await writer.execute("RELEASE work")
        return result, None

    def _prepare(self, beside: bool) -> None:
        """Make the folder, make sure nobody else writes here, and bring the tables up to date."""
        self._path = self._path.absolute()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout:
            if beside:
                _register_types()
                return
            raise StoreError(
                f"{self._path.name}: another bot is running on this database. Stop it first"
            ) from None
        with closing(sqlite3.connect(self._path)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        migrate(self._path)
        # After yoyo, which registers its own way to store a datetime.
        _register_types()


def check_writable(path: Path) -> None:
    """Raise `StoreError` unless a database can be kept there; leaves nothing behind and hurts nothing."""
    made = [folder for folder in path.parents if not folder.exists()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        existed = path.exists()
        with closing(sqlite3.connect(path, timeout=5)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            # To begin is not enough: on a file that may only be read, SQLite begins without a word.
            connection.execute("CREATE TABLE writable (id BIGINT)")
            connection.execute("ROLLBACK")
        if not existed and path.stat().st_size == 0:
            path.unlink()
        for folder in made:
            folder.rmdir()
    except (sqlite3.Error, OSError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise StoreError(f"{path.name}: {why}. Check the folder, its rights and its disk") from error


def migrate(path: Path, folder: Path = MIGRATIONS) -> None:
    """Apply the folder's migrations that are missing; a database that has some already is copied first."""
    # Yoyo's own lock is not taken: it would outlive a killed process, and the file lock already guards.
    with get_backend(f"sqlite:///{quote(str(path))}") as backend:
        missing = backend.to_apply(read_migrations(str(folder)))
        if not missing:
            return
        if any(True for _ in backend.get_applied_migration_hashes()):
            _copy(path, path.with_name(f"{path.name}.before-{missing[0].id}"))
        backend.apply_migrations(missing)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _register_types() -> None:
    """Let datetimes and booleans go in and come out as such, as they do on PostgreSQL."""
    sqlite3.register_adapter(datetime, _time_to_text)
    sqlite3.register_converter("TIMESTAMPTZ", lambda raw: datetime.fromisoformat(raw.decode()))
    sqlite3.register_converter("BOOLEAN", lambda raw: raw == b"1")


def _time_to_text(moment: datetime) -> str:
    # One width for all, so that text order is time order.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
