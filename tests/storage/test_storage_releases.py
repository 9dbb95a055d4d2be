"""Releases come back as they were put, the newest first, and a changed one is noticed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from survey.disclosure.release import Release
from survey.errors import InstanceUnsound, StudyStateWrong
from survey.sealing.closed_set import ClosedSet
from survey.storage.database import writing
from survey.storage.studies import releases, study_rows

EXAMPLE = Path(__file__).parents[1] / "reports" / "release-practice.json"


def example(number: int) -> Release:
    release = Release.model_validate_json(EXAMPLE.read_text(encoding="utf-8"))
    facts = release.study.model_copy(update={"id": "study"})
    return release.model_copy(update={"number": number, "study": facts})


def test_the_newest_release_comes_back_as_it_was(office: Any) -> None:
    with writing(office.instance.engine) as conn:
        assert releases.newest(conn, "study") is None
        releases.put(conn, example(1))
        releases.put(conn, example(2))
        assert releases.newest(conn, "study") == example(2)


def test_a_number_is_given_once(office: Any) -> None:
    with writing(office.instance.engine) as conn:
        releases.put(conn, example(1))
        with pytest.raises(StudyStateWrong):
            releases.put(conn, example(1))


def test_a_changed_release_is_noticed(office: Any) -> None:
    with writing(office.instance.engine) as conn:
        releases.put(conn, example(1))
        conn.execute(text("UPDATE releases SET json = replace(json, 'study', 'Study')"))
        with pytest.raises(InstanceUnsound):
            releases.newest(conn, "study")


def test_the_closed_set_is_fixed_once(office: Any) -> None:
    numbers, words = ClosedSet("numbers", 3, b"a" * 32), ClosedSet("words", 6, b"b" * 32)
    with writing(office.instance.engine) as conn:
        study_rows.set_closed(conn, "study", date(2026, 4, 1), numbers, words)
        with pytest.raises(StudyStateWrong):
            study_rows.set_closed(conn, "study", date(2026, 4, 2), words, numbers)
    row = office.study()
    assert (row.state, row.closed_on, row.closed_count) == ("closed", date(2026, 4, 1), 3)
    assert (row.closed_hash, row.closed_words_count) == (b"a" * 32, 6)
