"""Learns which keys a pattern takes, by letting it read a place where nothing stands."""

from __future__ import annotations

from orchtui.config.parts import Nothing
from orchtui.domain import expression
from orchtui.domain.expression import Expression
from orchtui.domain.limits import Limits
from orchtui.domain.pattern import Node, Place, Reader, ReadPattern


def allowed_keys(read: ReadPattern) -> tuple[str, ...]:
    """The keys that a pattern allows, its own among them."""
    probe = _Probe()
    read(probe)
    return tuple(probe.allowed)


class _Probe:
    """A place where nothing stands, that remembers what could."""

    def __init__(self) -> None:
        self.allowed: list[str] = []
        self.place = Place()
        self.keys: tuple[str, ...] = ()

    def at(self, key: str) -> Reader:
        return _Probe()

    def items(self) -> tuple[Reader, ...]:
        return ()

    def node(self) -> Node:
        return Nothing()

    def text(self) -> str:
        return ""

    def flag(self) -> bool:
        return False

    def number(self) -> float:
        return 1

    def limits(self) -> Limits:
        return Limits()

    def expression(self) -> Expression:
        return expression.parse("true")

    def agent(self, name: str) -> str:
        return name

    def allow(self, *keys: str) -> None:
        self.allowed.extend(keys)

    def problem(self, message: str) -> None:
        """Nothing stands here, so nothing is wrong with it."""
