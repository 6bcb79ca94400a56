"""What keys, the colon line, the palette and the mouse do on a run screen.

A command goes to the run's source and its answer is told in the footer; whether it is possible is
asked first. In a recorded run the same keys move through its time.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from orchtui.console import asking, availability, clipboard, command_line, pointed
from orchtui.console.availability import READ_ONLY
from orchtui.console.keymap import ACTIONS, keys_in_force
from orchtui.console.playback import Moving
from orchtui.console.run_source import answered
from orchtui.console.text.row import NOTHING, Row
from orchtui.console.widgets.footer import TOLD_FOR, Key, Told
from orchtui.console.widgets.row_list import Sheet
from orchtui.domain import events as e
from orchtui.domain.sanitize import first_line
from orchtui.session import command

if TYPE_CHECKING:
    from orchtui.console.screens.run import RunScreen

_MOST = 200
SOON = 0.4
"""Seconds after which a command that is not answered yet is told to be under way."""


class Acting:
    """The hands of a run screen."""

    def __init__(self, screen: RunScreen) -> None:
        self.screen: RunScreen = screen
        self.view, self.source = screen.view, screen.source
        self.moving = Moving(self.view)
        self._told: Told | None = None
        self._under_way: set[asyncio.Task[e.CommandAnswered]] = set()
        self._keys: Mapping[str, str] = {}
        self._done: Mapping[str, Callable[[], object]] = {
            "pause": self._pause,
            "break": self._break,
            "unbreak": lambda: pointed.delete(self),
            "say": lambda: asking.say(self),
            "retry": lambda: self.give("retry", self.view.selected),
            "edit": lambda: asking.edit(self),
            "override": lambda: asking.override(self),
            "answer": lambda: asking.answer(self, availability.gate_meant(self)),
            "settle": lambda: asking.settle(self, availability.disagreement_meant(self)),
            "limit": lambda: asking.line(self, "limit --cost "),
            "kill": lambda: asking.kill(self),
            "pause_now": lambda: self.give("pause", options={"now": True}),
            "step": lambda: self._go_on("step", self.moving.step),
            "next": lambda: self._go_on("next", self.moving.next),
            "continue": lambda: self._go_on("continue", self.moving.to_next_stop),
            "finish": lambda: self._go_on("finish", self.moving.to_end),
            "line": lambda: asking.line(self, ""),
            "find": lambda: asking.find(self),
            "time": lambda: asking.moment(self),
            "watch": lambda: asking.watch(self),
            "now": self._now,
            "faster": lambda: self.tell(self.moving.faster()),
            "slower": lambda: self.tell(self.moving.slower()),
            "copy": lambda: clipboard.copy(self, whole=False),
            "copy_all": lambda: clipboard.copy(self, whole=True),
            "export": lambda: clipboard.export(self),
            "leave": screen.leave,
            "resume": lambda: asking.resume(self),
            "help": screen.explain,
        }

    # -- what is possible ----------------------------------------------------------------------

    @property
    def keys(self) -> Mapping[str, str]:
        """The keys of every action, with what the settings make of them."""
        if not self._keys:
            self._keys = keys_in_force(self.screen.app.user.keys, ACTIONS)
        return self._keys

    def offered(self) -> Sequence[Key]:
        """What the footer shows now."""
        return [
            Key(
                each.id,
                self.keys[each.id],
                availability.word(self, each),
                each.rank,
                not self.refusal(each.id),
            )
            for each in ACTIONS.values()
            if each.rank and availability.concerns(self, each)
        ]

    def refusal(self, name: str) -> str:
        """Why something cannot be done now, or nothing where it can."""
        return availability.refusal(self, name)

    @property
    def pointed(self) -> Row:
        """What is pointed at in the panel that is used."""
        focused = self.screen.focused
        return focused.pointed if isinstance(focused, Sheet) else NOTHING

    @property
    def is_held(self) -> bool:
        """Whether the run is held, or is about to be."""
        return self.view.player.live.status in ("pausing", "paused")

    @property
    def scrubs(self) -> bool:
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
            self.screen.looking.do(name)

    def typed(self, line: str) -> None:
        """Do what was typed after the colon: a command of the catalogue, or an action by its id."""
        command_line.do(self, line)

    def suggested(self, line: str) -> str:
        """What a line that is being typed may become."""
        return command_line.suggested(self, line)

    def open(self, row: Row) -> None:
        """Open what a row stands for."""
        pointed.open_row(self, row)

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
        """Have a command carried out; its answer is told, and is the caller's.

        Whoever asked may have gone before the answer is there: it is told all the same.
        """
        sent = asyncio.ensure_future(self._carried(given))
        self._under_way.add(sent)
        sent.add_done_callback(self._under_way.discard)
        done, _ = await asyncio.wait([sent], timeout=SOON)
        if not done:
            self.tell(f"{_about(given)}: given, and not answered yet", until=math.inf)
        return await asyncio.shield(sent)

    async def _carried(self, given: e.CommandGiven) -> e.CommandAnswered:
        answer = await answered(self.source, given)
        said = first_line(answer.said, _MOST)
        if answer.done:
            self.tell(f"✔ {_about(given)}" + (f": {said}" if said else ""), "good")
        else:
            self.tell(f"✗ {_about(given)} refused: {said}", "bad")
        return answer

    # -- telling -------------------------------------------------------------------------------

    def tell(self, text: str, style: str = "accent", until: float = 0.0) -> None:
        """Say something in the footer, for a few seconds or until something else is said."""
        if text:
            self._told = Told(text, style, until or self.screen.app.now() + TOLD_FOR)
        self.screen.mark_dirty()

    def hush(self) -> None:
        """Say nothing more."""
        self._told = None
        self.screen.mark_dirty()

    @property
    def told(self) -> Told | None:
        """What is being said."""
        if self._told is not None and self.screen.app.now() > self._told.until:
            self._told = None
        return self._told

    # -- commands that mean another thing in a recorded run ------------------------------------

    def _pause(self) -> None:
        if self.scrubs:
            self.tell(self.moving.play_or_stop(self.screen.app.now()))
        else:
            self.give("continue" if self.is_held else "pause")

    def _go_on(self, verb: str, move: Callable[[], str]) -> None:
        if self.scrubs:
            self.tell(move())
        else:
            self.give(verb)

    def _break(self) -> None:
        path = self.view.selected
        if not path:
            self.tell("select a step first, or type :break WHERE", "warn")
        elif self.scrubs:
            self.stop_at(path)
        else:
            known = self.view.player.live.breakpoints
            there = [name for name, each in known.items() if each.text == path]
            self.give("unbreak", there[0]) if there else self.give("break", text=path)

    def stop_at(self, where: str) -> None:
        """Stop there when playing a record, or stop there no longer."""
        stops = self.view.stops
        stops.remove(where) if where in stops else stops.append(where)
        self.tell(f"{'stops' if where in stops else 'does not stop'} at {where}")

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


def _about(given: e.CommandGiven) -> str:
    return f"{given.verb} {given.target}".rstrip()
