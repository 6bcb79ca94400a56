"""Plans: whatever a planner replies becomes a plan that can be carried out, perhaps empty."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.domain.data import Data
from orchtui.domain.graph import in_order
from orchtui.patterns.plan import MOST, Plan, Task, label, read_plan, routed, shares

SKILLS = ("law", "search", "code")


def task(name: str, *after: Data, **more: Data) -> Data:
    return {"id": name, "says": f"do {name}", "after": list(after), **more}


def read(*tasks: Data) -> Plan:
    return read_plan({"tasks": list(tasks)}, SKILLS)


def links(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {task.id: task.after for task in plan.tasks}


def test_a_good_plan_is_read_as_it_is() -> None:
    plan = read(task("report", "collect"), task("collect", skill="search", complexity=5))
    assert plan == Plan(
        (
            Task("collect", "do collect", "search", 5),
            Task("report", "do report", after=("collect",)),
        )
    ), "each task stands after all that it comes after"


@pytest.mark.parametrize(
    ("tasks", "problem", "saved"),
    [
        ([task("a", "b")], "a comes after b, and there is no such task", {"a": ()}),
        ([task("a", "a")], "a comes after itself: neither could ever begin", {"a": ()}),
        (
            [task("a", "b"), task("b", "a")],
            "a and b come after each other: neither could ever begin",
            {"b": (), "a": ("b",)},
        ),
        (
            [task("a", "c"), task("b", "a"), task("c", "b")],
            "a and b come after each other: neither could ever begin",
            {"b": (), "c": ("b",), "a": ("c",)},
        ),
        (
            [task("a", skill="magic")],
            "nobody has the skill that a takes; there is law, search, code",
            {"a": ()},
        ),
        (
            [task("a"), {**task("a"), "says": "else"}],  # type: ignore[dict-item]
            "two tasks are called a: give each an id of its own",
            {"a": (), "a_2": ()},
        ),
        ([task("a"), {"id": "b"}], "task 2 does not say what is to be done", {"a": ()}),
        ([task("a"), "b"], "task 2 does not say what is to be done", {"a": ()}),
        ([], "there is no task in it that can be done", {}),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_is_saved(
    tasks: list[Data], problem: str, saved: dict[str, tuple[str, ...]]
) -> None:
    plan = read(*tasks)
    assert problem in plan.problems
    assert links(plan) == saved


def test_without_a_list_of_tasks_there_is_no_plan() -> None:
    for data in (None, {}, {"tasks": "many"}):
        assert read_plan(data, SKILLS).problems == ("there is no list of `tasks` in it",)


def test_there_are_at_most_so_many() -> None:
    plan = read(*(task(f"t{n}") for n in range(MOST + 2)))
    assert len(plan.tasks) == MOST
    assert plan.left_out == ("t20", "t21")
    assert plan.problems == ("there are 22 tasks in it, and 20 is the most",)


def test_tasks_that_say_the_same_are_one_and_what_came_after_either_comes_after_it() -> None:
    first: Data = {"id": "a", "says": "Look it  up.", "skill": "law", "after": ["x"]}
    second: Data = {"id": "b", "says": "look it up.", "skill": "LAW", "after": ["y"]}
    plan = read(task("x"), task("y"), first, second, task("c", "b"), task("d", "a", "b"))
    assert links(plan) == {"x": (), "y": (), "a": ("x", "y"), "c": ("a",), "d": ("a",)}
    assert plan.mended == ("b says the same as a: they are one task",)
    assert plan.problems == (), "and the planner need not be asked again"


def test_with_another_skill_it_is_another_task() -> None:
    plan = read({"id": "a", "says": "x", "skill": "law"}, {"id": "b", "says": "x"})
    assert len(plan.tasks) == 2


def test_a_task_that_is_done_again_on_what_came_of_it_is_no_duplicate() -> None:
    plan = read(
        {"id": "test", "says": "Run it."},
        task("mend", "test"),
        {"id": "again", "says": "Run it.", "after": ["mend"]},
    )
    assert links(plan) == {"test": (), "mend": ("test",), "again": ("mend",)}


@pytest.mark.parametrize(
    ("written", "read_as"),
    [(1, 1), (5, 5), (9, 5), (-3, 1), (2.7, 2), (None, 3), ("hard", 3), (True, 3)],
)
def test_how_complex_a_task_is_is_from_1_to_5(written: Data, read_as: int) -> None:
    (only,) = read(task("a", complexity=written)).tasks
    assert only.complexity == read_as


@pytest.mark.parametrize(
    ("written", "name"),
    [("collect", "collect"), ("collect data!", "collect_data"), (3, "task_3"), ("a/b.2", "a_b_2")],
)
def test_an_id_becomes_a_word_that_can_name_a_step(written: Data, name: str) -> None:
    assert label(written) == name


def test_a_task_goes_to_whoever_has_the_skill_and_least_to_do() -> None:
    tasks = [
        Task("a", "a", "law", complexity=5),
        Task("b", "b", "law", complexity=1),
        Task("c", "c", "law", complexity=1),
        Task("d", "d"),
        Task("e", "e", "code"),
    ]
    workers = {"one": ("law",), "two": ("law", "code"), "three": ()}
    assert routed(tasks, workers) == {"a": "one", "b": "two", "c": "two", "d": "three", "e": "two"}


def test_the_budget_is_split_by_how_complex_tasks_are() -> None:
    tasks = [Task("a", "a", complexity=1), Task("b", "b", complexity=4)]
    assert shares(1000, tasks) == {"a": 200, "b": 800}


# -- laws ----------------------------------------------------------------------------------------

IDS = st.sampled_from([*"abcdef", "a b", "", 1])
A_TASK = st.fixed_dictionaries(
    {},
    optional={
        "id": IDS,
        "says": st.sampled_from(["x", "X ", "y", "z", ""]),
        "skill": st.sampled_from(["law", "LAW", "code", "magic", "", None]),
        "complexity": st.integers(-1, 7) | st.floats() | st.text(max_size=2),
        "after": st.lists(IDS, max_size=4) | IDS,
    },
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | A_TASK,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "says", "skill", "after", "complexity"]), inner)
    ),
    max_leaves=10,
)
PLANS = st.lists(A_TASK | ANYTHING, max_size=30)
TASKS = st.lists(
    st.builds(
        Task,
        st.uuids().map(str),
        st.just("x"),
        st.sampled_from(["", "law", "code"]),
        st.integers(1, 5),
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda task: task.id,
)


@given(st.dictionaries(st.just("tasks"), PLANS | ANYTHING))
@settings(max_examples=400, deadline=None)
def test_whatever_is_replied_what_is_read_can_be_carried_out(data: Mapping[str, Data]) -> None:
    plan = read_plan(data, SKILLS)
    done: set[str] = set()
    said: dict[tuple[str, str], list[str]] = {}
    for each in plan.tasks:
        assert each.id not in done
        assert set(each.after) <= done
        assert each.skill in ("", *SKILLS)
        assert 1 <= each.complexity <= 5
        assert label(each.id) == each.id != ""
        done.add(each.id)
        said.setdefault((each.says.casefold(), each.skill), []).append(each.id)
    assert len(plan.tasks) <= MOST
    assert plan.tasks or plan.problems
    if not plan.tasks:
        return
    again = read_plan({"tasks": [_written(each) for each in plan.tasks]}, SKILLS)
    assert (again.tasks, again.problems, again.mended) == (plan.tasks, (), ())


def _written(task: Task) -> Data:
    fields: dict[str, Data] = {"id": task.id, "says": task.says, "complexity": task.complexity}
    return fields | {"skill": task.skill, "after": list(task.after)}


@given(
    st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=5)).map(
        lambda links: {
            f"{name}": [f"{each}" for each in after if each in links]
            for name, after in links.items()
        }
    )
)
def test_only_links_that_close_a_circle_are_dropped(links: dict[str, list[str]]) -> None:
    kept, dropped = in_order(links)
    assert kept.keys() == links.keys()
    before: set[str] = set()
    for name, after in kept.items():
        assert set(after) <= before
        before.add(name)
        assert {*after, *(e for who, e in dropped if who == name)} == set(links[name])
    for name, earlier in dropped:
        assert _reaches(kept, earlier, name), "with it there would be a circle"


def _reaches(links: Mapping[str, tuple[str, ...]], start: str, end: str) -> bool:
    return start == end or any(_reaches(links, each, end) for each in links[start])


@given(TASKS, st.integers(1, 5))
def test_nobody_has_much_more_to_do_than_another_of_the_same_skills(
    tasks: list[Task], workers: int
) -> None:
    skills = {f"w{n}": ("law", "code") for n in range(workers)}
    to = routed(tasks, skills)
    load = dict.fromkeys(skills, 0)
    for each in tasks:
        load[to[each.id]] += each.complexity
    assert max(load.values()) - min(load.values()) <= max(each.complexity for each in tasks)


@given(TASKS)
def test_whoever_does_a_task_has_its_skill(tasks: list[Task]) -> None:
    skills = {"a": ("law",), "b": ("code",), "c": ("code", "law"), "d": ()}
    to = routed(tasks, skills)
    assert all(not each.skill or each.skill in skills[to[each.id]] for each in tasks)


@given(TASKS, st.integers(1, 100_000))
def test_shares_keep_within_the_budget_and_grow_with_complexity(
    tasks: list[Task], budget: int
) -> None:
    share = shares(budget, tasks)
    assert sum(share.values()) <= budget
    assert sum(share.values()) > budget - len(tasks), "and little of it is lost"
    for one in tasks:
        for other in tasks:
            if one.complexity <= other.complexity:
                assert share[one.id] <= share[other.id]
