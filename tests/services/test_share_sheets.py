"""Share sheets: handed over one by one at founding, and collected one by one at an opening."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from survey.errors import Refused, SharesRefused
from survey.services.councils.create_council import CouncilTerms, create_council
from survey.services.steps.collect_shares import ShareCollection
from survey.services.studies.publish_study import StudyTerms, publish_study
from survey.storage.council import council_rows
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from tests.conftest import Clock, Published, form_file
from tests.web.members import FILE

Publish = Callable[..., Published]


@pytest.fixture
def study(publish: Publish) -> Published:
    """Give a practice study with three sheets, two of which open it."""
    return publish(form_file("single"), practice=True)


@pytest.fixture
def collection(study: Published, instance: Instance, clock: Clock) -> ShareCollection:
    """Give what collects the sheets of that study."""
    with instance.engine.connect() as connection:
        return ShareCollection(study_rows.get(connection, study.id), clock)


def test_sheets_are_given_one_by_one_and_taken_once(
    study: Published, collection: ShareCollection
) -> None:
    assert collection.add(study.sheets[2]) == (1, 2)
    assert collection.add(study.sheets[0]) == (2, 2)
    assert set(collection.given()) == {study.sheets[0], study.sheets[2]}
    assert set(collection.take()) == {study.sheets[0], study.sheets[2]}
    assert collection.given() == collection.take() == ()
    assert collection.add(study.sheets[2]) == (1, 2), "what was forgotten may be given again"


def test_sheets_are_forgotten_an_hour_after_the_first(
    study: Published, collection: ShareCollection, clock: Clock
) -> None:
    collection.add(study.sheets[0])
    clock.forward(minutes=59)
    assert collection.add(study.sheets[1]) == (2, 2)
    clock.forward(minutes=1)
    with pytest.raises(SharesRefused, match="more than an hour ago"):
        collection.take()
    assert collection.given() == ()
    assert collection.add(study.sheets[1]) == (1, 2)


def test_a_sheet_that_comes_too_late_does_not_complete_them(
    study: Published, collection: ShareCollection, clock: Clock
) -> None:
    collection.add(study.sheets[0])
    clock.forward(hours=2)
    with pytest.raises(SharesRefused, match="forgotten"):
        collection.add(study.sheets[1])
    assert collection.given() == ()


def test_a_sheet_of_another_study_and_the_same_twice_are_refused(
    study: Published, publish: Publish, collection: ShareCollection
) -> None:
    collection.add(study.sheets[0])
    other = publish(form_file("single"), practice=True)
    with pytest.raises(SharesRefused, match=f"is for study {other.id}, not for {study.id}"):
        collection.add(other.sheets[1])
    with pytest.raises(SharesRefused, match="Share 1 was given twice"):
        collection.add(study.sheets[0])
    with pytest.raises(SharesRefused, match="not a share sheet"):
        collection.add("my sheet")
    assert collection.given() == (study.sheets[0],), "what is refused takes nothing away"


def test_no_word_of_a_sheet_is_shown_or_written(
    study: Published, collection: ShareCollection, instance: Instance
) -> None:
    collection.add(study.sheets[0])
    assert repr(collection) == str(collection) == f"ShareCollection({study.id})"
    line = next(one for one in study.sheets[0].splitlines() if one.startswith("   1 "))
    for path in instance.folder.rglob("*"):
        assert not path.is_file() or line.encode() not in path.read_bytes()


def test_each_trustee_is_handed_one_sheet_and_confirms_before_the_next(
    instance: Instance, clock: Clock
) -> None:
    handed: list[tuple[int, str]] = []

    def hand_over(number: int, sheet: str) -> bool:
        with instance.engine.connect() as connection:
            assert study_rows.all_studies(connection) == ()
        handed.append((number, sheet))
        return True

    terms = StudyTerms(4, 3, practice=True)
    study_id = publish_study(instance, form_file("single"), terms, clock().date(), hand_over)
    assert [number for number, _ in handed] == [1, 2, 3, 4]
    for number, sheet in handed:
        assert f"SHARE SHEET {number} OF 4" in sheet
        assert f"Study: {study_id}" in sheet


@pytest.mark.parametrize("refuses", [1, 2, 3])
def test_nothing_is_published_when_a_trustee_does_not_confirm(
    instance: Instance, clock: Clock, refuses: int
) -> None:
    handed: list[int] = []

    def hand_over(number: int, _sheet: str) -> bool:
        handed.append(number)
        return number != refuses

    terms = StudyTerms(3, 2, practice=True)
    with pytest.raises(Refused, match=f"sheet {refuses} of 3 did not confirm"):
        publish_study(instance, form_file("single"), terms, clock().date(), hand_over)
    assert handed == list(range(1, refuses + 1))
    with instance.engine.connect() as connection:
        assert study_rows.all_studies(connection) == ()


def test_no_council_is_created_and_no_code_handed_out_when_a_trustee_does_not_confirm(
    instance: Instance, clock: Clock
) -> None:
    codes: list[str] = []
    terms = CouncilTerms(3, 2, practice=True, members=8)
    with pytest.raises(Refused, match="sheet 3 of 3 did not confirm"):
        create_council(
            instance,
            FILE,
            terms,
            clock().date(),
            lambda number, _sheet: number < 3,
            lambda _id, new: codes.extend(new),
        )
    assert codes == []
    with instance.engine.connect() as connection:
        assert council_rows.every(connection) == ()
