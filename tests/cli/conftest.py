"""One folder with recipes and a database for all tests of the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import Shell

PAIR = """\
name: pair
about: One writes, one checks, one mends.
task: Say hello.
parameters: {harsh: false}
agents:
  writer: {does: Writes a line.}
  critic:
    does: Checks it.
    reply: {verdict: good | bad, confidence: 0..1}
  editor: {does: Mends it.}
flow:
  - writer
  - critic
  - editor
fail_if: critic.verdict == "bad"
rehearsal:
  writer: [Hello.]
  critic:
    - when: harsh
      reply: {verdict: bad, confidence: 0.9}
    - {verdict: good, confidence: 0.9}
  editor: ["Hello, and welcome."]
"""

UNSURE = """\
name: unsure
task: Decide.
agents:
  guesser: {does: Guesses., reply: {confidence: 0..1}, accept: confidence > 0.9, optional: true}
  judge: {does: Decides.}
flow:
  - parallel: [guesser, judge]
rehearsal:
  guesser: [{confidence: 0.2}]
  judge: [It is decided.]
"""

BAD = """\
name: bad
agents:
  writer: {does: Writes., modell: quick}
flow: [wrtier]
"""

# A flow that never waits: only a signal that needs no event loop can end it.
SPIN = """\
name: spin
task: Spin.
agents:
  writer: {does: Writes.}
flow: {python: spin.py:spin}
"""
SPINNING = """\
async def spin(flow, task):
    await flow.ask("writer", task)
    print("spinning", flush=True)
    while True:
        pass
"""

FILES = {
    "pair.yaml": PAIR,
    "unsure.yaml": UNSURE,
    "bad.yaml": BAD,
    "broken.yaml": "name: [1,\n  b: {",
    "spin.yaml": SPIN,
    "spin.py": SPINNING,
}


def shell_in(folder: Path) -> Shell:
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Shell(folder)


@pytest.fixture(scope="session")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A folder with a run in its database; tests only add to it."""
    shell = shell_in(tmp_path_factory.mktemp("cli"))
    ended = shell.orchtui("run", "pair.yaml", "--rehearse", "--speed", "0", "--json")
    shell.first = json.loads(ended.out.splitlines()[-1])["run"]
    return shell


@pytest.fixture
def fresh(tmp_path: Path) -> Shell:
    """A folder of one's own, without a database."""
    return shell_in(tmp_path)
