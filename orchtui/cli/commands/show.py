"""One stored run, shown: as a whole, its recipe, or its events; `one_step` shows a step."""

from __future__ import annotations

import dataclasses
import json as jsonlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from orchtui.cli import options
from orchtui.cli.options import Database, Json, RunName
from orchtui.cli.output import ago, columns, painted, put, put_as_is
from orchtui.commands.rules import LIVE
from orchtui.domain.events import RunStarted, encode_event
from orchtui.domain.money import dollars, shown
from orchtui.domain.sanitize import clean, first_line, shorten
from orchtui.domain.state import Attempt, StepState
from orchtui.domain.suggest import nearest
from orchtui.errors import UsageError
from orchtui.narration.events import STATUS_COLOURS, ending, figures
from orchtui.narration.hints import option_of
from orchtui.narration.line import Line
from orchtui.narration.wrap import wrapped
from orchtui.session import Record, Session, outcome, prompt


async def show_run(
    database: Path | None, run: str, *, step: str, recipe: bool, raw: bool, json: bool
) -> None:
    """Print what was asked for."""
    async with Session.open(database) as session:
        record = await session.record(run)
    if raw:
        events = (event for turn in record.turns for event in turn.events)
        put(*(encode_event(event).decode() for event in events))
    elif recipe:
        put(record.texts.read(_started(record).source).rstrip("\n"))
    elif step:
        put(*step_lines(record, step, json))
    elif json:
        put(jsonlib.dumps(_plain(record), ensure_ascii=False))
    else:
        put_as_is("\n".join(_whole(record, option_of(database))))


def _started(record: Record) -> RunStarted:
    started = record.state.started
    if started is None:
        raise UsageError(f"run {record.row.id} never began: there is nothing to show")
    return started


def _whole(record: Record, option: str) -> Iterator[str]:
    """The run on a page, painted where it goes to a screen, and made harmless line by line."""
    state, started = record.state, _started(record)
    status, room = record.row.summary.status, columns()
    when = f"{ago(time.time() - record.row.started)} ago"
    yield "  ".join(
        (
            painted(clean(started.recipe), "bold"),
            f"run {record.row.id}",
            painted(status, *STATUS_COLOURS.get(status, ())),
            *(["rehearsed"] if started.rehearsing else []),
            painted(when, "dim"),
        )
    )
    yield wrapped(f"task: {clean(record.texts.read(started.task))}", room)
    if with_settings := ", ".join(_settings(started)):
        yield clean(f"with: {with_settings}")
    yield ""
    width = max((len(path) for path in state.steps), default=0)
    for step in state.steps.values():
        yield from _step_lines(step, width, room)
    yield ""
    ended = outcome(record.row.id, state, record.texts)
    for note in ended.notes:
        yield wrapped(clean(f"✎ {note}"), room)
    if ended.reply:
        yield wrapped(clean(ended.reply), room)
        yield ""
    if status in LIVE:
        for gate in state.open_gates.values():
            asked = f"? {gate.id}  {gate.question} [{', '.join(gate.choices)}]"
            yield wrapped(clean(asked), room)
        for name, point in state.breakpoints.items():
            off = "" if point.enabled else "  (switched off)"
            yield wrapped(clean(f"⏸ breakpoint {name}  {point.text}{off}"), room)
    for line in ending(dataclasses.replace(ended, status=status)):
        yield clean(str(line.fitted(room)))
    if hint := _next(record, option):
        yield str(Line(" ", "next   ", hint))


def _settings(started: RunStarted) -> Iterator[str]:
    """What was set for this run, as it would be typed."""
    for key, value in started.parameters.items():
        yield f"{key}={str(value).lower() if isinstance(value, bool) else value}"
    for key, limit in started.limits.items():
        yield f"limit {key}={'none' if limit is None else f'{limit:g}'}"
    if started.rehearsing:
        if started.seed:
            yield f"seed {started.seed}"
        yield from (f"chaos {fault}={p:g}" for fault, p in started.rehearsing.chaos.items())


def _step_lines(step: StepState, width: int, room: int | None) -> Iterator[str]:
    mark = painted(GLYPHS[step.status], *STATUS_COLOURS.get(step.status, ("dim",)))
    parts = [f"{step.path.ljust(width)}  {step.status.ljust(9)}"]
    if step.attempts:
        parts.append(figures(step.seconds, step.cost, step.tokens, step.estimated))
    if step.reply and step.reply.confidence is not None:
        parts.append(f"sure {step.reply.confidence:g}")
    if len(step.attempts) > 1:
        parts.append(f"{len(step.attempts)} attempts")
    line = "  ".join(parts).rstrip()
    after = f"← {', '.join(step.inputs)}" if step.inputs else ""
    fits = room is None or len(line) + len(after) + 4 <= room
    yield f"{mark} {line}" + (f"  {painted(after, 'dim')}" if after and fits else "")
    if after and not fits:
        yield painted(shorten(f"  {' ' * width}  {after}", room or len(after)), "dim")
    if step.error:
        told = clean(first_line(step.error, 400))
        yield painted(wrapped(f"    {told}", room), "red" if step.status == "failed" else "dim")


def _next(record: Record, option: str) -> str:
    """What one would want to do after this."""
    run, status = record.row.id, record.row.summary.status
    if status == "interrupted":
        return f"orchtui resume {run}{option}"
    if status in LIVE:
        for gate in record.state.open_gates.values():
            return f"orchtui ctl {run} answer {gate.id} --choice {gate.choices[0]}{option}"
        if status == "paused":
            return f"orchtui ctl {run} continue{option}"
    asked = [step for step in record.state.steps.values() if step.attempts]
    failed = [step for step in asked if step.status == "failed"]
    chosen = (failed or asked)[-1:]
    return f"orchtui show {run} --step {chosen[0].path}{option}" if chosen else ""


def _plain(record: Record) -> dict[str, object]:
    ended = dataclasses.asdict(outcome(record.row.id, record.state, record.texts))
    return ended | {
        "status": record.row.summary.status,
        "recipe": record.row.recipe,
        "task": record.texts.read(_started(record).task),
        "steps": [plain_step(record, step, whole=False) for step in record.state.steps.values()],
    }


GLYPHS = {
    "planned": "○",
    "ready": "◌",
    "waiting": "◌",
    "held": "⏸",
    "running": "●",
    "done": "✔",
    "failed": "✗",
    "cancelled": "⊘",
    "skipped": "-",
}
_ENDS = {"step.replied": "reply", "attempt.failed": "failed", "attempt.ended": "ended"}


def step_lines(record: Record, path: str, json: bool) -> Iterator[str]:
    """The step as lines; as one of JSON, if that was asked for."""
    step = record.state.steps.get(path)
    if step is None:
        hint = nearest(path, record.state.steps)
        raise UsageError(f"run {record.row.id} has no step {path}{hint}")
    if json:
        yield jsonlib.dumps(plain_step(record, step, whole=True), ensure_ascii=False)
        return
    room = columns()
    cost = shown(step.cost, estimated=step.estimated)
    yield f"{GLYPHS[step.status]} {path}  {step.status}  {cost}  {step.tokens:,} tokens"
    if step.inputs:
        yield f"  follows  {', '.join(step.inputs)}"
    if step.error:
        yield wrapped(f"  why      {step.error}", room)
    for number, attempt in enumerate(step.attempts, start=1):
        yield from (wrapped(line, room) for line in _attempt(record, path, number, attempt))
    if step.overridden:
        yield ""
        yield _rule(f"replaced by {step.overridden.by}")
        yield wrapped(record.texts.read(step.overridden.text), room)


def _attempt(record: Record, path: str, number: int, attempt: Attempt) -> Iterator[str]:
    because = f"  because: {attempt.asked.because}" if attempt.asked.because else ""
    yield ""
    yield _rule(f"attempt {number}: {attempt.asked.model}{because}")
    sent = prompt(record, path, number)
    if sent is not None:
        yield _rule("prompt" + ("" if sent.exact else " (worded by another version)"))
        yield sent.system
        yield ""
        yield sent.user
    if attempt.over is not None:
        over = attempt.over
        told = shown(over.cost, estimated=over.estimated)
        yield _rule(f"{_ENDS[over.kind]} after {over.seconds:.1f} s, {told}")
        if message := getattr(over, "message", ""):
            yield message
        if text := record.texts.read(over.text):
            yield text
    elif attempt.lost:
        yield _rule("lost: its process was gone; it counts as spent")
    if attempt.rejected:
        yield _rule(f"not accepted: {attempt.rejected}")


def _rule(said: str) -> str:
    return f"── {said}"


def plain_step(record: Record, step: StepState, *, whole: bool) -> dict[str, object]:
    """A step as plain data; `whole` adds every attempt with its prompt."""
    plain: dict[str, object] = {
        "path": step.path,
        "agent": step.agent,
        "status": step.status,
        "inputs": list(step.inputs),
        "attempts": len(step.attempts),
        "cost": dollars(step.cost),
        "tokens": step.tokens,
        "seconds": round(step.seconds, 3),
        "confidence": step.reply.confidence if step.reply else None,
        "reply": record.texts.read(step.reply.text) if step.reply else None,
        "error": step.error,
    }
    if whole:
        plain["tries"] = [
            _plain_attempt(record, step.path, number, attempt)
            for number, attempt in enumerate(step.attempts, start=1)
        ]
    return plain


def _plain_attempt(record: Record, path: str, number: int, attempt: Attempt) -> dict[str, object]:
    sent, over = prompt(record, path, number), attempt.over
    return {
        "model": attempt.asked.model,
        "because": attempt.asked.because,
        "prompt": dataclasses.asdict(sent) if sent else None,
        "ended": over.kind if over else None,
        "text": record.texts.read(over.text) if over else None,
        "error": getattr(over, "message", ""),
        "rejected": attempt.rejected,
        "cost": dollars(over.cost if over else 0),
        "tokens": over.read + over.wrote if over else 0,
        "seconds": over.seconds if over else None,
    }


def show(
    run: RunName,
    step: Annotated[
        str,
        typer.Option(metavar="PATH", help="One step: each attempt's prompt, as sent, and reply."),
    ] = "",
    recipe: Annotated[
        bool, typer.Option("--recipe", help="The recipe, as it was when the run began.")
    ] = False,
    raw: Annotated[
        bool, typer.Option("--raw", help="The events as they are stored, one a line.")
    ] = False,
    json: Json = False,
    db: Database = None,
) -> None:
    """Show a stored run: its steps, what each followed and cost, and the final reply.

    orchtui show last
    orchtui show last --step fact_checker
    orchtui show last --recipe > again.yaml
    """
    import asyncio

    from orchtui.cli.commands.show import show_run

    asked = [
        option
        for option, given in (("--step", step), ("--recipe", recipe), ("--raw", raw))
        if given
    ]
    if len(asked) > 1:
        raise UsageError(f"{' and '.join(asked)} show different things: say one of them")
    if recipe and json:
        raise UsageError("a recipe is YAML: leave out --json, or leave out --recipe")
    database = options.existing(db)
    asyncio.run(show_run(database, run, step=step, recipe=recipe, raw=raw, json=json))
