"""The part of a council in the report of a study: only what the council's own report tells all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from survey.errors import Refused, StudyUnknown
from survey.services.councils.publish_council_report import report_standing, sign_council_report
from survey.services.steps.report_made_of import report_made_of
from survey.services.studies.set_reading import ReadingWish, set_reading
from survey.storage.council import round_releases
from survey.storage.database import writing
from survey.storage.staff import journal
from tests.a_release import PEOPLE, OpenedStudy, copied, opened_study
from tests.reports.council_sample import proceedings
from tests.reports.stored_council import store_council
from tests.web.shelves import shelf_for

GIVEN = proceedings(20, practice=True)
LAST = max(one.number for one in GIVEN.releases)
WITH = ReadingWish(with_council="reporting")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedStudy]:
    """Give a practice study that was opened, to be copied."""
    made = opened_study(tmp_path_factory.mktemp("carried") / "instance", PEOPLE, practice=True)
    yield made
    made.instance.close()


@pytest.fixture
def study(opened: OpenedStudy, tmp_path: Path) -> Iterator[OpenedStudy]:
    """Give that study in an instance of its own."""
    yield from copied(opened, tmp_path / "study")


def carry(study: OpenedStudy) -> None:
    """Say that the report of the study carries the part of the council."""
    set_reading(study.instance, study.id, WITH, study.now.date())


def publish(study: OpenedStudy, number: int = LAST) -> None:
    """Put the report of the council, without its pages, where everybody reads it."""
    shelf_for(study.instance, "reporting", number, day=study.now.date())
    with writing(study.instance.engine) as conn:
        event = "council report published"
        journal.note(conn, day=study.now.date(), study_id="reporting", event=event)


def sign(study: OpenedStudy) -> None:
    """Let somebody sign for the report of the council as it stands."""
    seen = report_standing(study.instance, "reporting").digest
    sign_council_report(study.instance, "reporting", seen, "Bo", study.now.date())


def test_a_report_carries_a_council_whose_own_report_is_read(study: OpenedStudy) -> None:
    store_council(study.instance, GIVEN)
    sign(study)
    assert report_made_of(study.instance, study.id).given.council is None
    with pytest.raises(Refused, match="cannot stand in this report"):
        carry(study)
    publish(study)
    carry(study)
    carried = report_made_of(study.instance, study.id).given.council
    assert carried is not None
    assert carried.releases == GIVEN.releases
    sign(study)
    with pytest.raises(Refused, match="has more to say"):
        report_made_of(study.instance, study.id)


def test_a_round_that_the_council_has_not_told_yet_stays_out(study: OpenedStudy) -> None:
    store_council(study.instance, replace(GIVEN, releases=GIVEN.releases[:-1]))
    sign(study)
    publish(study, LAST - 1)
    carry(study)
    with writing(study.instance.engine) as conn:
        round_releases.put(conn, GIVEN.releases[-1])
    with pytest.raises(Refused, match="has more to say than its own report tells"):
        report_made_of(study.instance, study.id)


def test_a_council_behind_a_passphrase_or_of_nobody_is_refused(study: OpenedStudy) -> None:
    store_council(study.instance, GIVEN)
    shelf_for(study.instance, "reporting", LAST, day=study.now.date())
    locked = ReadingWish(passphrase="correct horse battery staple")
    set_reading(study.instance, "reporting", locked, study.now.date())
    with pytest.raises(Refused, match="cannot stand in this report"):
        carry(study)
    wish = ReadingWish(with_council="nowhere")
    with pytest.raises(StudyUnknown):
        set_reading(study.instance, study.id, wish, study.now.date())
