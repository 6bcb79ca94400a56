"""How a task is told to be simple, planned, and given out to whoever can do its parts."""

from orchtui.patterns.decomposing.deciding import Classifier, Gate, Rule
from orchtui.patterns.decomposing.giving import pieces, workers
from orchtui.patterns.decomposing.planning import planned

__all__ = ["Classifier", "Gate", "Rule", "pieces", "planned", "workers"]
