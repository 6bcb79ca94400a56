"""Options that several verbs share, and how what was typed is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from orchtui.errors import UsageError

Database = Annotated[
    Path | None,
    typer.Option("--db", help="The database file.", envvar="ORCHTUI_DB", show_envvar=True),
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON to stdout, for scripts.")]
RunName = Annotated[
    str, typer.Argument(metavar="RUN", help="A run's id, any unique prefix of it, or: last.")
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Set a parameter of the recipe."),
]

LIMITS = ("cost", "tokens", "seconds", "steps", "repairs", "parallel")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}


def pairs(option: str, typed: Sequence[str] | None) -> dict[str, str]:
    """`--set a=1 --set b=2` as a mapping."""
    found: dict[str, str] = {}
    for each in typed or ():
        key, equals, value = each.partition("=")
        if not equals or not key:
            raise UsageError(f"--{option} takes KEY=VALUE, not {each!r}")
        found[key.strip()] = value.strip()
    return found


def limits(typed: Sequence[str] | None) -> dict[str, float | None]:
    """`--limit cost=0.2 --limit seconds=none` as limits."""
    found: dict[str, float | None] = {}
    for key, value in pairs("limit", typed).items():
        if key not in LIMITS:
            raise UsageError(f"--limit knows {', '.join(LIMITS)}, not {key}")
        found[key] = None if value == "none" else _amount(key, value)
    return found


def _amount(key: str, value: str) -> float:
    try:
        amount = float(value.removeprefix("$").removesuffix("s"))
    except ValueError:
        amount = -1.0
    if not 0 <= amount < 1e12:
        raise UsageError(f"--limit {key}= takes a number, or none, not {value!r}")
    return amount


def models(typed: Sequence[str] | None) -> dict[str, str]:
    """`--model quick=openai/gpt-4.1-mini`, or `--model openai/…` for every tier."""
    found: dict[str, str] = {}
    for each in typed or ():
        tier, equals, name = each.partition("=")
        found[tier if equals else ""] = name if equals else tier
    return found


def seconds(typed: str) -> float:
    """`30d`, `12h`, `90s` in seconds."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhdw])", typed.strip())
    if not match:
        raise UsageError(f"a time looks like 30d, 12h or 45m, not {typed!r}")
    return float(match[1]) * _UNITS[match[2]]
