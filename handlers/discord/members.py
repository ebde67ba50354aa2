"""Which roles somebody holds in the server of the mentors' channel."""

import time
from collections.abc import Callable

import discord

_FRESH_FOR = 60.0
_REMEMBERED = 2000


class Members:
    """Roles by person, taken from what people do and asked for when they did nothing lately.

    Discord tells a bot of role changes only with the privileged members intent, which is not used, so
    what is known is trusted for a minute. Only the server of the mentors' channel counts: the bot may be
    in servers where anybody can make a role of any name.
    """

    def __init__(self, hub_id: int | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._hub_id = hub_id
        self._clock = clock
        self._guild_id: int | None = None
        self._known: dict[int, tuple[float, frozenset[str]]] = {}

    def saw(self, user: discord.abc.User) -> None:
        """Take the roles that came along with a message or an interaction."""
        if (
            self._hub_id is not None
            and isinstance(user, discord.Member)
            and user.guild.get_channel(self._hub_id)
        ):
            self._keep(user.id, _groups(user))

    async def groups(self, client: discord.Client, user_id: str) -> frozenset[str]:
        """The ids and names of a person's roles; empty for who is not there."""
        if not user_id.isdigit():
            return frozenset()
        known = self._known.get(int(user_id))
        if known is not None and known[0] > self._clock():
            return known[1]
        guild = await self._guild(client)
        if guild is None:
            return frozenset()
        try:
            groups = _groups(await guild.fetch_member(int(user_id)))
        except (discord.NotFound, discord.Forbidden):
            groups = frozenset()
        self._keep(int(user_id), groups)
        return groups

    async def _guild(self, client: discord.Client) -> discord.Guild | None:
        if self._hub_id is None:
            return None
        if self._guild_id is None:
            try:
                channel = client.get_channel(self._hub_id) or await client.fetch_channel(self._hub_id)
            except (discord.NotFound, discord.Forbidden):
                return None
            self._guild_id = channel.guild.id if isinstance(channel, discord.abc.GuildChannel) else None
        return client.get_guild(self._guild_id) if self._guild_id else None

    def _keep(self, user_id: int, groups: frozenset[str]) -> None:
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[user_id] = (self._clock() + _FRESH_FOR, groups)


def _groups(member: discord.Member) -> frozenset[str]:
    return frozenset(name for role in member.roles for name in (str(role.id), role.name))
