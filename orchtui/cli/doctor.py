"""`doctor`: is everything here that orchtui needs, and what to do where it is not."""

from __future__ import annotations

import sys

from orchtui.cli.options import Database


def doctor(db: Database = None) -> None:
    """Check the installation, the database, keys and the terminal; says what to mend.

    Exits with 1 when something that orchtui needs is not as it must be.
    """
    import asyncio

    from orchtui.cli.table import table
    from orchtui.session import examine

    findings = asyncio.run(examine(db))
    marks = {"good": "✔", "note": "·", "bad": "✗"}
    rows = [(marks[each.verdict], each.what, each.said) for each in findings]
    for line in table(("", "", ""), rows)[1:]:
        print(line)
    if any(each.verdict == "bad" for each in findings):
        sys.exit(1)
