"""A fresh Bot API server and a real client for each test."""

from collections.abc import AsyncIterator

import pytest
from doubles.telegram.clients import connected
from doubles.telegram.server import BotApi
from telegram import Bot


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.running() as server:
        yield server


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with connected(api) as client:
        yield client
