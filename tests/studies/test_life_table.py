"""The life of a study, written out by hand: every event where it is possible, and no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import get_args

import pytest

from survey.errors import Refused
from survey.services.studies.close_study import close_study
from survey.services.studies.end_study_early import end_study_early
from survey.services.studies.extend_study import extend_study
from survey.services.studies.pause_study import pause_study, resume_study
from survey.services.studies.withdraw_study import withdraw_study
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from survey.studies.days import month_after
from survey.studies.life_table import (
    LIFE,
    Actor,
    Requirement,
    Stand,
    StoredState,
    StudyEvent,
    Taking,
    needs,
    possible,
    stands,
)
from survey.web.public.app import create_app
from tests.conftest import Clock, Published, form_file
from tests.page_client import PageClient

#: Where, what, and where it leads.
EXPECTED: set[tuple[Stand, StudyEvent, Stand]] = {
    ("draft", "rewritten", "draft"),
    ("in review", "rewritten", "draft"),
    ("ready", "rewritten", "draft"),
    ("draft", "sent to reviewers", "in review"),
    ("in review", "found ready", "ready"),
    ("draft", "put aside", "put aside"),
    ("in review", "put aside", "put aside"),
    ("ready", "put aside", "put aside"),
    ("put aside", "taken out again", "draft"),
    ("draft", "published", "open"),
    ("ready", "published", "open"),
    ("open", "paused", "paused"),
    ("paused", "resumed", "open"),
    ("open", "extended", "open"),
    ("paused", "extended", "paused"),
    ("open", "corrected", "open"),
    ("paused", "corrected", "paused"),
    ("open", "invited", "open"),
    ("paused", "invited", "paused"),
    ("open", "ended", "ended"),
    ("paused", "ended", "ended"),
    ("open", "withdrawn", "withdrawn"),
    ("paused", "withdrawn", "withdrawn"),
    ("open", "shut", "closing"),
    ("paused", "shut", "closing"),
    ("ended", "shut", "closing"),
    ("closing", "closed", "closed"),
    ("closed", "released", "released"),
    ("released", "asked for headlines", "released"),
    ("open", "report published", "open"),
    ("paused", "report published", "paused"),
    ("ended", "report published", "ended"),
    ("closing", "report published", "closing"),
    ("closed", "report published", "closed"),
    ("released", "report published", "released"),
    ("archived", "report published", "archived"),
    ("shredded", "report published", "shredded"),
    ("closed", "taken up again", "open"),
    ("released", "taken up again", "open"),
    ("closed", "archived", "archived"),
    ("released", "archived", "archived"),
    ("archived", "sheet destroyed", "archived"),
    ("shredded", "sheet destroyed", "shredded"),
    ("archived", "shredded", "shredded"),
}

TRUSTEES_DO: set[StudyEvent] = {"released", "asked for headlines", "sheet destroyed"}


def test_every_event_is_possible_where_it_is_written_here_and_nowhere_else() -> None:
    found = {(here, event, to) for event, rule in LIFE.items() for here, to in rule.leads.items()}
    assert found == EXPECTED
    assert possible("ended") == ("shut", "report published")
    assert possible("withdrawn") == ()
    assert set(possible("shredded")) == {"sheet destroyed", "report published"}


def test_every_stand_can_be_reached_and_every_event_is_in_the_table() -> None:
    reached: set[Stand] = {"draft"}
    while True:
        further = {to for here, _, to in EXPECTED if here in reached} - reached
        if not further:
            break
        reached |= further
    assert reached == set(get_args(Stand))
    assert set(LIFE) == set(get_args(StudyEvent))


def test_only_trustees_open_and_only_the_program_fixes_what_was_closed() -> None:
    by: dict[Actor, set[StudyEvent]] = {"coordinator": set(), "trustees": set(), "program": set()}
    for event, rule in LIFE.items():
        by[rule.by].add(event)
    assert by["trustees"] == TRUSTEES_DO
    assert by["program"] == {"found ready", "closed", "shredded"}


@pytest.mark.parametrize(
    ("event", "real", "practice"),
    [
        (
            "published",
            {
                "people are told who asks",
                "no question would hurt",
                "people who can help are confirmed",
                "what is paid is confirmed",
                "two reviewers signed off",
                "two people could go on",
                "every trustee has a sheet",
            },
            {"every trustee has a sheet"},
        ),
        ("corrected", {"no question would hurt", "two reviewers signed off"}, set()),
        ("withdrawn", {"nobody has answered"}, {"nobody has answered"}),
        (
            "shut",
            {"the last day is over", "the shelves are as they were closed"},
            {"the shelves are as they were closed"},
        ),
        (
            "released",
            {
                "enough share sheets",
                "the last day is over",
                "the shelves are as they were closed",
            },
            {"enough share sheets", "the shelves are as they were closed"},
        ),
    ],
)
def test_practice_needs_less_only_where_people_who_answer_are_protected(
    event: StudyEvent, real: set[Requirement], practice: set[Requirement]
) -> None:
    assert needs(event, practice=False) == real
    assert needs(event, practice=True) == practice


@pytest.mark.parametrize(
    ("state", "taking", "fixed", "stand"),
    [
        ("open", "yes", False, "open"),
        ("open", "paused", False, "paused"),
        ("open", "ended", False, "ended"),
        ("closed", "ended", False, "closing"),
        ("closed", "yes", False, "closing"),
        ("closed", "yes", True, "closed"),
        ("closed", "ended", True, "closed"),
        ("released", "yes", True, "released"),
        ("archived", "withdrawn", False, "withdrawn"),
        ("archived", "yes", True, "archived"),
        ("archived", "ended", True, "archived"),
        ("archived", "shredded", True, "shredded"),
    ],
)
def test_where_a_study_stands_follows_from_what_is_stored(
    state: StoredState, taking: Taking, fixed: bool, stand: Stand
) -> None:
    assert stands(state, taking, fixed=fixed) == stand


def test_a_study_walks_the_table_and_what_is_not_in_it_is_refused(
    publish: Callable[..., Published], instance: Instance, clock: Clock
) -> None:
    """The services, not the table: each leads where it is written above, or changes nothing."""
    study, today = publish(form_file("single"), practice=True), clock().date()

    def stand() -> Stand:
        with instance.engine.connect() as connection:
            return study_rows.get(connection, study.id).stand

    assert stand() == "open"
    with pytest.raises(Refused, match="is open, so it cannot be resumed"):
        resume_study(instance, study.id, "", today)
    pause_study(instance, study.id, "", today)
    assert stand() == "paused"
    with pytest.raises(Refused, match="is paused already"):
        pause_study(instance, study.id, "", today)
    extend_study(instance, study.id, date(today.year + 1, 12, 31), "", today)
    assert stand() == "paused"
    resume_study(instance, study.id, "", today)
    assert stand() == "open"
    PageClient(create_app(instance, clock), study.id, study.questionnaire).answer({})
    with pytest.raises(Refused, match="has been answered"):
        withdraw_study(instance, study.id, "", today)
    end_study_early(instance, study.id, "We heard enough.", today)
    assert stand() == "ended"
    with pytest.raises(Refused, match="is ended, so it cannot be paused"):
        pause_study(instance, study.id, "", today)
    close_study(instance, study.id, clock())
    assert stand() == "closed"
    with pytest.raises(Refused, match="is closed, so it cannot be withdrawn"):
        withdraw_study(instance, study.id, "", today)


def test_a_study_that_was_withdrawn_has_no_way_on(
    publish: Callable[..., Published], instance: Instance, clock: Clock
) -> None:
    study = publish(form_file("single"), practice=True)
    assert withdraw_study(instance, study.id, "", clock().date()).stand == "withdrawn"
    with pytest.raises(Refused, match="is withdrawn, so it cannot be extended"):
        extend_study(instance, study.id, date(2050, 1, 1), "", clock().date())
    with pytest.raises(Refused, match="is withdrawn"):
        close_study(instance, study.id, clock())


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2026, 11, 30), 2, date(2027, 1, 1)),
        (date(2026, 12, 1), 0, date(2026, 12, 1)),
        (date(2026, 10, 31), 2, date(2026, 12, 1)),
        (date(2027, 1, 31), 1, date(2027, 2, 1)),
    ],
)
def test_a_month_after_another_begins_on_its_first_day(day: date, months: int, first: date) -> None:
    assert month_after(day, months) == first
