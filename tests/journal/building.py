"""Runs and turns as the tests of the journal write them."""

from __future__ import annotations

from collections.abc import Mapping

from orchtui.domain.digest import Texts
from orchtui.domain.events import AnyEvent, Noted, RunStarted, StepPlanned, StepReplied, Turn
from orchtui.domain.state.summary import Summary
from orchtui.errors import OrchtuiError
from orchtui.journal import Journal, Lease, NewRun


def new_run(name: str, *, started: float = 1000.0, task: str = "Explain tides.") -> NewRun:
    return NewRun(
        id=name, recipe="hello", task=task, rehearsed=True, started=started, owner="host:1"
    )


def started(task: str = "Explain tides.") -> RunStarted:
    return RunStarted(recipe="hello", source="name: hello", task=task)


def replied(path: str, text: str) -> StepReplied:
    return StepReplied(path=path, text=text, model="rehearsal", read=10, wrote=20, cost=5)


def planned(path: str, says: str = "") -> StepPlanned:
    return StepPlanned(path=path, agent=path, says=says)


def noted(text: str) -> Noted:
    return Noted(text=text)


class Author:
    """Writes one run and remembers what it was told."""

    lease: Lease

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.summary = Summary()
        self.asked = 0
        self.failures: list[OrchtuiError] = []
        self.committed: list[int] = []
        self.turns: list[Turn] = []
        self.texts = Texts()

    @classmethod
    def of(cls, journal: Journal, run: NewRun) -> Author:
        author = cls(journal)
        author.lease = journal.create(run, author.tell, author.failures.append)
        return author

    @classmethod
    async def claiming(cls, journal: Journal, run: str, epoch: int, owner: str) -> Author:
        author = cls(journal)
        author.lease = await journal.claim(run, epoch, owner, author.tell, author.failures.append)
        return author

    def tell(self) -> Summary:
        self.asked += 1
        return self.summary

    def write(self, *events: AnyEvent, texts: Mapping[str, str] | None = None) -> Turn:
        turn = Turn(at=2000.0 + len(self.turns), events=events)
        number = len(self.turns)
        self.turns.append(turn)
        fresh = {**self.texts.take_fresh(), **(texts or {})}
        self.journal.append(self.lease, turn, fresh, lambda: self.committed.append(number))
        return turn

    def says(self, path: str, text: str) -> Turn:
        return self.write(replied(path, self.texts.keep(text)))
