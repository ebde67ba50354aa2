"""The library of a running bot: made from files, made anew when they change, and never in anybody's way."""

import asyncio
import shutil
from pathlib import Path

import pytest
from world import ROOT, talking

from bot.config import Settings
from bot.config.model import FaqSettings, MatchingSettings, StoreSettings
from bot.librarian import Librarian, load_library
from bot.store import encodings
from bot.store.database import Store

NEW = """---
title: May I bring my own chair to the exam?
phrasings:
  - can i take my ergonomic chair to prometric
  - bringing a personal chair on test day
tags: [exam-day]
sources:
  - title: USMLE
    url: https://www.usmle.org
    checked: 2026-11-22
reviewed: 2026-11-22
review_every: 12 months
---
Ask for it as an accommodation before you book.
"""


def settings_for(folder: Path, encoder: str = "minilm") -> Settings:
    return Settings(
        store=StoreSettings(url=f"sqlite:///{folder / 'bot.db'}"),
        faq=FaqSettings(path=str(folder / "faq")),
        matching=MatchingSettings.model_validate({"encoder": encoder}),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "faq/usmle").mkdir(parents=True)
    for entry in ("exam-day", "fees", "snow"):
        source = ROOT / "faq/usmle" / f"{entry}.md"
        if source.exists():
            shutil.copy(source, tmp_path / "faq/usmle")
    return tmp_path


async def test_what_was_encoded_is_kept_and_not_encoded_again(folder: Path) -> None:
    settings = settings_for(folder)
    (folder / "faq/usmle/own-chair.md").write_text(NEW, encoding="utf-8")
    store = await Store.open(settings.store.url)
    try:
        librarian = Librarian(settings, store)
        library = await librarian.library()
        assert library.index.judge("may i bring a chair of my own").top[0] == "usmle/own-chair"
        version = (ROOT / "bot/matching/encoder/version").read_text(encoding="ascii").strip()
        kept = await store.read(lambda tx: encodings.kept(tx, version))
        assert "bringing a personal chair on test day" in kept
        await store.write(lambda tx: encodings.keep(tx, version, {"a text of before": b"\0" * 768}))
        await librarian.library()
        again = await store.read(lambda tx: encodings.kept(tx, version))
        assert set(again) == {*kept, "a text of before"}
    finally:
        await store.close()


async def test_encodings_of_another_version_go(folder: Path) -> None:
    store = await Store.open(settings_for(folder).store.url)
    try:
        await store.write(lambda tx: encodings.keep(tx, "old", {"text": b"\1"}))
        await store.write(lambda tx: encodings.keep(tx, "new", {"text": b"\2"}))
        assert await store.read(lambda tx: encodings.kept(tx, "old")) == {}
        assert await store.read(lambda tx: encodings.kept(tx, "new")) == {"text": b"\2"}
    finally:
        await store.close()


def test_without_the_encoder_everything_still_works(folder: Path) -> None:
    (folder / "faq/usmle/own-chair.md").write_text(NEW, encoding="utf-8")
    library = load_library(settings_for(folder, "none"))
    assert library.index.judge("bringing a personal chair on test day").entry_id == "usmle/own-chair"


async def test_a_changed_faq_is_served_without_a_restart_and_asking_does_not_wait(tmp_path: Path) -> None:
    folder = tmp_path / "faq"
    shutil.copytree(ROOT / "faq", folder)
    async with talking(tmp_path, faq=FaqSettings(path=str(folder))) as talk:
        (folder / "usmle/own-chair.md").write_text(NEW, encoding="utf-8")
        renewing = asyncio.create_task(talk.app.renew())
        await talk.say("asker1: how long is the oet valid for ecfmg")
        assert not renewing.done()
        assert talk.to("asker1")
        await renewing
        await talk.say("asker1: bringing a personal chair on test day")
        assert "May I bring my own chair" in talk.last("asker1").text
