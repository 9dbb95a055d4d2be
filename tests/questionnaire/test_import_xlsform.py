"""Reading XLSForm: each construct in a small file of our own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from survey.errors import BadInput
from survey.questionnaire.importing.foreign_form import (
    AllOf,
    AskedFor,
    Chosen,
    Filled,
    ForeignForm,
    ForeignItem,
)
from survey.questionnaire.importing.formats.xlsform import read_xlsform
from survey.services.writing.import_questionnaire import import_questionnaire

FOREIGN = Path(__file__).parents[1] / "forms" / "foreign" / "xlsform"


@lru_cache
def form(name: str) -> ForeignForm:
    return read_xlsform(name, (FOREIGN / f"{name}.csv").read_bytes())


def items(name: str) -> Iterator[ForeignItem]:
    for section in form(name).sections:
        yield from section.items


def item(name: str, called: str) -> ForeignItem:
    return next(one for one in items(name) if one.name == called)


def workbook(**sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (AskedFor.METADATA, "began day who case"),
        (AskedFor.NOTE, "hello"),
        (AskedFor.TEXT, "words old_words older_words"),
        (AskedFor.NUMBER, "count share"),
        (AskedFor.DATE, "day_of"),
        (AskedFor.PLACE, "spot"),
        (AskedFor.IMAGE, "photo"),
        (AskedFor.SIGNATURE, "name_drawn"),
        (AskedFor.AUDIO, "voice"),
        (AskedFor.VIDEO, "film"),
        (AskedFor.FILE, "paper"),
        (AskedFor.BARCODE, "code"),
        (AskedFor.ACKNOWLEDGE, "read_it"),
        (AskedFor.CALCULATED, "sum shown_only"),
        (AskedFor.HIDDEN, "secret also_hidden"),
        (AskedFor.UNKNOWN, "person other_file untyped"),
    ],
)
def test_every_type_is_known_by_its_old_and_new_names(kind: AskedFor, names: str) -> None:
    assert [one.name for one in items("kinds") if one.kind is kind] == names.split()


def test_what_cannot_be_handed_over_says_why() -> None:
    assert item("kinds", "person").as_written == "db:person"
    assert "another file" in item("kinds", "other_file").left_out
    assert "no type" in item("kinds", "untyped").left_out
    assert item("kinds", "untyped").words == {"": "What is this?"}


def test_or_other_adds_one_choice_or_marks_the_one_that_is_there() -> None:
    added, marked = item("choices", "a").options, item("choices", "b").options
    assert [(one.code, one.is_other) for one in added] == [
        ("1", False),
        ("0", False),
        ("other", True),
    ]
    assert [one.words for one in marked if one.is_other] == [{"": "Another thing"}]


def test_a_filter_says_when_each_choice_is_offered() -> None:
    districts = [(one.code, one.only_if) for one in item("choices", "c").options]
    assert districts == [
        ("hill", Chosen("r", "north")),
        ("lake", Chosen("r", "south")),
        ("hill", Chosen("r", "south")),
    ]
    towns = {one.code: one.only_if for one in item("choices", "d").options}
    assert towns["two"] == AllOf((Chosen("r", "south"), Chosen("c", "lake")))


def test_a_filter_that_never_changes_is_applied_and_one_not_understood_is_said() -> None:
    fixed, unclear = item("choices", "e"), item("choices", "f")
    assert [one.code for one in fixed.options] == ["sofa", "other"]
    assert "Answers that its filter never offers were left out." in fixed.changes
    assert len(unclear.options) == 4
    assert any("pulldata('x')=kind" in said for said in unclear.changes)


def test_lists_that_are_not_in_the_file_are_named() -> None:
    assert "places.csv" in item("choices", "g").left_out
    assert "“nowhere”" in item("choices", "h").left_out
    assert form("choices").remarks == ("Rows of choices that belong to no list were left out: 1.",)


def test_rank_and_range() -> None:
    assert item("choices", "i").kind is AskedFor.RANKING
    few, many = item("choices", "j"), item("choices", "k")
    assert few.kind is AskedFor.SCALE
    assert [one.code for one in few.options] == ["0", "2", "4"]
    assert many.kind is AskedFor.NUMBER


def test_groups_inside_groups_follow_each_other_with_their_conditions_joined() -> None:
    sections = form("groups").sections
    assert [one.name for one in sections] == [
        *("", "outer", "inner", "outer", "each", "kinds_loop", "", "off_too", "open"),
    ]
    assert sections[1].only_if == Filled("before")
    assert sections[2].only_if == AllOf((Filled("before"), Chosen("in_outer", "x")))
    assert [one.name for one in sections if one.repeats] == ["each", "kinds_loop"]
    assert sections[5].items[0].words == {"": "How many …?"}


def test_what_is_switched_off_and_what_does_not_end_is_said() -> None:
    assert "disabled" in item("groups", "off").left_out
    assert "off_too" in item("groups", "inside_off").left_out
    remarks = " ".join(form("groups").remarks)
    assert "A group ends that did not begin (line 21)." in remarks
    assert "These groups have no end in the file: “open”." in remarks


def test_a_title_above_inner_groups_only_goes_to_the_first_of_them() -> None:
    rows: list[list[object]] = [
        ["type", "name", "label"],
        ["begin group", "all", "Everything"],
        ["begin group", "one", None],
        ["text", "a", "A?"],
        ["end group"],
        ["begin group", "two", None],
        ["text", "b", "B?"],
        ["end group"],
        ["end group"],
    ]
    read = read_xlsform("x", workbook(survey=rows))
    assert [dict(one.title) for one in read.sections] == [{"": "Everything"}, {}]
    assert not read.remarks


def test_rows_of_a_matrix_share_its_name_and_words() -> None:
    stem = {"": "Please choose one in each row"}
    assert [(one.matrix, one.stem) for one in items("matrix") if one.name in ("bus", "train")] == [
        ("table", stem),
        ("table", stem),
    ]
    assert "headings" in item("matrix", "heads").left_out
    assert item("matrix", "ride").matrix == "easy_table"
    assert item("matrix", "ride").stem == {"": "And how often?"}
    assert item("matrix", "well").kind is AskedFor.SCALE


def test_ratings_rankings_and_matrices_of_kobo() -> None:
    assert [(one.name, one.matrix, len(one.options)) for one in items("kobo")][:3] == [
        ("quiet", "rooms", 2),
        ("loud", "rooms", 2),
        ("order", "", 2),
    ]
    assert item("kobo", "order").kind is AskedFor.RANKING
    matrix = [(one.name, one.words[""]) for one in items("kobo") if one.matrix == "use"]
    assert matrix == [
        ("use_a_well", "Room A: Does it fit?"),
        ("use_b_well", "Room B: Does it fit?"),
        ("use_a_why", "Room A: Why?"),
        ("use_b_why", "Room B: Why?"),
    ]


def test_languages_are_known_by_what_columns_call_them() -> None:
    read = form("languages")
    assert read.languages == ("fr", "en")
    assert read.unnamed_languages == ("Toki",)
    assert item("languages", "a").words == {"fr": "Ouvert ?", "en": "Open?"}
    assert item("languages", "a").hint == {"fr": "Aujourd’hui"}
    assert item("languages", "b").words == {"en": "Why?"}
    assert item("languages", "a").options[1].words == {"fr": "Non", "en": "No"}


@pytest.mark.parametrize(
    ("headers", "languages"),
    [
        (["label"], ()),
        (["label::Toki"], ()),
        (["label", "label::French (fr)"], ("en", "fr")),
        (["label::English", "label"], ("en",)),
        (["label_en", "label_es"], ("en", "es")),
        (["label::pt_BR", "label:Arabic (ar)"], ("pt-BR", "ar")),
    ],
)
def test_headers_with_and_without_languages(headers: list[str], languages: tuple[str]) -> None:
    rows: list[list[object]] = [["type", "name", *headers], ["text", "a", *headers]]
    read = read_xlsform("x", workbook(survey=rows))
    assert read.languages == languages
    first = languages[0] if languages else ""
    assert read.sections[0].items[0].words[first]


def test_words_are_plain_and_what_was_in_them_is_said() -> None:
    first, second, note = items("words")
    assert first.words == {"": "Your view of this?"}
    assert first.hint == {"": "Short is fine"}
    assert "A picture beside its words was left out." in first.changes
    assert "The guidance for interviewers was left out." in first.changes
    assert second.words == {"": "You said … and …. Why?"}
    assert "The answer to “a” inside its words was replaced by “…”." in second.changes
    assert note.words == {"": "See this page"}
    assert any("script" in said for said in note.changes)


def test_checks_become_limits_where_they_can_and_are_said_where_not() -> None:
    limits = {one.name: one.at_most for one in items("checks")}
    assert limits == {"a": 2, "b": None, "c": 3, "d": None, "e": None}
    alone = {
        one.name: [each.code for each in one.options if each.exclusive] for one in items("checks")
    }
    assert alone == {"a": [], "b": ["none"], "c": ["none"], "d": [], "e": []}
    assert any("Exactly two" in said for said in item("checks", "d").changes)
    assert any(". > 3 and . < 10" in said for said in item("checks", "e").changes)
    assert [one.required for one in items("checks")] == [True, True, False, False, False]


def test_headers_below_a_title_twice_and_with_blanks() -> None:
    first, second = items("headers")
    assert first.words == {"": "First words"}
    assert second.words == {"": "Only here"}
    assert second.where == "line 6"


def test_a_sheet_that_looks_like_the_one_with_questions_is_read_and_said() -> None:
    rows: list[list[object]] = [["type", "name", "label"], ["text", "a", "A?"]]
    read = read_xlsform("x", workbook(Blatt1=rows, notes=[["anything"]]))
    assert [one.name for one in read.sections[0].items] == ["a"]
    assert "The sheet “Blatt1” was read as “survey”." in read.remarks


def test_names_that_are_numbers_and_codes_that_are_numbers_meet() -> None:
    read = read_xlsform(
        "x",
        workbook(
            survey=[
                ["type", "name", "label", "relevant"],
                ["select_one yn", 1, "Open?", None],
                ["text", 2, "Why?", "${1} = 1"],
            ],
            choices=[["list name", "name", "label"], ["yn", 1.0, "Yes"], ["yn", 0, "No"]],
        ),
    )
    asked, why = read.sections[0].items
    assert [one.code for one in asked.options] == ["1", "0"]
    assert why.only_if == Chosen("1", "1")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 cut", "cut short"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "locked with a password",
        ),
        (b"%PDF-1.7 a page", "PDF"),
        (b"name,age\nA,3\n", "no sheet “survey”"),
        (workbook(first=[["a"]], second=[["b"]]), "“first”, “second”"),
        (workbook(survey=[["a", "b"], ["c", "d"]]), "no columns “type”"),
        (workbook(survey=[["type", "name", "label"]]), "holds no row"),
    ],
)
def test_what_cannot_be_read_is_refused_in_plain_words(content: bytes, said: str) -> None:
    with pytest.raises(BadInput) as error:
        read_xlsform("our form.xlsx", content)
    assert said in error.value.what
    assert error.value.kept
    assert error.value.do


_CELLS = """type; name; label; label::fr; hint; relevant; choice_filter; constraint; appearance;
    table-list; list-nolabel; begin_group; end_group; begin_repeat; note; text; select_one a;
    select_multiple a; rank a; range; a; b; ${a}='b'; selected(.,'b'); ((; not(; <b>; yes; 9e999;
    count-selected(.)<=2; list_name; disabled; start=0 end=1e999 step=0; parameters; choices;
    survey::part; consent; survey"""
_CELL = st.one_of(st.just(""), st.sampled_from([cell.strip() for cell in _CELLS.split(";")]))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(_CELL, max_size=7), max_size=12))
def test_no_file_breaks_the_reader(rows: list[list[str]]) -> None:
    head = ["", "type", "name", "label", "relevant", "choice_filter", "constraint"]
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in [["survey"], head, *rows])
    with suppress(BadInput):
        assert import_questionnaire("form.csv", text.encode()).report.format == "XLSForm"


def _table(questions: list[list[str]], choices: int) -> bytes:
    """Give questions, and one list of so many choices, as a file of text."""
    rows = [["survey"], ["", "type", "name", "label", "kobo--matrix_list"]]
    rows += [["", *one] for one in questions]
    rows += [["choices"], ["", "list_name", "name", "label"]]
    rows += [["", "all", f"c{number}", f"Word {number}"] for number in range(choices)]
    return "\n".join(map(",".join, rows)).encode()


def test_a_list_that_many_questions_share_is_read_once_and_given_to_each() -> None:
    asked = [["select_one all", f"q{number}", "How?"] for number in range(3)]
    asked.append(["select_one all or_other", "other", "How else?"])
    found = read_xlsform("t.csv", _table(asked, 500)).sections[0].items
    assert all(one.options is found[0].options for one in found[:3])
    assert [len(one.options) for one in found] == [500, 500, 500, 0]
    assert "It has 501 answers" in found[3].left_out


def test_a_list_that_is_far_too_long_is_left_out_with_its_count() -> None:
    content = _table([["select_one all", "q", "How?"], ["text", "t", "Why?"]], 1_000)
    found = read_xlsform("t.csv", content).sections[0].items
    assert "It has 1000 answers" in found[0].left_out
    assert not found[0].options
    assert not found[1].left_out


def test_a_group_that_asks_about_far_too_many_things_asks_once() -> None:
    matrix = ["begin kobomatrix", "m", "Things", "all"]
    content = _table([matrix, ["text", "t", "Why?"], ["end kobomatrix"]], 61)
    read = read_xlsform("t.csv", content)
    assert [one.name for section in read.sections for one in section.items] == ["t"]
    assert any("“m”: It asks about 61 things" in one for one in read.remarks)


def test_a_workbook_that_unpacks_to_more_than_any_questionnaire_has_is_refused() -> None:
    content = workbook(survey=[["type", "name", "label"], ["text", "q", "Why?"]])
    entry = content.rindex(b"xl/worksheets/sheet1.xml") - 22
    content = content[:entry] + (50_000_001).to_bytes(4, "little") + content[entry + 4 :]
    with pytest.raises(BadInput, match="too large once it is unpacked"):
        read_xlsform("t.xlsx", content)


def test_an_answer_inside_words_that_does_not_end_is_read_like_any_words() -> None:
    asked = [
        ["text", "q", "Why ${ " + " " * 20_000 + "so?"],
        ["text", "r", "Why <output value=" * 4_000],
        ["text", "s", "Since ${ q }?"],
    ]
    found = read_xlsform("t.csv", _table(asked, 0)).sections[0].items
    assert next(iter(found[0].words.values())).startswith("Why ${")
    assert found[2].changes == ("The answer to “q” inside its words was replaced by “…”.",)
