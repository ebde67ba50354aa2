"""The README's transcript is what the bot really says; a line of `…` stands for lines left out."""

import re

from world import ROOT, Talk

LINES = (ROOT / "README.md").read_text(encoding="utf-8").split("<!-- transcript -->\n```\n")[1]
TRANSCRIPT = LINES.split("\n```")[0]
SAID = re.compile(r"^(?=\w+(?:@\d+)?: )", re.MULTILINE)


def steps() -> list[tuple[str, list[str]]]:
    """Each line that is said, and the messages that are shown because of it."""
    parts = [part.strip("\n").split("\n", 1) for part in SAID.split(TRANSCRIPT) if part.strip()]
    return [(said, re.split(r"\n(?=bot → )", shown)) for said, shown in parts]


def pattern(message: str) -> str:
    """What a message must look like, blank lines left out."""
    parts = [
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line) + r"\n" for line in message.split("\n")
    ]
    return "".join(parts)


async def test_the_transcript_is_true(talk: Talk) -> None:
    for said, expected in steps():
        shown = [
            "\n".join(line for line in message.printed.split("\n") if line.strip()) + "\n"
            for message in await talk.say(said)
        ]
        # Different places are told side by side, so their order among one another is left open.
        for message in expected:
            fitting = [each for each in shown if re.fullmatch(pattern(message), each)]
            assert fitting, f"{said}\nnever shown:\n{message}\nshown:\n{''.join(shown)}"
            shown.remove(fitting[0])
        assert not shown, f"{said}\nshown besides:\n{''.join(shown)}"


def test_the_readers_questions_are_in_it() -> None:
    asked = " ".join(said for said, _ in steps())
    for words in (
        "having greencard",
        "externship in united states",
        "not my final year",
        "2008 grad",
        "b1 visa",
    ):
        assert words in asked
