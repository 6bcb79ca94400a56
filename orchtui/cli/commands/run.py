"""`run`, `resume` and `demo`: carry a run out, here, to its end; in the console on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from orchtui.cli import options
from orchtui.cli.options import Database, Json, Recipe, RunName, Set
from orchtui.cli.output import say
from orchtui.domain.sanitize import clean
from orchtui.errors import UsageError

if TYPE_CHECKING:
    from orchtui.session import Live, LoadedRecipe, Session, Settings


Durable = Annotated[
    bool,
    typer.Option("--durable", help="Survive the loss of power too, not only a killed process."),
]

Headless = Annotated[bool, typer.Option("--headless", help="Narrate here; never open the console.")]
Plain = Annotated[
    bool, typer.Option("--plain", help="Narrate in lines, and take commands as lines.")
]

Detach = Annotated[
    bool,
    typer.Option("--detach", help="Leave it to a process of its own; print the run's id."),
]

SHOWCASE = "research-article"
DEMO_SPEED = 2.0


def run(
    recipe: Recipe,
    task: Annotated[
        str | None,
        typer.Argument(
            metavar="TASK", help="What to do; - reads it from stdin. Else the recipe's own."
        ),
    ] = None,
    headless: Headless = False,
    plain: Plain = False,
    json: Json = False,
    rehearse: Annotated[
        bool, typer.Option("--rehearse", help="Let the rehearsal model answer: no key, no cost.")
    ] = False,
    seed: Annotated[
        int, typer.Option(metavar="N", help="Another seed, another rehearsal.", show_default=True)
    ] = 0,
    speed: Annotated[
        float | None,
        typer.Option(metavar="X", help="Rehearse so many times faster than life; 0 never waits."),
    ] = None,
    chaos: Annotated[
        str,
        typer.Option(
            metavar="SPEC",
            help="Rehearse faults, such as timeout=0.1,malformed=0.05,ratelimit=0.05,hang=0.01.",
        ),
    ] = "",
    set: Set = None,  # noqa: A002 - the option's name
    limit: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=N",
            help="Limit this run's cost, tokens, seconds, steps, repairs or parallel calls; "
            "none lifts a limit of the recipe. [repeatable]",
        ),
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TIER=NAME",
            help="Another model for a tier; NAME alone, for all. [repeatable]",
        ),
    ] = None,
    paused: Annotated[
        bool, typer.Option("--paused", help="Hold the run before its first step.")
    ] = False,
    break_: Annotated[
        list[str] | None,
        typer.Option(
            "--break",
            metavar="BREAKPOINT",
            help="Hold the run there: a step or agent (perhaps :after), on:failed, "
            "if cost > 0.1. [repeatable]",
        ),
    ] = None,
    on_gate: Annotated[
        str | None,
        typer.Option(
            metavar="HOW",
            help="Where the recipe asks a person: approve, deny, default (the gate's own), "
            "fail, or wait for an answer. Else: wait where there is a console or --plain, fail "
            "where there is none.",
        ),
    ] = None,
    on_limit: Annotated[
        str,
        typer.Option(
            metavar="HOW",
            help="Where a limit is reached: stop, partial (take what there is), ask (wait for "
            "orchtui ctl), or extend=K (double it up to K times).",
            show_default=True,
        ),
    ] = "stop",
    detach: Detach = False,
    db: Database = None,
    durable: Durable = False,
) -> None:
    """Run a recipe on a task, recorded step by step.

    On a terminal it opens the console, where all of it is seen and every command is a key away.
    Where there is none, or with --headless, stdout gets the final reply and nothing else, and
    stderr tells what happens; Ctrl+C leaves the run in such a way that orchtui resume can take it
    up again; so does a killed process. What is held, by --paused or --break, goes on when orchtui
    ctl says so.

    orchtui run hello --rehearse
    orchtui run research-article "Explain tides" --rehearse --limit cost=0.05
    git diff | orchtui run review.yaml - > review.md
    orchtui run hello --rehearse --json | jq .kind
    run=$(orchtui run research-article --rehearse --paused --detach)
    """
    from orchtui.cli.background import detach_this, report_to

    report = report_to()
    _check_detached(detach, json)
    front = _front(headless, plain, json, detach or report is not None)
    if plain and task == "-":
        raise UsageError(
            "with --plain stdin is where commands come from, and - reads the task from there: "
            "write the task, or narrate with --headless"
        )
    asked = Asked(
        recipe=recipe,
        parameters=options.pairs("set", set, "tone=formal"),
        rehearse=rehearse,
        seed=seed,
        speed=speed,
        chaos=chaos,
        limits=options.limits(limit),
        models=options.models(model),
        task=_task(task),
        paused=paused,
        breakpoints=tuple(clean(each) for each in break_ or ()),
        on_gate=options.on_gate(on_gate or _GATES[front]),
        on_limit=options.on_limit(on_limit),
    )
    if front == "console":
        from orchtui.cli.commands.console import watch
        from orchtui.session import find_recipe

        if chaos or not rehearse:
            asked.prepare()  # what is paid for begins without a mistake
        watch(clean(find_recipe(recipe).stem), asked.begun, db, durable=durable)
        return
    asked.prepare()  # a mistake is told before anything begins
    if detach and report is None:
        detach_this(asked.task)
    else:
        from orchtui.cli.run_loop import carry_out

        carry_out(
            asked.begun, db, durable=durable, json=json, plain=front == "plain", report=report
        )


Front = Literal["console", "plain", "lines"]
_GATES: Mapping[Front, str] = {"console": "wait", "plain": "wait", "lines": "fail"}


def _front(headless: bool, plain: bool, json: bool, detached: bool) -> Front:
    """Who watches: a person at the console or reading lines, or nobody who could answer."""
    if headless + plain + json > 1:
        raise UsageError("say one of --headless, --plain, --json: each is another way to be told")
    if plain and detached:
        raise UsageError("--plain and --detach exclude each other: nobody would read the lines")
    if plain:
        return "plain"
    from orchtui.cli.commands.console import has_terminal

    return "lines" if headless or json or detached or not has_terminal() else "console"


def _check_detached(detach: bool, json: bool) -> None:
    if detach and json:
        raise UsageError("--detach says nothing of the run: leave out --json, and use orchtui tail")


def _task(typed: str | None) -> str:
    """The task as it was typed or piped in; an empty one is a mistake, not the recipe's own."""
    if typed is None:
        return ""
    if typed == "-" and sys.stdin.isatty():
        say("orchtui: type the task, then Ctrl+D on a line of its own")
    task = _piped() if typed == "-" else typed
    if not task.strip():
        where = "nothing came on stdin" if typed == "-" else "the task is empty"
        raise UsageError(f"{where}: say what to do, or leave the task out for the recipe's own")
    return clean(task.strip())


def _piped() -> str:
    return sys.stdin.buffer.read().decode("utf-8", "replace")


def resume(
    run: RunName,
    headless: Headless = False,
    plain: Plain = False,
    json: Json = False,
    detach: Detach = False,
    db: Database = None,
    durable: Durable = False,
) -> None:
    """Take a run up again where it was left, by Ctrl+C or by a killed process.

    Steps that are done are not asked again; calls that were in flight are, and count as spent. The
    run's record has its recipe and its settings, so no file is needed.

    orchtui resume last
    orchtui resume last --detach
    """
    from orchtui.cli.background import detach_this, report_to

    report = report_to()
    _check_detached(detach, json)
    front = _front(headless, plain, json, detach or report is not None)

    async def begin(session: Session) -> Live:
        return await session.resume(run)

    if detach and report is None:
        detach_this()
    there = options.existing(db)
    if front == "console":
        from orchtui.cli.commands.console import watch

        watch(f"run {run}", begin, there, durable=durable)
    else:
        from orchtui.cli.run_loop import carry_out

        carry_out(begin, there, durable=durable, json=json, plain=front == "plain", report=report)


def demo(headless: Headless = False, plain: Plain = False, db: Database = None) -> None:
    """Watch a team of five at work on the showcase recipe: no key, no cost, ten seconds.

    It is the same as:

    orchtui run research-article --rehearse --speed 2
    """
    run(SHOWCASE, headless=headless, plain=plain, rehearse=True, speed=DEMO_SPEED, db=db)


@dataclass
class Asked:
    """What was typed, each part of it understood."""

    recipe: str
    parameters: Mapping[str, str]
    rehearse: bool
    seed: int
    speed: float | None
    chaos: str
    limits: Mapping[str, float | None]
    models: Mapping[str, str]
    task: str
    paused: bool
    breakpoints: tuple[str, ...]
    on_gate: str
    on_limit: str
    _prepared: tuple[LoadedRecipe, Settings] | None = field(default=None, init=False)

    def prepare(self) -> tuple[LoadedRecipe, Settings]:
        """The recipe and the settings; every mistake in either is told."""
        if self._prepared is None:
            from orchtui.session import Settings, check_rehearsal, load

            settings = Settings(
                chaos=check_rehearsal(self.rehearse, self.speed, self.chaos),
                rehearse=self.rehearse,
                seed=self.seed,
                speed=options.speed(self.speed),
                limits=self.limits,
                models=self.models,
                task=self.task,
                paused=self.paused,
                breakpoints=self.breakpoints,
                on_gate=self.on_gate,
                on_limit=self.on_limit,
            )
            self._prepared = load(self.recipe, self.parameters), settings
        return self._prepared

    async def begun(self, session: Session) -> Live:
        """The run, ready to be carried out."""
        loaded, settings = self.prepare()
        return await session.start(loaded, settings)
