"""What a sketch tells of the members of a pattern: which of the steps given are theirs."""

from __future__ import annotations

from orchtui.domain.preview import Sketch


def own_steps(sketch: Sketch) -> list[str]:
    """The steps given that are members' and no parts of a flow: those that stand in the group."""
    return [path for path in sketch.given if path.rpartition("/")[0] == sketch.scope]


def material(sketch: Sketch) -> tuple[str, ...]:
    """What such members were given from before the group: what the question is about."""
    given = (each for path in own_steps(sketch) for each in sketch.sheet.steps[path].inputs)
    return tuple(dict.fromkeys(each for each in given if not each.startswith(f"{sketch.scope}/")))
