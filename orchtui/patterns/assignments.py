"""A plan given out: which worker does which task, under which name, within how many tokens.

Workers are read here from a recipe, each with its skills.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from orchtui.domain.limits import DEFAULT_MAX_TOKENS, Limits
from orchtui.domain.node import Reader
from orchtui.patterns.member import Member, Seat, seat
from orchtui.patterns.plan import Plan, routed, shares
from orchtui.patterns.plan_execution import Piece, assignment


def pieces(
    plan: Plan,
    workers: Sequence[Member],
    planner: str,
    tokens: int | None = None,
    taken: Collection[str] = (),
) -> list[Piece]:
    """The plan as pieces of work, named as its tasks are, but for the names that are taken."""
    by_name = {worker.name: worker for worker in workers}
    to = routed(plan.tasks, {worker.name: worker.skills for worker in workers})
    share = shares(tokens, plan.tasks) if tokens else {}
    names = _apart([task.id for task in plan.tasks], taken)
    return [
        Piece(
            names[task.id],
            by_name[to[task.id]],
            assignment(task.says, planner),
            tuple(names[each] for each in task.after),
            limits=_within(share[task.id]) if share else None,
        )
        for task in plan.tasks
    ]


def _apart(ids: Sequence[str], taken: Collection[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    used = set(taken)
    for each in ids:
        name = each
        while name in used:
            name = f"task_{name}"
        names[each] = name
        used.add(name)
    return names


def _within(share: int) -> Limits:
    """A share of the tokens: at most half of it for the reply, the rest for what is read."""
    return Limits(tokens=share, max_tokens=max(1, min(DEFAULT_MAX_TOKENS, share // 2)))


def workers(reader: Reader) -> tuple[Seat, ...]:
    """The workers that stand here, each with its skills: those it is written with, or its agent's.

    `[a, b]`, `{a: {agent: x, skills: [law]}}`, or `{a: {part: {sequence: [x, y]}, skills: [law]}}`.
    """
    if reader.keys:
        return tuple(_worker(name, each) for name, each in reader.entries())
    return tuple(_worker(each.text(), each) for each in reader.items())


def _worker(name: str, reader: Reader) -> Seat:
    if "part" in reader.keys:
        reader.allow("part", "skills")
        found = seat(name, reader.at("part"))
    else:
        found = seat(name, reader, "skills")
    if "skills" in reader.keys:
        return replace(found, skills=reader.at("skills").words())
    return replace(found, skills=reader.skills(found.agent))
