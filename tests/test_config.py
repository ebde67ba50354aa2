"""The configuration: every key, from the file and from the environment, and where tokens may stand."""

from datetime import timedelta
from pathlib import Path

import pytest
from config_kit import DISCORD, TELEGRAM, Load, faults

from bot import config
from bot.config import ConfigError, Settings

pytestmark = pytest.mark.usefixtures("empty_environment")

ROOT = Path(__file__).parent.parent
# A value for each key that is not its default, as the environment gives it, and what it becomes.
VALUES: dict[str, tuple[str, object]] = {
    "discord.token": (DISCORD, DISCORD),
    "discord.token_file": ("token.txt", "token.txt"),
    "discord.mentor_channel": ("123456789012345678", "123456789012345678"),
    "discord.mentor_role": ("Mentor", "Mentor"),
    "discord.admin_role": ("42", "42"),
    "discord.api_url": ("https://proxy.example/api/", "https://proxy.example/api"),
    "discord.gateway_url": ("wss://proxy.example", "wss://proxy.example"),
    "telegram.token": (TELEGRAM, TELEGRAM),
    "telegram.token_file": ("token.txt", "token.txt"),
    "telegram.mentor_chat": ("-1001234567890", "-1001234567890"),
    "telegram.admins": ("12, 34", ("12", "34")),
    "telegram.base_url": ("http://localhost:8081", "http://localhost:8081"),
    "console.mentors": ('["mel", "ray"]', ("mel", "ray")),
    "console.admins": ("ada", ("ada",)),
    "store.url": ("sqlite:////tmp/other.db", "sqlite:////tmp/other.db"),
    "faq.path": ("other", "other"),
    "queue.max_open": ("5", 5),
    "queue.lease": ("90 minutes", timedelta(minutes=90)),
    "queue.widen_after": ("1 h", timedelta(hours=1)),
    "queue.escalate_after": ("2 DAYS", timedelta(days=2)),
    "queue.reopen_for": ("2 weeks", timedelta(days=14)),
    "queue.idle_warn": ("1.5 d", timedelta(hours=36)),
    "queue.idle_close": ("3d", timedelta(days=3)),
    "queue.same_question": ("60 s", timedelta(minutes=1)),
    "limits.per_minute": ("7", 7),
    "limits.text_length": ("500", 500),
    "limits.file_size": ("500 kb", 500_000),
    "matching.cost": ("9", 9.0),
    "matching.encoder": ("NONE", "none"),
    "log.level": ("WARNING", "warning"),
    "log.format": ("json", "json"),
}


def keys() -> list[str]:
    return [
        f"{section}.{key}"
        for section, info in Settings.model_fields.items()
        for key in getattr(info.annotation, "model_fields", {})
    ]


def value(settings: Settings, key: str) -> object:
    section, _, name = key.partition(".")
    found = getattr(getattr(settings, section), name)
    return found.get_secret_value() if name == "token" else found


# Where values come from.


@pytest.mark.parametrize("key", keys())
def test_every_key_can_be_set_from_the_environment(
    key: str, monkeypatch: pytest.MonkeyPatch, load: Load
) -> None:
    written, becomes = VALUES[key]
    monkeypatch.setenv("BOT_DISCORD__MENTOR_CHANNEL", "1")
    monkeypatch.setenv("BOT_DISCORD__MENTOR_ROLE", "1")
    monkeypatch.setenv("BOT_TELEGRAM__MENTOR_CHAT", "-10012345")
    if key == "queue.idle_close":
        monkeypatch.setenv("BOT_QUEUE__IDLE_WARN", "1 day")
    if key.endswith("token_file"):
        Path("token.txt").write_text(f"{TELEGRAM}\n")
    monkeypatch.setenv(f"BOT_{key.replace('.', '__').upper()}", written)
    assert value(load(""), key) == becomes
    assert value(load((ROOT / "config.toml").read_text(encoding="utf-8")), key) == becomes


def test_the_shipped_file_holds_the_defaults_and_every_key(load: Load) -> None:
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    assert load(text) == load("") == Settings()
    for key in keys():
        section, _, name = key.partition(".")
        table = text.partition(f"[{section}]")[2].partition("\n[")[0]
        # Tokens are never in the file.
        assert (f"\n{name} = " in table) != (name == "token"), key


def test_the_environment_wins_key_by_key(monkeypatch: pytest.MonkeyPatch, load: Load) -> None:
    monkeypatch.setenv("BOT_QUEUE__MAX_OPEN", "7")
    monkeypatch.setenv("bot_console__mentors", "a, b")
    settings = load('[queue]\nmax_open = 2\nlease = "1 hour"\n[console]\nmentors = ["x"]\nadmins = ["y"]')
    assert (settings.queue.max_open, settings.queue.lease) == (7, timedelta(hours=1))
    assert (settings.console.mentors, settings.console.admins) == (("a", "b"), ("y",))


def test_a_wrong_value_in_the_file_that_the_environment_replaces_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, load: Load
) -> None:
    monkeypatch.setenv("BOT_QUEUE__MAX_OPEN", "7")
    assert load("[queue]\nmax_open = 0").queue.max_open == 7


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch, load: Load) -> None:
    for key in keys():
        monkeypatch.setenv(f"BOT_{key.replace('.', '__').upper()}", "")
    monkeypatch.setenv("BOT_NOTHING", "")
    assert load("") == Settings()


def test_a_missing_default_file_is_no_fault_but_a_missing_named_one_is(tmp_path: Path) -> None:
    assert config.load(tmp_path / "config.toml") == Settings()
    with pytest.raises(
        ConfigError, match=r"other\.toml: there is no such file\. Name an existing file with --config"
    ):
        config.load(tmp_path / "other.toml", required=True)


def test_settings_are_frozen(load: Load) -> None:
    settings = load("")
    with pytest.raises(ValueError, match="frozen"):
        settings.queue.max_open = 9
    with pytest.raises(ValueError, match="frozen"):
        settings.queue = Settings().queue


def test_ids_may_be_written_as_numbers(load: Load) -> None:
    settings = load("[discord]\nmentor_channel = 12345\n[telegram]\nmentor_chat = -100123456\nadmins = [1]")
    assert settings.discord.mentor_channel == "12345"
    assert settings.telegram.mentor_chat == "-100123456"
    assert settings.telegram.admins == ("1",)


# Tokens.


@pytest.mark.parametrize(("section", "token"), [("telegram", TELEGRAM), ("discord", DISCORD)])
def test_a_token_file(section: str, token: str, load: Load) -> None:
    Path("secret").write_text(f"\n  {token}\n")
    needed = (
        'mentor_channel = "1"\nmentor_role = "m"' if section == "discord" else 'mentor_chat = "-10012345"'
    )
    settings = load(f'[{section}]\ntoken_file = "secret"\n{needed}')
    assert value(settings, f"{section}.token") == token
    assert token not in repr(settings)


def test_the_token_of_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, load: Load) -> None:
    monkeypatch.setenv("BOT_TELEGRAM__TOKEN", TELEGRAM)
    settings = load('[telegram]\ntoken_file = "nowhere"\nmentor_chat = "-10012345"')
    assert settings.telegram.token.get_secret_value() == TELEGRAM


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (None, "cannot be read"),
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"\xff\xfe\x00", "cannot be read (it is not text)"),
    ],
)
def test_a_token_file_that_cannot_be_used(content: bytes | None, wrong: str, load: Load) -> None:
    if content is not None:
        Path("secret").write_bytes(content)
    (fault,) = faults(load, '[telegram]\ntoken_file = "secret"\nmentor_chat = "-1001234567890"')
    assert fault.startswith("bot.toml, line 2: telegram.token_file = 'secret' ")
    assert wrong in fault


@pytest.mark.parametrize(
    "text",
    [
        f'[telegram]\ntoken = "{TELEGRAM}"',
        f'[discord]\ntoken = "{DISCORD}"',
        f'[telegram]\nmentor_chat = "{TELEGRAM}"',
        f'[telegram]\nadmins = ["{TELEGRAM}"]',
        f'[discord]\nmentor_channel = "{DISCORD}"',
        f'[discord]\napi_url = "{DISCORD}"',
        f'[telegram]\nbot_token = "{TELEGRAM}"',
        f'telegram = "{TELEGRAM}"',
        f'telegram_token = "{TELEGRAM}"',
        f'[telegram]\ntoken = "{TELEGRAM}',
        f"[telegram]\ntoken = {TELEGRAM}",
        f'[telegram]\ntoken = ["{TELEGRAM}"]',
    ],
)
def test_a_token_in_the_wrong_place_is_not_repeated(text: str, load: Load) -> None:
    said = faults(load, text)
    assert said
    assert not any(TELEGRAM in fault or DISCORD in fault for fault in said)


def test_a_token_that_is_none_is_not_repeated(monkeypatch: pytest.MonkeyPatch, load: Load) -> None:
    monkeypatch.setenv("BOT_TELEGRAM__TOKEN", "hunter2")
    monkeypatch.setenv("BOT_TELEGRAM__MENTOR_CHAT", "-10012345")
    assert faults(load, "") == [
        "the Telegram token: does not look like a bot token. Copy it from BotFather: digits, a colon, letters"
    ]
