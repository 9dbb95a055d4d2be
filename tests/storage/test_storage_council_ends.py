"""The end of a council: its rounds end together, and nothing of them is left in any file."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from survey.errors import StudyStateWrong
from survey.services.councils.make_council_report import end_council
from survey.services.councils.steer_council import stop_council
from survey.services.ending.archive_council import archive_council
from survey.services.ending.archive_study import archive_study
from survey.services.ending.confirm_destroyed import confirm_destroyed
from survey.services.ending.erase_due import EndedNow, erase_due
from survey.services.overview.data_of_study import data_of
from survey.services.overview.erasure_certificate import erasure_certificate
from survey.storage.database import writing
from survey.storage.schema import codes, texts
from survey.storage.staff import journal
from survey.storage.studies import study_rows
from tests.conftest import at_work
from tests.storage.circle import AFTER, LAST_DAY, Circle
from tests.storage.filled import fill, left
from tests.storage.test_storage_end_of_data import seen
from tests.storage.thief import each_lies_in


@pytest.fixture
def circle(office: Any) -> Circle:
    """Give a council of eight that has counted one round."""
    made = Circle(office.instance, office.now)
    made.create(8)
    made.everyone_joins()
    made.open()
    for words in made.words:
        assert made.send(words, {"one": "p7"})[0] == "kept"
    made.count()
    return made


def _refuse(error: Exception) -> None:
    raise AssertionError(error)


def shelves(circle: Circle) -> list[bytes]:
    """Give every envelope that lies on a shelf."""
    with circle.instance.engine.connect() as conn:
        return [bytes(one) for table in (codes, texts)
                for one in conn.execute(select(table.c.envelope)).scalars()]  # fmt: skip


def test_a_council_that_goes_on_is_not_archived_and_a_round_never_alone(circle: Circle) -> None:
    with pytest.raises(StudyStateWrong, match="has not ended"):
        archive_council(circle.instance, circle.id, AFTER)
    with pytest.raises(StudyStateWrong, match="is round 1 of the council"):
        archive_study(circle.instance, circle.study().id, AFTER)
    assert "has not ended" in data_of(circle.instance, circle.id, AFTER).why_not


def test_nothing_of_an_archived_council_is_in_any_file(
    circle: Circle, thief: Any, tmp_path: Any
) -> None:
    end_council(circle.instance, circle.id, tmp_path / "report", today=LAST_DAY)
    sealed = shelves(circle)
    watched = fill(circle.instance.engine, circle.id, Random(3), 2, is_study=False)
    before = thief.copy()
    assert each_lies_in(before, (*sealed, *watched))
    done = archive_council(circle.instance, circle.id, AFTER)
    assert done.finished_on == AFTER.date()
    assert seen(thief.copy(), [*sealed, *watched]) == 0
    assert left(circle.instance.engine, [circle.id, circle.study().id]) == {}
    assert circle.study().stand == "archived"
    with pytest.raises(StudyStateWrong, match="archived already"):
        archive_council(circle.instance, circle.id, AFTER)
    for sheet in (1, 2):
        shredded = confirm_destroyed(
            circle.instance, circle.id, sheet, f"holder {sheet}", "by link", AFTER.date()
        )
    assert shredded
    assert circle.study().stand == "shredded"
    found = erasure_certificate(circle.instance, circle.id)
    assert [name for name, _ in found.closed_sets] == [circle.study().id]
    with circle.instance.engine.connect() as conn:
        said = [one.event for one in journal.entries(conn, study_id=circle.id)]
        assert journal.check(conn).wrong == ""
    assert said[-4:] == ["archived", "sheet destroyed", "sheet destroyed", "shredded"]


def test_on_its_day_a_council_is_archived_by_itself(circle: Circle) -> None:
    """Results of its one round are promised for April 2026, so it may be kept until October."""
    early = at_work(circle.instance, AFTER.replace(2026, 10, 31))
    assert [one.of for one in erase_due(circle.instance, early, _refuse)] == []
    day = at_work(circle.instance, AFTER.replace(2026, 11, 1, 12))
    assert erase_due(circle.instance, day, _refuse) == (EndedNow("archived", circle.id),)
    after = at_work(circle.instance, day + timedelta(days=31))
    assert erase_due(circle.instance, after, _refuse) == (EndedNow("shredded", circle.id),)


def test_a_round_that_is_later_keeps_the_earlier_ones(circle: Circle) -> None:
    """Later rounds are counted together with earlier ones, so the newest says when all end."""
    with writing(circle.instance.engine) as conn:
        study_rows.change(conn, circle.study().id, results_by=LAST_DAY.replace(2027, 1, 1))
    day = at_work(circle.instance, AFTER.replace(2026, 11, 1, 12))
    assert erase_due(circle.instance, day, _refuse) == ()
    assert data_of(circle.instance, circle.id, day).plan[-2].latest.isoformat() == "2027-07-31"


def test_a_council_that_was_stopped_before_its_first_round_can_be_archived(office: Any) -> None:
    made = Circle(office.instance, office.now)
    made.create(8)
    assert made.join(made.codes[0], 1) == "joined"
    stop_council(office.instance, made.id, "The team went away.", office.now.date())
    assert archive_council(office.instance, made.id, office.now).finished_on
    assert left(office.instance.engine, [made.id]) == {}
