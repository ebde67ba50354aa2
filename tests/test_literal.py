"""What a person typed is shown as typed, on every platform, and is never markup, a link, or a mention."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.escaping import inline, literal, quoted
from handlers import render

FRAGMENTS = [
    *"\\`*_{}[]()#+-.!|<>~=&:@/'\"\t\n 1a",
    "\n\n",
    "    code",
    "```",
    "~~~",
    "**b**",
    "__u__",
    "~~s~~",
    "||x||",
    "# ",
    "-# ",
    "- ",
    "1. ",
    "2) ",
    "> ",
    ">>> ",
    "---",
    "===",
    "[a](https://e.org)",
    "![a](b)",
    "[a]: /b\n",
    "](",
    "<https://e.org/_x_>",
    "https://e.org/*x*(y)_z_",
    "http://e.org/@everyone",
    "@everyone",
    "@here",
    "@silent ",
    "<@1>",
    "<@!2>",
    "<@&3>",
    "<#4>",
    "</ask:5>",
    "<t:6:R>",
    "<:e:7>",
    "<a:e:8>",
    "<id:customize>",
    ":smile:",
    "&amp;",
    "&#35;",
    "&nbsp;",
    "<b>",
    "<!-- -->",
    "\r\n",
    "\r",
    "\x00",
    "\x1b[31m",
    "\x85",
    "\u00a0",
    "\u2003",
    "\u2028",
    "\u200b",
    "\u200d",
    "\u202e",
    "\u2066",
    "\ud800",
    "é",
    "日本",
    "😀",
    "👨\u200d👩\u200d👧",
    "🇮🇳",
    "نص",
]
typed = st.one_of(
    st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join),
    st.text(alphabet=st.characters(codec=None), max_size=30),
)
thorough = settings(max_examples=100, deadline=None)

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ud800-\udfff]")
# All that Discord's clients give a meaning, once escaped signs and whole addresses are taken out.
_HIDDEN = re.compile(r"\\[^0-9A-Za-z\s]|<https?://[^\s<>\"`*~|\\()\[\]{}]+>", re.IGNORECASE)
_MEANT = re.compile(
    r"[*_`<\[\]]|~~|\|\||\]\(|:[\w+-]+:|@(everyone|here|silent|[!&]?\d)|https?://"
    r"|(?m:^\s*(#|-|\+|>|\d+[.)](\s|$)))",
    re.IGNORECASE,
)


def tidy(text: str) -> str:
    """The text but for what is never shown: control characters, blank line ends, rows of empty lines."""
    lines = re.sub(r"\r\n?|[\u2028\u2029]", "\n", text)
    ended = "\n".join(line.rstrip() for line in _UNSEEN.sub("", lines).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", ended.strip("\n"))


def in_discord(markdown: str) -> str:
    return "\n".join(render.discord(markdown, 100_000))


def assert_means_nothing(message: str) -> None:
    left = _HIDDEN.sub("·", message)
    assert not _MEANT.search(left), (message, left)
    assert not re.search(r"@(everyone|here)|<(@|#|/|t:|a?:|id:)", message.replace("\\<", ""))


@thorough
@given(typed)
def test_what_was_typed_is_shown_as_typed(text: str) -> None:
    assert render.plain(literal(text)) == tidy(text)


@thorough
@given(typed)
def test_a_parser_finds_nothing_but_text(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(literal(text))
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    inner = {child.type for token in tokens for child in token.children or []}
    assert inner <= {"text", "hardbreak"}


@thorough
@given(typed)
def test_on_discord_nothing_typed_means_anything(text: str) -> None:
    assert_means_nothing(in_discord(literal(text)))
    assert_means_nothing(in_discord(f"She asks: {inline(text)}"))


@thorough
@given(typed)
def test_on_discord_a_quotation_holds_it_all(text: str) -> None:
    lines = in_discord(quoted(text)).split("\n")
    assert all(line.startswith("> ") for line in lines if line)
    assert_means_nothing("\n".join(line.removeprefix("> ") for line in lines))


@thorough
@given(typed)
def test_on_telegram_it_carries_no_entity(text: str) -> None:
    for message in render.telegram(literal(text)):
        assert message.entities == ()
        assert message.text == tidy(text).strip()
    for message in render.telegram(quoted(text)):
        assert [entity.type for entity in message.entities] == ["blockquote"]
        assert message.text == tidy(text).strip()


@thorough
@given(typed)
def test_a_name_stays_within_its_sentence(text: str) -> None:
    name = " ".join(tidy(text).split()) or "…"
    assert render.plain(f"with {inline(text)}, since 9:00") == f"with {name}, since 9:00"
    if name:
        assert render.plain(f"**{inline(text)}** has #1.") == f"{name} has #1."
        [message] = render.telegram(f"**{inline(text)}** has #1.")
        assert {entity.type for entity in message.entities} == {"bold"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("   \n \t", ""),
        ("a\nb", "a\nb"),
        ("a\n\n\n\nb  ", "a\n\nb"),
        ("    four spaces\n\tand a tab", "    four spaces\n\tand a tab"),
        ("C:\\Users\\me\\", "C:\\Users\\me\\"),
        ("I got 231*, is <220 bad? [see](x)", "I got 231*, is <220 bad? [see](x)"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\x1b[31mred", "[31mred"),
    ],
)
def test_examples(text: str, shown: str) -> None:
    assert render.plain(literal(text)) == shown


def test_a_name_cannot_leave_its_line_nor_turn_it_around() -> None:
    assert inline(" Dr.\n# \u202eEvil\u2067 ") == "Dr\\. \\# Evil"


def test_a_quotation_keeps_its_empty_lines() -> None:
    assert quoted("a\n\n\nb") == "> a\n>\n> b"
    assert quoted("") == ">"
