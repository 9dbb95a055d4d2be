"""Rows follow the options, and the fingerprint follows the shape but not the words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.questionnaire.codebook import MISSING, fingerprint, rows
from survey.questionnaire.files.reading import from_json, read_questionnaire, to_json
from survey.questionnaire.model import Questionnaire

Form = Callable[[str], Questionnaire]
FORMS = Path(__file__).resolve().parents[1] / "forms"


def test_rows_are_the_valid_options_in_order(form: Form) -> None:
    q = form("dont-know")
    assert [row.id for row in rows(q.question("Q1"))] == ["this-year", "earlier"]
    assert [row.id for row in rows(q.question("Q2"))] == ["p1", "p2", "p3"]
    assert {row.kind for row in rows(q.question("Q1"))} == {"option"}
    assert rows(q.question("Q2"))[0].text.in_language("en") == "Easy"


def test_a_text_question_has_one_row(form: Form) -> None:
    (row,) = rows(form("text").question("Q1"))
    assert (row.id, row.kind) == ("wrote", "option")
    assert row.text


def test_the_order_of_the_kinds_of_no_answer() -> None:
    assert MISSING == ("not_asked", "skipped", "rather_not_say", "dont_know", "does_not_apply")


def changed(name: str, old: str, new: str) -> tuple[bytes, bytes]:
    """Give the fingerprints of a form before and after a change of its file."""
    words = (FORMS / f"{name}.yaml").read_text("utf-8")
    assert old in words
    before = read_questionnaire(words, name)
    return fingerprint(before), fingerprint(read_questionnaire(words.replace(old, new), name))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("single", "Which season", "Which part of the year"),
        ("single", "text: Spring", "text: May"),
        ("single", "title: One choice", "title: Another title"),
        ("languages", "[en, ar, pt-BR]", "[en, pt-BR, ar]"),
        ("breakdown", "text: Under 18\n", "text: Younger than 18\n"),
        ("sensitive", "        sensitive: true\n", ""),
        ("show-if-is", "        show_if: {question: visits, is: moved}\n", ""),
    ],
)  # fmt: skip
def test_wording_languages_and_rules_leave_the_fingerprint(name: str, old: str, new: str) -> None:
    before, after = changed(name, old, new)
    assert before == after


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("single", "id: spring", "id: may"),
        ("single", "id: Q1", "id: Q2"),
        ("single", "id: single\n", "id: other\n"),
        ("single", "type: single", "type: multiple"),
        ("dont-know", "            kind: does_not_apply\n", ""),
        ("scale-9", "to: 9", "to: 8"),
        ("quotes", '"2024"', '"2025"'),
    ],
)
def test_ids_types_and_kinds_change_the_fingerprint(name: str, old: str, new: str) -> None:
    before, after = changed(name, old, new)
    assert before != after


def test_the_order_of_options_changes_the_fingerprint(form: Form) -> None:
    words = (FORMS / "single.yaml").read_text("utf-8")
    swapped = words.replace("spring", "#").replace("autumn", "spring").replace("#", "autumn")
    assert fingerprint(read_questionnaire(swapped, "x")) != fingerprint(form("single"))


def test_the_fingerprint_is_frozen(form: Form) -> None:
    """A stored study must give the same 32 bytes for ever: sealed answers are bound to them."""
    q = form("worked-example")
    assert len(fingerprint(q)) == 32
    assert fingerprint(from_json(to_json(q))) == fingerprint(q)
    assert (
        fingerprint(q).hex() == "9d97c42d592be3c1953d5a2a4755390531d3b1fcf590ef0e40f4395cffe829e3"
    )
