"""Files as people have them: ticks, places and blanks of every kind, and one form for all words.

What a row means is tested on `read_rows`; what a person is told, at the terminal.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.answers.mapped_rows import BadRow, Rows, read_rows
from survey.answers.read_mapping import read_mapping
from survey.cli.main import cli
from survey.errors import BadInput
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import Questionnaire

FORM = """
id: pool
title: The pool
introduction: Welcome.
consent: You can stop at any time.
closing: Thank you.
sections:
  - id: one
    title: One
    questions:
      - {id: often, type: single, text: How often?, options: [{id: weekly, text: Weekly}, {id: rarely, text: Rarely}]}
      - {id: days, type: multiple, text: Which days?, options: [{id: mon, text: Monday}, {id: fri, text: Friday}]}
      - {id: order, type: ranking, text: Which first?, options: [{id: warm, text: Warm}, {id: hours, text: Hours}, {id: quiet, text: Quiet}]}
      - {id: words, type: text, text: A wish?}
"""  # noqa: E501
OFTEN = "questions: {often: {column: often, values: {every week: weekly, seldom: rarely}}}"
DAYS = "questions: {days: {columns: {Mo: mon, Fr: fri}}}"
ORDER = "questions: {order: {ranks: {warm: warm, hours: hours, quiet: quiet}}}"
WORDS = "questions: {words: {column: words}}"
BOTH = OFTEN[:-1] + ", words: {column: words}}"


@pytest.fixture(scope="module")
def asked() -> Questionnaire:
    """Give the form."""
    return read_questionnaire(FORM, "pool.yaml")


@pytest.fixture
def read(asked: Questionnaire) -> Callable[[str, str], Rows]:
    """Give what a CSV text holds by a mapping."""

    def go(mapping: str, text: str) -> Rows:
        return read_rows(text.encode(), "r.csv", read_mapping(mapping, "m.yaml", asked), asked)

    return go


Read = Callable[[str, str], Rows]


def reasons(rows: Rows) -> dict[int, str]:
    return {row: str(found) for row, found in rows.rows.items() if isinstance(found, BadRow)}


def one(rows: Rows) -> object:
    (found,) = rows.rows.values()
    return str(found) if isinstance(found, BadRow) else found


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("1", True), ("1.0", True), ("Yes", True), (" TRUE ", True), ("1\u200b", True),
        ("0", False), ("0.0", False), ("no", False), ("False", False), ("", False), ("NA", False),
        ("\u3164", False),
    ],
)  # fmt: skip
def test_ticks_that_are_known(read: Read, said: str, chosen: bool) -> None:
    wanted = ("mon", "fri") if chosen else ("fri",)
    assert one(read(DAYS, f"Mo,Fr\n{said},1\n")) == {"days": wanted}


@pytest.mark.parametrize("said", ["Checked", "Y", "Monday", "2", "x", "-", "ja"])
def test_a_tick_that_nobody_named_is_a_bad_row(read: Read, said: str) -> None:
    rows = read(DAYS, f"Mo,Fr\n{said},1\n1,1\n")
    why = f"column Mo has the value {said!r}, which is neither in chosen nor in not_chosen"
    assert reasons(rows) == {1: why}


def test_ticks_may_be_named(read: Read) -> None:
    mapping = DAYS.replace("fri}}", "fri}, chosen: [Checked, x], not_chosen: [Unchecked, '-']}")
    rows = read(mapping, "Mo,Fr\nchecked,unchecked\n-,X\n")
    assert list(rows.rows.values()) == [{"days": ("mon",)}, {"days": ("fri",)}]
    with pytest.raises(BadInput, match="x stands under chosen and under not_chosen"):
        read(DAYS.replace("fri}}", "fri}, chosen: [X], not_chosen: [x]}"), "Mo,Fr\n1,1\n")


def test_two_columns_may_stand_for_one_option(read: Read) -> None:
    mapping = "questions: {days: {columns: {Mo: mon, Mon: mon}}}"
    assert one(read(mapping, "Mo,Mon\n1,1\n")) == {"days": ("mon",)}


@pytest.mark.parametrize(
    ("places", "order"),
    [
        ("1,2,3", ("warm", "hours", "quiet")),
        ("2.0,1.0,", ("hours", "warm")),
        ("03,NA,01", ("quiet", "warm")),
    ],
)
def test_places_as_people_and_programs_write_them(
    read: Read, places: str, order: tuple[str, ...]
) -> None:
    assert one(read(ORDER, f"warm,hours,quiet\n{places}\n")) == {"order": order}


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("0", "the value '0'"), ("0.0", "the value '0'"), ("-1", "the value '-1'"),
        ("4", "the value '4'"), ("1.5", "the value '1.5'"), ("1st", "the value '1st'"),
        ("1" * 5000, "a value of 5000 characters"), ("²", "the value '²'"), ("٣", "the value '٣'"),
    ],
)  # fmt: skip
def test_a_place_that_cannot_be_is_a_bad_row(read: Read, place: str, shown: str) -> None:
    said = one(read(ORDER, f"warm,hours,quiet\n{place},1,2\n"))
    assert said == f"column warm has {shown} where a place from 1 to 3 is expected"


def test_a_nought_that_means_no_place_can_be_named_as_blank(read: Read) -> None:
    rows = read("blank: ['', 0]\n" + ORDER, "warm,hours,quiet\n0,1,2\n")
    assert one(rows) == {"order": ("hours", "quiet")}


def test_a_value_that_the_mapping_names_is_never_blank(read: Read) -> None:
    mapping = "questions: {often: {column: land, values: {NA: weekly, ZM: rarely}}}"
    rows = read(mapping, "land\nNA\nZM\n")
    assert list(rows.rows.values()) == [{"often": ("weekly",)}, {"often": ("rarely",)}]
    with pytest.raises(BadInput, match="NA is blank, and stands for an option of often"):
        read("blank: ['', NA]\n" + mapping, "land\nNA\n")


@pytest.mark.parametrize(
    ("named", "written"),
    [
        ("Re\u0301gulier", "R\u00e9gulier"), ("R\u00e9gulier", "Re\u0301gulier"),
        ("every week", "every\u00a0 week"), ("weekly", "\ufeffweekly\u200b"), ("1", "1.0"),
        ("2.00", "2"),
    ],
)  # fmt: skip
def test_values_and_columns_that_read_the_same_are_the_same(
    read: Read, named: str, written: str
) -> None:
    mapping = json.dumps({"questions": {"often": {"column": named, "values": {named: "weekly"}}}})
    if named[0] not in "12":
        assert one(read(mapping, f"{written}\n{written}\n")) == {"often": ("weekly",)}
    assert one(read(mapping, f"{named}\n{written}\n")) == {"often": ("weekly",)}


def test_what_somebody_wrote_stays_as_it_was_written(read: Read) -> None:
    assert one(read(WORDS, "words,id\n Re\u0301gulier  1.0 ,5\n")) == {
        "words": ("Re\u0301gulier  1.0",)
    }


def test_rows_without_an_answer_are_nobody(read: Read) -> None:
    rows = read(BOTH, "often,words,id\nseldom,,1\n,,\nNA,,2\n,\u200b,3\n,NA,\n,x,\n")
    assert list(rows.rows) == [1, 6]
    assert (rows.empty, rows.without) == ((2,), (3, 4, 5))
    unticked = read(DAYS, "Mo,Fr\n0,0\n,\n")
    assert (unticked.rows, unticked.empty) == ({1: {}}, (2,))


def test_a_quote_that_swallows_rows_and_is_closed_again_is_pointed_at(read: Read) -> None:
    text = 'often,words\nseldom,"two\nseldom,three"\nseldom,"just\ntwo lines"\n'
    assert read(BOTH, text).spread == ((1, 2, 3),)


@pytest.mark.parametrize(
    "value",
    ["anna@example.org", "+44 20 7946 0958", "https://example.org/a", "a" * 31, "1234567"],
)
def test_a_value_that_may_point_to_a_person_is_not_shown(read: Read, value: str) -> None:
    for mapping, text in (
        (OFTEN, "often\n"),
        (DAYS, "Mo,Fr\n1,"),
        (ORDER, "warm,hours,quiet\n1,2,"),
    ):
        (said,) = reasons(read(mapping, f"{text}{value}\n")).values()
        assert value not in said
        assert "column " in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("questions: {often: {column: a, values: {[x, y]: weekly}}}", "m.yaml:1: a list or group"),
        ("? {a: b}\n: c", "m.yaml:1: a list or group stands where a key is expected"),
        ("questions: " + "[" * 3000 + "]" * 3000, "m.yaml: lists lie too deep"),
        ("questions: " + "{a: " * 3000 + "}" * 3000, "m.yaml: lists lie too deep"),
        ("questions: {often: [a]}", "questions.often: "),
        ("questions: {often: a}", "questions.often: "),
        ("questions: {often: {column: a, values: {1: weekly, 1.0: rarely}}}", "1 stands for two"),
        ("questions: {often: {column: a, values: {é: weekly, é: rarely}}}", "is written twice"),
        ("questions: {order: {ranks: {A: warm, B: warm}}}", "the option warm has two columns"),
        ("\0", "m.yaml"),
    ],
)
def test_a_mapping_never_ends_in_a_traceback(asked: Questionnaire, text: str, says: str) -> None:
    with pytest.raises(BadInput) as raised:
        read_mapping(text, "m.yaml", asked)
    assert says in raised.value.what
    assert "pydantic" not in raised.value.what.lower()
    assert "Value error" not in raised.value.what


class Terminal:
    """One practice study, and a terminal to load into it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "pool.yaml").write_text(FORM, "utf-8")
        said = self._run("study", "publish", folder / "pool.yaml", "--shares", "3", "--threshold",
                         "2", "--shares-dir", folder / "sheets", "--practice")  # fmt: skip
        self._study = said[1].split()[1]

    def _run(self, *words: object) -> tuple[int, str]:
        given = ["--instance", str(self._folder / "var"), *map(str, words)]
        ran = CliRunner().invoke(cli, given)
        refused = ran.exception
        said = f"{refused.what} {refused.kept}" if isinstance(refused, BadInput) else ran.output
        return ran.exit_code, said

    def load(self, content: bytes | str, mapping: str) -> tuple[int, str]:
        """Load a file as the command does; give the exit code and all that is said."""
        rows, named = self._folder / "rows.csv", self._folder / "mapping.yaml"
        rows.write_bytes(content.encode() if isinstance(content, str) else content)
        named.write_text(mapping, "utf-8")
        return self._run("responses", "load", self._study, "--csv", rows, "--mapping", named)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """Give a terminal at a new study."""
    return Terminal(tmp_path)


def test_nothing_is_sent_of_a_file_with_a_fault_near_its_end(terminal: Terminal) -> None:
    rows = "often\n" + "seldom\n" * 2000
    late = rows.encode() + b'"never\n'
    code, said = terminal.load(late, OFTEN)
    assert code == 1
    assert "in the row that begins on line 2002, a quote is not closed" in said
    assert "Nothing was sent." in said
    code, said = terminal.load("often\nseldom\n", OFTEN)
    assert (code, said.splitlines()[0]) == (0, "sent 1 rows, 0 bad rows left out")


def test_a_second_table_is_pointed_at_and_the_first_one_taken_up_again_is_not(
    terminal: Terminal,
) -> None:
    warning = "Another table was loaded into this study before"
    assert warning not in terminal.load("often\nseldom\nnever\n", OFTEN)[1]
    assert warning not in terminal.load("often\nseldom\nnever\n", OFTEN)[1]
    assert warning in terminal.load("often\nseldom\nseldom\n", OFTEN)[1]


def test_a_mended_mapping_sends_the_rows_that_were_left_out_and_no_other(
    terminal: Terminal,
) -> None:
    rows = "often,words\nevery week,a\nnever,b\nevery week,c\nnot at all,d\n"
    code, said = terminal.load(rows, BOTH)
    assert code == 0
    assert "sent 2 rows, 2 bad rows left out" in said
    assert "mend the mapping and give the same command again" in said
    code, said = terminal.load(rows, BOTH)
    assert "sent 0 rows, 2 bad rows left out" in said
    assert "row 2: column often has the value 'never', which the mapping lacks" in said
    assert "2 rows were sent before and were not sent again" in said
    half = BOTH.replace("seldom", "never")
    assert "sent 1 rows, 1 bad rows left out" in terminal.load(rows, half)[1]
    whole = half.replace("never: rarely", "never: rarely, not at all: rarely")
    assert "sent 1 rows, 0 bad rows left out" in terminal.load(rows, whole)[1]
    said = terminal.load(rows, whole)[1]
    assert "sent 0 rows, 0 bad rows left out" in said
    assert "4 rows were sent before" in said


@pytest.mark.parametrize("words", ["Write to anna@example.org", "Ring +44 20 7946 0958"])
def test_words_that_may_point_to_a_person_are_not_shown_when_their_row_is_bad(
    terminal: Terminal, words: str
) -> None:
    code, said = terminal.load(f"often,words\nseldom,{words}\nseldom,fine\n", BOTH)
    assert code == 0
    assert "sent 1 rows, 1 bad rows left out" in said
    assert "row 1: the form says: Something in your words may point to you or to somebody" in said
    assert "(question words)" in said
    assert words.split()[-1] not in said


def test_what_was_skipped_or_may_be_amiss_is_said(terminal: Terminal) -> None:
    text = 'often;words\nseldom;"a\nseldom;b"\n;\n;\nanna@example.org;\n'
    code, said = terminal.load(text, BOTH)
    assert code == 0
    assert "sent 1 rows, 1 bad rows left out" in said
    assert "2 rows without any answer skipped" in said
    assert "1 rows hold lines that look like rows: check their quotes" in said
    assert "row 1: it goes from line 2 to line 3" in said
    assert "anna" not in said
