"""What an empty list says: why it is empty, and what to do first."""

from __future__ import annotations

from orchtui.console.home.folds import below
from orchtui.console.home.listing import Listing
from orchtui.console.row import Row, row
from orchtui.domain.sanitize import first_line

_FIRST = (
    ("2", "go to the recipes and point at one"),
    ("n", "run it: a rehearsal needs no key and costs nothing"),
    ("q", "leave, and type: orchtui demo"),
)
_NONE_FITS = (
    ("escape", "list all again"),
    ("f", "another filter"),
    ("/", "another search"),
)


def empty_rows(listing: Listing, width: int) -> list[Row]:
    """Why nothing is listed."""
    if not listing.is_read:
        return [row(), row(("  reading the runs …", "quiet"))]
    if not listing.known:
        return _said("No run is stored yet.", _FIRST, width)
    why = []
    if listing.sought:
        why.append(f"says “{first_line(listing.sought, 60)}”")
    if listing.wanted.typed:
        why.append(f"fits the filter “{first_line(listing.wanted.typed, 60)}”")
    return _said(f"No run {' and '.join(why)}.", _NONE_FITS, width)


def _said(title: str, keys: tuple[tuple[str, str], ...], width: int) -> list[Row]:
    found = [row(), *below(f"  {title}", "  ", width, style="strong"), row()]
    return found + [row((f"  {key:>6}  ", "accent strong"), about) for key, about in keys]
