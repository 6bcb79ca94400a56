"""What the operators and functions of an expression do to plain values.

Values are what a scope may hold: text, numbers, true and false, null, lists and mappings.
A value of the wrong kind is a `Mistake`, of which `evaluate` makes an `ExpressionError`
that shows the part of the text that met it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final, TypeGuard

__all__ = [
    "ARITHMETIC",
    "COMPARISONS",
    "LARGEST",
    "Mistake",
    "add",
    "attribute",
    "item",
    "kind_of",
    "nearest",
    "negative",
    "number",
    "plain",
    "sized",
]

LARGEST: Final = 10**18
LONGEST: Final = 10_000

_PLAIN: Final = frozenset({str, int, float, bool, type(None), list, tuple, dict})
_MISSING: Final = object()


class Mistake(Exception):
    """A value an operation cannot use; `evaluate` says which part of the text met it."""


def nearest(word: str, known: Iterable[object]) -> str:
    """`; did you mean …?` for the nearest known word, or nothing."""
    close = get_close_matches(word, [key for key in known if isinstance(key, str)], 1, 0.6)
    return f"; did you mean {close[0]}?" if close else ""


def plain(value: object) -> object:
    """The value itself, if it is plain data; what is not has methods we never call."""
    if value.__class__ in _PLAIN or isinstance(value, str | int | float | list | tuple | Mapping):
        return value
    raise Mistake(f"holds a {type(value).__name__}, which a condition cannot read")


def kind_of(value: object) -> str:
    """What the value is, in a reader's words."""
    if value is None:
        return "null"
    for types, name in (
        (bool, "true or false"),
        (int | float, "a number"),
        (str, "text"),
        (list | tuple, "a list"),
        (Mapping, "a mapping"),
    ):
        if isinstance(value, types):
            return name
    return f"a {type(value).__name__}"


# --- reading into values -----------------------------------------------------------------


def attribute(whole: object, key: str) -> object:
    """What a mapping holds under a key."""
    if whole.__class__ is not dict and not isinstance(whole, Mapping):
        raise Mistake(f"{kind_of(whole)} has no .{key}; only a mapping could have it")
    found = whole.get(key, _MISSING)  # never whole[key]: a defaultdict would be changed by it
    if found is _MISSING:
        raise Mistake(f"there is no {key!r} here{nearest(key, whole)}")
    return plain(found)


def item(whole: object, key: object) -> object:
    """What a mapping holds under a text, or a list or text at a position."""
    if isinstance(whole, Mapping):
        if not isinstance(key, str):
            raise Mistake(f"a mapping is read by text, not by {kind_of(key)}")
        return attribute(whole, key)
    if isinstance(whole, list | tuple | str):
        if not isinstance(key, int) or isinstance(key, bool):
            raise Mistake(f"{kind_of(whole)} is read by a whole number, not by {kind_of(key)}")
        try:
            return plain(whole[key])
        except IndexError:
            raise Mistake(f"there is no position {key}; the length is {len(whole)}") from None
    raise Mistake(f"{kind_of(whole)} has no parts to read")


# --- arithmetic --------------------------------------------------------------------------


def _is_number(value: object) -> TypeGuard[int | float]:
    exact = value.__class__
    if exact is int or exact is float:  # nearly always, and much the fastest to tell
        return True
    return isinstance(value, int | float) and exact is not bool


def number(value: object, verb: str) -> int | float:
    """The value, if it is a number; true and false are none."""
    if not _is_number(value):
        raise Mistake(f"cannot {verb} {kind_of(value)}; it needs a number")
    return sized(value)


def sized(value: int | float) -> int | float:
    """The number, if it is not absurdly large."""
    if isinstance(value, int) and not -LARGEST <= value <= LARGEST:
        raise Mistake("whole numbers beyond 10**18 are not worked with")
    return value


def add(left: object, right: object) -> object:
    """The sum of two numbers, or two texts or lists one after the other."""
    if isinstance(left, str) and isinstance(right, str):
        _short_enough(len(left) + len(right), "text", "characters")
        return left + right
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        _short_enough(len(left) + len(right), "a list", "items")
        return [*left, *right]
    if kind_of(left) != kind_of(right):
        raise Mistake(f"cannot add {kind_of(right)} to {kind_of(left)}; add like to like")
    return sized(number(left, "add") + number(right, "add"))


def _short_enough(length: int, what: str, unit: str) -> None:
    if length > LONGEST:
        raise Mistake(f"makes {what} of {length:,} {unit}; the most is {LONGEST:,}")


def _subtract(left: object, right: object) -> object:
    return sized(number(left, "subtract from") - number(right, "subtract"))


def _multiply(left: object, right: object) -> object:
    return sized(number(left, "multiply") * number(right, "multiply by"))


def _divide(left: object, right: object) -> object:
    dividend, divisor = number(left, "divide"), number(right, "divide by")
    if divisor == 0:
        raise Mistake("division by zero; test the divisor first, as in `n > 0 and cost / n > 1`")
    return dividend / divisor


def negative(value: object) -> object:
    """Minus the number."""
    return -number(value, "negate")


ARITHMETIC: Final[Mapping[str, Callable[[object, object], object]]] = MappingProxyType(
    {"+": add, "-": _subtract, "*": _multiply, "/": _divide}
)


# --- comparisons -------------------------------------------------------------------------


def _ordered(
    numbers: Callable[[int | float, int | float], bool], texts: Callable[[str, str], bool]
) -> Callable[[object, object], bool]:
    def compare(left: object, right: object) -> bool:
        if _is_number(left) and _is_number(right):
            return numbers(left, right)
        if isinstance(left, str) and isinstance(right, str):
            return texts(left, right)
        raise Mistake(f"cannot compare {kind_of(left)} with {kind_of(right)}")

    return compare


def _within(part: object, whole: object) -> bool:
    if isinstance(whole, list | tuple):
        return part in whole
    if not isinstance(whole, str | Mapping):
        raise Mistake(f"cannot look inside {kind_of(whole)}; it needs text, a list or a mapping")
    if not isinstance(part, str):
        raise Mistake(f"cannot look for {kind_of(part)} in {kind_of(whole)}; only for text")
    return part in whole


COMPARISONS: Final[Mapping[str, Callable[[object, object], bool]]] = MappingProxyType(
    {
        "==": lambda left, right: left == right,
        "!=": lambda left, right: left != right,
        "<": _ordered(lambda a, b: a < b, lambda a, b: a < b),
        "<=": _ordered(lambda a, b: a <= b, lambda a, b: a <= b),
        ">": _ordered(lambda a, b: a > b, lambda a, b: a > b),
        ">=": _ordered(lambda a, b: a >= b, lambda a, b: a >= b),
        "in": _within,
        "not in": lambda part, whole: not _within(part, whole),
    }
)
