"""Who takes part: what each agent is doing, and what it has used so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from orchtui.console.panels.format import doing, money
from orchtui.console.run_view import View
from orchtui.console.status_styles import STATUS_STYLES
from orchtui.console.text.row import Row, RowKind, Span, fitted, row
from orchtui.domain.state import RunState, StepState

_PRESSING = ("running", "held", "ready", "waiting", "failed", "planned", "done")
_RANK = {status: rank for rank, status in enumerate(_PRESSING)}
_NAME = 12
_WORD = 9
_MONEY = 9
_WITH_MONEY = 32
_WIDE = 50
_WIDER = 62


@dataclass(slots=True)
class Share:
    """An agent's part in a run: its steps, the one that matters most now, and what they came to."""

    agent: str
    steps: list[StepState] = field(default_factory=list)
    first: StepState | None = None
    done: int = 0
    cost: int = 0
    tokens: int = 0
    seconds: float = 0.0

    def add(self, step: StepState) -> None:
        """Count another of its steps in."""
        self.steps.append(step)
        self.done += step.status == "done"
        if step.attempts:
            self.cost += step.cost
            self.tokens += step.tokens
            self.seconds += step.seconds


def rows(view: View, width: int) -> list[Row]:
    """A row an agent, in the recipe's order; it stands for the step that matters most now."""
    return [_row(view, share, width) for share in shares(view.state, view.recipe.agents)]


def shares(state: RunState, agents: Iterable[str]) -> list[Share]:
    """Each agent's part in a run; those whom only the flow knows come last."""
    known = _LAST[0] if _LAST else None
    if known is None or known[0] is not state or known[1] != state.events:
        # Several panels ask of one state, and of one that stands still again and again.
        _LAST[:] = [(state, state.events, _shares(state, agents))]
    return _LAST[0][2]


_LAST: list[tuple[RunState, int, list[Share]]] = []


def _shares(state: RunState, agents: Iterable[str]) -> list[Share]:
    theirs = {name: Share(name) for name in agents}
    for step in state.steps.values():
        if step.agent not in theirs:
            theirs[step.agent] = Share(step.agent)
        theirs[step.agent].add(step)
    for share in theirs.values():
        share.first = _matters_most(share.steps)
    return list(theirs.values())


def _matters_most(steps: Sequence[StepState]) -> StepState | None:
    """The step one would look at first: what runs before what is held, the latest of a kind."""
    best: StepState | None = None
    best_rank = len(_PRESSING) + 1
    for step in steps:
        rank = _RANK.get(step.status, len(_PRESSING))
        latest = rank == best_rank and step.status != "planned"
        if rank < best_rank or latest:
            best, best_rank = step, rank
    return best


def _row(view: View, share: Share, width: int) -> Row:
    step = share.first
    if step is None:
        mark, style, word = view.glyphs.status["planned"], "quiet", "idle"
    else:
        style = STATUS_STYLES[step.status]
        running = step.status == "running" and (view.is_going or view.is_past)
        mark = view.spinner if running else view.glyphs.status[step.status]
        word = doing(view.state, step)
    figures: list[Span | str] = []
    count = f"{share.done}/{len(share.steps)}" if len(share.steps) > 1 else ""
    if width >= _WIDE:
        figures = [f"{count:>6} ", (f"{share.tokens:>7,}", "quiet"), " "]
    if width >= _WITH_MONEY:
        figures.append((f"{money(share.cost):>{_MONEY}}", "quiet"))
    if width >= _WIDER:
        rate = share.tokens / share.seconds if share.seconds else 0.0
        figures.append((f"{rate:>6.0f}/s {share.seconds:>6.1f} s", "quiet"))
    taken = sum(len(each if isinstance(each, str) else each[0]) for each in figures)
    name = max(4, width - taken - _WORD - 4)
    told = (share.agent, "strong" if step and step.status == "running" else "")
    return row(
        (f"{mark} ", style),
        (fitted(told[0], name) + " ", told[1]),
        (fitted(word, _WORD), style),
        *figures,
        key=step.path if step else share.agent,
        kind=RowKind.STEP if step else RowKind.AGENT,
    )
