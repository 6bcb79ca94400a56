"""What tests of models share: an environment without anyone's keys or addresses."""

from __future__ import annotations

import os
import re

import pytest

_PRIVATE = re.compile(r"_(?:KEY|TOKEN|SECRET|API_BASE|BASE_URL|API_URL|API_VERSION)$")


@pytest.fixture(autouse=True)
def nobodys_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No real key can be sent, and no test depends on whose machine it runs on."""
    for name in filter(_PRIVATE.search, list(os.environ)):
        monkeypatch.delenv(name)
