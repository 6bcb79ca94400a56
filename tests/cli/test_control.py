"""Each command of the catalogue, typed in a shell at a run that another process carries out."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from orchtui.cli.app import app
from orchtui.cli.commands.ctl import arguments, may_edit
from orchtui.commands.catalogue import CATALOGUE
from orchtui.domain.events.readable import readable
from orchtui.session import Record, Session
from tests.checks import commands
from tests.checks.examples import verbs_of
from tests.cli.command import Ended, Shell
from tests.cli.terminal import Terminal

GATED = """\
name: gated
task: Say hello.
agents:
  writer: {does: Writes a line.}
  critic:
    does: Checks it.
    reply: {verdict: good | bad, confidence: 0..1}
  editor: {does: Mends it.}
flow:
  - writer
  - parallel: [critic, {editor: Mend it., name: mending}]
    name: review
  - gate: Publish this? [approve, deny, edit]
    default: deny
rehearsal:
  writer: [Hello.]
  critic: [{verdict: good, confidence: 0.9}]
  editor: ["Hello, and welcome."]
"""


SPLIT = """\
name: split
task: Do we hire her?
agents:
  ann: {does: Judges., reply: {verdict: hire | wait, why: str, confidence: 0..1}}
  bob: {does: Judges., reply: {verdict: hire | wait, why: str, confidence: 0..1}}
  clerk: {does: Writes the letter.}
flow:
  - panel: [ann, bob]
    ask: Do we?
    compare: verdict
  - clerk
rehearsal:
  ann: [{verdict: hire, why: She mended it., confidence: 0.8}]
  bob:
    - {verdict: wait, why: I have not met her., confidence: 0.8}
    - {verdict: hire, why: Now I have., confidence: 0.9}
  clerk: [Dear Eve.]
"""


class Held:
    """A run that a process of its own carries out and that is held before its first step."""

    def __init__(
        self, shell: Shell, *more: str, recipe: str = "gated", speed: str = "0", paused: bool = True
    ) -> None:
        self.shell = shell
        options = ("--rehearse", "--speed", speed, "--detach", "--on-gate", "wait")
        held = ("--paused",) if paused and "--break" not in more else ()
        begun = shell.orchtui("run", f"{recipe}.yaml", *options, *held, *more)
        assert (begun.code, begun.err) == (0, "")
        assert re.fullmatch(r"[0-9a-z]{9}\n", begun.out)
        self.id = begun.out.strip()

    def ctl(self, *words: str, stdin: str = "", **more: str) -> Ended:
        return self.shell.orchtui("ctl", self.id, *words, stdin=stdin, **more)

    def does(self, *words: str, stdin: str = "", **more: str) -> str:
        """Give a command that is carried out; what it said."""
        ended = self.ctl(*words, stdin=stdin, **more)
        assert (ended.code, ended.err) == (0, "")
        return ended.out.rstrip("\n")

    def is_refused(self, *words: str) -> str:
        """Give a command that is not possible; the reason."""
        ended = self.ctl(*words)
        assert (ended.code, ended.out) == (1, "")
        return ended.err.removeprefix("orchtui: refused: ").rstrip("\n")

    def record(self) -> Record:
        """The run as far as it is on disk."""

        async def read() -> Record:
            async with Session.open(self.shell.database) as session:
                return await session.record(self.id)

        return asyncio.run(read())

    def steps(self) -> dict[str, str]:
        return {path: step.status for path, step in self.record().state.steps.items()}

    def reply(self, path: str) -> str:
        record = self.record()
        reply = record.state.steps[path].reply
        assert reply is not None
        return record.texts.read(reply.text)

    def events(self, kind: str) -> list[dict[str, object]]:
        """All events of a kind, as people read them."""
        record = self.record()
        events = (event for turn in record.turns for event in turn.events)
        return [readable(event, record.texts) for event in events if event.kind == kind]

    def owner(self) -> int:
        """The process that carries the run out; 0 where there is none."""
        owner = self.record().row.owner
        return int(owner.split(":")[-2]) if owner else 0

    def tail(self, *more: str) -> Ended:
        return self.shell.orchtui("tail", self.id, *more)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    folder = tmp_path_factory.mktemp("control")
    (folder / "gated.yaml").write_text(GATED, encoding="utf-8")
    (folder / "split.yaml").write_text(SPLIT, encoding="utf-8")
    return Shell(folder)


@pytest.fixture
def held(shell: Shell) -> Iterator[Held]:
    """A held run; its process is ended, unless it has ended by itself."""
    held = Held(shell)
    yield held
    if process := held.owner():
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


# -- one place -------------------------------------------------------------------------------------


def test_the_command_line_has_every_command_of_the_catalogue_and_no_other() -> None:
    assert isinstance(app, typer.Typer)
    ctl = verbs_of(app).verbs["ctl"]
    assert list(ctl.verbs) == list(CATALOGUE)
    common = {"--reason", "--timeout", "--json", "--db", "--help"}
    for verb, spec in CATALOGUE.items():
        own = {f"--{option.name}" for option in spec.options}
        own |= {"--editor"} if may_edit(spec) else set()
        assert ctl.verbs[verb].options == own | common
        taken = {each.name: each for each in arguments(spec)}
        assert ("target" in taken, "text" in taken) == (bool(spec.target), bool(spec.text))
        if spec.target:
            assert (taken["target"].default is inspect.Parameter.empty) == spec.needs_target


def test_the_page_on_commands_is_what_the_catalogue_says() -> None:
    stale = "stale: python -m tests.checks.commands --write"
    assert commands.PAGE.read_text(encoding="utf-8") == commands.page(), stale


# -- each command ----------------------------------------------------------------------------------


def test_step_lets_one_step_run_and_holds_it_with_its_reply(held: Held) -> None:
    assert held.steps()["writer"] == "ready"
    assert held.does("step") == "done"
    assert held.steps()["writer"] == "held"
    assert held.is_refused("step", "writer") == "writer is not ready: it is held"
    assert held.does("step", "--reason", "on to the next") == "done"
    assert list(held.steps().values()) == ["done", "held", "ready"]


def test_next_lets_a_whole_wave_through(held: Held) -> None:
    held.does("next")
    held.does("next")
    assert held.steps() == {"writer": "done", "review/critic": "held", "review/mending": "held"}


def test_finish_runs_until_the_group_ends(held: Held) -> None:
    assert held.is_refused("finish", "writer") == "writer is not in a group"
    held.does("next")
    held.does("step")
    assert held.does("finish", "review/critic") == "done: until review ends"
    assert set(held.steps().values()) == {"done"}
    assert "pausing  review ended" in _told(held)


def test_pause_and_continue_are_answered_and_told(held: Held) -> None:
    assert held.does("pause", "--now") == "done"
    assert held.does("continue") == "done"
    assert held.does("answer", "--choice", "approve") == "done: gate"
    told = held.tail()
    assert told.code == 0
    assert "⏸ paused  ready: writer; to go on: orchtui ctl" in told.err
    assert "▶ going on" in told.err
    assert held.is_refused("pause") == f"run {held.id} is over: it is done"


def test_break_holds_and_unbreak_lets_go(held: Held) -> None:
    assert held.does("break", "critic:after") == "done: b1"
    assert held.does("break", "if done > 99") == "done: b2"
    assert held.is_refused("break", "on:faild").endswith(
        "there is no on:faild; did you mean failed?"
    )
    assert held.does("unbreak", "b2", "--off") == "done"
    assert held.does("unbreak", "b2") == "done"
    assert held.is_refused("unbreak", "b2").startswith("there is no breakpoint b2")
    held.does("continue")
    assert held.steps()["review/critic"] == "held"
    assert "⏸ breakpoint b1  critic:after at review/critic" in _told(held)


def _told(held: Held) -> str:
    """What is told of the run up to here, its process being gone."""
    os.kill(held.owner(), signal.SIGKILL)
    return held.tail().err


def test_kill_ends_what_is_named_and_what_needs_it(held: Held) -> None:
    assert held.is_refused("kill", "writr") == (
        "there is no step or agent writr; did you mean writer?"
    )
    assert held.does("kill", "writer") == "done: writer"
    told = held.tail()
    assert told.code == 1
    assert re.search(r"^⊘ writer +cancelled: killed by \S+@\S+$", told.err, re.M)


def test_kill_of_a_call_in_flight_is_answered_when_it_is_gone(shell: Shell) -> None:
    held = Held(shell, speed="0.001", paused=False)
    said = held.does("kill", "writer", "--reason", "too slow")
    assert re.fullmatch(r"done: writer is gone, it cost ~\$[0-9.]+", said)
    assert held.tail().code == 1


@pytest.mark.parametrize(
    ("words", "how", "stands"),
    [
        (("--pick", "panel/bob"), "pick", "panel/bob"),
        (("panel/disagreement", "Hire her in spring."), "merge", "panel/merged"),
        (("--again",), "agreed", "panel/bob.2"),
        (("panel/disagreement", "--escalate"), "escalate", "panel/ann"),
    ],
    ids=["pick", "merge", "again", "escalate"],
)
def test_settle_has_the_last_word(
    shell: Shell, words: tuple[str, ...], how: str, stands: str
) -> None:
    held = Held(shell, "--break", "on:disagreement", recipe="split")
    tied = r"≠ panel/disagreement  50% is below 100%: majority settles it"
    while not held.events("disagreement.found"):
        pass
    assert held.is_refused("settle").startswith("say one thing")
    assert held.does("settle", *words) == "done: panel/disagreement"
    held.does("continue")
    if how == "escalate":
        held.does("answer", "--choice", "ann")
    told = held.tail()
    assert (told.code, told.out) == (0, "Dear Eve.\n")
    assert re.search(tied, told.err)
    (settled,) = held.events("disagreement.settled")
    assert (settled["how"], settled["path"]) == (how, stands)
    assert held.is_refused("settle", "--again") == f"run {held.id} is over: it is done"


def test_kill_alone_ends_the_run(held: Held) -> None:
    assert held.does("kill", "--reason", "enough") == "done"
    told = held.tail()
    assert told.code == 1
    assert "✗ stopped" in told.err
    assert re.search(r"^  why      killed by \S+@\S+: enough$", told.err, re.M)
    assert held.is_refused("kill") == f"run {held.id} is over: it is stopped"


def test_an_empty_name_is_not_the_whole_run(held: Held) -> None:
    for empty in ("", " "):
        ended = held.ctl("kill", empty)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err == "orchtui: the STEP|AGENT is empty: name one, or leave it out\n"
    assert held.does("pause") == "done"


def test_retry_asks_again_otherwise_until_the_reply_is_handed_over(held: Held) -> None:
    assert held.is_refused("retry", "writer").startswith("writer has not been asked yet")
    held.does("step")
    assert held.does("retry", "writer", "Say it in French.", "--temperature", "0.2") == "done"
    assert held.is_refused("retry", "writer", "--model", "nope").startswith(
        "this run has no tier or model nope"
    )
    assert held.ctl("retry", "writer", "--temperature", "warm").code == 2
    (edited,) = held.events("step.edited")
    assert (edited["says"], edited["temperature"]) == ("Say it in French.", 0.2)
    held.does("next")
    assert "fork the run" in held.is_refused("retry", "writer")


def test_override_takes_words_a_pipe_a_file_or_an_editor(held: Held) -> None:
    (held.shell.folder / "farewell.txt").write_text("Farewell.\n", encoding="utf-8")
    (held.shell.folder / "bad.json").write_text('{"verdict": "so-so"}\n', encoding="utf-8")
    held.does("override", "writer", "Good day.")
    held.does("next")
    assert "the reply does not fit critic" in held.is_refused(
        "override", "review/critic", "@bad.json"
    )
    good = '{"verdict": "bad", "confidence": 0.5}'
    held.does("override", "review/critic", "-", stdin=good)
    held.does("override", "review/mending", "--editor", EDITOR="cp farewell.txt")
    held.does("continue")
    assert held.reply("writer") == "Good day."
    assert json.loads(held.reply("review/critic"))["verdict"] == "bad"
    assert held.reply("review/mending") == "Farewell."
    assert held.ctl("override", "writer").code == 2
    assert "nofile cannot be read" in held.ctl("override", "writer", "@nofile").err


def test_the_editor_begins_with_the_reply_that_stands(held: Held) -> None:
    held.does("step")
    held.does("override", "writer", "--editor", EDITOR="sed -i s/Hello/Farewell/")
    assert held.reply("writer") == "Farewell."


def test_an_editor_that_fails_sends_nothing(held: Held) -> None:
    ended = held.ctl("override", "writer", "--editor", EDITOR="false")
    assert ended.code == 2
    assert "nothing was sent" in ended.err
    ended = held.ctl("override", "writer", "--editor", EDITOR="'vi")
    assert (ended.code, ended.out) == (2, "")
    assert "cannot be read (No closing quotation)" in ended.err


def test_say_puts_words_into_the_next_prompt(held: Held) -> None:
    assert held.does("say", "writer", "@@all: mind the dates") == "done"
    assert held.is_refused("say", "writr", "x") == ("there is no agent writr; did you mean writer?")
    (said,) = held.events("said")
    assert (said["agent"], said["text"]) == ("writer", "@all: mind the dates")


def test_a_gate_waits_for_its_answer_and_takes_an_edited_text(held: Held) -> None:
    assert held.is_refused("answer", "--choice", "approve") == "no gate is open"
    held.does("continue")
    assert held.is_refused("answer", "--choice", "maybe").startswith("gate takes one of approve")
    assert held.does("answer", "gate", "Adieu.", "--choice", "edit", "--note", "shorter") == (
        "done: gate"
    )
    told = held.tail()
    assert (told.code, told.out) == (0, "Adieu.\n")
    assert "? gate  Publish this? [approve, deny, edit]" in told.err
    assert re.search(r"^✎ gate  edit, by \S+: shorter$", told.err, re.M)


def test_show_tells_what_a_live_run_waits_for_and_where_it_will_be_held(held: Held) -> None:
    held.does("break", "editor:after once")
    held.does("unbreak", "b1", "--off")
    shown = held.shell.orchtui("show", held.id).out
    assert "⏸ breakpoint b1  editor:after once  (switched off)\n" in shown
    assert f"next     orchtui ctl {held.id} continue\n" in shown
    held.does("continue")
    assert held.is_refused("answer").startswith("gate takes one of")
    shown = held.shell.orchtui("show", held.id).out
    assert "? gate  Publish this? [approve, deny, edit]\n" in shown
    assert f"next     orchtui ctl {held.id} answer gate --choice approve\n" in shown


def test_limit_changes_and_lifts_but_never_below_what_is_spent(held: Held) -> None:
    assert held.does("limit", "--cost", "0.5", "--steps", "none") == "done"
    held.does("next")
    assert "is below that" in held.is_refused("limit", "--tokens", "1")
    assert held.is_refused("limit").startswith("say which limit")
    assert held.ctl("limit", "--cost", "much").code == 2
    assert "✎ limits  cost $0.5000, steps lifted" in _told(held)


# -- following, detaching, owners ------------------------------------------------------------------


def test_tail_tells_what_run_would_have_told_and_leaves_with_its_code(shell: Shell) -> None:
    words = ("run", "gated.yaml", "--rehearse", "--speed", "0", "--on-gate", "deny")
    for more in ((), ("--json",)):
        told = shell.orchtui(*words, *more)
        again = shell.orchtui("tail", "last", *more)
        assert (again.code, again.out, again.err) == (told.code, told.out, told.err)
        assert told.code == 1


def test_on_a_terminal_a_held_run_says_how_it_goes_on(shell: Shell) -> None:
    options = ("--rehearse", "--speed", "0", "--on-gate", "approve", "--paused")
    words = ("run", "--headless", "gated.yaml", *options)
    with Terminal(shell, *words, columns=100) as terminal:
        terminal.until(lambda: "⏸ paused  ready: writer; to go on: orchtui ctl" in terminal.text)
        terminal.until(lambda: "  paused   0 of 3 steps" in terminal.text)
        assert shell.orchtui("ctl", "last", "continue").code == 0
        assert terminal.ended() == 0


def test_tail_that_nobody_reads_ends_and_the_run_goes_on(held: Held) -> None:
    ended = held.shell.sh(f"orchtui tail {held.id} --json | head -1")
    assert json.loads(ended.out)["kind"] == "run.started"
    assert held.does("continue") == "done"


def test_tail_follows_a_live_run_to_its_end(held: Held) -> None:
    following = held.shell.begin("tail", held.id, "--json")
    assert following.stdout is not None
    kinds = [json.loads(following.stdout.readline())["kind"] for _ in range(5)]
    assert kinds[0] == "run.started"
    held.does("kill")
    out, err = following.communicate(timeout=30)
    assert (following.returncode, err) == (1, "")
    assert json.loads(out.splitlines()[-1])["status"] == "stopped"


def test_a_run_whose_owner_dies_is_offered_for_resume(held: Held) -> None:
    held.does("break", "critic")
    following = held.shell.begin("tail", held.id)
    os.kill(held.owner(), signal.SIGKILL)
    _, err = following.communicate(timeout=30)
    assert following.returncode == 130
    assert "why      its process is gone" in err
    assert f"next     orchtui resume {held.id}" in err
    assert held.is_refused("continue") == (
        f"no process carries run {held.id} out: take it up again with orchtui resume {held.id}"
    )
    rows = map(json.loads, held.shell.orchtui("runs", "--json").out.splitlines())
    assert {row["run"]: row["status"] for row in rows}[held.id] == "interrupted"

    with held.shell.begin("resume", held.id) as again:
        assert again.stderr is not None
        assert "resumed: 0 of 3 steps were done" in again.stderr.readline()
        assert held.does("unbreak", "b1") == "done"
        held.does("kill")
        assert again.wait(30) == 1


def test_breakpoints_set_before_the_run_hold_it(shell: Shell) -> None:
    held = Held(shell, "--break", "writer:after", "--break", "if done > 90")
    assert held.steps()["writer"] == "held"
    assert "breakpoint b2  set: if done > 90" in _told(held)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nope.yaml", "--rehearse"), "there is no file nope.yaml"),
        (("gated.yaml",), "rehearse it with --rehearse"),
        (("gated.yaml", "--rehearse", "--break", "on:faild"), "did you mean failed?"),
        (("gated.yaml", "--rehearse", "--db", "/dev/null/runs.db"), "/dev/null is not there"),
        (("gated.yaml", "--rehearse", "--json"), "orchtui tail"),
    ],
)
def test_what_goes_wrong_before_a_detached_run_is_on_disk_is_told(
    shell: Shell, words: tuple[str, ...], said: str
) -> None:
    ended = shell.orchtui("run", *words, "--detach")
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_a_detached_run_reads_its_task_from_a_pipe(shell: Shell) -> None:
    options = ("--rehearse", "--speed", "0", "--on-gate", "approve", "--detach")
    ended = shell.orchtui("run", "gated.yaml", "-", *options, stdin="Greet Ann.\n")
    assert shell.orchtui("tail", ended.out.strip()).code == 0
    (row,) = map(json.loads, shell.orchtui("runs", "--json", "-n", "1").out.splitlines())
    assert (row["run"], row["task"]) == (ended.out.strip(), "Greet Ann.")


@pytest.mark.parametrize(
    ("policy", "code", "said"),
    [
        ("approve", 0, "✎ gate  approve, as the run was told to"),
        ("deny", 1, "✗ stopped"),
        ("default", 1, "✎ gate  deny, as the run was told to"),
        ("fail", 3, "⏸ waiting"),
    ],
)
def test_without_a_person_a_gate_does_what_on_gate_says(
    shell: Shell, policy: str, code: int, said: str
) -> None:
    options = ("--rehearse", "--speed", "0", "--on-gate", policy)
    ended = shell.orchtui("run", "gated.yaml", *options)
    assert ended.code == code
    assert said in ended.err


@pytest.mark.parametrize(
    ("policy", "code", "said"),
    [
        ("stop", 4, "✗ limited"),
        ("partial", 1, "◐ partial"),
        ("extend=2", 0, "✎ limits  steps 2"),
    ],
)
def test_a_limit_that_is_reached_does_what_on_limit_says(
    shell: Shell, policy: str, code: int, said: str
) -> None:
    options = ("--rehearse", "--speed", "0", "--on-gate", "approve", "--limit", "steps=1")
    ended = shell.orchtui("run", "gated.yaml", *options, "--on-limit", policy)
    assert ended.code == code
    assert said in ended.err


def test_a_database_that_is_named_is_in_the_suggested_commands(
    shell: Shell, tmp_path: Path
) -> None:
    other = str(tmp_path / "other.db")
    options = ("--rehearse", "--speed", "0", "--paused", "--detach", "--db", other)
    run = shell.orchtui("run", "gated.yaml", *options).out.strip()
    assert shell.orchtui("ctl", run, "kill", "--db", other).code == 0
    assert (
        f"orchtui ctl {run} continue --db {other}" in shell.orchtui("tail", run, "--db", other).err
    )
