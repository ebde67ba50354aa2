"""How updates reach the bot: long polling, or a webhook."""

import asyncio
import contextlib
from collections.abc import Callable

import aiohttp
from doubles.telegram.refusals import Refusal, violation
from doubles.telegram.spec import Json, Upload
from doubles.telegram.world import World

_OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_LONGEST_POLL = 50
_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # the name of a header


class Delivery:
    """Hands the queue to whoever polls, or posts it to the webhook, in order and one at a time."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._polls = 0
        self._polling = 0
        self._closing = False
        self._pump: asyncio.Task[None] | None = None

    @property
    def polled(self) -> bool:
        """Whether somebody is waiting for updates right now."""
        return self._polling > 0

    async def get_updates(self, params: Json) -> list[Json]:
        """Confirm what is before the offset, and wait for what is after it."""
        world, updates = self._world, self._world.updates
        if world.webhook:
            raise Refusal(409, "Conflict: " + _WEBHOOK_ACTIVE)
        if not 1 <= params.get("limit", 100) <= 100:
            raise violation("limit must be between 1 and 100")
        updates.allow(params.get("allowed_updates"))
        updates.confirm(params.get("offset", 0))
        self._polls += 1
        poll = self._polls
        world.changes.notify()
        self._polling += 1
        try:
            timeout = min(params.get("timeout", 0), _LONGEST_POLL)
            if timeout:
                await world.changes.until(
                    lambda: self._closing or updates.pending or self._polls > poll or world.webhook, timeout
                )
        finally:
            self._polling -= 1
        if self._polls > poll and not self._closing:
            raise Refusal(409, "Conflict: " + _OTHER_POLLER)
        if world.webhook:
            raise Refusal(409, "Conflict: terminated by setWebhook request")
        return updates.pending[: params.get("limit", 100)]

    async def set_webhook(self, params: Json) -> bool:
        """Post updates to an address from now on; the double takes plain http, as a local server does."""
        url: str = params["url"]
        if not url:
            return await self.delete_webhook(params)
        if not url.startswith(("https://", "http://")):
            raise violation("bad webhook: invalid webhook URL specified")
        await self._stop_pump()
        if params.get("drop_pending_updates"):
            self._world.updates.pending.clear()
        self._world.updates.allow(params.get("allowed_updates"))
        self._world.webhook = {key: value for key, value in params.items() if not isinstance(value, Upload)}
        self._world.changes.notify()
        self._pump = asyncio.create_task(self._post_all(url, params.get("secret_token", "")))
        return True

    async def delete_webhook(self, params: Json) -> bool:
        """Go back to polling."""
        await self._stop_pump()
        self._world.webhook = {}
        if params.get("drop_pending_updates"):
            self._world.updates.pending.clear()
        self._world.changes.notify()
        return True

    async def get_webhook_info(self, _: Json) -> Json:
        """Where updates go, and how many wait."""
        hook, updates = self._world.webhook, self._world.updates
        info: Json = {
            "url": hook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(updates.pending),
        }
        if hook:
            info["max_connections"] = hook.get("max_connections", 40)
        if hook.get("last_error_message"):
            info |= {key: hook[key] for key in ("last_error_date", "last_error_message")}
        return info | ({"allowed_updates": sorted(updates.allowed)} if updates.allowed else {})

    async def stop(self) -> None:
        """Let waiting polls end, and post no more."""
        self._closing = True
        self._world.changes.notify()
        await self._stop_pump()

    async def _stop_pump(self) -> None:
        if self._pump is not None:
            self._pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pump
            self._pump = None

    async def _post_all(self, url: str, secret: str) -> None:
        updates, changes = self._world.updates, self._world.changes
        wait = 0.05
        async with aiohttp.ClientSession(headers={_SECRET: secret} if secret else {}) as session:
            while True:
                if not updates.pending:
                    await changes.until(lambda: updates.pending, _LONGEST_POLL)
                    continue
                fault = await _post(session, url, updates.pending[0])
                if not fault:
                    updates.pending.pop(0)
                    changes.notify()
                    wait = 0.05
                    continue
                self._world.webhook |= {"last_error_date": self._world.now, "last_error_message": fault}
                # A refused update is told again, ever more slowly.
                await asyncio.sleep(wait)
                wait = min(1, wait * 2)

    @property
    def methods(self) -> "dict[str, Callable[[Json], object]]":
        """The methods that this part answers."""
        return {
            "getUpdates": self.get_updates,
            "setWebhook": self.set_webhook,
            "deleteWebhook": self.delete_webhook,
            "getWebhookInfo": self.get_webhook_info,
        }


async def _post(session: aiohttp.ClientSession, url: str, update: Json) -> str:
    """What went wrong, or nothing."""
    try:
        async with session.post(url, json=update) as response:
            return (
                "" if response.ok else f"Wrong response from the webhook: {response.status} {response.reason}"
            )
    except aiohttp.ClientError:
        return "Connection refused"
