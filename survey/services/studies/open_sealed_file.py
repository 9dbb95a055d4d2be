"""Opening a closed study from its file: no instance, no database and no network is needed.

It knows the numbers secret and the unprotected counts while it works, in memory only. It must not
store, log or return them. It loads the solver.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from survey.answers.codec import Layout
from survey.questionnaire.files.reading import from_json
from survey.sealing.closed_set import closed_set, require_unchanged
from survey.services.steps.make_release import Opened, make_release
from survey.services.steps.open_shelf import (
    MakeExecutor,
    Progress,
    open_sealed,
    require_enough,
)
from survey.services.steps.opened_file import OpenedFile, opened_text
from survey.services.steps.opening_foreseen import Foreseen, foreseen_of, require_openable
from survey.services.steps.sealed_file import FileShelf, SealedFile, read_sealed
from survey.services.steps.study_policy import policy_of


@dataclass(frozen=True, slots=True)
class OpenedOffline:
    """What opening a file gives: the file to bring back as text, its digest in hex, and what an
    opening tells; the certificate lies in the file."""

    text: str
    digest: str
    opened: Opened


def sealed_study(path: Path, today: date) -> SealedFile:
    """Return the closed study in a file; BadInput where it is none, StudyStateWrong where it cannot
    be opened today."""
    found = read_sealed(path)
    require_openable(found.row, found.before, today)
    return found


def foresee_sealed(found: SealedFile, sheets: Sequence[str]) -> Foreseen:
    """Return what opening is going to do; SharesRefused where the sheets do not suffice."""
    require_enough(found.row, sheets, "numbers")
    return foreseen_of(found.row, found.before)


def open_sealed_file(
    found: SealedFile,
    sheets: Sequence[str],
    today: date,
    make_executor: MakeExecutor,
    progress: Progress = lambda done, total: None,
    workers: int = 1,
) -> OpenedOffline:
    """Open a closed study from its file with the texts of share sheets, and store nothing.

    SharesRefused, ClosedSetChanged or DisclosureRefused, as `open_study`.
    """
    row = found.row
    policy_of(row)  # refused before anything is opened
    layout = Layout(from_json(row.questionnaire_json))
    words = closed_set("words", (one for one, _ in found.words))
    require_unchanged(row.closed("words"), words)
    shelf = open_sealed(FileShelf(found.path), row, sheets, layout.width, make_executor, progress)
    words_until = found.words_until
    made = make_release(row, found.before, found.journal, shelf, words_until, today, workers)
    proof = made.made.certificate()
    opened = OpenedFile(
        sealed_digest=found.digest,
        sheets=len(sheets),
        release=made.made.release.model_dump_json(),
        certificate=None if proof is None else proof.decode(),
    )
    text, digest = opened_text(opened)
    told = Opened(made.made.release, made.integrity, None, made.made.next_needs, made.contradicted)
    return OpenedOffline(text, digest, told)
