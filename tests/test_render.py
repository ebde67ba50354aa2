"""The core's CommonMark as the console, Discord and Telegram show it."""

import pytest

from bot.escaping import literal
from handlers import render
from handlers.render import Entity, TelegramText

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
