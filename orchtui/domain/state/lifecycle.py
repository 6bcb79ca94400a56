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
        "step.held.before": "ready",
        "step.overridden": "done",
        "step.extracted": "done",
        "step.failed": "failed",
        "step.cancelled": "cancelled",
        "step.skipped": "skipped",
    },
    "ready": {  # at the gate, before it begins
        "step.asked": "running",
        "step.overridden": "done",
        "step.failed": "failed",
        "step.cancelled": "cancelled",
        "step.skipped": "skipped",
    },
    "running": {
        "step.asked": "running",  # asked again on a person's word
        "step.held.before": "ready",  # its call was ended by a pause
        "step.held.after": "held",
        "step.overridden": "done",
        "step.replied": "done",
        "attempt.failed": "waiting",
        "attempt.ended": "waiting",  # its process left it; it will be asked again
        "attempt.abandoned": "waiting",
        "run.resumed": "waiting",  # its process is gone, and so is the call
        "step.failed": "failed",
        "step.cancelled": "cancelled",
    },
    "waiting": {
        "step.held.before": "ready",
        "step.held.after": "held",
        "step.overridden": "done",
        "step.asked": "running",
        "step.failed": "failed",
        "step.cancelled": "cancelled",
        "step.skipped": "skipped",
    },
    "held": {  # at the gate, its outcome not handed over
        "step.asked": "running",
        "step.overridden": "done",
        "step.handed_over.done": "done",
        "step.handed_over.failed": "failed",
        "step.cancelled": "cancelled",
        "step.skipped": "skipped",
    },
    "done": {"step.rejected": "waiting", "step.held.after": "held"},
    "failed": {},
    "cancelled": {},
    "skipped": {},
}

LATE: Mapping[str, frozenset[str]] = {
    status: frozenset({"step.replied", "attempt.failed", "attempt.ended", "attempt.abandoned"})
    for status in ("done", "failed", "cancelled", "waiting", "skipped", "ready", "held")
}

RUN: Transitions = {
    "new": {"run.started": "running"},
    "running": {
        "run.pausing": "pausing",
        "run.interrupted": "interrupted",
        "run.resumed": "running",
        "run.finished": "finished",
    },
    "pausing": {  # nothing begins; some steps are still being answered
        "run.paused": "paused",
        "run.continued": "running",
        "run.interrupted": "interrupted",
        "run.resumed": "pausing",
        "run.finished": "finished",
    },
    "paused": {
        "run.paused": "paused",
        "run.continued": "running",
        "run.interrupted": "interrupted",
        "run.resumed": "paused",
        "run.finished": "finished",
    },
    "interrupted": {"run.resumed": "running"},
    "finished": {},
}

OUTCOMES = ("done", "partial", "failed", "stopped", "limited", "rejected", "waiting")
OVER = frozenset({*OUTCOMES, "interrupted"})
STEP_OVER = frozenset({"done", "failed", "cancelled", "skipped"})


def legal(transitions: Transitions, status: str, kind: str) -> bool:
    """Whether an event may come to something in this status."""
    return kind in transitions[status] or (
        transitions is STEP and kind in LATE.get(status, frozenset())
    )
