"""A question and the entries: answer, suggest, or hand over."""

from bot.matching.index import Index
from bot.matching.verdict import Kind, Verdict

__all__ = ["Index", "Kind", "Verdict"]
