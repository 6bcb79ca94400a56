"""A flow that is a Python function in a file beside its recipe: `python: research.py:article`.

Reading a recipe looks at the file's text only; the function is imported when a run needs it, and
only if the code is the code that was recorded.
"""

from __future__ import annotations

import ast
import importlib.util
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, cast

from orchtui.config.reader import YamlReader
from orchtui.domain.digest import fingerprint
from orchtui.domain.flow import FlowFunction
from orchtui.domain.recipe import PythonFlow
from orchtui.domain.sketch import nearest
from orchtui.errors import UsageError

_FORM: Final = re.compile(r"([\w.-]+\.py):([A-Za-z_]\w*)", re.ASCII)


def python_flow(reader: YamlReader) -> PythonFlow:
    """The file and the function that stand here."""
    written = reader.text()
    match = _FORM.fullmatch(written)
    if match is None:
        if written:
            reader.problem(
                f"expected a file beside the recipe and a function in it, such as "
                f"flow.py:article, found {written}"
            )
        return PythonFlow("", "")
    return PythonFlow(match[1], match[2])


def check_file(reader: YamlReader, flow: PythonFlow, folder: Path) -> None:
    """Note what keeps the file from holding the flow; its code is not run."""
    if not flow.file:
        return
    try:
        tree = ast.parse(_code(folder, flow), flow.file)
    except UsageError as error:
        reader.problem(str(error))
    except (SyntaxError, ValueError) as error:
        line = f" in line {error.lineno}" if isinstance(error, SyntaxError) else ""
        reader.problem(f"{flow.file} is not Python{line}: {error.args[0]}")
    else:
        names = set(_defined(tree))
        if flow.function not in names:
            hint = nearest(flow.function, names)
            reader.problem(f"{flow.file} defines no {flow.function}{hint}")


def _defined(tree: ast.Module) -> Iterator[str]:
    for statement in tree.body:
        match statement:
            case ast.AsyncFunctionDef(name=name) | ast.FunctionDef(name=name):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (alias.asname or alias.name for alias in names)
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case _:
                pass


def code_hash(folder: str, flow: PythonFlow) -> str:
    """What names the file's code as it is now."""
    return fingerprint(_code(Path(folder), flow))


def load_function(folder: str, flow: PythonFlow, expected_hash: str | None = None) -> FlowFunction:
    """Import the function, if its file is the one that was recorded."""
    code = _code(Path(folder), flow)
    if expected_hash is not None and fingerprint(code) != expected_hash:
        raise UsageError(
            f"{flow.file} is not what it was when the run was recorded: "
            "put the old file back, or start a new run"
        )
    name = f"_orchtui_flow_{fingerprint(code).replace('-', '_')}"
    path = Path(folder) / flow.file
    spec = importlib.util.spec_from_loader(name, loader=None, origin=str(path))
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    module.__file__ = str(path)
    sys.modules[name] = module
    try:
        exec(compile(code, str(path), "exec"), module.__dict__)  # the very bytes that were hashed
    except Exception as error:
        del sys.modules[name]
        raise UsageError(
            f"{flow.file} cannot be imported: {type(error).__name__}: {error}"
        ) from error
    function = getattr(module, flow.function, None)
    if not inspect.iscoroutinefunction(function):
        raise UsageError(
            f"{flow.file} needs `async def {flow.function}(flow, task)`; what it has is "
            f"{'no such name' if function is None else 'something else'}"
        )
    return cast("FlowFunction", function)


def _code(folder: Path, flow: PythonFlow) -> bytes:
    try:
        return (folder / flow.file).read_bytes()
    except OSError as error:
        told = error.strerror or type(error).__name__
        raise UsageError(
            f"{flow.file} cannot be read ({told}); it must stand beside the recipe"
        ) from error
