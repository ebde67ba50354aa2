"""What doctor says of Discord."""

from typing import Any

import discord
import pytest
from discord_kit import Server, SimulatedWire
from doubles.discord import spec

from bot.config import DiscordSettings
from bot.errors import CannotStart
from bot.messages import Finding
from handlers.discord import Discord
from handlers.discord.wire import Wire


async def examine(world: Server) -> dict[str, Finding]:
    """Run the checks without starting the bot; no request may change anything."""
    findings = await world.bot.check()
    await world.env.shutdown()
    assert {request.method for request in world.env.http_requests} == {"GET"}
    assert spec.faults(world.env.http_requests) == []
    return {finding.what: finding for finding in findings}


def wrong(findings: dict[str, Finding]) -> list[str]:
    return [what for what, finding in findings.items() if not finding.ok]


async def test_all_well_but_the_intent() -> None:
    findings = await examine(Server())
    # simcord's application has no flags, so this one can only be seen missing here.
    assert wrong(findings) == ["Discord message content intent"]
    assert all(finding.advice for finding in findings.values() if not finding.ok)
    assert "Discord mentors' channel: #mentors (text channel) on IMG" in findings
    assert findings["Discord permission “Manage Threads” in #mentors"].ok
    assert "Discord mentor_role: Mentor" in findings
    assert not any("admin_role" in what for what in findings)
    invite = findings["Discord invite link"].advice
    assert "scope=bot+applications.commands" in invite
    assert "permissions=" in invite


async def test_each_missing_permission_is_named() -> None:
    world = Server("forum", admin_role="Boss")
    mine = next(role for role in world.guild._guild.roles.values() if role.managed)
    allowed = discord.Permissions(mine.permissions)
    allowed.update(manage_threads=False, manage_channels=False, create_public_threads=False)
    mine.permissions = allowed.value
    findings = await examine(world)
    assert "Discord permission “Manage Threads” in #mentors" in wrong(findings)
    assert "Discord admin_role" in wrong(findings)
    assert "Manage Channels" in findings["Discord forum tags of #mentors"].advice
    assert findings["Discord forum tags of #mentors"].ok


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"mentor_channel": ""}, "Discord mentors' channel"),
        ({"mentor_channel": "404"}, "Discord mentors' channel 404"),
        ({"mentor_role": ""}, "Discord mentor_role"),
        ({"mentor_role": "Nobody"}, "Discord mentor_role"),
    ],
)
async def test_faults_in_the_settings(settings: dict[str, Any], what: str) -> None:
    findings = await examine(Server(**settings))
    assert what in wrong(findings)


async def test_channel_of_another_kind() -> None:
    world = Server()
    voice = world.guild.create_voice_channel("talk")
    world.settings = world.settings.model_copy(update={"mentor_channel": str(voice.id)})
    world.bot = world.new_bot()
    assert "Discord mentors' channel" in wrong(await examine(world))


async def test_discord_that_fails() -> None:
    world = Server()
    world.env.inject_error("GET", "/users/@me/guilds", status=500)
    (finding,) = await world.bot.check()
    await world.env.shutdown()
    assert not finding.ok


class Refused(Wire):
    """A Discord that does not let the bot in."""

    def __init__(self, error: Exception) -> None:
        super().__init__(DiscordSettings())
        self._error = error

    async def log_in(self, client: discord.Client) -> None:
        raise self._error


async def test_token_that_is_not_accepted() -> None:
    world = Server()
    wire = Refused(CannotStart("discord", "the token is not accepted", "Copy it anew"))
    bot = Discord(world.settings, world.desk, world.fetched, commands=(), wire=wire)
    (finding,) = await bot.check()
    assert (finding.ok, finding.advice) == (False, "the token is not accepted. Copy it anew")
    with pytest.raises(CannotStart):
        await bot.start()


async def test_without_a_hub_nobody_is_a_mentor() -> None:
    world = Server(mentor_channel="")
    wire = SimulatedWire(world.env, world.settings)
    bot = Discord(world.settings, world.desk, world.fetched, commands=(), wire=wire)
    assert bot.hub is None
    await bot.start()
    assert await bot.groups(str(world.mentor.id)) == frozenset()
    await bot.stop()
    await world.env.shutdown()
