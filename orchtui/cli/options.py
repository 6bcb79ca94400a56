"""Options that several verbs share, and how what was typed is read."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from orchtui.commands.parser import LIMITS, limit
from orchtui.domain.sanitize import clean
from orchtui.domain.suggest import nearest
from orchtui.errors import UsageError


def _named(typed: str) -> str:
    """An empty id, as of a variable that is not set, would be the beginning of every id."""
    if not typed.strip():
        raise UsageError("the RUN is empty: name one by its id or its beginning, or: last")
    return typed.strip()


def _all_named(typed: list[str]) -> list[str]:
    return [_named(each) for each in typed]


Recipe = Annotated[
    str, typer.Argument(metavar="RECIPE", help="A recipe that orchtui comes with, or a file.")
]
Database = Annotated[
    Path | None,
    typer.Option(
        "--db",
        metavar="PATH",
        envvar="ORCHTUI_DB",
        show_envvar=True,
        help="The database file; else one in your data folder.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="JSON to stdout, for scripts.")]
RunName = Annotated[
    str,
    typer.Argument(metavar="RUN", callback=_named, help="An id, the beginning of one, or: last."),
]
RunNames = Annotated[
    list[str],
    typer.Argument(metavar="RUN", callback=_all_named, help="Ids, beginnings of ids, or: last."),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Set a parameter of the recipe. [repeatable]"),
]

ON_GATE = ("approve", "deny", "default", "fail", "wait")
ON_LIMIT = ("stop", "partial", "ask")
MOST_TIMES = 1000
_FASTEST = 1e6
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}


def existing(database: Path | None) -> Path | None:
    """The database that was named, if it is there: looking at one must not make it."""
    if database is not None and not database.expanduser().exists():
        raise UsageError(
            f"there is no database {database}: name another with --db, or make it with a first "
            f"run, such as orchtui run hello --rehearse --db {database}"
        )
    return database


def pairs(option: str, typed: Sequence[str] | None, like: str) -> dict[str, str]:
    """`--set a=1 --set b=2` as a mapping; `like` is an example that is right."""
    found: dict[str, str] = {}
    for each in typed or ():
        key, equals, value = (part.strip() for part in clean(each).partition("="))
        if not equals or not key:
            raise UsageError(
                f"--{option} {each!r} is not understood: write, say, --{option} {like}"
            )
        found[key] = value
    return found


def limits(typed: Sequence[str] | None) -> dict[str, float | None]:
    """`--limit cost=0.2 --limit seconds=none` as limits."""
    found: dict[str, float | None] = {}
    for key, value in pairs("limit", typed, "cost=0.2").items():
        if key not in LIMITS:
            raise UsageError(f"there is no limit on {key}{nearest(key, LIMITS)}")
        found[key] = limit(key, value)
    return found


def models(typed: Sequence[str] | None) -> dict[str, str]:
    """`--model quick=openai/gpt-4.1-mini`, or `--model openai/…` for every tier."""
    found: dict[str, str] = {}
    for each in typed or ():
        tier, equals, name = (part.strip() for part in clean(each).rpartition("="))
        provider, slash, model = name.partition("/")
        if (equals and not tier) or not (provider and slash and model) or " " in name:
            raise UsageError(
                f"--model {each!r} is not understood: write TIER=PROVIDER/NAME, such as "
                "quick=openai/gpt-4.1-mini, or PROVIDER/NAME for all tiers"
            )
        found[tier] = name
    return found


def on_gate(typed: str) -> str:
    """What a gate does where nobody is there to ask."""
    if typed not in ON_GATE:
        raise UsageError(
            f"--on-gate {typed!r} is not understood: write one of {', '.join(ON_GATE)}"
        )
    return typed


def on_limit(typed: str) -> str:
    """What the run does when a limit is reached."""
    how, equals, times = typed.partition("=")
    if how == "extend":
        right = bool(equals) and times.isdecimal() and 0 < int(times) <= MOST_TIMES
    else:
        right = how in ON_LIMIT and not equals
    if not right:
        raise UsageError(
            f"--on-limit {typed!r} is not understood: write {', '.join(ON_LIMIT)}, or extend=K to "
            "double the limit up to K times"
        )
    return typed


def speed(typed: float | None) -> float:
    """How many times faster than life; once, if nothing was said."""
    if typed is not None and not 0 <= typed <= _FASTEST:
        raise UsageError(f"--speed {typed:g} is not understood: 1 is as in life, 0 never waits")
    return 1.0 if typed is None else typed


def seconds(typed: str) -> float:
    """`30d`, `12h`, `90s` in seconds."""
    match = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)\s*([smhdw])", typed.strip())
    if not match:
        raise UsageError(
            f"--older-than {typed!r} is not understood: write, say, 30d, 12h or 45m "
            "(s, m, h, d and w are known)"
        )
    return float(match[1]) * _UNITS[match[2]]


def read(typed: str) -> str:
    """The text itself; `-` is standard input, `@FILE` a file, `@@…` begins with one @."""
    if typed == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace").rstrip("\n")
    if typed.startswith("@@"):
        return typed[1:]
    if not typed.startswith("@"):
        return typed
    try:
        text = Path(typed[1:]).expanduser().read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(
            f"{typed[1:]} cannot be read: {error.strerror}; a text that begins with @ is "
            "written with @@"
        ) from error
    return text.rstrip("\n")
