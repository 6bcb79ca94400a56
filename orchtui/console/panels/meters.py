"""What the run has used of what it may: each limit with its rate, then who used it.

What is projected is what it would come to if the planned steps cost as those that are done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from orchtui.console.panels.activity import Spans
from orchtui.console.panels.agents import Share, shares
from orchtui.console.panels.format import bar, brief, clock, money, within
from orchtui.console.panels.index import read
from orchtui.console.run_view import View
from orchtui.console.text.row import Row, RowKind, Span, fitted, row
from orchtui.domain.limits import Limits, limits_from
from orchtui.domain.money import shown
from orchtui.domain.state import StepState

_NEAR = 0.8
_NAME, _USED, _ALLOWED, _PROJECTED, _RATE = 9, 10, 11, 12, 14
_BAR, _LEAST_BAR = 30, 6
_AGENT = 20
_ROOMY, _WIDE = 60, 80


@dataclass(frozen=True, slots=True)
class Meter:
    """One figure: what is used, of what is allowed, and what is to be expected of it."""

    name: str
    used: float
    allowed: float | None
    told: str
    limit: str = ""
    projected: str = ""
    rate: str = ""

    @property
    def share(self) -> float:
        """How much of what is allowed is used."""
        return _share(self.used, self.allowed or 0.0)

    @property
    def style(self) -> str:
        """How near its limit it is."""
        if self.allowed is None:
            return ""
        return _near(self.used, self.allowed) or "good"


def rows(view: View, width: int) -> list[Row]:
    """The run's meters, each agent's, and those of groups with limits of their own."""
    found = [_row(view, meter, width) for meter in _run(view)]
    found += [row(), *_agents(view, width)]
    groups = [path for path, group in view.state.groups.items() if group.begun.limits]
    if groups:
        found += [row(), row((f"{'group':<{_AGENT}}  of its limits", "quiet"))]
        found += [_group(view, path, width) for path in groups]
    return [within(each, width) for each in found]


# -- the run -----------------------------------------------------------------------------------


def _run(view: View) -> list[Meter]:
    state, limits = view.state, view.limits
    seconds = state.seconds_at(view.now)
    minutes = seconds / 60
    going = view.is_going and not view.is_past
    # A rate says nothing until there is a little to go by.
    per_minute = 1 / minutes if seconds >= 1 else 0.0
    left = len(state.steps) - state.done
    by_done = len(state.steps) / state.done if going and state.done and left > 0 else 0.0
    cost = int(state.cost * by_done)
    return [
        Meter(
            "cost",
            state.cost,
            limits.cost,
            shown(state.cost, estimated=state.estimated),
            shown(limits.cost or 0),
            f"~{shown(cost)}" if cost else "",
            f"{shown(int(state.cost * per_minute))}/min" if per_minute else "",
        ),
        Meter(
            "tokens",
            state.tokens,
            limits.tokens,
            f"{state.tokens:,}",
            f"{limits.tokens or 0:,}",
            f"~{int(state.tokens * by_done):,}" if by_done else "",
            f"{state.tokens * per_minute:,.0f}/min" if per_minute else "",
        ),
        Meter(
            "time",
            seconds,
            limits.seconds,
            clock(seconds),
            clock(limits.seconds or 0),
            f"~{clock(seconds * by_done)}" if by_done else "",
        ),
        Meter(
            "steps",
            state.asked,
            limits.steps,
            f"{state.asked:,}",
            f"{limits.steps or 0:,}",
            f"~{len(state.steps):,}" if by_done else "",
            f"{state.done * per_minute:,.1f}/min" if per_minute else "",
        ),
        Meter(
            "parallel",
            state.flying,
            limits.parallel,
            f"{state.flying:,}",
            f"{limits.parallel or 0:,}",
        ),
    ]


def _row(view: View, meter: Meter, width: int) -> Row:
    of = f"/ {meter.limit}" if meter.allowed is not None else ""
    spans: list[Span] = [
        (fitted(meter.name, _NAME), "quiet"),
        (f"{meter.told:>{_USED}} ", meter.style or "strong"),
        (f"{of:<{_ALLOWED}}", "quiet"),
    ]
    taken = _NAME + _USED + _ALLOWED + 1
    roomy = width >= _ROOMY + 20
    size = min(_BAR, width - taken - (_PROJECTED + _RATE + 12 if roomy else 7))
    if size >= _LEAST_BAR:
        if meter.allowed is not None:
            glyphs = view.glyphs
            filled = bar(min(1.0, meter.share), size, glyphs.full, glyphs.empty)
            spans += [(filled, meter.style), (f" {meter.share:>4.0%} ", meter.style)]
        else:
            spans.append((fitted("no limit", size + 6), "quiet"))
    if roomy:
        spans.append((f" {meter.projected:>{_PROJECTED}}", "accent"))
        spans.append((f" {meter.rate:>{_RATE}}", "quiet"))
    return row(*spans, key=meter.name, kind=RowKind.METER)


# -- who used it -------------------------------------------------------------------------------


def _agents(view: View, width: int) -> list[Row]:
    everyone = shares(view.state, view.recipe.agents)
    name = min(_AGENT, max((cell_len(each.agent) for each in everyone), default=5), width // 3)
    name = max(name, len("agent"))
    most = max((each.cost for each in everyone), default=0)
    head = f"{'agent':<{name}}  {'done':>7}{'cost':>11}"
    if width >= _ROOMY:
        head += f"{'tokens':>10}{'time':>9}"
    if width >= _WIDE:
        head += "  of its limits" if any(_own(view, each) for each in everyone) else ""
    return [row((head, "quiet")), *(_agent(view, each, name, most, width) for each in everyone)]


def _agent(view: View, share: Share, name: int, most: int, width: int) -> Row:
    done = f"{share.done}/{len(share.steps)}" if share.steps else "-"
    idle = "" if share.steps else "quiet"
    dear = "strong" if share.cost == most and most else idle
    spans: list[Span] = [
        (fitted(share.agent, name) + "  ", idle),
        (f"{done:>7}", idle),
        (f"{money(share.cost):>11}", dear),
    ]
    if width >= _ROOMY:
        used = f"{share.tokens:>10,}{share.seconds:>7.1f} s"
        spans.append((used if share.tokens else f"{'-':>10}{'-':>9}", idle))
    if width >= _WIDE:
        spans += _own(view, share)
    first = share.first
    return row(
        *spans, key=first.path if first else "", kind=RowKind.STEP if first else RowKind.NONE
    )


def _own(view: View, share: Share) -> list[Span]:
    """An agent's own limits, and what it has used of them."""
    agent = view.recipe.agents.get(share.agent)
    return _within(share.steps, agent.limits) if agent else []


def _within(steps: Sequence[StepState], limits: Limits) -> list[Span]:
    found: list[Span] = []
    if limits.cost is not None:
        cost = sum(step.cost for step in steps)
        told = f"{money(cost)} / {shown(limits.cost)}"
        found.append((f"  cost {told}", _near(cost, limits.cost)))
    if limits.tokens is not None:
        tokens = sum(step.tokens for step in steps)
        found.append((f"  tokens {tokens:,} / {limits.tokens:,}", _near(tokens, limits.tokens)))
    if limits.steps is not None:
        asked = sum(bool(step.attempts) for step in steps)
        found.append((f"  steps {asked} / {limits.steps}", _near(asked, limits.steps)))
    return found


def _share(used: float, allowed: float) -> float:
    return used / allowed if allowed else float(used > 0)


def _near(used: float, allowed: float) -> str:
    """How near a limit is, as a style: nothing while it is far."""
    share = _share(used, allowed)
    return "bad" if share >= 1 else "warn" if share >= _NEAR else ""


def _group(view: View, path: str, width: int) -> Row:
    group = view.state.groups[path]
    limits = limits_from(dict(group.begun.limits))
    steps = [step for step in view.state.steps.values() if step.path.startswith(f"{path}/")]
    spans = _within(steps, limits)
    if limits.seconds is not None:
        begun, ended = read(view.player, Spans).groups.get(path, (view.now, None))
        until = ended if group.ended is not None and ended is not None else view.now
        seconds = max(0.0, until - begun)
        told = f"  time {clock(seconds)} / {clock(limits.seconds)}"
        spans.append((told, _near(seconds, limits.seconds)))
    how = brief(group.ended.how, 60) or "ended" if group.ended else ""
    return row((fitted(path, min(_AGENT, width // 3)), ""), *spans, (f"  {how}", "quiet"))
