"""What admins read of a verdict's reasons, and mentors of what they said answered a thread."""

from collections.abc import Iterable, Sequence

from bot.escaping import inline, literal, quoted

NOTHING_ASKED = (
    "You have asked nothing here yet. Ask something first, or write the words after /why, for example: "
    "/why can I do an observership before Step 1"
)
NO_WORDS = "There are no words in it that could be compared with the FAQ."
NO_CANDIDATES = "No entry has anything in common with it."
KNOWN = "It is asked nearly in the entry's own words, so it counts as known."
RULE = "A rule of care leads there, whatever the chances say."
DISTRESS = "It reads like distress, so the kind entry goes before all others."
ANSWERED_BY = "Answered by an entry"
WANTS_ENTRY = "Which entry answers it? Write its words after /answered, for example: /answered OET score"
OTHERWISE = "If it is none of these, write other words after /answered."
ROOM_FIRST = "Use /answered in the room of a thread: the entry is noted for that thread's question."

_LACKS = {
    "exam": "an exam",
    "visa": "a visa",
    "kind": "a kind of experience",
    "country": "a country",
    "year": "a year",
    "number": "a number",
    "negation": "a negation",
}
_SHOWN = {"answer": "an entry", "suggest": "suggestions", "hand_over": "that no entry answers it"}
_LONGEST = 300
_LONGEST_NEAREST = 140


def percent(chance: float) -> str:
    """A chance from 0 to 1 in whole per cent; what is not quite certain or impossible does not look so."""
    whole = round(chance * 100)
    if whole >= 100 and chance < 1:
        return "over 99 %"
    return "under 1 %" if whole <= 0 < chance else f"{whole} %"


def head(text: str) -> str:
    """The question that is explained."""
    return f"**Why?**\n\n{quoted(_cut(text, _LONGEST))}"


def earlier(kind: str) -> str:
    """What was shown when the question was asked, where it differs from the verdict now."""
    return f"When you asked, you were shown {_SHOWN[kind]}; asked now, it would be otherwise."


def answers(title: str, chance: float, bar: float) -> str:
    """The verdict: an answer."""
    return f"**Answer:** {literal(title)}, at a chance of {percent(chance)}. {_bar(bar)}"


def kind_answer(title: str) -> str:
    """The verdict: an entry under care."""
    return f"**Answer:** {literal(title)}"


def suggests(chance: float, bar: float, three: float, glance: float) -> str:
    """The verdict: suggestions."""
    return (
        f"**Suggestions:** the best entry has a chance of {percent(chance)}. {_bar(bar)} "
        f"That the right one is among the best three has a chance of {percent(three)}; they are offered from "
        f"{percent(glance)}."
    )


def hands_over(chance: float, bar: float, three: float, glance: float) -> str:
    """The verdict: a mentor."""
    return (
        f"**No entry:** the best one has a chance of {percent(chance)}. {_bar(bar)} "
        f"That the right one is among the best three has a chance of {percent(three)}; they would be offered "
        f"from {percent(glance)}."
    )


def _bar(bar: float) -> str:
    return f"It is answered from {percent(bar)}."


def held_back(reasons: Iterable[str]) -> str:
    """Why a likely entry was not answered."""
    reasons = list(reasons)
    named = [_LACKS.get(reason, reason) for reason in reasons if reason != "two questions"]
    parts = [f"it names what the entry does not ({', '.join(named)})"] if named else []
    if "two questions" in reasons:
        parts.append("it asks for two things")
    return f"Held back: {' and '.join(parts)}."


def read_as(words: str, asking: Sequence[str]) -> str:
    """The words that were compared, and the parts of a longer text that ask."""
    lines = [f"**Read as:** {literal(_cut(words, _LONGEST))}"]
    if asking and list(asking) != [words]:
        lines.append(f"**Asks:** {literal(_cut(' · '.join(asking), _LONGEST))}")
    return "\n\n".join(lines)


def candidate(
    place: int, title: str, entry_id: str, *, chance: float, bar: float, share: float, nearest: str
) -> str:
    """One entry that came into question."""
    figures = f"chance {percent(chance)} of {percent(bar)}, share {percent(share)}"
    like = f"nearest: “{inline(_cut(nearest, _LONGEST_NEAREST))}”"
    return f"{place}. **{literal(title)}** ({inline(entry_id)})\\\n{figures} · {like}"


def noted(number: int, title: str) -> str:
    """A mentor said which entry answers a thread's question."""
    return f"✓ Noted: #{number} is answered by “{literal(title)}”. Nothing was sent to the asker; later calibrations learn from it."


def which_entry(number: int) -> str:
    """Several entries may be meant."""
    return f"Which entry answers #{number}? Only the choice is noted; the asker is sent nothing."


def no_entry(words: str) -> str:
    """No entry has these words."""
    return f"No entry fits “{inline(words)}”. Try other words, or look with /faq."


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
