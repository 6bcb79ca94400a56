"""How a supervisor is told, read and followed, round by round."""

from orchtui.patterns.supervising.turn import Result
from orchtui.patterns.supervising.work import CHECK, Work

__all__ = ["CHECK", "Result", "Work"]
