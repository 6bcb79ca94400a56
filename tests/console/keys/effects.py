"""What each action of the run screen does, as somebody sees it: one line an action.

`Effect` names a run on which it can be done, what is pressed first, and what is so afterwards that
was not so before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from orchtui.console.dialogs.help import Help
from orchtui.console.graph.measures import Zoom
from tests.console.keys.driving import (
    Run,
    at_gate,
    disagreeing,
    done,
    left,
    paused,
    paused_in_a_group,
    recorded,
    running,
)
from tests.console.looking import Still

Sees = Callable[[Run], object]


@dataclass(frozen=True, slots=True)
class Effect:
    """A run, what is pressed first, and what is so only after the action."""

    run: Callable[[], Still]
    sees: Sees
    first: tuple[str, ...] = ()


def gave(verb: str, target: str = "", text: str = "", **options: object) -> Sees:
    """The run was given this command, and no other."""
    return lambda run: bool(run.given) and run.one == (verb, target, text, options)


def asks(title: str) -> Sees:
    """This is asked."""
    return lambda run: run.asks == title


def focuses(panel: str) -> Sees:
    """Keys go to this panel."""
    return lambda run: run.focus == panel


def says(text: str) -> Sees:
    """The footer says this."""
    return lambda run: text in run.footer


def _written(_run: Run) -> bool:
    return any(Path.cwd().glob("orchtui-*-graph.txt")) or any(Path.cwd().glob("*-agents.txt"))


EFFECTS: Mapping[str, Effect] = {
    # -- the run ---------------------------------------------------------------------------------
    "pause": Effect(running, gave("pause")),
    "pause_now": Effect(running, gave("pause", now=True)),
    "step": Effect(paused, gave("step")),
    "next": Effect(paused, gave("next")),
    "continue": Effect(paused, gave("continue")),
    "finish": Effect(paused_in_a_group, gave("finish")),
    "break": Effect(running, gave("break", text="copy_editor")),
    "unbreak": Effect(paused, gave("unbreak", "b1"), ("5", *["]"] * 2, "down")),
    "kill": Effect(running, asks("Kill copy_editor?")),
    "retry": Effect(paused, gave("retry", "fact_checker")),
    "edit": Effect(paused, asks("Ask fact_checker again")),
    "override": Effect(paused, asks("The reply of fact_checker, in your words")),
    "say": Effect(running, asks("say to copy_editor")),
    "answer": Effect(at_gate, asks("Gate interviews/decision")),
    "settle": Effect(disagreeing, asks("Settle panel/disagreement")),
    "limit": Effect(running, asks(":")),
    "resume": Effect(left, asks("Resume run 2pyjvj09x here?")),
    # -- what is looked for ----------------------------------------------------------------------
    "find": Effect(done, asks("/")),
    "found_next": Effect(done, lambda run: run.row == 1, ("/", *"fact", "enter", "down")),
    "found_before": Effect(done, lambda run: run.row == 0, ("/", *"fact", "enter", "down", "down")),
    "line": Effect(running, asks(":")),
    "watch": Effect(running, asks("watch")),
    # -- time ------------------------------------------------------------------------------------
    "time": Effect(recorded, asks("go to")),
    "now": Effect(recorded, lambda run: run.screen.view.position is None, ("4", "left")),
    "faster": Effect(recorded, says("2 times as fast")),
    "slower": Effect(recorded, says("0.5 times as fast")),
    # -- what is looked at -----------------------------------------------------------------------
    "back": Effect(running, lambda run: run.screen.navigation.leaf > 1),
    "forth": Effect(running, lambda run: run.screen.navigation.leaf == 1),
    "zoom": Effect(running, lambda run: run.screen.maximized is run.screen.graph),
    "larger": Effect(
        running, lambda run: run.screen.graph.zoom is Zoom.COMPACT, ("minus", "minus")
    ),
    "smaller": Effect(running, lambda run: run.screen.graph.zoom is Zoom.COMPACT, ("plus", "plus")),
    "fold": Effect(disagreeing, lambda run: run.screen.view.folded == {"panel"}),
    "critical": Effect(done, lambda run: run.screen.view.critical),
    "theme": Effect(running, lambda run: run.app.theme == "textual-light"),
    "panel_1": Effect(running, focuses("agents")),
    "panel_2": Effect(running, focuses("graph"), ("1",)),
    "panel_3": Effect(running, focuses("step")),
    "panel_4": Effect(running, focuses("timeline")),
    "panel_5": Effect(running, focuses("tab")),
    "panel_6": Effect(running, lambda run: run.tab == "Meters" and run.focus == "tab"),
    "help": Effect(running, lambda run: isinstance(run.app.screen, Help)),
    # -- taken along -----------------------------------------------------------------------------
    "copy": Effect(running, lambda run: run.app.clipboard, ("1", "down")),
    "copy_all": Effect(running, lambda run: "researcher" in run.app.clipboard, ("1",)),
    "export": Effect(running, _written, ("1",)),
    # -- coming and going ------------------------------------------------------------------------
    "leave": Effect(running, lambda run: run.source in run.app.left),
    "out": Effect(running, lambda run: run.screen.maximized is None, ("z",)),
}
