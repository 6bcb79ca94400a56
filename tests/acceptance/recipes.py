"""The recipes that are run here, written to a folder and read back as anybody's would be."""

from __future__ import annotations

from pathlib import Path

_BRANCHES = "".join(
    f"      - {{sequence: [reader, doubter, writer, doubter, writer], name: branch_{number}}}\n"
    for number in range(6)
)

STORM = f"""
name: storm
task: Weather it.
models: {{any: openai/counted}}
api_base: http://127.0.0.1:9/v1

agents:
  scout: {{does: Looks ahead., reply: {{found: str, confidence: 0..1}}}}
  reader: Reads.
  doubter: Doubts.
  writer: Writes.
  down: {{does: Never answers., optional: true}}
  judge: Decides.
  critic: Criticises.
  editor: Edits.

flow:
  - scout
  - parallel:
{_BRANCHES}      - down
  - if: scout.confidence > 0.5
    then:
      - judge: Who was right?
    else:
      - judge: Nobody knows.
  - parallel: [critic, editor]
  - judge: Decide.
"""

TEAM = """
name: team
task: Do it.
models: {any: openai/recorded}
api_base: http://127.0.0.1:9/v1

agents: {scout: Looks ahead., reader: Reads., writer: Writes., judge: Decides., editor: Edits.}

flow:
  - scout
  - parallel: [reader, writer]
  - judge
  - editor
"""


def write(folder: Path, text: str) -> str:
    """The path of a recipe that is in a file now."""
    path = folder / "recipe.yaml"
    path.write_text(text)
    return str(path)
