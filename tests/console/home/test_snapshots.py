"""Pictures of home: with runs and without, in the sizes there are, on a run and on a recipe."""

from __future__ import annotations

import inspect
import shutil
import sqlite3
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import ClassVar

import pytest

from orchtui.console.app import Console
from orchtui.console.glyphs import ASCII, UNICODE, Glyphs
from orchtui.console.screens.home import HomeScreen
from orchtui.console.screens.start_up import StartUpScreen
from orchtui.session import Session, UserSettings
from tests.console.home.homes import FAST
from tests.console.test_snapshots import Compare, pictured

THEN = 1_900_000_000.0
AGES = (3 * 86_400, 86_400, 7_200, 1_500, 40)


class Home(Console):
    """The console at home, with a session of its own that ends with it."""

    CSS_PATH: ClassVar[str] = str(Path(inspect.getfile(Console)).parent / Console.CSS_PATH)

    def __init__(self, database: Path, glyphs: Glyphs, theme: str) -> None:
        self._held = AsyncExitStack()

        async def begin() -> None:
            self.session = await self._held.enter_async_context(Session.open(database))
            await self.switch_screen(HomeScreen(FAST, clock=lambda: THEN))
            await self.typed.let_go()

        super().__init__(
            None,
            UserSettings(theme=theme),
            glyphs,
            first=lambda _: StartUpScreen("orchtui", lambda: self.look, begin),
            database=database,
            now=lambda: 1000.0,
        )

    async def on_unmount(self) -> None:
        """Let the record go."""
        await self._held.aclose()


@pytest.fixture(scope="session")
def dated(recorded: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recorded runs, with names and ages that are the same each time."""
    database = Path(shutil.copy(recorded[0], tmp_path_factory.mktemp("dated") / "runs.db"))
    with closing(sqlite3.connect(database)) as connection, connection:
        for number, age in enumerate(AGES, start=1):
            connection.execute(
                "UPDATE run SET id = ?, started = ?, updated = ?, seconds = ? WHERE no = ?",
                (f"2pyjvj09{number}", THEN - age, THEN - age, 1.5 * number, number),
            )
    return database


def seen(
    database: Path,
    compare: Compare,
    *keys: str,
    size: tuple[int, int] = (120, 36),
    glyphs: Glyphs = UNICODE,
    theme: str = "",
    shows: str = "2pyjvj095",
) -> None:
    pictured(Home(database, glyphs, theme), compare, size, *keys, shows=shows)


@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])
def test_home(size: tuple[int, int], dated: Path, snap_compare: Compare) -> None:
    seen(dated, snap_compare, size=size, shows="2pyjvj095" if size[0] > 80 else "Welcome")


def test_home_on_a_recipe(dated: Path, snap_compare: Compare) -> None:
    seen(dated, snap_compare, "2", "down", "down", "d", shows="up&#160;to&#160;3&#160;rounds")


def test_home_before_there_is_any_run(tmp_path: Path, snap_compare: Compare) -> None:
    seen(tmp_path / "runs.db", snap_compare, shows="No&#160;run&#160;is&#160;stored")


def test_home_in_a_light_theme(dated: Path, snap_compare: Compare) -> None:
    seen(dated, snap_compare, theme="textual-light")


def test_home_in_ascii(dated: Path, snap_compare: Compare) -> None:
    seen(dated, snap_compare, glyphs=ASCII)
