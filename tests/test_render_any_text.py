"""Whatever the text, nothing of it is lost, no letter torn, no limit passed."""

import re
from itertools import accumulate, combinations
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from render_kit import telegram_texts, units

from bot.escaping import inline, literal, quoted
from handlers import render

FAQ = sorted((Path(__file__).parent.parent / "faq").rglob("*.md"))

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
