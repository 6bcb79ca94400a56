"""The deterministic heart: observations in, decisions and effects out. No I/O, no clock."""

from orchtui.core.core import Core
from orchtui.core.effects import Call, EndCall

__all__ = ["Call", "Core", "EndCall"]
