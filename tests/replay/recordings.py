"""Runs to look back at: meddled with, of teams of all patterns, killed and taken up again."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from orchtui.domain.events import Turn
from tests.core.flows import ALL
from tests.core.test_commands import random_session
from tests.core.world import World, resumed
from tests.patterns.test_team_laws import begun


def commanded(flow: int, seed: int) -> list[Turn]:
    """A run that somebody paused, broke into, overrode and what else there is."""
    return random_session(ALL[flow % len(ALL)], seed).turns


def of_a_team(drawn: int, seed: int) -> list[Turn]:
    """Patterns nested at random, with disagreements, gates and faults."""
    team = begun(drawn, seed, 0.1, "default")
    team.to_the_end()
    return team.turns


def taken_up(flow: int, seed: int) -> list[Turn]:
    """A run whose process died somewhere, carried on by another."""
    world = World(ALL[flow % len(ALL)], seed)
    world.run()
    return resumed(ALL[flow % len(ALL)], world.turns[: 1 + seed % 20], world, seed + 1).turns


numbers = st.integers(0, 100_000)
recordings: st.SearchStrategy[Sequence[Turn]] = st.one_of(
    st.builds(commanded, numbers, numbers),
    st.builds(of_a_team, numbers, numbers),
    st.builds(taken_up, numbers, numbers),
)
