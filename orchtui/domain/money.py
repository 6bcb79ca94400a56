"""Money as whole nano-dollars, so that sums are exact and a budget is never a rounding away.

A model that costs one dollar for a million tokens costs 1,000 nano-dollars for one.
"""

from __future__ import annotations

from decimal import Decimal

DOLLAR = 1_000_000_000
_DIGITS = ((DOLLAR, 2), (DOLLAR // 1000, 4), (DOLLAR // 1_000_000, 6), (1, 9))


def nano(dollars: float | str | Decimal) -> int:
    """Dollars as people write them, in nano-dollars."""
    return int((Decimal(str(dollars)) * DOLLAR).to_integral_value())


def dollars(amount: int) -> float:
    """Nano-dollars as the number a person or a script reads."""
    return amount / DOLLAR


def shown(amount: int, *, estimated: bool = False) -> str:
    """`$0.0312`, with as many digits as still say something; `~` marks an estimate."""
    mark = "~" if estimated else ""
    value = amount / DOLLAR
    digits = next((digits for least, digits in _DIGITS if amount >= least), 2)
    return f"{mark}${value:.{digits}f}"
