"""The deterministic heart: observations in, decisions and effects out. No I/O, no clock."""

from orchtui.core.attempts import Call, EndCall
from orchtui.core.machine import Core

__all__ = ["Call", "Core", "EndCall"]
