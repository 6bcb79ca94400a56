"""What every screen offers to its actions: messages, prompts, choices, editors and help.

Actions depend on this and not on the screen they act for; a screen reaches the application through
`ConsoleServices`. So screens, actions and the application import in one direction.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from textual.screen import Screen

from orchtui.console.dialogs.choice import Answers, Choice
from orchtui.console.dialogs.help import Help, Page
from orchtui.console.glyphs import Glyphs
from orchtui.console.text.row import NOTHING, Row
from orchtui.console.theme import Look
from orchtui.console.widgets.footer import TOLD_FOR, Told
from orchtui.console.widgets.prompt import Line
from orchtui.console.widgets.row_list import Sheet

if TYPE_CHECKING:
    from orchtui.console.run_source import Source
    from orchtui.session import Session, UserSettings


class ConsoleServices(Protocol):
    """The application, as far as screens and their actions need it."""

    database: Path | None
    readonly: bool

    @property
    def session(self) -> Session:
        """What runs are started, read and commanded through."""
        ...

    @property
    def user(self) -> UserSettings:
        """The user's settings."""
        ...

    @property
    def look(self) -> Look:
        """The styles of the theme in use."""
        ...

    @property
    def glyphs(self) -> Glyphs:
        """The marks in use."""
        ...

    @property
    def now(self) -> Callable[[], float]:
        """The clock of the console."""
        ...

    def next_theme(self) -> None:
        """Use the next theme."""
        ...

    async def open_run(self, source: Source, *, instead: bool = False) -> RunShown:
        """Show a run, on top of this screen or instead of it."""
        ...

    def leave(self, screen: ConsoleScreen, source: Source) -> None:
        """Leave a run; one that runs in this process is stopped, detached, or kept."""
        ...


class RunShown(Protocol):
    """A run's screen, as far as home needs it."""

    def perform(self, name: str) -> None:
        """Perform an action by its id."""
        ...


def accept_any(_text: str) -> str:
    """Find no problem in any text."""
    return ""


class ConsoleScreen(Screen[None]):
    """A screen with a footer for messages and a line for prompts."""

    def __init__(self) -> None:
        super().__init__()
        self._message: Told | None = None

    @property
    def console_app(self) -> ConsoleServices:
        """The application."""
        return cast("ConsoleServices", self.app)

    def mark_dirty(self) -> None:
        """Have everything in sight filled again, soon."""
        raise NotImplementedError

    def help_page(self) -> Page:
        """Return the page that explains every key of this screen."""
        raise NotImplementedError

    def sheet(self, name: str) -> Sheet:
        """Return a panel by its name."""
        return self.query_one(f"#{name}", Sheet)

    @property
    def highlighted(self) -> Row:
        """The highlighted row of the focused panel."""
        focused = self.focused
        return focused.pointed if isinstance(focused, Sheet) else NOTHING

    # -- messages ------------------------------------------------------------------------------

    def show_message(self, text: str, style: str = "accent", until: float = 0.0) -> None:
        """Show a message in the footer, for a few seconds or until another takes its place."""
        if text:
            self._message = Told(text, style, until or self.console_app.now() + TOLD_FOR)
        self.mark_dirty()

    def clear_message(self) -> None:
        """Show no message any more."""
        self._message = None
        self.mark_dirty()

    @property
    def message(self) -> Told | None:
        """The message that is shown now."""
        if self._message is not None and self.console_app.now() > self._message.until:
            self._message = None
        return self._message

    # -- questions -----------------------------------------------------------------------------

    def prompt(
        self,
        prompt: str,
        begun: str,
        done: Callable[[str], None],
        *,
        hint: str = "",
        suggest: Callable[[str], str] | None = None,
    ) -> None:
        """Ask for a line at the bottom."""
        self.query_one(Line).ask(prompt, begun, done, hint=hint, suggest=suggest)

    def choose(self, title: str, about: str, answers: Answers, done: Callable[[str], None]) -> None:
        """Ask for one of a few answers."""

        def selected(name: str | None) -> None:
            if name:
                done(name)

        self.app.push_screen(Choice(title, about, answers, self.console_app.look), selected)

    def edit(
        self,
        title: str,
        begun: str,
        send: Callable[[str], Awaitable[str]],
        *,
        note: str = "",
        problem: Callable[[str], str] = accept_any,
    ) -> None:
        """Ask for a text; `send` returns why it is refused, or nothing."""
        from orchtui.console.dialogs.text_editor import Writing

        self.app.push_screen(Writing(title, begun, send, note, problem))

    def explain(self) -> None:
        """Show every key, explained."""
        self.app.push_screen(Help(self.help_page(), self.console_app.look))
