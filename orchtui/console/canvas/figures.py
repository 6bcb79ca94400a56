"""Time, money and tokens in few columns: as much of them as there is room for."""

from __future__ import annotations

from orchtui.domain.money import DOLLAR, shown

_MINUTE, _HOUR = 60, 3600
_DIGITS = ((1, 2), (0.001, 3))
_UNITS = ((1_000_000, "M"), (1_000, "k"))


def duration(seconds: float) -> str:
    """`3.9 s`, `1m 12s`, `2h 05m`."""
    if seconds < _MINUTE - 0.05:
        return f"{max(0.0, seconds):.1f} s"
    whole = round(seconds)
    if whole < _HOUR:
        return f"{whole // _MINUTE}m {whole % _MINUTE:02d}s"
    return f"{whole // _HOUR}h {whole % _HOUR // _MINUTE:02d}m"


def count(number: int) -> str:
    """`371`, `4.1k`, `2.0M`."""
    for unit, letter in _UNITS:
        if number >= unit:
            return f"{number / unit:.1f}{letter}"
    return str(number)


def money(amount: int, *, estimated: bool = False) -> str:
    """`$0.004`: to the cent from a dollar on, and below that only the digits that matter most."""
    mark = "~" if estimated else ""
    value = amount / DOLLAR
    digits = next((digits for least, digits in _DIGITS if value >= least), 4)
    least = 10**-digits
    return f"{mark}${value:.{digits}f}" if value >= least / 2 or not amount else f"{mark}<${least}"


def fitting(seconds: float, cost: int, tokens: int, room: int, *, estimated: bool = False) -> str:
    """As many figures as go into this many columns."""
    time, used = duration(seconds), f"{count(tokens)} t"
    prices = [money(cost, estimated=estimated)] if cost else []
    if cost >= DOLLAR // 1000:
        prices.insert(0, shown(cost, estimated=estimated))
    choices = [f"{time} {price} {used}" for price in prices if tokens]
    choices += [f"{time} {price}" for price in prices]
    choices += [f"{time} {used}"] if tokens else []
    choices.append(time)
    return next((choice for choice in choices if len(choice) <= room), "")
