"""Where long texts are parted, on Discord and on Telegram."""

from time import perf_counter

import pytest
from render_kit import telegram_texts, units

from bot.escaping import literal, quoted
from handlers import render
from handlers.render import Entity


@pytest.mark.parametrize(
    ("markdown", "limit", "texts"),
    [
        ("one two.\n\nthree. four", 14, ["one two.", "three. four"]),
        ("One two. Three four. Five", 22, ["One two. Three four.", "Five"]),
        ("line one\\\nline two. x", 18, ["line one", "line two. x"]),
        ("aaaa bbbb cccc", 9, ["aaaa bbbb", "cccc"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("😀😀😀", 5, ["😀😀", "😀"]),
        ("e\u0301e\u0301", 3, ["e\u0301", "e\u0301"]),
        ("👨\u200d👩\u200d👧👨\u200d👩\u200d👧", 12, ["👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"]),
        ("🇮🇳🇪🇬🇵🇰", 10, ["🇮🇳🇪🇬", "🇵🇰"]),
        ("दुनिया", 5, ["दुनि", "या"]),
        ("see `a b c` now", 8, ["see", "a b c", "now"]),
        ("see https://e.org/abc now", 20, ["see", "https://e.org/abc", "now"]),
        ("1. aaaa bbbb\n2. c\n3. d", 8, ["1. aaaa", "bbbb", "2. c", "3. d"]),
        ("aa\n\nDo:\n1. one\n2. two", 13, ["aa", "Do:\n1. one", "2. two"]),
        ("zażółć. 日本語。日本語。", 12, ["zażółć. 日本語。", "日本語。"]),
    ],
)
def test_where_a_text_is_parted(markdown: str, limit: int, texts: list[str]) -> None:
    assert telegram_texts(markdown, limit) == texts


def test_a_link_is_never_torn() -> None:
    link = "[the official page of the exam](https://e.org/abc)"
    assert render.discord(f"one two three {link} four", 64) == [
        "one two three",
        "[the official page of the exam](<https://e.org/abc>) four",
    ]


def test_a_link_longer_than_a_message_becomes_two() -> None:
    assert render.discord("[one two three four](https://e.org)", 28) == [
        "[one two](<https://e.org>)",
        "[three](<https://e.org>)",
        "[four](<https://e.org>)",
    ]


def test_a_block_of_code_is_closed_and_opened_again() -> None:
    code = "\n".join(f"line {number}" for number in range(6))
    assert render.discord(f"```py\n{code}\n```", 40) == [
        "```py\nline 0\nline 1\nline 2\nline 3\n```",
        "```py\nline 4\nline 5\n```",
    ]


def test_a_quotation_goes_on_as_a_quotation() -> None:
    assert render.discord(quoted("one two three four"), 12) == ["> one two", "> three four"]
    parts = render.telegram(quoted("one two three four"), 10)
    assert [part.entities for part in parts] == [(Entity("blockquote", 0, len(p.text)),) for p in parts]


def test_bold_goes_on_as_bold() -> None:
    assert render.discord("**one two three four**", 13) == ["**one two**", "**three**", "**four**"]


def test_a_new_message_does_not_make_markup_of_a_sign() -> None:
    assert render.discord(literal("aaaa aaaa # bbbb bbbb"), 12) == ["aaaa aaaa #", "bbbb bbbb"]
    assert render.discord(literal("aaaa aaaa # bbbb bbbb"), 10) == ["aaaa aaaa", "\\# bbbb", "bbbb"]


def test_an_address_longer_than_a_message_is_still_told() -> None:
    address = "https://e.org/" + "x" * 50
    assert "".join(telegram_texts(address, 20)) == address
    assert "".join(render.discord(f"> [here]({address})", 30)).replace("> ", "") == f"here({address})"


def test_marks_beyond_what_telegram_keeps_go_into_another_message() -> None:
    messages = render.telegram("\n\n".join(f"**{number}** and `{number}`" for number in range(150)))
    assert all(len(message.entities) <= 100 for message in messages)
    assert sum(len(message.entities) for message in messages) == 300


@pytest.mark.parametrize(
    "text",
    ["a\n\n" * 5000, "(" * 20_000, "[](" * 7000, "\\*_`" * 5000, "e\u0301" * 10_000, "e" + "\u0301" * 20_000],
)
def test_a_hostile_text_does_not_hold_anybody_up(text: str) -> None:
    began = perf_counter()
    for shown in (render.discord(literal(text)), telegram_texts(quoted(text), 4096)):
        assert all(units(message) <= 4096 for message in shown)
    assert perf_counter() - began < 5
