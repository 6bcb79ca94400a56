"""What may become of a run and of a step: the legal transitions, as tables.

The fold walks these tables; tests check that whatever the core decides is legal by them. An event
that is not listed for a status leaves it as it is: an answer that comes too late changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

Transitions = Mapping[str, Mapping[str, str]]

STEP: Transitions = {
    "planned": {
        "step.asked": "running",
        "step.failed": "failed",
        "step.cancelled": "cancelled",
        "step.skipped": "skipped",
    },
    "running": {
        "step.replied": "done",
        "attempt.failed": "waiting",
        "attempt.ended": "waiting",  # its process left it; it will be asked again
        "run.resumed": "waiting",  # its process is gone, and so is the call
        "step.failed": "failed",
        "step.cancelled": "cancelled",
    },
    "waiting": {
        "step.asked": "running",
        "step.failed": "failed",
        "step.cancelled": "cancelled",
        "step.skipped": "skipped",
    },
    "done": {"step.rejected": "waiting"},
    "failed": {},
    "cancelled": {},
    "skipped": {},
}

LATE: Mapping[str, frozenset[str]] = {
    status: frozenset({"step.replied", "attempt.failed", "attempt.ended"})
    for status in ("done", "failed", "cancelled", "waiting", "skipped")
}

RUN: Transitions = {
    "new": {"run.started": "running"},
    "running": {
        "run.interrupted": "interrupted",
        "run.resumed": "running",
        "run.finished": "finished",
    },
    "interrupted": {"run.resumed": "running"},
    "finished": {},
}

OUTCOMES = ("done", "partial", "failed", "stopped", "limited", "rejected")
OVER = frozenset({*OUTCOMES, "interrupted"})
STEP_OVER = frozenset({"done", "failed", "cancelled", "skipped"})


def legal(transitions: Transitions, status: str, kind: str) -> bool:
    """Whether an event may come to something in this status."""
    return kind in transitions[status] or (
        transitions is STEP and kind in LATE.get(status, frozenset())
    )
