"""The page: figures against targets, beside floors and peers, and what is missed, with profiles."""

from __future__ import annotations

from collections.abc import Sequence

from tests.benchmarks.measure import FLOOR, OURS, PEER, THREAD, TIMES, Figure
from tests.benchmarks.shares import Profile

_HEAD = """# Benchmarks

How fast the engine and the console are, and how much disk and memory a run takes, measured by the
program that wrote this page (`make bench`). Every step's result is committed before anything that
depends on it starts. The model is made up and costs no time of its own, so what is seen is what
orchtui adds. The console is a process of its own on a real terminal, but where a frame is told (k).

- Date: {date}
- Machine: {machine}; {busy} processes wanted to run while this was measured
- Versions: {versions}
"""

_RESULTS = """
## Results against the targets

The median of all rounds; the best round beside it tells what the engine does when nothing else
disturbs the machine. A goal is what a target would like to be.

| | what | unit | median | best | target | goal | |
|---|---|---|--:|--:|--:|--:|---|
"""

_PEERS = """
## Beside floors and peers

Medians, taken in turns in the same minutes. The *floor* is the least that the work can cost: bare
asyncio, and one row a step in the same SQLite (WAL, `NORMAL`), committed in groups and acknowledged
each step, on the loop's own thread as the engine does it. The other floor hands its commits to a
thread that writes, as is usual. A floor knows no prompts, budgets, events, redaction or resumption.
{peer}

The console's floors: the same rows and texts read as plain data, by one thread (h); a bare Textual
application with one line in it, to its first frame (i), from a key to its letter and with nothing
else to do (j), and at rest (l); the same streams with nobody looking (j, of the processor); and a
widget of bare lines that is as large as the graph (k).

| | what | unit | orchtui | floor | floor, with a thread | LangGraph | orchtui ÷ floor |
|---|---|---|--:|--:|--:|--:|--:|
"""

_PEER = """LangGraph does the same with its SQLite saver, in the same mode, each step saved before
the next starts; its state holds all replies, as its state of messages does."""
_NO_PEER = "LangGraph was not installed; `make bench-peers` installs what is compared with."

_RUNNING = """
## How to run it

    make bench                        # everything; writes this page
    make bench ARGS="--only a b"      # some of it, told on the screen alone
    make bench-peers                  # install LangGraph, to be compared with

Each round lets every contender do the work once, so that a machine which slows down slows all. A
round that warms up is not counted. Ratios say more than times, and gaps under a fifth say nothing.
"""


def page(
    figures: Sequence[Figure], *, date: str, machine: str, versions: str, busy: str, peer: bool
) -> str:
    """The whole page."""
    head = _HEAD.format(date=date, machine=machine, versions=versions, busy=busy)
    aimed = "\n".join(_result(figure) for figure in figures if figure.most is not None)
    beside = "\n".join(_beside(figure, peer) for figure in figures)
    peers = _PEERS.format(peer=_PEER if peer else _NO_PEER)
    return f"{head}{_RESULTS}{aimed}\n{peers}{beside}\n{_missed(figures)}{_RUNNING}"


def line(figure: Figure) -> str:
    """A figure in one line, for the screen."""
    least = figure.least(OURS)
    return (
        f"{figure.key}  {figure.what}: {_number(figure.ours)} {figure.unit} "
        f"(best {_number(least)}, floor {_number(figure.middle(FLOOR))})"
        + (f"; target {_number(figure.most)}, {_verdict(figure)}" if figure.most else "")
    )


def _result(figure: Figure) -> str:
    cells = [
        *(figure.key, figure.what, figure.unit),
        *(_number(figure.ours), _number(figure.least(OURS))),
        *(_number(figure.most), _number(figure.goal), _verdict(figure)),
    ]
    return _row(cells)


def _beside(figure: Figure, peer: bool) -> str:
    floor = figure.middle(FLOOR)
    others = [_number(floor), _number(figure.middle(THREAD))]
    others.append(_number(figure.middle(PEER)) if peer else "not installed")
    times = f"{figure.ours / floor:.1f} {TIMES}" if floor else ""
    return _row([figure.key, figure.what, figure.unit, _number(figure.ours), *others, times])


def _verdict(figure: Figure) -> str:
    if figure.missed:
        return "**missed**"
    return "goal reached" if figure.reached else "met"


def _missed(figures: Sequence[Figure]) -> str:
    missed = [figure for figure in figures if figure.missed]
    if not missed:
        return "\n## Where a target is missed\n\nNowhere: every target is met.\n"
    told = ["\n## Where a target is missed\n"]
    for figure in missed:
        beyond = f"{(figure.ours / (figure.most or 1) - 1) * 100:.0f} %"
        told.append(
            f"### {figure.key}: {figure.what}\n\n{_number(figure.ours)} {figure.unit}, where "
            f"{_number(figure.most)} is the target: {beyond} more than it should be.\n"
        )
        if figure.profile is not None:
            told.append(_profile(figure.profile))
    return "\n".join(told)


def _profile(profile: Profile) -> str:
    rooms = ", ".join(f"{room} {_percent(part)}" for room, part in profile.rooms.items())
    rows = [
        _row([f"`{share.module}`", f"`{share.function}`", _percent(share.part)])
        for share in profile.functions
    ]
    garbage = (
        f"Collecting garbage takes {_percent(profile.collecting)} of the time, besides. "
        if profile.collecting
        else ""
    )
    table = "\n".join(["| module | function | its own share |", "|---|---|--:|", *rows])
    return f"{garbage}By part: {rooms}.\n\n{table}\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _percent(part: float) -> str:
    return f"{part * 100:.1f} %" if part < 0.1 else f"{part * 100:.0f} %"


def _number(value: float | None) -> str:
    """Three digits that matter, and no more."""
    if value is None:
        return "-"
    if value >= 1000:
        return f"{value:,.0f}"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:.{digits}f}"
