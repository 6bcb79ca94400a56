"""What a user types, and all that comes of it: stdout, stderr and the exit code.

`RUN` stands for the id of a run, `FIRST` for that of the one that was there first, and 0 for every
digit of what time, tokens and money came to.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.command import Shell

REHEARSE = ("--rehearse", "--speed", "0")


def told(text: str) -> list[str]:
    """The lines, without what is another each time."""
    text = re.sub(r"\b(run|show|resume) [0-9a-z]{9}\b", r"\1 RUN", text)
    text = re.sub(r"\d+ tokens", lambda found: "0".rjust(len(found[0]) - 7) + " tokens", text)
    return re.sub(r"[$]?\d*\.\d+|\d+(?= s ago)", _zeros, text).splitlines()


def _zeros(found: re.Match[str]) -> str:
    return re.sub(r"\d", "0", found[0])


def test_a_run_in_a_pipe_gives_its_reply_to_stdout_and_tells_the_rest_on_stderr(
    shell: Shell,
) -> None:
    ended = shell.orchtui("run", "pair.yaml", *REHEARSE)

    assert ended.code == 0
    assert ended.out == "Hello, and welcome.\n"
    assert told(ended.err) == [
        "● pair  run RUN  rehearsal: costs are pretended",
        "▶ writer  asks rehearsal/default",
        "✔ writer    0.0 s  $0.000000      0 tokens",
        "▶ critic  asks rehearsal/default",
        "✔ critic    0.0 s  $0.000000      0 tokens  confidence 0.0",
        "▶ editor  asks rehearsal/default",
        "✔ editor    0.0 s  $0.000000      0 tokens",
        "✔ done  3 of 3 steps  $0.000000 (pretended)    0 tokens  0.0 s",
        "  next     orchtui show RUN",
    ]


def test_a_stored_run_is_shown_with_its_steps_and_its_reply(shell: Shell) -> None:
    shell.orchtui("run", "pair.yaml", *REHEARSE)

    ended = shell.orchtui("show", "last")

    assert (ended.code, ended.err) == (0, "")
    assert told(ended.out) == [
        "pair  run RUN  done  rehearsed  0 s ago",
        "task: Say hello.",
        "with: harsh=false",
        "",
        "✔ writer  done         0.0 s  $0.000000      0 tokens",
        "✔ critic  done         0.0 s  $0.000000      0 tokens  sure 0.0  ← writer",
        "✔ editor  done         0.0 s  $0.000000      0 tokens  ← critic",
        "",
        "Hello, and welcome.",
        "",
        "✔ done  3 of 3 steps  $0.000000 (pretended)    0 tokens  0.0 s",
        "  next     orchtui show RUN --step editor",
    ]


def test_a_step_is_shown_with_its_prompt_as_it_was_sent_and_its_reply(shell: Shell) -> None:
    ended = shell.orchtui("show", shell.first, "--step", "writer")

    assert ended.code == 0
    assert told(ended.out)[0] == "✔ writer  done  $0.000000   0 tokens"
    for said in ("── prompt", "You are writer. Writes a line.", "Say hello.", "\nHello.\n"):
        assert said in ended.out


def test_a_reply_that_is_not_accepted_is_not_ticked_off(shell: Shell) -> None:
    ended = shell.orchtui("run", "unsure.yaml", *REHEARSE)

    assert [line[:9] for line in ended.err.splitlines() if "guesser" in line][:3] == [
        "▶ guesser",
        "· guesser",
        "↺ guesser",
    ]


# -- mistakes --------------------------------------------------------------------------------------

MISTAKES = [
    (["run", "nope"], "there is no recipe or file nope; there is consensus,"),
    (["run", "nope.yaml"], "there is no file nope.yaml"),
    (["run", "broken.yaml", *REHEARSE], "orchtui: broken.yaml:"),
    (["run", "bad.yaml", *REHEARSE], "orchtui: 2 problems in the recipe; nothing was run"),
    (["run", "pair.yaml"], "rehearse it with --rehearse"),
    (["run", "pair.yaml", "", *REHEARSE], "the task is empty"),
    (["run", "pair.yaml", "-", *REHEARSE], "nothing came on stdin"),
    (["run", "pair.yaml", "--speed", "2"], "--speed is for rehearsals: add --rehearse"),
    (["run", "pair.yaml", *REHEARSE, "--set", "hash=true"], "did you mean harsh?"),
    (["run", "pair.yaml", *REHEARSE, "--chaos", "timeot=1"], "did you mean timeout?"),
    (["run", "pair.yaml", "--bogus"], "No such option: --bogus"),
    (["run"], "Missing argument"),
    (["frob"], "No such command 'frob'"),
    (["resume", "FIRST"], "is over (done)"),
    (["show", ""], "the RUN is empty"),
    (["show", "zzz"], "No run is called 'zzz'"),
    (["show", "FIRST", "--step", "writr"], "did you mean writer?"),
    (["show", "last", "--raw", "--recipe"], "say one of them"),
    (["runs", "--status", "dne"], "did you mean done?"),
    (["runs", "--db", "typo.db"], "there is no database typo.db"),
    (["prune", "--older-than", "soon"], "write, say, 30d"),
    (["prune", "--older-than", "0s"], "say --yes to do it unasked"),
    (["new", "pair"], "pair.yaml is there already"),
]


@pytest.mark.parametrize(("words", "said"), MISTAKES, ids=[" ".join(w) for w, _ in MISTAKES])
def test_a_mistake_is_told_in_one_message_with_what_to_do(
    shell: Shell, words: list[str], said: str
) -> None:
    ended = shell.orchtui(*(shell.first if word == "FIRST" else word for word in words))

    assert ended.code == 2
    assert ended.out == ""
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_every_problem_of_a_recipe_is_told_with_its_place(shell: Shell) -> None:
    ended = shell.orchtui("check", "bad.yaml")

    assert ended.code == 2
    assert re.search(r"^bad.yaml:3:\d+: .*did you mean model\?", ended.err, re.M)
    assert re.search(r"^bad.yaml:4:\d+: .*did you mean writer\?", ended.err, re.M)


def test_looking_into_a_database_that_is_not_there_does_not_make_one(fresh: Shell) -> None:
    ended = fresh.orchtui("runs")

    assert ended.code == 2
    assert not fresh.database.exists()


# -- pipes and streams -----------------------------------------------------------------------------


def test_a_task_is_read_from_a_pipe_and_made_harmless(shell: Shell) -> None:
    shell.orchtui("run", "pair.yaml", "-", *REHEARSE, stdin="Greet \x1b[31mAnn\n")

    (line,) = shell.orchtui("runs", "--json", "-n", "1").out.splitlines()

    assert json.loads(line)["task"] == "Greet ␛[31mAnn"


STREAMS = [
    ("orchtui schema | head -1", 0, "{\n"),
    ("set -o pipefail; orchtui schema | head -1", 0, "{\n"),
    ("orchtui runs >&- 2>&-", 0, ""),
    ("orchtui run pair.yaml --rehearse --speed 0 2>&-", 0, "Hello, and welcome.\n"),
    ("orchtui run pair.yaml --rehearse --speed 0 <&- >&- 2>&-", 0, ""),
    ("orchtui runs >/dev/full", 1, ""),
]


@pytest.mark.parametrize(("script", "code", "out"), STREAMS, ids=[s for s, _, _ in STREAMS])
def test_a_stream_that_is_closed_or_full_does_no_harm(
    shell: Shell, script: str, code: int, out: str
) -> None:
    ended = shell.sh(script)

    assert (ended.code, ended.out) == (code, out)
    assert "this should not have happened" not in ended.err


def test_a_run_that_nobody_reads_is_left_and_can_be_resumed(fresh: Shell) -> None:
    left = fresh.sh("orchtui run pair.yaml --rehearse --speed 4 --json | head -1")
    assert json.loads(left.out)["kind"] == "run.started"
    (row,) = map(json.loads, fresh.orchtui("runs", "--json").out.splitlines())
    assert row["status"] == "interrupted"

    assert fresh.orchtui("resume", "last").out == "Hello, and welcome.\n"


def test_a_terminal_of_few_letters_gets_letters_it_knows(shell: Shell) -> None:
    ended = shell.orchtui("show", shell.first, PYTHONIOENCODING="ascii")

    assert ended.code == 0
    assert "+ critic" in ended.out
    assert "< writer" in ended.out


# -- recipes, deleting, doctor ---------------------------------------------------------------------


def test_a_new_recipe_can_be_checked_and_rehearsed_at_once(fresh: Shell) -> None:
    assert "next: orchtui check mine.yaml" in fresh.orchtui("new", "mine").err
    assert "critical path" in fresh.orchtui("check", "mine.yaml").out
    assert fresh.orchtui("run", "mine.yaml", *REHEARSE).code == 0


def test_a_recipe_comes_out_of_the_record_as_it_went_in(shell: Shell, tmp_path: Path) -> None:
    shell.orchtui("run", "unsure.yaml", *REHEARSE)

    ended = shell.orchtui("show", "last", "--recipe")

    assert ended.out == (shell.folder / "unsure.yaml").read_text(encoding="utf-8")


def test_runs_are_found_by_what_was_said_and_deleted_by_name_or_age(fresh: Shell) -> None:
    for task in ("Greet Ann.", "Greet Bo."):
        fresh.orchtui("run", "pair.yaml", task, *REHEARSE)

    (found,) = map(json.loads, fresh.orchtui("runs", "--search", "ann", "--json").out.splitlines())
    assert found["task"] == "Greet Ann."
    assert any("Ann" in each["excerpt"] for each in found["found"])

    assert fresh.orchtui("rm", found["run"]).err == f"deleted {found['run']}\n"
    assert fresh.orchtui("prune", "--older-than", "1h").err == "no run is older than 1h\n"
    assert fresh.orchtui("prune", "--older-than", "0s", "--yes").err == "deleted 1 run\n"
    assert fresh.orchtui("runs").err.startswith("no run is stored yet")


def test_doctor_says_what_is_here_and_fails_where_something_must_be_mended(shell: Shell) -> None:
    well = shell.orchtui("doctor")
    assert well.code == 0
    assert "✔ sqlite" in well.out

    (shell.folder / "not.db").write_text("no database", encoding="utf-8")
    ill = shell.orchtui("doctor", "--db", "not.db")
    assert ill.code == 1
    assert "✗ database" in ill.out


def test_the_suggested_command_names_the_database_where_it_would_not_be_found(
    fresh: Shell,
) -> None:
    ended = fresh.orchtui("run", "pair.yaml", *REHEARSE, "--db", "other.db")

    assert re.search(r"next     orchtui show \w+ --db other.db$", ended.err, re.M)
