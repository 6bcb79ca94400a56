"""The recipe that `orchtui new` writes: short, commented, and good to run as it is."""

from __future__ import annotations

import re
from typing import Final

from orchtui.errors import UsageError

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")

_TEXT: Final = """\
# A team of two. Try it at no cost:   orchtui run {name}.yaml --headless --rehearse
# See its plan, and every mistake:    orchtui check {name}.yaml

name: {name}
about: A planner finds the points, a writer makes a paragraph of them.
task: Explain to a new colleague why backups must be restored now and then, not only made.

# A tier is a list of models, best first; the first tier is for agents that name none.
models:
  strong: [anthropic/claude-sonnet-4-5, openai/gpt-4.1]
  quick: [groq/llama-3.3-70b-versatile, openai/gpt-4.1-mini]

# What a run may use; it ends, and says why, before it uses more.
limits: {{cost: 0.10, seconds: 60, steps: 10}}

# Values that a run can set: --set tone=formal
parameters:
  tone: friendly

agents:
  planner:
    does: Finds the two or three points that matter most.
    model: quick
    # A reply can have fields; one that lacks them is asked for again. Conditions can read them.
    reply: {{points: [str], confidence: 0..1}}
    accept: len(points) > 1
  writer:
    does: Writes a paragraph that is {{tone}}, plain and correct.
    model: strong

# Steps in order; each is given the replies of the one before. To have some side by side:
#   - parallel: [one_agent, another_agent]
flow:
  - planner
  - writer: Make one paragraph of these points. Reply with it and nothing else.
  - if: planner.confidence < 0.5
    then: {{note: The planner is not sure; have somebody read this.}}

# What the rehearsal model answers in their place.
rehearsal:
  planner:
    - points:
        - A backup that nobody has restored is a hope, not a copy.
        - Disks fail and scripts skip folders without a word.
        - Restoring once a month shows how long it takes, before it matters.
      confidence: 0.9
  writer:
    - >-
      A backup that nobody has restored is a hope, not a copy. Disks fail, and a script may have
      been skipping the largest folder since spring without a word. So once a month, restore one
      folder to an empty machine, open three files, and write down how long it took. The day you
      need it, you will have done it before.
"""


def starter(name: str) -> str:
    """A commented recipe of this name."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot name a recipe: use letters, digits, - and _, such as my-recipe"
        )
    return _TEXT.format(name=name)
