"""What each meaning looks like: the styles of spans, in the colours of the theme that is chosen.

Panels name what they mean (`good`, `busy`, `quiet`); only here does that become a colour. State is
never told by colour alone, so that all of it survives without any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from orchtui.console.glyphs import IN_ASCII
from orchtui.console.text.row import Row

COLOURS: Mapping[str, tuple[str, ...]] = {
    "good": ("text-success", "success"),
    "bad": ("text-error", "error"),
    "warn": ("text-warning", "warning"),
    "busy": ("text-primary", "primary"),
    "accent": ("text-accent", "accent"),
    "link": ("text-secondary", "secondary"),
}
"""Meanings that have a colour, by the names a theme may have it under, the first one first."""

_SET: Mapping[str, Style] = {
    "strong": Style(bold=True),
    "turned": Style(reverse=True),
    "struck": Style(strike=True),
    "under": Style(underline=True),
    "slanted": Style(italic=True),
    "dim": Style(dim=True),
}
STYLES = frozenset({*COLOURS, *_SET, "quiet", ""})


class Look:
    """The styles of one theme; a style is made once."""

    def __init__(self, theme: Mapping[str, str], *, plain: bool = False) -> None:
        self._theme, self._plain = theme, plain
        self._made: dict[str, Style] = {"": Style.null()}

    def style(self, names: str) -> Style:
        """The style of these meanings together."""
        made = self._made.get(names)
        if made is None:
            made = self._made[names] = Style.combine(self._one(name) for name in names.split())
        return made

    def strip(self, row: Row) -> Strip:
        """A row, ready for the screen."""
        return Strip(self.segments(row.spans), row.width)

    def segments(self, spans: Iterable[tuple[str, str]]) -> list[Segment]:
        """Spans, ready for the screen."""
        if self._plain:
            spans = [(text.translate(IN_ASCII), names) for text, names in spans]
        return [Segment(text, self.style(names)) for text, names in spans]

    def _one(self, name: str) -> Style:
        if name in _SET:
            return _SET[name]
        if name == "quiet":
            return self._quiet()
        for known in COLOURS[name]:
            said = self._theme.get(known, "")
            # What is derived from the background ("auto 60%") cannot be told without a widget.
            if said and not said.startswith("auto"):
                return Style(color=Color.parse(said).rich_color)
        return Style.null()

    def _quiet(self) -> Style:
        """Between the foreground and the background, where both are known."""
        front, back = (self._theme.get(name, "") for name in ("foreground", "background"))
        if front.startswith("ansi") or not front or not back:
            return Style(dim=True)
        return Style(color=Color.parse(front).blend(Color.parse(back), 0.4).rich_color)
