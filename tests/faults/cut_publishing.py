"""Publishes editions in processes that are killed before a chosen step: a file or a statement.

Run as `python -m tests.faults.cut_publishing STUDY`, with the instance in its environment. For each
line “edition step” on standard input (step 0: none) one edition is published, and how many steps
that took is written, or minus the signal that ended it.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from survey.services.steps.put_edition import NewEdition, putting_edition
from survey.services.steps.report_files import StudyReport, put_report
from survey.settings import settings_of_process
from survey.storage.instance import open_instance
from survey.storage.staff import journal
from tests.storage.cut_upgrade import Counter

#: What every edition has, and what only even ones have.
ALWAYS = ("report.html", "report.pdf", "summary.pdf", "tables.csv", "release.json")
EVEN = ("themes.csv", "words.json", "bundle.zip")


def names_of_edition(number: int) -> tuple[str, ...]:
    """Return the names of the files of an edition."""
    return ALWAYS if number % 2 else ALWAYS + EVEN


def said_in(number: int) -> str:
    """Return what every file of an edition says, and no file of another."""
    return f"edition {number:04d} alone"


def publish_one(folder: Path, study_id: str, number: int, last: int) -> int:
    """Publish an edition, killed before its step `last`, and return how many steps it took."""
    instance = open_instance(folder, settings_of_process(os.environ))
    text = f"<html lang=en><body>{said_in(number)}</body></html>".encode()
    files = dict.fromkeys(names_of_edition(number), text)
    report = StudyReport(study_id, number, b"", files)
    today = datetime.now(UTC).date()
    edition = NewEdition(study_id, number, "", lambda into: put_report(report, into))
    counter = _Commits(folder, last)
    with putting_edition(instance, edition, today) as (conn, _held):
        journal.note(conn, day=today, study_id=study_id, event="report published")
    return counter.seen


class _Commits(Counter):
    """Counts the ends of transactions, too."""

    def __init__(self, folder: Path, last: int) -> None:
        super().__init__(folder, last)
        event.listen(Engine, "commit", self._commit)

    def _commit(self, *_: Any) -> None:
        self._one_more()


def in_fork(folder: Path, study_id: str, number: int, last: int) -> int:
    """Publish in a process of its own; return its steps, or minus the signal that ended it."""
    outlet, inlet = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(inlet, str(publish_one(folder, study_id, number, last)).encode())
        os._exit(0)
    _, status = os.waitpid(child, 0)
    os.close(inlet)
    said = os.read(outlet, 20)
    os.close(outlet)
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else int(said or -signal.NSIG)


if __name__ == "__main__":
    for line in sys.stdin:
        wanted, step = line.split()
        here = Path(os.environ["SURVEY_INSTANCE"])
        print(in_fork(here, sys.argv[1], int(wanted), int(step)), flush=True)
