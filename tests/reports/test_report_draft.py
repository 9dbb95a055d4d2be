"""The draft of a report by rule: what leads, in which words, and that it always builds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from survey.disclosure.release import Release
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import Questionnaire
from survey.reports.study.report_document import drafted_text, report_document
from survey.reports.study.report_model import ReportDocument, ReportInput
from survey.reports.study.report_text import report_text_file
from survey.settings import shipped
from tests.reports.fabricated import Chosen, Fabricator, drawn

READY_MADE = sorted((shipped("config") / "questionnaires").glob("*.yaml"))

#: Without a phrase, in another language first, with words that look like numbers and brackets.
BARE = """
id: bare
title: {fr: Le parc, en: "The park: 50% more?"}
languages: [fr, en]
introduction: i
consent: c
closing: c
sections:
  - id: one
    title: {fr: Une page}
    questions:
      - id: where
        type: multiple
        text: {fr: "Où ? Deux choix.", en: "Where did you report? Choose 1 or 2."}
        options:
          - {id: police, text: {fr: La police, en: "The police [or 17]"}}
          - {id: most, text: {fr: La plupart, en: Most of them}}
          - {id: only, text: {fr: Seulement ici}}
      - id: when
        type: single
        text: "When was it? Nobody knows."
        options:
          - {id: a, text: {fr: moins de 2 jours, en: Fewer than 2 days}}
          - {id: b, text: {fr: un tiers, en: "A third | of it = 5]]"}}
      - id: order
        type: ranking
        text: "[[What] first?"
        options:
          - {id: x, text: X}
          - {id: y, text: Y}
"""


def questionnaires() -> list[Questionnaire]:
    """Give the ready-made questionnaires, and one with hostile words."""
    read = [read_questionnaire(path.read_text("utf-8"), path.name) for path in READY_MADE]
    return [*read, read_questionnaire(BARE, "bare")]


ALL = questionnaires()
BY_NAME = {one.id: one for one in ALL}


def sentences(doc: ReportDocument) -> list[str]:
    """Give the sentences that a text can change, as they are printed."""
    found = [str(doc.title)]
    for one in doc.findings:
        found += [str(one.title), str(one.lead), str(one.support), str(one.means)]
    return found


def made(asked: Questionnaire, people: int, chosen: Chosen, **facts: object) -> ReportInput:
    """Give all that a report of made-up numbers is made of."""
    return ReportInput(Fabricator(asked, people, chosen).release(**facts), asked)


@pytest.mark.parametrize("people", [7, 24, 60, 300, 13_947])
@pytest.mark.parametrize("asked", ALL, ids=lambda one: one.id)
def test_a_draft_always_builds_and_says_the_same(asked: Questionnaire, people: int) -> None:
    for seed in range(4):
        given = made(asked, people, drawn(seed))
        file = report_text_file(drafted_text(given))
        built = report_document(replace(given, text=file))
        assert sentences(built) == sentences(report_document(given))
        assert people > 9 or not built.findings
        assert len(built.key_findings) <= 3 <= 5 >= len(built.findings)


def weights(numbers: dict[str, dict[str, int]], rest: int = 1) -> Chosen:
    """Give counts by question and option; of one-choice questions they are weights."""

    def count(question: str, option: str, _people: int, _place: tuple[int, int]) -> int:
        return numbers.get(question, {}).get(option, rest)

    return count


HEARD = {
    "A08": {"within-day": 13, "within-week": 40, "later": 14, "nothing-heard": 33},
    "A09": {"clear": 35, "not-clear": 15, "automatic": 27, "never-heard": 13, "waiting": 10},
    "A06": {"p1": 10, "p2": 20, "p3": 22, "p4": 28, "p5": 20},
}


def alone(asked: Questionnaire) -> Questionnaire:
    """Give a questionnaire without the mark of whose numbers lead."""
    data = asked.model_dump(mode="json", by_alias=True)
    text = Questionnaire.model_validate
    for section in data["sections"]:
        for question in section["questions"]:
            question.pop("lived_experience", None)
    return text(_filled(data))


def _filled(part: object) -> object:
    if isinstance(part, dict):
        return {key: _filled(value) for key, value in part.items() if value != {}}
    return [_filled(one) for one in part] if isinstance(part, list) else part


REPORTING = BY_NAME["reporting-and-removal"]


def test_the_share_at_the_bad_end_leads_and_not_the_commonest_answer() -> None:
    doc = report_document(made(alone(REPORTING), 300, weights(HEARD)))
    led = {one.questions[0].id: one for one in doc.findings}
    assert str(led["A08"].title) == (
        "About a third of those asked were never told that their report had arrived."
    )
    assert str(led["A08"].lead) == "33% were never told that their report had arrived."
    assert str(led["A08"].support).startswith("40% were told within a week that their report")


def test_neighbouring_points_of_a_scale_lead_together() -> None:
    doc = report_document(made(alone(REPORTING), 300, weights(HEARD)))
    ease = next(one for one in doc.findings if one.questions[0].id == "A06")
    assert ease.big is not None
    assert ease.big.cell.row == "p4+p5"
    assert "found it hard or very hard to learn how to get an image taken down" in str(ease.title)


def test_a_named_set_that_holds_the_bad_end_leads() -> None:
    doc = report_document(made(alone(REPORTING), 300, weights(HEARD)))
    decided = next(one for one in doc.findings if one.questions[0].id == "A09")
    assert str(decided.lead) == "65% were not told clearly what was decided."
    assert str(decided.support) == (
        "35% were told clearly what was decided. 27% only got an automatic message."
    )


def test_numbers_of_people_with_lived_experience_lead_and_the_others_stand_beside() -> None:
    doc = report_document(made(REPORTING, 2_100, weights(HEARD)))
    heard = next(one for one in doc.findings if one.questions[0].id == "A08")
    assert heard.big is not None
    assert (heard.big.cell.by, heard.big.cell.category) == ("A01", "lived")
    assert "of those with lived experience" in str(heard.title)
    assert str(heard.base) == (
        "Of about 300 people with lived experience who were asked and answered."
    )
    beside = next(note for note in heard.margin if note.head == "Whose numbers")
    assert [str(line) for line in beside.lines] == ["Everybody who answered: 33%, range 30–36%."]


def test_few_people_with_lived_experience_stand_beside_everybody() -> None:
    doc = report_document(made(REPORTING, 300, weights(HEARD)))
    heard = next(one for one in doc.findings if one.questions[0].id == "A08")
    assert heard.big is not None
    assert heard.big.cell.by == ""
    assert str(heard.base) == (
        "Of about 300 people who were asked and answered. The range for people with lived "
        "experience alone is too wide to say anything."
    )


def test_without_a_phrase_a_sentence_names_question_and_answer_the_right_way_round() -> None:
    asked = BY_NAME["bare"]
    numbers = weights({"where": {"police": 126, "most": 60, "only": 30}})
    doc = report_document(made(asked, 300, numbers))
    where = next(one for one in doc.findings if one.questions[0].id == "where")
    assert str(where.lead) == (
        "Asked “Where did you report? Choose 1 or 2.”, 42% chose “The police [or 17]” among their "
        "answers."
    )


def test_below_thirty_people_the_largest_answers_are_said_in_thirds() -> None:
    doc = report_document(made(REPORTING, 24, weights({"A08": {"nothing-heard": 9}})))
    heard = next(one for one in doc.findings if one.questions[0].id == "A08")
    assert heard.big is None
    assert str(heard.title) == (
        "More than two thirds of those asked were never told that their report had arrived."
    )
    assert heard.poison is None


def test_every_headline_question_leads_before_others() -> None:
    doc = report_document(made(alone(REPORTING), 300, weights({"A03": {"over-5-years": 90}})))
    headlines = {one.id for one in REPORTING.questions() if getattr(one, "headline", False)}
    assert {one.questions[0].id for one in doc.findings} <= headlines


def test_sensitive_questions_lead_with_their_content_note() -> None:
    doc = report_document(made(alone(REPORTING), 300, weights({"A10": {"came-back": 90}})))
    image = next(one for one in doc.findings if one.questions[0].id == "A10")
    assert image.content_note == "This finding is about things that can be hard to read."
    assert str(image.lead).endswith("saw the image come back after it was taken down.")


PLACES = ("africa", "asia", "europe", "latin-america", "north-america", "oceania")


def test_a_difference_is_said_only_where_the_ranges_stay_apart() -> None:
    same = weights({"A08": {"nothing-heard": 1}})
    doc = report_document(made(REPORTING, 13_947, same))
    assert not any(one.clear for one in doc.comparisons)
    assert all(str(one.said).startswith("No clear difference") for one in doc.comparisons)
    assert len(doc.comparisons) == 1

    def apart(question: str, option: str, people: int, place: tuple[int, int]) -> int:
        return 40 if (question, option) == ("A08", "nothing-heardafrica") else 1

    doc = report_document(made(REPORTING, 13_947, apart))
    (clear,) = (one for one in doc.comparisons if one.clear)
    assert "of “Africa” were never told that their report had arrived, more often than" in str(
        clear.said
    )
    assert any("pairs of groups were compared" in str(limit) for limit in doc.limits)


@pytest.mark.parametrize(
    ("entrance", "begins"),
    [
        ("", "If "),
        ("codes", "Every answer came with a code"),
        ("both", "If "),
    ],
)
def test_a_key_finding_says_how_many_false_answers_it_would_survive(
    entrance: str, begins: str
) -> None:
    doc = report_document(made(alone(REPORTING), 300, weights(HEARD), entrance=entrance))
    heard = next(one for one in doc.findings if one.questions[0].id == "A08")
    assert heard.poison is not None
    said = str(heard.poison.said)
    assert said.startswith(begins)
    assert ("had no code" in said) == (entrance == "both")
    if not entrance:
        assert f"If {heard.poison.false_answers} of" in said
        assert said.endswith("between 27% and 40% without them.")


def test_what_is_hidden_leads_nothing_and_is_told(
    hidden: Callable[[Release, str], Release],
) -> None:
    given = made(alone(REPORTING), 300, weights(HEARD))
    doc = report_document(replace(given, release=hidden(given.release, "A08")))
    assert "A08" not in {one.questions[0].id for one in doc.findings}


@pytest.fixture
def hidden() -> Callable[[Release, str], Release]:
    """Give a release with all answers of a question hidden."""

    def hide(release: Release, name: str) -> Release:
        data = release.model_dump(mode="json")
        for question in data["questions"]:
            if question["id"] == name:
                for row in (*question["rows"], *question.get("sums", ())):
                    row["shown"] = {"hidden": True}
                question["breakdowns"] = []
        return Release.model_validate(data)

    return hide
