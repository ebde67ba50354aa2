"""The updates that wait for the bot: kept until confirmed, told again if not."""

from doubles.telegram.spec import Json

_OFF_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


class Updates:
    """The queue of one bot; `told` keeps every update ever queued, for tests that look back."""

    def __init__(self) -> None:
        self.pending: list[Json] = []
        self.told: list[Json] = []
        self.allowed: frozenset[str] = frozenset()
        self._next = 810_000_001

    def allow(self, kinds: list[str] | None) -> None:
        """Set which kinds are queued from now on; None leaves it, an empty list means the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds)

    def wants(self, kind: str) -> bool:
        """Whether this kind of update is queued at present."""
        return kind in self.allowed if self.allowed else kind not in _OFF_BY_DEFAULT

    def add(self, kind: str, payload: Json) -> None:
        """Queue an update, unless its kind is not asked for."""
        if self.wants(kind):
            update = {"update_id": self._next, kind: payload}
            self._next += 1
            self.pending.append(update)
            self.told.append(update)

    def confirm(self, offset: int) -> None:
        """Forget all updates before the offset; a negative one keeps that many of the last."""
        if offset < 0:
            self.pending = self.pending[offset:]
        elif offset > 0:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]
