"""A folder of one's own with recipes, an editor, and a database that is not there yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import Shell
from tests.cli.conftest import shell_in

TALKER = f"""\
name: talker
about: Goes on and on.
task: Talk.
agents:
  talker: {{does: Talks., limits: {{seconds: 10000, tokens: 1000000}}}}
  other: {{does: Talks too., limits: {{seconds: 10000, tokens: 1000000}}}}
flow:
  - parallel: [talker, other]
limits: {{seconds: 10000}}
rehearsal:
  talker: ["{"word by word it goes on " * 4000}"]
  other: ["{"und noch ein Wort und noch eins " * 4000}"]
"""

GATED = """\
name: gated
about: Asks before it goes on.
task: Write.
agents:
  writer: {does: Writes a line.}
  editor: {does: Mends it.}
flow:
  - writer
  - gate: Publish this? [approve, deny]
    default: deny
  - editor
rehearsal:
  writer: [A line.]
  editor: [A mended line.]
"""

SLOW = f"""\
name: slow
about: Takes a few seconds, most of them for its second step.
task: Tell.
agents:
  writer: {{does: Writes a line.}}
  narrator: {{does: Tells it at length.}}
flow:
  - writer
  - narrator
rehearsal:
  writer: [A line.]
  narrator: ["{"and so it went on " * 18}"]
"""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = shell_in(tmp_path)
    (tmp_path / "talker.yaml").write_text(TALKER, encoding="utf-8")
    (tmp_path / "gated.yaml").write_text(GATED, encoding="utf-8")
    (tmp_path / "slow.yaml").write_text(SLOW, encoding="utf-8")
    return shell


@pytest.fixture
def editor(shell: Shell) -> Path:
    """An editor that writes whatever is in the file `written`."""
    editor = shell.folder / "editor"
    editor.write_text('#!/bin/sh\ncat "$HOME/written" > "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    return editor
