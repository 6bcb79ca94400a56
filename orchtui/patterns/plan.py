"""A plan of sub-tasks as a value: read from a planner's reply, checked, and mended where it can be.

Whatever a planner replies becomes a plan that can be carried out, perhaps an empty one, and a
sentence for everything that is wrong with it. Who does which task, and what it may use, are laws
over such plans. Nobody is asked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from orchtui.domain.data import Data
from orchtui.domain.graph import ancestors, in_order

MOST: Final = 20
"""How many tasks a plan may have."""
MIDDLING: Final = 3
"""How hard a task is, from 1 to 5, if the planner does not say."""
_READ: Final = 10 * MOST
_HARDEST: Final = 5
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Task:
    """One sub-task: what is to be done, the skill it takes, how hard it is, what it comes after."""

    id: str
    says: str
    skill: str = ""
    complexity: int = MIDDLING
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What of a plan can be carried out, in order: each task after all that it comes after.

    `problems` are for the planner; `mended` tells what was put right without asking; `left_out` are
    tasks for which there was no room.
    """

    tasks: tuple[Task, ...] = ()
    problems: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def read_plan(data: Mapping[str, Data] | None, skills: Iterable[str] = ()) -> Plan:
    """The plan in a reply's data, whose workers have these skills."""
    written = (data or {}).get("tasks")
    if not isinstance(written, list):
        return Plan(problems=("there is no list of `tasks` in it",))
    problems: list[str] = []
    mended: list[str] = []
    read = [_task(each, n, problems, mended) for n, each in enumerate(written[:_READ], 1)]
    tasks = _linked(_apart([task for task in read if task], problems), problems)
    tasks = _in_order(_merged(_skilled(tasks, skills, problems), mended))
    kept, left_out = tasks[:MOST], tuple(task.id for task in tasks[MOST:])
    if left_out:
        problems.append(f"there are {len(tasks)} tasks in it, and {MOST} is the most")
    if not kept:
        problems.append("there is no task in it that can be done")
    return Plan(tuple(kept), tuple(problems), tuple(mended), left_out)


def routed(tasks: Iterable[Task], workers: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Who does which task: of those who have the skill, whoever has least to do so far (a task
    counts for as much as it is complex), in the order written. A task without a skill is anybody's.
    """
    load = dict.fromkeys(workers, 0)
    to: dict[str, str] = {}
    for task in tasks:
        able = [who for who in workers if not task.skill or task.skill in workers[who]]
        to[task.id] = chosen = min(able, key=load.__getitem__)
        load[chosen] += task.complexity
    return to


def shares(budget: int, tasks: Sequence[Task]) -> dict[str, int]:
    """What each task may use of a budget: the harder, the more; together never more than all."""
    whole = sum(task.complexity for task in tasks)
    return {task.id: budget * task.complexity // whole for task in tasks}


def label(written: Data) -> str:
    """What somebody calls a task, as one word that can name a step; nothing, if it says nothing."""
    if isinstance(written, bool) or not isinstance(written, str | int):
        return ""
    kept = "".join(each if f"_{each}".isidentifier() else " " for each in str(written))
    word = "_".join(kept.replace("_", " ").split())[:_LONGEST].rstrip("_")
    return word if word.isidentifier() or not word else f"task_{word}"


def _task(written: Data, number: int, problems: list[str], mended: list[str]) -> Task | None:
    fields = written if isinstance(written, dict) else {}
    says = fields.get("says")
    if not isinstance(says, str) or not says.strip():
        problems.append(f"task {number} does not say what is to be done")
        return None
    name = label(fields.get("id"))
    if not name:
        name = f"task_{number}"
        mended.append(f"task {number} has no id: it is called {name}")
    after, skill = fields.get("after"), fields.get("skill")
    before = after if isinstance(after, list) else [after] if after else []
    return Task(
        name,
        says.strip(),
        skill.strip() if isinstance(skill, str) else "",
        _complexity(fields.get("complexity"), name, mended),
        tuple(dict.fromkeys(label(each) or "(no name)" for each in before)),
    )


def _complexity(written: Data, name: str, mended: list[str]) -> int:
    if written is None:
        return MIDDLING
    if isinstance(written, bool) or not isinstance(written, int | float) or written != written:
        mended.append(f"how complex {name} is cannot be read: taken as {MIDDLING}")
        return MIDDLING
    within = int(min(max(written, 1), _HARDEST))
    if within != written:
        mended.append(f"{name} is taken to be of complexity {within}")
    return within


def _apart(tasks: Sequence[Task], problems: list[str]) -> dict[str, Task]:
    """The tasks by their ids; the second of two that share one is given another."""
    found: dict[str, Task] = {}
    for task in tasks:
        name, number = task.id, 1
        while name in found:
            number += 1
            name = f"{task.id}_{number}"
        if number > 1:
            problems.append(f"two tasks are called {task.id}: give each an id of its own")
        found[name] = replace(task, id=name)
    return found


def _linked(tasks: Mapping[str, Task], problems: list[str]) -> list[Task]:
    """The tasks in order, each after tasks that are there, and none after itself."""
    known = {}
    for name, task in tasks.items():
        known[name] = tuple(each for each in task.after if each in tasks)
        problems += [
            f"{name} comes after {each}, and there is no such task"
            for each in task.after
            if each not in tasks
        ]
    kept, dropped = in_order(known)
    for name, earlier in dropped:
        told = (
            f"{name} comes after itself"
            if name == earlier
            else f"{earlier} and {name} come after each other"
        )
        problems.append(f"{told}: neither could ever begin")
    return [replace(task, after=kept[name]) for name, task in tasks.items()]


def _skilled(tasks: Sequence[Task], skills: Iterable[str], problems: list[str]) -> list[Task]:
    known = {skill.casefold(): skill for skill in skills}
    there = f"there is {', '.join(known.values())}" if known else "leave the skill out"
    found = []
    for task in tasks:
        skill = known.get(task.skill.casefold(), "")
        if task.skill and not skill:
            problems.append(f"nobody has the skill that {task.id} takes; {there}")
        found.append(replace(task, skill=skill))
    return found


def _merged(tasks: Sequence[Task], mended: list[str]) -> list[Task]:
    """Tasks that say the same and take the same skill are one, after all that either comes after.

    But one that comes after the other is no duplicate: it is done again, on other results.
    """
    found = {task.id: task for task in tasks}
    first: dict[tuple[str, str], list[str]] = {}
    for task in tasks:
        alike = first.setdefault((" ".join(task.says.casefold().split()), task.skill), [])
        edges = {name: each.after for name, each in found.items()}
        same = next(
            (
                name
                for name in alike
                if task.id not in ancestors(edges, name) and name not in ancestors(edges, task.id)
            ),
            "",
        )
        if not same:
            alike.append(task.id)
            continue
        mended.append(f"{task.id} says the same as {same}: they are one task")
        gone, one = found.pop(task.id), found[same]
        after = tuple(dict.fromkeys((*one.after, *gone.after)))
        found[same] = replace(one, complexity=max(one.complexity, gone.complexity), after=after)
        for name, each in found.items():
            if gone.id in each.after:
                moved = (same if before == gone.id else before for before in each.after)
                found[name] = replace(each, after=tuple(dict.fromkeys(moved)))
    return list(found.values())


def _in_order(tasks: Sequence[Task]) -> list[Task]:
    by_id = {task.id: task for task in tasks}
    kept, _ = in_order({task.id: task.after for task in tasks})
    return [by_id[name] for name in kept]
