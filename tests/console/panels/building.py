"""Runs made by hand, turn by turn, and views of them as a run screen has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from orchtui.console.run_view import Kind, View
from orchtui.console.text.row import Row, plain
from orchtui.domain import events as e
from orchtui.domain.digest import Texts, address
from orchtui.domain.limits import Limits
from orchtui.domain.recipe import Agent, PythonFlow, Recipe
from orchtui.session import Player

START = 1_000_000.0
Panel = Callable[[View, int], Sequence[Row]]


class Story:
    """A run as it is written down: each turn so many seconds after the start."""

    def __init__(self, *agents: Agent | str, limits: Limits | None = None) -> None:
        named = [Agent(each, "") if isinstance(each, str) else each for each in agents]
        self.recipe = Recipe(
            name="story",
            agents={agent.name: agent for agent in named},
            flow=PythonFlow("story.py", "story"),
            limits=limits or Limits(),
        )
        self.texts = Texts()
        self.turns: list[e.Turn] = []
        self.at(0.0, e.RunStarted(recipe="story", source="", task="Tell it."))

    def at(self, seconds: float, *events: e.AnyEvent) -> Story:
        """What happened then."""
        self.turns.append(e.Turn(START + seconds, events))
        return self

    def keep(self, text: str) -> str:
        """A text as events carry it; one that could never be stored is carried all the same."""
        try:
            return self.texts.keep(text)
        except UnicodeEncodeError:
            name = address(text.encode("utf-8", "replace").decode())
            self.texts.known[name] = text
            return name

    def asked(self, seconds: float, path: str, agent: str = "", attempt: int = 1) -> Story:
        """A step is asked, and planned with its first attempt."""
        planned = e.StepPlanned(path=path, agent=agent or path.rpartition("/")[2])
        asks = e.StepAsked(path=path, attempt=attempt, digest="d", sent="s", model="m")
        return self.at(seconds, *((planned,) if attempt == 1 else ()), asks)

    def replied(
        self, seconds: float, path: str, text: str = "Fine.", attempt: int = 1, cost: int = 0
    ) -> Story:
        """A step replies; each thousandth of a dollar comes with a hundred tokens."""
        tokens = cost // 10_000
        reply = e.StepReplied(
            path=path, attempt=attempt, text=self.keep(text), cost=cost, read=tokens, seconds=1.0
        )
        return self.at(seconds, reply)

    def view(self, kind: Kind = "recorded", clock: float | None = None, **how: object) -> View:
        """How a screen looks at it."""
        player = Player(self.turns)
        now = player.live.at if clock is None else START + clock
        return View("2pyjvj09x", self.recipe, self.texts, kind, player, clock=now, **how)  # type: ignore[arg-type]  # by name


def shown(panel: Panel, view: View, width: int = 80) -> str:
    """What a panel shows, as text."""
    return plain(panel(view, width))
