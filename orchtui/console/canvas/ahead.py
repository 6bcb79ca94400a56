"""Which of the steps that a recipe leads to expect are still to come.

A sketch is drawn before the run and knows nothing of how it went. What the run has passed by, has
decided against, or has done in a way of its own, will not come any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from orchtui.domain.preview import DrawnStep
from orchtui.domain.state import RunState


class Coming(NamedTuple):
    """A step that may come: after which others, as far as it is known, and how sure it is."""

    inputs: tuple[str, ...]
    sure: str


def still_ahead(state: RunState, drawn: Mapping[str, DrawnStep]) -> dict[str, Coming]:
    """The drawn steps that the run may yet come to, in the order drawn."""
    if state.finished is not None or not drawn:
        return {}
    passed = _passed(state, drawn)
    ended = tuple(f"{path}/" for path, group in state.groups.items() if group.ended)
    against = _decided_against(drawn[path] for path in state.steps if path in drawn)
    unforeseen = {_group(path) for path in state.steps if path not in drawn} - {""}
    kept = {
        path: step
        for path, step in drawn.items()
        if path not in state.steps
        and path not in passed
        and not path.startswith(ended)
        and against.isdisjoint(step.when)
        and not (step.when and _group(path) in unforeseen)
    }
    ends = _Ends(state, kept)
    return {
        path: Coming(ends.instead_of(path, step), "perhaps" if step.when else "to come")
        for path, step in kept.items()
    }


def _passed(state: RunState, drawn: Mapping[str, DrawnStep]) -> set[str]:
    """What the run has gone on from: something after it is known."""
    passed: set[str] = set()
    for path in reversed([*drawn]):
        if path in state.steps or path in passed:
            passed.update(drawn[path].inputs)
    return passed


def _decided_against(begun: Iterable[DrawnStep]) -> set[str]:
    """The conditions that do not hold, since the run went where they must not."""
    held = {condition for step in begun for condition in step.when}
    plain = {each[5:-1] for each in held if each.startswith("not (") and each.endswith(")")}
    return plain | {f"not ({condition})" for condition in held}


def _group(path: str) -> str:
    return path.rpartition("/")[0]


class _Ends:
    """The last steps of groups: what comes after a group comes after those, whatever was drawn."""

    def __init__(self, state: RunState, kept: Mapping[str, DrawnStep]) -> None:
        self._state, self._kept = state, kept
        self._of: dict[str, tuple[str, ...]] = {}

    def instead_of(self, path: str, step: DrawnStep) -> tuple[str, ...]:
        """What a step will come after, as it looks now."""
        found: dict[str, None] = {}
        for each in step.inputs:
            group = self._left(each, path)
            if group:
                found.update(dict.fromkeys(self._last(group)))
            elif each in self._state.steps or each in self._kept:
                found[each] = None
        return tuple(found)

    def _left(self, path: str, for_path: str) -> str:
        """The outermost group at work that is left on the way from one step to another."""
        names = path.split("/")
        groups = ("/".join(names[:end]) for end in range(1, len(names)))
        return next(
            (
                group
                for group in groups
                if group in self._state.groups and not for_path.startswith(f"{group}/")
            ),
            "",
        )

    def _last(self, group: str) -> tuple[str, ...]:
        if (known := self._of.get(group)) is not None:
            return known
        inside: dict[str, Iterable[str]] = {}
        for path, step in self._state.steps.items():
            if path.startswith(f"{group}/"):
                inside[path] = (*step.inputs, *step.planned.after)
        for path, drawn in self._kept.items():
            if path.startswith(f"{group}/"):
                inside[path] = drawn.inputs
        used = {each for earlier in inside.values() for each in earlier}
        self._of[group] = last = tuple(path for path in inside if path not in used)
        return last
