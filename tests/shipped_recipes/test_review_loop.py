"""`review-loop`: a script is reviewed and mended; what is still objected to is on the record."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.shipped_recipes.rehearsing import rehearse

NAME = "review-loop"
DAY = 24 * 60 * 60


async def test_the_work_is_reviewed_by_two_and_done_again_with_their_objections() -> None:
    done = await rehearse(NAME)
    first, second = "script/round/author", "script/round.2/author"
    reviews = ("script/review/safety", "script/review/clarity")

    assert done.graph == {
        first: (),
        **dict.fromkeys(reviews, (first,)),
        second: (first, *reviews),
        "script/review.2/safety": (second,),
        "script/review.2/clarity": (second,),
    }
    assert "cd fails" in done.told("script/round.2/author")
    assert done.cut == {}


async def test_it_is_approved_in_round_two_and_what_is_minor_stays_on_the_record() -> None:
    done = await rehearse(NAME)
    ended = done.record.state.groups["script"].ended

    assert ended is not None
    assert ended.how == "approved in round 2, 1 objection open"
    (still_open,) = done.notes
    assert still_open.startswith("open: safety (minor, at ")
    assert done.outcome.status == "done"
    assert done.outcome.reply == done.said("script/round.2/author")


def pruned(script: str, folder: Path, *arguments: str) -> tuple[bool, set[str]]:
    """Whether a script went well, started in this folder, and what is left there."""
    sh = ["sh", "-c", script, "prune-backups", *arguments]
    ended = subprocess.run(sh, cwd=folder, capture_output=True, check=False)
    return ended.returncode == 0, {each.name for each in folder.iterdir()}


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a shell")
async def test_the_approved_script_does_what_it_was_reviewed_for(tmp_path: Path) -> None:
    script = (await rehearse(NAME)).outcome.reply
    backups = [f"backup-2026-01-{day:02}.tar.gz" for day in range(1, 21)]
    there = {*backups, "notes.txt"}
    old = time.time() - 40 * DAY
    for name in there:
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (old, old))
    os.utime(tmp_path / backups[0], None)

    assert pruned(script, tmp_path) == (False, there)
    assert pruned(script, tmp_path, str(tmp_path / "not-mounted")) == (False, there)
    young, newest = backups[0], backups[-7:]
    assert pruned(script, tmp_path, str(tmp_path)) == (True, {young, *newest, "notes.txt"})


async def test_what_is_never_mended_is_said_plainly() -> None:
    done = await rehearse(NAME, hasty="true")

    assert (done.outcome.status, done.outcome.exit_code) == ("partial", 1)
    assert done.outcome.missing == ("approval of author",)
    assert any(note.startswith("open: safety (critical") for note in done.notes)
    assert "script/round.3/author" in done.asked
    assert "script/round.4/author" not in done.asked


async def test_a_reviewer_who_is_gone_leaves_the_review_to_the_other() -> None:
    done = await rehearse(NAME, kills=["script/review/clarity"])

    assert (done.outcome.status, done.outcome.missing) == ("partial", ("script/review/clarity",))
    assert done.graph["script/round.2/author"] == ("script/round/author", "script/review/safety")
    assert done.outcome.reply == done.said("script/round.2/author")
