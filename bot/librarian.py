"""Makes the library from the FAQ's files: at the start, and anew whenever they have changed."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot import entries
from bot.commands.library import Library
from bot.config import Settings
from bot.matching.calibration import Calibration
from bot.matching.encoder import SHIPPED, Encoder, Encodings, keep_to_one_thread, read_vectors, write_vectors
from bot.matching.index import Index
from bot.matching.relearning import from_text, shape_of
from bot.reference import load_calendar, load_glossary
from bot.store import calibrations, encodings
from bot.store.calibrations import CalibrationRow
from bot.store.database import Store

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Made:
    """A library, and the encodings that had to be made for it."""

    library: Library
    new: Mapping[str, bytes]


def load_library(settings: Settings) -> Library:
    """Make the library for one use; what is broken is left out and logged by file and line."""
    return make(settings, encoder_of(settings), {}).library


def encoder_of(settings: Settings) -> Encoder | None:
    """The encoder that is switched on; it reads its network when it is first needed."""
    return Encoder() if settings.matching.encoder == "minilm" else None


def meaning_of(encoder: Encoder | None, kept: Mapping[str, bytes] | None = None) -> Encodings | None:
    """What tells the meaning of texts, with the encodings that are shipped and those that are kept."""
    if encoder is None:
        return None
    keep_to_one_thread()
    return Encodings(encoder, {**read_vectors(SHIPPED, encoder.version), **(kept or {})})


def index_of(settings: Settings, faq: entries.Faq, path: Path, cost: float | None = None) -> Index:
    """The index over entries that were read from `path`, for one use; what is served is made in the same way.

    A folder's glossary is read with it. `cost` as in `matching.cost`.
    """
    glossary = load_glossary(path / "glossary.toml") if path.is_dir() else None
    meaning = meaning_of(encoder_of(settings))
    return Library.of(faq, cost or settings.matching.cost, glossary, meaning=meaning).index


def ship(settings: Settings) -> int:
    """Encode the FAQ anew and keep that beside the encoder, for faster starts; returns how many texts."""
    encoder = Encoder()
    meaning, folder = Encodings(encoder, {}), Path(settings.faq.path)
    glossary = load_glossary(folder / "glossary.toml")
    Library.of(entries.load(folder), settings.matching.cost, glossary, meaning=meaning)
    write_vectors(SHIPPED, encoder.version, meaning.new)
    return len(meaning.new)


def weights_of(row: CalibrationRow | None, encoder: Encoder | None) -> Calibration | None:
    """The weights that labels made; None when there are none, or when they are of another matcher."""
    if row is None or row.shape != shape_of(encoder.version if encoder else ""):
        return None
    return from_text(row.weights)


def make(
    settings: Settings,
    encoder: Encoder | None,
    kept: Mapping[str, bytes],
    weights: Calibration | None = None,
) -> Made:
    """Read the FAQ's files and build the index; `kept` are encodings beside those that are shipped.

    Without `weights` the index is calibrated with the entries' own phrasings.
    """
    folder = Path(settings.faq.path)
    faq = entries.load(folder)
    for fault in faq.faults:
        if fault.severity == "error":
            log.warning("entry left out", file=str(fault.path), line=fault.line, wrong=fault.wrong)
    glossary = load_glossary(folder / "glossary.toml")
    calendar = load_calendar(folder / "calendar.toml")
    for fault in (*glossary.faults, *calendar.faults):
        log.warning("line left out", file=fault.path, line=fault.line, wrong=fault.wrong)
    meaning = meaning_of(encoder, kept)
    library = Library.of(faq, settings.matching.cost, glossary, calendar, meaning, weights)
    return Made(library, meaning.new if meaning else {})


class Librarian:
    """Makes the library of a running bot; encodings stay in the store, so that an edit costs what is new."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._encoder = encoder_of(settings)
        # One at a time: the second builds from what the first has kept.
        self._making = asyncio.Lock()
        self._warming: asyncio.Task[None] | None = None

    async def library(self) -> Library:
        """Make the library from the files as they are now, beside the event loop, which goes on answering."""
        async with self._making:
            started = time.perf_counter()
            encoder, kept = self._encoder, dict[str, bytes]()
            if encoder:
                kept = await self._store.read(lambda tx: encodings.kept(tx, encoder.version))
            made = await asyncio.to_thread(make, self._settings, encoder, kept, await self._weights())
            if encoder and made.new:
                await self._store.write(lambda tx: encodings.keep(tx, encoder.version, made.new))
            log.debug(
                "library made",
                entries=len(made.library.faq.entries),
                encoded=len(made.new),
                seconds=round(time.perf_counter() - started, 2),
            )
            return made.library

    async def _weights(self) -> Calibration | None:
        row = await self._store.read(calibrations.newest)
        weights = weights_of(row, self._encoder)
        if row is not None and row.weights and weights is None:
            log.warning("recalibration of another matcher is not used", fitted=row.fitted_at.isoformat())
        return weights

    def warm(self) -> None:
        """Read the encoder's network before the first question asks for it, beside everything else."""
        if self._encoder:
            self._warming = asyncio.create_task(asyncio.to_thread(self._encoder.warm))

    async def stop(self) -> None:
        """Wait for what is still being read."""
        if self._warming:
            await self._warming
