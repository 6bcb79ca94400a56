"""The deterministic core: observations in, decisions and effects out. No I/O, no clock.

`machine.Machine.feed` takes one observation and returns the commit it leads to. The parts it is
made of share a `context.RunContext` and know only the neighbours they use. A reply's way through
them is one line:

1. judge: `Attempts.replied` checks the reply against its schema, `accept:` and confidence; a bad
   reply is repaired, or its step falls back.
2. pause point: `Machine._conclude` checks breakpoints, then `PausePoint.end` holds the outcome if
   the run is paused.
3. deliver: `Machine._deliver` gives the outcome to the step, and `StepGraph.finish` to what awaits
   it; the flow's coroutines (`flow`, `branches`, on the loop of `loop`) run and plan more steps.
4. dependants ready: `StepGraph` finds the steps whose inputs have all replied (`Machine.ready`);
   the `summaries` they need come first.
5. pause point: `PausePoint.begin` holds the step before it begins, if the run is paused.
6. admit: `Attempts.admit` queues the step until `budget` has a slot and money for it.
7. request: `requests` builds the prompt, and a `Call` is left in `Machine.effects`.

Beside this line: `commands` (what people do to a live run), `breakpoints`, `gates` (questions to a
person, and limits that were reached), `groups` (patterns with limits of their own),
`disagreements`, `main_task` (the flow from beginning to end), and `names`.
"""

from orchtui.core.attempts import Call, EndCall
from orchtui.core.machine import Machine

__all__ = ["Call", "EndCall", "Machine"]
