"""The FAQ as it is written in files: entries, and what is wrong with them."""

from bot.entries.entry import CARE, TOPICS, Entry, Faq, Fault, Source
from bot.entries.folder import load, load_json

__all__ = ["CARE", "TOPICS", "Entry", "Faq", "Fault", "Source", "load", "load_json"]
