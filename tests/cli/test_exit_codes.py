"""Each exit code, reached by a real run."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path

import pytest

from orchtui.cli.help_page import EXIT_CODES
from orchtui.domain import events as e
from orchtui.domain.events.readable import addresses
from orchtui.exit_codes import BY_STATUS, ExitCode
from orchtui.journal import NewRun, open_journal
from tests.cli.command import Shell, signalled

ENDS = [
    ((), 0, "✔ done"),
    (("--chaos", "server=1"), 1, "✗ failed"),
    (("--limit", "steps=1"), 4, "✗ limited"),
    (("--set", "harsh=true"), 6, "✗ rejected"),
]


@pytest.mark.parametrize(("options", "code", "said"), ENDS, ids=[str(code) for _, code, _ in ENDS])
def test_how_a_run_ends_is_its_exit_code(
    shell: Shell, options: tuple[str, ...], code: int, said: str
) -> None:
    ended = shell.orchtui("run", "pair.yaml", "--rehearse", "--speed", "0", *options)

    assert ended.code == code
    assert said in ended.err


def test_a_partial_run_gives_what_it_has_names_what_is_missing_and_exits_with_1(
    shell: Shell,
) -> None:
    ended = shell.orchtui("run", "unsure.yaml", "--rehearse", "--speed", "0")

    assert ended.code == 1
    assert "It is decided." in ended.out
    assert "◐ partial" in ended.err
    assert "missing  guesser" in ended.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_the_run_with_130_and_it_can_be_resumed(
    fresh: Shell, number: signal.Signals
) -> None:
    running = fresh.begin("run", "pair.yaml", "--rehearse", "--speed", "1")
    left = signalled(running, number, after="▶ critic")

    assert left.code == 130
    assert left.out == ""
    assert "⏸ interrupted  1 of" in left.err
    assert "next     orchtui resume" in left.err
    again = fresh.orchtui("resume", "last")
    assert (again.code, again.out) == (0, "Hello, and welcome.\n")
    assert "resumed: 1 of" in again.err
    assert "▶ writer" not in again.err


def test_a_killed_run_is_resumed_without_asking_again_for_what_it_has(fresh: Shell) -> None:
    running = fresh.begin("run", "pair.yaml", "--rehearse", "--speed", "1")
    killed = signalled(running, signal.SIGKILL, after="▶ critic")
    assert killed.code == -signal.SIGKILL
    (row,) = map(json.loads, fresh.orchtui("runs", "--json").out.splitlines())
    assert row["status"] == "interrupted"

    again = fresh.orchtui("resume", row["run"][:6])

    assert again.code == 0
    assert "✔ editor" in again.err
    assert "▶ writer" not in again.err


def test_a_run_whose_record_says_otherwise_than_its_flow_has_diverged(fresh: Shell) -> None:
    fresh.orchtui("run", "pair.yaml", "--rehearse", "--speed", "0")
    asyncio.run(_write_down_otherwise(fresh.database, fresh.folder / "otherwise.db"))

    ended = fresh.orchtui("resume", "last", "--db", "otherwise.db")

    assert ended.code == 5
    assert "step.planned of critic" in ended.err


async def _write_down_otherwise(source: Path, copy: Path) -> None:
    """Copy the last run, up to its end and with one decision changed, its chain made anew."""
    journal = await open_journal(source)
    row = await journal.find("last")
    turns = await journal.turns(row.id)
    texts = await journal.texts(addresses(turns))
    await journal.close()
    other = await open_journal(copy)
    new = NewRun(row.id, row.recipe, row.task, row.rehearsed, row.started, owner="")
    lease = other.create(new, lambda: row.summary, lambda error: None)
    for turn in turns:
        events = tuple(_otherwise(event) for event in turn.events)
        kept = {each: texts[each] for each in addresses([turn])}
        other.append(lease, e.Turn(turn.at, events), kept)
    await other.close()


def _otherwise(event: e.AnyEvent) -> e.AnyEvent:
    if isinstance(event, e.StepPlanned) and event.path == "critic":
        return event.model_copy(update={"says": "Be harsh."})
    return event


def test_the_documented_codes_are_those_that_runs_end_with() -> None:
    assert set(ExitCode) == set(EXIT_CODES)
    assert BY_STATUS["waiting"] == 3


@pytest.mark.parametrize("front", ["--headless", "--plain"])
def test_a_run_that_nobody_reads_about_is_left_as_at_ctrl_c(fresh: Shell, front: str) -> None:
    """With its own code: not with that of an interpreter which cannot write at its end."""
    words = f"run pair.yaml --rehearse --speed 1 {front}"
    ended = fresh.sh(f"orchtui {words} 2>&1 >/dev/null | head -n 1; echo ${{PIPESTATUS[0]}}")
    *_, code = ended.out.split()
    assert code == "130"
    (row,) = map(json.loads, fresh.orchtui("runs", "--json").out.splitlines())
    assert row["status"] == "interrupted"
