"""Home in lines: the runs that are stored, and the recipes that come with orchtui."""

from __future__ import annotations

import asyncio
from pathlib import Path

from orchtui.cli.listing import list_runs
from orchtui.cli.table import described
from orchtui.cli.terminal import put, say
from orchtui.session import shipped_recipes


def print_home(database: Path | None) -> None:
    """Print what there is to open, and to run."""
    asyncio.run(list_runs(database, status="", search="", number=None, json=False))
    put("", *described([(each.name, each.about) for each in shipped_recipes()]))
    say("next: orchtui replay RUN --plain, orchtui run RECIPE [TASK] --rehearse --plain")
