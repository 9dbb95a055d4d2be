"""Real questionnaires of other systems: how much of each comes over, and that nothing is silent."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from survey.errors import SurveyError
from survey.questionnaire.importing.foreign_form import AskedFor, ForeignForm
from survey.questionnaire.importing.import_report import ImportReport, ItemResult
from survey.questionnaire.importing.making import made_of
from survey.questionnaire.importing.markup import words_without_markup
from survey.questionnaire.importing.recognising import read_foreign

FORMS = Path(__file__).resolve().parents[3] / "shared" / "data" / "forms"
pytestmark = pytest.mark.skipif(
    not FORMS.is_dir(), reason="the real questionnaires (shared/data/forms) are not here"
)
CLOSED = {AskedFor.SINGLE, AskedFor.MULTIPLE, AskedFor.RANKING, AskedFor.SCALE}
ASKED = CLOSED | {AskedFor.TEXT, AskedFor.NUMBER, AskedFor.DATE}
#: Files that hold no question that may be asked, or are no questionnaire: a picture, a place, …
NOTHING_TO_ASK = {
    "limesurvey/ls_catalan_block_fragment.txt",
    "redcap/redcapr_single_column.csv",
    "surveyjs/lms_html_named_json.json",
    "xlsform/kobodocs_barcode_qrcode_questions.xlsx",
    "xlsform/kobodocs_gps_questions.xlsx",
    "xlsform/kobodocs_media_question_types.xlsx",
    "xlsform/kpi_group_names_must_be_unique.xls",
    "xlsform/pyxform_choice_name_same_as_select_name.xls",
    "xlsform/pyxform_hidden.xls",
    "xlsform/pyxform_include.csv",
    "xlsform/pyxform_include.xls",
}


@dataclass(frozen=True)
class CameOver:
    """One file: what the reader gave, what was made of it, and what was said of each item."""

    name: str
    form: ForeignForm
    made: dict[str, Any]
    report: ImportReport

    def questions(self) -> Iterator[dict[str, Any]]:
        for page in self.made["sections"]:
            yield from (one for one in page["questions"] if one["type"] != "note")


@cache
def listed() -> dict[str, dict[str, str]]:
    with (FORMS / "index.tsv").open(encoding="utf-8") as file:
        return {row["file"]: row for row in csv.DictReader(file, delimiter="\t")}


@cache
def corpus() -> tuple[tuple[CameOver, ...], dict[str, str]]:
    """Give what every file came to, and what was said of those that were refused."""
    came, refused = [], {}
    for name in listed():
        try:
            form = read_foreign(name, (FORMS / name).read_bytes())
            came.append(CameOver(name, form, *made_of(form, name)))
        except SurveyError as error:
            refused[name] = str(error)
    return tuple(came), refused


def test_each_file_comes_over_or_says_why_it_cannot() -> None:
    came, refused = corpus()
    assert len(came) + len(refused) == len(listed()) > 150
    assert set(refused) <= NOTHING_TO_ASK
    assert all(len(said) > 40 for said in refused.values())


def test_every_item_is_in_the_report_with_a_reason_where_it_did_not_come_over() -> None:
    for one in corpus()[0]:
        said = {(line.where, line.name) for line in one.report.lines}
        items = [item for part in one.form.sections for item in part.items]
        assert {(item.where, item.name) for item in items} <= said, one.name
        for line in one.report.lines:
            assert line.outcome is ItemResult.TAKEN or line.why, (one.name, line)


def test_at_least_95_of_100_closed_questions_come_over_and_the_rest_is_named() -> None:
    taken, closed = 0, 0
    for one in corpus()[0]:
        outcomes = {(line.where, line.name): line for line in one.report.lines}
        for part in one.form.sections:
            for item in part.items:
                if item.kind in CLOSED:
                    line = outcomes[item.where, item.name]
                    closed += 1
                    taken += line.outcome is not ItemResult.LEFT_OUT
                    assert line.why or line.outcome is ItemResult.TAKEN
    assert closed > 3_500
    assert taken >= 0.95 * closed, f"{taken} of {closed}"


def test_as_many_questions_are_read_as_were_counted_in_the_files_by_other_means() -> None:
    """A matrix counts once in the list and a row at a time here, so there may be more."""
    for one in corpus()[0]:
        counted = listed()[one.name]["closed"]
        if not counted.isdigit() or one.name.startswith("docx/"):
            continue
        found = sum(item.kind in CLOSED for part in one.form.sections for item in part.items)
        assert found >= 0.75 * int(counted), (one.name, found, counted)


def test_pages_never_hang_on_a_question_that_comes_later_or_is_not_there() -> None:
    for one in corpus()[0]:
        before: set[str] = set()
        for page in one.made["sections"]:
            for part in (page, *page["questions"]):
                assert set(_looked_at(part.get("show_if"))) <= before, one.name
            before |= {item["id"] for item in page["questions"]}


def _looked_at(rule: Any) -> Iterator[str]:
    if isinstance(rule, dict):
        if "question" in rule:
            yield rule["question"]
        for part in rule.values():
            yield from _looked_at(part)
    elif isinstance(rule, list):
        for part in rule:
            yield from _looked_at(part)


def _plain(words: str) -> str:
    return words_without_markup(words)[0]


def _redcap_labels() -> Iterator[tuple[str, str, list[str]]]:
    """Give each list of answers as it stands in the dictionaries, with its file and field."""
    for name in listed():
        if not name.startswith("redcap/"):
            continue
        text = (FORMS / name).read_bytes().decode("utf-8-sig", "replace")
        for row in csv.reader(io.StringIO(text)):
            if len(row) > 5 and row[3] in ("radio", "dropdown", "checkbox"):
                pairs = [part.strip() for part in row[5].split("|")]
                labels = [pair.split(",", 1)[1] for pair in pairs if "," in pair]
                yield name, row[0], [_plain(label) for label in labels]


def _xlsform_labels() -> Iterator[tuple[str, str, list[str]]]:
    """Give each list of answers as it stands in workbooks with one column of labels."""
    for name in listed():
        if not (name.startswith("xlsform/") and name.endswith(".xlsx")):
            continue
        try:
            book = openpyxl.load_workbook(FORMS / name, read_only=True, data_only=True)
            rows = {key: [*book[key].iter_rows(values_only=True)] for key in ("survey", "choices")}
        except (KeyError, ValueError, TypeError):
            continue
        if all(rows.values()):
            yield from _of_sheets(name, rows)


def _of_sheets(name: str, rows: dict[str, list[Any]]) -> Iterator[tuple[str, str, list[str]]]:
    heads = {key: [str(cell or "").strip() for cell in some[0]] for key, some in rows.items()}
    if "label" not in heads["choices"] or heads["choices"][0].replace(" ", "_") != "list_name":
        return
    at = heads["choices"].index("label")
    lists: dict[str, list[str]] = {}
    for row in rows["choices"][1:]:
        if len(row) > at and row[0] is not None and row[at] is not None:
            lists.setdefault(str(row[0]).strip(), []).append(_plain(str(row[at])))
    kind, named = (heads["survey"].index(key) for key in ("type", "name"))
    filtered = "choice_filter" in heads["survey"]
    for row in (row for row in rows["survey"][1:] if len(row) > max(kind, named)):
        told = re.fullmatch(r"select_(?:one|multiple) (\w+)", str(row[kind] or "").strip())
        if told and row[named] and told[1] in lists and not filtered:
            yield name, str(row[named]).strip(), lists[told[1]]


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
@pytest.mark.parametrize("of_format", [_redcap_labels, _xlsform_labels])
def test_answers_read_as_they_stand_in_the_file(of_format: Any) -> None:
    made: dict[tuple[str, str], list[list[str]]] = {}
    for one in corpus()[0]:
        for question in one.questions():
            options = question.get("options", question.get("other", ()))
            texts = [*question.get("points", ()), *(each["text"] for each in options)]
            read = [next(iter(text.values())) if isinstance(text, dict) else text for text in texts]
            made.setdefault((one.name, question["id"]), []).append(read)
    right, told = 0, 0
    for name, field, labels in of_format():
        came = made.get((name, field))
        if came is None or len(labels) < 2:
            continue
        told += 1
        right += any(_same(labels, read) for read in came)
    assert told > 50
    assert right >= 0.95 * told, f"{right} of {told}"


def _same(labels: list[str], read: list[str]) -> bool:
    """Tell whether answers are those of the file, but for “prefer not to say” and doubles."""
    left = [label for label in labels if label not in read]
    return len(left) <= 1 and all({one, _without_code(one)} & {*labels} for one in read)


def _without_code(words: str) -> str:
    return re.sub(r" \([^()]*\)$", "", words)
