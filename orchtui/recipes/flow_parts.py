"""What a part of a flow is: one of the forms, told by its key, or a step, told by its agent.

A list anywhere stands for a sequence, and a step's options may stand beside its agent's name. What
cannot be read is told, with the nearest name, and stands in as a part that does nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchtui.domain.node import Node, Place
from orchtui.domain.preview import Sketch, nearest
from orchtui.domain.scope import Stage
from orchtui.domain.suggest import closest
from orchtui.patterns import FORMS, step
from orchtui.recipes.names import label_problem
from orchtui.recipes.reader import YamlReader
from orchtui.recipes.yaml import Absent, Entry, Keyed, Listing, Scalar


@dataclass(frozen=True, slots=True)
class Nothing:
    """Stands where a part could not be read; a recipe with one of these never runs."""

    async def run(self, stage: Stage) -> Stage:
        """Do nothing."""
        return stage

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw nothing."""
        return sketch


def part(reader: YamlReader) -> Node:
    """The part of a flow that stands here."""
    match reader.tree:
        case Scalar(value=str()):
            return _bare(reader, reader.tree.written)
        case Listing(line=line, column=column):
            entry = Entry(reader.place.key, line, column, reader.tree)
            return FORMS["sequence"].read(reader.below(Keyed({"sequence": entry}, line, column)))
        case Keyed():
            return _keyed(reader)
        case Absent():
            reader.reading.unreadable = True
            return Nothing()
    return _unreadable(reader, f"expected a part of the flow, found {reader.tree.kind}")


def _bare(reader: YamlReader, name: str) -> Node:
    if name in FORMS:
        return _unreadable(reader, f"{name} needs a colon, and after it what belongs to it")
    return _step(reader, name, name)


def _keyed(reader: YamlReader) -> Node:
    forms = [key for key in reader.keys if key in FORMS]
    if len(forms) > 1:
        return _unreadable(reader, f"one part has one form, not {' and '.join(forms)}")
    if forms:
        node = FORMS[forms[0]].read(reader)
        if "name" in reader.keys:
            _claim(reader.at("name"))
        return node
    others = [key for key in reader.keys if key not in step.OPTIONS]
    agents = [key for key in others if key in reader.reading.agents]
    if "python" in others:
        return _unreadable(reader, "python: must be the whole flow, not a part of it")
    if not others:
        return _unreadable(reader, "a step needs the name of its agent: `agent: instruction`")
    if len(agents) > 1:
        many = " and ".join(agents)
        return _unreadable(reader, f"a step has one agent, not {many}; make them items of a list")
    if agents:
        beside = (*step.OPTIONS, agents[0])
        for key in others:
            if key != agents[0]:
                message = f"unknown key {key} beside the step{nearest(key, beside)}"
                reader.reading.note(message, reader.key_place(key))
    return _step(_with_options(reader, (agents or others)[0]), (agents or others)[0], "")


def _step(reader: YamlReader, name: str, bare: str) -> Node:
    reading = reader.reading
    if name not in reading.agents:
        everything = [*FORMS, *reading.agents]
        what = "agent" if bare else "agent or form"
        message = f"there is no {what} {name}{nearest(name, everything)}"
        reader.problem(message)
        known = closest(name, everything)
        if known not in reading.agents:
            reading.unreadable = True
            return Nothing()
        name = known
        reader = _under(reader, bare, name)
    label = name
    if "name" in reader.keys:
        label = _claim(reader.at("name")) or name
    reading.asked.setdefault(label, []).append(reader.place)
    return step.read(reader, name)


def _under(reader: YamlReader, bare: str, name: str) -> YamlReader:
    """The same place, under the name that was meant."""
    key = reader.place.key if bare else name
    place = Place(reader.place.line, reader.place.column, key)
    return reader.of(reader.tree, place)


def _with_options(reader: YamlReader, agent: str) -> YamlReader:
    """The step's value, the options beside its agent's name taken in."""
    assert isinstance(reader.tree, Keyed)
    own = reader.tree.entries[agent]
    place = Place(own.line, own.column, agent)
    beside = {key: e for key, e in reader.tree.entries.items() if key in step.OPTIONS}
    if not beside:
        return reader.of(own.value, place)
    if isinstance(own.value, Keyed):
        inside = dict(own.value.entries)
    else:
        inside = {"says": Entry(agent, own.line, own.column, own.value)}
    for key in beside:
        if key in inside:
            reader.reading.note(f"{key} is given twice", reader.key_place(key))
    merged = Keyed(beside | inside, own.line, own.column)
    return reader.of(merged, place)


def _claim(reader: YamlReader) -> str:
    """Check the name a step or group is given: a word, and nobody else's."""
    reading, name = reader.reading, reader.text()
    if not name:
        return ""
    if problem := label_problem(name):
        reader.problem(problem)
    elif name in reading.agents or name in reading.parameters:
        what = "an agent" if name in reading.agents else "a parameter"
        reader.problem(f"{name} is already {what}; choose another name")
    elif name in reading.named:
        reader.problem(f"{name} is already the name in line {reading.named[name].line}")
    else:
        reading.named[name] = reader.place
    return name


def _unreadable(reader: YamlReader, message: str) -> Node:
    reader.reading.unreadable = True
    reader.problem(message)
    return Nothing()
