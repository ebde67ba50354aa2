"""People and bots, as Telegram knows them."""

from dataclasses import dataclass

from doubles.telegram.spec import Json


@dataclass(eq=False)
class Account:
    """One user or bot; `started` says whether a private chat with our bot was ever opened."""

    id: int
    name: str
    username: str = ""
    last_name: str = ""
    language: str = ""
    is_bot: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    @property
    def json(self) -> Json:
        """The `User` object."""
        shown: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        optional = {"last_name": self.last_name, "username": self.username, "language_code": self.language}
        return shown | {key: value for key, value in optional.items() if value}
