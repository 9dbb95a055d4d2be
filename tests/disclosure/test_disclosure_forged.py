"""Releases that were forged on purpose, each with the best certificate that a forger can make."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from survey.disclosure.proof.verify import verify
from survey.questionnaire.files.reading import to_json
from survey.reports.study.bundle import release_json
from tests.disclosure.certifying import (
    NOTHING,
    Maker,
    certificate,
    certified,
    counted,
    digest,
    digest_of_form,
    releases_of,
    reshared,
)

Proven = tuple[Any, Any, Any]
HIDDEN = dict(NOTHING)


@pytest.fixture(scope="module")
def proven(kit: Any) -> Proven:
    """A release with hidden numbers, its certificate and its questionnaire."""
    releases, questionnaire = releases_of(kit, 400)
    return (*certified(releases, questionnaire), questionnaire)


def forged(proven: Proven, change: Callable[[Any], Any]) -> list[str]:
    """Change a release, count and sign everything anew, and verify it."""
    release, proof, questionnaire = copy.deepcopy(proven)
    change(release)
    return verify(release, {**proof, "release": digest(release)}, questionnaire)


def hidden_places(release: Any) -> list[Any]:
    found = []
    for q in release["questions"]:
        found += [row["shown"] for row in (*q["rows"], *q["missing"])]
        found += [one for table in q["breakdowns"] for row in table["cells"] for one in row]
    return [one for one in found if one["hidden"]]


def table_cells(q: Any) -> list[tuple[str, Any]]:
    """Return the cells of a question and of its tables, by their ids."""
    found = [(f"{q['id']}/{row['id']}", row["shown"]) for row in (*q["rows"], *q["missing"])]
    for table in q["breakdowns"]:
        for row, cells in zip(table["row_ids"], table["cells"], strict=True):
            for category, cell in zip(table["categories"], cells, strict=True):
                found.append((f"{q['id']}/{row}@{table['by']}:{category['id']}", cell))
    return found


def test_every_number_in_the_open_is_refused_whatever_the_tables_say(proven: Proven) -> None:
    release, proof, questionnaire = copy.deepcopy(proven)
    names = Maker([release], questionnaire).names
    assert len(hidden_places(release)) > 5
    for table in proof["tables"]:
        people = dict(zip(names, table, strict=True))
        opened = copy.deepcopy(release)
        for q in opened["questions"]:
            for cell, shown in table_cells(q):
                if shown["hidden"] and cell in people:
                    shown.update(hidden=False, count=5 * ((people[cell] + 2) // 5))
        reshared(opened, everywhere=True)
        counted(opened, questionnaire, 1)
        problems = verify(opened, certificate([opened], [table]), questionnaire)
        assert problems


def test_a_certificate_that_brings_its_own_cells_and_demands_is_not_read(proven: Proven) -> None:
    release, _, questionnaire = proven
    old = {"format": "survivor-survey-certificate/1", "release": digest(release), "cells": [],
           "names": [], "lines": [], "needs": [], "published": [], "tables": [[]]}  # fmt: skip
    old["check"] = digest(old)
    assert verify(release, old, questionnaire) == [
        "The certificate is not of the form that this program reads."
    ]


@pytest.mark.parametrize("form", ["withheld", "words"])
def test_numbers_in_a_question_that_prints_none_are_refused(proven: Proven, form: str) -> None:
    for k in range(6):

        def change(release: Any, k: int = k) -> None:
            release["questions"][k]["form"] = form

        assert forged(proven, change)

    def small(release: Any) -> None:
        q = release["questions"][4]
        q |= {"form": form, "base": HIDDEN, "missing": [], "breakdowns": [], "refusals": []}
        q["rows"] = q["rows"][:1]
        q["rows"][0]["shown"] = HIDDEN | {"hidden": False, "count": 3}

    assert forged(proven, small)


@pytest.mark.parametrize(
    ("field", "values"),
    [("threshold", (1, 4, 11)), ("threshold_sensitive", (1, 4)), ("base_for_counts", (2, 9)),
     ("base_for_percentages", (2, 19)), ("count_rounding", (1, 3, 4, 6, 15)),
     ("percent_rounding", (0, 2, None)), ("ladder", ("30-99", "10-29", "under 10")),
     ("percent_rounding_small", (1, 0, 7)), ("decimal_from", (0, 10, 999, 1000.5))],
)  # fmt: skip
def test_a_policy_below_its_floors_is_refused(proven: Proven, field: str, values: Any) -> None:
    for value in values:
        assert forged(proven, lambda release, v=value: release["policy"].update({field: v}))


def test_what_the_questionnaire_says_cannot_be_said_otherwise(proven: Proven) -> None:
    def sensitive(release: Any) -> None:
        release["questions"][1]["sensitive"] = False

    def order(release: Any) -> None:
        release["questions"].reverse()

    def rows(release: Any) -> None:
        release["questions"][1]["rows"].reverse()

    def one_less(release: Any) -> None:
        del release["questions"][5]

    def kind(release: Any) -> None:
        release["questions"][2]["type"] = "single"

    def passed(release: Any) -> None:
        release["audit"]["passed"] = False

    for change in (sensitive, order, rows, one_less, kind, passed):
        assert forged(proven, change), change.__name__


def test_a_number_smuggled_past_the_form_is_refused(proven: Proven) -> None:
    def at(release: Any) -> Any:
        return hidden_places(release)[0]

    assert forged(proven, lambda release: at(release).update(words="3"))
    assert forged(proven, lambda release: at(release).update(exact=3))
    assert forged(proven, lambda release: at(release).update(low=1, high=9))
    assert forged(proven, lambda release: at(release).update(hidden=False, count=0))
    assert forged(proven, lambda release: release.update(notes=[3]))
    assert forged(proven, lambda release: release.update(at_least=["a/base"]))
    assert forged(proven, lambda release: release.update(at_least=["a/o0"]))


def test_tables_that_may_never_be_printed_are_refused(proven: Proven) -> None:
    def copied(release: Any, from_: int, to: int, **more: Any) -> None:
        table = copy.deepcopy(release["questions"][from_]["breakdowns"][0]) | more
        release["questions"][to]["breakdowns"].append(table)

    assert forged(proven, lambda release: copied(release, 1, 0))  # what splits, split
    assert forged(proven, lambda release: copied(release, 1, 1))  # twice
    assert forged(proven, lambda release: copied(release, 1, 5))  # a text
    assert forged(proven, lambda release: copied(release, 1, 2, by="a"))  # by what splits nothing
    assert forged(proven, lambda release: copied(release, 1, 2, by="_language"))


def all_open(kit: Any, rows: dict[str, str]) -> list[str]:
    """Print every number of a question that is split twice, with all tables that fit; verify it.

    `rows`: the answers of the people in each pair of groups, as "town young".
    """
    asked = {"where": ("town", "country", "coast"), "age": ("young", "old", "oldest"), "x": "abcd"}
    q = kit.questionnaire(
        [{"id": id_, "type": "single", "breakdown": id_ != "x",
          "options": [{"id": option, "text": option} for option in options]}
         for id_, options in asked.items()]
    )  # fmt: skip
    people = [dict(zip(asked, (*pair.split(), answer), strict=True))
              for pair, answers in rows.items() for answer in answers]  # fmt: skip
    people += [{"where": "town"}] * 12 + [{"age": "old"}] * 12
    said = [{id_: (option,) for id_, option in person.items()} for person in people]
    release = json.loads(release_json(kit.release_of(q, kit.tally_of(q, said))))

    def put(shown: Any, **what: str) -> None:
        people_there = sum(what.items() <= person.items() for person in people)
        shown.update(NOTHING, hidden=False, count=5 * ((people_there + 2) // 5))

    for question in release["questions"]:
        for row in question["rows"]:
            put(row["shown"], **{question["id"]: row["id"]})
        for table in question["breakdowns"]:
            for row, cells in zip(table["row_ids"], table["cells"], strict=True):
                for category, cell in zip(table["categories"], cells, strict=True):
                    put(cell, **{table["by"]: category["id"], question["id"]: row})
    questionnaire = json.loads(to_json(q))
    reshared(release, everywhere=True)
    release["study"]["questionnaire_digest"] = digest_of_form(questionnaire)
    maker = Maker([release], questionnaire)
    maker.made()
    counted(release, questionnaire, len(maker.tables))
    return verify(release, certificate([release], maker.tables), questionnaire)


WIDE = {
    f"{where} {age}": "abcd" * 12
    for where in ("town", "country", "coast")
    for age in ("young", "old", "oldest")
}
ONE_LEFT = "What is printed 0 leaves people of some groups one answer to x."


def test_two_tables_that_leave_one_answer_are_refused(kit: Any) -> None:
    """In town nobody said a or b, and of the young nobody said c: who is both said d."""
    assert ONE_LEFT not in all_open(kit, WIDE)
    in_town = WIDE | {"town young": "d" * 20, "town old": "cd" * 20, "town oldest": "cd" * 20}
    assert ONE_LEFT not in all_open(kit, in_town)
    young = {"country young": "abd" * 20, "coast young": "abd" * 20}
    assert ONE_LEFT in all_open(kit, in_town | young)


def test_a_group_of_which_all_gave_one_answer_is_refused(kit: Any) -> None:
    all_d = {"town young": "d" * 20, "town old": "d" * 20, "town oldest": "d" * 30}
    assert ONE_LEFT in all_open(kit, WIDE | all_d)


def test_an_answer_that_one_group_alone_gave_is_refused(kit: Any) -> None:
    said = "Whoever answered d to x is in one column of where."
    only = {pair: "abcd" * 12 if "town" in pair else "abc" * 15 for pair in WIDE}
    assert said not in all_open(kit, WIDE)
    problems = all_open(kit, only)
    assert any("x/d" in one and "told" in one for one in problems) or said in problems
