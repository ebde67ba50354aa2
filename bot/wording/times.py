"""Moments and spans in the reader's words."""

from datetime import date, datetime, timedelta

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def span(length: timedelta) -> str:
    """Say a length of time roughly: `5 minutes`, `about 6 hours`, `3 days`."""
    minutes = max(1, round(length.total_seconds() / 60))
    if minutes < 60:
        return _counted(minutes, "minute")
    hours = round(minutes / 60)
    if hours < 36:
        return f"about {_counted(hours, 'hour')}"
    return _counted(round(hours / 24), "day")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def day(moment: date) -> str:
    """Say a date: `22 Nov 2026`."""
    return f"{moment.day} {moment:%b %Y}"


def clock(moment: datetime) -> str:
    """Say a moment that will still be read later: `22 Nov, 18:40 UTC`."""
    return f"{moment.day} {moment:%b, %H:%M} UTC"


def ordinal(number: int) -> str:
    """Say a place: `third`, `12th`."""
    if 1 <= number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
