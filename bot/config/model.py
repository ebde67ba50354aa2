"""The settings: what can be set, what each value must look like, and what it is by default."""

import re
from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

PREFIX = "BOT_"
_UNITS = {
    "second": 1,
    "seconds": 1,
    "s": 1,
    "minute": 60,
    "minutes": 60,
    "min": 60,
    "hour": 3600,
    "hours": 3600,
    "h": 3600,
    "day": 86400,
    "days": 86400,
    "d": 86400,
    "week": 604800,
    "weeks": 604800,
}
_SIZES = {"KB": 1000, "MB": 1000_000, "GB": 1000_000_000}


def _duration(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z]+)", str(value).strip().lower())
    if not match or match[2] not in _UNITS:
        raise ValueError('write a number and a unit, such as "24 hours", "30 minutes" or "14 days"')
    seconds = float(match[1]) * _UNITS[match[2]]
    if not 1 <= seconds <= 10 * 365 * 86400:
        raise ValueError("write a time between one second and ten years")
    return timedelta(seconds=seconds)


def _size(value: object) -> object:
    match = re.fullmatch(r"(\d+)\s*(KB|MB|GB)", str(value).strip().upper())
    if not match:
        raise ValueError('write a size such as "8 MB" or "500 KB"')
    return int(match[1]) * _SIZES[match[2]]


def _id(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _list(value: object) -> object:
    parts: object = value
    if isinstance(value, str):
        parts = [part.strip().strip("\"'") for part in value.strip().strip("[]").split(",")]
    if isinstance(parts, (list, tuple)):
        return tuple(_id(part) for part in parts if part != "")
    return value


def _channel_id(value: str) -> str:
    if not re.fullmatch(r"\d{0,20}", value):
        raise ValueError("write the channel's id, a number such as 123456789012345678")
    return value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _store_url(value: str) -> str:
    if not value.startswith("sqlite:///") or len(value) <= len("sqlite:///"):
        raise ValueError('write "sqlite:///" and a file\'s path, such as "sqlite:///data/bot.db"')
    return value


def _http_url(value: str) -> str:
    if value and (urlsplit(value).scheme not in {"http", "https", "ws", "wss"} or not urlsplit(value).netloc):
        raise ValueError("write a whole address, such as https://proxy.example/, or leave it empty")
    return value.rstrip("/")


def _chat_id(value: str) -> str:
    if value and not re.fullmatch(r"-\d{5,}", value):
        raise ValueError("write the group's id, a negative number such as -1001234567890 (doctor shows how)")
    return value


def _user_ids(values: tuple[str, ...]) -> tuple[str, ...]:
    if not all(re.fullmatch(r"\d{1,20}", value) for value in values):
        raise ValueError('write user ids, which are numbers, such as ["123456789"]')
    return values


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Id = Annotated[str, BeforeValidator(_id)]
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_list)]
Url = Annotated[str, AfterValidator(_http_url)]


class Section(BaseModel):
    """A table of config.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class DiscordSettings(Section):
    """What the Discord adapter needs; on when there is a token."""

    token: SecretStr = SecretStr("")
    token_file: str = ""
    mentor_channel: Annotated[Id, AfterValidator(_channel_id)] = ""
    mentor_role: Id = ""
    admin_role: Id = ""
    api_url: Url = ""
    gateway_url: Url = ""


class TelegramSettings(Section):
    """What the Telegram adapter needs; on when there is a token."""

    token: SecretStr = SecretStr("")
    token_file: str = ""
    mentor_chat: Annotated[Id, AfterValidator(_chat_id)] = ""
    admins: Annotated[Names, AfterValidator(_user_ids)] = ()
    base_url: Url = ""


class ConsoleSettings(Section):
    """Who is who on the local platform."""

    mentors: Names = ("mentor1", "mentor2")
    admins: Names = ("admin1",)


class StoreSettings(Section):
    """Where everything is kept."""

    url: Annotated[str, AfterValidator(_store_url)] = "sqlite:///data/bot.db"


class FaqSettings(Section):
    """Where the entries are."""

    path: str = "faq"


class QueueSettings(Section):
    """The rules of the queue."""

    max_open: Annotated[int, Field(ge=1, le=100)] = 3
    lease: Duration = timedelta(hours=24)
    widen_after: Duration = timedelta(hours=2)
    escalate_after: Duration = timedelta(hours=12)
    reopen_for: Duration = timedelta(days=14)
    idle_warn: Duration = timedelta(days=5)
    idle_close: Duration = timedelta(days=7)
    same_question: Duration = timedelta(days=1)


class LimitSettings(Section):
    """How much one person may send."""

    per_minute: Annotated[int, Field(ge=1, le=10_000)] = 20
    text_length: Annotated[int, Field(ge=100, le=100_000)] = 10_000
    file_size: Annotated[int, BeforeValidator(_size)] = 8_000_000


class MatchingSettings(Section):
    """How careful the matcher is."""

    cost: Annotated[float, Field(ge=0.1, le=100)] = 3.0
    encoder: Annotated[Literal["minilm", "none"], BeforeValidator(_lower)] = "minilm"


class LogSettings(Section):
    """What is logged, and how it looks."""

    level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = "info"
    format: Annotated[Literal["text", "json"], BeforeValidator(_lower)] = "text"


def names_a_key(variable: str) -> bool:
    """Whether an environment variable is of the form BOT_<SECTION>__<KEY>."""
    section, _, key = variable.upper().removeprefix(PREFIX).partition("__")
    return section.lower() in Settings.model_fields and bool(key) and "__" not in key


class Settings(BaseSettings):
    """All settings, checked and frozen."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        case_sensitive=False,
    )

    discord: DiscordSettings = DiscordSettings()
    telegram: TelegramSettings = TelegramSettings()
    console: ConsoleSettings = ConsoleSettings()
    store: StoreSettings = StoreSettings()
    faq: FaqSettings = FaqSettings()
    queue: QueueSettings = QueueSettings()
    limits: LimitSettings = LimitSettings()
    matching: MatchingSettings = MatchingSettings()
    log: LogSettings = LogSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, and read nothing else."""
        if isinstance(env_settings, EnvSettingsSource):
            # A whole section in one variable would be read as JSON; `load` says that it is no key.
            env_settings.env_vars = {
                name: value for name, value in env_settings.env_vars.items() if names_a_key(name)
            }
        return env_settings, init_settings
