"""The report of a study as files, and what of a release they are made of.

It knows names and bytes. It must not know what they say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from survey.disclosure.quotes import Quote
from survey.reports.report_card import ReportCard
from survey.storage.files import write_together

#: What only some reports have: the proof, the releases of before, and a bundle of all.
_NOT_ALWAYS = re.compile(
    r"certificate\.json|questionnaire\.json|release-\d+\.json|themes\.csv|words\.json"
    r"|.+-release-\d+\.zip|bundle\.zip"
)


@dataclass(frozen=True, slots=True)
class StudyReport:
    """The report of the last release of a study: the content of each of its files, by name.

    `number` is that of the release, `decided` stands for what was decided about its tables, and
    `card` is what lists and searches say of it (None: its name alone). `beside` are files that go
    only into a bundle: what describes the tables for other programs. `words` are those it was made
    with at somebody's wish (None: what was approved), and `quotes` those that are printed in it.
    """

    study_id: str
    number: int
    decided: bytes
    files: Mapping[str, bytes]
    card: ReportCard | None = None
    beside: Mapping[str, bytes] = field(default_factory=dict)
    words: str | None = None
    quotes: tuple[Quote, ...] = ()


def put_report(report: StudyReport, folder: Path) -> tuple[Path, ...]:
    """Write the files of a report into a folder, in place of those of an earlier one, and return
    their paths: what only the earlier one had goes, since it may tell of what was left out since.
    """
    for path in folder.iterdir() if folder.is_dir() else ():
        if _NOT_ALWAYS.fullmatch(path.name) and path.name not in report.files:
            path.unlink()
    return write_together(folder, report.files)
