"""Reads one place of a recipe, notes what is wrong there, and goes on with a stand-in.

This is the `Reader` that patterns are given; the other sections of a recipe are read with it too.
What a part of a flow is, is decided in `parts`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from orchtui.domain import expression
from orchtui.domain.data import Data, Parameter
from orchtui.domain.expression import Expression
from orchtui.domain.limits import Limits, limits_from
from orchtui.domain.node import Node, Place
from orchtui.domain.preview import nearest
from orchtui.domain.recipe_keys import Keys
from orchtui.domain.suggest import closest
from orchtui.errors import ExpressionError, Problem
from orchtui.recipes.key_reference import AGENT_LIMITS, GROUP_LIMITS
from orchtui.recipes.yaml import Absent, Entry, Keyed, Listing, Plain, Scalar, Tree

_STAND_IN: Final = expression.parse("true")


@dataclass(frozen=True, slots=True)
class YamlReader:
    """A place in a recipe: what stands there, under which key."""

    reading: Reading
    tree: Tree
    place: Place

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the mapping that stands here; none when it is something else."""
        return tuple(self.tree.entries) if isinstance(self.tree, Keyed) else ()

    def at(self, key: str) -> YamlReader:
        """The value of a key."""
        entry = self.tree.entries.get(key) if isinstance(self.tree, Keyed) else None
        if entry is None:
            absent = Absent(self.place.line, self.place.column)
            return YamlReader(self.reading, absent, Place(absent.line, absent.column, key))
        return YamlReader(self.reading, entry.value, _place_of(entry))

    def items(self) -> tuple[YamlReader, ...]:
        """The items of the list that stands here."""
        if isinstance(self.tree, Listing) and self.tree.items:
            return tuple(self.below(item) for item in self.tree.items)
        if isinstance(self.tree, Listing):
            self.problem("this list is empty; put something in, or take its key out")
        else:
            self.expected("a list, [a, b] or lines that start with '- '")
        self.reading.unreadable = True
        return ()

    def entries(self) -> Iterator[tuple[str, YamlReader]]:
        """The keys and values of the mapping that stands here."""
        if not isinstance(self.tree, Keyed):
            self.expected("keys and values")
        elif not self.tree.entries:
            self.problem("this is empty; put something in, or take its key out")
        yield from ((key, self.at(key)) for key in self.keys)

    def below(self, tree: Tree) -> YamlReader:
        """Something that stands under the same key."""
        return self.of(tree, Place(tree.line, tree.column, self.place.key))

    def of(self, tree: Tree, place: Place) -> YamlReader:
        """Something else of the same recipe."""
        return YamlReader(self.reading, tree, place)

    def key_place(self, key: str) -> Place:
        """Where a key itself stands."""
        entry = self.tree.entries.get(key) if isinstance(self.tree, Keyed) else None
        return Place(entry.line, entry.column, key) if entry else self.place

    # -- values --------------------------------------------------------------------------------

    def node(self) -> Node:
        """Return the part of the flow that is here."""
        if self.reading.read_part is None:
            raise RuntimeError("this recipe is read without its flow")
        return self.reading.read_part(self)

    def text(self) -> str:
        """The text that stands here, the recipe's parameters filled in."""
        if isinstance(self.tree, Scalar) and self.tree.value is not None:
            return self.reading.filled(self.tree.written.strip())
        quotes = "; a text that starts with { goes in quotes" if self.keys else ""
        self.expected("text", quotes)
        return ""

    def whole_text(self) -> str:
        """The text that stands here, or keys and values as the JSON a model would reply with."""
        if isinstance(self.tree, Keyed):
            return json.dumps(self.data(), ensure_ascii=False, indent=2)
        return self.text()

    def flag(self) -> bool:
        """The true or false that stands here."""
        if isinstance(self.tree, Scalar) and isinstance(self.tree.value, bool):
            return self.tree.value
        self.expected("true or false")
        return False

    def number(self) -> float:
        """The number that stands here."""
        value = self.scalar()
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        self.expected("a number")
        return 1

    def count(self) -> int:
        """The whole number, from 1, that stands here."""
        value = self.number()
        if value < 1 or not float(value).is_integer():
            self.problem(f"expected a whole number from 1, found {value:g}")
            return 1
        return int(value)

    def share(self) -> float:
        """The number from 0 to 1 that stands here."""
        value = self.number()
        if not 0 <= value <= 1:
            self.problem(f"expected a number from 0 to 1, found {value:g}")
            return 1.0
        return float(value)

    def words(self) -> tuple[str, ...]:
        """The words that stand here: a list, or one alone."""
        if isinstance(self.tree, Listing):
            return tuple(item.text() for item in self.items())
        return (self.text(),)

    def step_limits(self) -> Limits:
        """Return the limits of one step that are set here."""
        return self.limits(AGENT_LIMITS)

    def group_limits(self) -> Limits:
        """Return the limits of a group of steps that are set here."""
        return self.limits(GROUP_LIMITS)

    def limits(self, keys: Keys) -> Limits:
        """Return the limits that are set here, of those in a table."""
        self.allow(*keys)
        found: dict[str, float] = {}
        for name, value in self.entries():
            if name not in keys:
                continue
            amount = value.number()
            shape = keys[name].shape
            if shape["type"] == "integer" and not float(amount).is_integer():
                value.problem(f"expected a whole number, found {amount}")
            elif amount < 0 or (amount == 0 and shape.get("minimum") != 0):
                least = "0 or more" if shape.get("minimum") == 0 else "more than 0"
                value.problem(f"a limit must be {least}, and {amount:g} is not")
            else:
                found[name] = amount
        return limits_from(found)

    def scalar(self) -> Plain:
        """The single value that stands here, if there is one."""
        return self.tree.value if isinstance(self.tree, Scalar) else None

    def data(self) -> Data:
        """Whatever stands here, as plain data, the recipe's parameters filled into its texts."""
        match self.tree:
            case Scalar(value=str() as value):
                return self.reading.filled(value)
            case Scalar(value=value):
                return value
            case Listing(items=items):
                return [self.below(item).data() for item in items]
            case Keyed():
                return {key: self.at(key).data() for key in self.keys}
        return None

    def expression(self) -> Expression:
        """The condition that stands here."""
        if not isinstance(self.tree, Scalar) or self.tree.value is None:
            self.expected("a condition, such as confidence < 0.8")
            return _STAND_IN
        written = self.tree.written.strip()
        try:
            return expression.parse(written)
        except ExpressionError as error:
            message = str(error).splitlines()[0]
            self.problem(f"{message}, at character {error.at + 1} of: {written}")
            return _STAND_IN

    def agent(self, name: str) -> str:
        """An agent's name, which must be one of the recipe's."""
        if name in self.reading.agents:
            return name
        self.problem(f"there is no agent {name}{nearest(name, self.reading.agents)}")
        return closest(name, self.reading.agents)

    def skills(self, agent: str) -> tuple[str, ...]:
        """What an agent of the recipe is good at."""
        return self.reading.skills.get(agent, ())

    # -- problems ------------------------------------------------------------------------------

    def allow(self, *keys: str) -> None:
        """Note every key that is not among these."""
        for key in self.keys:
            if key not in keys:
                message = f"unknown key {key}{nearest(key, keys)}"
                self.reading.note(message, self.key_place(key))

    def expected(self, what: str, hint: str = "") -> None:
        """Note that something else should stand here; what is not there was noted before."""
        if not isinstance(self.tree, Absent):
            self.problem(f"expected {what}, found {self.tree.kind}{hint}")

    def problem(self, message: str) -> None:
        """Note what is wrong here."""
        self.reading.note(message, self.place)


def _place_of(entry: Entry) -> Place:
    """Where a value stands, or its key when nothing is written for it."""
    value = entry.value
    if isinstance(value, Scalar) and value.value is None and not value.written:
        return Place(entry.line, entry.column, entry.key)
    return Place(value.line, value.column, entry.key)


_FIELD: Final = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")


@dataclass(slots=True)
class Reading:
    """One recipe being read; `unreadable` is set once a part of its flow is not known."""

    file: str = ""
    agents: tuple[str, ...] = ()
    skills: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    named: dict[str, Place] = field(default_factory=dict)
    asked: dict[str, list[Place]] = field(default_factory=dict)
    unreadable: bool = False
    read_part: Callable[[YamlReader], Node] | None = None

    def note(self, message: str, place: Place) -> None:
        """Keep a problem; the same one at the same place is kept once."""
        problem = Problem(message, self.file, place.line, place.column, place.key)
        if problem not in self.problems:
            self.problems.append(problem)

    def has_problem_at(self, place: Place) -> bool:
        """Whether something is wrong here already, so that nothing more need be said."""
        return any((p.line, p.column) == (place.line, place.column) for p in self.problems)

    def filled(self, text: str) -> str:
        """The text with each `{parameter}` replaced; other braces stay as they are."""
        return _FIELD.sub(self._value, text) if "{" in text else text

    def _value(self, match: re.Match[str]) -> str:
        value = self.parameters.get(match[1])
        if value is None:
            return match[0]
        return str(value).lower() if isinstance(value, bool) else str(value)
