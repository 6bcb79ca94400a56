"""The journal as the rest of orchtui sees it: runs are created or claimed, turns are appended, and
what a reader asks for is read back. Two implementations keep this contract: `memory` and `sqlite`.

`append` never waits: it hands a turn to the next group commit and calls `then` on the caller's loop
once the commit is there, in the order of the appends. Whoever appends holds a `Lease`; when the run
was taken over, or the database fails, `lease.failed` is called instead of `then`, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from orchtui.domain.events import CommandAnswered, CommandGiven, Turn
from orchtui.domain.state.summary import Found, RunRow, Summary
from orchtui.errors import OrchtuiError


@dataclass(frozen=True, slots=True)
class NewRun:
    """What is known of a run before its first turn."""

    id: str
    recipe: str
    task: str
    rehearsed: bool
    started: float
    owner: str


@dataclass(slots=True, eq=False)
class Lease:
    """The right to append to one run, and where its chain of turns stands.

    `summarise` is asked once a commit, on the caller's loop; `failed` is told once when no more can
    be written. The rest belongs to the journal that gave the lease.
    """

    run: NewRun
    epoch: int
    summarise: Callable[[], Summary]
    failed: Callable[[OrchtuiError], None]
    number: int = 0
    events: int = 0
    head: bytes = field(default=b"\0" * 32)
    lost: bool = False


class Journal(Protocol):
    """Where runs are kept."""

    def create(
        self,
        run: NewRun,
        summarise: Callable[[], Summary],
        failed: Callable[[OrchtuiError], None],
    ) -> Lease:
        """Begin a run; it is on disk with its first turn."""
        ...

    async def claim(
        self,
        run: str,
        epoch: int,
        owner: str,
        summarise: Callable[[], Summary],
        failed: Callable[[OrchtuiError], None],
    ) -> Lease:
        """Take over a run whose epoch still is `epoch`; `RunIsOwned` when somebody was quicker.

        Letters that its former process had not come to are refused with that.
        """
        ...

    def append(
        self,
        lease: Lease,
        turn: Turn,
        texts: Mapping[str, str],
        then: Callable[[], None] | None = None,
    ) -> None:
        """Hand over a turn and the blobs it names; `then` is called once both are committed."""
        ...

    @property
    def pending(self) -> int:
        """How many appended turns are not committed yet."""
        ...

    async def settled(self) -> None:
        """Return once nothing is pending: what was appended is committed or has failed."""
        ...

    async def find(self, name: str) -> RunRow:
        """The run by its id, a unique prefix of it, or `last`; `UnknownRun` lists candidates.

        A prefix is taken letter by letter: no sign in it stands for others, and none fits none.
        """
        ...

    async def runs(
        self, *, status: str = "", limit: int | None = None, ids: Iterable[str] | None = None
    ) -> list[RunRow]:
        """Stored runs, newest first."""
        ...

    async def turns(self, run: str, after: int = 0) -> list[Turn]:
        """The run's turns from event number `after` on; from 0, the hash chain is checked."""
        ...

    async def texts(self, addresses: Iterable[str]) -> dict[str, str]:
        """The blobs by their addresses; all must be there."""
        ...

    async def remove(self, runs: Sequence[str]) -> int:
        """Delete runs, and blobs and index entries nobody else needs; how many runs there were."""
        ...

    async def search(self, words: str, limit: int = 50) -> list[Found]:
        """Where prompts and replies say these words, newest runs first."""
        ...

    async def post(self, run: str, command: CommandGiven) -> None:
        """Leave a command for the process that has the run; one left already is not left again."""
        ...

    async def unanswered(self, runs: Sequence[str]) -> list[tuple[str, CommandGiven]]:
        """What these runs were asked and nothing has come of yet, oldest first."""
        ...

    async def answer_to(self, command: str) -> CommandAnswered | None:
        """What came of a command, once it is answered; an answer never changes."""
        ...

    async def close(self) -> None:
        """Commit what is left and let go of the database."""
        ...
