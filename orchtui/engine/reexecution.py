"""Ordered re-execution: recorded observations are fed to a core again, and every decision must be
the recorded one.

How a prompt was worded and what was promised for it may differ between versions; what was asked,
of whom and after what may not.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

from orchtui.core import Machine
from orchtui.domain import events as e
from orchtui.errors import Divergence

_WORDING = {"sent": "", "cost": 0, "tokens": 0}


def reexecute(core: Machine, turns: Iterable[e.Turn]) -> None:
    """Bring a new core to where these turns left it, or say by step where it goes another way."""
    position = 0
    for turn in turns:
        observation = turn.events[0]
        _check_expected(core, observation, position)
        made = core.feed(observation, turn.at)
        if made != turn.events:
            _compare(made, turn.events, position)
        position += len(turn.events)


def _check_expected(core: Machine, observation: e.AnyEvent, position: int) -> None:
    if isinstance(observation, e.AttemptOver) and observation.path not in core.steps:
        raise Divergence(
            f"event {position}: the record has {told(observation)}, "
            "and the flow never planned that step",
            observation.path,
        )
    if not isinstance(observation, e.Observation):
        raise Divergence(
            f"event {position}: {told(observation)} is not known to this version of orchtui; "
            "upgrade it to take this run up"
        )


def _compare(made: Iterable[e.AnyEvent], recorded: Iterable[e.AnyEvent], position: int) -> None:
    for number, (new, old) in enumerate(zip_longest(made, recorded), start=position):
        if new == old or (new is not None and old is not None and _plain(new) == _plain(old)):
            continue
        one = "nothing" if old is None else told(old)
        other = "nothing" if new is None else told(new)
        path = getattr(old or new, "path", "")
        raise Divergence(f"event {number}: recorded was {one}, the flow now makes {other}", path)


def _plain(event: e.AnyEvent) -> e.AnyEvent:
    return event.model_copy(update=_WORDING) if isinstance(event, e.StepAsked) else event


def told(event: e.AnyEvent) -> str:
    """An event in a few words."""
    path = getattr(event, "path", "")
    return f"{event.kind} of {path}" if path else event.kind
