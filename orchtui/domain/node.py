"""What a pattern is to the rest: a node that runs on a stage, and can be sketched before it runs.

A pattern is one file in `patterns/`: how its YAML is read, how it runs, how its graph looks before
anything ran. `Reader` is what reading gives it; it runs on a `Stage` and draws on a `Sketch`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from orchtui.domain.data import Data
from orchtui.domain.expression import Expression
from orchtui.domain.limits import Limits
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import Keys
from orchtui.domain.scope import Stage


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a recipe's text something stands, from 1."""

    line: int = 0
    column: int = 0
    key: str = ""


class Node(Protocol):
    """One part of a recipe's flow."""

    async def run(self, stage: Stage) -> Stage:
        """Plan and run this part; what comes next starts from the stage returned."""
        ...

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw this part; what comes next is drawn from the sketch returned."""
        ...


class Reader(Protocol):
    """One place in a recipe's YAML, as a pattern reads it; problems are noted, reading goes on."""

    @property
    def place(self) -> Place:
        """Where this is."""
        ...

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the mapping that stands here; none when it is something else."""
        ...

    def at(self, key: str) -> Reader:
        """The value of a key."""
        ...

    def items(self) -> tuple[Reader, ...]:
        """The items of the list that stands here."""
        ...

    def entries(self) -> Iterator[tuple[str, Reader]]:
        """The keys and values of the mapping that stands here."""
        ...

    def words(self) -> tuple[str, ...]:
        """The words that stand here: a list, or one alone."""
        ...

    def count(self) -> int:
        """The whole number, from 1, that stands here."""
        ...

    def share(self) -> float:
        """The number from 0 to 1 that stands here."""
        ...

    def data(self) -> Data:
        """Whatever stands here, as plain data."""
        ...

    def group_limits(self) -> Limits:
        """The limits of a group of steps that stand here."""
        ...

    def node(self) -> Node:
        """The flow part that stands here."""
        ...

    def text(self) -> str:
        """The text that stands here, the recipe's parameters filled in."""
        ...

    def flag(self) -> bool:
        """The true or false that stands here."""
        ...

    def number(self) -> float:
        """The number that stands here."""
        ...

    def step_limits(self) -> Limits:
        """The limits of one step that stand here."""
        ...

    def expression(self) -> Expression:
        """The condition that stands here."""
        ...

    def agent(self, name: str) -> str:
        """An agent's name, which must be one of the recipe's."""
        ...

    def skills(self, agent: str) -> tuple[str, ...]:
        """What an agent of the recipe is good at."""
        ...

    def allow(self, *keys: str) -> None:
        """Note every key that is not among these."""
        ...

    def problem(self, message: str) -> None:
        """Note what is wrong here."""
        ...


@dataclass(frozen=True, slots=True)
class Form:
    """How a pattern is written in a recipe: one line on it, its keys, and how it is read."""

    about: str
    keys: Keys
    read: Callable[[Reader], Node]


Forms = Mapping[str, Form]
