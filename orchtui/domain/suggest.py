"""Suggestions for a mistyped name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, among: Iterable[str]) -> str:
    """Return `; did you mean x?` if a name is near, else the names there are."""
    names = sorted(set(among))
    if close := difflib.get_close_matches(word, names, n=1, cutoff=0.6):
        return f"; did you mean {close[0]}?"
    return f"; there is {', '.join(names[:8])}" if names else ""


def closest(word: str, among: Iterable[str]) -> str:
    """Return the name that was most likely meant, else the word itself."""
    close = difflib.get_close_matches(word, sorted(set(among)), n=1, cutoff=0.6)
    return close[0] if close else word
