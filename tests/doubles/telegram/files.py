"""Files that the server keeps, and how each kind of them is shown."""

import mimetypes
from dataclasses import dataclass

from doubles.telegram.refusals import Refusal, bad_request, violation
from doubles.telegram.spec import Json, Upload

DOWNLOAD_LIMIT = 20 * 2**20
_UPLOAD_LIMIT = 50 * 2**20
_PHOTO_LIMIT = 10 * 2**20
_DURATION = {"duration": 3}
_SIZE = {"width": 640, "height": 480}
_FOLDERS = {
    "photo": "photos",
    "voice": "voice",
    "video": "videos",
    "audio": "music",
    "animation": "animations",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """One file on the server; `size` can be more than the bytes kept, to try limits cheaply."""

    id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    content: bytes
    size: int
    path: str


class Files:
    """All files, by id and by download path."""

    def __init__(self) -> None:
        self._by_id: dict[str, Stored] = {}
        self._by_path: dict[str, Stored] = {}

    def keep(self, kind: str, name: str, content: bytes, *, mime: str = "", size: int = 0) -> Stored:
        """Store a file; `size` overrides the length of its content."""
        number = len(self._by_id) + 1
        guessed = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        path = f"{_FOLDERS.get(kind, 'documents')}/file_{number}{_suffix(name)}"
        ids = f"BQAC-{kind}-{number:06}-as-long-as-telegrams-are", f"AgAD{number:06}"
        stored = Stored(*ids, kind, name, guessed, content, size or len(content), path)
        self._by_id[stored.id] = self._by_path[path] = stored
        return stored

    def take(self, kind: str, given: object) -> Stored:
        """The file that a request names or brings."""
        if isinstance(given, Upload):
            if not given.content:
                raise bad_request("file must be non-empty")
            if len(given.content) > (_PHOTO_LIMIT if kind == "photo" else _UPLOAD_LIMIT):
                raise Refusal(413, "Request Entity Too Large")
            return self.keep(kind, given.name, given.content, mime=given.mime)
        if str(given).startswith(("http://", "https://")):
            raise violation("this double sends no file from an address: upload it, or name a file_id")
        stored = self.get(str(given))
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}")
        return stored

    def get(self, file_id: str) -> Stored:
        """A file by its id."""
        # A photo's small size has an id of its own.
        stored = self._by_id.get(file_id.removesuffix("-s"))
        if stored is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return stored

    def at(self, path: str) -> Stored | None:
        """A file by its download path."""
        return self._by_path.get(path)


def shown(stored: Stored) -> Json:
    """The part of a message that holds this file."""
    common: Json = {"file_id": stored.id, "file_unique_id": stored.unique_id, "file_size": stored.size}
    named = {"file_name": stored.name, "mime_type": stored.mime}
    match stored.kind:
        case "photo":
            small = {**common, "file_id": stored.id + "-s", "width": 90, "height": 68, "file_size": 900}
            return {"photo": [small, common | _SIZE]}
        case "voice":
            return {"voice": common | _DURATION | {"mime_type": stored.mime}}
        case "video":
            return {"video": common | _SIZE | _DURATION | named}
        case "audio":
            return {"audio": common | _DURATION | named}
        case "animation":
            whole = common | _SIZE | _DURATION | named
            return {"animation": whole, "document": common | named}
        case _:
            return {"document": common | named}


def _suffix(name: str) -> str:
    return "." + name.rpartition(".")[2] if "." in name else ""
