"""Whether slow work that was asked for is under way, and whether a program works on any.

It knows no kind of work.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from survey.storage.files import locked_if_free
from survey.storage.staff import job_rows


def lock_of_worker(folder: Path) -> Path:
    """Return the lock that whoever works on jobs holds for as long as they do."""
    return folder / "jobs.lock"


def somebody_works(folder: Path) -> bool:
    """Tell whether a program works on the jobs of an instance."""
    with locked_if_free(lock_of_worker(folder)) as free:
        return not free


def is_under_way(conn: Connection, folder: Path, kind: str, study_id: str) -> bool:
    """Tell whether work of a kind waits for its turn, or is worked on; not what was cut short."""
    stages = {one.stage for one in job_rows.every(conn, study_id) if one.kind == kind}
    return "waiting" in stages or ("working" in stages and somebody_works(folder))
