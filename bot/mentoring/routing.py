"""Who is told privately that a thread still waits, pure."""

from collections.abc import Iterable

from bot.store.people import PersonRow


def to_widen(mentors: Iterable[PersonRow], asker_id: int) -> list[PersonRow]:
    """The mentors who are told when nobody has claimed a thread for a while."""
    return [mentor for mentor in mentors if mentor.reachable and mentor.id != asker_id]


def to_escalate(admins: Iterable[PersonRow], asker_id: int) -> list[PersonRow]:
    """The admins who are told when that did not help either."""
    return [admin for admin in admins if admin.reachable and admin.id != asker_id]
