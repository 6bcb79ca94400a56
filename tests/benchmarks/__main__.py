"""Measures what is asked for and writes `docs/benchmarks.md`: `python -m tests.benchmarks`.

With `--only`, what is measured is told on the screen and the page is left as it is.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.benchmarks import (
    acknowledgement,
    at_rest,
    chain,
    fan_out,
    first_paint,
    large_graph,
    layers,
    long_run,
    many_runs,
    pieces,
    recorded,
    start_up,
    streaming,
)
from tests.benchmarks.machine import busy, machine, versions
from tests.benchmarks.measure import Figure
from tests.benchmarks.page import line, page
from tests.benchmarks.peer import INSTALLED

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
Measure = Callable[[Path, int], Awaitable[list[Figure]]]
FAMILIES: Final[Mapping[str, Measure]] = {
    "a": chain.FAMILY.measure,
    "b": fan_out.FAMILY.measure,
    "c": layers.FAMILY.measure,
    "d": many_runs.FAMILY.measure,
    "e": long_run.measure,
    "f": start_up.measure,
    "g": acknowledgement.figures,
    "h": recorded.figures,
    "i": first_paint.figures,
    "j": streaming.figures,
    "k": large_graph.figures,
    "l": at_rest.figures,
    "m": pieces.figures,
}


def main() -> None:
    """Measure; the page is written when everything was."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=FAMILIES, help="measure these alone")
    parser.add_argument("--rounds", type=int, default=9, help="rounds of each family")
    asked = parser.parse_args()
    figures = asyncio.run(_measure(asked.only or list(FAMILIES), max(1, asked.rounds)))
    if asked.only:
        return
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(
        page(
            figures,
            date=f"{datetime.now(UTC):%-d %B %Y}",
            machine=machine(),
            versions=versions(),
            busy=busy(),
            peer=INSTALLED,
        ),
        encoding="utf-8",
    )
    print(f"wrote {PAGE.parent.name}/{PAGE.name}", file=sys.stderr)


async def _measure(keys: list[str], rounds: int) -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="orchtui-bench-") as folder:
        for key in keys:
            found = await FAMILIES[key](Path(folder), rounds)
            for figure in found:
                print(line(figure), flush=True)
            figures += found
    return figures


if __name__ == "__main__":
    main()
