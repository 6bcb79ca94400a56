"""`pr-review`: only those whom a change concerns look at it; something critical fails the job."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
import yaml

from orchtui.session import load
from tests.checks.docs import orchtui_app
from tests.checks.examples import command_problems
from tests.patterns.team import Play, Said
from tests.shipped_recipes.rehearsing import rehearse

NAME = "pr-review"
REVIEWERS = ("security", "performance", "quality")
WORKFLOW = Path(__file__).parents[2] / "docs" / "pr-review-workflow.yml"


async def test_three_reviewers_look_at_the_same_change_side_by_side() -> None:
    done = await rehearse(NAME)

    assert done.graph == {
        "triage": (),
        **dict.fromkeys(sorted(REVIEWERS, key=done.asked.index), ("triage",)),
        "lead": REVIEWERS,
        "writer": ("lead",),
    }
    assert all("+++ b/shop/export.py" in done.told(path) for path in REVIEWERS)
    assert "+++ b/shop/export.py" not in done.told("lead")
    assert done.cut == {}


async def test_the_findings_of_all_are_merged_the_worst_first() -> None:
    done = await rehearse(NAME)
    merged = done.data("lead")

    assert (done.outcome.status, done.outcome.exit_code) == ("done", 0)
    order = ["critical", "major", "minor"]
    severities = [each["severity"] for each in merged["findings"]]
    assert severities == sorted(severities, key=order.index)
    assert merged["worst"] == severities[0]
    for path in REVIEWERS:
        places = {each["where"] for each in done.data(path)["findings"]}
        assert places <= {each["where"] for each in merged["findings"]}
    assert all(each["where"] in done.outcome.reply for each in merged["findings"])


async def test_a_change_of_words_is_read_for_quality_alone() -> None:
    done = await rehearse(NAME, docs_only="true")

    assert set(done.asked) == {"triage", "quality", "lead", "writer"}
    assert set(done.graph["lead"]) == {"triage", "quality"}
    assert (done.outcome.status, done.outcome.missing) == ("done", ())


CHANGES = list(
    product(
        ["code", "tests", "docs", "build"],
        ["small", "medium", "large"],
        [True, False],
        [True, False],
    )
)


@pytest.mark.parametrize(("kind", "size", "security", "hot"), CHANGES)
def test_who_looks_at_a_change_depends_on_its_kind_its_size_and_what_it_touches(
    kind: str, size: str, security: bool, hot: bool
) -> None:
    change = {"kind": kind, "size": size, "touches_security": security, "touches_hot_path": hot}
    found = {"findings": [], "confidence": 0.9}
    said: dict[str, Said] = {
        **dict.fromkeys(REVIEWERS, found),
        "triage": {**change, "about": "a change"},
        "lead": {"worst": "none", "findings": [], "not_reviewed": []},
    }
    run = Play(load(NAME).recipe, said)

    assert run.play() == "done: writer!"
    concerned = {
        "security": kind != "docs" and (security or size == "large"),
        "performance": kind == "code" and (hot or size == "large"),
        "quality": True,
    }
    asked = [name for name in REVIEWERS if concerned[name]]
    assert [name for name in REVIEWERS if name in run.paths] == asked


async def test_something_critical_fails_the_job_and_is_told_all_the_same() -> None:
    done = await rehearse(NAME, critical="true")

    assert (done.outcome.status, done.outcome.exit_code) == ("rejected", 6)
    assert done.outcome.reply.startswith("## Review: do not merge")


async def test_a_reviewer_who_is_missing_is_named_and_the_others_are_heard() -> None:
    done = await rehearse(NAME, kills=["performance"])

    assert (done.outcome.status, done.outcome.missing) == ("partial", ("performance",))
    assert '<reply from="performance" step="performance">\n(nothing:' in done.told("lead")
    assert done.outcome.reply


async def test_the_task_is_whatever_diff_is_piped_in() -> None:
    done = await rehearse(NAME, task="--- a/README.md\n+++ b/README.md\n")

    assert "+++ b/README.md" in done.told("quality")
    assert "shop/export.py" not in done.told("quality")


def shell() -> str:
    """What the workflow runs to review a change."""
    text = WORKFLOW.read_text(encoding="utf-8")
    (job,) = yaml.load(text, yaml.BaseLoader)["jobs"].values()
    (step,) = (step for step in job["steps"] if step.get("name") == "Review the change")
    assert step["shell"] == "bash"
    return str(step["run"])


def test_the_workflow_says_what_the_command_line_knows() -> None:

    assert "orchtui run pr-review -" in shell()
    assert list(command_problems(shell(), orchtui_app())) == []


@pytest.mark.parametrize(
    ("diff", "critical", "code", "summary"),
    [
        ("+ a line", "true", 6, "## Review: do not merge"),
        ("+ a line", "false", 0, "## Review: two things"),
        ("", "true", 0, "Nothing has changed"),
    ],
)
def test_the_workflow_fails_by_exit_code_and_leaves_a_summary(
    tmp_path: Path, diff: str, critical: str, code: int, summary: str
) -> None:
    commands = {
        "git": f"printf '%s' '{diff}'",
        "orchtui": f'exec {sys.executable} -m orchtui "$@" --rehearse --speed 0 '
        f"--set critical={critical}",
    }
    for name, does in commands.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    ended = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", shell()],
        cwd=tmp_path,
        env={
            "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(WORKFLOW.parents[1]),
            "BASE": "main",
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == code, ended.stderr
    assert (tmp_path / "summary.md").read_text().startswith(summary)
