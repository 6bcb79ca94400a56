"""How an orchestration is written: the `Flow` that patterns and users' functions talk to.

`flow.ask` plans a step and gives a `Handle`; awaiting it runs the step and all it depends on.
Nothing else may decide what happens inside a flow: no clock, no randomness, no waiting but through
here. The core implements this protocol; nobody else needs to.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from random import Random
from typing import Protocol, TypeVar

from orchtui.domain.data import Data, Parameter
from orchtui.domain.disagreement import Compared, Gathered, Position
from orchtui.domain.limits import Limits

T = TypeVar("T")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a step produced; `missing` says why an optional step has nothing to give."""

    path: str
    agent: str
    text: str
    digest: str
    data: Mapping[str, Data] | None = None
    confidence: float | None = None
    missing: str = ""

    def __str__(self) -> str:
        return self.text


class StepError(Exception):
    """A step a flow waited for is over without a reply."""

    def __init__(self, path: str, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(f"{path}: {why}")


class LoopFound(StepError):
    """The same sender said the same in three rounds in a row."""


class Verdict(Exception):
    """A flow's judgement against what it was given: the run ends `rejected` with its output."""

    def __init__(self, why: str, output: str) -> None:
        self.why, self.output = why, output
        super().__init__(why)


class Denied(Exception):
    """A person said no at a gate: the run ends `stopped`."""


class FlowMisuse(Exception):
    """A flow was used in a way that could not be replayed; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said at a gate."""

    choice: str
    note: str = ""
    text: str = ""
    by: str = ""


@dataclass(slots=True)
class Group:
    """A part of the flow while it is at work; `how` says in a few words what it came to."""

    how: str = ""


class Handle(Protocol):
    """A planned step; awaiting it gives its reply."""

    @property
    def path(self) -> str:
        """The step's name for good."""
        ...

    @property
    def agent(self) -> str:
        """Who is asked."""
        ...

    def __await__(self) -> Generator[object, None, Reply]:
        """Run the step and what it depends on."""
        ...


Input = Handle | Reply | str
Branch = Callable[["Flow"], Awaitable[T]]


class Pool(Protocol):
    """Open steps, for flows that react to what came first; leaving it lets go of what is open."""

    def add(self, *steps: Handle) -> None:
        """Want these too."""
        ...

    async def __aenter__(self) -> Pool: ...

    async def __aexit__(self, *_: object) -> None: ...

    def __aiter__(self) -> Pool: ...

    async def __anext__(self) -> tuple[Handle, Reply | None]:
        """The next step that is over, with its reply if it has one."""
        ...


class Flow(Protocol):
    """What orchestrations are written against."""

    @property
    def now(self) -> float:
        """The time of the observation that woke the flow, in seconds since the epoch."""
        ...

    @property
    def random(self) -> Random:
        """Randomness that replays: from the run's seed and the place in the flow."""
        ...

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The recipe's parameters as set for this run."""
        ...

    def ask(
        self,
        agent: str,
        says: str = "",
        *inputs: Input,
        name: str = "",
        optional: bool = False,
        limits: Limits | None = None,
        temperature: float | None = None,
    ) -> Handle:
        """Plan a step: an agent, an instruction, and the replies it is given."""
        ...

    def start(self, *handles: Handle) -> None:
        """Begin these now, before anybody waits for them."""
        ...

    def attempt(self) -> AbstractContextManager[None]:
        """What is started within is let go of if a step fails it."""
        ...

    async def together(self, *parts: Handle | Branch[T]) -> list[Reply | T]:
        """All of them: handles, or callables given a flow of their own; one failure ends all."""
        ...

    async def first(
        self,
        *parts: Handle | Branch[T],
        enough: Callable[[Reply | T], bool] | None = None,
        named: bool = True,
    ) -> Reply | T:
        """The first to succeed (and be enough); the others are cancelled, but for what somebody
        else wants. Branches that are not `named` are as those of `branches`.
        """
        ...

    async def map(
        self,
        items: Iterable[Item],
        do: Callable[[Flow, Item], Awaitable[T]],
        limit: int | None = None,
    ) -> Sequence[T]:
        """`do` for every item, all at once or so many at a time, each with a flow of its own;
        what came of them, in order.
        """
        ...

    def group(
        self, name: str, *, pattern: str = "", limits: Limits | None = None
    ) -> AbstractContextManager[Group]:
        """A named part of the flow: what is asked within is named below it. A pattern at work there
        is on the record, and may have limits of its own.
        """
        ...

    def dispute(self, question: str, *, name: str = "disagreement") -> Dispute:
        """A question that several answer: compare what they say, and settle it on the record."""
        ...

    def round(self) -> AbstractContextManager[Group]:
        """One round of a loop: a group that is watched for senders who repeat themselves."""
        ...

    async def branches(self, *parts: Branch[T], limit: int | None = None) -> list[T]:
        """As `together`, without names for the branches: their steps must be named apart. With a
        limit, at most so many go at once.
        """
        ...

    async def gate(
        self,
        question: str,
        *choices: str,
        default: str = "",
        name: str = "gate",
        about: str = "recipe",
        given: Sequence[Input] = (),
    ) -> Answer:
        """Ask a person; the run waits for the answer, or does as it was told to without one."""
        ...

    def written(self, text: str, *inputs: Input, name: str) -> Handle:
        """A person's text as a step that is done, in place of an agent's."""
        ...

    def extracted(self, value: Data, *inputs: Input, name: str) -> Handle:
        """A part of what was replied as a step that is done: it reaches agents as replies do,
        quoted and labelled, by this name.
        """
        ...

    def pool(self) -> Pool:
        """Steps in the order they are over; more may be added meanwhile."""
        ...

    def handle(self, reply: Reply) -> Handle:
        """The step a reply is of."""
        ...

    def without(self, what: str, why: str) -> None:
        """The flow goes on without this, by its path or in words (the part that stands here, where
        nothing is said); the run's outcome is partial, and says so.
        """
        ...

    def note(self, text: str) -> None:
        """Leave a word for whoever reads the run."""
        ...


FlowFunction = Callable[[Flow, str], Awaitable[object]]


PICK, MERGE, AGAIN, ESCALATE = "pick", "merge", "again", "escalate"


@dataclass(frozen=True, slots=True)
class Word:
    """What a person said of it; `path` is the position picked, `text` a merger of several."""

    choice: str
    path: str = ""
    text: str = ""
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The positions of one round, and how far they agree."""

    positions: tuple[Position, ...]
    gathered: Gathered
    round: int
    estimated: bool = False

    @property
    def agreement(self) -> float:
        """The share of the largest cluster."""
        return self.gathered.agreement


class Dispute(Protocol):
    """One question, from the first comparison to its settlement."""

    @property
    def id(self) -> str:
        """The name by which a person settles it."""
        ...

    @property
    def cut_off(self) -> str:
        """Which limit of the pattern has kept somebody from being asked, or nothing."""
        ...

    def compare(
        self,
        positions: Sequence[Position],
        compared: Sequence[Compared],
        alike: Sequence[Sequence[str]] | None = None,
    ) -> Comparison:
        """Compare the positions of the next round by their fields, or as somebody has sorted them
        (paths that say the same, group by group), or else by the words they share; on the record.
        """
        ...

    def found(self, threshold: float, strategy: str) -> None:
        """Too few agree: it is open until it is settled."""
        ...

    async def unless_told(self, strategy: Branch[T]) -> T | Word:
        """Let a strategy settle it, unless a person has a word on it first: that ends it."""
        ...

    def let_go(self) -> None:
        """The flow goes on without its settlement: it is left open, and said to be."""
        ...

    def settled(self, how: str, path: str = "", *, by: str = "", why: str = "") -> None:
        """It is settled, for the reply of this step."""
        ...
