"""A supervisor's turn as a value: the steps it plans, what it thinks of results, if it is done.

Whatever it replies is read as far as it makes sense; for everything else there is a sentence, which
the supervisor is told in its next turn. Nobody is asked here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from orchtui.domain.data import Data
from orchtui.domain.flow import Reply
from orchtui.domain.graph import in_order

MOST: Final = 20
"""How many steps a supervisor may plan in one round."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a step, by a name that tells it from those of other rounds; `good` is what the
    supervisor said of it, if it did. A part of a flow that failed has left no step to be given.
    """

    name: str
    reply: Reply
    good: bool | None = None
    why: str = ""
    can_be_given: bool = True
    worker: str = ""

    @property
    def round(self) -> str:
        """The round it is of."""
        return self.name.rpartition("/")[0]

    @property
    def stands(self) -> bool:
        """Whether the answer can be made of it."""
        return not self.reply.missing and self.good is not False

    def is_called(self, name: str) -> bool:
        """Whether somebody may mean this by the name: its own, its step's, or the end of either."""
        return bool(name) and any(
            f"/{known}".endswith(f"/{name}") for known in (self.name, self.reply.path)
        )


@dataclass(frozen=True, slots=True)
class Order:
    """A step that is to be taken now: by whom, what they are told, after which others of this plan,
    and which results of earlier rounds they are given.
    """

    name: str
    worker: str
    says: str
    after: tuple[str, ...] = ()
    given: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What can be used of a supervisor's reply, each order after all that it comes after."""

    orders: tuple[Order, ...] = ()
    verdicts: Mapping[str, tuple[bool, str]] = field(default_factory=dict)
    done: bool = False
    answer: str = ""
    problems: tuple[str, ...] = ()

    def judged(self, results: Sequence[Result]) -> list[Result]:
        """The results, with what the supervisor now thinks of them."""
        judged = self.verdicts
        return [
            replace(each, good=judged[each.name][0], why=judged[each.name][1])
            if each.name in judged
            else each
            for each in results
        ]

    @property
    def plan(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """What makes it the same plan in another round."""
        return [(order.worker, order.says, order.after) for order in self.orders]


def read_turn(
    data: Mapping[str, Data] | None,
    workers: Collection[str],
    results: Sequence[Result],
    taken: Collection[str] = (),
) -> Turn:
    """The turn in a reply's data; `taken` are names that no step may have."""
    fields = data or {}
    problems: list[str] = []
    verdicts = _verdicts(_listed(fields, "verdicts", problems), results, problems)
    orders = _orders(_listed(fields, "steps", problems), workers, results, taken, problems)
    answer, done = fields.get("answer"), fields.get("done") is True
    if not orders and not done:
        problems.append("there is no step in it that can be taken, and it is not done")
    if orders and done:
        problems.append("it is done, and the steps beside that are not taken")
    return Turn(
        tuple(orders),
        verdicts,
        done,
        answer.strip() if isinstance(answer, str) else "",
        tuple(problems),
    )


def _listed(fields: Mapping[str, Data], name: str, problems: list[str]) -> list[Data]:
    written = fields.get(name)
    if written is not None and not isinstance(written, list):
        problems.append(f"{name} is no list")
    return written if isinstance(written, list) else []


def _verdicts(
    written: Sequence[Data], results: Sequence[Result], problems: list[str]
) -> dict[str, tuple[bool, str]]:
    found = {}
    for number, each in enumerate(written, 1):
        fields = each if isinstance(each, dict) else {}
        result, good, why = _result(fields.get("step"), results), fields.get("good"), ""
        if isinstance(said := fields.get("why"), str):
            why = said.strip()
        if result is None:
            problems.append(f"verdict {number} is on a step that there is no result of")
        elif not isinstance(good, bool):
            problems.append(f"verdict {number} does not say whether the result is good")
        else:
            found[result.name] = (good, why)
    return found


def _orders(
    written: Sequence[Data],
    workers: Collection[str],
    results: Sequence[Result],
    taken: Collection[str],
    problems: list[str],
) -> list[Order]:
    if len(written) > MOST:
        problems.append(f"there are {len(written)} steps in it, and {MOST} is the most in a round")
    orders: dict[int, Order] = {}
    links: dict[int, list[Data]] = {}
    names = set(taken)
    for number, each in enumerate(written[:MOST], 1):
        fields = each if isinstance(each, dict) else {}
        worker, says, after = (fields.get(key) for key in ("worker", "says", "after"))
        if not isinstance(worker, str) or worker not in workers:
            problems.append(f"step {number} is for nobody there is: there is {', '.join(workers)}")
        elif not isinstance(says, str) or not says.strip():
            problems.append(f"step {number} does not say what is to be done")
        else:
            orders[number] = Order(_numbered(worker, names), worker, says.strip())
            links[number] = after if isinstance(after, list) else [] if after is None else [after]
    linked = {n: _linked(n, orders, links[n], results, problems) for n in orders}
    kept, dropped = in_order({order.name: order.after for order in linked.values()})
    numbers = {order.name: number for number, order in orders.items()}
    for name, earlier in dropped:
        both = f"steps {numbers[earlier]} and {numbers[name]} come after each other"
        itself = f"step {numbers[name]} comes after itself"
        problems.append(itself if name == earlier else both)
    return [replace(linked[numbers[name]], after=after) for name, after in kept.items()]


def _linked(
    number: int,
    orders: Mapping[int, Order],
    links: Sequence[Data],
    results: Sequence[Result],
    problems: list[str],
) -> Order:
    """The order with what it comes after: steps of the plan by number or name, or results."""
    after: list[str] = []
    given: list[Result] = []
    for each in links:
        if (at := _number(each)) is not None and at in orders:
            after.append(orders[at].name)
        elif (name := _named(each, number, orders)) is not None:
            after.append(name)
        elif (result := _result(each, results)) is None:
            problems.append(f"step {number} comes after something that there is not")
        elif result.reply.missing:
            problems.append(f"step {number} comes after something that nothing came of")
        else:
            given.append(result)
    unique = tuple(dict.fromkeys(after))
    return replace(orders[number], after=unique, given=tuple(dict.fromkeys(given)))


def _named(written: Data, number: int, orders: Mapping[int, Order]) -> str | None:
    others = (order.name for n, order in orders.items() if n != number)
    return next((name for name in others if name == written), None)


def _number(written: Data) -> int | None:
    if isinstance(written, str) and written.isascii() and written.isdigit():
        return int(written[:4])
    return written if isinstance(written, int) and not isinstance(written, bool) else None


def _result(written: Data, results: Sequence[Result]) -> Result | None:
    """The latest result that may be meant."""
    name = written.strip() if isinstance(written, str) else ""
    return next((each for each in reversed(results) if each.is_called(name)), None)


def _numbered(name: str, taken: set[str]) -> str:
    """The name, with a number if it is taken already; taken from now on."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}.{number}"
    taken.add(found)
    return found
