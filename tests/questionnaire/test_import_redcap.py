"""Data dictionaries of REDCap: each kind of field, both headings, and public dictionaries."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import BadInput
from survey.questionnaire.importing.expressions.redcap_logic import redcap_condition
from survey.questionnaire.importing.foreign_form import (
    AllOf,
    AnyOf,
    AskedFor,
    Chosen,
    CodeLimit,
    Filled,
    ForeignForm,
    ForeignItem,
    NotSo,
    NotUnderstood,
    OnlyIf,
)
from survey.questionnaire.importing.formats.redcap import read_redcap
from tests.questionnaire.foreign_items import (
    FOREIGN,
    answers,
    corpus,
    items,
    items_in_order,
    read_own,
    said,
)


@pytest.fixture(scope="module")
def form() -> ForeignForm:
    return read_own(read_redcap, "redcap/interface.csv")


@pytest.fixture(scope="module")
def fields(form: ForeignForm) -> dict[str, ForeignItem]:
    return items(form)


@pytest.mark.parametrize(
    ("name", "kind", "written"),
    [
        ("record_id", AskedFor.RECORD, "text, number of the record"),
        ("season", AskedFor.SINGLE, "radio"),
        ("plants", AskedFor.MULTIPLE, "checkbox"),
        ("town", AskedFor.SINGLE, "dropdown"),
        ("open", AskedFor.SINGLE, "yesno"),
        ("right", AskedFor.SINGLE, "truefalse"),
        ("light", AskedFor.SCALE, "slider"),
        ("visits", AskedFor.NUMBER, "text, integer"),
        ("day", AskedFor.DATE, "text, date_dmy"),
        ("mail", AskedFor.TEXT, "text, email"),
        ("wishes", AskedFor.TEXT, "notes"),
        ("words", AskedFor.NOTE, "descriptive"),
        ("total", AskedFor.CALCULATED, "calc"),
        ("plan", AskedFor.FILE, "file"),
        ("sign", AskedFor.SIGNATURE, "file, signature"),
        ("drug", AskedFor.UNKNOWN, "sql"),
        ("session", AskedFor.HIDDEN, "text"),
        ("gone", AskedFor.HIDDEN, "radio"),
    ],
)
def test_each_kind_of_field_is_what_it_asks_for(
    fields: dict[str, ForeignItem], name: str, kind: AskedFor, written: str
) -> None:
    assert (fields[name].kind, fields[name].as_written) == (kind, written)


def test_choices_keep_codes_and_commas(fields: dict[str, ForeignItem]) -> None:
    season = fields["season"]
    assert said(season.words) == "Which season?"
    assert said(season.hint) == "One answer"
    assert (season.required, season.where) == (True, "row 3")
    assert answers(season) == [("1", "Spring"), ("2", "Summer, and warm"), ("-9", "Not sure")]
    assert answers(fields["town"]) == [("1", "North"), ("2", "South")]
    assert answers(fields["open"]) == [("1", "Yes"), ("0", "No")]
    assert answers(fields["right"]) == [("1", "True"), ("0", "False")]


def test_a_slider_becomes_a_scale_with_its_words(fields: dict[str, ForeignItem]) -> None:
    points = answers(fields["light"])
    assert (points[0], points[5], points[10]) == (("0", "Poor"), ("5", "Fair"), ("10", "Good"))
    assert points[1] == ("1", "1")
    assert "0 to 10" in fields["light"].changes[0]


def test_annotations_do_what_they_ask_for(fields: dict[str, ForeignItem]) -> None:
    plants, few = fields["plants"], fields["few"]
    assert [one.exclusive for one in plants.options] == [False, False, True]
    assert plants.at_most == 2
    assert [one.code for one in few.options] == ["1", "2"]
    told = " ".join(few.changes)
    assert "hides" in told
    assert "filled in beforehand" in told
    assert "@SOMETHING" in told


def test_what_identifies_people_or_cannot_be_handed_over_is_said(
    fields: dict[str, ForeignItem],
) -> None:
    assert "identifies people" in fields["mail"].left_out
    assert "database" in fields["drug"].left_out
    assert "from 0 to 50" in fields["visits"].changes[0]
    assert said(fields["wishes"].words) == "What do you wish, …?"
    assert "[season]" in fields["wishes"].changes[0]


def test_headers_and_forms_are_sections_and_matrices_have_a_stem(form: ForeignForm) -> None:
    assert [(one.name, said(one.title)) for one in form.sections] == [
        ("garden", "Garden"),
        ("garden", "Where it lies"),
        ("visit", "Visit"),
        ("visit", "How far do you agree?"),
    ]
    fields = items(form)
    for name in ("quiet", "warm"):
        assert fields[name].matrix == "agree"
        assert said(fields[name].stem) == "How far do you agree?"
    assert fields["session"].stem == {}
    assert "2 forms" in form.remarks[-1]


def test_the_other_heading_is_read_and_na_is_nothing() -> None:
    form = read_own(read_redcap, "redcap/api.csv")
    tea, milk = items_in_order(form)[1:]
    assert (said(tea.words), tea.hint, tea.required) == ("Tea?", {}, True)
    assert said(milk.words) == "milk"
    assert milk.only_if == Chosen("tea", "1")
    assert tea.only_if is None


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_every_encoding_and_separator_gives_the_same(encoding: str, form: ForeignForm) -> None:
    rows = csv.reader((FOREIGN / "redcap/interface.csv").read_text("utf-8").splitlines())
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows(rows)
    other = read_redcap("dictionary.csv", written.getvalue().encode(encoding))
    assert items(other) == items(form)


def test_old_files_have_seventeen_columns_and_choices_on_lines() -> None:
    rows = list(csv.reader((FOREIGN / "redcap/api.csv").read_text("utf-8").splitlines()))
    rows[2][5] = "1, Yes\n2, No, never"
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    fields = items(read_redcap("old.csv", written.getvalue().encode()))
    assert answers(fields["tea"]) == [("1", "Yes"), ("2", "No, never")]


A, T = Chosen("a", "1"), Chosen("m", "2")


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ("", None),
        ("[a] = '1'", A),
        ("[a]=\"1\" AND [m(2)] = '1'", AllOf((A, T))),
        ("[a] = 1 or\n[m(2)] = 1", AnyOf((A, T))),
        ("# who\n[a] = '1' or # no remark", NotUnderstood("[a] = '1' or # no remark")),
        ("# who\n[a] = '1'", A),
        ("[m(2)] = '0'", NotSo(T)),
        ("[m(2)] <> '1'", NotSo(T)),
        ("[m(2)]", T),
        ("[a] <> ''", Filled("a")),
        ("[a] = ''", NotSo(Filled("a"))),
        ("[a] > 2", CodeLimit("a", ">", 2.0)),
        ("2 >= [a]", CodeLimit("a", "<=", 2.0)),
        ("[visit_1][a] = '1'", A),
        ("[a][current-instance] = '1'", A),
        ("([a] = '1' or [m(2)] = '1') and ([a] = '1')", AllOf((AnyOf((A, T)), A))),
        ("!([a] = '1')", NotSo(A)),
        ("[a] = [b]", NotUnderstood("[a] = [b]")),
        ("[user-role] = 'x'", NotUnderstood("[user-role] = 'x'")),
        (
            "[a] = '1' and datediff([d], 'today', 'y') > 18",
            AllOf((A, NotUnderstood("datediff([d], 'today', 'y') > 18"))),
        ),
        ("([a] = '1'", NotUnderstood("([a] = '1'")),
    ],
)
def test_branching_logic_becomes_conditions(written: str, condition: OnlyIf | None) -> None:
    assert redcap_condition(written) == condition


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"a,b,c\n1,2,3\n", "no data dictionary"),
        (b"Variable / Field Name,Form Name,Field Type,Field Label\n", "none below it"),
        (b"\n" * 400_001 + b"x", "more than 10,000 fields"),
        (b'{"pages": []}', "JSON"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_what_is_no_dictionary_gets_a_clear_message(content: bytes, word: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_redcap("dictionary.csv", content)
    assert word in caught.value.what
    assert caught.value.kept
    assert caught.value.do


def test_a_file_that_breaks_off_is_read_to_its_last_whole_row() -> None:
    whole = (FOREIGN / "redcap/interface.csv").read_bytes()
    begins = whole.index(b"open,garden")
    assert list(items(read_redcap("cut.csv", whole[: begins + 8]))) == [
        "record_id",
        "season",
        "plants",
        "town",
        "open",
    ]
    with pytest.raises(BadInput, match="quote is not closed"):
        read_redcap("cut.csv", whole[: begins + 25])


def test_public_dictionaries_come_through_whole(shared: Callable[[str], Path]) -> None:
    """Sliders are counted as open there; what reckons, and what only tells, is not counted."""
    for name, (path, known) in corpus(shared, "redcap").items():
        asked = [
            item
            for item in items_in_order(read_redcap(name, path.read_bytes()))
            if item.as_written.split(",")[0] not in ("calc", "descriptive", "")
        ]
        closed = [item for item in asked if item.options and item.as_written != "slider"]
        expected = (int(known["questions"]), int(known["closed"]))
        assert (len(asked), len(closed)) == expected, name
