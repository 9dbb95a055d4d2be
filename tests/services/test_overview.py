"""What every door shows of studies: frozen values, the same in the list and alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from survey.errors import Refused, StudyUnknown
from survey.services.overview.describe_studies import describe_study, list_studies
from survey.services.overview.publishing_advice import advise_publishing
from survey.services.studies.close_study import close_study
from survey.services.studies.pause_study import pause_study
from survey.services.studies.publish_study import StudyTerms, publish_study
from survey.settings import Settings
from survey.storage.instance import Instance
from tests.conftest import Clock, Published, form_file

Publish = Callable[..., Published]


def test_a_study_is_described_as_it_stands(
    instance: Instance, publish: Publish, clock: Clock
) -> None:
    assert list_studies(instance).studies == ()
    study = publish(form_file("single"), practice=True)
    found = describe_study(instance, study.id)
    assert (found.kind, found.stand, found.in_field) == ("practice", "open", True)
    assert "paused" in found.possible
    assert "released" not in found.possible
    assert list_studies(instance).has_surveys_in_field
    assert not list_studies(instance).has_rounds_in_field
    pause_study(instance, study.id, "", clock().date())
    found = describe_study(instance, study.id)
    assert (found.stand, "resumed" in found.possible) == ("paused", True)
    close_study(instance, study.id, clock())
    found = describe_study(instance, study.id)
    assert (found.stand, found.in_field, found.closed_count) == ("closed", False, 0)
    assert found.possible == ("released", "report published", "taken up again", "archived")
    assert list_studies(instance).studies == (found,)
    assert not list_studies(instance).has_surveys_in_field
    with pytest.raises(StudyUnknown):
        describe_study(instance, "nobody")


def test_what_is_told_in_another_language_is_found_before_publishing(instance: Instance) -> None:
    asked = form_file("single").model_copy(update={"languages": ("en", "fr")})
    settings = Settings(safeguarding={"en": "We may have to pass on that a child is in danger."})
    advice = advise_publishing(instance.folder, settings, asked)
    assert advice.untranslated == (("safeguarding", ("fr",)),)
    assert advice.long_consent == ()
    long = Settings(organisation="word " * 2000)
    found = dict(advise_publishing(instance.folder, long, asked).long_consent)
    assert set(found) == {"en", "fr"}
    assert min(found.values()) >= 2000


def test_nothing_is_published_where_nobody_in_a_region_could_help(
    instance: Instance, clock: Clock
) -> None:
    """Whichever door asks for it, and before any sheet is handed over."""
    asked = form_file("single")
    there = asked.audience.model_copy(update={"regions": ("AQ",)})
    nowhere = asked.model_copy(update={"audience": there})
    handed: list[int] = []
    terms = StudyTerms(3, 2, practice=True)
    with pytest.raises(Refused, match="no support service for AQ"):
        publish_study(
            instance, nowhere, terms, clock().date(), lambda number, _: bool(handed.append(number))
        )
    assert handed == []
    with pytest.raises(Refused, match="no support service for AQ"):
        advise_publishing(instance.folder, Settings(), nowhere)
