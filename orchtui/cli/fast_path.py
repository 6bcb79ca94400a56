"""The lines that open the console most often, read without the whole command line.

To build every verb and check every option takes as long as the first frame does. What is not as
plain as this, and whatever is mistaken, is left to the command line itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from orchtui.cli.help_page import HOME

_REHEARSE = "--rehearse"


def plain(words: Sequence[str]) -> Callable[[], None] | None:
    """What to do for `home`, `demo`, or `run RECIPE [TASK] [--rehearse]`; nothing for others."""
    named = os.environ.get("ORCHTUI_DB")
    database = Path(named) if named else None
    if list(words) == [HOME]:
        from orchtui.cli.commands.console import home

        return partial(home, db=database)
    if list(words) == ["demo"]:
        from orchtui.cli.commands.run import demo

        return partial(demo, db=database)
    said = [word for word in words[1:] if word != _REHEARSE]
    if list(words[:1]) == ["run"] and len(said) in (1, 2) and all(map(_is_plain, said)):
        from orchtui.cli.commands.run import run

        task = said[1] if len(said) > 1 else None
        return partial(run, said[0], task, rehearse=_REHEARSE in words, db=database)
    return None


def _is_plain(word: str) -> bool:
    return bool(word) and not word.startswith("-")
