"""Files both ways: what a message holds, and how a file is sent again."""

from collections.abc import Iterator
from dataclasses import dataclass

from telegram import (
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
)

from bot.errors import Undeliverable
from bot.messages import File
from bot.ports import Fetch

# What Telegram takes as a photo: larger or stranger pictures go as documents.
_PHOTO_TYPES = {"image/jpeg", "image/png", "image/webp"}
_PHOTO_SIZE = 10_000_000
_ALBUM = 10
# The kinds that have no name of their own, with the name and type that they are passed on with.
_DEFAULTS = {
    "photo": ("photo.jpg", "image/jpeg"),
    "live_photo": ("photo.mp4", "video/mp4"),
    "voice": ("voice.ogg", "audio/ogg"),
    "video_note": ("video-note.mp4", "video/mp4"),
    "video": ("video.mp4", "video/mp4"),
    "audio": ("audio.mp3", "audio/mpeg"),
    "animation": ("animation.mp4", "video/mp4"),
    "document": ("file", "application/octet-stream"),
}
# An animation is also shown as a document, and a live photo as a photo: the first that is there counts.
_KINDS = ("animation", "live_photo", "photo", "document", "voice", "audio", "video_note", "video")
InputMedia = InputMediaPhoto | InputMediaVideo | InputMediaAudio | InputMediaDocument
_MEDIA: dict[str, type[InputMedia]] = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "audio": InputMediaAudio,
    "document": InputMediaDocument,
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file ready to be sent: bytes, or the id under which Telegram keeps it as this kind."""

    kind: str
    name: str
    media: str | bytes

    @property
    def family(self) -> str:
        """What it can share an album with; empty when it must go alone."""
        return {"photo": "seen", "video": "seen", "audio": "audio", "document": "document"}.get(self.kind, "")

    @property
    def captioned(self) -> bool:
        """Whether it can carry text."""
        return self.kind != "video_note"


def files_of(message: Message) -> tuple[File, ...]:
    """The file that a message holds, if any; `ref` is its kind and Telegram's id, both needed to send it."""
    for kind in _KINDS:
        held = getattr(message, kind, None)
        if not held:
            continue
        best = held[-1] if kind == "photo" else held
        name, mime = _DEFAULTS[kind]
        return (
            File(
                "telegram",
                f"{kind}:{best.file_id}",
                getattr(best, "file_name", None) or name,
                best.file_size or 0,
                getattr(best, "mime_type", None) or mime,
            ),
        )
    return ()


async def uploads(files: tuple[File, ...], fetch: Fetch) -> tuple[list[Upload], list[str]]:
    """The files as Telegram takes them, and the names of those that could not be had."""
    ready, missing = [], []
    for file in files:
        kind, _, file_id = file.ref.partition(":")
        if file.platform == "telegram" and kind != "live_photo":
            ready.append(Upload(kind, file.name, file_id))
            continue
        try:
            content = await fetch(file)
        except Undeliverable:
            missing.append(file.name)
            continue
        if not content:
            missing.append(file.name)
            continue
        small = file.mime in _PHOTO_TYPES and len(content) <= _PHOTO_SIZE
        ready.append(Upload("photo" if small else "document", file.name, content))
    return ready, missing


def batches(ready: list[Upload], *, last_alone: bool) -> Iterator[list[Upload]]:
    """Split into what is sent together, in order; a keyboard needs the last file alone."""
    batch: list[Upload] = []
    for index, upload in enumerate(ready):
        alone = not upload.family or (last_alone and index == len(ready) - 1)
        if batch and (alone or len(batch) == _ALBUM or batch[-1].family != upload.family):
            yield batch
            batch = []
        batch.append(upload)
    if batch:
        yield batch


def album_part(upload: Upload, **caption: object) -> InputMedia:
    """A file as a part of an album."""
    return _MEDIA[upload.kind](media=upload.media, filename=upload.name, **caption)  # type: ignore[arg-type]
