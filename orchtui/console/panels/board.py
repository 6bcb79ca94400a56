"""The blackboard: what agents posted for all to read, as far as this version knows of it.

Events of posts that a newer version wrote are shown as they stand in the record.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from orchtui.console.panels.format import brief, quiet
from orchtui.console.run_view import View
from orchtui.console.text.row import Row, row

_KINDS = ("board", "posted")
_MOST = 600
_KIND = 40


def rows(view: View, width: int) -> list[Row]:
    """A row a post; one quiet line where there is none."""
    posts = [each for each in view.state.unknown if each.kind.startswith(_KINDS)]
    if not posts:
        return quiet("Nothing is posted: this run has no blackboard.", width)
    return [
        row((f"{brief(post.kind, _KIND)}  ", "link"), _written(post.raw)[:_MOST]) for post in posts
    ]


def _written(raw: Mapping[str, object]) -> str:
    """What stands in the record, its long texts cut before they are written."""
    short = {name: each[:_MOST] if isinstance(each, str) else each for name, each in raw.items()}
    return json.dumps(short, ensure_ascii=False)
