"""Python beside a recipe, named as `research.py:article`: read, looked for, hashed and imported.

Reading a recipe looks at the file's text only; the file is imported when a run needs it, and only
if the code is the code that was recorded. What its functions must be like is for the files of those
who use them to say.
"""

from __future__ import annotations

import ast
import importlib.util
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Final, TypeVar, cast

from orchtui.domain.digest import fingerprint
from orchtui.domain.flow import FlowFunction
from orchtui.domain.preview import nearest
from orchtui.domain.python_agent import AgentFunction
from orchtui.domain.recipe import PythonFlow, PythonFunction, Recipe
from orchtui.errors import UsageError
from orchtui.recipes.reader import YamlReader

Named = TypeVar("Named", bound=PythonFunction)

_FORM: Final = re.compile(r"([\w.-]+\.py):([A-Za-z_]\w*)", re.ASCII)


def named(reader: YamlReader, kind: type[Named], example: str) -> Named:
    """The file and the function that stand here."""
    written = reader.text()
    match = _FORM.fullmatch(written)
    if match is None:
        if written:
            reader.problem(
                f"expected a file beside the recipe and a function in it, such as "
                f"{example}, found {written}"
            )
        return kind("", "")
    return kind(match[1], match[2])


def check_file(reader: YamlReader, function: PythonFunction, folder: Path) -> None:
    """Note what keeps the file from holding the function; its code is not run."""
    if not function.file:
        return
    try:
        tree = ast.parse(_code(folder, function.file), function.file)
    except UsageError as error:
        reader.problem(str(error))
    except (SyntaxError, ValueError) as error:
        line = f" in line {error.lineno}" if isinstance(error, SyntaxError) else ""
        reader.problem(f"{function.file} is not Python{line}: {error.args[0]}")
    else:
        names = set(_defined(tree))
        if function.function not in names:
            hint = nearest(function.function, names)
            reader.problem(f"{function.file} defines no {function.function}{hint}")


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


def code_hash(folder: str, function: PythonFunction) -> str:
    """What names the file's code as it is now."""
    return fingerprint(_code(Path(folder), function.file))


def load_module(folder: str, file: str, expected_hash: str | None = None) -> ModuleType:
    """Import the file, if it is the one that was recorded."""
    code = _code(Path(folder), file)
    found_hash = fingerprint(code)
    if expected_hash is not None and found_hash != expected_hash:
        raise UsageError(
            f"{file} is not what it was when the run was recorded: "
            "put the old file back, or start a new run"
        )
    name = f"_orchtui_python_{found_hash.replace('-', '_')}"
    path = Path(folder) / file
    spec = importlib.util.spec_from_loader(name, loader=None, origin=str(path))
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    module.__file__ = str(path)
    sys.modules[name] = module
    try:
        exec(compile(code, str(path), "exec"), module.__dict__)  # the very bytes that were hashed
    except Exception as error:
        del sys.modules[name]
        raise UsageError(f"{file} cannot be imported: {type(error).__name__}: {error}") from error
    return module


def unfit(function: PythonFunction, wanted: str, found: object) -> UsageError:
    """What to say of a file whose function is not as it must be."""
    return UsageError(
        f"{function.file} needs `{wanted}`; what it has is "
        f"{'no such name' if found is None else 'something else'}"
    )


def _code(folder: Path, file: str) -> bytes:
    try:
        return (folder / file).read_bytes()
    except OSError as error:
        told = error.strerror or type(error).__name__
        raise UsageError(
            f"{file} cannot be read ({told}); it must stand beside the recipe"
        ) from error


FOR_MODELS: Final = ("model", "fallback", "temperature")


def python_agent(reader: YamlReader) -> PythonFunction:
    """The function that the agent here is, and nothing beside it that only a model could heed."""
    for key in FOR_MODELS:
        if key in reader.keys:
            message = f"{key} is for models, and python: names a function in place of one; drop one"
            reader.reading.note(message, reader.key_place(key))
    return named(reader.at("python"), PythonFunction, "checks.py:sums")


def load_agents(folder: str, recipe: Recipe, hashes: Mapping[str, str]) -> dict[str, AgentFunction]:
    """Import the functions of a recipe's agents, by the models they stand for, each file once.

    A file whose hash is not the one recorded for its functions is not imported.
    """
    found: dict[str, AgentFunction] = {}
    modules = {}
    for function in functions_of(recipe):
        if function.file not in modules:
            recorded = hashes.get(function.model, "")
            modules[function.file] = load_module(folder, function.file, recorded)
        there = getattr(modules[function.file], function.function, None)
        if not _takes_one(there):
            raise unfit(function, f"def {function.function}(asked)", there)
        found[function.model] = cast("AgentFunction", there)
    return found


def functions_of(recipe: Recipe) -> list[PythonFunction]:
    """The functions that stand in a recipe for models."""
    return [agent.python for agent in recipe.agents.values() if agent.python is not None]


def _takes_one(there: object) -> bool:
    if not callable(there):
        return False
    try:
        inspect.signature(there).bind(None)
    except TypeError:
        return False
    except ValueError:  # one that is not written in Python does not tell
        return True
    return True


def python_flow(reader: YamlReader) -> PythonFlow:
    """The flow that is named here."""
    return named(reader, PythonFlow, "flow.py:article")


def load_flow(folder: str, flow: PythonFlow, expected_hash: str | None = None) -> FlowFunction:
    """Import the flow, if its file is the one that was recorded."""
    module = load_module(folder, flow.file, expected_hash)
    function = getattr(module, flow.function, None)
    if not inspect.iscoroutinefunction(function):
        raise unfit(flow, f"async def {flow.function}(flow, task)", function)
    return cast("FlowFunction", function)
