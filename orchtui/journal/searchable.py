"""What of a run can be searched: which events say something, where, and in whose words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchtui.domain.events import (
    AnyEvent,
    AttemptEnded,
    AttemptFailed,
    Noted,
    RunStarted,
    StepPlanned,
    StepReplied,
)


@dataclass(frozen=True, slots=True)
class Saying:
    """A kept text that an event says, and what it is to whoever searches."""

    number: int
    path: str
    what: str
    kept: str


def sayings(events: Iterable[AnyEvent], first: int) -> Iterator[Saying]:
    """What these events say; `first` is the number of the first of them."""
    for number, event in enumerate(events, first):
        match event:
            case StepReplied() | AttemptFailed() | AttemptEnded():
                said = Saying(number, event.path, "reply", event.text)
            case StepPlanned():
                said = Saying(number, event.path, "prompt", event.says)
            case RunStarted():
                said = Saying(number, "", "task", event.task)
            case Noted():
                said = Saying(number, event.path, "note", event.text)
            case _:
                continue
        if said.kept:
            yield said
