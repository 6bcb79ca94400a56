"""A strategy as it stands in a recipe, under `settle:` or another strategy's `then:`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from orchtui.domain.node import Reader
from orchtui.domain.preview import nearest
from orchtui.patterns.settlement.case import Strategy


@dataclass(frozen=True, slots=True)
class Written:
    """Where a strategy is read: under which name, for which members, compared by which fields.

    `another` reads the strategy that stands elsewhere, for the same members.
    """

    reader: Reader
    name: str
    members: tuple[str, ...]
    compared: tuple[str, ...]
    another: Callable[[Reader], Strategy]

    def text(self, key: str) -> str:
        """The text under a key, if there is one."""
        return self.reader.at(key).text()

    def agent(self, key: str, purpose: str) -> str:
        """The agent under a key that is needed."""
        if key not in self.reader.keys:
            self.reader.problem(f"{self.name} needs {key}: the agent that {purpose}")
            return ""
        at = self.reader.at(key)
        return at.agent(at.text())

    def then(self, default: Strategy) -> Strategy:
        """The strategy under `then:`."""
        return self.another(self.reader.at("then")) if "then" in self.reader.keys else default

    def members_at(self, key: str, names: Iterable[str]) -> None:
        """Note the names under a key that are no members'."""
        among(self.reader.at(key), names, self.members)


def among(reader: Reader, names: Iterable[str], members: Iterable[str]) -> None:
    """Note those of the names that are no members'."""
    known = tuple(members)
    for name in names:
        if name not in known:
            reader.problem(f"{name} is no member here{nearest(name, known)}")
