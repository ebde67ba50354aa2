"""Fixtures that every test may use."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from world import Talk, talking


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(tmp_path) as conversation:
        yield conversation
