"""`docs/commands.md` is written from the catalogue of commands, and checked against it.

`python -m tests.checks.commands` says whether the page is as it should be; `--write` makes it so.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from orchtui.cli.commands.ctl import may_edit
from orchtui.commands.breakpoints import KINDS
from orchtui.commands.catalogue import CATALOGUE, Spec

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = ROOT / "docs" / "commands.md"

_HEAD: Final = """\
# Commands

What can be asked of a live run, from any shell:

```text
orchtui ctl RUN COMMAND [TARGET] [TEXT] [--reason TEXT] [--timeout SECONDS] [--json] [--db PATH]
```

A command goes to the process that carries the run out, wherever that was started, and what came of
it is printed. It is recorded with who gave it, when, why (`--reason`), and what came of it; a
refused one as well. [Debugging](debugging.md) shows them at work.

| exit code | means |
|---|---|
| 0 | done |
| 1 | refused, with the reason on stderr; or no answer came within `--timeout` (10 seconds) |
| 2 | what was typed cannot be read |

- RUN is a run's id, the beginning of one, or `last`.
- A STEP is named by its path, as in `orchtui show RUN`.
- A text is the words themselves, `-` for standard input, or `@FILE`; `@@` begins one that begins
  with `@`. With `--editor` it is written in `$VISUAL` or `$EDITOR`.
- With `--json`, what came of it is one object: `kind`, `id`, `done` and `said`.
- A command may be given again where that makes sense: who pauses twice has paused. `step`, `next`,
  `break`, `say` and `retry` do more each time.
- Where no process carries the run out, every command is refused at once: `orchtui resume RUN` takes
  it up again, with everything held, said and set as it was.
"""

_BREAKPOINTS: Final = (
    (
        "`fact_checker`",
        "before that step, or every step of that agent; a glob such as `panel/*` does as well",
    ),
    ("`fact_checker:after`", "after it, with its reply in hand"),
    ("`on:failed`", f"when that happens: {', '.join(f'`{kind}`' for kind in KINDS)}"),
    ("`on:failed writer*`", "when it happens there"),
    ("`if cost > 0.1`", "as soon as a [condition](recipes.md#conditions) begins to hold"),
    ("`judge if step.attempt > 1`", "at those steps where a condition holds"),
    ("`… hits=3`", "from the third time on"),
    ("`… once`", "once, and is then switched off"),
)

_ON_BREAKPOINTS: Final = """\
## Breakpoints

What `break` takes, and `orchtui run … --break` before the run begins:
"""

_NAMES: Final = """\
A condition reads `cost`, `tokens`, `seconds`, `steps`, `done`, `agreement` (of what was compared
last), the recipe's parameters, and agents' last replies (`critic.confidence`); at a step also
`step.path`, `step.agent`, `step.attempt`, `step.text`, `step.confidence` and `step.error`.

Each breakpoint gets a name, `b1`, `b2`, …, by which `unbreak` knows it."""


def page() -> str:
    """The page as it should be."""
    rows = [
        f"| [`{spec.verb}`](#{spec.verb}) | {spec.about} | {spec.refused or 'never'} |"
        for spec in CATALOGUE.values()
    ]
    table = "\n".join(("| command | does | refused when |", "|---|---|---|", *rows))
    sections = [line for spec in CATALOGUE.values() for line in _section(spec)]
    points = [f"| {written} | {holds} |" for written, holds in _BREAKPOINTS]
    breakpoints = (_ON_BREAKPOINTS, "| written | holds |", "|---|---|", *points, "", _NAMES)
    return "\n".join((_HEAD, table, "", *sections, *breakpoints)) + "\n"


def _section(spec: Spec) -> Iterator[str]:
    target = spec.target and (spec.target if spec.needs_target else f"[{spec.target}]")
    must = spec.needs_text and not may_edit(spec)
    text = spec.text and (spec.text if must else f"[{spec.text}]")
    taken = [f"[--{option.name}{_value(option.flag, option.number)}]" for option in spec.options]
    if may_edit(spec):
        taken.append("[--editor]")
    words = " ".join(word for word in ("orchtui ctl RUN", spec.verb, target, text, *taken) if word)
    yield f"## {spec.verb}"
    yield from ("", "```text", words, "```", "", spec.about)
    if spec.refused:
        yield from ("", f"Refused when {spec.refused}.")
    if spec.options:
        yield from ("", "| option | does |", "|---|---|")
        for option in spec.options:
            yield f"| `--{option.name}{_value(option.flag, option.number)}` | {option.about} |"
    if spec.examples:
        lines = (f"orchtui ctl last {each}" for each in spec.examples)
        yield from ("", "```sh", *lines, "```")
    yield ""


def _value(flag: bool, number: bool) -> str:
    return "" if flag else " N" if number else " TEXT"


def main() -> int:
    """Check the page or, with `--write`, write it; the exit code."""
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print("docs/commands.md is stale: python -m tests.checks.commands --write", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
