"""What is wrong with a configuration: where, what, and what would be right, all of it at once."""

from pathlib import Path

import pytest
from config_kit import DISCORD, TELEGRAM, Load, faults

from bot import config
from bot.config import ConfigError

pytestmark = pytest.mark.usefixtures("empty_environment")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "nothing = 1",
            "bot.toml, line 1: unknown key nothing. Did you mean matching? Known here: discord, ",
        ),
        ("[colours]\na = 1", "bot.toml, line 1: unknown key colours. Known here: discord, telegram, "),
        (
            "[queue]\n\nmaxopen = 1",
            "bot.toml, line 3: unknown key queue.maxopen. Did you mean max_open? Known",
        ),
        (
            "[queue]\nmax_open = 0",
            "bot.toml, line 2: queue.max_open = 0 is not right. Input should be greater",
        ),
        (
            '[queue]\nmax_open = "x"',
            "bot.toml, line 2: queue.max_open = 'x' is not right. Input should be a v",
        ),
        (
            '[queue]\n"lease" = "24"',
            "bot.toml, line 2: queue.lease = '24' is not right. Write a number and a unit",
        ),
        ("[queue]\nlease = 24", "bot.toml, line 2: queue.lease = 24 is not right. Write a number and a unit"),
        (
            '[queue]\nlease = "0 s"',
            "bot.toml, line 2: queue.lease = '0 s' is not right. Write a time between one",
        ),
        (
            '[queue]\nlease = "99 years"',
            "bot.toml, line 2: queue.lease = '99 years' is not right. Write a number",
        ),
        (
            "[queue]\nlease = [1]",
            "bot.toml, line 2: queue.lease = [1] is not right. Write a number and a unit",
        ),
        (
            "queue = 7",
            "bot.toml, line 1: queue = 7 is not right. Write it as a table: [queue], and its keys below",
        ),
        (
            "[console]\nmentors = 3",
            'bot.toml, line 2: console.mentors = 3 is not right. Write a list, such as ["',
        ),
        ("[faq]\npath = 3", "bot.toml, line 2: faq.path = 3 is not right. Write a text, such as faq.path = "),
        (
            '[limits]\nfile_size = "8"',
            "bot.toml, line 2: limits.file_size = '8' is not right. Write a size such",
        ),
        (
            '[store]\nurl = "postgres://x"',
            "bot.toml, line 2: store.url = 'postgres://x' is not right. Write \"sqlite",
        ),
        (
            '[store]\nurl = "sqlite:///"',
            "bot.toml, line 2: store.url = 'sqlite:///' is not right. Write \"sqlite:",
        ),
        (
            '[log]\nlevel = "loud"',
            "bot.toml, line 2: log.level = 'loud' is not right. Input should be 'debug', ",
        ),
        ("[matching]\ncost = nan", "bot.toml, line 2: matching.cost = nan is not right. Input should be "),
        (
            '[discord]\nmentor_channel = "#help"',
            "bot.toml, line 2: discord.mentor_channel = '#help' is not right. Write the",
        ),
        (
            '[discord]\napi_url = "proxy"',
            "bot.toml, line 2: discord.api_url = 'proxy' is not right. Write a whole address",
        ),
        (
            '[telegram]\nmentor_chat = "@us"',
            "bot.toml, line 2: telegram.mentor_chat = '@us' is not right. Write the group's id",
        ),
        (
            '[telegram]\nadmins = ["@me"]',
            "bot.toml, line 2: telegram.admins = ['@me'] is not right. Write user ids, which",
        ),
        (
            "[telegram]\nadmins = [[1]]",
            "bot.toml, line 2: telegram.admins.0 = [1] is not right. Write a text",
        ),
        (
            '[queue]\nidle_close = "1 day"',
            "bot.toml, line 2: queue.idle_close is too short. Make it longer than idle_warn",
        ),
        (
            '[queue]\nwiden_after = "1 day"',
            "bot.toml: queue.escalate_after is too short. Make it longer than widen_after",
        ),
        (
            "[queue\nx",
            "bot.toml: is not valid TOML: Expected ']' at the end of a table declaration (at line 1",
        ),
        ("[queue]\nmax_open = 1\nmax_open = 2", "bot.toml: is not valid TOML: Cannot overwrite a value (at "),
    ],
)
def test_each_kind_of_fault(text: str, fault: str, load: Load) -> None:
    (said,) = faults(load, text)
    assert said.startswith(fault)
    assert "\n" not in said


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        (
            "BOT_QUEUE__LEASE",
            "soon",
            "environment BOT_QUEUE__LEASE: queue.lease = 'soon' is not right. Write a",
        ),
        (
            "BOT_QUEUE__LEASES",
            "1 h",
            "environment BOT_QUEUE__LEASES: unknown key queue.leases. Did you mean lease?",
        ),
        (
            "BOT_COLOURS__X",
            "1",
            "environment BOT_COLOURS__X: sets nothing. Write BOT_<SECTION>__<KEY>; sections are",
        ),
        (
            "BOT_TELEGRAM_TOKEN",
            "1",
            "environment BOT_TELEGRAM_TOKEN: sets nothing. Did you mean BOT_TELEGRAM__TOKEN? ",
        ),
        ("BOT_TOKEN", "1", "environment BOT_TOKEN: sets nothing. "),
        ("BOT_DISCORD", "abc", "environment BOT_DISCORD: sets nothing. "),
        ("BOT_QUEUE", '{"max_open": 5', "environment BOT_QUEUE: sets nothing. "),
        (
            "BOT_DISCORD__TOKEN__X",
            "1",
            "environment BOT_DISCORD__TOKEN__X: sets nothing. Did you mean BOT_DISCORD__TOKEN? ",
        ),
        ("BOT_DISCORD__", "1", "environment BOT_DISCORD__: sets nothing. "),
        (
            "BOT_TELEGRAM__ADMINS",
            "@me",
            "environment BOT_TELEGRAM__ADMINS: telegram.admins = '@me' is not right. ",
        ),
    ],
)
def test_each_kind_of_fault_in_the_environment(
    name: str, value: str, fault: str, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    (said,) = faults(load, "")
    assert said.startswith(fault)


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_a_file_that_cannot_be_read(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "bot.toml"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"bot\.toml: cannot be read"):
        config.load(path)


def test_a_platform_that_is_on_needs_its_mentors(monkeypatch: pytest.MonkeyPatch, load: Load) -> None:
    monkeypatch.setenv("BOT_TELEGRAM__TOKEN", TELEGRAM)
    monkeypatch.setenv("BOT_DISCORD__TOKEN", DISCORD)
    said = faults(load, '[discord]\nmentor_channel = ""\n')
    missing = [fault.partition(": ")[2].partition(" is missing")[0] for fault in said]
    assert missing == ["discord.mentor_channel", "discord.mentor_role", "telegram.mentor_chat"]
    assert said[0] == (
        "bot.toml, line 2: discord.mentor_channel is missing. "
        "Discord is on: write the id of the mentors' text or forum channel"
    )


def test_all_faults_are_reported_at_once(monkeypatch: pytest.MonkeyPatch, load: Load) -> None:
    monkeypatch.setenv("BOT_TELEGRAM__TOKEN", TELEGRAM)
    monkeypatch.setenv("BOT_DISCORD__TOKEN_FILE", "nowhere")
    monkeypatch.setenv("BOT_COLOURS__X", "1")
    text = (
        f'nothing = 1\n[telegram]\ntoken = "{TELEGRAM}"\n[queue]\nlease = "24"\nidle_close = "1 day"\n'
        '[log]\nlevel = "loud"\n[discord]\nmentor_channel = "x"'
    )
    said = faults(load, text)
    wanted = (
        "unknown key nothing",
        "token must not",
        "queue.lease =",
        "queue.idle_close",
        "log.level",
        "discord.mentor_channel",
        "telegram.mentor_chat is missing",
        "discord.mentor_role is missing",
        "discord.token_file",
        "BOT_COLOURS__X",
    )
    assert [sum(word in fault for fault in said) for word in wanted] == [1] * len(wanted)
    assert len(said) == len(wanted)
