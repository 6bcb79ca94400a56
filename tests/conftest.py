"""What holds for every test: hypothesis asserts no time, and no real key is in reach."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("orchtui", deadline=None)
settings.load_profile("orchtui")
