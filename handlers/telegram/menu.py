"""The command menu, per scope and role, and what the bot's profile says."""

import asyncio
from collections.abc import Awaitable, Iterable

import structlog
from telegram import BotCommand, BotCommandScope, BotCommandScopeChat, BotCommandScopeDefault

from bot.commands import menu
from bot.errors import TryLater, Undeliverable
from bot.messages import Address, Role, private_chat
from handlers.telegram.client import Bot
from handlers.telegram.line import Line

log = structlog.get_logger()
SHORT_DESCRIPTION = (
    "Answers international medical graduates from dated sources; volunteer mentors know the rest."
)
_DESCRIPTION_LIMIT = 256
_MENU_LIMIT = 100


class Menu:
    """Offers the commands of the table, where they can be used."""

    def __init__(self, line: Line, hub: Address | None, admins: Iterable[str]) -> None:
        self._line = line
        self._bot: Bot = line.bot
        self._hub = hub
        self._admins = tuple(admins)

    async def offer(self) -> None:
        """Set the menus and the short description where they differ; failing is no reason to stop."""
        work: list[Awaitable[None]] = [self._set(None, frozenset()), self._describe()]
        if self._hub is not None:
            work.append(self._set(self._hub, frozenset({Role.MENTOR})))
        admins = frozenset({Role.ADMIN})
        work += [self._set(private_chat("telegram", user_id), admins) for user_id in self._admins]
        await asyncio.gather(*work)

    async def _set(self, where: Address | None, roles: frozenset[Role]) -> None:
        wanted = tuple(
            BotCommand(command.name, command.summary[:_DESCRIPTION_LIMIT])
            for command in menu(roles)[:_MENU_LIMIT]
        )

        async def change(scope: BotCommandScope) -> None:
            if await self._bot.get_my_commands(scope) != wanted:
                await self._bot.set_my_commands(wanted, scope)

        try:
            if where is None:
                await self._line.plainly(lambda: change(BotCommandScopeDefault()))
            else:
                await self._line.ask(where, lambda chat: change(BotCommandScopeChat(chat)))
        except (Undeliverable, TryLater) as error:
            # An admin who never wrote to the bot has no chat with it yet.
            log.info(
                "a command menu was not set", chat=where.chat_id if where else "default", why=error.reason
            )

    async def _describe(self) -> None:
        async def change() -> None:
            if (await self._bot.get_my_short_description()).short_description != SHORT_DESCRIPTION:
                await self._bot.set_my_short_description(SHORT_DESCRIPTION)

        try:
            await self._line.plainly(change)
        except (Undeliverable, TryLater) as error:
            log.info("the short description was not set", why=error.reason)
