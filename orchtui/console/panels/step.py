"""One step, whole: what it said or says, what it was told, its data, its attempts and their causes.

Four leaves of one panel. A reply that is still coming is read on from the last look; a finished
text is folded once for as long as it is looked at.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache

from orchtui.console.panels.format import brief, doing, money
from orchtui.console.run_view import View
from orchtui.console.status_styles import STATUS_STYLES
from orchtui.console.text.row import Row, row
from orchtui.console.text.wrap import wrapped
from orchtui.domain import events as e
from orchtui.domain.reply_schema import read
from orchtui.domain.state import Attempt, StepState
from orchtui.narration.wrap import wrapped as flowed
from orchtui.session import prompt_of

_FLOWS = 50_000
QUARTER = 0.25
"""How often an attempt's pace was noted, in seconds."""
_TOLD = 4_000
LEAVES = ("Reply", "Prompt", "Data", "Tries")


def rows(view: View, width: int, leaf: str) -> Sequence[Row]:
    """A leaf of the step that is looked at."""
    step = view.step
    if step is None:
        return [row(("No step is selected: choose one in the graph.", "quiet"))]
    return [*_head(view, step, width), row(), *_LEAVES[leaf](view, step, width)]


def _head(view: View, step: StepState, width: int) -> list[Row]:
    running = step.status == "running" and (view.is_going or view.is_past)
    mark = view.spinner if running else view.glyphs.status[step.status]
    seconds = view.now - step.since if running else step.seconds
    found = [
        row(
            (f"{mark} {doing(view.state, step)}", STATUS_STYLES[step.status]),
            f"  {seconds:.1f} s  {money(step.cost, estimated=step.estimated)}",
            (f"  {step.tokens:,} tokens", "quiet"),
            *_sure(step),
        )
    ]
    if step.attempts:
        tried = step.attempts[-1].asked
        found.append(row((f"by {tried.model}", "quiet"), *_because(step)))
    if step.overridden:
        whose = f"{view.glyphs.said} the reply is {step.overridden.by}'s, not the model's"
        found.append(row((whose, "accent")))
    return [*found, *(row((line, "bad")) for line in _told(step.error, width))]


def _sure(step: StepState) -> list[tuple[str, str]]:
    sure = step.reply.confidence if step.reply else None
    return [] if sure is None else [(f"  confidence {sure:g}", "quiet")]


def _because(step: StepState) -> list[tuple[str, str]]:
    tried = step.attempts[-1].asked
    number = len(step.attempts)
    said = [f"attempt {number}"] if number > 1 else []
    said += [brief(tried.because, 120)] if tried.because else []
    said += [f"~{tried.trimmed:,} tokens of what it follows left out"] if tried.trimmed else []
    return [(f"  {', '.join(said)}", "warn")] if said else []


# -- leaves ------------------------------------------------------------------------------------


def _reply(view: View, step: StepState, width: int) -> Sequence[Row]:
    if step.status == "running":
        if view.is_past:
            return _as_it_came(view, step, width)
        if view.kind != "live":
            told = "it is being answered elsewhere; what it says is known once it is whole"
            return [row((line, "quiet")) for line in wrapped(told, width)]
        said = view.streams.rows(step.path, width)
        return said or [row(("nothing has come yet", "quiet"))]
    if step.reply is None:
        if over := _last_words(view, step):
            return [row(("what had come before it ended:", "quiet")), row(), *_text(over, width)]
        what = "has not been asked yet" if not step.attempts else "has no reply"
        return [row((f"it {what}", "quiet"))]
    return _text(view.texts.read(step.reply.text), width)


def _as_it_came(view: View, step: StepState, width: int) -> Sequence[Row]:
    """What a step had said by the moment that is looked at, as the record tells its pace."""
    known = view.player.live.steps[step.path].attempts[len(step.attempts) - 1].over
    if known is None:
        return [row(("it is being answered", "quiet"))]
    text = view.texts.read(known.text)
    quarters = int((view.now - step.since) / QUARTER)
    heard = known.pace[quarters - 1] if 0 < quarters <= len(known.pace) else 0
    if quarters > len(known.pace):
        heard = len(text)
    lines = [row(line) for line in wrapped(text[:heard], width)]
    return lines or [row(("nothing has come yet", "quiet"))]


def _last_words(view: View, step: StepState) -> str:
    over = step.attempts[-1].over if step.attempts else None
    return view.texts.read(over.text) if over else ""


def _prompt(view: View, step: StepState, width: int) -> Sequence[Row]:
    if not step.attempts:
        says = view.texts.read(step.planned.says)
        found = [row(("it has not been asked yet; it will be told:", "quiet")), row()]
        return found + _text(says, width)
    sent = prompt_of(view.recipe, view.state, view.texts, step.path, len(step.attempts))
    if sent is None:
        return [row(("no prompt was sent", "quiet"))]
    exact = "as it was sent" if sent.exact else "worded by another version of orchtui"
    return [
        row(("system", "strong link"), (f"  {exact}", "quiet")),
        *_text(sent.system, width),
        row(),
        row(("user", "strong link")),
        *_text(sent.user, width),
    ]


def _data(view: View, step: StepState, width: int) -> Sequence[Row]:
    if step.reply is None:
        return [row(("there is no data without a reply", "quiet"))]
    agent = view.recipe.agents.get(step.agent)
    found = read(view.texts.read(step.reply.text), agent.reply if agent else None)
    if found.data is None:
        return [row(("the reply is text: it has no data", "quiet"))]
    shown = _text(json.dumps(found.data, indent=2, ensure_ascii=False), width)
    return [row((found.problem, "bad")), row(), *shown] if found.problem else shown


def _attempts(view: View, step: StepState, width: int) -> Sequence[Row]:
    found: list[Row] = []
    if step.inputs:
        found.append(row(("follows ", "quiet"), ", ".join(step.inputs)))
    if step.planned.after:
        found.append(row(("after ", "quiet"), ", ".join(step.planned.after)))
    for number, attempt in enumerate(step.attempts, start=1):
        found += [row(), *_attempt(view, number, attempt, width)]
    if step.overridden:
        by = f"{view.glyphs.said} replaced by {step.overridden.by}"
        found += [row(), row((by, "accent"))]
    return found or [row(("it has not been asked yet", "quiet"))]


def _attempt(view: View, number: int, attempt: Attempt, width: int) -> list[Row]:
    asked, over = attempt.asked, attempt.over
    because = brief(asked.because, 120)
    found = [row((f"{number}  {asked.model}", "strong"), (f"  {because}", "warn"))]
    found.append(row((f"   sent {asked.sent[:12]}  promised {money(asked.cost)}", "quiet")))
    if over is not None:
        how = _HOW.get(type(over), "")
        spent = money(over.cost, estimated=over.estimated)
        figures = f"   {how} after {over.seconds:.1f} s, {over.read:,} read, {over.wrote:,} written"
        style = "good" if isinstance(over, e.StepReplied) else "bad"
        found.append(row((figures, style), f"  {spent}"))
        if message := getattr(over, "message", ""):
            found += [row((f"   {line}", "bad")) for line in _told(message, width - 3)]
    elif attempt.lost:
        found.append(row(("   lost with its process: it counts as spent", "warn")))
    if attempt.rejected:
        told = _told(f"not accepted: {attempt.rejected[:_TOLD]}", width - 3)
        found += [row((f"   {line}", "warn")) for line in told]
    for word in attempt.words:
        found.append(row((f"   {view.glyphs.said} told by a person:", "accent")))
        told = _told(view.texts.read(word), width - 5)
        found += [row((f"     {line}", "")) for line in told]
    return found


_HOW = {e.StepReplied: "replied", e.AttemptFailed: "failed", e.AttemptEnded: "ended"}


def _told(text: str, width: int) -> list[str]:
    """A message in lines, which is not as long as a reply may be."""
    return wrapped(text[:_TOLD], width) if text else []


@lru_cache(maxsize=32)
def _text(text: str, width: int) -> list[Row]:
    """A whole text; prose that somebody broke at another width flows, headings stand out."""
    if len(text) > _FLOWS:
        return [row(line) for line in wrapped(text, width)]
    data = text.lstrip().startswith(("{", "["))
    flowing = text if data else flowed(text, width)
    return [
        row((line, "strong link" if part.startswith("#") else ""))
        for part in flowing.split("\n")
        for line in wrapped(part, width) or [""]
    ]


_LEAVES: dict[str, Callable[[View, StepState, int], Sequence[Row]]] = {
    "Reply": _reply,
    "Prompt": _prompt,
    "Data": _data,
    "Tries": _attempts,
}
