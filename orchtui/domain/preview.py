"""The graph of a recipe as far as it can be told before it runs, and what is wrong with it.

Patterns draw their steps here. A sketch is a value as a `Stage` is; the `Sheet` it is on collects
the steps drawn and the problems found: unknown and ambiguous names, and steps that can never run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from orchtui.domain import expression
from orchtui.domain.data import Parameter
from orchtui.domain.expression import NOT_CONSTANT, Expression
from orchtui.domain.expression.unsatisfiable import never_holds
from orchtui.domain.reply_schema import ListOf, Record, Schema
from orchtui.domain.suggest import nearest as nearest

TASK = "task"
"""What conditions call the run's task."""


@dataclass(frozen=True, slots=True)
class DrawnStep:
    """A step that may be asked: `when` are the conditions it is asked under, and `again` says how
    often it may come that is drawn once.
    """

    path: str
    agent: str
    says: str = ""
    inputs: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    optional: bool = False
    again: tuple[str, ...] = ()


@dataclass(slots=True)
class Sheet:
    """What a whole flow's sketch comes to."""

    schemas: Mapping[str, Record | None]
    parameters: Mapping[str, Parameter]
    steps: dict[str, DrawnStep] = field(default_factory=dict)
    problems: list[tuple[object, str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    branches: dict[str, tuple[int, ...]] = field(default_factory=dict)
    clashes: list[str] = field(default_factory=list)
    facts: dict[str, frozenset[str]] = field(default_factory=dict)
    items: dict[str, Schema | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sketch:
    """Where the next step would be drawn.

    `doubtful` are names two branches both gave; `perhaps` are names that only some course of the
    flow gives, with the conditions of that. `branch` tells apart what goes side by side.
    """

    sheet: Sheet
    given: tuple[str, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict)
    doubtful: frozenset[str] = frozenset()
    perhaps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    branch: tuple[int, ...] = ()
    when: tuple[str, ...] = ()
    scope: str = ""
    again: tuple[str, ...] = ()

    def ask(self, agent: str, says: str = "", *, name: str = "", optional: bool = False) -> Sketch:
        """Draw a step that follows what is given."""
        path = self.path(name or agent)
        self.sheet.steps[path] = DrawnStep(
            path, agent, says, self.given, self.when, optional, self.again
        )
        known = {**self.known, agent: path} | ({name: path} if name else {})
        gone = {agent, name}
        perhaps = {each: why for each, why in self.perhaps.items() if each not in gone}
        doubtful = self.doubtful - gone
        return replace(self, given=(path,), known=known, doubtful=doubtful, perhaps=perhaps)

    def came_to(self, name: str, told: Iterable[str]) -> Sketch:
        """After a pattern whose outcome is one of what is given: it is known by the pattern's name,
        which also tells these facts.
        """
        self.sheet.facts[name] = frozenset(told)
        return replace(
            self, known={**self.known, name: self.given[-1]} if self.given else self.known
        )

    def item(self, name: str, of: Expression) -> Sketch:
        """A part of a reply that goes by this name from here on: an item of a list."""
        listed = self.schema_of(of)
        self.sheet.items[name] = listed.item if isinstance(listed, ListOf) else None
        source = next(iter(of.names), "").split(".")[0]
        known = {**self.known, name: self.known.get(source, "")}
        return replace(self, known=known)

    def ended(self, name: str, told: Iterable[str], before: Sketch) -> Sketch:
        """After a pattern of which only the outcome is known from here on, by the pattern's name.

        The name of an agent that may be the outcome, or what it was before, is doubtful.
        """
        members = {self.sheet.steps[path].agent for path in self.given}
        return replace(
            before,
            given=self.given,
            doubtful=before.doubtful | (members & before.known.keys()),
        ).came_to(name, told)

    def path(self, name: str) -> str:
        """The path the flow will give to the next step or group of this name."""
        full = f"{self.scope}/{name}" if self.scope else name
        count = self.sheet.counts[full] = self.sheet.counts.get(full, 0) + 1
        if self.sheet.branches.setdefault(full, self.branch) != self.branch:
            self.sheet.clashes.append(name)
        return full if count == 1 else f"{full}.{count}"

    def within(self, group: str) -> Sketch:
        """The same place, inside a named group."""
        return replace(self, scope=self.path(group))

    def under(self, condition: str) -> Sketch:
        """The same place, if a condition holds."""
        return replace(self, when=(*self.when, condition))

    def repeated(self, how_often: str) -> Sketch:
        """The same place, where what is drawn once may come several times."""
        return replace(self, again=(*self.again, how_often))

    def rounds(self, most: int, drawn: int = 1) -> Sketch:
        """The same place, in the last round drawn of so many that there may be."""
        return self.repeated(f"up to {most} rounds") if most > drawn else self

    def beside(self, number: int) -> Sketch:
        """The same place, in one of several branches; names are counted in each by itself."""
        return replace(self, branch=(*self.branch, len(self.sheet.steps), number))

    def either(self, courses: Sequence[Sketch]) -> Sketch:
        """After one of several courses was taken: what not all of them gave may not be there.

        A name that several of them give is clear all the same: only one of them was taken.
        """
        after = self.joined(courses)
        perhaps = {name: why for course in courses for name, why in course.perhaps.items()}
        for name, path in after.known.items():
            new = [name in course.known for course in courses]
            if self.known.get(name) != path and not all(new):
                asked_when = self.sheet.steps[path].when
                perhaps[name] = tuple(each for each in asked_when if each not in self.when)
        doubtful = frozenset[str]().union(*(course.doubtful for course in courses))
        return replace(after, perhaps=perhaps, doubtful=doubtful)

    def joined(self, branches: Sequence[Sketch]) -> Sketch:
        """After branches that went side by side."""
        given = tuple(dict.fromkeys(path for branch in branches for path in branch.given))
        known, doubtful = dict(self.known), set(self.doubtful)
        found: dict[str, str] = {}
        perhaps = dict(self.perhaps)
        for branch in branches:
            doubtful |= branch.doubtful
            for name, path in branch.known.items():
                if self.known.get(name) == path:
                    continue
                perhaps.pop(name, None)
                if name in branch.perhaps:
                    perhaps[name] = branch.perhaps[name]
                if found.setdefault(name, path) != path:
                    doubtful.add(name)
        return replace(
            self,
            given=given,
            known=known | found,
            doubtful=frozenset(doubtful),
            perhaps=perhaps,
        )

    def reads(self, condition: Expression, place: object) -> None:
        """Check that a condition names what will be there, and can come out either way."""
        self.names(condition, place)
        if expression.constant(condition) is not NOT_CONSTANT:
            said = "always" if expression.holds(condition, {}) else "never"
            problem = f"the condition {condition} {said} holds: one of its branches can never run"
            self.sheet.problems.append((place, problem))
        elif why := never_holds(condition, self._schema_of):
            problem = f"the condition {condition} can never hold: {why}"
            self.sheet.problems.append((place, problem))

    def names(self, read: Expression, place: object) -> None:
        """Check that an expression names what will be there."""
        for dotted in sorted(read.names):
            if problem := self._name_problem(dotted):
                self.sheet.problems.append((place, problem))

    def schema_of(self, read: Expression) -> Schema | None:
        """The schema of what an expression reads, where it is one field of a reply."""
        if len(read.names) != 1 or str(read) != (dotted := next(iter(read.names))):
            return None
        name, *fields = dotted.split(".")
        found: Schema | None = self._schema_of(name)
        for each in fields:
            found = found.fields.get(each) if isinstance(found, Record) else None
        return found if fields else None

    def reads_result(self, condition: Expression, place: object) -> None:
        """Check a condition on what was just given: its fields may be named bare."""
        fields = {"text", "confidence", "missing"}
        for path in self.given:
            schema = self.sheet.schemas.get(self.sheet.steps[path].agent)
            fields |= set(schema.fields) if schema else set()
        for dotted in sorted(condition.names):
            name = dotted.split(".")[0]
            if name not in fields and (problem := self._name_problem(dotted)):
                self.sheet.problems.append((place, problem))

    def _schema_of(self, name: str) -> Record | None:
        if name in self.sheet.items:
            item = self.sheet.items[name]
            return item if isinstance(item, Record) else None
        path = self.known.get(name)
        return self.sheet.schemas.get(self.sheet.steps[path].agent) if path else None

    def _name_problem(self, dotted: str) -> str:
        name, *fields = dotted.split(".")
        if fields and name in self.known and fields[0] in self.sheet.facts.get(name, ()):
            return ""
        if name in self.doubtful:
            return (
                f"{name} is ambiguous here: more than one branch before this asks it; "
                "give the steps names of their own (name:) and use those"
            )
        if name in self.perhaps and not (
            self.perhaps[name] and set(self.perhaps[name]) <= set(self.when)
        ):
            when = " and ".join(self.perhaps[name]) or "the fallback beside it is not used"
            return f"{name} has replied here only if {when}: read it within that part of the flow"
        if name in self.known:
            return _field_problem(name, fields, self._schema_of(name))
        if name in self.sheet.parameters or dotted == TASK:
            return ""
        everyone = [*self.known, *self.sheet.parameters]
        return f"nothing called {name} has replied before this{nearest(name, everyone)}"


def _field_problem(name: str, fields: Sequence[str], schema: Record | None) -> str:
    if not fields or fields[0] in ("text", "confidence", "missing"):
        return ""
    if schema is None:
        return f"{name} replies in plain text: it has no field {fields[0]}; give it a reply: schema"
    if fields[0] not in schema.fields:
        return f"{name} has no field {fields[0]} in its reply{nearest(fields[0], schema.fields)}"
    return ""
