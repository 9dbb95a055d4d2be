"""Counts of themes that may be printed: one for each question of a study, and never a second one.

It may construct a ThemeCounts, since it stores them whole.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, insert, select

from survey.disclosure.theme_counts import ThemeCounts
from survey.errors import InstanceUnsound, StudyStateWrong
from survey.storage.words.theme_tables import released_themes

_HERE = released_themes.c


def put_themes(conn: Connection, themes: ThemeCounts) -> None:
    """Store the counted themes of a question; StudyStateWrong where it has some."""
    require_uncounted(conn, themes.study_id, themes.question_id)
    content = themes.model_dump_json()
    row = {"study_id": themes.study_id, "question_id": themes.question_id}
    row |= {"themes_json": content}
    conn.execute(insert(released_themes).values(sha256=_digest(content), **row))


def require_uncounted(conn: Connection, study_id: str, question_id: str) -> None:
    """Raise StudyStateWrong where the themes of a question were counted before: what a second
    count differs by could tell of one text."""
    here = (_HERE.study_id == study_id, _HERE.question_id == question_id)
    if conn.execute(select(_HERE.question_id).where(*here)).first() is not None:
        raise StudyStateWrong(
            "The themes of this question are counted already, and once is all there is.",
            kept="The counts stay as they are.",
            do="Two counts that differ by one text would tell of that text.",
        )


def themes_of_study(conn: Connection, study_id: str) -> tuple[ThemeCounts, ...]:
    """Return the counted themes of a study in the order of its questions' ids; InstanceUnsound
    where some were altered."""
    rows = conn.execute(
        select(_HERE.themes_json, _HERE.sha256)
        .where(_HERE.study_id == study_id)
        .order_by(_HERE.question_id)
    )
    return tuple(_themes(study_id, row.themes_json, bytes(row.sha256)) for row in rows)


def _themes(study_id: str, content: str, sha256: bytes) -> ThemeCounts:
    if _digest(content) != sha256:
        raise InstanceUnsound(
            f"The counted themes of the study {study_id} are not what was stored.",
            do="Bring the database back from a backup, and find out who changed it.",
        )
    return ThemeCounts.model_validate_json(content)


def _digest(content: str) -> bytes:
    return hashlib.sha256(content.encode()).digest()
