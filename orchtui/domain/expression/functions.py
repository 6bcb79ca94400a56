"""The functions an expression may call: this table and no other.

Each entry says how many values it takes, so that a wrong call is found when the
expression is read, before anything runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from orchtui.domain.expression.operations import (
    COMPARISONS,
    Mistake,
    kind_of,
    number,
    sized,
)

__all__ = ["FUNCTIONS", "Function"]

_MOST_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class Function:
    """A callable of the language: its name, what it takes, and what it does."""

    name: str
    takes: str
    fewest: int
    most: int
    apply: Callable[[Sequence[object]], object]


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise Mistake(f"{name} needs text, not {kind_of(value)}")
    return value


def _items(value: object, name: str) -> Sequence[object]:
    if not isinstance(value, list | tuple):
        raise Mistake(f"{name} needs a list, not {kind_of(value)}")
    return value


def _length(values: Sequence[object]) -> object:
    if not isinstance(values[0], str | list | tuple | Mapping):
        raise Mistake(f"len needs text, a list or a mapping, not {kind_of(values[0])}")
    return len(values[0])


def _extreme(name: str, is_better: Callable[[object, object], bool]) -> Function:
    def best(values: Sequence[object]) -> object:
        candidates = _items(values[0], name) if len(values) == 1 else values
        if not candidates:
            raise Mistake(f"{name} of an empty list; test its len first")
        winner = candidates[0]
        is_better(winner, winner)  # a lone null or list is refused like one among others
        for candidate in candidates[1:]:
            if is_better(candidate, winner):
                winner = candidate
        return winner

    return Function(name, "a list, or two values and more", 1, 100, best)


def _sum(values: Sequence[object]) -> object:
    total: int | float = 0
    for value in _items(values[0], "sum"):
        total = sized(total + number(value, "sum"))
    return total


def _round(values: Sequence[object]) -> object:
    value = number(values[0], "round")
    digits = number(values[1], "round to") if len(values) == 2 else None
    if digits is not None and digits not in range(_MOST_DIGITS + 1):
        raise Mistake(f"round takes 0 to {_MOST_DIGITS} digits, not {digits}")
    try:
        return sized(round(value) if digits is None else round(value, int(digits)))
    except (OverflowError, ValueError):
        raise Mistake(f"cannot round {value} to a whole number") from None


FUNCTIONS: Final[Mapping[str, Function]] = MappingProxyType(
    {
        function.name: function
        for function in (
            Function("len", "one text, list or mapping", 1, 1, _length),
            Function("lower", "one text", 1, 1, lambda v: _text(v[0], "lower").lower()),
            Function("upper", "one text", 1, 1, lambda v: _text(v[0], "upper").upper()),
            _extreme("min", COMPARISONS["<"]),
            _extreme("max", COMPARISONS[">"]),
            Function("sum", "one list of numbers", 1, 1, _sum),
            Function("round", "a number, and how many digits to keep", 1, 2, _round),
            Function("abs", "one number", 1, 1, lambda v: abs(number(v[0], "take abs of"))),
            Function("any", "one list", 1, 1, lambda v: any(_items(v[0], "any"))),
            Function("all", "one list", 1, 1, lambda v: all(_items(v[0], "all"))),
            Function(
                "contains",
                "text or list, and a part",
                2,
                2,
                lambda v: COMPARISONS["in"](v[1], v[0]),
            ),
        )
    }
)
