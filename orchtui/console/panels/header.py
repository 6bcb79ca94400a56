"""The two lines on top: which run this is, how it stands, and its meters against their limits."""

from __future__ import annotations

from orchtui.console.panels.format import bar, clock
from orchtui.console.run_view import View
from orchtui.console.status_styles import RUN_STYLES
from orchtui.console.text.row import Row, Span, row
from orchtui.domain.money import shown
from orchtui.domain.sanitize import first_line

_NEAR = 0.8
_ROOMY = 110
_MOST_WHY = 70


def rows(view: View, width: int) -> list[Row]:
    """Which run, and its meters."""
    return [_title(view, width), _meters(view, width)]


def _title(view: View, width: int) -> Row:
    state = view.state
    status = "asks" if _waits(view) else state.status
    style = RUN_STYLES.get(status, "warn")
    mark = view.glyphs.run.get(status, "?")
    left: list[Span | str] = [
        " ",
        (view.recipe.name, "strong"),
        ("  run ", "quiet"),
        view.run,
        "   ",
        (f"{mark} {status}", style),
    ]
    if why := _why(view):
        left.append((f" {first_line(why, _MOST_WHY)}", style))
    right: list[Span | str] = []
    if state.started and state.started.rehearsing:
        right.append(("rehearsal", "accent"))
        right.append("  ")
    right += [_when(view), " "]
    gap = width - row(*left).width - row(*right).width
    return row(*left, " " * max(2, gap), *right)


def _waits(view: View) -> bool:
    """Whether it waits for a person and for nothing else."""
    state = view.state
    return bool(state.open_gates) and state.status == "running" and not state.flying


def _why(view: View) -> str:
    """What a run that does not go on waits for."""
    state = view.state
    if gates := state.open_gates:
        return f"at {', '.join(gates)}" if _waits(view) else f"asks at {', '.join(gates)}"
    if state.status == "pausing":
        flying = [step.path for step in state.in_flight()]
        return f"{', '.join(flying)} to finish" if flying else ""
    if state.status == "paused":
        return _held(view)
    return state.why


def _held(view: View) -> str:
    steps = view.state.steps.values()
    after = [step.path for step in steps if step.status == "held"]
    before = [step.path for step in steps if step.status == "ready"]
    if after:
        return f"after {after[-1]}" + (f" and {len(after) - 1} more" if len(after) > 1 else "")
    if before:
        return f"before {before[0]}" + (f" and {len(before) - 1} more" if len(before) > 1 else "")
    return ""


def _when(view: View) -> Span:
    """Where in the run this is: its end as it goes on, its past, or the end of a record."""
    if view.is_past:
        at = view.player.elapsed(view.position or 0)
        ago = view.player.live.events - view.state.events
        return f"at {clock(at)}, {ago:,} events ago", "accent"
    if view.gone:
        return "no process", "bad"
    if view.is_going:
        return ("● live" if view.kind == "live" else "● attached"), "good"
    return "recorded" if view.kind == "recorded" else "over", "quiet"


def _meters(view: View, width: int) -> Row:
    state, limits = view.state, view.limits
    seconds = state.seconds_at(view.now)
    size = 7 if width >= _ROOMY else 0
    found: list[list[Span | str]] = [
        _meter(
            view,
            "cost",
            shown(state.cost, estimated=state.estimated),
            shown(limits.cost) if limits.cost is not None else "",
            state.cost / limits.cost if limits.cost else 0.0,
            size,
        ),
        _meter(
            view,
            "tokens",
            _thousands(state.tokens),
            _thousands(limits.tokens) if limits.tokens is not None else "",
            state.tokens / limits.tokens if limits.tokens else 0.0,
            0,
        ),
        _meter(
            view,
            "time",
            clock(seconds),
            clock(limits.seconds) if limits.seconds is not None else "",
            seconds / limits.seconds if limits.seconds else 0.0,
            0,
        ),
        ["steps ", f"{state.done}/{len(state.steps)}"],
    ]
    if state.agreement is not None:
        found.append([("agree ", "quiet"), f"{state.agreement:.2f}"])
    if width >= _ROOMY and (projected := _projected(view)):
        found.insert(1, [("→ ", "quiet"), (projected, "quiet")])
    spans: list[Span | str] = [" "]
    for number, part in enumerate(found):
        spans += [*part] if not number else ["   " if width >= _ROOMY else "  ", *part]
    return row(*spans)


def _meter(
    view: View, name: str, used: str, allowed: str, share: float, size: int
) -> list[Span | str]:
    """One figure against what is allowed of it, where there is a limit."""
    style = "bad" if share >= 1 else "warn" if share >= _NEAR else ""
    spans: list[Span | str] = [(f"{name} ", "quiet")]
    if allowed and size:
        spans.append((bar(share, size, view.glyphs.full, view.glyphs.empty) + " ", style or "good"))
    spans.append((used, style))
    if allowed:
        spans.append((f" / {allowed.removeprefix('$')}", "quiet"))
    return spans


def _projected(view: View) -> str:
    """What the run will have cost when its planned steps are done, if they cost as these did."""
    state = view.state
    left = len(state.steps) - state.done
    if not view.is_going or not state.done or left <= 0 or not state.cost:
        return ""
    return "~" + shown(state.cost + state.cost // state.done * left).lstrip("~")


def _thousands(amount: int) -> str:
    return f"{amount / 1000:.1f}k" if amount >= 1000 else str(amount)
