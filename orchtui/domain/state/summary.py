"""What a list of runs shows of one run: the row that is kept up to date beside its events."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in one line; money in nano-dollars, `over` when no process has it any more."""

    status: str = "running"
    steps: int = 0
    done: int = 0
    cost: int = 0
    tokens: int = 0
    seconds: float = 0.0
    over: bool = False


@dataclass(frozen=True, slots=True)
class RunRow:
    """A stored run as lists show it; `owner` is empty when no process claims it."""

    id: str
    recipe: str
    task: str
    rehearsed: bool
    started: float
    updated: float
    summary: Summary
    owner: str = ""
    epoch: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """A place where a searched text stands."""

    run: str
    path: str
    what: str
    excerpt: str
