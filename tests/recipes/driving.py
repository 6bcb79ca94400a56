"""Runs a recipe on the core with replies given by hand: no clock, no model, no engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchtui.core import Call, Machine
from orchtui.domain import events as e
from orchtui.domain.prompts import Request
from orchtui.domain.recipe import Recipe
from orchtui.domain.reply_schema import read
from orchtui.recipes.compile import flow_function

DOWN = "(does not answer)"


@dataclass
class Course:
    """What a run came to: how it ended, who was asked what, and what was noted."""

    finished: e.RunFinished
    output: str
    asked: list[Request] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.asked]


def run(recipe: Recipe, replies: Mapping[str, str], folder: str = "") -> Course:
    """Run to the end; agents without a reply say their own name."""
    tiers = {name: tuple(e.Candidate(name=m) for m in each) for name, each in recipe.tiers.items()}
    core = Machine(recipe, flow_function(recipe, folder))
    turn: list[e.AnyEvent] = []
    asked: list[Request] = []
    todo: list[Request] = []

    def feed(observation: e.Event) -> None:
        turn.extend(core.feed(observation, 0.0))
        new = [effect.request for effect in core.effects if isinstance(effect, Call)]
        asked.extend(new)
        todo.extend(new)

    feed(e.RunStarted(recipe=recipe.name, source="", task=recipe.task, tiers=tiers))
    while todo:
        feed(_answer(core, todo.pop(0), recipe, replies))
    core.close()
    (finished,) = (event for event in turn if isinstance(event, e.RunFinished))
    notes = [core.texts.read(event.text) for event in turn if isinstance(event, e.Noted)]
    return Course(finished, core.texts.read(finished.output), asked, notes)


def _answer(core: Machine, request: Request, recipe: Recipe, replies: Mapping[str, str]) -> e.Event:
    text = replies.get(request.path, replies.get(request.agent, request.agent))
    if text == DOWN:
        return e.AttemptFailed(
            path=request.path, attempt=request.attempt, fault="server", message="down"
        )
    sure = read(text, recipe.agents[request.agent].reply).confidence
    return e.StepReplied(
        path=request.path, attempt=request.attempt, text=core.texts.keep(text), confidence=sure
    )
