"""The errors that have a meaning beyond "it broke"."""

from datetime import timedelta


class UserError(Exception):
    """Something the person can mend; its text is shown to them, and the transaction is rolled back."""


class Undeliverable(Exception):  # noqa: N818 - a fact about an address, not a fault of ours
    """The platform refuses this for good (blocked, closed, deleted, forbidden): do not try again.

    `reason` is a short word for logs and for whoever waits: `blocked`, `closed`, `gone`, `forbidden`,
    `refused`. It never holds a message's text.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryLater(Exception):  # noqa: N818 - a fact about the moment, not a fault of ours
    """The platform cannot take this now; try again, at the earliest after `retry_after` if it said so."""

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class CannotStart(Exception):  # noqa: N818 - read aloud: the platform cannot start
    """A platform cannot be used as it is configured; `advice` says what to do. Holds no token."""

    def __init__(self, platform: str, wrong: str, advice: str) -> None:
        super().__init__(f"{platform}: {wrong}. {advice}")
        self.platform = platform
        self.wrong = wrong
        self.advice = advice
