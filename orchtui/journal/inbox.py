"""Letters, commands left for the process that has a run, and what answers them.

The run's own turns do, at once or later; what its process had not come to is refused when another
one claims the run, for a command is meant for what its sender saw, not for what is made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orchtui.domain.events import AnyEvent, CommandAnswered, CommandGiven


def answers(events: Iterable[AnyEvent]) -> Iterator[CommandAnswered]:
    """What these events say came of commands."""
    return (event for event in events if isinstance(event, CommandAnswered))


def taken_in(events: Iterable[AnyEvent]) -> set[str]:
    """The commands in a run's record: who takes the run up answers them from it."""
    return {event.id for event in events if isinstance(event, CommandGiven)}


def not_come_to(command: str) -> CommandAnswered:
    """The answer to a letter that died with the process it was for."""
    said = "the process that had the run ended before it came to this"
    return CommandAnswered(id=command, done=False, said=said)
