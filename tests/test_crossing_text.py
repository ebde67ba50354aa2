"""What people type crosses as they typed it: never markup, never a mention, never cut."""

from datetime import timedelta
from pathlib import Path

import pytest
from crossing_both import both
from crossing_kit import Seen, only
from world import NOBODY_KNOWS

pytestmark = pytest.mark.slow

TYPED = {
    "everyone": "@everyone @here please read",
    "mentions": "<@1> <@&2> <#3> </ask:4> <t:5:R> <:e:6>",
    "html": "<b>bold</b> & <a href='https://example.org'>here</a> &amp;",
    "markdown": "**bold** _it_ ~~no~~ ||secret|| `code` # not a heading",
    "link": "[the form](https://example.org/a_(b)_c) ![x](y)",
    "lines": "# one\n> two\n- three\n1. four\n```\nfive\n```",
    "right to left": "هل أحتاج إلى Step 1؟ שלום",
    "turned around": "exe.\u202egnp",
    "emoji": "🙂👩‍⚕️🇮🇳",
    "bot": "✓ #1 is resolved. Did it help?",
}


def as_it_arrives(text: str) -> str:
    """What a person typed but for the sign that would turn the rest of the line around."""
    return text.replace("\u202e", "")


def on_discord(shown: Seen, text: str) -> None:
    """The text is there for people to read, and Discord sees neither a mention nor markup in it."""
    message = shown.raw
    assert not message.mention_everyone
    assert not [*message.mentions, *message.role_mentions, *message.channel_mentions]
    bare = message.content.replace("\u200b", "")
    assert not [name for name in ("@everyone", "@here") if name in message.content]
    for sign in ("**bold**", "||secret||", "~~no~~", "<@&2>", "](https", "\n# ", "\n> "):
        assert sign not in bare.removeprefix("**"), sign
    assert "https://example.org" not in text or "https://example.org" in shown.text


@pytest.mark.parametrize("kind", ["everyone", "html", "markdown"])
async def test_a_question_is_shown_literally_on_both_cards_and_in_the_room(kind: str, tmp_path: Path) -> None:
    typed = TYPED[kind]
    async with both(tmp_path) as world:
        await world.asked_on("telegram", f"{NOBODY_KNOWS} {typed}")
        await world.claimed_on("discord")
        on_discord(only(world.discord.room(1), NOBODY_KNOWS), typed)
        on_discord(world.discord.card(1), typed)
        card = world.telegram.card(1)
        assert typed in card.text
        assert {each["type"] for each in card.raw.entities} <= {"bold", "blockquote", "url", "mention"}


async def test_what_people_write_to_one_another_is_shown_literally(tmp_path: Path) -> None:
    async with both(tmp_path) as world:
        discord, telegram = world.discord, world.telegram
        await world.asked_on("telegram")
        await world.claimed_on("discord")
        alias = only(discord.room(1), NOBODY_KNOWS).text.partition(":")[0]
        for kind, typed in TYPED.items():
            await telegram.say("asker", typed)
            relayed = discord.room(1)[-1]
            on_discord(relayed, typed)
            # An address is shown in brackets, and lines may be escaped at their beginning.
            if "https" not in typed and kind != "lines":
                assert relayed.text == f"{alias}: {as_it_arrives(typed)}"

            await discord.write("mentor", 1, typed)
            arrived = telegram.last("asker")
            # What Discord itself makes of the mentor's own ids and emoji is not what was typed.
            if kind != "mentions":
                assert arrived.text == f"mentor (#1): {as_it_arrives(typed)}"
            # Addresses and names Telegram finds by itself; all that is marked by us is the mentor's name.
            marks = [each for each in arrived.raw.entities if each["type"] not in {"url", "mention"}]
            assert [(each["type"], each["offset"], each["length"]) for each in marks] == [("bold", 0, 6)]
            await world.bot.wait(timedelta(minutes=1))


_PARAGRAPHS = (" ".join(f"w{part}.{word}" for word in range(100)) for part in range(15))
LONG = "\n\n".join(_PARAGRAPHS)[:6000].rpartition(" ")[0]


def words(messages: list[Seen]) -> list[str]:
    """The words of a long text that arrived, in order, in however many pieces."""
    return [word for each in messages for word in each.text.split() if word.startswith("w") and "." in word]


async def test_six_thousand_characters_from_discord_to_telegram(tmp_path: Path) -> None:
    async with both(tmp_path) as world:
        discord, telegram = world.discord, world.telegram
        await world.asked_on("discord", LONG)
        assert len(telegram.card(1).text) < 4096
        await world.claimed_on("telegram")
        assert words(telegram.room(1)) == LONG.split()
        assert len(telegram.room(1)) == 3

        # An answer to any part of it is an answer to it.
        await telegram.write("mentor", 1, "All of it is fine.", reply_to=telegram.room(1)[-1])
        only(discord.seen("asker"), "All of it is fine.")


async def test_six_thousand_characters_from_telegram_to_discord(tmp_path: Path) -> None:
    async with both(tmp_path) as world:
        discord, telegram = world.discord, world.telegram
        await world.asked_on("telegram", NOBODY_KNOWS)
        await world.claimed_on("discord")
        before = len(discord.room(1))
        long = await telegram.say("asker", LONG)
        assert long is not None
        parts = discord.room(1)[before:]
        assert len(parts) >= 3
        assert all(len(each.raw.content) <= 2000 for each in parts)
        assert words(parts) == LONG.split()

        # An answer to any part of it is an answer to it.
        await discord.write("mentor", 1, "All of it is fine.", reply_to=parts[-1])
        assert only(telegram.seen("asker"), "All of it is fine.").answers == long.key


async def test_six_thousand_characters_from_a_mentor(tmp_path: Path) -> None:
    async with both(tmp_path) as world:
        discord, telegram = world.discord, world.telegram
        await world.asked_on("discord", NOBODY_KNOWS)
        await world.claimed_on("telegram")
        await telegram.write("mentor", 1, LONG)
        assert words(discord.seen("asker")) == LONG.split()
        world.nothing_twice()
