"""A team for pattern tests: agents with replies to differ on, and a way to play a recipe's flow.

`play(flow, replies)` reads a flow in YAML, runs it over the real core, and answers each step as
written: by its path, else by its agent (in turn, the last again and again), else by its path with
an exclamation mark. A reply that is an `Exception` fails its attempt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from orchtui.core import Machine
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.events import Candidate
from orchtui.domain.prompts import Request
from orchtui.domain.recipe import Recipe
from orchtui.domain.state import DisagreementState, RunState, fold
from orchtui.engine.reexecution import reexecute
from orchtui.recipes.compile import flow_function
from orchtui.recipes.loader import read_recipe
from tests.core.world import World, started

_JUDGES = """
    does: Judges.
    reply: {verdict: good | bad | odd, score?: 0..10, why?: str, tags?: [str], confidence?: 0..1}"""
AGENTS: Mapping[str, str] = {
    **dict.fromkeys("abcd", _JUDGES),
    "writer": " Writes.",
    "editor": " Edits.",
    "judge": " Says what it comes to.",
}

Said = str | Mapping[str, object] | Exception


def verdict(value: str, confidence: float | None = None, **more: object) -> dict[str, object]:
    """A reply of one of the judges."""
    sure = {} if confidence is None else {"confidence": confidence}
    return {"verdict": value, **sure, **more}


def recipe(flow: str, **more: str) -> Recipe:
    """A recipe with this flow, written as it would stand under `flow:`, and the agents it names;
    `more` are agents beside those that are always there, or (written as nothing) instead of them.
    """
    everybody = {**AGENTS, **{name: f" {written}" for name, written in more.items()}}
    everybody = {name: what for name, what in everybody.items() if what.strip()}
    named = set(re.findall(r"\w+", flow + " ".join(more.values())))
    agents = "".join(f"  {name}:{what}\n" for name, what in everybody.items() if name in named)
    lines = "\n".join(f"  {line}" for line in flow.strip("\n").splitlines())
    return read_recipe(f"task: the task\nagents:\n{agents}flow:\n{lines}\n", "team.yaml")


class Play(World):
    """A run of a recipe's flow."""

    def __init__(
        self, of: Recipe, replies: Mapping[str, Said | Sequence[Said]], seed: int = 1
    ) -> None:
        super().__init__(flow_function(of), seed, recipe=of, faults=0.0)
        self.replies = {
            name: [said] if isinstance(said, str | Mapping | Exception) else list(said)
            for name, said in replies.items()
        }
        self.users: dict[str, str] = {}
        self.requests: dict[str, Request] = {}
        tiers = {
            name: tuple(Candidate(name=each) for each in models)
            for name, models in of.tiers.items()
        }
        self.first = started(tiers=tiers, on_gate="wait")

    def step(self) -> bool:
        """Answer one call, drawn at random; whether there was any."""
        if self.ending:
            key = self.ending.pop()
            if key in self.calls:
                self.over(self.calls[key], e.AttemptEnded)
            return True
        if not self.calls:
            return False
        self.reply(self.random.choice(list(self.calls.values())))
        return True

    def reply(self, request: Request) -> None:
        """Answer this call as written."""
        self.users[request.path] = request.user
        self.requests[request.path] = request
        said = self._said(request)
        if isinstance(said, Exception):
            self.over(request, e.AttemptFailed, fault="server", message=str(said))
        else:
            text = said if isinstance(said, str) else json.dumps(said)
            sure = None if isinstance(said, str) else said.get("confidence")
            self.over(request, e.StepReplied, text=self.core.texts.keep(text), confidence=sure)

    def _said(self, request: Request) -> Said:
        for name in (request.path, request.agent):
            if lines := self.replies.get(name):
                return lines.pop(0) if len(lines) > 1 else lines[0]
        return f"{request.path}!"

    def play(self, **options: object) -> str:
        """Run to the end, or until a person is waited for; how it ended."""
        self.feed(self.first.model_copy(update=options))
        return self.go_on()

    def go_on(self) -> str:
        """Go on to the end, or until a person is waited for."""
        while not self.core.finished and self.step():
            pass
        if not self.core.finished:
            return f"waits: {', '.join(self.core.state.open_gates)}"
        self.drain()
        return self.outcome

    def do(self, verb: str, target: str = "", text: str = "", **options: object) -> str:
        """Give a command; what came of it."""
        name = f"c{len(self.turns)}"
        given = {"id": name, "verb": verb, "who": "me", "target": target, "text": text}
        self.feed(e.CommandGiven.model_validate({**given, "options": options}))
        answered = self.core.state.commands[name].answered
        assert answered is not None
        return ("done" if answered.done else "refused") + (
            f": {answered.said}" if answered.said else ""
        )

    @property
    def state(self) -> RunState:
        """The run, folded from its record."""
        return fold(self.turns)

    @property
    def paths(self) -> list[str]:
        """Every step that was asked, in order."""
        return list(dict.fromkeys(self.asked))

    @property
    def edges(self) -> dict[str, tuple[str, ...]]:
        """What each step was given."""
        return {path: step.inputs for path, step in self.state.steps.items()}

    @property
    def notes(self) -> list[str]:
        """What the flow noted."""
        return [note.text for note in self.state.notes]

    @property
    def disagreement(self) -> DisagreementState:
        """The one disagreement of the run."""
        (only,) = self.state.disagreements.values()
        return only

    def re_executes(self) -> bool:
        """Whether the record, fed to a new core, leads to the same decisions."""
        again = Machine(
            self.core.recipe, flow_function(self.core.recipe), Texts(self.core.texts.known)
        )
        reexecute(again, self.turns)
        return again.state == self.core.state == self.state


def play(
    flow: str, replies: Mapping[str, Said | Sequence[Said]] | None = None, **more: str
) -> Play:
    """A run of this flow, ready to be played; `more` are agents of its own."""
    return Play(recipe(flow, **more), replies or {})
