"""The style of each status, of a step and of a run."""

from __future__ import annotations

from collections.abc import Mapping

STATUS_STYLES: Mapping[str, str] = {
    "planned": "quiet",
    "ready": "warn",
    "waiting": "warn",
    "held": "warn",
    "running": "busy",
    "done": "good",
    "failed": "bad",
    "cancelled": "quiet",
    "skipped": "quiet",
}

RUN_STYLES: Mapping[str, str] = {
    "running": "busy",
    "pausing": "warn",
    "paused": "warn",
    "done": "good",
    "partial": "warn",
    "interrupted": "warn",
    "waiting": "warn",
    "failed": "bad",
    "limited": "bad",
    "rejected": "bad",
    "stopped": "bad",
}
