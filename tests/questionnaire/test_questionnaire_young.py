"""Young people are asked only where all is settled, and nothing asked could point to one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import QuestionnaireProblems
from survey.questionnaire.files.reading import from_json, read_questionnaire, to_json
from survey.questionnaire.model import Audience, Questionnaire, Text, Young

ROOT = Path(__file__).resolve().parents[2]
YOUNG = (ROOT / "tests" / "forms" / "young.yaml").read_text("utf-8")
FIELDS = ("age_from", "ethics_approval", "support_partner", "jurisdiction", "signed_off_by")
Form = Callable[[str], Questionnaire]


def refused(text: str) -> str:
    """Give the problems of a text, as printed; "" when it is a questionnaire."""
    try:
        read_questionnaire(text, "f.yaml")
    except QuestionnaireProblems as problems:
        return "\n".join(str(problem) for problem in problems.problems)
    return ""


def changed(old: str, new: str) -> str:
    """Give the problems of the form for young people with one thing changed."""
    assert old in YOUNG
    return refused(YOUNG.replace(old, new))


def question(lines: str) -> str:
    """Give the problems of the form with one more question on its first page."""
    return changed("  - id: feeling\n", lines + "  - id: feeling\n")


def test_a_study_is_for_adults_unless_it_says_otherwise(form: Form) -> None:
    assert form("single").audience == Audience()
    assert form("single").audience.young is None
    assert form("audience").audience.young is None
    assert form("audience").audience.regions == ("GB", "IE")


def test_all_five_settled_things_are_kept(form: Form) -> None:
    young = form("young").audience.young
    assert young == Young(
        age_from=15,
        ethics_approval="Reference 2026/17 of the local ethics board",
        support_partner="The youth counselling centre",
        jurisdiction="Ireland",
        signed_off_by="Two members of the youth council",
    )
    assert from_json(to_json(form("young"))) == form("young")


@pytest.mark.parametrize("field", FIELDS)
def test_none_of_the_five_may_be_missing_or_empty(field: str) -> None:
    line = next(line for line in YOUNG.splitlines() if line.startswith(f"    {field}:"))
    assert f"“{field}” is missing" in changed(line + "\n", "")
    assert f"f.yaml:{YOUNG.splitlines().index(line) + 1}:" in changed(line, f'    {field}: "  "')


@pytest.mark.parametrize(("age", "said"), [(12, "at least 13"), (18, "at most 17"), (0, "13")])
def test_the_youngest_age_is_13_to_17(age: int, said: str) -> None:
    assert said in changed("age_from: 15", f"age_from: {age}")


def test_words_for_young_people_are_easy_to_read() -> None:
    hard = "Comprehensive administrative familiarity necessitates participation."
    assert "reading grade" in changed("We do not ask for your name.", hard)
    assert "reading grade" in changed("You can help us make it better.", hard)
    long = " ".join(["mot"] * 21)
    assert "longest sentence has 21 words" in changed(
        "Nous ne demandons pas votre nom. Vous", f"{long}. Vous"
    )


def test_no_payment_that_needs_an_account() -> None:
    assert "cannot be asked for an account" in changed(
        "payment:\n", "payment:\n  needs_account: true\n"
    )


def test_hard_sections_only_where_the_approval_covers_them() -> None:
    assert "sensitivity 2 stands in a study" in changed("    ask_young: true\n", "")


def test_one_text_question_at_most() -> None:
    assert "a second question" in question('      - {id: t, type: text, text: "And what else?"}\n')


@pytest.mark.parametrize("text", [
    "Which country are you in?", "Where do you live?", "What is your post code?",
    "Which part of the world are you in?", "Dans quelle région vivez-vous ?",
    "¿En qué país vives?", "في أي بلد تعيش؟",
])  # fmt: skip
def test_no_place_beside_a_breakdown(text: str) -> None:
    lines = f'      - {{id: p, type: scale, text: "{text}", points: [A, B]}}\n'
    assert "young people are asked for a place" in question(lines)


@pytest.mark.parametrize("options", [
    ("Ireland", "France"), ("Africa", "Europe"), ("irlande", "France"), ("Oceania", "Asia"),
])  # fmt: skip
def test_places_are_known_by_the_names_of_options(options: tuple[str, str]) -> None:
    listed = ", ".join(f"{{id: o{i}, text: {{en: {name}, fr: {name}}}}}"
                       for i, name in enumerate((*options, "Somewhere else")))  # fmt: skip
    lines = f'      - {{id: p, type: single, text: "Which of these?", options: [{listed}]}}\n'
    assert "young people are asked for a place" in question(lines)
    split = lines.replace("type: single,", "type: single, breakdown: true,")
    assert "cannot be split by place" in question(split)


def test_a_place_is_allowed_where_nothing_is_split() -> None:
    lines = '      - {id: p, type: scale, text: "Where do you live?", points: [A, B]}\n'
    plain = YOUNG.replace("        breakdown: true\n", "")
    assert refused(plain.replace("  - id: feeling\n", lines + "  - id: feeling\n")) == ""


@pytest.mark.parametrize("text", [
    "Where did you report?", "Where do you read?", "What kind of place was it?", "Who is there?",
])  # fmt: skip
def test_other_questions_are_no_places(text: str) -> None:
    lines = f'      - {{id: p, type: scale, text: "{text}", points: [Often, Rarely]}}\n'
    assert question(lines) == ""


def test_nobody_young_is_asked_for_family_or_school() -> None:
    for text in (
        "What is your school's name?",
        "Which school do you go to?",
        "Your mother’s email?",
    ):
        lines = f'      - {{id: p, type: scale, text: "{text}", points: [A, B]}}\n'
        assert "family or school" in question(lines)


@pytest.mark.parametrize("text", [
    "What is your date of birth?", "When were you born?", "Your birthday?",
    "Quelle est votre date de naissance ?", "¿Cuál es su fecha de nacimiento?",
    "ما هو تاريخ ميلادك؟",
])  # fmt: skip
def test_no_study_asks_for_a_date_of_birth(text: str, made: Callable[..., Questionnaire]) -> None:
    with pytest.raises(QuestionnaireProblems) as problems:
        made(f'      - {{id: q, type: text, text: "{text}"}}\n')
    assert re.search("asks for a date of birth", str(problems.value.problems[0]))


def test_a_study_stored_before_there_were_audiences_is_still_read(form: Form) -> None:
    old = to_json(form("single")).replace(
        '"audience":{"regions":[],"young":null}', '"audience":{"":"Adults","fr":"Adultes"}'
    )
    assert "Adultes" in old
    assert from_json(old).audience == Audience(who=Text((("", "Adults"), ("fr", "Adultes"))))


def test_plain_words_are_an_audience_too(made: Callable[..., Questionnaire]) -> None:
    sections = "  - {id: s, title: S, questions: [{id: q, type: text, text: T}]}\n"
    assert made(sections=sections + "audience: Adults\n").audience == Audience(
        who=Text((("", "Adults"),))
    )
