"""`note`: a word for whoever reads the run, left at this point of the flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orchtui.domain.node import Form, Node, Reader
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import TEXT, Key, Keys
from orchtui.domain.scope import Stage


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


KEYS: Final[Keys] = {
    "note": Key("What to say.", TEXT, needed=True),
}


def read(reader: Reader) -> Node:
    """`note: TEXT`."""
    reader.allow(*KEYS)
    return Note(reader.at("note").text())


FORM: Final = Form("A word for whoever reads the run.", KEYS, read)
