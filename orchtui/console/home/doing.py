"""What is done at home that takes a moment: reading, searching, opening, resuming, deleting.

Each is a coroutine that the screen runs beside itself, one of a kind at a time; what goes wrong is
told in the footer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchtui.console.run_source import Here, stored
from orchtui.session import Live

if TYPE_CHECKING:
    from orchtui.console.screens.home import HomeScreen

MOST = 20_000
"""How many runs are listed at most, the newest."""

_FIRST = 200
_NEWEST = 50
_PLACES = 500


class Doing:
    """The home screen's way to the session."""

    def __init__(self, screen: HomeScreen) -> None:
        self.screen, self.listing = screen, screen.listing

    # -- reading -------------------------------------------------------------------------------

    async def read(self) -> None:
        """All runs: the newest are shown at once, the others as soon as they are here."""
        session, known = self.screen.app.session, set(self.listing.known)
        newest = await session.runs(limit=_FIRST)
        self.listing.take(newest)
        self.screen.show_runs()
        rows = newest if len(newest) < _FIRST else await session.runs(limit=MOST + 1)
        self.listing.is_cut = len(rows) > MOST
        if self.listing.take(rows[:MOST], known):
            self.screen.show_runs()

    async def look_again(self, seen: Sequence[str]) -> None:
        """How the runs in sight stand now, and what is newer than all of them."""
        session = self.screen.app.session
        rows = await session.runs(only=seen) if seen else []
        newest = await session.runs(limit=_NEWEST)
        self.screen.show_again(changed=self.listing.take([*newest, *rows], seen))

    async def search(self, words: str) -> None:
        """List the runs that say this, with where they do."""
        session = self.screen.app.session
        found = await session.search(words, _PLACES) if words else []
        unknown = {each.run for each in found} - set(self.listing.known)
        if unknown:
            self.listing.take(await session.runs(only=sorted(unknown)))
        self.listing.search(words, found)
        self.screen.show_runs(top=True)
        if words:
            places = f"{len(found)} place{'s' if len(found) != 1 else ''}"
            runs = f"{self.listing.runs} run{'s' if self.listing.runs != 1 else ''}"
            self.screen.tell(f"{places} in {runs}; escape lists all again")

    # -- opening -------------------------------------------------------------------------------

    async def open(self, name: str, path: str, *, play: bool) -> None:
        """Show a run, at a step of it if one is named; played, from its start."""
        app = self.screen.app
        source = await stored(app.session, name, app.database)
        if path in source.view.player.live.steps:
            source.view.selected = path
        shown = app.show_run(source)
        await app.push_screen(shown)
        if play and source.view.kind == "recorded":
            shown.acting.do("pause")
        self.screen.acting.hush()

    async def resume(self, name: str) -> None:
        """Take an interrupted run up again, here."""
        await self.show(await self.screen.app.session.resume(name))

    async def show(self, live: Live) -> None:
        """Show a run that this process carries out."""
        app = self.screen.app
        await app.push_screen(app.show_run(Here(app.session, live, app.database)))

    # -- the rest ------------------------------------------------------------------------------

    async def delete(self, names: Sequence[str]) -> None:
        """Delete runs for good."""
        gone = await self.screen.app.session.remove(names)
        self.listing.forget(gone)
        self.screen.show_runs()
        told = f"run {gone[0]}" if len(gone) == 1 else f"{len(gone)} runs"
        self.screen.tell(f"deleted {told}")

    async def describe(self, name: str, *, check: bool) -> None:
        """Tell about a recipe; checked, it is read anew and its mistakes are told."""
        described = await self.screen.about.read_recipe(name)
        if described.recipe is not None:
            self.screen.list_recipe(name, described.recipe.about)
        self.screen.about.point_at_recipe(name, check=check)
        self.screen.go_to("details")
        if check:
            number = len(described.problems)
            told = f"{number} mistake{'s' if number != 1 else ''}" if number else "no mistakes"
            self.screen.tell(f"{name}: {told}", "bad" if number else "good")
