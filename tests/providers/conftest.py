"""What tests of models share: an environment without keys or addresses, and a model to ask."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.providers.asking import Asked

_PRIVATE = re.compile(r"_(?:KEY|TOKEN|SECRET|API_BASE|BASE_URL|API_URL|API_VERSION)$")


@pytest.fixture(autouse=True)
def nobodys_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No real key can be sent, and no test depends on whose machine it runs on."""
    for name in filter(_PRIVATE.search, list(os.environ)):
        monkeypatch.delenv(name)


@pytest_asyncio.fixture
async def asked() -> AsyncIterator[Asked]:
    """A real model, closed after the test."""
    asked = Asked()
    yield asked
    await asked.model.close()
