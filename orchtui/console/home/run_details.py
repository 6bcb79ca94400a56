"""What is told of the run that is pointed at: its figures at once, its end once it is read.

Of a record only its gist is kept: how it began, why it stands as it does, what it came to.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from orchtui.console.glyphs import Glyphs
from orchtui.console.home.paragraphs import below, paragraph, verbatim
from orchtui.console.home.recipes import Described, checked_rows, describe, described_rows
from orchtui.console.home.run_table import age, cost
from orchtui.console.panels.format import clock
from orchtui.console.status_styles import RUN_STYLES, STATUS_STYLES
from orchtui.console.text.row import Row, Span, row
from orchtui.domain.sanitize import first_line, shorten
from orchtui.domain.state.summary import RunRow
from orchtui.errors import OrchtuiError
from orchtui.session import Record, Session, outcome

LONG = 1_000
"""The record of a run with more steps is read when somebody asks for it, not in passing."""

_NAME = 60
_TASK_LINES = 6
_REPLY = 4_000
_TROUBLES = 8


@dataclass(frozen=True, slots=True)
class Gist:
    """What a record comes to."""

    task: str
    why: str
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    reply: str
    steps: Mapping[str, int]
    troubles: Sequence[tuple[str, str, str]]
    questions: Sequence[tuple[str, str]]
    disagreements: int = 0


def gist(record: Record) -> Gist:
    """A record in short."""
    state, texts = record.state, record.texts
    ended = outcome(record.row.id, state, texts)
    steps = list(state.steps.values())
    open_gates = state.open_gates.values()
    return Gist(
        task=texts.read(state.started.task) if state.started else record.row.task,
        why=ended.why,
        missing=ended.missing,
        notes=ended.notes,
        reply=shorten(ended.reply, _REPLY),
        steps=Counter(step.status for step in steps),
        troubles=[
            (step.path, step.status, first_line(step.error, 300))
            for step in steps
            if step.status in ("failed", "held")
        ],
        questions=[(gate.id, gate.question) for gate in open_gates],
        disagreements=len(state.disagreements),
    )


def run_rows(
    run: RunRow, told: Gist | str | None, width: int, glyphs: Glyphs, now: float
) -> list[Row]:
    """A run; what only its record knows follows once that was read, or why it cannot be."""
    record = told if isinstance(told, Gist) else None
    found = [*_head(run, width, glyphs, now), row(), row(("task", "strong link"))]
    task = verbatim(record.task if record else run.task, width)
    found += task[:_TASK_LINES]
    if len(task) > _TASK_LINES:
        found.append(row((glyphs.more, "quiet")))
    if record is not None:
        return found + list(_read(record, width, glyphs))
    if told:
        return [*found, row(), *below(str(told), "", width, style="bad")]
    if run.summary.steps > LONG:
        hint = "A long run: press enter to open it."
        return [*found, row(), row((hint, "quiet"))]
    return [*found, row(), row(("reading …", "quiet"))]


def _head(run: RunRow, width: int, glyphs: Glyphs, now: float) -> list[Row]:
    summary = run.summary
    status = summary.status
    mark = glyphs.run.get(status, " ")
    figures = [
        f"{summary.done}/{summary.steps} steps",
        cost(run),
        f"{summary.tokens:,} tokens",
        clock(summary.seconds),
        f"{age(now - run.started)} ago",
    ]
    recipe = first_line(run.recipe, _NAME)
    name: list[Span | str] = [(recipe, "strong accent"), ("  run ", "quiet")]
    name.append(first_line(run.id, _NAME))
    if run.rehearsed:
        name.append(("  rehearsal", "accent"))
    return [
        row(*name),
        row((f"{mark} {first_line(status, _NAME)}", f"strong {RUN_STYLES.get(status, 'quiet')}")),
        *below(f" {glyphs.dot} ".join(figures), "", width, style="quiet"),
    ]


def _read(told: Gist, width: int, glyphs: Glyphs) -> Iterator[Row]:
    if told.why:
        yield row()
        yield from below(f"why      {told.why}", " " * 9, width, style="warn")
    if told.missing:
        yield from below(f"missing  {', '.join(told.missing)}", " " * 9, width, style="warn")
    for name, question in told.questions:
        yield from below(f"? {name}  {question}", "  ", width, style="warn")
    yield row()
    yield row(("steps", "strong link"))
    yield _counts(told, glyphs)
    for path, status, error in told.troubles[:_TROUBLES]:
        said = f"{glyphs.status.get(status, ' ')} {path}  {error or status}"
        yield from below(said, "    ", width, style=STATUS_STYLES.get(status, ""))
    if (more := len(told.troubles) - _TROUBLES) > 0:
        yield row((f"  and {more} more", "quiet"))
    for note in told.notes:
        yield from below(f"{glyphs.said} {note}", "  ", width)
    if told.reply:
        yield row()
        yield row(("reply", "strong link"))
        yield from paragraph(told.reply, width)


def _counts(told: Gist, glyphs: Glyphs) -> Row:
    spans: list[Span | str] = []
    for status, number in told.steps.items():
        mark = glyphs.status.get(status, " ")
        spans.append((f"{mark} {number} {status}  ", STATUS_STYLES.get(status, "")))
    if told.disagreements:
        spans.append((f"{glyphs.differs} {told.disagreements} disagreed on", "warn"))
    return row(*spans) if spans else row(("none was asked", "quiet"))


_KEPT = 200


class About:
    """What is told of, and what is known of that."""

    def __init__(self) -> None:
        self.kind, self.name = "", ""
        self._run: RunRow | None = None
        self._gists: dict[str, tuple[float, Gist | str]] = {}
        self._described: dict[str, Described] = {}
        self._checked = False

    def point_at_run(self, run: RunRow | None) -> bool:
        """Tell of a run, as it is listed now; whether that is another than before."""
        self._run = run
        return self._point_at("run", run.id if run else "")

    def point_at_recipe(self, name: str, *, check: bool = False) -> bool:
        """Tell of a recipe, or of its mistakes; whether that is another than before."""
        moved = self._point_at("recipe", name)
        self._checked = check or (self._checked and not moved)
        return moved

    def _point_at(self, kind: str, name: str) -> bool:
        before, (self.kind, self.name) = (self.kind, self.name), (kind, name)
        return before != (kind, name)

    @property
    def is_told(self) -> bool:
        """Whether there is nothing to be read for it; a long record is not read in passing."""
        if self.kind == "recipe":
            return self.name in self._described or not self.name
        run = self._run
        if run is None or run.summary.steps > LONG:
            return True
        updated, _ = self._gists.get(run.id, (0.0, ""))
        return updated == run.updated

    async def read(self, session: Session) -> None:
        """Read what is to be told; what goes wrong with that is told in its place."""
        if self.kind == "recipe":
            await self.read_recipe(self.name)
        elif (run := self._run) is not None:
            told: Gist | str
            try:
                told = gist(await session.record(run.id))
            except OrchtuiError as error:
                told = str(error)
            if len(self._gists) >= _KEPT:
                self._gists.clear()
            self._gists[run.id] = run.updated, told

    async def read_recipe(self, name: str) -> Described:
        """Read a recipe anew."""
        self._described[name] = described = await asyncio.to_thread(describe, name)
        return described

    def forget(self) -> None:
        """Nothing that was read holds any more."""
        self._gists.clear()
        self._described.clear()

    def rows(self, width: int, glyphs: Glyphs, now: float) -> list[Row]:
        """What is known of it."""
        if self.kind == "recipe":
            described = self._described.get(self.name)
            if described is None:
                return [row(("reading …", "quiet"))] if self.name else []
            return (checked_rows if self._checked else described_rows)(described, width)
        if self._run is None:
            return []
        _, told = self._gists.get(self._run.id, (0.0, None))
        return run_rows(self._run, told, width, glyphs, now)
