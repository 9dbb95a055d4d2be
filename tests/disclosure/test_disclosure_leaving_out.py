"""A release without tables that people rejected: less is told, and readers can check all of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from survey.disclosure.leaving_out import nothing_of, without
from survey.disclosure.proof.prove import certificate, prove
from survey.disclosure.proof.verify import verify
from survey.disclosure.protect import protect
from survey.disclosure.release import Integrity, Release
from survey.disclosure.release_tables import tables_of
from survey.questionnaire.files.reading import to_json
from survey.questionnaire.model import Questionnaire
from tests.disclosure.conftest import EVERY_TABLE


@pytest.fixture(scope="module")
def form(kit: Any) -> Questionnaire:
    """Give a form with a path, two questions that split tables, and every type of question."""
    none = {"id": "none", "text": "None", "exclusive": True}
    return kit.questionnaire(
        [{"id": "g", "type": "single", "breakdown": True, "options": kit.options(3)},
         {"id": "h", "type": "single", "breakdown": True, "options": kit.options(2)},
         {"id": "a", "type": "single", "sensitive": True, "options": kit.options(4, "dont_know")},
         {"id": "m", "type": "multiple", "options": [*kit.options(4), none]}],
        [{"id": "s", "type": "scale", "points": ["1", "2", "3"],
          "show_if": {"question": "g", "is": "o0"}},
         {"id": "r", "type": "ranking", "options": kit.options(3)},
         {"id": "w", "type": "text"}],
    )  # fmt: skip


def released(kit: Any, q: Questionnaire, people: int, seed: int, skew: float) -> Release:
    """Return what may be printed of invented people."""
    tally = kit.tally_of(q, kit.crowd(q, people, seed, skew, 0))
    told = Integrity(envelopes=people, counted=people, blank=0)
    return protect(q, tally, EVERY_TABLE, kit.facts_of(q), told)


def wrong(release: Release, q: Questionnaire) -> list[str]:
    """Return what is wrong with a release and the certificate that is made of it alone."""
    printed = json.loads(release.model_dump_json())
    proof = prove([release], q)
    assert proof is not None
    return verify(printed, json.loads(certificate([printed], proof.tables)), json.loads(to_json(q)))


@pytest.mark.parametrize(
    "rejected", [{"m"}, {"m by g", "r by h"}, {"g"}, {"s", "a by h"}, {"h", "w"}]
)
def test_what_is_left_is_proven_as_if_nothing_else_had_been_made(
    kit: Any, form: Questionnaire, rejected: set[str]
) -> None:
    whole = released(kit, form, 320, 4, 0.2)
    less = without(whole, form, (), frozenset(rejected))
    gone = {name for name in tables_of(whole) if {name, *name.split(" by ")} & rejected}
    assert gone >= rejected & set(tables_of(whole))
    assert set(tables_of(less)) == set(tables_of(whole)) - gone
    assert wrong(less, form) == []
    assert without(less, form, (), frozenset()) == less


def test_nothing_is_changed_where_nothing_is_rejected(kit: Any, form: Questionnaire) -> None:
    whole = released(kit, form, 320, 4, 0.2)
    assert without(whole, form, (), frozenset()) == whole


def test_what_cannot_be_proven_without_a_rejected_table_is_left_out_too(
    kit: Any, form: Questionnaire
) -> None:
    """Beside the table by “g”, groups of “a” are surely large. Without it they no longer are, and
    what else is printed keeps them from being possibly nobody."""
    whole = released(kit, form, 160, 289389, 1.2)
    assert "a by g" in tables_of(whole)
    only = [
        one.model_copy(update={"breakdowns": tuple(x for x in one.breakdowns if x.by != "g")})
        if one.id == "a"
        else one
        for one in whole.questions
    ]
    proof = prove([whole.model_copy(update={"questions": tuple(only), "at_least": ()})], form)
    assert proof is not None
    assert proof.failed, "leaving out the table alone would not do"
    less = without(whole, form, (), frozenset({"a by g"}))
    (question,) = (one for one in less.questions if one.id == "a")
    assert question.form == "withheld"
    assert "cannot be shown" in question.reason
    assert wrong(less, form) == []


def test_of_a_release_that_nobody_signed_for_only_the_number_of_people_is_left(
    kit: Any, form: Questionnaire
) -> None:
    whole = released(kit, form, 320, 4, 0.2)
    none = nothing_of(whole, form)
    assert tables_of(none) == ()
    assert (none.at_least, none.audit.cells, none.audit.alternatives) == ((), 0, 0)
    assert none.respondents == whole.respondents
    assert prove([none], form) is None
