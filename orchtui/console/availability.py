"""Which actions of a run screen are possible now, and the reason why one is not.

It applies the catalogue's own rules to what is selected or highlighted. In a recorded run the keys
that move a live run move through its time, so those are always possible. Textual's `check_action`
is not used: it can disable a key, but a refused key here has to say why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from orchtui.commands.catalogue import refusal as refused_by_rule
from orchtui.console.keymap import ACTIONS, Action
from orchtui.console.run_view import View
from orchtui.console.text.row import Row, RowKind
from orchtui.domain import events as e

PAST = "this is the past: press a to come back to now"
READ_ONLY = "the console is read-only"
SCRUBBING = frozenset({"pause", "step", "next", "continue", "finish", "break"})
"""What moves through a recorded run with the keys that move a live one."""
OWN = frozenset({RowKind.STOP, RowKind.WATCH})
"""The kinds of rows that belong to this viewer, whatever the run does."""
ROOMY = 110


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides which actions are possible."""

    view: View
    highlighted: Row
    readonly: bool
    width: int
    playing: bool

    @property
    def scrubs(self) -> bool:
        """Whether keys move through time rather than the run."""
        return not self.view.is_going and not self.view.gone

    @property
    def is_held(self) -> bool:
        """Whether the run is paused, or about to be."""
        return self.view.player.live.status in ("pausing", "paused")


@dataclass(frozen=True, slots=True)
class Aim:
    """The target, text and options a command would have."""

    target: str = ""
    text: str = ""
    options: Mapping[str, str | float | bool | None] = field(default_factory=dict)


def refusal(now: Situation, name: str) -> str:
    """Return why an action is not possible now, or nothing if it is."""
    action = ACTIONS[name]
    if name == "resume":
        return _not_resumable(now)
    if name == "unbreak" and now.highlighted.kind not in _DELETED:
        return "point at a breakpoint, a stop or a watch first"
    if not action.verb and name != "pause":
        return ""
    if now.scrubs and name in SCRUBBING:
        return ""
    if name == "unbreak" and now.highlighted.kind in OWN:
        return ""
    if now.view.is_past:
        return PAST
    if now.readonly:
        return READ_ONLY
    if now.view.gone:
        return now.view.gone
    live = now.view.player.live
    if now.scrubs:
        return f"the run is {live.status}: nothing can be asked of it any more"
    meant = _AIMS.get(name, _nothing)(now)
    verb = action.verb or "pause"
    given = e.CommandGiven(
        id="", verb=verb, who="", target=meant.target, text=meant.text, options=dict(meant.options)
    )
    return refused_by_rule(live, given)


def concerns(now: Situation, action: Action) -> bool:
    """Return whether an action concerns this run and the highlighted row."""
    state, name = now.view.player.live, action.id
    if name == "resume":
        return not _not_resumable(now)
    if name == "unbreak":
        return now.highlighted.kind in _DELETED
    if name == "answer":
        return bool(state.open_gates) and not now.scrubs
    if name == "settle":
        return bool(state.open_disagreements) and not now.scrubs
    if action.room == "command" and now.scrubs:
        return name in SCRUBBING and name != "finish"
    # Space does the same: it is left to those who know it.
    return name != "continue" or now.width > ROOMY


def word(now: Situation, action: Action) -> str:
    """Return what an action is called now."""
    if action.id != "pause":
        return action.word
    if now.scrubs:
        return "stop" if now.playing else "play"
    return "continue" if now.is_held else "pause"


def is_killable(now: Situation) -> bool:
    """Return whether the selected step can be killed."""
    step = now.view.player.live.steps.get(now.view.selected)
    return step is not None and not step.is_over


def selected_gate(now: Situation) -> str:
    """Return the highlighted gate if it is open, else the first open one."""
    open_ = now.view.player.live.open_gates
    row = now.highlighted
    return row.key if row.key in open_ and row.kind == RowKind.GATE else next(iter(open_), "")


def selected_disagreement(now: Situation) -> str:
    """Return the highlighted or opened disagreement if it is open, else the first open one."""
    open_ = now.view.player.live.open_disagreements
    row = now.highlighted
    named = (row.key if row.kind == RowKind.DISAGREEMENT else "", now.view.opened)
    return next((name for name in named if name in open_), next(iter(open_), ""))


_DELETED = OWN | {RowKind.BREAKPOINT}


def _not_resumable(now: Situation) -> str:
    """Return why the run cannot be resumed: it has ended, or a process runs it."""
    view = now.view
    if now.readonly:
        return READ_ONLY
    live = view.player.live
    if live.summary().over and live.status != "interrupted":
        return f"the run is {live.status}: only one that was left is taken up again"
    return "" if view.gone or view.kind == "recorded" else "its process carries it out"


# -- what a command would be aimed at ----------------------------------------------------------


def _nothing(_now: Situation) -> Aim:
    return Aim()


def _step(now: Situation) -> Aim:
    return Aim(now.view.selected)


def _override(now: Situation) -> Aim:
    return Aim(now.view.selected, "…")


def _break(now: Situation) -> Aim:
    return Aim(text=now.view.selected or "*")


def _unbreak(now: Situation) -> Aim:
    return Aim(now.highlighted.key)


def _kill(now: Situation) -> Aim:
    return Aim(now.view.selected if is_killable(now) else "")


def _say(now: Situation) -> Aim:
    state, path = now.view.player.live, now.view.selected
    step = state.steps.get(path)
    return Aim(step.agent if step and not step.is_over else path, "…")


def _answer(now: Situation) -> Aim:
    name = selected_gate(now)
    gate = now.view.player.live.open_gates.get(name)
    choice = next((each for each in gate.choices if each != "edit"), "") if gate else ""
    return Aim(name, options={"choice": choice})


def _settle(now: Situation) -> Aim:
    return Aim(selected_disagreement(now), options={"escalate": True})


def _limit(_now: Situation) -> Aim:
    return Aim(options={"cost": None})


_AIMS: Mapping[str, Callable[[Situation], Aim]] = {
    "break": _break,
    "unbreak": _unbreak,
    "say": _say,
    "retry": _step,
    "edit": _step,
    "override": _override,
    "kill": _kill,
    "answer": _answer,
    "settle": _settle,
    "limit": _limit,
}
