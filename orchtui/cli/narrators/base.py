"""What a headless run says while it runs: plain lines for people, JSON lines for scripts.

Narrators are told of committed turns only, so nothing is said that is not on disk.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Protocol

from orchtui.cli.output import Unread, columns, put, say
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.events.readable import readable
from orchtui.domain.recipe import Recipe
from orchtui.domain.state import RunState, apply_turn
from orchtui.errors import OrchtuiError
from orchtui.narration.events import ending, told
from orchtui.narration.hints import Doors
from orchtui.narration.line import Line
from orchtui.narration.wrap import wrapped
from orchtui.session import Outcome


class Followed(Protocol):
    """A run that is told of while it goes on, carried out here or by another process."""

    id: str
    recipe: Recipe
    texts: Texts
    recorded: Sequence[e.Turn]

    def heard(self, path: str) -> str:
        """What a step that is being answered has said so far, where that can be known."""
        ...

    @property
    def interrupt(self) -> Callable[[str], None]:
        """Have no more of it: leave the run, or stop following it."""
        ...


class Narrator:
    """Folds the committed turns for itself, and tells what they came to."""

    RESTORE: ClassVar[str] = ""
    """What brings the terminal back to how it was found, where there is no time to be tidy."""

    def __init__(self, live: Followed, database: Path | None) -> None:
        self.live, self.doors = live, Doors(live.id, database)
        self.state = RunState()
        for turn in live.recorded:
            apply_turn(self.state, turn)

    def __enter__(self) -> Narrator:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def turn(self, turn: e.Turn) -> None:
        """Take in a committed turn, and tell its events knowing what they came to."""
        apply_turn(self.state, turn)
        for event in turn.events:
            try:
                self.event(event, turn.at)
            except (OSError, OrchtuiError, Unread):
                self.unheard()

    def unheard(self) -> None:
        """Whoever read the output is gone: leave the run, rather than spend on it unseen."""
        self.live.interrupt("nobody reads the output any more")

    def event(self, event: e.AnyEvent, at: float) -> None:
        """Tell one event."""

    def line(self, line: Line) -> None:
        """Tell one line."""
        say(str(line.fitted(columns(sys.stderr))))

    def sum_up(self, outcome: Outcome) -> None:
        """Tell how the run ended: the reply to stdout, the rest to stderr."""
        together = sys.stdout.isatty() and sys.stderr.isatty()
        if outcome.reply:
            around = "\n" if together else ""
            put(around + wrapped(outcome.reply, columns(sys.stdout)) + around)
        again = self.doors.verb("resume" if outcome.status == "interrupted" else "show")
        for line in (*ending(outcome), Line(" ", "next   ", again)):
            self.line(line)


class JsonLines(Narrator):
    """Every event a line, as it happens; the last line is the summary."""

    def event(self, event: e.AnyEvent, at: float) -> None:
        whole = event.model_dump(mode="json")  # what is said by default as well
        plain = {"kind": event.kind, "at": at, "run": self.live.id, **whole}
        put(json.dumps(plain | readable(event, self.live.texts), ensure_ascii=False))

    def sum_up(self, outcome: Outcome) -> None:
        plain = {"kind": "summary", **dataclasses.asdict(outcome)}
        put(json.dumps(plain, ensure_ascii=False))


class PlainLines(Narrator):
    """A line where a step begins or is over, and whatever else is worth one."""

    def event(self, event: e.AnyEvent, at: float) -> None:
        if line := told(event, self.state, self.doors):
            self.line(line)
