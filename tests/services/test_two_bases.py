"""People with a code and people without one: two bases of one study, told apart as groups are."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from survey.disclosure.release import QuestionResult, Release
from survey.errors import Refused
from survey.questionnaire.codebook import fingerprint
from survey.questionnaire.entrance import with_entrance, without_entrance
from survey.questionnaire.files.reading import from_json, to_json
from survey.questionnaire.path import walk
from survey.reports.study.method import limits, method
from survey.services.steps.open_shelf import one_thread
from survey.services.steps.send_response import ResponseToSend, sealing_of, send
from survey.services.studies.close_study import close_study
from survey.services.studies.correct_spelling import correct_spelling
from survey.services.studies.invite_people import create_invitations
from survey.services.studies.open_study import open_study
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from tests.conftest import Clock, Published, form_file

Publish = Callable[..., Published]


def answered(
    instance: Instance, study: Published, clock: Clock, *, link: int, cards: int
) -> Release:
    """Have people answer in both ways, close the study, open it, and give its release."""
    with instance.engine.connect() as conn:
        row = study_rows.get(conn, study.id)
    sealing = sealing_of(row, from_json(row.questionnaire_json))
    codes: list[str] = []
    create_invitations(instance, study.id, cards, "", clock().date(), codes.extend)
    random = Random(4)
    for card in [""] * link + codes:
        said = {
            one.id: (random.choice(one.option_ids),)
            for one in study.questionnaire.questions()
            if one.type in ("single", "scale")
        }
        response = ResponseToSend(walk(study.questionnaire, said), "en", card=card)
        assert send(instance, sealing, response, clock()) == "kept"
    clock.forward(days=31)
    close_study(instance, study.id, clock())
    opened = open_study(instance, study.id, study.sheets[:2], clock().date(), one_thread)
    return opened.release


def of_entrance(release: Release) -> QuestionResult:
    """Give what is printed of how people came in."""
    return next(one for one in release.questions if one.id == "entrance")


@pytest.fixture
def study(publish: Publish) -> Published:
    """A study that people answer with a code or without one."""
    return publish(form_file("breakdown"), entrance="both", practice=True)


@pytest.mark.slow
def test_two_large_bases_are_printed_and_split_the_others(
    instance: Instance, study: Published, clock: Clock
) -> None:
    release = answered(instance, study, clock, link=130, cards=90)
    assert release.audit.passed
    assert release.study.entrance == "both"
    assert {row.id: row.shown.count for row in of_entrance(release).rows} == {
        "link": 130,
        "card": 90,
    }
    split = {split.by for one in release.questions for split in one.breakdowns}
    assert "entrance" in split
    assert "a code that works once" in str(method(release))
    assert any("People with a code and people without one" in one for one in limits(release))


@pytest.mark.slow
def test_a_small_base_is_hidden_as_any_small_group_is(
    instance: Instance, study: Published, clock: Clock
) -> None:
    release = answered(instance, study, clock, link=150, cards=4)
    assert release.audit.passed
    shown = [row.shown for row in of_entrance(release).rows if row.id == "card"]
    assert [one.count for one in shown] == [None]
    assert "entrance" not in {split.by for one in release.questions for split in one.breakdowns}


def test_the_question_is_the_programs_own_and_no_page_asks_it(
    study: Published, instance: Instance
) -> None:
    with instance.engine.connect() as conn:
        row = study_rows.get(conn, study.id)
    stored = from_json(row.questionnaire_json)
    assert stored == with_entrance(study.questionnaire)
    assert without_entrance(stored) == study.questionnaire
    assert row.fingerprint == fingerprint(stored)


def test_a_questionnaire_with_a_question_of_that_name_is_refused(publish: Publish) -> None:
    with pytest.raises(Refused, match="called entrance"):
        publish(with_entrance(form_file("single")), entrance="both", practice=True)


def test_spelling_is_corrected_and_the_question_stays(
    study: Published, instance: Instance, clock: Clock
) -> None:
    corrected = form_file("breakdown")
    words = to_json(corrected).replace(
        corrected.closing.in_language("en"), "Thank you, all of you."
    )
    correct_spelling(instance, study.id, from_json(words), "A comma.", clock().date())
    with instance.engine.connect() as conn:
        stored = from_json(study_rows.get(conn, study.id).questionnaire_json)
    assert stored.closing.in_language("en") == "Thank you, all of you."
    assert stored == with_entrance(from_json(words))
