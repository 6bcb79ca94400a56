"""One stored run, shown: as a whole, one step of it, its recipe, or its events."""

from __future__ import annotations

import dataclasses
import json as jsonlib
from collections.abc import Iterator
from pathlib import Path

from orchtui.cli.narrate import summary_lines
from orchtui.domain.events import RunStarted, encode_event
from orchtui.domain.money import dollars, shown
from orchtui.domain.sketch import nearest
from orchtui.domain.state import StepState
from orchtui.errors import UsageError
from orchtui.session import Record, Session, outcome, prompt

GLYPHS = {
    "planned": "○",
    "waiting": "◌",
    "running": "●",
    "done": "✔",
    "failed": "✗",
    "cancelled": "⊘",
    "skipped": "-",
}


async def show_run(
    database: Path | None, run: str, *, step: str, recipe: bool, raw: bool, json: bool
) -> None:
    """Print what was asked for."""
    async with Session.open(database) as session:
        record = await session.record(run)
    lines: Iterator[str]
    if raw:
        lines = (encode_event(event).decode() for turn in record.turns for event in turn.events)
    elif recipe:
        lines = iter([_started(record).source])
    elif step:
        lines = _step(record, step, json)
    elif json:
        lines = iter([jsonlib.dumps(_plain(record), ensure_ascii=False)])
    else:
        lines = _whole(record)
    for line in lines:
        print(line)


def _started(record: Record) -> RunStarted:
    started = record.state.started
    if started is None:
        raise UsageError(f"run {record.row.id} never began: there is nothing to show")
    kept = record.texts.read(started.source)
    return started.model_copy(update={"source": kept.rstrip("\n")})


def _whole(record: Record) -> Iterator[str]:
    state, started = record.state, _started(record)
    how = "  rehearsed" if started.rehearsing else ""
    yield f"{started.recipe}  run {record.row.id}  {record.row.summary.status}{how}"
    yield f"task: {record.texts.read(started.task)}"
    yield ""
    width = max((len(path) for path in state.steps), default=0)
    for step in state.steps.values():
        yield _line(step, width)
    yield ""
    ended = outcome(record.row.id, state, record.texts)
    for note in ended.notes:
        yield f"✎ {note}"
    if ended.reply:
        yield ended.reply
        yield ""
    yield from summary_lines(dataclasses.replace(ended, status=record.row.summary.status))


def _line(step: StepState, width: int) -> str:
    parts = [f"{GLYPHS[step.status]} {step.path.ljust(width)}  {step.status.ljust(9)}"]
    if step.attempts:
        parts.append(f"{step.seconds:6.1f} s  {shown(step.cost, estimated=step.estimated)}")
    if step.reply and step.reply.confidence is not None:
        parts.append(f"confidence {step.reply.confidence:g}")
    if len(step.attempts) > 1:
        parts.append(f"{len(step.attempts)} attempts")
    if step.planned.inputs:
        parts.append("← " + ", ".join(step.planned.inputs))
    if step.error:
        parts.append(step.error)
    return "  ".join(parts)


def _step(record: Record, path: str, json: bool) -> Iterator[str]:
    step = record.state.steps.get(path)
    if step is None:
        raise UsageError(
            f"run {record.row.id} has no step {path}{nearest(path, record.state.steps)}"
        )
    if json:
        yield jsonlib.dumps(_plain_step(record, step, whole=True), ensure_ascii=False)
        return
    cost = shown(step.cost, estimated=step.estimated)
    yield f"{GLYPHS[step.status]} {path}  {step.status}  {cost}"
    if step.error:
        yield step.error
    for number, attempt in enumerate(step.attempts, start=1):
        because = f"  because: {attempt.asked.because}" if attempt.asked.because else ""
        yield ""
        yield f"── attempt {number}: {attempt.asked.model}{because}"
        sent = prompt(record, path, number)
        if sent is not None:
            yield "── prompt" + ("" if sent.exact else " (worded by another version)")
            yield sent.system
            yield ""
            yield sent.user
        if attempt.over is not None:
            kind = {"step.replied": "reply", "attempt.failed": "failed"}.get(
                attempt.over.kind, "ended"
            )
            told = shown(attempt.over.cost, estimated=attempt.over.estimated)
            yield f"── {kind} after {attempt.over.seconds:.1f} s, {told}"
            yield getattr(attempt.over, "message", "") or record.texts.read(attempt.over.text)
        if attempt.rejected:
            yield f"── not accepted: {attempt.rejected}"


def _plain(record: Record) -> dict[str, object]:
    ended = dataclasses.asdict(outcome(record.row.id, record.state, record.texts))
    steps = [_plain_step(record, step, whole=False) for step in record.state.steps.values()]
    task = record.texts.read(_started(record).task)
    return ended | {
        "status": record.row.summary.status,
        "recipe": record.row.recipe,
        "task": task,
        "steps": steps,
    }


def _plain_step(record: Record, step: StepState, *, whole: bool) -> dict[str, object]:
    plain: dict[str, object] = {
        "path": step.path,
        "agent": step.agent,
        "status": step.status,
        "inputs": list(step.planned.inputs),
        "attempts": len(step.attempts),
        "cost": dollars(step.cost),
        "tokens": step.tokens,
        "seconds": round(step.seconds, 3),
        "confidence": step.reply.confidence if step.reply else None,
        "reply": record.texts.read(step.reply.text) if step.reply else None,
        "error": step.error,
    }
    if whole:
        sent = prompt(record, step.path, max(1, len(step.attempts)))
        plain["prompt"] = dataclasses.asdict(sent) if sent else None
    return plain
