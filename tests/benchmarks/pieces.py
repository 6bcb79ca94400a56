"""(m) What ten million pieces leave behind in the console: streams are folded and shown, steps end.

Twenty agents stream side by side, step after step; each step says so many pieces and has its reply.
The real panel of a step is filled from the real streams some times a second, each agent's in turn,
as somebody would who looks at one after the other. The pieces are made as they are asked for, so
that what grows is the console's own: no more of the record is there than the steps that are seen.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Final

from orchtui.console.panels import step as panel
from orchtui.console.stream import Streams
from orchtui.console.view import View
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.events import Candidate, Turn
from orchtui.domain.recipe import Agent, PythonFlow, Recipe
from orchtui.session import Player
from tests.benchmarks.measure import OURS, Figure

PIECES: Final = 10_000_000
AGENTS: Final = 20
IN_A_STEP: Final = 100_000
AT_A_LOOK: Final = 50
WIDTH: Final = 44
MOST: Final = 20.0
_PAGE: Final = os.sysconf("SC_PAGE_SIZE") / 1024**2
_WORDS: Final = [f"word{number} " for number in range(97)] + ["and so on.\n", "\t* ", "žluť "]


class Source:
    """What each agent has said by now, by number; nothing of it is kept."""

    def __init__(self) -> None:
        self.said = 0

    def heard(self, path: str, after: int) -> list[str]:
        """The pieces of a step that came after so many."""
        return [_WORDS[number % 100] for number in range(after, self.said)]


def _view(source: Source) -> View:
    names = [f"talker{number:02}" for number in range(AGENTS)]
    agents = {name: Agent(name, "Talks.", model="main") for name in names}
    recipe = Recipe(name="talking", agents=agents, flow=PythonFlow("talking.py", "flow"))
    tiers = {"main": (Candidate(name="made-up"),)}
    started = e.RunStarted(recipe="talking", source="", task="Talk.", tiers=tiers)
    view = View("2pyjvj09x", recipe, Texts(), "live", Player([Turn(0.0, (started,))]))
    view.streams = Streams(source.heard)
    return view


def _asked(path: str, attempt: int) -> tuple[e.AnyEvent, ...]:
    agent = path.partition(".")[0]
    return (
        e.StepPlanned(path=path, agent=agent, says="Talk."),
        e.StepAsked(path=path, attempt=attempt, model="made-up", sent="", because=""),
    )


def stream(pieces: int) -> float:
    """Have so many pieces streamed and shown; seconds."""
