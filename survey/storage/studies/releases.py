"""The releases: what was published of a study, by number, and whether it is still as it was.

It may construct a Release, since it stores them whole.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, insert, select

from survey.disclosure.release import Release
from survey.errors import InstanceUnsound, StudyStateWrong
from survey.storage.schema import releases


def put(conn: Connection, release: Release) -> None:
    """Store a release under its study and number; StudyStateWrong when that number is taken."""
    study_id, number = release.study.id, release.number
    same = (releases.c.study_id == study_id, releases.c.number == number)
    if conn.execute(select(releases.c.number).where(*same)).first() is not None:
        raise StudyStateWrong(
            f"Release {number} of the study {study_id} is published already.",
            kept="It stays as it is.",
        )
    content = release.model_dump_json()
    row = {"study_id": study_id, "number": number, "json": content, "sha256": _digest(content)}
    conn.execute(insert(releases).values(row))


def newest(conn: Connection, study_id: str) -> Release | None:
    """Return the release with the highest number, or None; InstanceUnsound when it was altered."""
    newest_first = (
        select(releases.c.json, releases.c.sha256)
        .where(releases.c.study_id == study_id)
        .order_by(releases.c.number.desc())
        .limit(1)
    )
    row = conn.execute(newest_first).first()
    return None if row is None else _release(study_id, row.json, row.sha256)


def every(conn: Connection, study_id: str) -> tuple[Release, ...]:
    """Return all releases of a study in the order of their numbers; InstanceUnsound when one was
    altered."""
    found = select(releases.c.json, releases.c.sha256).where(releases.c.study_id == study_id)
    rows = conn.execute(found.order_by(releases.c.number)).all()
    return tuple(_release(study_id, row.json, row.sha256) for row in rows)


def _release(study_id: str, content: str, sha256: bytes) -> Release:
    if _digest(content) != sha256:
        raise InstanceUnsound(
            f"The release of the study {study_id} is not what was stored.",
            do="Bring the database back from a backup, and find out who changed it.",
        )
    return Release.model_validate_json(content)


def from_file(text: str) -> Release:
    """Return a release as it was published, release.json; ValueError where it is none."""
    return Release.model_validate_json(text)


def _digest(content: str) -> bytes:
    return hashlib.sha256(content.encode()).digest()
