"""What is asked of a person before something is done: a line, a text, a choice, how to leave.

Each function puts a question over the run screen and does what comes of the answer; the run goes
on meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchtui.console.availability import is_killable
from orchtui.console.dialogs.gate import show_gate, show_settling
from orchtui.console.run_source import Here
from orchtui.domain.reply_schema import read
from orchtui.domain.state import StepState
from orchtui.errors import OrchtuiError, UsageError
from orchtui.session import command

if TYPE_CHECKING:
    from orchtui.console.screens.run_actions import Acting


def line(acting: Acting, begun: str) -> None:
    """A command, typed."""
    acting.screen.ask(":", begun, acting.typed, suggest=acting.suggested)


def find(acting: Acting) -> None:
    """What to search the run for."""
    acting.screen.ask("/", "", acting.screen.looking.find)


def moment(acting: Acting) -> None:
    """Where in time to go."""
    acting.screen.ask("go to", "", lambda typed: go_to(acting, typed), hint="0:12, #40, 50%")


def go_to(acting: Acting, typed: str) -> None:
    """Go to a moment that was typed; nothing typed goes nowhere."""
    if not typed:
        return
    try:
        acting.tell(acting.moving.to_moment(typed))
    except UsageError as error:
        acting.tell(str(error), "bad")


def watch(acting: Acting, known: str = "") -> None:
    """An expression to keep in sight, or another one in the place of one that is."""
    hint = "cost / tokens, step.confidence, researcher.summary"
    acting.screen.ask("watch", known, lambda typed: watched(acting, known, typed), hint=hint)


def watched(acting: Acting, known: str, typed: str) -> None:
    """Watch what was typed; one that is watched already is let go of."""
    watches = acting.view.watches
    if known in watches:
        at = watches.index(known)
        watches[at : at + 1] = [typed] if typed and typed not in watches[:at] else []
    elif typed in watches:
        watches.remove(typed)
    elif typed:
        watches.append(typed)
    acting.screen.looking.go_to_tab("Watches")


def say(acting: Acting) -> None:
    """A message for the agent of the step that is looked at."""
    step = acting.view.step
    if step is None:
        acting.tell("select a step of the agent first", "warn")
        return

    def send(text: str) -> None:
        if text:
            acting.give("say", step.agent, text)

    acting.screen.ask(f"say to {step.agent}", "", send, hint="goes into its next prompt")


def kill(acting: Acting) -> None:
    """Whether the step that is looked at, or the whole run, is really to be ended."""
    path = acting.view.selected if is_killable(acting) else ""
    answers = {
        f"step {path}": ("k", f"end {path}", "its call is ended and the flow told"),
        "run": ("a", "end the whole run", "all calls are ended; it cannot be resumed"),
        "": ("escape", "leave it", ""),
    }
    if not path:
        del answers["step "]

    def end(choice: str) -> None:
        acting.give("kill", choice.partition(" ")[2])

    about = "What its calls had cost so far is spent."
    acting.screen.choose(f"Kill {path or 'the run'}?", about, answers, end)


def edit(acting: Acting) -> None:
    """Another instruction for the step that is looked at, and then ask it again."""
    step = acting.view.step
    if step is None:
        return
    says = step.edited or step.planned.says

    async def send(text: str) -> str:
        answer = await acting.carried(command("retry", step.path, text))
        return "" if answer.done else answer.said

    begun = acting.view.texts.read(says) if says else ""
    note = "its instruction" if begun else "it has none of its own: this is added to its task"
    acting.screen.write(f"Ask {step.path} again", begun, send, note=note)


def override(acting: Acting) -> None:
    """A reply of one's own in the step's place; it is checked as it is written."""
    step = acting.view.step
    if step is None:
        return

    async def send(text: str) -> str:
        answer = await acting.carried(command("override", step.path, text))
        return "" if answer.done else answer.said

    acting.screen.write(
        f"The reply of {step.path}, in your words",
        _said(acting, step),
        send,
        note="it must fit what the flow expects of the step",
        wrong=lambda text: _wrong(acting, step, text),
    )


def _said(acting: Acting, step: StepState) -> str:
    """The reply that stands, or as much as has come of it."""
    if step.reply:
        return acting.view.texts.read(step.reply.text)
    return "".join(acting.view.streams.heard(step.path, 0))


def _wrong(acting: Acting, step: StepState, text: str) -> str:
    agent = acting.view.recipe.agents.get(step.agent)
    return read(text, agent.reply if agent else None).problem


def answer(acting: Acting, gate: str) -> None:
    """The answer to a gate that is open."""
    show_gate(acting, gate)


def settle(acting: Acting, name: str) -> None:
    """How to settle what is disagreed on."""
    show_settling(acting, name)


def resume(acting: Acting) -> None:
    """Whether a run that was left is to be taken up again in this process."""

    def take_up(_choice: str) -> None:
        acting.tell("taking the run up again …")
        acting.screen.app.run_worker(_resumed(acting), group="resuming", exclusive=True)

    acting.screen.choose(
        f"Resume run {acting.view.run} here?",
        "It goes on from where it was; nothing that is known is asked again.",
        {
            "resume": ("r", "resume it", "this console carries it out"),
            "": ("escape", "leave it", ""),
        },
        take_up,
    )


async def _resumed(acting: Acting) -> None:
    """Carry the run on here, on a screen that takes the place of the one that showed its record."""
    app, view = acting.screen.app, acting.view
    try:
        live = await app.session.resume(view.run)
    except OrchtuiError as error:
        acting.tell(f"not resumed: {error}", "bad")
        return
    source = Here(app.session, live, app.database)
    source.view.selected = view.selected
    source.view.watches, source.view.stops = view.watches, view.stops
    await app.switch_screen(app.show_run(source))
