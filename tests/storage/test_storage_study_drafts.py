"""Drafts of questionnaires: every version stays, and nobody writes over somebody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from survey.errors import DraftMovedOn, StudyUnknown
from survey.storage.database import writing
from survey.storage.studies import study_drafts
from survey.storage.studies.study_drafts import DraftVersion, StudyDraft

DAY = date(2026, 3, 2)


def version(number: int, file: str) -> DraftVersion:
    return DraftVersion("abc", number, file, DAY, "coordinator", "a note")


@pytest.fixture
def engine(office: Any) -> Any:
    """Give a database that holds one draft."""
    with writing(office.instance.engine) as connection:
        study_drafts.add(connection, StudyDraft("abc", "Title", "partners", 150), version(1, "one"))
    return office.instance.engine


def test_each_version_stays_as_it_was_saved(engine: Any) -> None:
    with writing(engine) as connection:
        assert study_drafts.save_version(connection, version(1, "# two\nid: x"), "Other") == 2
        assert study_drafts.save_version(connection, version(2, "three"), "Third") == 3
    with engine.connect() as connection:
        assert study_drafts.get(connection, "abc") == StudyDraft(
            "abc", "Third", "partners", 150, newest=3
        )
        kept = study_drafts.versions(connection, "abc")
        assert [(one.number, one.file) for one in kept] == [
            (3, "three"),
            (2, "# two\nid: x"),
            (1, "one"),
        ]
        assert study_drafts.version(connection, "abc").number == 3
        assert study_drafts.version(connection, "abc", 2) == kept[1]
        assert (kept[1].saved_on, kept[1].role, kept[1].note) == (DAY, "coordinator", "a note")


def test_who_writes_from_an_older_version_is_told_and_nothing_is_overwritten(engine: Any) -> None:
    with writing(engine) as connection:
        study_drafts.save_version(connection, version(1, "mine"), "Mine")
    with pytest.raises(DraftMovedOn, match="saved version 2"), writing(engine) as connection:
        study_drafts.save_version(connection, version(1, "yours"), "Yours")
    with engine.connect() as connection:
        assert study_drafts.version(connection, "abc").file == "mine"
        assert study_drafts.get(connection, "abc").newest == 2


def test_a_draft_can_be_set_where_it_stands_and_for_whom(engine: Any) -> None:
    with writing(engine) as connection:
        study_drafts.set_asking(connection, "abc", "open", 2_000, practice=True)
        study_drafts.set_state(connection, "abc", "in review")
        study_drafts.set_state(connection, "abc", "published", "study")
    with engine.connect() as connection:
        found = study_drafts.all_drafts(connection)
    assert found == (StudyDraft("abc", "Title", "open", 2_000, "published", 1, True, "study"),)
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(text("UPDATE study_drafts SET state = 'unheard of'"))


def test_what_is_not_there_is_said(engine: Any) -> None:
    with engine.connect() as connection:
        assert not study_drafts.exists(connection, "xyz")
        with pytest.raises(StudyUnknown, match="no draft called xyz"):
            study_drafts.get(connection, "xyz")
        with pytest.raises(StudyUnknown, match="no version 9"):
            study_drafts.version(connection, "abc", 9)
        assert study_drafts.exists(connection, "abc")
