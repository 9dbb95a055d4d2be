"""Opening a study at the desk: each trustee with their own sheet, and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import pytest
from flask import Flask

from survey.sealing.opening.share_sheets import read_sheet
from survey.services.practice.invent_answers import answer_as_invented
from survey.services.studies.close_study import close_study
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import releases
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import DeskPage, StaffVisitor

Signed = Callable[..., StaffVisitor]
Publish = Callable[..., Published]
TICK = {"same": "y"}


def typed(study: Published, number: int) -> str:
    """Give the numbers list of a sheet, as its trustee types it."""
    return read_sheet(study.sheets[number - 1]).share.numbers


def address(study: Published) -> str:
    """Give the address at which the numbers of a study are opened."""
    return f"/studies/{study.id}/opening/numbers"


def gives(visitor: StaffVisitor, study: Published, words: str, button: str = "") -> DeskPage:
    """Let a trustee type a list, tick the fingerprint and press the button."""
    page = visitor.get(address(study))
    if not button:
        known = [one[0] for form in page.forms for one in form.buttons]
        button = next(one for one in known if one in ("Give my sheet", "Open it together now"))
    return visitor.press(button, numbers_list=words, **TICK)


def ended(desk: Flask, study: Published) -> str:
    """Wait until an opening is over, and give how it ended."""
    return desk.extensions["openings"][address(study)].child.wait().stage


@pytest.fixture
def study(publish: Publish, instance: Instance, clock: Clock) -> Published:
    """Give a closed study of a few answers, two of three sheets of which open it."""
    made = publish(form_file("breakdown"), practice=True)
    answer_as_invented(instance, made.id, 12, Random(7), clock)
    close_study(instance, made.id, clock())
    return made


@pytest.fixture
def trustees(staff: Signed, study: Published) -> Sequence[StaffVisitor]:
    """Give three trustees of the study, each signed in."""
    return [staff(name, ("trustee", study.id)) for name in ("Ann", "Ben", "Cleo")]


def released(instance: Instance, study: Published) -> bool:
    """Tell whether a study has a release."""
    with instance.engine.connect() as connection:
        return releases.newest(connection, study.id) is not None


def test_two_trustees_open_a_study_together_and_the_sheets_are_forgotten(
    trustees: Sequence[StaffVisitor], study: Published, desk: Flask, instance: Instance
) -> None:
    ann, ben, cleo = trustees
    page = gives(ann, study, typed(study, 1))
    assert "Your sheet is here" in page.words
    assert "1 of 2 are here" in page.words
    page = cleo.get(address(study))
    assert "Ann gave sheet 1" in page.words
    assert typed(study, 1).split()[4] not in page.words.split()
    page = gives(ben, study, typed(study, 3))
    assert ended(desk, study) == "done"
    assert desk.extensions["openings"][address(study)].gathering.here() == ()
    assert released(instance, study)
    page = ben.get(f"{address(study)}/progress")
    assert page.address.endswith("/opened")
    with instance.engine.connect() as connection:
        noted = list(journal.entries(connection, study_id=study.id))
    assert [one.event for one in noted[-2:]] == ["opening begun", "released"]
    assert noted[-1].role == "trustee Ben"


def test_nothing_is_taken_before_the_fingerprint_is_ticked(
    trustees: Sequence[StaffVisitor], study: Published
) -> None:
    ann = trustees[0]
    ann.get(address(study))
    page = ann.press("Give my sheet", numbers_list=typed(study, 1))
    assert ann.status == 422
    assert "not ticked that the fingerprint is the same" in page.words
    assert ann.button("Give my sheet")[0].fields["numbers_list"] == [typed(study, 1)]
    assert ann.button("Give my sheet")[0].fields["same"] == []
    page = ann.press("Give my sheet", closed_set="0" * 64, **TICK)
    assert "closed anew" in page.words
    assert "Ann gave" not in trustees[1].get(address(study)).words


def test_a_wrong_word_comes_back_with_all_that_was_typed_and_the_nearest_word(
    trustees: Sequence[StaffVisitor], study: Published
) -> None:
    ann, words = trustees[0], typed(study, 1).split()
    wrong = [*words[:7], words[7][:3] + "qq", *words[8:]]
    page = gives(ann, study, " ".join(wrong))
    assert ann.status == 422
    assert f"Word 8, “{wrong[7]}”, is not on the word list." in page.words
    form = ann.button("Give my sheet")[0]
    assert form.fields["numbers_list"] == [" ".join(wrong)]
    assert form.fields["same"] == ["y"]
    uses = [one for one in form.buttons if one[1] == "use"]
    if uses:
        page = ann.press(uses[0][0])
        assert ann.button("Give my sheet")[0].fields["numbers_list"] != [" ".join(wrong)]
    page = ann.press("Give my sheet", numbers_list=" ".join(words), **TICK)
    assert "Your sheet is here" in page.words
