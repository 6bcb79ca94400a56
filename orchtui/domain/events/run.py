"""Events of a run as a whole: its start and its end, its limits, and when it is held."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from orchtui.domain.events.facts import Decision, Fact, Observation


class Candidate(Fact):
    """A model that may answer, with what a token costs; `None` where nobody knows.

    Where a Python function answers, `code` is the hash of its file.
    """

    name: str
    read_price: int | None = None
    write_price: int | None = None
    api_base: str = ""
    code: str = ""

    def price(self, read: int, wrote: int) -> int:
        """What so many tokens cost; an unknown price counts as nothing."""
        return read * (self.read_price or 0) + wrote * (self.write_price or 0)

    @property
    def answers_as(self) -> str:
        """Who answers, to the letter: another file is another function, by whatever name."""
        return f"{self.name} {self.code}" if self.code else self.name

    @property
    def priced(self) -> bool:
        """Whether both prices are known."""
        return self.read_price is not None and self.write_price is not None


class Rehearsing(Fact):
    """How the rehearsal model was asked to behave."""

    speed: float = 1.0
    chaos: dict[str, float] = Field(default_factory=dict)


class RunStarted(Observation):
    """A run began; everything that decides its course, but for what the world will say."""

    kind: Literal["run.started"] = "run.started"
    recipe: str
    source: str
    task: str
    seed: int = 0
    parameters: dict[str, str | int | float | bool] = Field(default_factory=dict)
    limits: dict[str, float | None] = Field(default_factory=dict)
    tiers: dict[str, tuple[Candidate, ...]] = Field(default_factory=dict)
    rehearsing: Rehearsing | None = None
    folder: str = ""
    code: str = ""
    version: str = ""
    paused: bool = False
    breakpoints: tuple[str, ...] = ()
    on_gate: str = "fail"
    on_limit: str = "stop"


class RunInterrupted(Observation):
    """The process left the run on purpose; it can be resumed."""

    kind: Literal["run.interrupted"] = "run.interrupted"
    why: str = ""


class RunResumed(Observation):
    """A process took the run up again; what was in flight before is lost and counts as spent."""

    kind: Literal["run.resumed"] = "run.resumed"
    epoch: int


class DeadlinePassed(Observation):
    """The time of the run, or of a group in it, is up."""

    kind: Literal["deadline.passed"] = "deadline.passed"
    seconds: float
    path: str = ""


class RunPausing(Decision):
    """No step begins any more; these are still being answered, and may cost this much."""

    kind: Literal["run.pausing"] = "run.pausing"
    because: str
    in_flight: tuple[str, ...] = ()
    reserved: int = 0


class RunPaused(Decision):
    """Nothing is in flight: the run stands still."""

    kind: Literal["run.paused"] = "run.paused"


class RunContinued(Decision):
    """The run goes on; `until` names the group after which it is held again."""

    kind: Literal["run.continued"] = "run.continued"
    until: str = ""


class Noted(Decision):
    """The flow left a word for whoever reads the run."""

    kind: Literal["noted"] = "noted"
    text: str
    path: str = ""


class LimitReached(Decision):
    """A budget does not hold what comes next."""

    kind: Literal["limit.reached"] = "limit.reached"
    limit: str
    allowed: float
    used: float
    path: str = ""


class LimitsChanged(Decision):
    """The run's limits are otherwise now; `None` is lifted."""

    kind: Literal["limits.changed"] = "limits.changed"
    limits: dict[str, float | None]


class RunFinished(Decision):
    """The run is over; `missing` names what it ends without."""

    kind: Literal["run.finished"] = "run.finished"
    status: str
    output: str = ""
    why: str = ""
    missing: tuple[str, ...] = ()
