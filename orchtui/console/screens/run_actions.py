"""The actions of a run screen: what keys, the colon line, the palette and the mouse do.

An action is the method `action_` and its id, here or in `run_navigation`. A command goes to the
run's source, and its answer is shown in the footer; `availability` is asked first. In a recorded
run the same keys move through its time.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from orchtui.commands.breakpoints import parse_breakpoint
from orchtui.commands.parser import Typed
from orchtui.console import availability, clipboard, command_line
from orchtui.console.availability import READ_ONLY, Situation
from orchtui.console.dialogs.gate import EDIT, gate_question, settle_question
from orchtui.console.keymap import ACTIONS, keys_in_force
from orchtui.console.playback import Moving
from orchtui.console.run_source import Here, Source, answered
from orchtui.console.screens.base import ConsoleScreen
from orchtui.console.screens.run_navigation import RunNavigation
from orchtui.console.text.row import Row, RowKind
from orchtui.console.widgets.footer import Key
from orchtui.console.widgets.graph import GraphPane
from orchtui.console.widgets.row_list import Sheet
from orchtui.domain import events as e
from orchtui.domain.reply_schema import read
from orchtui.domain.sanitize import first_line
from orchtui.domain.suggest import nearest
from orchtui.errors import OrchtuiError, UsageError
from orchtui.session import command

if TYPE_CHECKING:
    from orchtui.domain.state import StepState

_MOST = 200
SOON = 0.4
"""Seconds after which a command without an answer is shown to be under way."""


class RunActions:
    """What can be done on a run screen."""

    def __init__(
        self,
        screen: ConsoleScreen,
        source: Source,
        playback: Moving,
        navigation: RunNavigation,
        leave: Callable[[], None],
    ) -> None:
        self.screen, self.source, self.view = screen, source, source.view
        self.playback, self.navigation, self.action_leave = playback, navigation, leave
        self._under_way: set[asyncio.Task[e.CommandAnswered]] = set()
        self._keys: Mapping[str, str] = {}

    # -- what is possible ----------------------------------------------------------------------

    @property
    def keys(self) -> Mapping[str, str]:
        """The keys of every action, as the settings have them."""
        if not self._keys:
            self._keys = keys_in_force(self.screen.console_app.user.keys, ACTIONS)
        return self._keys

    @property
    def situation(self) -> Situation:
        """What decides which actions are possible now."""
        screen = self.screen
        return Situation(
            self.view,
            screen.highlighted,
            screen.console_app.readonly,
            screen.size.width,
            self.playback.playing,
        )

    def offered(self) -> Sequence[Key]:
        """Return what the footer shows now."""
        now = self.situation
        return [
            Key(
                each.id,
                self.keys[each.id],
                availability.word(now, each),
                each.rank,
                not availability.refusal(now, each.id),
            )
            for each in ACTIONS.values()
            if each.rank and availability.concerns(now, each)
        ]

    def refusal(self, name: str) -> str:
        """Return why an action is not possible now, or nothing if it is."""
        return availability.refusal(self.situation, name)

    # -- performing ----------------------------------------------------------------------------

    def perform(self, name: str) -> None:
        """Perform an action, or show why it is not possible."""
        if refused := self.refusal(name):
            self.screen.show_message(f"{ACTIONS[name].word or name}: {refused}", "warn")
            return
        own: Callable[[], object] | None = getattr(self, f"action_{name}", None)
        if own is not None:
            own()
        else:
            self.navigation.perform(name)

    def typed(self, line: str) -> None:
        """Perform what was typed after the colon, or show what is wrong with it."""
        try:
            typed = command_line.parse(line, scrubs=self.situation.scrubs)
            if isinstance(typed, Typed):
                self._command_typed(typed)
            elif typed is not None and typed.words:
                self._perform_with(typed.id, typed.words)
            elif typed is not None:
                self.perform(typed.id)
        except UsageError as error:
            self.screen.show_message(str(error), "bad")

    def _perform_with(self, name: str, words: str) -> None:
        if name == "find":
            self.navigation.find(words)
        elif name == "time":
            self.go_to_moment(words)
        else:
            self.toggle_watch("", words)

    def _command_typed(self, typed: Typed) -> None:
        verb = typed.spec.verb
        if self.situation.scrubs and verb in ("break", "unbreak"):
            self._stop_typed(verb, typed.text or typed.target)
        else:
            self.give(verb, typed.target, typed.text, typed.options, typed.reason)

    def _stop_typed(self, verb: str, where: str) -> None:
        """Change where playing a record stops: breakpoints are this viewer's own there."""
        stops = self.view.stops
        if verb == "unbreak" and where not in stops:
            raise UsageError(f"playing does not stop at {where}{nearest(where, stops)}")
        if verb == "break":
            parse_breakpoint(where)
            if where in stops:
                self.screen.show_message(f"stops at {where} already")
                return
        self.stop_at(where)

    def open(self, row: Row) -> None:
        """Open what a row represents, change it, or go to it."""
        own: Callable[[Row], None] | None = getattr(self, f"open_{row.kind.value}", None)
        if own is not None:
            own(row)
        else:
            self.navigation.open(row)

    def give(
        self,
        verb: str,
        target: str = "",
        text: str = "",
        options: Mapping[str, str | float | bool | None] | None = None,
        reason: str = "",
    ) -> None:
        """Give the run a command, and show its answer."""
        if self.screen.console_app.readonly:
            self.screen.show_message(READ_ONLY, "warn")
            return
        given = command(verb, target, text, options, reason)
        self.screen.run_worker(self.answer_to(given), group="commands")

    async def answer_to(self, given: e.CommandGiven) -> e.CommandAnswered:
        """Give the run a command; show its answer and return it.

        The answer is shown even if the caller is cancelled meanwhile.
        """
        sent = asyncio.ensure_future(self._answer_to(given))
        self._under_way.add(sent)
        sent.add_done_callback(self._under_way.discard)
        done, _ = await asyncio.wait([sent], timeout=SOON)
        if not done:
            message = f"{_about(given)}: given, and not answered yet"
            self.screen.show_message(message, until=math.inf)
        return await asyncio.shield(sent)

    async def _answer_to(self, given: e.CommandGiven) -> e.CommandAnswered:
        answer = await answered(self.source, given)
        said = first_line(answer.said, _MOST)
        if answer.done:
            message = f"✔ {_about(given)}" + (f": {said}" if said else "")
            self.screen.show_message(message, "good")
        else:
            self.screen.show_message(f"✗ {_about(given)} refused: {said}", "bad")
        return answer

    # -- commands that move through the time of a recorded run ---------------------------------

    def action_pause(self) -> None:
        """Pause the run or continue it; play a record or stop it."""
        now = self.situation
        if now.scrubs:
            clock = self.screen.console_app.now()
            self.screen.show_message(self.playback.play_or_stop(clock))
        else:
            self.give("continue" if now.is_held else "pause")

    def action_pause_now(self) -> None:
        """Pause, and end the calls in flight."""
        self.give("pause", options={"now": True})

    def action_step(self) -> None:
        """Let one step run, or go to the next commit of a record."""
        self._go_on("step", self.playback.step)

    def action_next(self) -> None:
        """Let every ready step run once, or go to where the next step of a record ends."""
        self._go_on("next", self.playback.next)

    def action_continue(self) -> None:
        """Continue, or go to the next stop of a record."""
        self._go_on("continue", self.playback.to_next_stop)

    def action_finish(self) -> None:
        """Run until the step's group ends, or go to the end of a record."""
        self._go_on("finish", self.playback.to_end)

    def _go_on(self, verb: str, move: Callable[[], str]) -> None:
        if self.situation.scrubs:
            self.screen.show_message(move())
        else:
            self.give(verb)

    def action_break(self) -> None:
        """Set a breakpoint at the selected step, or delete the one there."""
        path = self.view.selected
        if not path:
            self.screen.show_message("select a step first, or type :break WHERE", "warn")
        elif self.situation.scrubs:
            self.stop_at(path)
        else:
            known = self.view.player.live.breakpoints
            there = [name for name, each in known.items() if each.text == path]
            self.give("unbreak", there[0]) if there else self.give("break", text=path)

    def stop_at(self, where: str) -> None:
        """Stop there when playing a record, or stop there no longer."""
        stops = self.view.stops
        stops.remove(where) if where in stops else stops.append(where)
        self.screen.show_message(f"{'stops' if where in stops else 'does not stop'} at {where}")

    def action_unbreak(self) -> None:
        """Delete the highlighted breakpoint, stop or watch."""
        row = self.screen.highlighted
        if row.kind is RowKind.BREAKPOINT:
            self.give("unbreak", row.key)
        elif row.kind is RowKind.STOP:
            self.stop_at(row.key)
        elif row.kind is RowKind.WATCH:
            self.view.watches.remove(row.key)
            self.screen.show_message(f"{row.key} is watched no longer")

    # -- commands that ask first ---------------------------------------------------------------

    def action_retry(self) -> None:
        """Ask the selected step again."""
        self.give("retry", self.view.selected)

    def action_say(self) -> None:
        """Ask for a message to the agent of the selected step."""
        step = self.view.step
        if step is None:
            self.screen.show_message("select a step of the agent first", "warn")
            return

        def send(text: str) -> None:
            if text:
                self.give("say", step.agent, text)

        self.screen.prompt(f"say to {step.agent}", "", send, hint="goes into its next prompt")

    def action_kill(self) -> None:
        """Ask whether the selected step, or the whole run, is to be killed."""
        path = self.view.selected if availability.is_killable(self.situation) else ""
        answers = {
            f"step {path}": ("k", f"end {path}", "its call is ended and the flow told"),
            "run": ("a", "end the whole run", "all calls are ended; it cannot be resumed"),
            "": ("escape", "leave it", ""),
        }
        if not path:
            del answers["step "]

        def kill(choice: str) -> None:
            self.give("kill", choice.partition(" ")[2])

        about = "What its calls had cost so far is spent."
        self.screen.choose(f"Kill {path or 'the run'}?", about, answers, kill)

    def action_edit(self) -> None:
        """Edit the instruction of the selected step, and ask it again."""
        step = self.view.step
        if step is None:
            return
        says = step.edited or step.planned.says
        begun = self.view.texts.read(says) if says else ""
        note = "its instruction" if begun else "it has none of its own: this is added to its task"
        self._edit(f"Ask {step.path} again", begun, note, lambda text: ("retry", step.path, text))

    def action_override(self) -> None:
        """Edit a reply in the place of the selected step's; it is checked while it is written."""
        step = self.view.step
        if step is None:
            return
        agent = self.view.recipe.agents.get(step.agent)
        schema = agent.reply if agent else None
        self._edit(
            f"The reply of {step.path}, in your words",
            self._reply(step),
            "it must fit what the flow expects of the step",
            lambda text: ("override", step.path, text),
            problem=lambda text: read(text, schema).problem,
        )

    def _reply(self, step: StepState) -> str:
        """Return the reply of a step, or as much as has come of it."""
        if step.reply:
            return self.view.texts.read(step.reply.text)
        return "".join(self.view.streams.heard(step.path, 0))

    def _edit(
        self,
        title: str,
        begun: str,
        note: str,
        command_of: Callable[[str], tuple[str, str, str]],
        *,
        options: Mapping[str, str | float | bool | None] | None = None,
        problem: Callable[[str], str] = lambda _text: "",
    ) -> None:
        """Ask for a text, and give a command with it."""

        async def send(text: str) -> str:
            answer = await self.answer_to(command(*command_of(text), options))
            return "" if answer.done else answer.said

        self.screen.edit(title, begun, send, note=note, problem=problem)

    def action_answer(self) -> None:
        """Ask what an open gate asks."""
        question = gate_question(self.view, availability.selected_gate(self.situation))
        if question is None:
            self.screen.show_message("no gate is open", "warn")
            return

        def answer(choice: str) -> None:
            if choice == EDIT:
                self._edit(
                    f"Gate {question.id}: what goes on",
                    question.begun,
                    "it goes on in place of what came before",
                    lambda text: ("answer", question.id, text),
                    options={"choice": EDIT},
                )
            elif choice:
                self.give("answer", question.id, options={"choice": choice})

        self.screen.choose(question.title, question.about, question.answers, answer)

    def action_settle(self) -> None:
        """Ask how to settle an open disagreement."""
        name = availability.selected_disagreement(self.situation)
        question = settle_question(self.view, name)
        if question is None:
            self.screen.show_message("nothing is disagreed on", "warn")
            return

        def settle(choice: str) -> None:
            verb, _, path = choice.partition(" ")
            if verb == "pick":
                self.give("settle", question.id, options={"pick": path})
            elif verb == "merge":
                self._edit(
                    question.title,
                    question.begun,
                    "a reply that takes their place",
                    lambda text: ("settle", question.id, text),
                )
            elif verb:
                self.give("settle", question.id, options={verb: True})

        self.screen.choose(question.title, question.about, question.answers, settle)

    def action_limit(self) -> None:
        """Ask for another limit."""
        self._type("limit --cost ")

    def action_resume(self) -> None:
        """Ask whether the run is to be resumed in this process."""

        def resume(_choice: str) -> None:
            self.screen.show_message("taking the run up again …")
            self.screen.app.run_worker(self._resume(), group="resuming", exclusive=True)

        self.screen.choose(
            f"Resume run {self.view.run} here?",
            "It goes on from where it was; nothing that is known is asked again.",
            {
                "resume": ("r", "resume it", "this console carries it out"),
                "": ("escape", "leave it", ""),
            },
            resume,
        )

    async def _resume(self) -> None:
        """Resume the run, on a screen that takes the place of the one that shows its record."""
        app, view = self.screen.console_app, self.view
        try:
            live = await app.session.resume(view.run)
        except OrchtuiError as error:
            self.screen.show_message(f"not resumed: {error}", "bad")
            return
        source = Here(app.session, live, app.database)
        source.view.selected = view.selected
        source.view.watches, source.view.stops = view.watches, view.stops
        await app.open_run(source, instead=True)

    # -- lines ---------------------------------------------------------------------------------

    def action_line(self) -> None:
        """Ask for a command."""
        self._type("")

    def _type(self, begun: str) -> None:
        self.screen.prompt(
            ":", begun, self.typed, suggest=lambda typed: command_line.suggestion(self.view, typed)
        )

    def action_find(self) -> None:
        """Ask what to search the run for."""
        self.screen.prompt("/", "", self.navigation.find)

    def action_time(self) -> None:
        """Ask for a moment to go to."""
        self.screen.prompt("go to", "", self.go_to_moment, hint="0:12, #40, 50%")

    def go_to_moment(self, typed: str) -> None:
        """Go to a moment that was typed, if any."""
        if not typed:
            return
        try:
            self.screen.show_message(self.playback.to_moment(typed))
        except UsageError as error:
            self.screen.show_message(str(error), "bad")

    def action_watch(self) -> None:
        """Ask for an expression to keep in sight."""
        self._ask_watch("")

    def _ask_watch(self, known: str) -> None:
        hint = "cost / tokens, step.confidence, researcher.summary"
        self.screen.prompt("watch", known, lambda typed: self.toggle_watch(known, typed), hint=hint)

    def toggle_watch(self, known: str, typed: str) -> None:
        """Watch an expression, in the place of a known one; one that is watched is removed."""
        watches = self.view.watches
        if known in watches:
            at = watches.index(known)
            watches[at : at + 1] = [typed] if typed and typed not in watches[:at] else []
        elif typed in watches:
            watches.remove(typed)
        elif typed:
            watches.append(typed)
        self.navigation.go_to_tab("Watches")

    # -- opening rows --------------------------------------------------------------------------

    def open_event(self, row: Row) -> None:
        """Go to an event."""
        self.screen.show_message(self.playback.go_to_event(int(row.key)))

    def open_breakpoint(self, row: Row) -> None:
        """Switch a breakpoint off, or on again."""
        if refused := self.refusal("unbreak"):
            self.screen.show_message(f"breakpoint {row.key}: {refused}", "warn")
            return
        known = self.view.player.live.breakpoints[row.key]
        self.give("unbreak", row.key, options={"off" if known.enabled else "on": True})

    def open_stop(self, row: Row) -> None:
        """Stop there no longer."""
        self.stop_at(row.key)

    def open_watch(self, row: Row) -> None:
        """Change a watched expression."""
        self._ask_watch(row.key)

    def open_gate(self, row: Row) -> None:
        """Answer a gate, if it is open."""
        if row.key in self.view.player.live.open_gates:
            self.perform("answer")
        else:
            message = f"gate {row.key} is closed: what it was answered stands here"
            self.screen.show_message(message, "warn")

    def open_meter(self, row: Row) -> None:
        """Ask for another limit of a meter."""
        if refused := self.refusal("limit"):
            self.screen.show_message(f"limit: {refused}", "warn")
        else:
            self._type(f"limit --{row.key} ")

    # -- copies --------------------------------------------------------------------------------

    def action_copy(self) -> None:
        """Copy the highlighted row."""
        self._copy(whole=False)

    def action_copy_all(self) -> None:
        """Copy the focused panel."""
        self._copy(whole=True)

    def _copy(self, *, whole: bool) -> None:
        sheet = self._focused_panel()
        if sheet is None:
            return
        text = clipboard.copied_text(sheet.pointed, sheet.rows, whole=whole or not sheet.points)
        file = clipboard.keep_copy(text)
        self.screen.app.copy_to_clipboard(text[: clipboard.MOST_COPIED])
        lines = text.count("\n") + 1
        kept = f", and in {file}" if file else ""
        message = f"copied {lines} line{'s' if lines > 1 else ''} to the clipboard{kept}"
        self.screen.show_message(message)

    def action_export(self) -> None:
        """Write the focused panel to a new file in the current folder."""
        sheet = self._focused_panel()
        if sheet is None:
            return
        stem = f"orchtui-{self.view.run}-{self.navigation.name_of(sheet)}"
        try:
            name = clipboard.export(sheet.rows, stem)
        except OSError as error:
            self.screen.show_message(f"{stem}.txt cannot be written: {error.strerror}", "bad")
            return
        self.screen.show_message(f"written to {name}")

    def _focused_panel(self) -> Sheet | None:
        focused = self.screen.focused
        if isinstance(focused, Sheet):
            return focused
        self.screen.show_message("nothing is focused: tab goes to a panel", "warn")
        return None

    # -- time ----------------------------------------------------------------------------------

    def go(self, position: int | None) -> None:
        """Show another position; None is the end of what is known."""
        self.playback.stop()
        self.view.go(position)
        self.screen.mark_dirty()

    def action_now(self) -> None:
        """Go back to the end of what is known, and follow it."""
        self.screen.query_one(GraphPane).follows_run = True
        self.go(None)

    def action_faster(self) -> None:
        """Play faster."""
        self.screen.show_message(self.playback.faster())

    def action_slower(self) -> None:
        """Play slower."""
        self.screen.show_message(self.playback.slower())

    def action_help(self) -> None:
        """Explain every key."""
        self.screen.explain()


def _about(given: e.CommandGiven) -> str:
    return f"{given.verb} {given.target}".rstrip()
