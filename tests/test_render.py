"""The core's CommonMark as the console, Discord and Telegram show it, and where long texts are parted."""

import re
from itertools import accumulate, combinations
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.escaping import inline, literal, quoted
from handlers import render
from handlers.render import Entity, TelegramText

FAQ = sorted((Path(__file__).parent.parent / "faq").rglob("*.md"))

ENTRY = """\
**Where do I register for the USMLE as an IMG?**

With the FSMB (Federation of State Medical Boards). Older advice that
names ECFMG, IWA, OASIS or MyIntealth for this is out of date.

You need two things first:
1. An approved *Application for ECFMG Certification*. You make it in MyIntealth.
2. An FSMB account.

Then apply for the Step on the FSMB site, choose an eligibility period, pay, and wait.

Sources: [FSMB, USMLE application](https://www.fsmb.org/usmle) (checked 22 Nov 2026)
"""
ENTRY_PLAIN = """\
Where do I register for the USMLE as an IMG?

With the FSMB (Federation of State Medical Boards). Older advice that \
names ECFMG, IWA, OASIS or MyIntealth for this is out of date.

You need two things first:
1. An approved Application for ECFMG Certification. You make it in MyIntealth.
2. An FSMB account.

Then apply for the Step on the FSMB site, choose an eligibility period, pay, and wait.

Sources: FSMB, USMLE application (https://www.fsmb.org/usmle) (checked 22 Nov 2026)"""
ENTRY_DISCORD = """\
**Where do I register for the USMLE as an IMG?**

With the FSMB (Federation of State Medical Boards). Older advice that \
names ECFMG, IWA, OASIS or MyIntealth for this is out of date.

You need two things first:
1. An approved *Application for ECFMG Certification*. You make it in MyIntealth.
2. An FSMB account.

Then apply for the Step on the FSMB site, choose an eligibility period, pay, and wait.

Sources: [FSMB, USMLE application](<https://www.fsmb.org/usmle>) (checked 22 Nov 2026)"""


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


# --- on the console ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("", ""),
        ("one\n\n\ntwo", "one\n\ntwo"),
        ("wrapped\nby hand", "wrapped by hand"),
        ("kept\\\napart", "kept\napart"),
        ("**bold** *and* ***both***", "bold and both"),
        ("`a*b` & <b>", "a*b & <b>"),
        ("# Title\n\ntext", "Title\n\ntext"),
        ("[here](https://e.org/a)", "here (https://e.org/a)"),
        ("[https://e.org/a](https://e.org/a)", "https://e.org/a"),
        ("<https://e.org/ü>", "https://e.org/ü"),
        ("<help@e.org>", "help@e.org"),
        ("[**so** `c`](https://e.org)", "so c (https://e.org)"),
        ("[](https://e.org)", "https://e.org"),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
        ("![a *map*](https://e.org/m.png)", "a map"),
        ("Do:\n1. one\n2. two\n   - deep\n   - deeper\n3. three", None),
        ("3. three\n1. four", "3. three\n4. four"),
        ("1. one\n\n   more\n\n2. two", "1. one\n\n   more\n\n2. two"),
        ("-\n- b", "•\n• b"),
        ("> a\n>\n> b\n\nc", "> a\n>\n> b\n\nc"),
        ("> a\n\n> b", "> a\n\n> b"),
        ("> > deep\n\n- > q\n  >\n  > r", "> > deep\n\n• > q\n  >\n  > r"),
        ("```py\na = 1\n\n  b\n```", "a = 1\n\n  b"),
        ("above\n\n---\n\nbelow", "above\n\n———\n\nbelow"),
        ("a\u202eb\x1b&#8238;&#x2067;c", "abc"),
        (ENTRY, ENTRY_PLAIN),
    ],
)
def test_plain(markdown: str, shown: str | None) -> None:
    assert render.plain(markdown) == (markdown.replace("- ", "• ") if shown is None else shown)


@pytest.mark.parametrize(
    ("markdown", "limit", "shown"),
    [
        ("**#12** · USCE\n\n> a\\\n> b", 100, "#12 · USCE a b"),
        ("1. one\n2. [two](https://e.org)", 100, "1. one 2. two"),
        ("A question that is far too long", 20, "A question that is…"),
        ("Unfathomablylongword", 10, "Unfathoma…"),
        ("😀😀😀", 5, "😀😀…"),
        ("नमस्ते दुनिया", 8, "नमस्ते…"),
        ("🇮🇳🇪🇬", 6, "🇮🇳…"),
        ("", 10, ""),
    ],
)
def test_one_line(markdown: str, limit: int, shown: str) -> None:
    assert render.one_line(markdown, limit) == shown


def test_a_label_is_plain_text_and_never_empty() -> None:
    assert render.label(" *What*\n is\u202e it? ", 80) == "*What* is it?"
    assert render.label("word " * 40, 80) == "word " * 15 + "word…"
    assert render.label(" \u202e", 80) == "…"


# --- on Discord -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        (ENTRY, ENTRY_DISCORD),
        ("**bold**, *italic*, ***both*** and `code`", "**bold**, *italic*, ***both*** and `code`"),
        ("*a*`b`**c**", "*a*\u200b`b`\u200b**c**"),
        ("**see `a**b` now**", "**see** `a**b` **now**"),
        ("# Title", "**Title**"),
        ("a\\\nb", "a\nb"),
        ("- a\n  1. b", "- a\n  1. b"),
        ("> a\n>\n> b\n\nc", "> a\n> \n> b\n\nc"),
        ("> a\n\n> b", "> a\n\n> b"),
        ("> ```\n> x\n> ```", "> ```\n> x\n> ```"),
        ("```py\nx\n```", "```py\nx\n```"),
        ("```a$b\n```` `````\n```", "```\n`\u200b`\u200b`\u200b` `\u200b`\u200b`\u200b`\u200b`\n```"),
        ("`` a`b ``", "``a`b``"),
        ("`` ` ``", "`` ` ``"),
        # Masked links: https only, and only a text that needs no escapes.
        ("[the *page*](https://e.org/a_b)", "[the page](<https://e.org/a_b>)"),
        ("[a_b](https://e.org)", "a\\_b (<https://e.org>)"),
        ("[see https://a.org](https://e.org)", "see https://a.org (<https://e.org>)"),
        ("[1. first](https://e.org)", "1\\. first (<https://e.org>)"),
        ("[@everyone](https://e.org)", "\\@\u200beveryone (<https://e.org>)"),
        ("[a](http://e.org)", "a (<http://e.org>)"),
        ("[a](mailto:x@e.org)", "a (mailto:x@e.org)"),
        ("[a](https://e.org/x(y)*z*)", "[a](<https://e.org/x%28y%29%2Az%2A>)"),
        ("![map](https://e.org/m.png)", "map"),
        # Bare addresses stay whole, and the sentence's punctuation stays outside.
        ("(see https://e.org/a_b?c=d&e, or not)", "(see <https://e.org/a_b?c=d&e>, or not)"),
        ("https://e.org/a_b_(c)", "<https://e.org/a_b%5F%28c%29>"),
        (literal("https://e.org/_a_*b*"), "<https://e.org/_a%5F%2Ab>\\*"),
        (literal("<https://e.org/@here>"), "\\<<https://e.org/%40here>>"),
        # Signs that mean something at a line's start only.
        (literal("# a\n-# b\n- c\n> d\n1. e\n2) f"), "\\# a\n\\-# b\n\\- c\n\\> d\n1\\. e\n2\\) f"),
        (literal("C# is - not > 1. x"), "C# is - not > 1. x"),
        (literal("at 10:30, ~5 of a|b"), "at 10:30, ~5 of a|b"),
        (literal("||a|| ~~b~~ :c:"), "\\|\\|a\\|\\| \\~\\~b\\~\\~ \\:c:"),
        (literal("@everyone <@12>"), "\\@\u200beveryone \\<\\@\u200b12>"),
        ("a [x](javascript:y)", "a \\[x\\]\\(javascript:y)"),
    ],
)
def test_discord(markdown: str, shown: str) -> None:
    assert render.discord(markdown) == [shown]


@pytest.mark.parametrize("markdown", ["", "\n", "\u200b", "&nbsp;", "```\n\n```"])
def test_what_nobody_would_see_is_not_sent(markdown: str) -> None:
    assert render.discord(markdown) == []
    assert render.telegram(markdown) == []


# --- on Telegram ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markdown", "text", "entities"),
    [
        ("*a* x_b_ **c d**", "a x_b_ c d", [Entity("italic", 0, 1), Entity("bold", 7, 3)]),
        ("😀 **b**", "😀 b", [Entity("bold", 3, 1)]),
        ("***x***", "x", [Entity("bold", 0, 1), Entity("italic", 0, 1)]),
        ("`a` **`b`**", "a b", [Entity("code", 0, 1), Entity("code", 2, 1)]),
        ("**[t](https://e.org)**", "t", [Entity("bold", 0, 1), Entity("text_link", 0, 1, "https://e.org")]),
        ("[`c`](https://e.org)", "c", [Entity("text_link", 0, 1, "https://e.org")]),
        ("[t](mailto:a@e.org)", "t (mailto:a@e.org)", []),
        ("https://e.org <https://e.net>", "https://e.org https://e.net", []),
        ("# T", "T", [Entity("bold", 0, 1)]),
        ("- a\n- b\n  1. c", "• a\n• b\n  1. c", []),
        (
            "a\n\n> b\n>\n> > **c**\n\nd",
            "a\n\nb\n\nc\n\nd",
            [Entity("blockquote", 3, 4), Entity("bold", 6, 1)],
        ),
        ("> a\n\n> b", "a\n\nb", [Entity("blockquote", 0, 1), Entity("blockquote", 3, 1)]),
        ("```py\n  a\n```", "  a", [Entity("pre", 0, 3, language="py")]),
        ("> `a`", "a", [Entity("blockquote", 0, 1), Entity("code", 0, 1)]),
        ("&nbsp;a **b &nbsp;**", "a b", [Entity("bold", 2, 1)]),
    ],
)
def test_telegram(markdown: str, text: str, entities: list[Entity]) -> None:
    assert render.telegram(markdown) == [TelegramText(text, tuple(entities))]


# --- where long texts are parted --------------------------------------------------------------------------


def telegram_texts(markdown: str, limit: int) -> list[str]:
    return [message.text for message in render.telegram(markdown, limit)]


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


# --- whatever the text ------------------------------------------------------------------------------------

words = st.one_of(
    st.text(alphabet="ab .,!😀é\u0301日नि्🇮🇳\u200d*_`#<>[]()|~@:-\n", max_size=40),
    st.lists(
        st.sampled_from(["word ", "Sentence. ", "https://e.org/a_b(c) ", "@everyone ", "\n"]), max_size=20
    ).map("".join),
)
shapes = st.sampled_from(
    [
        literal,
        quoted,
        inline,
        lambda text: f"**{inline(text)}** wrote: {literal(text)}",
        lambda text: (
            f"*a {inline(text)} b* [{inline(text[:20])}](https://e.org/{len(text)}_x) "
            f"`{text.replace('`', '')}`"
        ),
        lambda text: f"Do:\n1. {inline(text)}\n2. **{inline(text)}**\n   - {inline(text)}",
        lambda text: "```py\n" + text.replace("`", "") + "\n```",
        lambda text: "> 1. " + inline(text) + "\n>\n>    `c` " + inline(text),
        lambda text: text,
    ]
)
documents = st.lists(st.builds(lambda shape, text: str(shape(text)), shapes, words), max_size=5).map(
    "\n\n".join
)
limits = st.integers(90, 250)
thorough = settings(max_examples=100, deadline=None)

_READ = re.compile(
    r"\\(?P<sign>[^0-9A-Za-z\s])|\[(?P<name>[^\[\]\n]*)\]\(<https://[^ >]+>\)|<(?P<url>https?://[^ >]+)>"
    r"|(?P<ticks>`+)(?P<code>.+?)(?P=ticks)(?!`)|\*+"
)


def read_discord(message: str) -> str:
    """What a reader sees of a message on Discord."""
    seen: list[str] = []
    fenced = False
    for line in message.split("\n"):
        inner = line.removeprefix("> ")
        if inner.startswith("```"):
            fenced = not fenced
        elif fenced:
            seen.append(inner)
        else:
            seen.append(
                _READ.sub(lambda m: m["sign"] or m["name"] or m["url"] or m["code"] or "", inner),
            )
    assert not fenced, "a fence is left open"
    return "".join(seen)


def visible(text: str) -> str:
    return "".join(char for char in text if not char.isspace() and char not in "\u200b\u200d")


@thorough
@given(documents, limits)
def test_discord_loses_nothing_and_keeps_to_the_limit(markdown: str, limit: int) -> None:
    parts = render.discord(markdown, limit)
    assert all(0 < units(part) <= limit for part in parts)
    whole = "".join(read_discord(part) for part in render.discord(markdown, 1_000_000))
    assert visible("".join(read_discord(part) for part in parts)) == visible(whole)


@thorough
@given(documents, limits)
def test_telegram_loses_nothing_and_keeps_to_the_limit(markdown: str, limit: int) -> None:
    parts = render.telegram(markdown, limit)
    assert all(0 < units(part.text) <= limit for part in parts)
    whole = "".join(telegram_texts(markdown, 1_000_000))
    assert visible("".join(part.text for part in parts)) == visible(whole)


@thorough
@given(documents, limits)
def test_entities_are_as_telegram_wants_them(markdown: str, limit: int) -> None:
    for part in render.telegram(markdown, limit):
        assert part.text == (part.text.rstrip() if part.entities[:1] else part.text.strip())
        for entity in part.entities:
            covered = part.text.encode("utf-16-le")[2 * entity.offset : 2 * (entity.offset + entity.length)]
            text = covered.decode("utf-16-le")
            assert 0 < units(text) == entity.length
            assert entity.type in {"pre", "blockquote"} or text == text.strip()
        for outer, inner in combinations(part.entities, 2):
            ends = outer.offset + outer.length
            assert inner.offset >= outer.offset
            assert inner.offset >= ends or inner.offset + inner.length <= ends
            if inner.offset < ends:
                assert outer.type not in {"code", "pre", "text_link"} | {inner.type}


LETTERS = [
    "a",
    "e\u0301",
    "👨\u200d👩\u200d👧",
    "🇮🇳",
    "👍🏽",
    "1\ufe0f\u20e3",
    "नि",
    "क्ष",
    "\u1112\u1161\u11ab",
    "จำ",
    "日",
]


@thorough
@given(st.lists(st.sampled_from(LETTERS), max_size=60), st.integers(20, 40))
def test_no_letter_is_torn(letters: list[str], limit: int) -> None:
    parts = telegram_texts("".join(letters), limit)
    assert "".join(parts) == "".join(letters)
    ends = set(accumulate(map(len, letters)))
    assert ends.issuperset(accumulate(map(len, parts)))


def test_every_entry_of_the_faq_is_shown_whole_everywhere() -> None:
    for path in FAQ:
        body = path.read_text("utf-8").split("---\n", 2)[-1]
        [on_discord], [on_telegram] = render.discord(body), render.telegram(body)
        assert visible(read_discord(on_discord)) == visible(on_telegram.text).replace("•", "-"), path
        assert not re.search(r"(?<!\\)[_`#~|]", on_discord), path
