"""Random commands against twenty live runs: none is lost, nothing is stuck, nothing is left over.

Half of the commands come by letter, as from another process. Runs that end are followed by others,
so that there are always twenty.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

import pytest

from orchtui.commands.catalogue import CATALOGUE
from orchtui.domain import events as e
from orchtui.domain.state import RunState, fold
from orchtui.domain.state.lifecycle import OUTCOMES
from orchtui.engine.engine import LiveRun
from orchtui.recipes.loader import LoadedRecipe
from orchtui.session import Settings, load
from tests.acceptance import recipes
from tests.acceptance.storm import check_re_executes
from tests.engine.building import other_tasks
from tests.engine.controlling import Keys, at_the_keys
from tests.engine.here import Here, here

LIVE = 20

RECIPE = """
name: soaked
task: Go on.
models: {any: rehearsal/any, spare: rehearsal/spare}
limits: {steps: 12}
agents:
  scout: {does: Looks., fallback: spare, reply: {found: str, confidence: 0..1}}
  left: {does: Goes left., optional: true}
  right: {does: Goes right., fallback: spare, optional: true}
  judge: Decides.
  editor: Edits.
flow:
  - parallel:
      - sequence: [scout, left]
      - sequence: [right, {gate: "Turn left?", default: approve}]
  - judge
  - {gate: "Publish this?", default: deny}
  - editor
rehearsal:
  scout:
    - {found: A way through the reeds., confidence: 0.8}
"""

BREAKPOINTS = (
    "judge", "left:after", "on:failed", "on:limit", "if cost > 0.0001", "s* if step.attempt > 1",
    "right hits=2 once", "nobody:during", "if __import__", "if done >= 2",
)  # fmt: skip
TEXTS = ("", "In one word.", '{"found": "a ford", "confidence": 0.5}', "At length. " * 60, "#" * 23)

Options = dict[str, str | float | bool | None]
SWITCHES: tuple[Options, ...] = ({}, {"on": True}, {"off": True})
OTHERWISE: tuple[Options, ...] = ({}, {"model": "spare"}, {"model": "x"}, {"temperature": 0.3})


def drawn(state: RunState, random: Random, numbers: Iterator[int]) -> e.CommandGiven:
    """Any command: mostly one that may be possible now, sometimes one that never is."""
    verb = random.choice([*CATALOGUE, "continue", "continue", "answer", "fly"])
    steps = [*state.steps, *(step.agent for step in state.steps.values()), "nobody", ""]
    target, text = "", random.choice(TEXTS)
    options: Options = {}
    match verb:
        case "break":
            text = random.choice(BREAKPOINTS)
        case "unbreak":
            target = random.choice([*state.breakpoints, "b99"])
            options = random.choice(SWITCHES)
        case "pause":
            options = {"now": random.random() < 0.5}
        case "kill":  # the whole run only now and then
            target = random.choice(steps) if random.random() < 0.05 else random.choice(steps[:-1])
        case "limit":
            name = random.choice(("cost", "tokens", "seconds", "steps", "parallel"))
            options = {name: random.choice((1.0, 3.0, 100.0, 5000.0, None))}
        case "answer":
            target = random.choice([*state.open_gates, ""])
            choice = random.choice(("approve", "deny", "edit", "extend", "partial", "maybe"))
            options = {"choice": choice}
        case "retry":
            target = random.choice(steps)
            options = random.choice(OTHERWISE)
        case _:
            target = random.choice(steps)
    return e.CommandGiven(
        id=f"soak.{next(numbers)}",
        verb=verb,
        who="soak",
        target=target,
        text=text,
        options=options,
    )


@dataclass
class Soak:
    """What is left to do, and what came of what was done."""

    session: Here
    recipe: LoadedRecipe
    left: int
    numbers: Iterator[int] = field(default_factory=count)
    answers: dict[str, e.CommandAnswered] = field(default_factory=dict)
    missed: set[str] = field(default_factory=set)
    runs: list[str] = field(default_factory=list)

    async def keep_one_live(self, seed: int) -> None:
        """One run after the other, as long as there are commands to give."""
        random = Random(seed)
        while self.left > 0:
            settings = Settings(
                rehearse=True,
                speed=random.choice((0, 100)),
                seed=random.randrange(1000),
                chaos={"server": 0.1, "malformed": 0.1},
                paused=random.random() < 0.3,
                on_gate="wait",
                on_limit="ask",
            )
            live = self.session.start(self.recipe, settings)
            self.runs.append(live.id)
            async with at_the_keys(live) as keys:
                await keys.next_turn()
                while self.left > 0 and not keys.carried_out.done():
                    self.left -= 1
                    await self.give(live, keys, random)
                await let_go(keys, random)

    async def give(self, live: LiveRun, keys: Keys, random: Random) -> None:
        """One command, by either door; its answer."""
        given = drawn(live.state, random, self.numbers)
        if random.random() < 0.5:
            answer: e.CommandAnswered | None = await live.command(given)
        else:
            await self.session.journal.post(live.id, given)
            answer = None
            while answer is None and not keys.carried_out.done():
                answer = await self.session.journal.answer_to(given.id)
            answer = answer or await self.session.journal.answer_to(given.id)
        if answer is None:
            self.missed.add(given.id)
        else:
            self.answers[given.id] = answer


async def let_go(keys: Keys, random: Random) -> None:
    """Let the run go on to its end, whatever holds it."""
    for name in list(keys.state.breakpoints):
        await keys.do("unbreak", name)
    while not keys.carried_out.done():
        came_of_it = ""
        if gates := keys.state.open_gates:
            gate = random.choice(list(gates.values()))
            choice = random.choice(gate.choices)
            came_of_it = await keys.do("answer", gate.id, "In short.", choice=choice)
        elif keys.state.status in ("pausing", "paused"):
            came_of_it = await keys.do("continue")
        if not came_of_it.startswith("done"):
            await keys.next_turn()
    await keys.end()


async def soak(folder: Path, commands: int) -> Counter[str]:
    """So many commands; how often each verb was carried out."""
    before = other_tasks()
    path = recipes.write(folder, RECIPE)
    carried_out: Counter[str] = Counter()
    async with here(folder / "runs.db") as session:
        soaked = Soak(session, load(path), commands)
        async with asyncio.TaskGroup() as group:
            for seed in range(LIVE):
                group.create_task(soaked.keep_one_live(seed))
        assert len(soaked.answers) + len(soaked.missed) == commands
        recorded: dict[str, e.CommandAnswered] = {}
        for run in soaked.runs:
            record = await session.record(run)
            assert record.state.status in OUTCOMES
            assert record.state == fold(record.turns)
            assert record.state.reserved == 0
            check_re_executes(record)
            for name, command in record.state.commands.items():
                assert command.answered is not None
                recorded[name] = command.answered
                carried_out[command.given.verb] += command.answered.done
        for name, answer in soaked.answers.items():
            assert recorded.get(name, answer) == answer
            assert name in recorded or not answer.done
        # Only letters to runs that ended before they came are without an answer.
        assert not soaked.missed & recorded.keys()
        assert await session.journal.unanswered(soaked.runs) or not soaked.missed
    assert other_tasks() <= before
    return carried_out


async def test_hundreds_of_commands_to_twenty_live_runs_are_all_answered(tmp_path: Path) -> None:
    carried_out = await soak(tmp_path, 400)
    assert sum(carried_out.values()) > 100


@pytest.mark.soak
async def test_two_thousand_commands_to_twenty_live_runs_are_all_answered(tmp_path: Path) -> None:
    carried_out = await soak(tmp_path, 2000)
    assert carried_out.keys() >= CATALOGUE.keys()
