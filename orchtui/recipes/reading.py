"""What the readers of one recipe share: who there is, what is set, and every problem so far."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from orchtui.domain.data import Parameter
from orchtui.domain.node import Place
from orchtui.errors import Problem

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
