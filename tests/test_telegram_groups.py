"""Asking in a Telegram group, where everybody reads what the bot says."""

from pathlib import Path

from doubles.telegram.server import BotApi
from telegram_kit import settings as telegram_settings
from world import NOBODY_KNOWS, Clock, running, settings


async def test_what_is_personal_is_not_said_in_the_group(tmp_path: Path) -> None:
    async with BotApi.running() as api:
        amina, mel = api.user("Amina"), api.user("Mel")
        mentors = api.supergroup("Mentors", mel, bot="administrator")
        study = api.supergroup("Study group", amina, mel)
        chosen = settings(tmp_path, telegram=telegram_settings(api, mentors.id))
        async with running(chosen, Clock()):
            await amina.starts()
            await amina.says(study, f"/ask {NOBODY_KNOWS}")
            await amina.presses(await amina.hears("no checked answer", study), "Ask a mentor")
            public = await amina.hears("Your question is number 1", study)
            private = await amina.hears("Mentors see you as")
            alias = private.text.split("Mentors see you as ")[1].split(".")[0]
            assert alias not in public.text
            await amina.says(study, "/threads")
            await amina.hears("answered you privately", study)
            await amina.hears("next in the queue")
            assert all("#1 ·" not in message.text for message in study.messages)


async def test_who_never_started_the_bot_is_shown_the_way(tmp_path: Path) -> None:
    async with BotApi.running() as api:
        amina, mel = api.user("Amina"), api.user("Mel")
        mentors = api.supergroup("Mentors", mel, bot="administrator")
        study = api.supergroup("Study group", amina, mel)
        chosen = settings(tmp_path, telegram=telegram_settings(api, mentors.id))
        async with running(chosen, Clock()):
            await amina.says(study, f"/ask {NOBODY_KNOWS}")
            await amina.presses(await amina.hears("no checked answer", study), "Ask a mentor")
            opened = await amina.hears("Your question is number 1", study)
            assert opened.labels == ["Write to me privately"]
            card = await mel.hears("My dean retired", mentors)
            await mel.presses(card, "Claim")
            await mel.says(mentors, "Which year did you graduate?", reply_to=card)
            nudge = await amina.hears("There is an answer to question #1", study)
            assert nudge.labels == ["Write to me privately"]
            await mel.hears("did not reach", mentors)
            await amina.starts()
            await amina.hears("Which year did you graduate?")
