"""A world for the core, without any time: it answers what is asked in an order drawn at random.

The core does no I/O, so a whole run, its faults, its crash and its resumption are plain calls.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from random import Random

from orchtui.core import Call, EndCall, Machine
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.events import Candidate, RunStarted, Turn
from orchtui.domain.flow import FlowFunction
from orchtui.domain.prompts import Request
from orchtui.domain.recipe import Agent, PythonFlow, Recipe
from orchtui.engine.reexecution import reexecute

TIERS = {"m": (Candidate(name="rehearsal/m", read_price=1000, write_price=4000),)}
AGENTS = {name: Agent(name, f"Does {name}.", model="m") for name in [*"abcde", "down", "judge"]}
RECIPE = Recipe(name="law", agents=AGENTS, flow=PythonFlow("law.py", "law"))


def started(limits: dict[str, float] | None = None, **options: object) -> RunStarted:
    return RunStarted(
        recipe="law", source="", task="the task", tiers=TIERS, limits=limits or {}, seed=7
    ).model_copy(update=options)


def says(request: Request) -> str:
    """What an agent replies: only what it was asked decides it."""
    digest = hashlib.sha256(f"{request.agent}{request.user}".encode()).hexdigest()
    return f"R{digest[:12]}" + " and long words" * (30 if int(digest[:2], 16) % 3 == 0 else 0)


class World:
    """Carries out what the core asks, one observation at a time."""

    def __init__(
        self,
        flow: FlowFunction,
        seed: int,
        *,
        recipe: Recipe = RECIPE,
        texts: Texts | None = None,
        faults: float = 0.15,
    ) -> None:
        self.core = Machine(recipe, flow, texts)
        self.random = Random(seed)
        self.turns: list[Turn] = []
        self.calls: dict[tuple[str, int], Request] = {}
        self.ending: list[tuple[str, int]] = []
        self.asked: list[str] = []
        self.faults = faults

    def feed(self, observation: e.Event) -> None:
        at = float(len(self.turns))
        self.turns.append(Turn(at, self.core.feed(observation, at)))
        for effect in self.core.effects:
            if isinstance(effect, Call):
                request = effect.request
                self.calls[request.path, request.attempt] = request
                self.asked.append(request.path)
            elif isinstance(effect, EndCall) and (effect.path, effect.attempt) in self.calls:
                self.ending.append((effect.path, effect.attempt))

    def over(self, request: Request, kind: type[e.Over], **more: object) -> None:
        self.calls.pop((request.path, request.attempt))
        self.feed(
            kind.model_validate(
                {
                    "path": request.path,
                    "attempt": request.attempt,
                    "read": 10,
                    "wrote": 20,
                    "cost": 90_000,
                    **more,
                }
            )
        )

    def step(self) -> bool:
        """Let one thing happen; whether there was any."""
        if self.ending and self.random.random() < 0.5:
            key = self.ending.pop(self.random.randrange(len(self.ending)))
            if key in self.calls:
                self.over(self.calls[key], e.AttemptEnded)
            return True
        if not self.calls:
            return bool(self.ending)
        request = self.random.choice(list(self.calls.values()))
        if request.agent == "down" or self.random.random() < self.faults:
            self.over(request, e.AttemptFailed, fault="server", message="the server failed")
        else:
            self.over(request, e.StepReplied, text=self.core.texts.keep(says(request)))
        return True

    def run(self, first: e.Event | None = None) -> str:
        """Run to the end; the outcome."""
        self.feed(first or started())
        while not self.core.finished and self.step():
            pass
        self.drain()
        return self.outcome

    def drain(self) -> None:
        """Let what is still being ended come to its end."""
        while self.calls:
            self.over(next(iter(self.calls.values())), e.AttemptEnded)

    @property
    def finished(self) -> e.RunFinished:
        events = (event for turn in self.turns for event in turn.events)
        return next(event for event in events if isinstance(event, e.RunFinished))

    @property
    def outcome(self) -> str:
        return f"{self.finished.status}: {self.finished.output}{self.finished.why}"


def resumed(flow: FlowFunction, turns: Sequence[Turn], world: World, seed: int) -> World:
    """Another process that takes up a run recorded so far."""
    again = World(flow, seed, recipe=world.core.recipe, texts=Texts(world.core.texts.known))
    reexecute(again.core, turns)
    again.turns = list(turns)
    if not again.core.finished:
        again.run(e.RunResumed(epoch=2))
    return again
