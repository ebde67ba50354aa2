"""What people look up beside the entries: the field's terms, and the dated steps of the season."""

from bot.reference.calendar import Calendar, Step, load_calendar
from bot.reference.glossary import Glossary, Term, load_glossary

__all__ = ["Calendar", "Glossary", "Step", "Term", "load_calendar", "load_glossary"]
