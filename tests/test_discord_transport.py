"""The real HTTP and gateway code against a loopback Discord that refuses, loses and drops."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import discord.http
import pytest
from discord.gateway import DiscordWebSocket
from discord_kit import COMMANDS, ScriptedDesk
from doubles.discord.transport import BOT, PERSON, Fault, Loopback, running

from bot.config import DiscordSettings
from bot.errors import CannotStart, TryLater
from bot.messages import File, Heard, Post, Reply, private_chat
from bot.ports import Platform
from handlers.discord import Discord

# Connecting takes two seconds, in which discord.py waits for guilds.
pytestmark = pytest.mark.slow
TOKEN = "t"
DIRECT = private_chat("discord", PERSON)


@pytest.fixture
async def loopback() -> AsyncIterator[Loopback]:
    base, gateway = discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    async with running() as made:
        yield made
    discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@pytest.fixture
def desk() -> ScriptedDesk:
    return ScriptedDesk()


async def nothing(_file: File) -> bytes:
    return b""


def new_bot(loopback: Loopback, desk: ScriptedDesk, token: str = TOKEN) -> Discord:
    settings = DiscordSettings.model_validate(
        {
            "token": token,
            "api_url": f"{loopback.url}/api/v10",
            "gateway_url": f"{loopback.url.replace('http', 'ws')}/gateway",
        }
    )
    return Discord(settings, desk, nothing, commands=COMMANDS)


@pytest.fixture
async def bot(loopback: Loopback, desk: ScriptedDesk) -> AsyncIterator[Discord]:
    made = new_bot(loopback, desk)
    await made.start()
    yield made
    await made.stop()


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that comes over the network."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - what is waited for happens in the SDK
            await asyncio.sleep(0.01)


def said_by_bot(loopback: Loopback) -> list[str]:
    return [m["content"] for m in loopback.messages if m["author"]["id"] == BOT]


async def test_conversation(loopback: Loopback, desk: ScriptedDesk, bot: Discord) -> None:
    platform: Platform = bot
    desk.replies.append(Reply("Yes.", delivery=1))
    await loopback.say("do I need step 1")
    await until(lambda: bool(desk.marked))
    assert said_by_bot(loopback) == ["Yes."]
    assert desk.received[0].where == DIRECT
    assert platform.whispers


async def test_short_waits_and_server_faults_are_sat_out(loopback: Loopback, bot: Discord) -> None:
    loopback.faults.extend(
        [Fault("/messages", 429, retry_after=0.05), Fault("/messages", 502), Fault("/messages", 429, 0.05)]
    )
    await bot.send(Post(DIRECT, "Yes.", nonce="n"))
    assert said_by_bot(loopback) == ["Yes."]


async def test_long_waits_are_the_couriers(loopback: Loopback, bot: Discord) -> None:
    loopback.faults.append(Fault("/messages", 429, retry_after=120))
    with pytest.raises(TryLater) as caught:
        await bot.send(Post(DIRECT, "Yes.", nonce="n"))
    assert caught.value.retry_after == timedelta(seconds=120)


async def test_answer_that_was_lost_does_not_double_the_message(loopback: Loopback, bot: Discord) -> None:
    loopback.faults.append(Fault("/messages", kept=True))
    with pytest.raises(TryLater):
        await bot.send(Post(DIRECT, "Yes.", nonce="n"))
    (message_id,) = await bot.send(Post(DIRECT, "Yes.", nonce="n"))
    assert said_by_bot(loopback) == ["Yes."]
    assert message_id == loopback.messages[-1]["id"]


async def test_dropped_connection_is_resumed(loopback: Loopback, desk: ScriptedDesk, bot: Discord) -> None:
    await loopback.say("one")
    await until(lambda: len(desk.received) == 1)
    await loopback.drop()
    missed = await loopback.say("two")
    await until(lambda: len(desk.received) == 2)
    assert loopback.sessions == ["identify", "resume"]
    assert desk.received[-1].event_id == f"m{missed}"
    assert bot.link == f"https://discord.com/users/{BOT}"


async def test_lost_session_is_caught_up(loopback: Loopback, desk: ScriptedDesk, bot: Discord) -> None:
    first = await loopback.say("one")
    await until(lambda: len(desk.received) == 1)
    desk.places = (Heard(DIRECT, first),)
    await loopback.drop(forget=True)
    missed = [await loopback.say("two"), await loopback.say("three")]
    await until(lambda: len(desk.received) == 3)
    assert loopback.sessions == ["identify", "refused", "identify"]
    assert [said.event_id for said in desk.received[1:]] == [f"m{message_id}" for message_id in missed]
    assert bot.name == "discord"


async def test_token_that_is_not_accepted(loopback: Loopback, desk: ScriptedDesk) -> None:
    bot = new_bot(loopback, desk, token="wrong")
    with pytest.raises(CannotStart, match="token is not accepted") as caught:
        await bot.start()
    assert "wrong" not in str(caught.value)
    (finding,) = await bot.check()
    assert not finding.ok


async def test_token_that_is_replaced_while_connected(
    loopback: Loopback, bot: Discord, capsys: pytest.CaptureFixture[str]
) -> None:
    loopback.close_code = 4004
    await loopback.drop()
    printed = ""

    def told() -> bool:
        nonlocal printed
        printed += capsys.readouterr().out
        return "discord connection ended" in printed

    await until(told)
    assert "4004" in printed
    with pytest.raises(TryLater):
        await bot.send(Post(DIRECT, "Yes."))


async def test_intent_that_is_off(loopback: Loopback, desk: ScriptedDesk) -> None:
    loopback.close_code = 4014
    with pytest.raises(CannotStart, match="message content intent"):
        await new_bot(loopback, desk).start()


async def test_gateway_that_refuses(loopback: Loopback, desk: ScriptedDesk) -> None:
    loopback.close_code = 4012
    with pytest.raises(CannotStart, match="gateway"):
        await new_bot(loopback, desk).start()


async def test_discord_out_of_reach(loopback: Loopback, desk: ScriptedDesk) -> None:
    loopback.faults.extend([Fault("/users/@me")] * 5)
    with pytest.raises(CannotStart, match="no answer"):
        await new_bot(loopback, desk).start()


async def test_checks_without_a_start(loopback: Loopback, desk: ScriptedDesk) -> None:
    findings = await new_bot(loopback, desk).check()
    assert {f.what: f.ok for f in findings} == {
        "Discord token: it is bot's, application 10": True,
        "Discord message content intent": True,
        "Discord servers: 0": False,
        "Discord mentors' channel": False,
        "Discord invite link": True,
    }
    assert loopback.sessions == []
