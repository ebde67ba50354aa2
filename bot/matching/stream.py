"""Many questions, one a line of JSON, and a verdict for each: `python -m bot match`."""

import json
from collections.abc import Iterable, Iterator

from bot.matching.explanation import Explanation
from bot.matching.index import Index
from bot.matching.verdict import Kind, Verdict


def judge_lines(lines: Iterable[str], index: Index, *, explain: bool = False) -> Iterator[str]:
    """Judge `{"text": …}` lines; one line of JSON for each, numbered from 0 in `i`.

    With `explain` each verdict comes with its reasons, in `explain`.

    Empty lines are passed over. A line that is not such JSON is handed over and says in `error` which line it
    is and what is wrong, so that the verdicts still stand beside their questions.
    """
    filled = ((at, line) for at, line in enumerate(lines, start=1) if line.strip())
    for number, (at, line) in enumerate(filled):
        text, error = _text(line)
        why = index.explain(text) if explain and text is not None else None
        verdict = why.verdict if why else Verdict(Kind.HAND_OVER) if text is None else index.judge(text)
        shown: dict[str, object] = {
            "i": number,
            "id": verdict.entry_id,
            "score": round(verdict.score, 6),
            "verdict": str(verdict.kind),
            "answer": verdict.kind is Kind.ANSWER,
            "top": list(verdict.top),
        }
        if verdict.vetoes:
            shown["vetoes"] = list(verdict.vetoes)
        if error:
            shown["error"] = f"line {at}: {error}"
        if why:
            shown["explain"] = _reasons(why)
        yield json.dumps(shown, ensure_ascii=False)


def _reasons(why: Explanation) -> dict[str, object]:
    """An explanation beside its verdict, as JSON takes it."""
    return {
        "words": why.words,
        "asking": list(why.asking),
        "care": why.care,
        "three": round(why.three, 6),
        "glance": why.glance,
        "candidates": [
            {
                "id": each.entry_id,
                "score": round(each.score, 6),
                "views": {name: round(part, 6) for name, part in each.views.items()},
                "share": round(each.share, 6),
                "chance": round(each.chance, 6),
                "bar": round(each.bar, 6),
                "nearest": each.nearest,
            }
            for each in why.candidates
        ],
    }


def _text(line: str) -> tuple[str | None, str]:
    """The text of a line, or None and what is wrong."""
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        return None, 'not JSON; right is {"text": "a question"}'
    text = content.get("text") if isinstance(content, dict) else None
    if not isinstance(text, str):
        return None, 'no "text" that is a string; right is {"text": "a question"}'
    return text, ""
