"""What keys, the colon line, the palette and the mouse do on a run screen.

A command goes to the run's source and its answer is told in the footer; whether it is possible is
asked of the catalogue's own rules first. In a recorded run the same keys move through its time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchtui.console import asking, keeping
from orchtui.console.actions import ACTIONS, Action
from orchtui.console.moving import Moving
from orchtui.console.row import Row
from orchtui.console.source import answered
from orchtui.control.catalogue import refusal
from orchtui.control.typed import typed_command
from orchtui.domain import events as e
from orchtui.domain.text import first_line
from orchtui.errors import UsageError
from orchtui.session import command

if TYPE_CHECKING:
    from orchtui.console.screens.run import RunScreen

_TOLD_FOR = 5.0
ROOMY = 110
_MOST = 200
_PAST = "this is the past: press a to come back to now"
READ_ONLY = "the console is read-only"
SCRUBBING = frozenset({"hold", "step", "next", "continue", "finish", "break"})
"""What moves through a recorded run with the keys that move a live one."""


@dataclass(frozen=True, slots=True)
class Told:
    """A word on what just came of something, for a few seconds."""

    text: str
    style: str
    until: float


class Acting:
    """The hands of a run screen."""

    def __init__(self, screen: RunScreen) -> None:
        self.screen, self.view, self.source = screen, screen.view, screen.source
        self.moving = Moving(self.view)
        self._told: Told | None = None
        self._done: Mapping[str, Callable[[], object]] = {
            "hold": self._hold,
            "break": self._break,
            "say": lambda: asking.say(self),
            "retry": lambda: self.give("retry", self.view.selected),
            "edit": lambda: asking.edit(self),
            "override": lambda: asking.override(self),
            "answer": lambda: asking.answer(self),
            "settle": lambda: asking.settle(self),
            "limit": lambda: asking.line(self, "limit --cost "),
            "kill": lambda: asking.kill(self),
            "pause_now": lambda: self.give("pause", options={"now": True}),
            "step": self._step,
            "next": self._next,
            "continue": self._continue,
            "finish": self._finish,
            "line": lambda: asking.line(self, ""),
            "find": lambda: asking.find(self),
            "time": lambda: asking.moment(self),
            "watch": lambda: asking.watch(self),
            "now": self._now,
            "faster": lambda: self.tell(self.moving.faster()),
            "slower": lambda: self.tell(self.moving.slower()),
            "copy": lambda: keeping.copy(self, whole=False),
            "copy_all": lambda: keeping.copy(self, whole=True),
            "export": lambda: keeping.export(self),
            "leave": lambda: asking.leave(self),
            "help": lambda: asking.explain(self),
        }

    # -- what is possible ----------------------------------------------------------------------

    def keys(self, action: Action) -> str:
        """The keys an action has, with what the settings make of them."""
        return self.screen.app.user.keys.get(action.id, action.keys)

    def word(self, action: Action) -> str:
        """What an action is called now."""
        if action.id == "hold":
            if self._scrubs:
                return "stop" if self.moving.playing else "play"
            held = self.view.player.live.status in ("pausing", "paused")
            return "continue" if held else "pause"
        return action.word

    def concerns(self, action: Action) -> bool:
        """Whether an action has anything to do with a run like this one."""
        state = self.view.player.live
        if action.id == "answer":
            return bool(state.open_gates) and not self._scrubs
        if action.id == "settle":
            return bool(state.open_disagreements) and not self._scrubs
        if action.room == "command" and self._scrubs:
            return action.id in SCRUBBING and action.id != "finish"
        # Space does the same: it is left to those who know it.
        return action.id != "continue" or self.screen.size.width > ROOMY

    def refusal(self, name: str) -> str:
        """Why something cannot be done now, or nothing where it can."""
        action = ACTIONS[name]
        if not action.verb and name != "hold":
            return ""
        if self._scrubs and name in SCRUBBING:
            return ""
        if self.view.is_past:
            return _PAST
        if self.screen.app.readonly:
            return READ_ONLY
        if self.view.gone:
            return self.view.gone
        if self._scrubs:
            return f"the run is {self.view.player.live.status}: nothing can be asked of it any more"
        verb = action.verb or "pause"
        return refusal(self.view.player.live, command(verb, *self._meant(name)))

    def _meant(self, name: str) -> tuple[str, str, dict[str, str | float | bool | None]]:
        """Target, text and options by which it is asked whether a command is possible at all."""
        state, path = self.view.player.live, self.view.selected
        step = state.steps.get(path)
        if name == "break":
            return "", path or "*", {}
        if name == "say":
            return (step.agent if step and not step.is_over else path), "…", {}
        if name in ("retry", "edit", "override"):
            return path, "…" if name == "override" else "", {}
        if name == "kill":
            return path, "", {}
        if name == "finish":
            return "", "", {}
        if name == "limit":
            return "", "", {"cost": None}
        if name == "answer":
            gate = next(iter(state.open_gates.values()), None)
            choice = next((each for each in gate.choices if each != "edit"), "") if gate else ""
            return (gate.id if gate else ""), "", {"choice": choice}
        if name == "settle":
            return next(iter(state.open_disagreements), ""), "", {"escalate": True}
        return "", "", {}

    @property
    def _scrubs(self) -> bool:
        """Whether keys move through time rather than the run."""
        return not self.view.is_going and not self.view.gone

    # -- doing ---------------------------------------------------------------------------------

    def do(self, name: str) -> None:
        """Do something, or tell why it is not possible."""
        if refused := self.refusal(name):
            self.tell(f"{ACTIONS[name].word or name}: {refused}", "warn")
            return
        done = self._done.get(name)
        if done is not None:
            done()
        else:
            self.screen.look(name)

    def typed(self, line: str) -> None:
        """Do what was typed after the colon: a command of the catalogue, or an action by its id."""
        line = line.strip()
        if not line:
            return
        if line in ACTIONS and not ACTIONS[line].verb:
            self.do(line)
            return
        try:
            meant = typed_command(line)
        except UsageError as error:
            self.tell(str(error), "bad")
            return
        self.give(meant.spec.verb, meant.target, meant.text, meant.options, meant.reason)

    def give(
        self,
        verb: str,
        target: str = "",
        text: str = "",
        options: Mapping[str, str | float | bool | None] | None = None,
        reason: str = "",
    ) -> None:
        """Give the run a command; what comes of it is told."""
        if self.screen.app.readonly:
            self.tell(READ_ONLY, "warn")
            return
        given = command(verb, target, text, options, reason)
        self.screen.run_worker(self.carried(given), group="commands")

    async def carried(self, given: e.CommandGiven) -> e.CommandAnswered:
        """Have a command carried out; its answer is told, and is the caller's."""
        answer = await answered(self.source, given)
        about = f"{given.verb} {given.target}".rstrip()
        said = first_line(answer.said, _MOST)
        if answer.done:
            self.tell(f"✔ {about}" + (f": {said}" if said else ""), "good")
        else:
            self.tell(f"✗ {about} refused: {said}", "bad")
        return answer

    def tell(self, text: str, style: str = "accent") -> None:
        """Say something in the footer, for a few seconds."""
        self._told = Told(text, style, self.screen.app.now() + _TOLD_FOR)
        self.screen.mark_dirty()

    @property
    def told(self) -> Told | None:
        """What is being said."""
        if self._told is not None and self.screen.app.now() > self._told.until:
            self._told = None
        return self._told

    def open(self, row: Row) -> None:
        """Open what a row stands for."""
        if row.kind == "event":
            self.moving.go_to_event(int(row.key))
            self.screen.mark_dirty()
        elif row.kind == "breakpoint":
            known = self.view.player.live.breakpoints[row.key]
            self.give("unbreak", row.key, options={"off" if known.enabled else "on": True})
        elif row.kind == "stop":
            self.view.stops.remove(row.key)
            self.screen.mark_dirty()
        elif row.kind == "watch":
            self.view.watches.remove(row.key)
            self.screen.mark_dirty()
        elif row.kind == "gate":
            self.do("answer")
        elif row.kind == "meter":
            asking.line(self, f"limit --{row.key} ")
        else:
            self.screen.open(row)

    # -- commands that mean another thing in a recorded run ------------------------------------

    def _hold(self) -> None:
        if self._scrubs:
            self.tell(self.moving.play_or_stop(self.screen.app.now()))
        elif self.view.player.live.status in ("pausing", "paused"):
            self.give("continue")
        else:
            self.give("pause")

    def _step(self) -> None:
        self._moved(self.moving.step) if self._scrubs else self.give("step")

    def _next(self) -> None:
        self._moved(self.moving.next) if self._scrubs else self.give("next")

    def _continue(self) -> None:
        self._moved(self.moving.to_next_stop) if self._scrubs else self.give("continue")

    def _finish(self) -> None:
        self.go(None) if self._scrubs else self.give("finish")

    def _moved(self, move: Callable[[], str]) -> None:
        if said := move():
            self.tell(said)
        self.screen.mark_dirty()

    def _break(self) -> None:
        path = self.view.selected
        if not path:
            self.tell("select a step first, or type :break WHERE", "warn")
        elif self._scrubs:
            stops = self.view.stops
            stops.remove(path) if path in stops else stops.append(path)
            self.tell(f"{'stops' if path in stops else 'does not stop'} at {path}")
        else:
            known = self.view.player.live.breakpoints
            there = [name for name, each in known.items() if each.text == path]
            self.give("unbreak", there[0]) if there else self.give("break", text=path)

    # -- time ----------------------------------------------------------------------------------

    def go(self, position: int | None) -> None:
        """Look at another position."""
        self.moving.stop()
        self.view.go(position)
        self.screen.mark_dirty()

    def _now(self) -> None:
        """Back to the end of what is known, and to following it."""
        self.screen.graph.follows_run = True
        self.go(None)

    def play(self, now: float) -> bool:
        """Let a recorded run go on by what time has passed; whether it moved."""
        return self.moving.beat(now)
