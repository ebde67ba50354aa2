"""Many questions, one a line of JSON, and a verdict for each: `python -m bot match`."""

import json
from collections.abc import Iterable, Iterator

from bot.matching.index import Index
from bot.matching.verdict import Kind, Verdict


def judge_lines(lines: Iterable[str], index: Index) -> Iterator[str]:
    """Judge `{"text": …}` lines; one line of JSON for each, numbered from 0 in `i`.

    Empty lines are passed over. A line that is not such JSON is handed over and says in `error` which line it
    is and what is wrong, so that the verdicts still stand beside their questions.
    """
    filled = ((at, line) for at, line in enumerate(lines, start=1) if line.strip())
    for number, (at, line) in enumerate(filled):
        text, error = _text(line)
        verdict = Verdict(Kind.HAND_OVER) if text is None else index.judge(text)
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
        yield json.dumps(shown, ensure_ascii=False)


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
