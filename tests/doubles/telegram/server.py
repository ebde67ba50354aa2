"""A Bot API server on loopback, for one bot: real HTTP, real state, real refusals.

async with BotApi.running() as api:
    amina = api.user("Amina")
    await amina.starts()
    answer = await amina.hears("Welcome")
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from inspect import isawaitable
from typing import TypeVar, cast

from aiohttp import web
from doubles.telegram import editing, looking, profile, queries, sending, topics
from doubles.telegram.accounts import Account
from doubles.telegram.chats import Chat
from doubles.telegram.delivery import Delivery
from doubles.telegram.faults import Fault, Faults, Held
from doubles.telegram.groups import Group
from doubles.telegram.incoming import read_request
from doubles.telegram.members import ALL_RIGHTS
from doubles.telegram.people import User
from doubles.telegram.refusals import Dropped, Refusal, violation
from doubles.telegram.spec import Json, load_spec
from doubles.telegram.updates import Updates
from doubles.telegram.world import BOT_ID, World

T = TypeVar("T")

# The shape of a token, put together so that no scanner takes it for one.
TOKEN = f"{BOT_ID}:" + "double-" * 5
_LARGEST_REQUEST = 64 * 2**20
_METHODS = (
    sending.METHODS | editing.METHODS | topics.METHODS | queries.METHODS | profile.METHODS | looking.METHODS
)


@dataclass(eq=False)
class Call:
    """One request that came: what was asked, and the status answered (0: no answer)."""

    method: str
    params: Json
    status: int = 0


class BotApi:
    """The server, and the world behind it as tests see it.

    `url` and `file_url` go into `base_url` and `base_file_url` of python-telegram-bot. `requests` holds
    every call, `violations` what no correct bot would have asked. Settings (`privacy`, `private_topics`,
    `private_topics_broken`, `inline_feedback`) are attributes of `world`.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.token = TOKEN
        self.world = World(clock)
        self.requests: list[Call] = []
        self.violations: list[str] = []
        self._faults = Faults(self.world.changes)
        self._delivery = Delivery(self.world)
        self._spec = load_spec()
        self._working = 0
        self._runner: web.AppRunner | None = None
        self._root = ""

    @classmethod
    async def start(cls, clock: Callable[[], float] = time.time) -> "BotApi":
        """A server that listens on a free port of loopback; end it with `stop`."""
        api = cls(clock)
        app = web.Application(client_max_size=_LARGEST_REQUEST)
        app.router.add_route("*", "/bot{token}/{method}", api._answer)
        app.router.add_get("/file/bot{token}/{path:.+}", api._download)
        api._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await api._runner.setup()
        await web.TCPSite(api._runner, "127.0.0.1", 0).start()
        host, port = api._runner.addresses[0][:2]
        api._root = f"http://{host}:{port}"
        return api

    async def stop(self) -> None:
        """End all polls and close the port."""
        self._faults.release_all()
        await self._delivery.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    @classmethod
    @asynccontextmanager
    async def running(cls, clock: Callable[[], float] = time.time) -> AsyncIterator["BotApi"]:
        """A server for the length of a block; fails at its end if the bot broke the API's rules."""
        api = await cls.start(clock)
        try:
            yield api
        finally:
            await api.stop()
        api.check()

    def check(self) -> None:
        """Fail if the bot broke the API's rules."""
        if self.violations:
            raise AssertionError("The bot broke the Bot API's rules:\n" + "\n".join(self.violations))

    @property
    def url(self) -> str:
        """What goes before the token in a method's address."""
        return f"{self._root}/bot"

    @property
    def file_url(self) -> str:
        """What goes before the token in a file's address."""
        return f"{self._root}/file/bot"

    @property
    def bot(self) -> Account:
        """The bot, as a member of chats."""
        return self.world.bot

    @property
    def updates(self) -> Updates:
        """What waits for the bot (`pending`), and all it was ever to be told (`told`)."""
        return self.world.updates

    def user(self, name: str, *, username: str = "", language: str = "en", is_bot: bool = False) -> User:
        """A new person, who has not opened a chat with the bot yet."""
        user = User(self.world.new_id(), name, username, language=language, is_bot=is_bot, world=self.world)
        self.world.join(user)
        return user

    def group(self, title: str, *members: Account, bot: str = "member") -> Group:
        """A basic group with the bot as `bot` ("member", "administrator", "left")."""
        return self._group(10**9 - self.world.new_id(), "group", title, members, bot)

    def supergroup(self, title: str, *members: Account, bot: str = "member", username: str = "") -> Group:
        """A supergroup without topics."""
        return self._group(
            -(10**12) - self.world.new_id(), "supergroup", title, members, bot, username=username
        )

    def forum(self, title: str, *members: Account, bot: str = "administrator") -> Group:
        """A supergroup with topics, where the bot has every right unless told otherwise."""
        return self._group(-(10**12) - self.world.new_id(), "supergroup", title, members, bot, is_forum=True)

    def channel(self, title: str, *members: Account, bot: str = "administrator", username: str = "") -> Group:
        """A channel."""
        return self._group(-(10**12) - self.world.new_id(), "channel", title, members, bot, username=username)

    def _group(
        self,
        chat_id: int,
        kind: str,
        title: str,
        members: tuple[Account, ...],
        bot: str,
        *,
        username: str = "",
        is_forum: bool = False,
    ) -> Group:
        group = Group(chat_id, kind, title, username, is_forum, world=self.world)
        self.world.enter(group)
        for account in members:
            group.seat(account, "member")
        group.seat(self.bot, bot, ALL_RIGHTS if bot == "administrator" else frozenset())
        return group

    def fail_next(
        self,
        method: str,
        *,
        status: int = 429,
        retry_after: int = 0,
        text: str = "",
        chat: Chat | None = None,
        times: int = 1,
    ) -> Fault:
        """Refuse the next requests of a method ("*": any but getUpdates), in one chat or in all.

        A 429 without `retry_after` says 1 second.
        """
        wait = retry_after or (1 if status == 429 else 0)
        chat_id = chat.id if chat else None
        return self._faults.refuse(method, status, text=text, retry_after=wait, chat_id=chat_id, times=times)

    def drop_next(
        self, method: str, *, stored: bool = False, chat: Chat | None = None, times: int = 1
    ) -> Fault:
        """Cut the connection of the next requests, after they took effect if `stored`."""
        return self._faults.drop(method, stored=stored, chat_id=chat.id if chat else None, times=times)

    def hold(self, method: str, *, chat: Chat | None = None) -> Held:
        """Hold requests back until released: `async with api.hold("sendMessage") as held`."""
        return self._faults.hold(method, chat.id if chat else None)

    def calls(self, method: str) -> list[Json]:
        """The parameters of all requests of a method."""
        return [call.params for call in self.requests if call.method == method]

    async def wait_until(self, happened: Callable[[], T], timeout: float = 5) -> T:  # noqa: ASYNC109 - part of the interface
        """The first true value of `happened`, asked at each change here; fails after the timeout."""
        found = await self.world.changes.until(happened, timeout)
        if not found:
            latest = ", ".join(f"{call.method} {call.status}" for call in self.requests[-8:])
            raise AssertionError(
                f"this did not happen within {timeout} s; the latest requests: {latest or 'none'}"
            )
        return found

    async def settled(self, timeout: float = 5) -> None:  # noqa: ASYNC109 - part of the interface
        """Wait until every update is confirmed and no request is at work.

        What the bot does later on its own (an outbox, a timer) is not waited for: use `wait_until` for it.
        """
        await self.wait_until(lambda: not self.updates.pending and not self._working, timeout)

    async def polled(self, timeout: float = 5) -> None:  # noqa: ASYNC109 - part of the interface
        """Wait until the bot waits for updates, all earlier ones confirmed."""
        await self.wait_until(lambda: self._delivery.polled and not self.updates.pending, timeout)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        call = Call(self._spec.method(request.match_info["method"]) or request.match_info["method"], {})
        polls = call.method == "getUpdates"
        self._working += not polls
        self.requests.append(call)
        try:
            self._check_token(request)
            result = await self._serve(call, await read_request(request))
            body: Json = {"ok": True, "result": result}
            call.status = 200
        except Refusal as refusal:
            call.status, body = refusal.code, refusal.body
            if refusal.violation:
                self.violations.append(refusal.description)
        except Dropped:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        except ConnectionResetError:
            # The bot hung up before it had the answer, as it may when it stops: no fault of either.
            raise
        except Exception as error:
            self.violations.append(f"{call.method}: the double itself broke: {error!r}")
            raise
        finally:
            self._working -= not polls
            self.world.changes.notify()
        return web.json_response(body, status=call.status)

    def _check_token(self, request: web.Request) -> None:
        if request.match_info["token"] != self.token or self.world.logged_out:
            raise Refusal(401, "Unauthorized")

    async def _serve(self, call: Call, sent: Mapping[str, object]) -> object:
        """Do what is asked, with the faults that tests put in its way."""
        if self._spec.method(call.method) is None:
            raise Refusal(404, "Not Found: method not found", violation=True)
        call.params = params = self._spec.parse(call.method, sent)
        await self._faults.held(call.method, params)
        fault = self._faults.next(call.method, params)
        if fault is not None and not fault.stored:
            raise fault.error
        result = await self._do(call.method, params)
        self.violations += [
            f"{call.method}, by the double: {each}" for each in self._spec.result_faults(call.method, result)
        ]
        if fault is not None:
            raise fault.error
        return result

    async def _do(self, method: str, params: Json) -> object:
        if method in self._delivery.methods:
            result = self._delivery.methods[method](params)
        elif method in _METHODS:
            result = _METHODS[method](self.world, params)
        else:
            raise violation(f"{method} is not modelled by this double")
        return await cast("Awaitable[object]", result) if isawaitable(result) else result

    async def _download(self, request: web.Request) -> web.Response:
        stored = self.world.files.at(request.match_info["path"])
        if stored is None or request.match_info["token"] != self.token:
            return web.json_response(Refusal(404, "Not Found").body, status=404)
        return web.Response(body=stored.content, content_type=stored.mime)
