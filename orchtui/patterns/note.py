"""`note`: a word for whoever reads the run, left at this point of the flow."""

from __future__ import annotations

from dataclasses import dataclass

from orchtui.domain.pattern import Node, Reader
from orchtui.domain.sketch import Sketch
from orchtui.domain.stage import Stage


@dataclass(frozen=True, slots=True)
class Note:
    """What to say; nothing is asked of anybody."""

    text: str

    async def run(self, stage: Stage) -> Stage:
        """Leave the note, once what came before it is there."""
        await stage.flow.together(*stage.given)
        stage.flow.note(self.text)
        return stage

    def sketch(self, sketch: Sketch) -> Sketch:
        """A note is no part of the graph."""
        return sketch


def read(reader: Reader) -> Node:
    """`note: TEXT`."""
    reader.allow("note")
    return Note(reader.at("note").text())
