"""CSV files as tables: any separator, one form of names, and faults of a whole file by line."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from itertools import chain

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from survey.answers.answer_table import read_table
from survey.errors import BadInput
from survey.questionnaire.texts import seen
from survey.table_files.table_file import MOST_TEXT

COLUMNS = ("often", "words")


def values(content: bytes, columns: tuple[str, ...] = COLUMNS) -> list[tuple[str, ...]]:
    return [record.values for record in read_table(content, "rows.csv", columns).records]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_is_read_whatever_separates_it(separator: str, mark: bytes, end: str) -> None:
    rows = [["often", "words"], ["weekly", 'one, "two"; three'], ["rarely", ""]]
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    content = mark + text.getvalue().encode()
    assert values(content) == [tuple(row) for row in rows[1:]]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;\r"])
def test_a_first_line_may_name_the_separator(first: str) -> None:
    table = read_table(f"{first}\nwords,a;often\nx;y\n".encode(), "rows.csv", ("words,a", "often"))
    assert table.header == ("words,a", "often")
    assert [(one.number, one.line, one.values) for one in table.records] == [(1, 3, ("x", "y"))]


def test_names_of_columns_are_compared_in_one_form() -> None:
    table = read_table(
        "Fre\u0301quence ;\u200bMots\u00a0 dits\nx;y\n".encode(), "r.csv", ("Fréquence",)
    )
    assert table.header == ("Fréquence", "Mots dits")


def test_rows_that_hold_nothing_are_no_records() -> None:
    table = read_table("often,words\n,\nweekly,\n , \n\n\u200b,\u3164\n".encode(), "r.csv", COLUMNS)
    assert [one.number for one in table.records] == [2]
    assert table.empty == (1, 3, 4, 5)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "r.csv is empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "r.csv is empty"),
        (b",,\n", "r.csv is empty"),
        (b"often,words\n", "no row below its first line"),
        (b"often,words\n,\n", "no row below its first line"),
        (b'often,words\na,b\nrarely,"5 cm\nweekly,c\nweekly,d\n', "begins on line 3, a quote"),
        (b'often,words\na,"b\nc,d\ne,"f"\ng,h\n', "begins on line 2, a quote"),
        (b'often,words\na,"' + b"x" * 200_000 + b'"\n', "begins on line 2"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(content: bytes, says: str) -> None:
    with pytest.raises(BadInput) as raised:
        read_table(content, "r.csv", COLUMNS)
    assert says in raised.value.what
    assert raised.value.kept == "Nothing was sent."
    assert raised.value.do


def test_a_file_that_is_far_too_large_is_refused() -> None:
    with pytest.raises(BadInput, match="larger than 200 MB"):
        read_table(b"a" + bytes(MOST_TEXT), "r.csv", COLUMNS)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8")))
def test_no_bytes_end_in_anything_but_a_table_or_a_reason(content: bytes) -> None:
    table = None
    with suppress(BadInput):
        table = read_table(content, "r.csv", COLUMNS)
    assert table is None or all(any(record.values) for record in table.records)


@given(
    st.lists(
        st.tuples(
            *[st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)] * 2
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_a_program_writes_as_csv_is_read_back(rows: list[tuple[str, str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([COLUMNS, *rows])
    wanted = [tuple(value.strip() for value in row) for row in rows]
    assume(any(map(seen, chain(*rows))))
    table = read_table(text.getvalue().encode(), "r.csv", COLUMNS)
    assert [wanted[one.number - 1] for one in table.records] == [
        one.values for one in table.records
    ]
    assert len(table.records) + len(table.empty) == len(rows)
