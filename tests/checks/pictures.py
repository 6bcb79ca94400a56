"""The pictures of the documentation are the pictures the tests compare screens with.

`python -m tests.checks.pictures` says whether they are; `--write` makes them so. Fonts are left to
whoever looks at them: nothing is loaded from anywhere.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SCREENS: Final = ROOT / "tests" / "console"
SNAPSHOTS: Final = Path("__snapshots__", "test_snapshots")
FOLDER: Final = ROOT / "docs" / "pictures"

PICTURES: Final[Mapping[str, str]] = {
    "running": "test_the_run_screen[disagreement]",
    "paused": "test_the_run_screen[paused]",
    "gate": "test_the_run_screen[gate]",
    "replay": "test_a_replay",
    "positions": "test_positions_side_by_side",
    "settle": "test_what_is_asked_over_it[settle]",
    "override": "test_what_is_asked_over_it[override]",
    "zoomed": "test_what_is_asked_over_it[zoomed]",
    "narrow": "test_the_run_screen_in_other_sizes[80x24]",
    "home": "home/test_home[120x36]",
}
_FONT: Final = re.compile(r"\s*@font-face \{[^}]*\}")


def picture(name: str) -> str:
    """A picture as it should be in the documentation."""
    folder, _, snapshot = PICTURES[name].rpartition("/")
    text = (SCREENS / folder / SNAPSHOTS / f"{snapshot}.svg").read_text(encoding="utf-8")
    return _FONT.sub("", text).replace("Fira Code, monospace", "ui-monospace, monospace")


def problems() -> Iterator[str]:
    """The pictures that are not as they should be."""
    for name in PICTURES:
        file = FOLDER / f"{name}.svg"
        if not file.is_file() or file.read_text(encoding="utf-8") != picture(name):
            yield f"{file.relative_to(ROOT)} is not what its screen looks like"
    for file in FOLDER.glob("*.svg"):
        if file.stem not in PICTURES:
            yield f"{file.relative_to(ROOT)} is no picture of a screen"


def main() -> None:
    """Say whether the pictures are true, or make them so."""
    if "--write" in sys.argv[1:]:
        FOLDER.mkdir(exist_ok=True)
        for name in PICTURES:
            (FOLDER / f"{name}.svg").write_text(picture(name), encoding="utf-8")
    found = list(problems())
    for problem in found:
        print(problem)
    if found:
        sys.exit("write them anew: python -m tests.checks.pictures --write")


if __name__ == "__main__":
    main()
