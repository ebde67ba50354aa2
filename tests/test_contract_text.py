"""Whatever people type, on every platform: it is answered, relayed whole, and shown as it was typed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from contract_kit import PLATFORMS, alone, anywhere
from crossing_discord import DiscordSide
from crossing_kit import BROKEN, Seen, Side, only
from crossing_telegram import TelegramSide
from world import NOBODY_KNOWS, Talk

pytestmark = pytest.mark.slow

SHORT = {
    "emoji only": "🙂👩‍⚕️🇮🇳",
    "right to left": "هل أحتاج إلى Step 1؟ שלום",
    "markdown": "**bold** _it_ ~~no~~ ||secret|| `code` [a](b)",
    "html": "<b>bold</b> & <i>it</i> &amp; <script>",
    "punctuation": "?!…",
    "one letter": "x",
    "control characters": "a\x00b\x1b[31mc",
    "joined": "a\u200db",
}


def words(number: int, length: int) -> str:
    """A long text of unlike words."""
    return " ".join(f"w{number}.{word}" for word in range(length))[:length].rpartition(" ")[0]


LONG = {"4,096 and more": words(1, 4200), "10,000": words(2, 10_000)}


@pytest.fixture(params=PLATFORMS)
async def side(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Side]:
    async with alone(request.param, tmp_path) as made:
        yield made


def arrived(messages: list[Seen], number: int) -> list[str]:
    """The words of a long text that are there, in order."""
    return [word for each in messages for word in each.text.split() if word.startswith(f"w{number}.")]


def visible(text: str) -> str:
    return text.replace("\x00", "").replace("\x1b", "")


@anywhere
async def test_any_question_gets_a_verdict(side: Side) -> None:
    longest = words(0, side.longest)
    for kind, text in {**SHORT, "longest": longest}.items():
        before = len(side.seen("asker"))
        await side.say("asker", text)
        told = side.seen("asker")[before:]
        assert told, kind
        assert all(BROKEN not in each.text for each in told), kind
        assert told[-1].labels, kind


@anywhere
async def test_nothing_is_asked_for_words(side: Side) -> None:
    await side.say_nothing("asker")
    assert (
        side.last("asker").text == "I can only read text. Add a line that says what you would like to know."
    )


async def test_too_long_is_said_with_both_lengths(talk: Talk) -> None:
    """Only the console lets people send so much at once."""
    [told] = await talk.say("asker1: " + "x" * 10_001)
    assert "10,001 characters; I take up to 10,000 at once" in told.text


@anywhere
async def test_what_people_type_arrives_as_typed(side: Side) -> None:
    await side.asks("asker", NOBODY_KNOWS)
    await side.press("mentor", "Claim", side.card(1))
    for kind, text in SHORT.items():
        await side.say("asker", text)
        assert side.room(1)[-1].text.endswith(f": {visible(text)}".rstrip()), kind
        await side.write("mentor", 1, text)
        assert side.last("asker").text == f"{side.names['mentor']} (#1): {visible(text)}".rstrip(), kind


@anywhere
async def test_long_texts_arrive_whole(side: Side) -> None:
    await side.asks("asker", NOBODY_KNOWS)
    await side.press("mentor", "Claim", side.card(1))
    for number, text in enumerate(LONG.values(), 1):
        for part in side.parts(text):
            await side.say("asker", part)
        assert arrived(side.room(1), number) == text.split()
        for part in side.parts(text):
            await side.write("mentor", 1, part)
        assert arrived(side.seen("asker"), number) == text.split()
    assert BROKEN not in side.told("asker")


@pytest.mark.parametrize("name", [each for each in PLATFORMS if each != "console"])
async def test_an_edit_is_relayed_as_a_version(name: str, tmp_path: Path) -> None:
    async with alone(name, tmp_path) as side:
        assert isinstance(side, DiscordSide | TelegramSide)
        await side.asks("asker", NOBODY_KNOWS)
        await side.press("mentor", "Claim", side.card(1))
        asked = await side.write("mentor", 1, "Which year?")
        said = await side.say("asker", "In 2019")
        assert asked is not None
        assert said is not None
        await side.edit("asker", said, "In 2018")
        await side.edit("asker", said, "In 2017")
        await side.edit("mentor", asked, "Which month?")
        shown = only(side.room(1), "In 2019")
        for words_now in ("In 2018", "In 2017"):
            version = only(side.room(1), words_now)
            assert version.text == f"✎ Edited: {words_now}"
            assert version.answers == shown.key
        first = only(side.seen("asker"), "Which year?")
        assert only(side.seen("asker"), "Which month?").answers == first.key
