"""Writing XLSForm: what pyxform accepts, and what comes back as it was, or as it was changed."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from survey.questionnaire.exporting.xlsform_workbook import xlsform_of
from survey.questionnaire.files.reading import read_questionnaire, to_json
from survey.questionnaire.importing.formats.xlsform import read_xlsform
from survey.questionnaire.importing.import_report import ImportReport, ItemResult
from survey.questionnaire.model import Multiple, Questionnaire, Scale, Single, Text
from survey.services.writing.import_questionnaire import import_questionnaire

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "config" / "questionnaires").glob("*.yaml")) + sorted(
    (ROOT / "tests" / "forms").glob("*.yaml")
)

Change = Callable[[Any], None]


def read(path: Path) -> Questionnaire:
    return read_questionnaire(path.read_text("utf-8"), path.name)


def form(name: str) -> Questionnaire:
    return read(ROOT / "tests" / "forms" / f"{name}.yaml")


def changed(q: Questionnaire, change: Change) -> tuple[Questionnaire, ImportReport]:
    """Return what a questionnaire becomes whose workbook somebody changed."""
    book = load_workbook(BytesIO(xlsform_of(q)))
    change(book)
    out = BytesIO()
    book.save(out)
    made = import_questionnaire("form.xlsx", out.getvalue())
    return read_questionnaire(made.text, "form.yaml"), made.report


def column(sheet: Any, header: str) -> int:
    return next(cell.column for cell in sheet[1] if str(cell.value).startswith(header))


def row(sheet: Any, header: str, value: str) -> int:
    at = column(sheet, header)
    return next(n for n in range(2, sheet.max_row + 1) if sheet.cell(n, at).value == value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_questionnaire_is_accepted_and_comes_back_the_same(path: Path) -> None:
    q = read(path)
    content = xlsform_of(q)
    assert convert(BytesIO(content), file_type=".xlsx", validate=False).xform
    made = import_questionnaire("form.xlsx", content)
    back = read_questionnaire(made.text, path.name)
    assert to_json(back) == to_json(q)
    assert all(line.outcome is ItemResult.TAKEN for line in made.report.lines)


@pytest.mark.parametrize(
    "name", ["marks", "together", "dont-know", "languages", "sensitive", "young", "show-if-section"]
)
def test_one_changed_text_changes_nothing_else(name: str) -> None:
    q = form(name)
    first = next(q.questions())

    def reword(book: Any) -> None:
        survey = book["survey"]
        survey.cell(row(survey, "name", first.id), column(survey, "label")).value = "Other words?"

    back, report = changed(q, reword)
    words = tuple((code, said) for code, said in first.text.pairs[1:])
    reworded = Text((("", "Other words?"), *words))
    sections = tuple(
        part.model_copy(
            update={
                "items": tuple(
                    item.model_copy(update={"text": reworded}) if item.id == first.id else item
                    for item in part.items
                )
            }
        )
        for part in q.sections
    )
    assert to_json(back) == to_json(q.model_copy(update={"sections": sections}))
    assert report.count(ItemResult.LEFT_OUT) == 0


def test_the_rest_of_other_programs_stands_in_the_usual_columns() -> None:
    read_back = read_xlsform("form.xlsx", xlsform_of(form("worked-example")))
    assert [one.name for one in read_back.sections] == ["you", "evenings", "ideas"]
    assert read_back.introduction["en"].startswith("The library may open")
    evenings = read_back.sections[1].items[0]
    assert [one.code for one in evenings.options if one.exclusive] == ["none-of-these"]
    assert read_back.sections[1].only_if_written == "${L01} != ''"


def test_without_our_own_sheet_the_usual_columns_still_make_a_questionnaire() -> None:
    def without(book: Any) -> None:
        book.remove(book["survey platform"])

    q = form("show-if-includes")
    back, _ = changed(q, without)
    assert [one.id for one in back.questions()] == [one.id for one in q.questions()]
    assert [one.show_if for one in back.questions()] == [one.show_if for one in q.questions()]
    assert [one.text.in_language("en") for one in back.questions()] == [
        one.text.in_language("") for one in q.questions()
    ]


def test_our_own_sheet_damaged_is_said() -> None:
    def damaged(book: Any) -> None:
        book["survey platform"].delete_rows(4, 3)

    _, report = changed(form("single"), damaged)
    assert any("cannot be read any more" in said for said in report.remarks)


def test_an_option_taken_out_is_gone_from_all_that_named_it() -> None:
    def shorter(book: Any) -> None:
        choices = book["choices"]
        choices.delete_rows(row(choices, "name", "18-39"))

    back, _ = changed(form("breakdown"), shorter)
    asked = next(one for one in back.questions() if isinstance(one, Single))
    assert asked.option_ids == ("under-18", "40-64", "65-plus", "not-me")
    assert asked.breakdown
    named = [[category.options for category in rung] for rung in asked.merge]
    assert named == [[("under-18", "40-64"), ("65-plus",)]]


def test_a_new_option_stands_where_it_was_written() -> None:
    def longer(book: Any) -> None:
        choices = book["choices"]
        at = row(choices, "name", "wednesday")
        choices.insert_rows(at)
        for place, value in enumerate(("L02", "tuesday", "Tuesday"), 1):
            choices.cell(at, place).value = value

    back, _ = changed(form("worked-example"), longer)
    asked = next(one for one in back.questions() if isinstance(one, Multiple))
    ids = ["monday", "tuesday", "wednesday", "friday", "none-of-these"]
    assert list(asked.option_ids) == ids
    assert asked.options[-1].exclusive


def test_a_point_taken_out_of_a_scale_makes_its_points_a_list() -> None:
    def shorter(book: Any) -> None:
        book["choices"].delete_rows(row(book["choices"], "name", "p2"))

    back, _ = changed(form("scale-5"), shorter)
    asked = next(one for one in back.questions() if isinstance(one, Scale))
    assert len(asked.answer_ids) == 4


def test_words_of_the_whole_and_of_a_content_note_can_be_changed() -> None:
    def reworded(book: Any) -> None:
        survey = book["survey"]
        part, label = column(survey, "survey::part"), column(survey, "label")
        for number in range(2, survey.max_row + 1):
            if survey.cell(number, part).value in ("consent", "content note"):
                survey.cell(number, label).value = "Words of today."
        book["settings"].cell(2, 1).value = "A title of today"

    back, _ = changed(form("shared-note"), reworded)
    assert back.consent.in_language("") == "Words of today."
    assert back.sections[1].content_note.in_language("") == "Words of today."
    assert back.sections[1].sensitivity == form("shared-note").sections[1].sensitivity
    assert back.title.in_language("") == "A title of today"
    assert back.id == form("shared-note").id


def test_questions_taken_out_and_put_in_and_rules_that_go_with_them() -> None:
    def other_rows(book: Any) -> None:
        survey = book["survey"]
        survey.delete_rows(row(survey, "name", "uses"))
        at = row(survey, "name", "more")
        survey.insert_rows(at)
        for place, value in enumerate(("text", "fresh", "What is new here?"), 1):
            survey.cell(at, place).value = value

    back, report = changed(form("show-if-all"), other_rows)
    ids = [one.id for one in back.questions()]
    assert "uses" not in ids
    assert ids[ids.index("more") - 1] == "fresh"
    rule = back.question("more").show_if
    assert rule is not None
    assert rule.model_dump(by_alias=True) == {"question": "visits", "is": "often"}
    assert any("uses" in why for line in report.lines for why in line.why)


def test_a_language_can_be_added_and_taken_out() -> None:
    def in_italian(book: Any) -> None:
        survey = book["survey"]
        at, label = survey.max_column + 1, column(survey, "label")
        survey.cell(1, at).value = "label::Italian (it)"
        for number in range(2, survey.max_row + 1):
            if words := survey.cell(number, label).value:
                survey.cell(number, at).value = f"it: {words}"

    q = form("marks")
    back, _ = changed(q, in_italian)
    assert back.languages == (*q.languages, "it")
    assert next(back.questions()).text.in_language("it") == "it: Who are you here?"

    def without_arabic(book: Any) -> None:
        for sheet in (book["survey"], book["choices"]):
            places = [cell.column for cell in sheet[1] if "(ar)" in str(cell.value)]
            for place in reversed(places):
                sheet.delete_cols(place)

    back, _ = changed(form("languages"), without_arabic)
    assert back.languages == ("en", "pt-BR")
    assert '"ar":' not in to_json(back)


def test_a_cell_is_never_a_formula_and_no_answer_is_put_into_words() -> None:
    q = form("text")
    risky = Text((("", "=1+1 of ${colour}"),))
    section = q.sections[0]
    item = section.items[0].model_copy(update={"text": risky})
    q = q.model_copy(
        update={"sections": (section.model_copy(update={"items": (item, *section.items[1:])}),)}
    )
    content = xlsform_of(q)
    survey = load_workbook(BytesIO(content))["survey"]
    cell = survey.cell(row(survey, "name", item.id), column(survey, "label"))
    assert (cell.data_type, cell.value) == ("s", "=1+1 of $ {colour}")
    assert convert(BytesIO(content), file_type=".xlsx", validate=False).xform
    back = read_questionnaire(import_questionnaire("form.xlsx", content).text, "form.yaml")
    assert back.question(item.id).text == risky
