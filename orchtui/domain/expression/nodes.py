"""The tree of an expression: one frozen node a form, and how each finds its value.

`parse` builds the tree; what an operator does to values is in `operations`. A node knows
the span of text it was read from, so that `evaluate` can report a wrong value in the
writer's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from orchtui.domain.expression.functions import FUNCTIONS
from orchtui.domain.expression.operations import (
    ARITHMETIC,
    COMPARISONS,
    Mistake,
    attribute,
    item,
    nearest,
    negative,
    plain,
)

__all__ = [
    "And",
    "Arithmetic",
    "Attribute",
    "Call",
    "Comparison",
    "Expression",
    "Items",
    "Literal",
    "Name",
    "Negative",
    "Node",
    "Not",
    "Or",
    "Scope",
    "Subscript",
]

Scope = Mapping[str, object]

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression; equal nodes mean the same, wherever they were written."""

    start: int = field(compare=False, kw_only=True, default=0)
    end: int = field(compare=False, kw_only=True, default=0)

    def value(self, scope: Scope) -> object:
        """What this part comes to when names mean what the scope says."""
        raise NotImplementedError

    def parts(self) -> tuple[Node, ...]:
        """The nodes directly inside this one."""
        return ()

    def dotted(self) -> str:
        """`a.b.c` where this is a name and attributes of it, else nothing."""
        return ""


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, a text, true, false or null, as written."""

    constant: int | float | str | bool | None

    def value(self, scope: Scope) -> object:
        return self.constant


@dataclass(frozen=True, slots=True)
class Items(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]

    def value(self, scope: Scope) -> object:
        return [part.value(scope) for part in self.items]

    def parts(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name of the scope."""

    name: str

    def value(self, scope: Scope) -> object:
        found = scope.get(self.name, _MISSING)
        if found is _MISSING:
            raise Mistake(f"nothing goes by this name{nearest(self.name, scope)}")
        return plain(found)

    def dotted(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Attribute(Node):
    """`whole.key`: a key of a mapping, never an attribute of a Python object."""

    whole: Node
    key: str

    def value(self, scope: Scope) -> object:
        return attribute(self.whole.value(scope), self.key)

    def parts(self) -> tuple[Node, ...]:
        return (self.whole,)

    def dotted(self) -> str:
        before = self.whole.dotted()
        return f"{before}.{self.key}" if before else ""


@dataclass(frozen=True, slots=True)
class Subscript(Node):
    """`whole[key]`."""

    whole: Node
    key: Node

    def value(self, scope: Scope) -> object:
        return item(self.whole.value(scope), self.key.value(scope))

    def parts(self) -> tuple[Node, ...]:
        return (self.whole, self.key)


@dataclass(frozen=True, slots=True)
class Call(Node):
    """One of the table's functions on some values."""

    function: str
    arguments: tuple[Node, ...]

    def value(self, scope: Scope) -> object:
        return FUNCTIONS[self.function].apply([part.value(scope) for part in self.arguments])

    def parts(self) -> tuple[Node, ...]:
        return self.arguments


@dataclass(frozen=True, slots=True)
class Negative(Node):
    """`-operand`."""

    operand: Node

    def value(self, scope: Scope) -> object:
        return negative(self.operand.value(scope))

    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class _Binary(Node):
    left: Node
    operator: str
    right: Node

    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Arithmetic(_Binary):
    """`left + right`, and `-`, `*`, `/`."""

    def value(self, scope: Scope) -> object:
        return ARITHMETIC[self.operator](self.left.value(scope), self.right.value(scope))


@dataclass(frozen=True, slots=True)
class Comparison(_Binary):
    """`left < right`, and the other comparisons, `in` and `not in`."""

    def value(self, scope: Scope) -> object:
        return COMPARISONS[self.operator](self.left.value(scope), self.right.value(scope))


@dataclass(frozen=True, slots=True)
class Not(Node):
    """`not operand`."""

    operand: Node

    def value(self, scope: Scope) -> object:
        return not self.operand.value(scope)

    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class And(Node):
    """The first operand that does not hold, else the last; the rest is not looked at."""

    operands: tuple[Node, ...]

    def value(self, scope: Scope) -> object:
        result: object = True
        for operand in self.operands:
            result = operand.value(scope)
            if not result:
                break
        return result

    def parts(self) -> tuple[Node, ...]:
        return self.operands


@dataclass(frozen=True, slots=True)
class Or(Node):
    """The first operand that holds, else the last; the rest is not looked at."""

    operands: tuple[Node, ...]

    def value(self, scope: Scope) -> object:
        result: object = False
        for operand in self.operands:
            result = operand.value(scope)
            if result:
                break
        return result

    def parts(self) -> tuple[Node, ...]:
        return self.operands


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition that has been read: its text, its tree, and the dotted names it reads."""

    text: str
    root: Node
    names: frozenset[str] = field(compare=False, init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(_names(self.root)))

    def __str__(self) -> str:
        return self.text


def _names(node: Node) -> Iterator[str]:
    if chain := node.dotted():
        yield chain
        return
    for part in node.parts():
        yield from _names(part)
