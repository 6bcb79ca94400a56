"""What the figures were taken on: enough to compare by, nothing that says whose machine it is."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.benchmarks.peer import INSTALLED


def machine() -> str:
    """Processor, cores and system."""
    cores = os.cpu_count() or 1
    parts = [_processor(), f"{cores} core{'s' * (cores > 1)}", platform.system()]
    return ", ".join(part for part in parts if part)


def versions() -> str:
    """Of what is measured, and of what it stands on."""
    peer = [f"LangGraph {_version('langgraph')}"] if INSTALLED else []
    saver = [f"its SQLite saver {_version('langgraph-checkpoint-sqlite')}"] if INSTALLED else []
    python = f"Python {platform.python_version()}"
    ours = [python, f"SQLite {sqlite3.sqlite_version}", f"pydantic {_version('pydantic')}"]
    return ", ".join([*ours, *peer, *saver])


def busy() -> str:
    """How many processes wanted to run over the last five minutes."""
    return f"{os.getloadavg()[1]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _processor() -> str:
    about = Path("/proc/cpuinfo")
    if about.is_file():
        named = re.search(r"^model name\s*:\s*(.+)$", about.read_text(encoding="utf-8"), re.M)
        if named:
            return " ".join(named[1].split())
    return platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"
