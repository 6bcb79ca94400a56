"""The line at the bottom that something is typed into; enter does it, escape lets it be."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static

from orchtui.domain.sanitize import clean

Typed = Callable[[str], None]
Suggest = Callable[[str], str]
"""What a line may become, or nothing."""


class _Suggested(Suggester):
    """Asks again for every letter: what may follow changes with the run."""

    def __init__(self, suggest: Suggest) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._suggest = suggest

    async def get_suggestion(self, value: str) -> str | None:
        return self._suggest(value) or None


class Line(Horizontal):
    """A prompt and an input; hidden while nothing is asked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "let_be", "Let it be", show=False),
        Binding("up", "earlier", "What was typed before", show=False),
        Binding("down", "later", "What was typed after it", show=False),
    ]

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._done: Typed | None = None
        self._before: Widget | None = None
        self._history: dict[str, list[str]] = {}
        self._prompt = ""
        self._at = 0
        self.display = False

    def compose(self) -> ComposeResult:
        yield Static("", id="line-prompt", markup=False)
        yield Input(id="line-input", compact=True, select_on_focus=False)

    def ask(
        self, prompt: str, begun: str, done: Typed, *, hint: str, suggest: Suggest | None
    ) -> None:
        """Ask for a line; focus comes back to where it was once there is one, or none."""
        focused = self.screen.focused
        if focused is None or focused.id != "line-input":
            self._before = focused
        self._done, self._prompt = done, prompt
        self._at = len(self._history.setdefault(prompt, []))
        self.query_one(Static).update(Content(f" {prompt} "))
        field = self.query_one(Input)
        field.placeholder = hint
        field.suggester = _Suggested(suggest) if suggest else None
        field.value = begun
        self.display = True
        field.focus()
        field.cursor_position = len(begun)

    @on(Input.Submitted)
    def _typed(self, message: Input.Submitted) -> None:
        message.stop()
        typed, done = clean(message.value).strip(), self._done
        history = self._history[self._prompt]
        if typed and typed not in history[-1:]:
            history.append(typed)
        self.action_let_be()
        if done is not None:
            done(typed)

    def action_let_be(self) -> None:
        """Ask no more."""
        self.display = False
        self._done = None
        if self._before is not None and self._before.is_attached:
            # At once: what was typed may be about what is pointed at there.
            self.screen.set_focus(self._before)

    def action_earlier(self) -> None:
        """What was typed before, at this prompt."""
        self._recall(-1)

    def action_later(self) -> None:
        """What was typed after that."""
        self._recall(1)

    def _recall(self, by: int) -> None:
        history = self._history.get(self._prompt, [])
        self._at = max(0, min(self._at + by, len(history)))
        field = self.query_one(Input)
        field.value = history[self._at] if self._at < len(history) else ""
        field.cursor_position = len(field.value)
