"""The contract of `--json`: every line parses, the last one is the summary."""

from __future__ import annotations

import json
import signal

import pytest

from orchtui.domain import events as e
from tests.cli.command import Shell

SUMMARY = {
    "kind": str,
    "run": str,
    "status": str,
    "reply": str,
    "why": str,
    "missing": list,
    "skipped": list,
    "notes": list,
    "cost": float,
    "estimated": bool,
    "tokens": int,
    "seconds": float,
    "steps": int,
    "planned": int,
    "rehearsed": bool,
}
RUNS = [
    ((), 0, "done"),
    (("--chaos", "server=1"), 1, "failed"),
    (("--limit", "cost=0.000001"), 4, "limited"),
    (("--set", "harsh=true"), 6, "rejected"),
]


@pytest.mark.parametrize(("options", "code", "status"), RUNS, ids=[s for _, _, s in RUNS])
def test_every_line_is_an_event_and_the_last_is_the_summary(
    shell: Shell, options: tuple[str, ...], code: int, status: str
) -> None:
    words = ("run", "pair.yaml", "--rehearse", "--speed", "0", "--json")
    ended = shell.orchtui(*words, *options)

    assert (ended.code, ended.err) == (code, "")
    *events, summary = map(json.loads, ended.out.splitlines())
    assert summary["status"] == status
    assert {name: type(value) for name, value in summary.items()} == SUMMARY
    assert (summary["kind"], summary["run"]) == ("summary", events[0]["run"])
    assert [events[0]["kind"], events[-1]["kind"]] == ["run.started", "run.finished"]
    for event in events:
        assert list(event)[:3] == ["kind", "at", "run"]
        assert set(event) == {"at", "run", *_fields(event["kind"])}


def _fields(kind: str) -> set[str]:
    """What an event of this kind holds: all of it, whatever has its default."""
    (model,) = (m for m in e.Event.__args__ if m.model_fields["kind"].default == kind)
    return set(model.model_fields)


def test_money_is_in_dollars_and_texts_are_whole(shell: Shell) -> None:
    ended = shell.orchtui("run", "pair.yaml", "--rehearse", "--speed", "0", "--json")
    *events, summary = map(json.loads, ended.out.splitlines())

    replies = [event for event in events if event["kind"] == "step.replied"]
    assert sum(event["cost"] for event in replies) == pytest.approx(summary["cost"])
    assert [event["text"] for event in replies if event["path"] == "editor"] == [summary["reply"]]
    assert events[0]["source"] == (shell.folder / "pair.yaml").read_text(encoding="utf-8")


def test_an_interrupted_run_ends_in_a_summary_too_and_a_resumed_one_goes_on(fresh: Shell) -> None:
    running = fresh.begin("run", "pair.yaml", "--rehearse", "--speed", "1", "--json")
    assert running.stdout is not None
    before: list[dict[str, object]] = []
    while not before or before[-1]["kind"] != "step.replied":
        before.append(json.loads(running.stdout.readline()))
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=60)
    *_, summary = map(json.loads, out.splitlines())
    assert (running.returncode, summary["status"]) == (130, "interrupted")

    again = fresh.orchtui("resume", summary["run"], "--json")
    *events, summary = map(json.loads, again.out.splitlines())

    assert events[0]["kind"] == "run.resumed"
    assert summary["status"] == "done"
    assert "writer" not in [each["path"] for each in events if each["kind"] == "step.asked"]


def test_the_stored_runs_are_one_object_a_line(shell: Shell) -> None:
    ended = shell.orchtui("runs", "--json")
    rows = [json.loads(line) for line in ended.out.splitlines()]

    assert rows
    assert set(rows[0]) == {
        *("run", "recipe", "task", "rehearsed", "started", "updated", "status", "steps"),
        *("done", "cost", "tokens", "seconds", "over"),
    }


def test_a_shown_run_and_a_shown_step_are_one_object(shell: Shell) -> None:
    shell.orchtui("run", "pair.yaml", "--rehearse", "--speed", "0")
    run = json.loads(shell.orchtui("show", "last", "--json").out)
    step = json.loads(shell.orchtui("show", "last", "--step", "critic", "--json").out)

    assert [each["path"] for each in run["steps"]] == ["writer", "critic", "editor"]
    assert step["tries"][0]["prompt"]["user"].endswith("Hello.\n</reply>")
    assert json.loads(step["reply"])["verdict"] == "good"


def test_the_raw_events_are_one_a_line(shell: Shell) -> None:
    lines = shell.orchtui("show", "last", "--raw").out.splitlines()

    assert json.loads(lines[0])["kind"] == "run.started"
    assert json.loads(lines[-1])["kind"] == "run.finished"
