"""Makes a model's text harmless before a reply exists, and short enough for a line.

What could drive a terminal, turn a line around or hide words from a reader is replaced:

    control characters      their pictures, such as ␛ for escape; C1 ones become �
    other line ends         one newline each: CR LF, CR, U+2028, U+2029
    direction marks         ⟪U+202E⟫, in plain sight
    tag characters          � each, so that hidden text shows it was there
    lone surrogates         �
    zero-width, invisible   taken out; joiners stay, since emoji and scripts need them

Tab and newline stay. Markup is left to the exits, secrets to `redact`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

__all__ = ["Cleaner", "clean", "first_line", "shorten"]

_UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"
_JOINER: Final = "\N{ZERO WIDTH JOINER}"

_DIRECTION: Final = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_INVISIBLE: Final = (0x200B, 0xFEFF, *range(0x2060, 0x2065), *range(0x206A, 0x2070))
_TAGS: Final = range(0xE0000, 0xE0080)
_SURROGATES: Final = range(0xD800, 0xE000)

_HARMLESS: Final = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"},
    0x7F: "\N{SYMBOL FOR DELETE}",
    **dict.fromkeys(range(0x80, 0xA0), _UNKNOWN),
    **{code: f"⟪U+{code:04X}⟫" for code in _DIRECTION},
    **dict.fromkeys(_INVISIBLE, ""),
    **dict.fromkeys((*_TAGS, *_SURROGATES), _UNKNOWN),
    **dict.fromkeys((ord("\r"), 0x2028, 0x2029), "\n"),
}


def _character_class(codes: Collection[int]) -> str:
    """The codes as ranges: a class of single letters is slow to search with."""
    firsts = sorted(code for code in codes if code - 1 not in codes)
    lasts = sorted(code for code in codes if code + 1 not in codes)
    spans = zip(firsts, lasts, strict=True)
    return "[" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in spans) + "]"


_SUSPECT: Final = re.compile(_character_class(_HARMLESS))
_SAID: Final = re.compile(r"\S[^\n]*")
_PAIR: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def clean(text: str) -> str:
    """The text with nothing in it that could harm a terminal or deceive a reader."""
    if text.isprintable() or _SUSPECT.search(text) is None:
        return text
    return _PAIR.sub(_joined, text.replace("\r\n", "\n")).translate(_HARMLESS)


def _joined(pair: re.Match[str]) -> str:
    """The one character that two surrogates, met side by side, stand for."""
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


class Cleaner:
    """Cleans a stream chunk by chunk: what comes out is what `clean` makes of the whole.

    A carriage return or the first half of a surrogate pair at the end of a chunk is held
    back until the next chunk tells what it was.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, chunk: str) -> str:
        """What can be shown of the stream after this chunk."""
        text = self._held + chunk
        self._held = text[-1:] if _is_unfinished(text[-1:]) else ""
        return clean(text[: len(text) - len(self._held)])

    def finish(self) -> str:
        """What was held back, now that nothing follows."""
        held, self._held = self._held, ""
        return clean(held)


def _is_unfinished(letter: str) -> bool:
    return letter == "\r" or "\ud800" <= letter <= "\udbff"


def shorten(text: str, limit: int, mark: str = "…") -> str:
    """At most `limit` characters of the text, ending in the mark if some were cut."""
    if len(text) <= limit:
        return text
    room = limit - len(mark)
    if room < 0:
        return mark[: max(limit, 0)]
    return text[:room].rstrip().rstrip(_JOINER) + mark


def first_line(text: str, limit: int) -> str:
    """The first line that says anything, its spaces evened out, for a list or a heading."""
    said = _SAID.search(text)
    # No more of a long line is looked at than may be shown, however many spaces are in it.
    return shorten(" ".join(said[0][: 8 * limit + 8].split()), limit) if said else ""
