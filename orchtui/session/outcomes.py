"""How a run ended, as one value."""

from __future__ import annotations

from dataclasses import dataclass

from orchtui.domain.digest import Texts
from orchtui.domain.money import dollars
from orchtui.domain.state import RunState
from orchtui.exit_codes import ExitCode, exit_code


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended, in one value."""

    run: str
    status: str
    reply: str
    why: str
    missing: tuple[str, ...]
    skipped: tuple[str, ...]
    notes: tuple[str, ...]
    cost: float
    estimated: bool
    tokens: int
    seconds: float
    steps: int
    planned: int
    rehearsed: bool

    @property
    def exit_code(self) -> ExitCode:
        """What the command line answers its caller."""
        return exit_code(self.status)


def outcome(run: str, state: RunState, texts: Texts) -> Outcome:
    """How a run ended, from its state."""
    finished = state.finished
    return Outcome(
        run=run,
        status=state.status,
        reply=texts.read(finished.output) if finished else "",
        why=state.why,
        missing=finished.missing if finished else (),
        skipped=tuple(s.path for s in state.steps.values() if s.status == "skipped"),
        notes=tuple(note.text for note in state.notes),
        cost=dollars(state.cost),
        estimated=state.estimated,
        tokens=state.tokens,
        seconds=round(state.seconds, 3),
        steps=state.done,
        planned=len(state.steps),
        rehearsed=state.started is not None and state.started.rehearsing is not None,
    )
