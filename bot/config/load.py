"""config.toml and the environment are read into one frozen `Settings`; every fault is reported at once."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_settings import EnvSettingsSource

from bot.config.model import PREFIX, DiscordSettings, Settings, TelegramSettings, names_a_key

# What is shown of a wrong value must not be a token that was put into the wrong place.
_TOKENS = re.compile(r"\d{6,}:[\w-]{20,}|[\w-]{18,}\.[\w-]{5,}\.[\w-]{20,}")
_RIGHT = {
    "model_type": "Write it as a table: [{name}], and its keys below",
    "tuple_type": 'Write a list, such as ["one", "two"]',
    "string_type": 'Write a text, such as {name} = "…"',
}


@dataclass(frozen=True, slots=True)
class ConfigFault:
    """One thing that is wrong: where it stands, what is there, and what would be right."""

    place: str
    wrong: str
    right: str

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong}. {self.right}"


class ConfigError(Exception):
    """The configuration cannot be used; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: list[ConfigFault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


def load(path: Path, *, required: bool = False, complete: bool = True) -> Settings:
    """Read the file and the environment; raises `ConfigError` with every fault found in both.

    `complete=False` lets pass what a platform lacks: `doctor` helps to find it.
    """
    text, data, faults = _read(path, required=required)
    data, misplaced = _without_tokens(data, path, text)
    faults += misplaced + _unknown_variables()
    try:
        settings = Settings(**data)
    except ValidationError as error:
        faults += [_fault(path, text, dict(detail)) for detail in error.errors()]
        settings = _what_is_right(data, [tuple(map(str, detail["loc"])) for detail in error.errors()])
    settings, more = _with_token_files(settings, path, text)
    faults += more
    if complete:
        # A key whose value is wrong is not also said to be missing.
        named = {fault.wrong.split(" ", 1)[0] for fault in faults}
        lacking = _incomplete(settings, path, text)
        faults += [fault for fault in lacking if fault.wrong.split(" ", 1)[0] not in named]
    if faults:
        raise ConfigError(faults)
    return settings


def _what_is_right(data: dict[str, Any], wrong: list[tuple[str, ...]]) -> Settings:
    """Build settings from the keys that are right, so that the later checks can run and report too."""
    kept: dict[str, dict[str, Any]] = {}
    for source in (data, _from_environment()):
        for section, table in source.items():
            if isinstance(table, dict) and section in Settings.model_fields:
                kept.setdefault(section, {}).update(table)
    for keys in wrong:
        kept.get(keys[0], {}).pop(keys[1] if len(keys) > 1 else "", None)
    models = {name: info.annotation for name, info in Settings.model_fields.items()}
    return Settings.model_construct(
        **{name: model(**kept.get(name, {})) for name, model in models.items() if model is not None}
    )


def _from_environment() -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for name, value in _variables().items():
        if names_a_key(name) and value:
            section, _, key = name.lower().removeprefix(PREFIX.lower()).partition("__")
            tables.setdefault(section, {})[key] = value
    return tables


def _read(path: Path, *, required: bool) -> tuple[str, dict[str, Any], list[ConfigFault]]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if not required:
            return "", {}, []
        return (
            "",
            {},
            [ConfigFault(str(path), "there is no such file", "Name an existing file with --config")],
        )
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        return "", {}, [ConfigFault(str(path), f"cannot be read ({why})", "Make it a readable text file")]
    try:
        return text, tomllib.loads(text), []
    except tomllib.TOMLDecodeError as error:
        fault = ConfigFault(str(path), f"is not valid TOML: {error}", 'Write keys as name = "value"')
        return text, {}, [fault]


def _without_tokens(data: dict[str, Any], path: Path, text: str) -> tuple[dict[str, Any], list[ConfigFault]]:
    """Refuse a token in the file: files get committed and copied."""
    faults = []
    for section in ("discord", "telegram"):
        table = data.get(section)
        if isinstance(table, dict) and "token" in table:
            data = {**data, section: {key: value for key, value in table.items() if key != "token"}}
            right = (
                f"Set {PREFIX}{section.upper()}__TOKEN or {section}.token_file instead, and revoke this token"
            )
            faults.append(
                ConfigFault(
                    _place(path, text, (section, "token")), "a token must not stand in this file", right
                )
            )
    return data, faults


def _unknown_variables() -> list[ConfigFault]:
    """Name variables that no key reads, such as BOT_DISCORD_TOKEN; pydantic passes over them."""
    known = [
        f"{PREFIX}{section}__{key}".upper()
        for section, info in Settings.model_fields.items()
        for key in getattr(info.annotation, "model_fields", {})
    ]
    faults = []
    for name in sorted(_variables()):
        if name.upper().startswith(PREFIX) and not names_a_key(name):
            close = get_close_matches(name.upper(), known, n=1)
            hint = f"Did you mean {close[0]}? " if close else ""
            right = f"{hint}Write {PREFIX}<SECTION>__<KEY>; sections are {', '.join(Settings.model_fields)}"
            faults.append(ConfigFault(f"environment {name}", "sets nothing", right))
    return faults


def _variables() -> Mapping[str, Any]:
    return EnvSettingsSource(Settings, case_sensitive=True).env_vars


def _fault(path: Path, text: str, detail: dict[str, Any]) -> ConfigFault:
    keys = tuple(str(part) for part in detail["loc"])
    name = ".".join(keys)
    kind, message = str(detail["type"]), str(detail["msg"]).removeprefix("Value error, ")
    if kind == "extra_forbidden":
        section = Settings.model_fields.get(keys[0])
        names = (
            getattr(section.annotation, "model_fields", {})
            if section and len(keys) > 1
            else Settings.model_fields
        )
        close = get_close_matches(keys[-1], list(names), n=1)
        hint = f"Did you mean {close[0]}? " if close else ""
        wrong, right = f"unknown key {name}", f"{hint}Known here: " + ", ".join(names)
    else:
        shown = "…" if "token" in name else _TOKENS.sub("…", repr(detail.get("input")))
        right = _RIGHT.get(kind, message[:1].upper() + message[1:]).replace("{name}", name)
        wrong = f"{name} = {shown} is not right"
    return ConfigFault(_place(path, text, keys), wrong, right)


def _place(path: Path, text: str, keys: tuple[str, ...]) -> str:
    """Say where a key was set: the variable if it is set, else the file and the line."""
    variable = (PREFIX + "__".join(keys[:2])).upper()
    if any(name.upper() == variable for name in _variables()):
        return f"environment {variable}"
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[\s*([\w.]+)\s*\]", line)
        if header:
            section = header[1]
        found = (
            (section, *re.findall(r"^\s*[\"']?([\w-]+)[\"']?\s*=", line)[:1]) if not header else (section,)
        )
        if found == keys[:2] or (len(keys) == 1 and found == ("", keys[0])):
            return f"{path}, line {number}"
    return str(path)


def _with_token_files(settings: Settings, path: Path, text: str) -> tuple[Settings, list[ConfigFault]]:
    faults: list[ConfigFault] = []
    changed: dict[str, Any] = {}
    for name in ("discord", "telegram"):
        section: DiscordSettings | TelegramSettings = getattr(settings, name)
        if not section.token_file or section.token.get_secret_value():
            continue
        try:
            token = Path(section.token_file).expanduser().read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not text"
            wrong = f"{name}.token_file = {section.token_file!r} cannot be read ({why})"
            right = "Name a readable file that holds nothing but the token, or leave the key empty"
            faults.append(ConfigFault(_place(path, text, (name, "token_file")), wrong, right))
            continue
        if not token:
            wrong = f"{name}.token_file = {section.token_file!r} is empty"
            right = "Put the token into it, or leave the key empty"
            faults.append(ConfigFault(_place(path, text, (name, "token_file")), wrong, right))
            continue
        changed[name] = section.model_copy(update={"token": SecretStr(token)})
    return settings.model_copy(update=changed), faults


def _incomplete(settings: Settings, path: Path, text: str) -> list[ConfigFault]:
    """What a platform that is on cannot do without."""

    def fault(section: str, key: str, wrong: str, right: str) -> ConfigFault:
        return ConfigFault(_place(path, text, (section, key)), f"{section}.{key} {wrong}", right)

    faults = []
    # A token file that cannot be read switches its platform on all the same.
    if settings.discord.token.get_secret_value() or settings.discord.token_file:
        if not settings.discord.mentor_channel:
            right = "Discord is on: write the id of the mentors' text or forum channel"
            faults.append(fault("discord", "mentor_channel", "is missing", right))
        if not settings.discord.mentor_role:
            right = "Discord is on: write the id or the name of the mentors' role"
            faults.append(fault("discord", "mentor_role", "is missing", right))
    token = settings.telegram.token.get_secret_value()
    if (token or settings.telegram.token_file) and not settings.telegram.mentor_chat:
        right = "Telegram is on: write the id of the mentors' group, such as -1001234567890"
        faults.append(fault("telegram", "mentor_chat", "is missing", right))
    if token and not re.fullmatch(r"\d+:[\w-]{10,}", token):
        right = "Copy it from BotFather: digits, a colon, letters"
        faults.append(ConfigFault("the Telegram token", "does not look like a bot token", right))
    queue = settings.queue
    if queue.idle_close <= queue.idle_warn:
        right = "Make it longer than idle_warn, so that the warning comes first"
        faults.append(fault("queue", "idle_close", "is too short", right))
    if queue.escalate_after <= queue.widen_after:
        faults.append(fault("queue", "escalate_after", "is too short", "Make it longer than widen_after"))
    return faults
