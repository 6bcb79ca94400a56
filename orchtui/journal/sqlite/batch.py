"""What is committed together: the turns handed over since the last commit, by run.

It is filled and sealed on the loop's thread, then belongs to the thread that writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from orchtui.domain.events import Turn
from orchtui.domain.state.summary import Summary
from orchtui.journal.protocol import Lease


@dataclass(slots=True, eq=False)
class SqliteLease(Lease):
    """A lease, and which blobs its run mentions already (the thread that writes keeps it)."""

    mentioned: set[bytes] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Batch:
    """Appends in their order, and each run's summary as of the last of them."""

    runs: dict[SqliteLease, list[tuple[Turn, Mapping[str, str]]]] = field(default_factory=dict)
    then: list[tuple[SqliteLease, Callable[[], None]]] = field(default_factory=list)
    summaries: dict[SqliteLease, Summary] = field(default_factory=dict)
    turns: int = 0
    letters: int = 0

    def add(
        self,
        lease: SqliteLease,
        turn: Turn,
        texts: Mapping[str, str],
        then: Callable[[], None] | None,
    ) -> None:
        """Take one more turn."""
        entries = self.runs.get(lease)
        if entries is None:
            entries = self.runs[lease] = []
        entries.append((turn, texts))
        if then is not None:
            self.then.append((lease, then))
        self.turns += 1
        for text in texts.values():
            self.letters += len(text)

    def seal(self) -> None:
        """Ask every run for its summary; nothing is added after that."""
        self.summaries = {lease: lease.summarise() for lease in self.runs}
