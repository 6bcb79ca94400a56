"""Every error orchtui raises on purpose.

    OrchtuiError                 what happened, to what, and what to do next
    ├── UsageError               the person's mistake: exit 2
    │   ├── RecipeError          a recipe that cannot run; carries every problem found
    │   ├── ExpressionError      a condition that cannot be read, with where
    │   ├── UnknownRun           no run, or several, by that name
    │   ├── RunIsOwned           another live process has the run
    │   └── JournalError         the database cannot be used as it is
    ├── ModelError               who should have answered did not; `kind` says how
    ├── OwnershipLost            another process took the run over
    └── Divergence               a re-executed flow decided otherwise than its record

What a step or a flow raises while it runs (`StepError`, `LoopFound`) is in `domain/flow.py`:
flows catch those, nobody else does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Divergence",
    "ExpressionError",
    "JournalError",
    "ModelError",
    "ModelFault",
    "OrchtuiError",
    "OwnershipLost",
    "Problem",
    "RecipeError",
    "RunIsOwned",
    "UnknownRun",
    "UsageError",
]


class OrchtuiError(Exception):
    """The root: anything orchtui says no to."""


class UsageError(OrchtuiError):
    """The person's mistake: the message says how to mend it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a recipe, and where."""

    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    key: str = ""

    def __str__(self) -> str:
        """`file:line:column: key: message`, as compilers say it."""
        where = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return ": ".join(part for part in (where, self.key, self.message) if part)


class RecipeError(UsageError):
    """A recipe that cannot run; every problem found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ExpressionError(UsageError):
    """A condition that cannot be read or does not hold together; `at` is the character."""

    def __init__(self, message: str, at: int = 0) -> None:
        self.at = at
        super().__init__(message)


class UnknownRun(UsageError):
    """No run, or several, go by what was typed."""


class RunIsOwned(UsageError):
    """The run is being carried out by another live process."""


class JournalError(UsageError):
    """The database file cannot be used as it is."""


ModelFault = Literal[
    "auth",  # the key is missing or refused
    "rate_limit",
    "timeout",
    "server",  # the provider said it failed
    "disconnected",
    "truncated",  # the stream ended without a finish reason
    "malformed",  # an answer nobody can read
    "refused",  # the request itself is not accepted
    "unavailable",  # not reached at all
]


class ModelError(OrchtuiError):
    """Who should have answered did not; what had come by then is kept."""

    def __init__(self, kind: ModelFault, message: str) -> None:
        self.kind: ModelFault = kind
        super().__init__(message)


class OwnershipLost(OrchtuiError):
    """Another process has taken the run over; nothing more may be written to it here."""


class Divergence(OrchtuiError):
    """A re-executed flow decided otherwise than its record; `path` names the step."""

    def __init__(self, message: str, path: str = "") -> None:
        self.path = path
        super().__init__(message)
