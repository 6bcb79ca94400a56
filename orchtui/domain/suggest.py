"""What somebody who mistyped a name may have meant; it knows nothing of what is named."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, among: Iterable[str]) -> str:
    """`; did you mean x?`, where something is near, else what there is."""
    names = sorted(set(among))
    if close := difflib.get_close_matches(word, names, n=1, cutoff=0.6):
        return f"; did you mean {close[0]}?"
    return f"; there is {', '.join(names[:8])}" if names else ""
