"""Keeping a release of a study with its certificate: one without the other is never there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from survey.disclosure.release import Release
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import certificates, releases, study_life


def keep_release(
    instance: Instance,
    release: Release,
    certificate: bytes | None,
    today: date,
    sheets: int,
    brought_back: str = "",
) -> Path | None:
    """Store a release that was made with so many share sheets, and return where its certificate
    lies (None: it has none).

    `brought_back` is the digest of the file in which it came from another machine. StudyStateWrong
    where its number is taken.
    """
    study_id, number, path = release.study.id, release.number, None
    if certificate is not None:
        path = certificates.keep(instance, study_id, number, certificate)
    with writing(instance.engine) as connection:
        releases.put(connection, release)
        if brought_back:
            words = f"Release {number}, from a machine without a network. File {brought_back}."
            journal.note(
                connection,
                day=today,
                study_id=study_id,
                event="release brought back",
                words=words,
            )
        study_life.release(connection, study_id, today, number, sheets)
    return path
