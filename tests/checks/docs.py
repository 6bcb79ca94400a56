"""Whether the documentation speaks of things that exist.

Every relative link and heading it points to, every file it names, every make target, and every
verb and option of `orchtui` in an example is looked up. Running the examples is left to the tests.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from orchtui.cli.app import app
from tests.checks.examples import Verb, command_problems, verbs_of

ROOT: Final = Path(__file__).resolve().parents[2]

# In an inline code span these first parts of a path mean a file of the project.
_FOLDERS: Final = ("orchtui", "recipes", "tests", "docs", ".ci")

_FENCE = re.compile(r"^ {0,3}(```+|~~~+) *([\w-]*)[^\n]*\n(.*?)^ {0,3}\1[`~]* *$", re.M | re.S)
_LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)")
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_PATH = re.compile(r"\.?[\w-][\w.*-]*(?:/[\w.*-]+)*/?")
_TARGET = re.compile(r"\bmake ([a-z][a-z-]*)")
_SHELLS: Final = frozenset({"", "sh", "bash", "shell", "console", "zsh"})


def pages(root: Path = ROOT) -> tuple[Path, ...]:
    """The pages that have to be true today; the changelog may speak of what is gone."""
    named = (root / "README.md", root / "CONTRIBUTING.md", *sorted((root / "docs").rglob("*.md")))
    return tuple(page for page in named if page.is_file())


def page_problems(page: Path, root: Path, verbs: Verb) -> Iterator[str]:
    """Yield what one page says that is not so."""
    text = page.read_text(encoding="utf-8")
    prose = _FENCE.sub("", text)
    spans = _SPAN.findall(prose)
    for target in _LINK.findall(_SPAN.sub("", prose)):
        yield from _link_problems(target, page)
    for span in spans:
        if _names_a_file(span, root) and not _exists(span, root):
            yield f"`{span}` does not exist"
    shells = [body for _, language, body in _FENCE.findall(text) if language in _SHELLS]
    targets = _targets(root)
    for command in (*spans, *(line for body in shells for line in body.splitlines())):
        if command.removeprefix("$ ").startswith("make "):
            unknown = sorted(set(_TARGET.findall(command)) - targets)
            yield from (f"`make {target}`: no such target" for target in unknown)
    for example in (*spans, *shells):
        yield from command_problems(example, verbs)


def _link_problems(target: str, page: Path) -> Iterator[str]:
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return
    name, _, heading = target.partition("#")
    file = (page.parent / name) if name else page
    if not file.exists():
        yield f"the link to {target} leads nowhere"
    elif heading and file.suffix == ".md" and heading not in _headings(file):
        yield f"the link to {target}: {file.name} has no such heading"


def _headings(page: Path) -> frozenset[str]:
    prose = _FENCE.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ +(.+?) *#*$", prose, re.M)
    return frozenset(re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles)


def _names_a_file(span: str, root: Path) -> bool:
    if not _PATH.fullmatch(span):
        return False
    first, slash, _ = span.partition("/")
    if not slash:
        return bool(re.fullmatch(r"[A-Z]+\.md|requirements[\w-]*\.lock", span))
    return first in _FOLDERS or (root / "orchtui" / first).is_dir()


def _exists(span: str, root: Path) -> bool:
    """Rooms may be named from within the package: `domain/state.py`."""
    return any(any(base.glob(span.rstrip("/"))) for base in (root, root / "orchtui"))


def _targets(root: Path) -> frozenset[str]:
    makefile = root / "Makefile"
    text = makefile.read_text(encoding="utf-8") if makefile.is_file() else ""
    return frozenset(re.findall(r"^([a-z][a-z-]*):", text, re.M))


def orchtui_app() -> Verb:
    """Return the command line with all its verbs."""
    return verbs_of(app)


def main() -> int:
    """Check every page, say what is wrong, and give the exit code."""
    verbs = orchtui_app()
    checked = pages()
    found = [
        f"{page.relative_to(ROOT)}: {problem}"
        for page in checked
        for problem in page_problems(page, ROOT, verbs)
    ]
    for line in found:
        print(line, file=sys.stderr)
    if not found:
        print(f"Docs: {len(checked)} pages hold: links, files, targets, examples.")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
