"""The graph as a tree of lines, where there is no room for a picture or nobody to see one.

Groups are branches, steps are leaves in the order they were planned, and each tells after which
others it comes, unless that is the one above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from orchtui.console.glyphs import Glyphs
from orchtui.console.graph.model import Graph, Place
from orchtui.console.graph.status import Face, Faces, fitting
from orchtui.console.status_styles import STATUS_STYLES
from orchtui.console.text.cells import Line, cells, fit
from orchtui.console.text.row import Row, RowKind, Span

_WIDE, _MIDDLING = 60, 36
_WORD, _FIGURES, _TIME = 9, 14, 8
_WORTH_SAYING = 8
_NAMED = 3


def tree_rows(graph: Graph, faces: Faces, glyphs: Glyphs, width: int, tick: int = 0) -> list[Row]:
    """The whole graph, one line a step and one a group, each exactly this wide."""
    return list(_Tree(graph, faces, glyphs, width, tick).rows())


@dataclass(slots=True)
class _Tree:
    graph: Graph
    faces: Faces
    glyphs: Glyphs
    width: int
    tick: int
    above: str = ""

    def rows(self) -> Iterator[Row]:
        """All lines, from the first step planned on."""
        inside: dict[str, dict[str, None]] = {}
        for key, place in self.graph.places.items():
            child, group = key, place.group
            while child not in (there := inside.setdefault(group, {})):
                there[child] = None
                if group:
                    child, group = group, self.graph.frames[group].parent
        after: dict[str, list[str]] = {}
        for source, target in (*self.graph.edges, *self.graph.faint):
            after.setdefault(target, []).append(source)
        for key in inside.get("", ()):
            yield from self._branch(key, "", "", inside, after)

    def _branch(
        self,
        key: str,
        lead: str,
        below: str,
        inside: Mapping[str, Mapping[str, None]],
        after: Mapping[str, Sequence[str]],
    ) -> Iterator[Row]:
        """A line and, if it is a group's, those of what is in it; these begin with `below`."""
        if key in self.graph.places:
            yield self._step(key, lead, after.get(key, ()))
            return
        yield self._group(key, lead)
        glyphs, children = self.glyphs, [*inside[key]]
        for child in children[:-1]:
            trunk = below + glyphs.trunk
            yield from self._branch(child, below + glyphs.branch, trunk, inside, after)
        blank = below + " " * len(glyphs.trunk)
        yield from self._branch(children[-1], below + glyphs.last, blank, inside, after)

    def _step(self, key: str, lead: str, after: Sequence[str]) -> Row:
        place, face = self.graph.places[key], self.faces.of(key)
        said = "" if [*after] == [self.above] else self._comes_after(place, after)
        self.above = key
        style = "quiet" if face.status in ("planned", "skipped", "cancelled") else ""
        if face.status in ("running", "held"):
            style = "strong"
        if not place.members:
            return self._row(Row((), key, RowKind.STEP), lead, face, (place.label, style), said)
        name = f"{self.glyphs.closed} {place.label} {face.done}/{face.of}"
        return self._row(Row((), key, RowKind.GROUP), lead, face, (name, style), said)

    def _group(self, key: str, lead: str) -> Row:
        face = self.faces.of_frame(key)
        told, style = self.faces.frame(key)
        name = f"{self.glyphs.open} {self.graph.frames[key].title} {face.done}/{face.of}"
        said = f"{self.glyphs.dot} {told}" if told else ""
        return self._row(Row((), key, RowKind.GROUP), lead, face, (name, f"strong {style}"), said)

    def _comes_after(self, place: Place, after: Sequence[str]) -> str:
        """After which steps this one comes, by the shortest names that tell them here."""
        if not after:
            return ""
        names = [_seen_from(place.group, each) for each in after[:_NAMED]]
        more = f" and {len(after) - _NAMED} more" if len(after) > _NAMED else ""
        return f"{self.glyphs.arrows[3]} {', '.join(names)}{more}"

    def _row(self, what: Row, lead: str, face: Face, name: Span, said: str) -> Row:
        """One line: what it is on the left, what it comes after next to that, figures right."""
        line = Line(0, self.width)
        style = STATUS_STYLES[face.status]
        figures, word = self._figures(face), self._word(face)
        end = self.width - len(figures) - len(word)
        line.put(end, [*word], style)
        line.put(end + len(word), [*figures], "quiet")
        line.put(0, lead, "quiet")
        line.put(len(lead), [self._glyph(face.status)], style)
        x = len(lead) + 2
        marks = [
            (mark, strength)
            for mark, strength in (
                (self.glyphs.breakpoint, face.breakpoint),
                (self.glyphs.differs, face.differs),
            )
            if strength
        ]
        label = cells(name[0])
        label = fit(label, max(0, min(len(label), end - x - 2 * len(marks))), self.glyphs.more)
        line.put(x, label, name[1])
        x += len(label) + 1
        for mark, strength in marks:
            line.put(x, [mark], f"strong {strength}")
            x += 2
        hint = cells(said)
        if end - x > min(_WORTH_SAYING, len(hint)):
            line.put(x, fit(hint, min(len(hint), end - x - 1), self.glyphs.more), "quiet")
        return replace(what, spans=tuple(line.spans()))

    def _word(self, face: Face) -> str:
        """The status as a word, in a column where there is room for one; else only what is rare."""
        if self.width >= _WIDE:
            return f" {face.word or face.status:<{_WORD}}"
        return f" {face.word}" if face.word not in ("", "planned", "to come") else ""

    def _figures(self, face: Face) -> str:
        room = _FIGURES if self.width >= _MIDDLING else _TIME
        seconds, cost, tokens = face.seconds, face.cost, face.tokens
        if not (seconds or cost or tokens or face.status == "running"):
            return " " * (room + 1) if self.width >= _WIDE else ""
        said = fitting(seconds, cost, tokens, room, estimated=face.estimated)
        return f" {said:>{room}}"

    def _glyph(self, status: str) -> str:
        if status == "running":
            return self.glyphs.frames[self.tick % len(self.glyphs.frames)]
        return self.glyphs.status[status]


def _seen_from(group: str, path: str) -> str:
    """A path without the groups that both are in."""
    while group and not path.startswith(f"{group}/"):
        group = group.rpartition("/")[0]
    return path[len(group) + 1 :] if group else path
