"""Where things are found: the database, the shipped recipes, the recipe somebody named."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchtui.errors import UsageError
from orchtui.recipes import library
from orchtui.recipes.library import default_database, find_recipe, recipes_folder, shipped_recipes

SHIPPED = ", ".join([each.name for each in shipped_recipes()][:8])


@pytest.fixture
def user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Somebody who has never run orchtui, and names no database."""
    monkeypatch.delenv("ORCHTUI_DB", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    return tmp_path


def test_the_database_is_in_the_users_data_folder(user: Path) -> None:
    assert default_database().is_relative_to(user)

    assert default_database().name == "runs.db"
    assert default_database().parent.name == "orchtui"
    assert default_database().is_absolute()


def test_the_users_data_folder_is_made_for_nobody_else(user: Path) -> None:
    folder = default_database().parent

    assert folder.is_dir()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_data_folder_that_cannot_be_made_is_told_when_it_is_used(user: Path) -> None:
    (user / ".local").write_text("in the way", encoding="utf-8")

    assert default_database().name == "runs.db"


def test_the_environment_may_name_another_database(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ORCHTUI_DB", str(tmp_path / "mine.db"))

    assert default_database() == tmp_path / "mine.db"


def test_each_shipped_recipe_says_what_it_does() -> None:
    shipped = shipped_recipes()

    assert {"hello", "research-article", "startup-ideas"} <= {each.name for each in shipped}
    assert all(each.about.endswith(".") for each in shipped)


def test_recipes_are_found_in_a_checkout_and_in_an_installed_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert recipes_folder().name == "recipes"

    inside = tmp_path / "orchtui" / "_recipes"
    inside.mkdir(parents=True)
    (inside / "hello.yaml").write_text("about: 'From a wheel.'\n")
    monkeypatch.setattr(library, "_PACKAGE", tmp_path / "orchtui")

    (only,) = shipped_recipes()
    assert (only.name, only.about) == ("hello", "From a wheel.")
    assert find_recipe("hello") == inside / "hello.yaml"


def test_a_path_that_exists_wins_over_a_shipped_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    shipped = find_recipe("hello")
    Path("hello").write_text("name: mine\n")

    assert shipped == recipes_folder() / "hello.yaml"
    assert find_recipe("hello") == Path("hello")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("helo", "there is no recipe or file helo; did you mean hello?"),
        ("research-artcle.yaml", ("there is no file research-artcle.yaml; did you mean "
                                 "research-article?")),
        ("quite/other.yaml", f"there is no file quite/other.yaml; there is {SHIPPED}"),
        (".", ". is a folder; name a recipe file in it"),
        ("word " * 200, f"there is no recipe or file {'word ' * 200}; there is {SHIPPED}"),
    ],
)  # fmt: skip
def test_a_recipe_that_is_not_there_is_told(name: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_recipe(name)

    assert str(caught.value) == told
