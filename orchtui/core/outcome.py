"""What a flow's end comes to: its output as text, or the error it ended with as a status."""

from __future__ import annotations

import asyncio

from orchtui.domain.flow import Denied, FlowMisuse, Reply, StepError, Verdict


def shown(output: object) -> str:
    """What a flow returned, as text."""
    if output is None:
        return ""
    return output.text if isinstance(output, Reply) else str(output)


def cause(error: BaseException) -> BaseException:
    """The first error of however many there are in one."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def ended_with(error: BaseException) -> tuple[str, str, str]:
    """Status, output and reason of a flow that ended by an error."""
    error = cause(error)
    if isinstance(error, Verdict):
        return "rejected", error.output, error.why
    if isinstance(error, StepError | FlowMisuse):
        return "failed", "", str(error)
    if isinstance(error, asyncio.CancelledError | Denied):
        return "stopped", "", str(error)
    return "failed", "", f"{type(error).__name__}: {error}"
