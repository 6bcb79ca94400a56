"""The marks the console draws with, in two sets: for terminals with Unicode, and for plain ASCII.

A mark never stands alone for a state: its word or its colour goes with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of marks; `lines` draws by which of north, east, south and west a cell joins.

    `eighths` fill a cell from its left, `heights` from its foot.
    """

    status: Mapping[str, str]
    run: Mapping[str, str]
    lines: str
    corners: str
    arrows: str
    frames: str
    full: str
    empty: str
    eighths: str
    breakpoint: str
    differs: str
    playhead: str
    open: str
    closed: str
    more: str
    selected: str
    branch: str
    last: str
    trunk: str
    heights: str
    begins: str
    rests: str
    asks: str
    hit: str
    limit: str
    again: str
    gap: str
    rule: str
    dot: str
    said: str


_STEPS = ("planned", "ready", "waiting", "held", "running", "done", "failed", "cancelled")
_RUNS = ("running", "pausing", "paused", "done", "partial", "interrupted", "failed")

UNICODE = Glyphs(
    status={**dict(zip(_STEPS, "○◌◌⏸●✔✗⊘", strict=True)), "skipped": "·"},
    run={
        **dict(zip(_RUNS, "●⏸⏸✔◐⏸✗", strict=True)),
        **dict.fromkeys(("limited", "rejected", "stopped"), "■"),
        "new": "○",
        "waiting": "?",
    },
    #      by bits: 1 north, 2 east, 4 south, 8 west
    lines=" ╵╶└╷│┌├╴┘─┴┐┤┬┼",
    corners="╭╮╰╯",
    arrows="▲▶▼◀",
    frames="⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏",
    full="▰",
    empty="▱",
    eighths=" ▏▎▍▌▋▊▉█",
    breakpoint="◆",
    differs="≠",
    playhead="▼",
    open="▾",
    closed="▸",
    more="…",
    selected="▌",
    branch="├─",
    last="└─",
    trunk="│ ",
    heights=" ▁▂▃▄▅▆▇█",
    begins="▐",
    rests="░",
    asks="▒",
    hit="▲",
    limit="■",
    again="↺",
    gap="⋯",
    rule="─",
    dot="·",
    said="✎",
)

ASCII = Glyphs(
    status={**dict(zip(_STEPS, ".::=*+x-", strict=True)), "skipped": "-"},
    run={
        **dict(zip(_RUNS, "*==+~=x", strict=True)),
        **dict.fromkeys(("limited", "rejected", "stopped"), "#"),
        "new": ".",
        "waiting": "?",
    },
    lines=" |-+||++-+-+++++",
    corners="++++",
    arrows="^>v<",
    frames="|/-\\",
    full="#",
    empty="-",
    eighths=" .:-=+*##",
    breakpoint="@",
    differs="!",
    playhead="v",
    open="v",
    closed=">",
    more="~",
    selected=">",
    branch="|-",
    last="`-",
    trunk="| ",
    heights=" _.-~=+*#",
    begins="#",
    rests=":",
    asks="?",
    hit="^",
    limit="#",
    again="~",
    gap="=",
    rule="-",
    dot=".",
    said='"',
)

_MARKS = "●✔✗✎≠≈→←…─│◀▶▼▲·—⏸■↺○◌◐⊘┌└├"
IN_ASCII: Mapping[int, str] = dict(
    zip(map(ord, _MARKS), "*+x~!~><.-|<>v^.-=#~.:~---|", strict=True)
)
"""What stands for marks that are in texts already, where the terminal knows no others."""

SETS: Mapping[str, Glyphs] = {"unicode": UNICODE, "ascii": ASCII}
