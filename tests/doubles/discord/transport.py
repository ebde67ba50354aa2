"""A loopback Discord for what simcord leaves out: refused and lost requests, dropped and lost sessions.

It knows one bot, one person and their direct chat; the bot's requests and the gateway's frames are real.
"""

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

BOT, PERSON, CHAT = "10", "20", "30"
_DISPATCH, _HEARTBEAT, _IDENTIFY, _RESUME, _INVALID, _HELLO, _ACK = 0, 1, 2, 6, 9, 10, 11
_MESSAGE_CONTENT = 1 << 19
_EPOCH = "2026-11-22T12:00:00.000000+00:00"


@dataclass
class Fault:
    """What happens to the next request whose path ends so; `kept`: it was carried out all the same."""

    ending: str
    status: int = 0
    retry_after: float = 0
    kept: bool = False


@dataclass
class Loopback:
    """The server's state and what a test may do to it."""

    url: str = ""
    token: str = "t"
    close_code: int = 0
    """Closes every new gateway connection with this code."""
    messages: list[dict[str, Any]] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    requests: list[str] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)
    """`identify` or `resume`, as clients asked."""
    _events: list[dict[str, Any]] = field(default_factory=list)
    _sockets: list[web.WebSocketResponse] = field(default_factory=list)
    _ids: Any = field(default_factory=lambda: itertools.count(1000))
    _forgotten: bool = False

    async def say(self, text: str) -> str:
        """The person writes to the bot; the message's id."""
        message = self._message(PERSON, text)
        event = {"op": _DISPATCH, "t": "MESSAGE_CREATE", "s": len(self._events) + 2, "d": message}
        self._events.append(event)
        for socket in self._sockets:
            await socket.send_json(event)
        return str(message["id"])

    async def drop(self, *, forget: bool = False) -> None:
        """Cut the gateway connection; `forget` the session, too, so that it cannot be resumed."""
        self._forgotten = forget
        cut, self._sockets = self._sockets, []
        for socket in cut:
            await socket.close(code=4000)

    def _message(self, author: str, text: str, nonce: str = "") -> dict[str, Any]:
        message: dict[str, Any] = {
            "id": str(next(self._ids)),
            "channel_id": CHAT,
            "author": _user(author),
            "content": text,
            "timestamp": _EPOCH,
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "type": 0,
            "flags": 0,
            "components": [],
            "nonce": nonce,
        }
        self.messages.append(message)
        return message

    # --- HTTP

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer a request, or fail it as the next fault says."""
        self.requests.append(f"{request.method} {request.path}")
        fault = self.faults[0] if self.faults and request.path.endswith(self.faults[0].ending) else None
        if fault is None:
            return await self._answer(request)
        self.faults.popleft()
        if fault.kept:
            await self._answer(request)
        if not fault.status:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        body = {"message": "no", "code": 0, "retry_after": fault.retry_after, "global": False}
        return _json(body, fault.status)

    async def _answer(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bot {self.token}":
            return _json({"message": "401: Unauthorized", "code": 0}, 401)
        path = request.path.removeprefix("/api/v10")
        match request.method, path:
            case "GET", "/users/@me":
                return _json(_user(BOT))
            case "GET", "/oauth2/applications/@me":
                return _json(_application())
            case "GET", "/users/@me/guilds":
                return _json([])
            case "POST", "/users/@me/channels":
                return _json({"id": CHAT, "type": 1, "recipients": [_user(PERSON)]})
            case "GET", "/applications/10/commands":
                return _json([])
            case "PUT", "/applications/10/commands":
                commands = await request.json()
                return _json(
                    [{"id": "1", "application_id": BOT, "description": "", **command} for command in commands]
                )
            case "GET", "/channels/30/messages":
                after = int(request.query.get("after", 0))
                return _json([m for m in reversed(self.messages) if int(m["id"]) > after])
            case "POST", "/channels/30/messages":
                return _json(self._sent(await request.json()))
        return _json({"message": "404: Not Found", "code": 0}, 404)

    def _sent(self, body: dict[str, Any]) -> dict[str, Any]:
        """The message of a request, the earlier one if its nonce was seen."""
        nonce = str(body.get("nonce", ""))
        if body.get("enforce_nonce"):
            for message in self.messages:
                if nonce and message["nonce"] == nonce:
                    return message
        return self._message(BOT, str(body["content"]), nonce)

    # --- gateway

    async def gateway(self, request: web.Request) -> web.WebSocketResponse:
        """One client's connection."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.close_code:
            await socket.close(code=self.close_code)
            return socket
        await socket.send_json({"op": _HELLO, "d": {"heartbeat_interval": 41250}})
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            await self._frame(socket, frame.json())
        return socket

    async def _frame(self, socket: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        if frame["op"] == _HEARTBEAT:
            await socket.send_json({"op": _ACK})
        elif frame["op"] == _IDENTIFY:
            self.sessions.append("identify")
            self._forgotten = False
            await socket.send_json({"op": _DISPATCH, "t": "READY", "s": 1, "d": self._ready()})
            self._sockets.append(socket)
        elif frame["op"] == _RESUME and self._forgotten:
            self.sessions.append("refused")
            await socket.send_json({"op": _INVALID, "d": False})
        elif frame["op"] == _RESUME:
            self.sessions.append("resume")
            for event in self._events:
                if event["s"] > frame["d"]["seq"]:
                    await socket.send_json(event)
            await socket.send_json({"op": _DISPATCH, "t": "RESUMED", "s": len(self._events) + 1, "d": {}})
            self._sockets.append(socket)

    def _ready(self) -> dict[str, Any]:
        return {
            "v": 10,
            "user": _user(BOT),
            "guilds": [],
            "session_id": "one",
            "resume_gateway_url": f"{self.url.replace('http', 'ws')}/gateway",
            "application": {"id": BOT, "flags": _MESSAGE_CONTENT},
        }


def _user(user_id: str) -> dict[str, Any]:
    return {
        "id": user_id,
        "username": "bot" if user_id == BOT else "asker",
        "discriminator": "0",
        "global_name": None,
        "avatar": None,
        "bot": user_id == BOT,
    }


def _application() -> dict[str, Any]:
    return {
        "id": BOT,
        "name": "bot",
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0",
        "owner": _user(PERSON),
        "team": None,
        "flags": _MESSAGE_CONTENT,
    }


def _json(body: Any, status: int = 200) -> web.Response:
    # discord.py takes a 429 without `Via` for a ban by the network in front of Discord.
    response = web.json_response(body, status=status, headers={"Via": "1.1 loopback"})
    response.headers["Content-Type"] = "application/json"
    return response


@asynccontextmanager
async def running() -> AsyncIterator[Loopback]:
    """A server on a free port of this machine."""
    loopback = Loopback()
    app = web.Application()
    app.router.add_get("/gateway/", loopback.gateway)
    app.router.add_get("/gateway", loopback.gateway)
    app.router.add_route("*", "/{path:.*}", loopback.serve)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    loopback.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield loopback
    finally:
        await loopback.drop()
        await asyncio.wait_for(runner.cleanup(), timeout=5)
