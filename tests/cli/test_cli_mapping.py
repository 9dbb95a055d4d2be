"""`survey responses map`, typed at a terminal: tables as other programs write them, and back again.

What is drafted is used as loading uses it: each case says what the rows must become.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from survey.answers.mapped_rows import BadRow, read_rows
from survey.answers.read_mapping import read_mapping
from survey.cli.main import cli
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.rules import Entries

FORM = """
id: evenings
title: Evenings
introduction: Welcome.
consent: You can stop at any time.
closing: Thank you.
languages: [en, de]
sections:
  - id: one
    title: {en: One, de: Eins}
    questions:
      - id: visits
        type: single
        text: {en: How often do you come?, de: Wie oft kommen Sie?}
        options:
          - {id: weekly, text: {en: Every week, de: Jede Woche}}
          - {id: rarely, text: {en: Less often, de: Seltener}}
          - {id: unsure, text: {en: I am not sure, de: Ich bin nicht sicher}, kind: dont_know}
          - {id: else, text: {en: Other, de: Anderes}}
      - id: evenings
        type: multiple
        text: {en: Which evenings suit you?, de: Welche Abende passen Ihnen?}
        options:
          - {id: monday, text: {en: Monday, de: Montag}}
          - {id: friday, text: {en: Friday, de: Freitag}}
          - {id: late, text: {en: "Saturday, but late", de: "Samstag, aber spät"}}
          - {id: else, text: {en: Another evening, de: Ein anderer Abend}}
      - id: comfort
        type: scale
        text: {en: How comfortable is the room?, de: Wie bequem ist der Raum?}
        points: [{en: Not, de: Gar nicht}, {en: So so, de: Größtenteils}, {en: Very, de: Sehr}]
      - id: age
        type: single
        text: {en: How old are you?, de: Wie alt sind Sie?}
        options:
          - {id: young, text: {en: Under 18, de: Unter 18}}
          - {id: middle, text: {en: 18 to 64, de: 18 bis 64}}
          - {id: old, text: {en: 65 or older, de: 65 oder älter}}
      - id: first
        type: ranking
        text: {en: What matters most?, de: Was ist am wichtigsten?}
        options:
          - {id: books, text: {en: New books, de: Neue Bücher}}
          - {id: hours, text: {en: Longer hours, de: Längere Zeiten}}
          - {id: seats, text: {en: More seats, de: Mehr Plätze}}
      - id: garden
        type: single
        text: {en: Is there a garden?, de: Gibt es einen Garten?}
        options: [{id: there, text: {en: "Yes", de: Ja}}, {id: missing, text: {en: "No", de: Nein}}]
      - {id: remarks, type: text, text: {en: Anything else?, de: Noch etwas?}}
"""
ASKED = read_questionnaire(FORM, "form.yaml")
Map = Callable[..., tuple[str, list[Entries | str], str]]


@pytest.fixture
def mapped(tmp_path: Path) -> Map:
    """Map a table; give the mapping, what the rows become by it, and all that was said."""

    def go(
        content: bytes | str, name: str = "t.csv", form: str = FORM
    ) -> tuple[str, list[Entries | str], str]:
        (tmp_path / "form.yaml").write_text(form, "utf-8")
        asked = read_questionnaire(form, "form.yaml")
        table, out = tmp_path / name, tmp_path / "mapping.yaml"
        out.unlink(missing_ok=True)
        table.write_bytes(content.encode() if isinstance(content, str) else content)
        given = ["responses", "map", str(table), "--questionnaire", str(tmp_path / "form.yaml")]
        ran = CliRunner().invoke(cli, [*given, "--out", str(out)], catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        text = out.read_text("utf-8")
        read = read_rows(table.read_bytes(), name, read_mapping(text, "m", asked), asked)
        rows = [str(one) if isinstance(one, BadRow) else one for one in read.rows.values()]
        return text, rows, ran.output

    return go


def _workbook(*rows: tuple[object, ...]) -> bytes:
    book, out = Workbook(), BytesIO()
    book.create_sheet("Rows")
    for row in rows:
        book["Rows"].append(row)
    book.save(out)
    return out.getvalue()


CASES: dict[str, tuple[bytes | str, list[Entries]]] = {
    "labels of any language, semicolons, Windows": (
        "Wie oft kommen Sie?;Wie bequem ist der Raum?\nJede Woche;Sehr\n"
        "Seltener;Größtenteils\n".encode("cp1252"),
        [{"visits": ("weekly",), "comfort": ("p3",)}, {"visits": ("rarely",), "comfort": ("p2",)}],
    ),
    "ids, and points in order, tabs, UTF-16": (
        "visits\tcomfort\nweekly\t1,0\nunsure\t3\n".encode("utf-16"),
        [{"visits": ("weekly",), "comfort": ("p1",)}, {"visits": ("unsure",), "comfort": ("p3",)}],
    ),
    "refused, unknown and no answer": (
        "visits|garden\nPrefer not to say|N/A\nDon't know|yes\nLess often|No\n",
        [
            {"visits": ("_rns",)},
            {"visits": ("unsure",), "garden": ("there",)},
            {"visits": ("rarely",), "garden": ("missing",)},
        ],
    ),
    "SurveyMonkey: two heading rows, the label as tick, other": (
        "RespondentID,How often do you come?,,Which evenings suit you?,,,Anything else?\n"
        ",Response,Other (please specify),Monday,Friday,Another evening,Open-Ended Response\n"
        "1,Every week,,Monday,Friday,,\n2,,On holidays,,Friday,Sundays,More lamps\n",
        [
            {"visits": ("weekly",), "evenings": ("monday", "friday")},
            {"visits": ("else",), "evenings": ("friday", "else"), "remarks": ("More lamps",)},
        ],
    ),
    "LimeSurvey: codes, in order": (
        "id,submitdate,visits,visits[other],evenings[SQ001],evenings[SQ002],evenings[other],age\n"
        "1,2024-01-01 10:00:00,A2,,Y,,,A3\n"
        "2,2024-01-02 10:00:00,-oth-,now and then,,Y,Sundays,A1\n",
        [
            {"visits": ("rarely",), "evenings": ("monday",), "age": ("old",)},
            {"visits": ("else",), "evenings": ("friday", "else"), "age": ("young",)},
        ],
    ),
    "LimeSurvey: whole questions, places of a ranking": (
        "Was ist am wichtigsten? [1];Was ist am wichtigsten? [2];Was ist am wichtigsten? [3]\n"
        "Neue Bücher;Mehr Plätze;\nLängere Zeiten;Neue Bücher;Mehr Plätze\n",
        [{"first": ("books", "seats")}, {"first": ("hours", "books", "seats")}],
    ),
    "Kobo: groups, options behind a stroke, all once more": (
        "start,_id,grp/visits,grp/evenings,grp/evenings/monday,grp/evenings/friday,grp/age\n"
        "2024-01-01T10:00:00,7,weekly,monday friday,1,1,17\n2024-01-01T11:00:00,8,rarely,,0,0,64\n",
        [
            {"visits": ("weekly",), "evenings": ("monday", "friday"), "age": ("young",)},
            {"visits": ("rarely",), "age": ("middle",)},
        ],
    ),
    "REDCap: numbers behind three strokes": (
        "record_id,evenings___1,evenings___2,evenings___3,comfort,survey_complete\n"
        "1,1,0,1,2,2\n2,0,1,0,3,2\n",
        [
            {"evenings": ("monday", "late"), "comfort": ("p2",)},
            {"evenings": ("friday",), "comfort": ("p3",)},
        ],
    ),
    "several options in one value": (
        'Timestamp,Which evenings suit you?\n1/2/2024 10:00:00,"Monday, Saturday, but late"\n'
        '1/2/2024 11:00:00,"Saturday, but late, Friday"\n',
        [{"evenings": ("monday", "late")}, {"evenings": ("late", "friday")}],
    ),
    "places of options, numbers into groups, a workbook": (
        _workbook(
            (
                "What matters most? [New books]",
                "What matters most? [Longer hours]",
                "What matters most? [More seats]",
                "How old are you?",
                "Is there a garden?",
            ),
            (2, 1, None, 17, True),
            (1.0, 2, 3, 65, False),
        ),
        [
            {"first": ("hours", "books"), "age": ("young",), "garden": ("there",)},
            {"first": ("books", "hours", "seats"), "age": ("old",), "garden": ("missing",)},
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_table_of_another_program_becomes_answers(mapped: Map, case: str) -> None:
    content, wanted = CASES[case]
    text, rows, _ = mapped(content, "t.xlsx" if content[:2] == b"PK" else "t.csv")
    assert rows == wanted
    assert ("guess" in text.partition("questions:")[2]) == ("order" in case or "REDCap" in case)


def test_what_points_to_somebody_is_left_out_and_named_with_why(mapped: Map) -> None:
    columns = {
        "IP Address": "10.0.0.1", "StartDate": "1/2/2024", "deviceid": "my device",
        "Your name": "Name_1", "E-mail": "a@example.org", "_geo_latitude": "1.5",
        "Where": "1.5000 2.5000 0 0", "Sent": "2024-01-02 10:00", "Post code": "AB1 9XZ",
        "Respondent ID": "90775531",
    }  # fmt: skip
    text, rows, said = mapped(f"visits,{','.join(columns)}\nweekly,{','.join(columns.values())}\n")
    assert rows == [{"visits": ("weekly",)}]
    told = said.partition("Left out, for privacy")[2]
    for column, value in columns.items():
        assert column in told
        assert column in text.partition("Left out, for privacy")[2]
        assert value not in said + text or value == "1.5"
    assert "No question found" not in said


def test_numbers_and_days_of_one_person_in_exports_are_left_out(mapped: Map) -> None:
    headings = [
        "Survivor ID", "Beneficiary ID", "Client code", "Case No.", "survivor_id", "HH ID",
        "Unique code", "Household number", "Respondent code", "Date of interview", "Visit date",
        "Date of the visit", "Date de l’entretien", "Interview day",
    ]  # fmt: skip
    values = ",".join("abcdefghijklmnop"[: len(headings)])
    _, rows, said = mapped(f"visits,Number of rooms,{','.join(headings)}\nweekly,few,{values}\n")
    assert rows == [{"visits": ("weekly",)}]
    told = said.partition("Left out, for privacy")[2].partition("No question found")[0]
    assert [one for one in headings if one not in told] == []
    assert "No question found for 1 column: Number of rooms." in said


@pytest.mark.parametrize("value", ["a{}@example.org", "10.0.0.{}"])
def test_a_few_addresses_among_the_values_are_enough_to_leave_a_column_out(
    mapped: Map, value: str
) -> None:
    values = [value.format(number) if number % 20 == 0 else f"w{number}" for number in range(60)]
    text, _, said = mapped("visits,remarks\n" + "".join(f"weekly,{one}\n" for one in values))
    assert "remarks:" not in text.partition("# No column")[0]
    assert "addresses" in said.partition("Left out, for privacy")[2]


def test_a_question_of_words_is_never_answered_by_a_private_column(mapped: Map) -> None:
    rows = "visits,remarks\n" + "weekly,a@example.org\n" * 3
    text, _, said = mapped(rows)
    assert "remarks:" not in text.partition("# No column")[0]
    assert "its values are e-mail addresses: remarks" in said


def test_values_without_an_option_are_told_and_make_their_rows_bad(mapped: Map) -> None:
    values = ["weekly", *["sometimes"] * 5, "anna@example.org", "rarely"]
    text, rows, said = mapped("visits\n" + "\n".join(values) + "\n")
    assert "likely: visits" in said
    assert "no option found for the value 'sometimes' (5 rows), 1 other value" in said
    assert "#   the value 'sometimes' (5 rows)" in text
    assert "#   1 other value" in text
    assert "anna" not in said + text
    assert [isinstance(one, str) for one in rows] == [False, *[True] * 6, False]


def test_what_few_people_wrote_is_counted_and_never_shown(mapped: Map, tmp_path: Path) -> None:
    words = ["with a cousin from the coast", "when the shop is shut", "on market days"]
    long = ["every day of the week on which it does not rain"] * 6
    values = [*["weekly", "rarely"] * 9, *words, *words, *long, "77"]
    text, _, said = mapped("visits\n" + "\n".join(values) + "\n")
    for word in (*words, long[0]):
        assert word not in said + text
    assert "the value '77' (1 row), 4 other values" in said
    assert "4 other values" in text
    assert (tmp_path / "mapping.yaml").stat().st_mode & 0o077 == 0


def test_parts_of_values_are_counted_by_rows(mapped: Map) -> None:
    rows = "weekly,Monday; Sunday\nweekly,Friday; Sunday\n" * 3 + "rarely,Friday; by day\n"
    _, _, said = mapped(f"visits,evenings\n{rows}", form=FORM.replace("Another evening", "At noon"))
    assert "no option found for the value 'Sunday' (6 rows), 1 other value" in said
    assert "by day" not in said


def test_codes_that_are_no_answers_are_left_to_be_said(mapped: Map) -> None:
    text, rows, said = mapped("comfort\n1\n3\n99\n")
    assert rows[:2] == [{"comfort": ("p1",)}, {"comfort": ("p3",)}]
    assert "the value '99' (1 row)" in said
    again = text.replace("    values:\n", '    values:\n      "99": _skipped\n', 1)
    read = read_rows(b"comfort\n1\n99\n", "t.csv", read_mapping(again, "m", ASKED), ASKED)
    assert (list(read.rows), read.without) == ([1], (2,)) or read.rows[2] == {}


def test_options_in_one_value_are_told_apart_where_they_hold_the_sign(mapped: Map) -> None:
    _, rows, said = mapped('evenings\n"Saturday, but late, Friday"\nFriday\n')
    assert rows == [{"evenings": ("late", "friday")}, {"evenings": ("friday",)}]
    assert "sure: evenings" in said
    _, rows, said = mapped('evenings\n"Saturday, but late;Friday"\n"Monday, Friday"\n')
    assert rows[0] == {"evenings": ("late", "friday")}
    assert isinstance(rows[1], str)
    assert "  sure: evenings" not in said


def test_a_value_that_only_begins_with_an_option_is_a_guess(mapped: Map) -> None:
    _, rows, said = mapped("visits\nI am not sure yet\nEvery week\n")
    assert rows == [{"visits": ("unsure",)}, {"visits": ("weekly",)}]
    assert "guess: visits" in said


def test_words_beside_options_are_the_other_option_and_are_not_shown(mapped: Map) -> None:
    table = 'evenings\n"Monday, Friday, Name_1"\n"Name_2, Friday"\nOther: Name_3\nMonday\n'
    text, rows, said = mapped(table)
    assert rows == [
        {"evenings": ("monday", "friday", "else")},
        {"evenings": ("else", "friday")},
        {"evenings": ("else",)},
        {"evenings": ("monday",)},
    ]
    assert "likely: evenings" in said
    assert "(2 rows) are taken for its option" in said
    assert "Name_" not in said + text
    asked = read_mapping(text, "m", ASKED)
    later = read_rows(b'evenings\n"Saturday, but late"\n', "t.csv", asked, ASKED)
    assert list(later.rows.values()) == [{"evenings": ("late",)}]
    *_, said = mapped("evenings\n" + '"Monday, Tuesday"\n' * 3)
    assert "guess: evenings" in said


def test_parts_of_values_without_an_option_are_counted_by_rows(mapped: Map) -> None:
    form = FORM.replace("Another evening", "Sunday")
    rows = '"Monday, Tuesday"\n' * 3 + '"Tuesday, Friday"\n' * 3
    *_, said = mapped(f"evenings\n{rows}", form=form)
    assert "the value 'Tuesday' (6 rows)" in said


def test_ends_of_a_numbered_scale_are_their_places(mapped: Map) -> None:
    form = FORM.replace("{en: So so, de: Größtenteils}", "{en: '2', de: '2'}, {en: '3', de: '3'}")
    _, rows, said = mapped("comfort\n1\n2\n4\nVery\n", form=form)
    assert rows == [{"comfort": (one,)} for one in ("p1", "p2", "p4", "p4")]
    assert "sure: comfort" in said
    *_, said = mapped("comfort\n1\n2\n4\n", form=form.replace("'3'", "Fair"))
    assert "sure: comfort" not in said


FOLLOW_UP = "Which of these evenings suit you when the room is open as far as you know now?"


@pytest.mark.parametrize("values", ["Monday,Friday,Sunday", "Yes,No,Yes"])
def test_a_column_of_ticks_never_answers_a_question_of_words(mapped: Map, values: str) -> None:
    form = FORM.replace("Which evenings suit you?", FOLLOW_UP).replace(
        "Anything else?", f'"{FOLLOW_UP} – Other, please specify"'
    )
    heads = ",".join(f'"{FOLLOW_UP} [{one}]"' for one in ("Monday", "Friday", "Sunday"))
    text, _, said = mapped(f"visits,{heads}\nweekly,{values}\n", form=form)
    assert "remarks:" not in text
    assert "No column found" in said
    text, *_ = mapped(f'visits,"{FOLLOW_UP}"\nweekly,Something\n', form=form)
    assert "remarks:" not in text
    heads += f',"{FOLLOW_UP} [Other, please specify]"'
    text, rows, _ = mapped(f"visits,{heads}\nweekly,{values},Words\n", form=form)
    assert rows[0]["remarks"] == ("Words",)  # type: ignore[index]


def test_a_first_row_of_answers_is_no_second_heading(mapped: Map) -> None:
    text, rows, said = mapped(
        "visits,comfort,,\nweekly,Very,likes it,came twice\nrarely,So so,walks,\nweekly,Not,,sat\n"
    )
    assert "heading_rows" not in text
    assert len(rows) == 3
    assert "Without a name, so that it cannot be mapped: 2 columns." in said


def test_columns_of_one_name_are_told_apart(mapped: Map) -> None:
    text, rows, _ = mapped("visits,remarks,remarks\nweekly,a,b\n")
    assert "remarks (1)" in text
    assert rows[0]["visits"] == ("weekly",)  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a,b\n1,2\n", "was recognised as a question"),
        (b"visits\n", "no row below its first line"),
        (b"", "is empty"),
        (b"%PDF-1.7", "is a PDF"),
    ],
)
def test_what_cannot_be_mapped_is_said_and_nothing_is_written(
    tmp_path: Path, content: bytes, says: str
) -> None:
    form, table, out = (tmp_path / name for name in ("form.yaml", "t.csv", "m.yaml"))
    form.write_text(FORM, "utf-8")
    table.write_bytes(content)
    given = ["responses", "map", str(table), "--questionnaire", str(form), "--out", str(out)]
    ran = CliRunner().invoke(cli, given)
    assert ran.exit_code == 1
    assert says in str(ran.exception)
    assert not out.exists()
