"""A flow that is a Python function in a file beside its recipe: `python: research.py:article`."""

from __future__ import annotations

import inspect
from typing import cast

from orchtui.domain.flow import FlowFunction
from orchtui.domain.recipe import PythonFlow
from orchtui.recipes.python_code import load_module, named, unfit
from orchtui.recipes.reader import YamlReader


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
