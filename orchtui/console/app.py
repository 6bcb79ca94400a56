"""The application: its screens, its theme and its settings; how it is left, and how it breaks.

It draws nothing itself. Whatever breaks in it is raised again by whoever opened it, once the
terminal is as it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeGuard

from rich.console import RenderableType
from textual import events, on
from textual.app import App, SystemCommand
from textual.css.query import NoMatches
from textual.driver import Driver as AnyDriver
from textual.filter import LineFilter
from textual.screen import ModalScreen, Screen
from textual.widget import MountError
from textual.worker import WorkerFailed

from orchtui.console.glyphs import ASCII, Glyphs
from orchtui.console.screens.start_up import StartUpScreen
from orchtui.console.settings import THEMES, keys_of, theme_of
from orchtui.console.terminal.driver import Driver
from orchtui.console.terminal.key_queue import Done, InTurn
from orchtui.console.terminal.output_filter import Harmless, InAscii
from orchtui.console.theme import Look

if TYPE_CHECKING:  # slow to load: the first frame is on the screen before they are
    from orchtui.console.run_source import Here, Source
    from orchtui.console.screens.base import ConsoleScreen
    from orchtui.console.screens.run import RunScreen
    from orchtui.session import Session, UserSettings


GIVEN_WAY = 0.0002


class Console(App[None]):
    """The console over an open session."""

    CSS_PATH: ClassVar[str] = "console.tcss"
    TITLE = "orchtui"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar = []

    def __init__(
        self,
        session: Session | None,
        user: UserSettings,
        glyphs: Glyphs,
        *,
        first: Callable[[Console], Screen[None]],
        database: Path | None = None,
        readonly: bool = False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._session, self.user, self.glyphs = session, user, glyphs
        self.database, self.readonly = database, readonly
        self.now = now
        self.broke: BaseException | None = None
        self.is_suspended = False
        self.sources: list[Source] = []
        self.left: list[Source] = []
        self._first = first
        self._last_filters = [InAscii(), Harmless()] if glyphs is ASCII else [Harmless()]
        self.typed = InTurn(self, super().on_event)
        self._look: Look | None = None
        self.theme = theme_of(user)
        self.set_keymap(keys_of(user))

    def on_mount(self) -> None:
        """Show the first screen."""
        self.theme_changed_signal.subscribe(self, lambda _theme: self._new_look())
        self.set_class(self.glyphs is ASCII, "ascii")
        first = self._first(self)
        self.typed.is_held = isinstance(first, StartUpScreen)
        self.push_screen(first)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Draw a frame, unless there is nothing new in it or several are made into one."""
        super()._display(screen, renderable)
        if renderable is None or self._batch_count:
            return
        # The thread that writes it would get no turn before all that is to be done here is.
        time.sleep(GIVEN_WAY)
        if isinstance(screen, StartUpScreen):
            screen.seen()

    # -- keys ----------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Have keys done one after the other; all else goes on."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.typed.take(event)
        else:
            await super().on_event(event)

    @on(Done)
    def _key_done(self, message: Done) -> None:
        self.typed.done(message)

    @property
    def session(self) -> Session:
        """What runs are begun and read through; it may be opened after the console is."""
        assert self._session is not None
        return self._session

    @session.setter
    def session(self, session: Session) -> None:
        self._session = session

    # -- looks ---------------------------------------------------------------------------------

    @property
    def look(self) -> Look:
        """The styles of the theme that is chosen."""
        if self._look is None:
            self._look = Look(self.theme_variables, plain=self.glyphs is ASCII)
        return self._look

    def next_theme(self) -> None:
        """Take the next theme."""
        at = THEMES.index(self.theme) if self.theme in THEMES else -1
        self.theme = THEMES[(at + 1) % len(THEMES)]

    def _new_look(self) -> None:
        self._look = None
        for screen in self.screen_stack:
            if is_run_screen(screen):
                screen.new_look(self.look)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line goes through on its way to the terminal, the harmless one last."""
        return [*super().get_line_filters(), *self._last_filters]

    # -- coming and going ----------------------------------------------------------------------

    def show_run(self, source: Source) -> RunScreen:
        """A run's screen, in this console's marks."""
        from orchtui.console.screens.run import RunScreen

        source.view.glyphs = self.glyphs
        self.sources.append(source)
        return RunScreen(source)

    async def open_run(self, source: Source, *, instead: bool = False) -> RunScreen:
        """Show a run, on top of this screen or instead of it."""
        screen = self.show_run(source)
        await (self.switch_screen(screen) if instead else self.push_screen(screen))
        return screen

    def leave(self, screen: ConsoleScreen, source: Source) -> None:
        """Leave a run; one that runs in this process is stopped, detached, or kept."""
        from orchtui.console.run_source import Here

        if not isinstance(source, Here) or not source.view.is_going:
            self._close(source)
            return
        answers = {
            "stop": ("s", "stop it here", "resume takes it up where it was"),
            "detach": ("d", "detach it", "its own process carries it on"),
            "": ("escape", "stay", ""),
        }
        if self.readonly:
            del answers["detach"]

        def how(choice: str) -> None:
            if choice == "stop":
                screen.run_worker(self._stop(source))
            elif choice == "detach":
                screen.run_worker(self._detach_run(screen, source))

        about = "It is still going on. Nothing that is known is paid for twice."
        screen.choose(f"Leave run {source.view.run}?", about, answers, how)

    async def _stop(self, source: Here) -> None:
        await source.leave("left from the console")
        self._close(source)

    async def _detach_run(self, screen: ConsoleScreen, source: Here) -> None:
        screen.show_message("handing the run over …")
        if complaint := await source.hand_over():
            screen.show_message(f"not detached: {complaint}", "bad")
            return
        self._close(source)

    def _close(self, source: Source) -> None:
        if source not in self.left:
            self.left.append(source)
        if len(self.screen_stack) > 2:
            self.pop_screen()
        else:
            self.exit()

    async def action_quit(self) -> None:
        """Leave by way of the screen that is shown."""
        if is_run_screen(self.screen):
            self.leave(self.screen, self.screen.source)
        elif isinstance(self.screen, ModalScreen):
            self.screen.dismiss(None)
        else:
            self.exit()

    def action_help_quit(self) -> None:
        """Ctrl+C leaves too."""
        self.run_worker(self.action_quit())

    # -- the terminal --------------------------------------------------------------------------

    def get_driver_class(self) -> type[AnyDriver]:
        """What reads from the terminal and writes to it."""
        chosen = super().get_driver_class()
        return Driver if issubclass(Driver, chosen) else chosen

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Leave the terminal to somebody else for a while, such as an editor; then take it back."""
        failed: Exception | None = None
        with super().suspend():
            self.is_suspended = True
            try:
                yield
            except Exception as error:  # noqa: BLE001 - Textual would not take the terminal back
                failed = error
            finally:
                self.is_suspended = False
        if failed is not None:
            raise failed

    def interrupt(self, why: str) -> None:
        """Leave what is carried out here so that it can be resumed; from any thread."""
        for source in self.sources:
            source.interrupt(why)

    def end(self, code: int) -> None:
        """Close, with this exit code."""
        self.exit(return_code=code)

    def restore_at_once(self) -> None:
        """Put the terminal back as it was, without waiting for anything."""
        if isinstance(self._driver, Driver):
            self._driver.restore_at_once()

    # -- palette and mishaps -------------------------------------------------------------------

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the palette lists: the same table of actions as keys and help."""
        from orchtui.console.keymap import ACTIONS

        if is_run_screen(screen):
            for each in ACTIONS.values():
                do = partial(screen.perform, each.id)
                yield SystemCommand(each.id.replace("_", " "), each.about, do)
        elif commands := getattr(screen, "commands", None):
            yield from (SystemCommand(*each) for each in commands())
        for theme in THEMES:
            yield SystemCommand(f"theme {theme}", "Other colours.", partial(self._take, theme))

    def _take(self, theme: str) -> None:
        self.theme = theme

    def _handle_exception(self, error: Exception) -> None:
        """Keep what broke for whoever opened the console: nothing is printed here."""
        first = error.error if isinstance(error, WorkerFailed) else error
        if self._exit and isinstance(first, NoMatches | MountError):
            return  # what it looked for went with the console, which is being closed
        self.broke = self.broke or first
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()


def is_run_screen(screen: Screen[Any]) -> TypeGuard[RunScreen]:
    """Whether a screen shows a run."""
    from orchtui.console.screens.run import RunScreen

    return isinstance(screen, RunScreen)
