"""The methods that answer pressed buttons and inline searches."""

import re
from collections.abc import Callable

from doubles.telegram.keyboards import read_keyboard
from doubles.telegram.refusals import bad_request, violation
from doubles.telegram.sending import text_content
from doubles.telegram.spec import Json
from doubles.telegram.world import World

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _answer(answers: dict[str, Json | None], query_id: str, params: Json) -> None:
    """Keep the answer of a query that is still open."""
    if answers.get(query_id, {}) is not None:
        raise bad_request(_TOO_OLD)
    answers[query_id] = params


def _answer_callback(world: World, params: Json) -> bool:
    if len(params.get("text", "")) > 200:
        raise violation("MESSAGE_TOO_LONG")
    if "url" in params and not params["url"].startswith(f"https://t.me/{world.bot.username}?start="):
        raise violation("URL_INVALID")
    _answer(world.callback_answers, params["callback_query_id"], params)
    world.changes.notify()
    return True


def _answer_inline(world: World, params: Json) -> bool:
    results: list[Json] = params["results"]
    ids = [result["id"] for result in results]
    if len(results) > 50:
        raise violation("RESULTS_TOO_MUCH")
    if len(set(ids)) < len(ids):
        raise violation("RESULT_ID_DUPLICATE")
    if not all(1 <= len(each.encode()) <= 64 for each in ids):
        raise violation("RESULT_ID_INVALID")
    if len(params.get("next_offset", "").encode()) > 64:
        raise violation("NEXT_OFFSET_INVALID")
    start = params.get("button", {}).get("start_parameter")
    if start is not None and not _START.fullmatch(start):
        raise violation("START_PARAM_INVALID")
    for result in results:
        inline_content(result)
        read_keyboard(result)
    _answer(world.inline_answers, params["inline_query_id"], params)
    world.changes.notify()
    return True


def inline_content(result: Json) -> Json:
    """What a picked inline result posts; texts only."""
    content = result.get("input_message_content", {})
    if result["type"] != "article" or "message_text" not in content:
        raise violation("this double models inline articles with a text only")
    if not result["title"].strip():
        raise violation("ARTICLE_TITLE_EMPTY")
    return text_content({**content, "text": content["message_text"]})


METHODS: dict[str, Callable[[World, Json], object]] = {
    "answerCallbackQuery": _answer_callback,
    "answerInlineQuery": _answer_inline,
}
