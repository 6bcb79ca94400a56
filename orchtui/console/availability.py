"""What can be done on a run screen now, and why what cannot be cannot.

The catalogue's own rules are asked, for what is looked at or pointed at. In a recorded run the keys
that move a live one move through its time, so that those are always possible.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchtui.commands.catalogue import refusal as refused_by_rule
from orchtui.console.keymap import ACTIONS, Action
from orchtui.domain import events as e

if TYPE_CHECKING:
    from orchtui.console.screens.run_actions import Acting

PAST = "this is the past: press a to come back to now"
READ_ONLY = "the console is read-only"
SCRUBBING = frozenset({"pause", "step", "next", "continue", "finish", "break"})
"""What moves through a recorded run with the keys that move a live one."""
OWN = frozenset({"stop", "watch"})
"""The kinds of rows that are this viewer's own, whatever the run does."""
ROOMY = 110


@dataclass(frozen=True, slots=True)
class Meant:
    """What a command would be aimed at, to ask whether it is possible at all."""

    target: str = ""
    text: str = ""
    options: Mapping[str, str | float | bool | None] = field(default_factory=dict)


def refusal(acting: Acting, name: str) -> str:
    """Why something cannot be done now, or nothing where it can."""
    action = ACTIONS[name]
    if name == "resume":
        return _not_resumable(acting)
    if name == "unbreak" and acting.pointed.kind not in _DELETED:
        return "point at a breakpoint, a stop or a watch first"
    if not action.verb and name != "pause":
        return ""
    if acting.scrubs and name in SCRUBBING:
        return ""
    if name == "unbreak" and acting.pointed.kind in OWN:
        return ""
    if acting.view.is_past:
        return PAST
    if acting.screen.app.readonly:
        return READ_ONLY
    if acting.view.gone:
        return acting.view.gone
    live = acting.view.player.live
    if acting.scrubs:
        return f"the run is {live.status}: nothing can be asked of it any more"
    meant = _MEANT.get(name, _nothing)(acting)
    verb = action.verb or "pause"
    given = e.CommandGiven(
        id="", verb=verb, who="", target=meant.target, text=meant.text, options=dict(meant.options)
    )
    return refused_by_rule(live, given)


def concerns(acting: Acting, action: Action) -> bool:
    """Whether an action has anything to do with this run and with what is pointed at."""
    state, name = acting.view.player.live, action.id
    if name == "resume":
        return not _not_resumable(acting)
    if name == "unbreak":
        return acting.pointed.kind in _DELETED
    if name == "answer":
        return bool(state.open_gates) and not acting.scrubs
    if name == "settle":
        return bool(state.open_disagreements) and not acting.scrubs
    if action.room == "command" and acting.scrubs:
        return name in SCRUBBING and name != "finish"
    # Space does the same: it is left to those who know it.
    return name != "continue" or acting.screen.size.width > ROOMY


def word(acting: Acting, action: Action) -> str:
    """What an action is called now."""
    if action.id != "pause":
        return action.word
    if acting.scrubs:
        return "stop" if acting.moving.playing else "play"
    return "continue" if acting.is_held else "pause"


def is_killable(acting: Acting) -> bool:
    """Whether the step that is looked at can be ended, rather than the run alone."""
    step = acting.view.player.live.steps.get(acting.view.selected)
    return step is not None and not step.is_over


def gate_meant(acting: Acting) -> str:
    """The gate that is pointed at, if it is open; else the first that is."""
    open_ = acting.view.player.live.open_gates
    pointed = acting.pointed
    return pointed.key if pointed.key in open_ and pointed.kind == "gate" else next(iter(open_), "")


def disagreement_meant(acting: Acting) -> str:
    """What is disagreed on: the one that is pointed at or opened, if it is open; else the first."""
    open_ = acting.view.player.live.open_disagreements
    pointed = acting.pointed
    named = (pointed.key if pointed.kind == "disagreement" else "", acting.view.opened)
    return next((name for name in named if name in open_), next(iter(open_), ""))


_DELETED = OWN | {"breakpoint"}


def _not_resumable(acting: Acting) -> str:
    """Only a run that is not over, and that nobody carries out, is taken up again."""
    view = acting.view
    if acting.screen.app.readonly:
        return READ_ONLY
    live = view.player.live
    if live.summary().over and live.status != "interrupted":
        return f"the run is {live.status}: only one that was left is taken up again"
    return "" if view.gone or view.kind == "recorded" else "its process carries it out"


# -- what a command would be aimed at ----------------------------------------------------------


def _nothing(_acting: Acting) -> Meant:
    return Meant()


def _step(acting: Acting) -> Meant:
    return Meant(acting.view.selected)


def _override(acting: Acting) -> Meant:
    return Meant(acting.view.selected, "…")


def _break(acting: Acting) -> Meant:
    return Meant(text=acting.view.selected or "*")


def _unbreak(acting: Acting) -> Meant:
    return Meant(acting.pointed.key)


def _kill(acting: Acting) -> Meant:
    return Meant(acting.view.selected if is_killable(acting) else "")


def _say(acting: Acting) -> Meant:
    state, path = acting.view.player.live, acting.view.selected
    step = state.steps.get(path)
    return Meant(step.agent if step and not step.is_over else path, "…")


def _answer(acting: Acting) -> Meant:
    name = gate_meant(acting)
    gate = acting.view.player.live.open_gates.get(name)
    choice = next((each for each in gate.choices if each != "edit"), "") if gate else ""
    return Meant(name, options={"choice": choice})


def _settle(acting: Acting) -> Meant:
    return Meant(disagreement_meant(acting), options={"escalate": True})


def _limit(_acting: Acting) -> Meant:
    return Meant(options={"cost": None})


_MEANT: Mapping[str, Callable[[Acting], Meant]] = {
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
