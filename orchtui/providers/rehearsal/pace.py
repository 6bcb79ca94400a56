"""How long a rehearsed reply takes: a pause before the first word, then so many tokens a second."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final
from zlib import crc32

CHARACTERS_A_TOKEN: Final = 4

_PIECE: Final = 8 * CHARACTERS_A_TOKEN
_MOST_PIECES: Final = (
    40  # a long reply comes in longer pieces, so that it costs no more to rehearse
)
_FIRST_WORD: Final = (0.25, 0.6)
_SLOWEST, _FASTEST = 40, 90
_UNSTEADY: Final = 0.2


def delivery(text: str, model: str, rng: Random) -> Iterator[tuple[float, str]]:
    """Each piece of a reply, after the seconds that pass before it; silence is one empty piece."""
    speed = tokens_a_second(model) * CHARACTERS_A_TOKEN
    pause = rng.uniform(*_FIRST_WORD)
    if not text:
        yield pause, ""
    for piece in pieces(text):
        yield pause, piece
        pause = len(piece) / speed * rng.uniform(1 - _UNSTEADY, 1 + _UNSTEADY)


def tokens_a_second(model: str) -> int:
    """How fast a model writes: always the same for the same name."""
    return _SLOWEST + crc32(model.encode()) % (_FASTEST - _SLOWEST + 1)


def pieces(text: str) -> Iterator[str]:
    """The text in pieces of about eight tokens, cut between words where there are words."""
    size = max(_PIECE, len(text) // _MOST_PIECES + 1)
    start = 0
    while start < len(text):
        longest = min(start + 2 * size, len(text))
        end = text.find(" ", start + size, longest) + 1 or longest
        yield text[start:end]
        start = end
