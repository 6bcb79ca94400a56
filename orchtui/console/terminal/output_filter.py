"""The last filters before the screen: whatever a terminal would act on is taken out of each line.

Texts are made harmless when they come in, and once more by the rows; this is for what came by
another way, such as a widget's own.
"""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from orchtui.console.glyphs import IN_ASCII

_ACTS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_BLOCKS = {**dict.fromkeys(range(0x2580, 0x25A0), " "), 0x2588: "#"}
_FRAMES = {**dict.fromkeys(range(0x2500, 0x2580), "+"), **dict.fromkeys(map(ord, "│┃║"), "|")}
_MARKS = {**_BLOCKS, **_FRAMES, **dict.fromkeys(map(ord, "─━═"), "-"), **IN_ASCII}


class Harmless(LineFilter):
    """Deletes control characters; what stands for none of the columns can be deleted safely."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment
            if segment.control or not _ACTS.search(segment.text)
            else Segment(_ACTS.sub("", segment.text), segment.style)
            for segment in segments
        ]


class InAscii(LineFilter):
    """Puts letters in the place of marks that are a widget's own, such as a scroll bar's."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(segment.text.translate(_MARKS), segment.style)
            for segment in segments
        ]
