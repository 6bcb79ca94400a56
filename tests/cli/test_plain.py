"""The plain mode: a run told in lines that takes its commands as lines, in real processes."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator

import pytest

from orchtui.cli.plain.panels import panels
from orchtui.commands.catalogue import CATALOGUE
from tests.cli.command import Ended, Shell, signalled
from tests.cli.conftest import PAIR
from tests.cli.talk import Talk
from tests.cli.terminal import Terminal
from tests.cli.test_control import GATED, Held

ANSWER = re.compile(r"^(done$|done: |refused: )", re.M)
RUN = ("--rehearse", "--speed", "0", "--plain")
HOSTILE = "Say \x1b]0;owned\x07 \x1b]52;c;bW9v\x07 [@click=app.quit]x[/x] \u202e\u200b \x9b2J"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    folder = tmp_path_factory.mktemp("plain")
    (folder / "pair.yaml").write_text(PAIR, encoding="utf-8")
    (folder / "gated.yaml").write_text(GATED, encoding="utf-8")
    shell = Shell(folder)
    shell.first = _id(shell.orchtui("run", "pair.yaml", "--rehearse", "--speed", "0"))
    return shell


@pytest.fixture
def held(shell: Shell) -> Iterator[Held]:
    """A run of another process that is held before its first step."""
    held = Held(shell)
    yield held
    if held.owner():
        held.ctl("kill")


def _id(ended: Ended) -> str:
    found = re.search(r"run (\w{9})", ended.err)
    assert found is not None, ended.err
    return found[1]


# -- a run of one's own ----------------------------------------------------------------------------


def test_without_anything_typed_it_tells_what_a_headless_run_tells(shell: Shell) -> None:
    plain = shell.orchtui("run", "pair.yaml", *RUN)
    headless = shell.orchtui("run", "pair.yaml", "--rehearse", "--speed", "0", "--headless")
    assert (plain.code, plain.out) == (headless.code, headless.out) == (0, "Hello, and welcome.\n")
    assert _without_figures(plain.err) == _without_figures(headless.err)


def _without_figures(err: str) -> str:
    return re.sub(r"\d+\.\d s|\b[0-9a-z]{9}\b", "", err)


def test_every_line_typed_has_one_answer_in_its_order(shell: Shell) -> None:
    typed = ["show agents", "", "break critic", "brake x", "help", "  ", "show nothing", HOSTILE]
    typed += ["watch cost /", "continue --soon", "unbreak b1", "continue"]
    ended = shell.orchtui("run", "pair.yaml", *RUN, "--paused", stdin="\n".join(typed))
    assert (ended.code, ended.out) == (0, "Hello, and welcome.\n")
    answers = [line for line in ended.err.splitlines() if ANSWER.match(line)]
    assert [answer.partition(":")[0] for answer in answers] == [
        *("done", "done", "refused", "done", "refused", "refused"),
        *("refused", "refused", "done", "done"),
    ]
    assert "there is no command brake; did you mean break?" in answers[2]


def test_all_that_the_console_shows_can_be_shown(shell: Shell) -> None:
    typed = [f"show {name}" for name in panels()]
    typed += ["show step critic data", "show step critic prompt", "show events 2", "continue"]
    ended = shell.orchtui("run", "pair.yaml", *RUN, "--paused", stdin="\n".join(typed))
    assert ended.code == 0
    assert "refused" not in ended.err
    assert len(ANSWER.findall(ended.err)) == len(typed)


def test_help_names_every_command_of_the_catalogue_and_each_has_its_own(shell: Shell) -> None:
    typed = ["help", *(f"help {verb}" for verb in CATALOGUE), "help show", "help halp", "continue"]
    ended = shell.orchtui("run", "pair.yaml", *RUN, "--paused", stdin="\n".join(typed))
    for verb, spec in CATALOGUE.items():
        assert re.search(rf"^{verb}\b.*  {re.escape(spec.about)}$", ended.err, re.M)
        for option in spec.options:
            assert re.search(rf"^{verb} .*\[--{option.name}\b", ended.err, re.M)
    assert "refused: there is no help on halp; did you mean help?" in ended.err


def test_a_gate_is_told_with_the_words_to_type_and_answered(shell: Shell) -> None:
    with Talk(shell, "run", "gated.yaml", *RUN) as talk:
        talk.until("Publish this? [approve, deny, edit]")
        choices = [talk.until(f"--choice {each}") for each in ("approve", "deny", "edit")]
        assert talk.answer("answer gate --choice maybe").startswith("refused: gate takes one of")
        typed = choices[0].partition("type: ")[2]
        assert typed == "answer gate --choice approve"
        assert talk.answer(typed) == "done: gate"
        assert talk.ended().code == 0


def test_a_breakpoint_is_hit_looked_at_and_gone_on_from(shell: Shell) -> None:
    with Talk(shell, "run", "pair.yaml", *RUN, "--paused") as talk:
        talk.until("paused  ready: writer; to go on: continue")
        assert talk.answer("break critic:after").startswith("done: b1")
        assert talk.answer("continue") == "done"
        talk.until("paused  held: critic")
        assert talk.answer("show breakpoints") == "done"
        assert any("critic:after" in line for line in talk.said[-4:])
        assert talk.answer("show step critic data") == "done"
        assert any('"verdict": "good"' in line for line in talk.said)
        assert talk.answer("continue") == "done"
        assert talk.ended().out == "Hello, and welcome.\n"


def test_an_override_that_does_not_fit_is_refused_and_one_that_fits_is_taken(shell: Shell) -> None:
    (shell.folder / "harsh.json").write_text('{"verdict": "bad", "confidence": 1}\n')
    with Talk(shell, "run", "pair.yaml", *RUN, "--break", "critic:after") as talk:
        talk.until("paused  held: critic")
        refused = talk.answer('override critic {"verdict": "so-so"}')
        assert refused.startswith("refused: the reply does not fit critic")
        assert talk.answer("override critic -").startswith("refused: - is where commands come from")
        assert talk.answer("override critic @nofile").startswith("refused: nofile cannot be read")
        assert talk.answer('override critic @harsh.json --reason "be harsh"') == "done"
        assert talk.answer("continue") == "done"
        assert talk.ended().code == 6  # what the recipe fails on


def test_what_is_watched_and_found_is_told(shell: Shell) -> None:
    with Talk(shell, "run", "pair.yaml", *RUN, "--break", "editor") as talk:
        talk.until("paused  ready: editor")
        assert talk.answer("watch critic.confidence") == "done"
        assert any("critic.confidence" in line and "0.9" in line for line in talk.said)
        assert talk.answer("watch cost >").startswith("refused: ")
        assert talk.answer("watch critic.confidence").endswith("is not watched any more")
        assert re.fullmatch(r"done: [1-9]\d* places?", talk.answer("find Hello"))
        assert talk.answer("find nowhere at all") == "done: 0 places"
        talk.type("continue")
        assert talk.ended().code == 0


# -- leaving ---------------------------------------------------------------------------------------


def test_quit_asks_how_and_stop_leaves_a_run_that_can_be_resumed(shell: Shell) -> None:
    with Talk(shell, "run", "pair.yaml", *RUN, "--paused") as talk:
        talk.until("to go on")
        assert "quit stop" in talk.answer("quit")
        assert talk.answer("quit stay") == "done: the run goes on here"
        assert talk.answer("quit stop").startswith("done: the run is left")
        ended = talk.ended()
    assert (ended.code, ended.out) == (130, "")
    resume = re.search(r"orchtui (resume \w+)", ended.err)
    assert resume is not None
    again = shell.orchtui(*resume[1].split(), "--plain", stdin="continue\n")
    assert (again.code, again.out) == (0, "Hello, and welcome.\n")


def test_quit_detach_hands_the_run_to_a_process_of_its_own(shell: Shell) -> None:
    with Talk(shell, "run", "pair.yaml", "--rehearse", "--speed", "0.5", "--plain") as talk:
        talk.until("writer")
        assert talk.answer("quit detach") == "done: a process of its own carries the run on"
        ended = talk.ended()
    assert (ended.code, ended.out) == (0, "")
    told = "\n".join(talk.said) + ended.err
    attach = re.search(r"orchtui attach (\w+) --plain", told)
    assert attach is not None
    tail = shell.orchtui("tail", attach[1])
    assert (tail.code, tail.out) == (0, "Hello, and welcome.\n")


def test_ctrl_c_leaves_as_it_does_headless(shell: Shell) -> None:
    begun = shell.begin("run", "pair.yaml", "--rehearse", "--speed", "0.1", "--plain")
    ended = signalled(begun, signal.SIGINT, after="writer")
    assert (ended.code, ended.out) == (130, "")
    assert "⏸ leaving  Ctrl+C" in ended.err


# -- what stdin and stdout may be ------------------------------------------------------------------


@pytest.mark.parametrize(
    "streams", ["</dev/null", "<&-", "<typed", "< <(cat typed)", "<&- >&-", "</dev/null >&-"]
)
def test_any_stdin_and_a_closed_stdout_will_do(shell: Shell, streams: str) -> None:
    (shell.folder / "typed").write_text("show agents\nshow graph", encoding="utf-8")
    ended = shell.sh(f"orchtui run pair.yaml {' '.join(RUN)} {streams}")
    assert ended.code == 0
    assert ended.out == ("" if ">&-" in streams else "Hello, and welcome.\n")
    assert len(ANSWER.findall(ended.err)) == (2 if "typed" in streams else 0)


def test_a_stdout_that_nobody_reads_costs_the_run_nothing(shell: Shell) -> None:
    script = f"orchtui run pair.yaml {' '.join(RUN)} </dev/null | true; exit ${{PIPESTATUS[0]}}"
    assert shell.sh(script).code == 0


def test_a_stderr_that_nobody_reads_leaves_the_run(shell: Shell) -> None:
    orchtui = f"orchtui run pair.yaml {' '.join(RUN)} --paused"
    script = f"yes 'show run' | {orchtui} 2> >(head -2 >&2); exit ${{PIPESTATUS[1]}}"
    assert shell.sh(script).code == 130


def test_a_slow_reader_slows_no_run_and_loses_nothing(shell: Shell) -> None:
    looks = 1_500
    with Talk(shell, "run", "pair.yaml", "--rehearse", "--speed", "2", "--plain") as talk:
        talk.type(*["show events"] * looks)
        run = re.search(r"run (\w{9})", talk.until("● pair"))
        assert run is not None
        while '"status": "done"' not in shell.orchtui("show", run[1], "--json").out:
            pass
        ended = talk.ended()
    assert (ended.code, ended.out) == (0, "Hello, and welcome.\n")
    assert len(ANSWER.findall(ended.err)) == looks
    assert "✔ done  3 of 3 steps" in ended.err


def test_a_task_from_stdin_and_commands_from_stdin_exclude_each_other(shell: Shell) -> None:
    ended = shell.orchtui("run", "pair.yaml", "-", *RUN, stdin="Say hello.")
    assert (ended.code, ended.out) == (2, "")
    assert "write the task, or narrate with --headless" in ended.err


def test_hostile_text_does_nothing(shell: Shell) -> None:
    typed = [f"help {HOSTILE}", f"find {HOSTILE}", f"say writer {HOSTILE}"]
    typed += [f"override writer {HOSTILE}", "show step writer", "show step critic prompt"]
    typed += [*(f"show {name}" for name in panels()), "continue"]
    ended = shell.orchtui("run", "pair.yaml", HOSTILE, *RUN, "--paused", stdin="\n".join(typed))
    assert ended.code == 0
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e]", ended.out + ended.err)
    assert "[@click=app.quit]x[/x]" in ended.err


def test_the_plain_mode_never_loads_textual(shell: Shell) -> None:
    typed = "\n".join(["help", *(f"show {name}" for name in panels()), "find Hello", "continue"])
    run = shell.orchtui(
        "run", "pair.yaml", *RUN, "--paused", stdin=typed, PYTHONPROFILEIMPORTTIME="1"
    )
    replay = shell.orchtui(
        "replay", shell.first, "--plain", stdin=typed, PYTHONPROFILEIMPORTTIME="1"
    )
    for ended in (run, replay):
        assert ended.code == 0
        assert re.search(r"\| +orchtui\.console\.panels$", ended.err, re.M)
        assert not re.search(r"\| +textual", ended.err)


# -- a terminal ------------------------------------------------------------------------------------


def test_a_dumb_terminal_gets_lines_that_fit_and_nothing_else(shell: Shell) -> None:
    with Terminal(shell, "run", "pair.yaml", *RUN, "--paused", columns=44, more=DUMB) as terminal:
        terminal.until(lambda: "help" in terminal.text and "to go on: continue" in terminal.text)
        for line in ("show agents", "show run", "show step writer prompt", "help kill"):
            answers = terminal.written.count(b"done\r\n")
            terminal.type(f"{line}\n")
            terminal.until(lambda: terminal.written.count(b"done\r\n") > answers)  # noqa: B023
        terminal.type("continue\n")
        assert terminal.ended() == 0
        assert terminal.modes_now() == terminal.modes
    assert b"\x1b" not in terminal.written
    assert all(len(line) <= 44 for line in terminal.written.decode().split("\r\n"))
    assert "Hello, and welcome." in terminal.text


DUMB = {"TERM": "dumb"}


def test_the_end_of_what_is_typed_at_a_terminal_ends_nothing(shell: Shell) -> None:
    with Terminal(shell, "run", "pair.yaml", *RUN, "--paused", more=DUMB) as terminal:
        terminal.until(lambda: "to go on: continue" in terminal.text)
        terminal.type("continue\n\x04")
        assert terminal.ended() == 0


# -- a run of another process ----------------------------------------------------------------------


def test_attach_tells_how_a_run_stands_takes_commands_and_leaves_it_alone(held: Held) -> None:
    with Talk(held.shell, "attach", held.id, "--plain") as talk:
        talk.until("attached")
        talk.until("paused  to go on: continue")
        assert talk.answer("next") == "done"
        talk.until("paused  held: writer")
        assert talk.answer("override writer Good day.") == "done"
        assert talk.answer("finish writer") == "refused: writer is not in a group"
        assert talk.answer("quit").startswith("done: the run goes on; orchtui attach")
        assert talk.ended().code == 0
    assert held.steps()["writer"] == "held"
    assert held.reply("writer") == "Good day."


def test_attach_pauses_a_run_and_sees_it_to_its_end(shell: Shell) -> None:
    held = Held(shell, speed="0.001", paused=False)
    with Talk(shell, "attach", held.id, "--plain") as talk:
        assert talk.answer("pause --now") == "done"
        talk.until("⏸ paused")
        assert talk.answer("limit --seconds none") == "done"
        assert talk.answer("override writer Hi.") == "done"
        assert talk.answer('override review/critic {"verdict": "good", "confidence": 1}') == "done"
        assert talk.answer("override review/mending Welcome.") == "done"
        assert talk.answer("continue") == "done"
        talk.until("--choice approve")
        assert talk.answer("answer gate --choice approve") == "done: gate"
        ended = talk.ended()
    assert ended.code == 0
    assert "Welcome." in ended.out
    assert "✔ done" in ended.err


def test_ctrl_c_ends_the_following_and_not_the_run(held: Held) -> None:
    with Talk(held.shell, "attach", held.id, "--plain") as talk:
        talk.until("to go on: continue")
        talk.interrupt()
        assert talk.ended().code == 130
    assert held.steps()["writer"] == "ready"


def test_who_only_looks_gives_no_command(held: Held) -> None:
    typed = "continue\nshow agents\nquit\n"
    ended = held.shell.orchtui("attach", held.id, "--plain", "--readonly", stdin=typed)
    assert ended.code == 0
    assert "refused: with --readonly one only looks" in ended.err
    assert held.steps()["writer"] == "ready"


# -- a recorded run --------------------------------------------------------------------------------


def test_replay_steps_through_the_record_and_tells_what_changed(shell: Shell) -> None:
    with Talk(shell, "replay", shell.first, "--plain", tells="stdout") as talk:
        talk.until("at the beginning of 0:")
        assert talk.answer("show agents") == "done"
        assert any("writer" in line and "idle" in line for line in talk.said)
        assert talk.answer("step").startswith("done: at 0:00")
        assert any(line.startswith("● pair  run") for line in talk.said)
        assert talk.answer("next").startswith("done: at ")
        assert sum(line.startswith("✔ writer") for line in talk.said) == 1
        assert talk.answer("break editor") == "done: editor"
        assert talk.answer("continue").startswith("done: at ")
        assert any(line.startswith("✔ critic") for line in talk.said)
        assert not any(line.startswith("✔ editor") for line in talk.said)
        assert talk.answer("show step critic") == "done"
        assert talk.answer("unbreak editor") == "done: editor"
        assert talk.answer("continue").startswith("done: ")
        assert "Hello, and welcome." in talk.said
        assert any(line.startswith("✔ done  3 of 3 steps") for line in talk.said)
        ended = talk.ended()
    assert (ended.code, ended.err) == (0, "")


def test_replay_goes_to_times_events_and_shares_either_way(shell: Shell) -> None:
    with Talk(shell, "replay", shell.first, "--plain", tells="stdout") as talk:
        assert talk.answer("goto 100%").startswith("done: this is the end")
        assert "writer  not there → done" in talk.said
        assert talk.answer("goto #1").startswith("done: at 0:00")
        assert talk.answer("goto 99:59:59").startswith("done: this is the end")
        assert talk.answer("goto 0%") == "done: at 0:00"
        assert talk.said[-2] == "editor  done → not there"
        assert talk.answer("goto nowhere").startswith("refused: 'nowhere' is no moment")
        assert talk.answer("goto").startswith("refused: ")
        assert talk.answer("pause").startswith("refused: run")
        assert talk.answer("stop") == "refused: nothing is being played"
        assert talk.answer("play fast").startswith("refused: 'fast' is no speed")
        assert talk.answer("quit") == "done"
        assert talk.ended().code == 0


def test_replay_plays_to_the_end_when_nothing_more_is_typed(shell: Shell) -> None:
    ended = shell.orchtui("replay", shell.first, "--plain", stdin="play 1000\nshow run\n")
    assert (ended.code, ended.err) == (0, "")
    assert "done: playing 1000 times as fast as life" in ended.out
    assert "✔ done  3 of 3 steps" in ended.out


def test_replay_may_be_read_as_far_as_one_likes(shell: Shell) -> None:
    script = f"yes 'goto 100%' | orchtui replay {shell.first} --plain | head -3"
    ended = shell.sh(script)
    assert len(ended.out.splitlines()) == 3
    assert ended.err.replace("yes: standard output: Broken pipe\n", "") == ""


def test_attach_to_a_run_that_is_over_looks_back_at_it(shell: Shell) -> None:
    ended = shell.orchtui("attach", shell.first, "--plain", stdin="continue\n")
    assert (ended.code, ended.err) == (0, "")
    assert "✔ done  3 of 3 steps" in ended.out


# -- home ------------------------------------------------------------------------------------------


def test_home_prints_runs_and_recipes(fresh: Shell) -> None:
    run = _id(fresh.orchtui("run", "pair.yaml", *RUN))
    ended = fresh.orchtui("home", "--plain")
    assert ended.code == 0
    assert re.search(rf"^{run} +done ", ended.out, re.M)
    assert re.search(r"^research-article ", ended.out, re.M)


def test_the_demo_takes_commands_too(fresh: Shell) -> None:
    ended = fresh.orchtui("demo", "--plain", stdin="kill\n")
    assert ended.code == 1
    assert "✗ stopped" in ended.err
