"""What is asked of a person before something is done: a line, a text, a choice, how to leave.

Each function puts a question over the run screen and does what comes of the answer; the run goes
on meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchtui.domain.reply import read
from orchtui.domain.state import StepState
from orchtui.errors import UsageError
from orchtui.session import command

if TYPE_CHECKING:
    from orchtui.console.acting import Acting


def line(acting: Acting, begun: str) -> None:
    """A command, typed."""
    acting.screen.ask(":", begun, acting.typed, known=True)


def find(acting: Acting) -> None:
    """What to search the run for."""
    acting.screen.ask("/", "", acting.screen.find)


def moment(acting: Acting) -> None:
    """Where in time to go."""

    def go(typed: str) -> None:
        try:
            said = acting.moving.to_moment(typed)
        except UsageError as error:
            acting.tell(str(error), "bad")
            return
        acting.tell(said)
        acting.screen.mark_dirty()

    acting.screen.ask("go to", "", go, hint="0:12, #40 (an event), 50%")


def watch(acting: Acting) -> None:
    """An expression to keep in sight; one that is watched already is let go of."""

    def add(typed: str) -> None:
        watches = acting.view.watches
        if typed in watches:
            watches.remove(typed)
        elif typed:
            watches.append(typed)
        acting.screen.go_to_tab("Watches")

    acting.screen.ask("watch", "", add, hint="cost / tokens, step.confidence, researcher.summary")


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
    """Whether the step that is looked at is really to be ended."""
    path = acting.view.selected
    step = acting.view.step
    if step is None:
        return

    def end(choice: str) -> None:
        if choice == "step":
            acting.give("kill", path)
        elif choice == "run":
            acting.give("kill")

    acting.screen.choose(
        f"Kill {path}?",
        "What its call had cost so far is spent.",
        {
            "step": ("k", f"end {path}", "its call is ended and the flow told"),
            "run": ("a", "end the whole run", "all calls are ended; it cannot be resumed"),
            "": ("escape", "leave it", ""),
        },
        end,
    )


def edit(acting: Acting) -> None:
    """Another instruction for the step that is looked at, and then ask it again."""
    step = acting.view.step
    if step is None:
        return
    says = step.edited or step.planned.says

    async def send(text: str) -> str:
        answer = await acting.carried(command("retry", step.path, text))
        return "" if answer.done else answer.said

    acting.screen.write(
        f"Ask {step.path} again", acting.view.texts.read(says), send, note="its instruction"
    )


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


def answer(acting: Acting) -> None:
    """The answer to the gate that is open."""
    acting.screen.show_gate()


def settle(acting: Acting) -> None:
    """How to settle what is disagreed on."""
    acting.screen.show_settling()


def leave(acting: Acting) -> None:
    """How to leave: a run that goes on here is stopped, handed over, or stayed with."""
    acting.screen.leave()


def explain(acting: Acting) -> None:
    """Every key, explained."""
    acting.screen.explain()
