"""Requests as they come over HTTP."""

import json

from aiohttp import BodyPartReader, web
from doubles.telegram.refusals import violation
from doubles.telegram.spec import Upload


async def read_request(request: web.Request) -> dict[str, object]:
    """The parameters as they came: from the query, a form, a multipart form, or a JSON body."""
    sent: dict[str, object] = dict(request.query)
    if request.content_type == "application/json":
        return sent | _from_json(await request.read())
    if not request.content_type.startswith("multipart/"):
        return sent | dict(await request.post())
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name:
            content = bytes(await part.read())
            mime = part.headers.get("Content-Type", "application/octet-stream")
            sent[part.name] = Upload(part.filename, mime, content) if part.filename else content.decode()
    return sent


def _from_json(body: bytes) -> dict[str, object]:
    try:
        sent = json.loads(body or b"{}")
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        raise violation("the body is no JSON object")
    return sent
