"""The rehearsal model: every feature at no cost, with replies, pace, prices and faults as in life.

What it says and does is decided by the run's seed, the step's path and the attempt, never by the
order of calls. `script` and `invention` find the words, `pacing` the time they take, `chaos` what
goes wrong on request.
"""

from __future__ import annotations

from orchtui.providers.rehearsal.chaos import FAULTS, parse_chaos
from orchtui.providers.rehearsal.model import Rehearsal

__all__ = ["FAULTS", "Rehearsal", "parse_chaos"]
