"""The two pictures: steps of printed cells that are joined, and asks across groups."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from survey.disclosure.release import Release
from survey.follow_up.asks import Ask, Body
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import Questionnaire
from survey.reports.pictures.asks_picture import AsksPicture, asks_picture
from survey.reports.pictures.journey import Journey, journey
from survey.reports.study.html import report_environment
from survey.settings import shipped
from tests.reports.page import Page

HERE = Path(__file__).parent
TEMPLATES = HERE.parents[1] / "templates"
FORM = """
id: removal
title: What it was like
introduction: Some words.
consent: Some words.
closing: Some words.
sections:
  - id: all
    title: All
    questions:
      - {id: known, type: single, text: Who knew?, options: OPTIONS}
      - {id: reply, type: single, step: heard, text: Was there a reply?, options: OPTIONS}
      - {id: cost, type: single, step: outcome, text: Did it cost money?, options: OPTIONS}
      - {id: did, type: multiple, step: tried, text: What did you do?, options: OPTIONS}
""".replace("OPTIONS", "[{id: a, text: A}, {id: b, text: B}]")


def fields(name: str = "practice") -> Any:
    return json.loads((HERE / f"release-{name}.json").read_text("utf-8"))


def form() -> Questionnaire:
    return read_questionnaire(FORM, "form.yaml")


def drawn(release: Any) -> Journey:
    found = journey(Release.model_validate(release), form())
    assert found is not None
    return found


def page(macro: str, of: Journey | AsksPicture) -> Page:
    pages = report_environment(shipped("templates"))
    made = pages.from_string(
        f'{{% import "report/pictures.html" as pictures %}}{{{{ pictures.{macro}(of) }}}}'
    )
    return Page(made.render(of=of))


def test_steps_stand_in_the_order_of_life_and_hold_printed_numbers_only() -> None:
    release = fields()
    found = drawn(release)
    asked = {one["id"]: one for one in release["questions"]}
    assert [(step.question, step.name) for step in found.steps] == [
        ("did", "Where they went"),
        ("reply", "What they heard"),
    ]
    for step in found.steps:
        shown = [row["shown"] for row in asked[step.question]["rows"]]
        printed = {f"{one['percent']}%" for one in shown if not one.get("hidden")}
        assert len(step.answers) == len(shown)
        assert {one.said for one in step.answers if not one.hidden} == printed
        assert sum(one.hidden for one in step.answers) == sum("hidden" in one for one in shown)


def test_a_hidden_answer_is_said_and_has_no_length() -> None:
    release = fields()
    rows = next(one for one in release["questions"] if one["id"] == "reply")["rows"]
    rows[0]["shown"] = {"hidden": True}
    found = drawn(release)
    hidden = found.steps[1].answers[-1]
    assert (hidden.said, hidden.hidden, hidden.most) == ("hidden", True, False)
    assert hidden.drawing is not None
    assert hidden.drawing.kinds[0] == "unknown"
    assert any("A hidden number may be nothing" in note for note in found.notes)


def test_all_bars_have_one_scale_and_at_most_three_are_dark() -> None:
    for step in drawn(fields()).steps:
        assert 1 <= sum(one.most for one in step.answers) <= 3
        for one in step.answers:
            if one.drawing is not None and not one.hidden:
                wide = float(str(one.drawing.marks[0].attributes["width"]).rstrip("%"))
                assert 0 <= wide <= 100


def test_answers_in_words_have_no_bars() -> None:
    release = fields("words")
    both = [one for one in release["questions"] if one["id"] == "reply"]
    release["questions"] += [{**both[0], "id": "did"}]
    found = drawn(release)
    assert not any(one.drawing for step in found.steps for one in step.answers if not one.hidden)


def test_one_step_or_a_question_without_numbers_makes_no_picture() -> None:
    assert journey(Release.model_validate(fields("withheld")), form()) is None


def test_the_first_picture_says_in_words_all_that_it_draws() -> None:
    found = drawn(fields())
    made = page("journey", found)
    for step in found.steps:
        assert step.name in made.text
        assert all(one.label.text in made.text for one in step.answers)
    assert "joins steps, not people" in made.text
    assert all(one.get("aria-label") for one in made.all("svg"))


def body(group: str, *, leads: bool = False) -> Body:
    return Body.model_validate({"id": group, "group": group, "leads": leads})


def ask(number: int, theme: str, *bodies: Body, check: bool = False) -> Ask:
    return Ask.model_validate(
        {
            "id": f"ask-{number}",
            "of_id": "study",
            "number": number,
            "sentence": f"Do thing {number}",
            "theme": theme,
            "bodies": bodies,
            "survivors_check": check,
        }
    )


ASKS = (
    ask(1, "reporting", body("platforms", leads=True), body("hotlines"), check=True),
    ask(2, "removal", body("platforms", leads=True), body("police")),
    ask(3, "terminology", body("survivors", leads=True), body("research")),
    ask(4, "reporting", body("hotlines", leads=True), body("platforms")),
)


def asked(asks: tuple[Ask, ...] = ASKS) -> AsksPicture:
    found = asks_picture(asks)
    assert found is not None
    return found


def test_asks_stand_by_theme_and_every_group_has_its_mark() -> None:
    found = asked()
    assert [(one.name, [ask.number for ask in one.lines]) for one in found.themes] == [
        ("Reporting", [1, 4]),
        ("Removal", [2]),
        ("Words", [3]),
    ]
    first = found.themes[0].lines[0]
    assert [cell.role for cell in first.cells] == ["checks", "leads", "with", "", "", ""]
    assert [cell.drawing.kinds if cell.drawing else () for cell in first.cells[:4]] == [
        ("thread", "checks"),
        ("thread", "leads"),
        ("thread", "with"),
        (),
    ]


def test_a_line_crosses_groups_between_that_are_not_asked() -> None:
    third = asked().themes[2].lines[0]
    assert [cell.role for cell in third.cells] == ["leads", "", "", "", "", "with"]
    assert all(cell.drawing and "thread" in cell.drawing.kinds for cell in third.cells)


def test_columns_are_read_in_words() -> None:
    found = asked()
    assert found.title == "Every ask is shared: none can be met by one group alone"
    assert found.columns[0] == "Platforms: part of three of four asks, leading two."
    assert found.columns[-1] == "Nothing is asked of “governments”."
    assert found.survivors == (
        "In one of four asks survivors check the result.",
        "In one they lead.",
        "They choose anew each time whether to take part.",
    )


@pytest.mark.parametrize(
    ("asks", "title"),
    [
        (ASKS[:1], "One thing is asked, of three groups together"),
        ((ask(1, "law", body("governments", leads=True)),), "One thing is asked, of one group"),
        (
            (*ASKS[:1], ask(2, "law", body("governments"))),
            "Shared by several groups: one of two asks",
        ),
    ],
)
def test_the_title_says_what_is_shared(asks: tuple[Ask, ...], title: str) -> None:
    assert asked(asks).title == title


def test_nothing_asked_makes_no_picture() -> None:
    assert asks_picture(()) is None


def test_the_second_picture_is_a_table_with_words_in_every_marked_cell() -> None:
    made = page("asks", asked())
    assert "Read down a column" in made.text
    assert all(one["aria-label"] for one in made.all("svg"))
    assert made.text.count("asked to lead") >= 4
    assert made.text.count("Do thing") == 4
    assert [one.get("scope") for one in made.all("th")].count("rowgroup") == 3
