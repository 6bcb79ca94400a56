"""Texts that would harm a terminal, a layout or a reader who trusted them, by what they try.

Whatever shows text shows these and comes to no harm: `harmful` names what may not be on a screen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

HOSTILE: Mapping[str, str] = {
    "colours": "\x1b[31mred\x1b[0m \x1b[2J\x1b[H",
    "title": "\x1b]0;owned\x07 and \x1b]2;owned\x1b\\",
    "clipboard": "\x1b]52;c;b3duZWQ=\x07 pasted",
    "link": "\x1b]8;;http://127.0.0.1/\x1b\\click\x1b]8;;\x1b\\",
    "c1": "\x9b31m red \x9d0;owned\x9c \x84 \x8d",
    "controls": "".join(map(chr, range(32))) + "\x7f end",
    "line ends": "one\rtwo\r\nthree\x0bfour\x0cfive\u2028six\u2029seven\x85eight",
    "bidi": "admin\u202e gnp.exe \u2066 turned \u2069 \u200f\u061c",
    "rich markup": "[red]red[/red] [/x] [bold",
    "textual markup": "[@click=app.quit]quit[/] [$primary]x[/] [link=file:///]y[/link] \\[",
    "zero width": "pass\u200bword\ufeff\u2060\u00ad a\u0301\u0323\u0489 \u200d",
    "emoji": "👩\u200d👩\u200d👧\u200d👦 🏳\ufe0f\u200d🌈 🇩🇪 ☠️ 일본語 \uff57\uff49\uff44\uff45",
    "tags": "safe\U000e0041\U000e0042\U000e007f",
    "surrogates": "a\ud800b \udfffc \udce4\udcf6 d",
    "invalid utf-8": b"caf\xe9 \xff\xfe \xc3".decode("utf-8", "surrogateescape"),
    "printf": "%s%n{0}{x.__class__}$(id)`id`",
    "nothing": "",
    "spaces": " \t \n \n\t ",
    "json": '{"a": "\\u001b[31m\\ud800", "b": [1, 2, {"c": "\\u202e"}]}',
    "one long line": "word " * 200_000 + "end",
    "one long word": "x" * 1_000_000,
}
"""Every one of them goes wherever a text may come from."""

_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def harmful(text: str) -> str:
    """The first thing in a text that may not be on a screen, or nothing."""
    found = _HARMFUL.search(text)
    return (
        f"{found[0]!r} in {text[max(0, found.start() - 20) : found.end() + 20]!r}" if found else ""
    )
