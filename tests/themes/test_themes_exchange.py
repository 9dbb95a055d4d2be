"""A code book in the forms that other programs read."""

from __future__ import annotations

import csv
import io
from xml.etree.ElementTree import fromstring

import pytest

from survey.errors import BadInput
from survey.themes.code_book import CodeBook, with_code, with_merge
from survey.themes.code_book_csv import CODE_COLUMNS, code_book_csv
from survey.themes.refi_qda import read_refi_qda, refi_qda_file

BOOK = with_code(CodeBook(), "Reporting & removal", "They told <a platform>.", "I pressed it.")
BOOK = with_code(BOOK, "No answer", "Nobody wrote back.", under=1)
BOOK = with_code(BOOK, "=SUM(A1)", "A rule: Example: not one.")
HEAD = '<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="x"><Codes>'
CODE = 'guid="2D969AF8-C875-4FAE-BCD8-F0162BC27396" isCodable="true"'


def test_a_code_book_comes_back_from_its_exchange_file() -> None:
    read = read_refi_qda(refi_qda_file(BOOK, "study"))
    assert [(one.name, one.rule, one.example, one.under) for one in read.codes] == [
        (one.name, one.rule, one.example, one.under) for one in BOOK.codes
    ]


def test_the_exchange_file_has_the_shape_of_the_standard() -> None:
    root = fromstring(refi_qda_file(BOOK, "study"))
    space = "{urn:QDA-XML:codebook:1.0}"
    assert root.tag == f"{space}CodeBook"
    assert [child.tag for child in root] == [f"{space}Codes"]
    codes = list(root.iter(f"{space}Code"))
    assert all(set(one.attrib) == {"guid", "name", "isCodable"} for one in codes)
    assert all([child.tag for child in one][:1] == [f"{space}Description"] for one in codes)
    assert len({one.get("guid") for one in codes}) == 3
    assert refi_qda_file(BOOK, "study") == refi_qda_file(BOOK, "study")
    assert refi_qda_file(BOOK, "study") != refi_qda_file(BOOK, "other")


def test_merged_codes_are_in_the_table_and_not_in_the_exchange_file() -> None:
    book = with_merge(BOOK, 3, 1, "Alike.")
    assert len(read_refi_qda(refi_qda_file(book, "study")).codes) == 2
    lines = list(csv.DictReader(io.StringIO(code_book_csv(book))))
    assert tuple(lines[0]) == CODE_COLUMNS
    assert [line["state"] for line in lines] == ["in use", "in use", "merged"]
    assert lines[2]["merged_into"] == "1"
    assert lines[2]["reason"] == "Alike."
    assert lines[1]["under"] == "1"


def test_no_cell_is_worked_out_by_a_spreadsheet() -> None:
    lines = list(csv.DictReader(io.StringIO(code_book_csv(BOOK))))
    assert lines[2]["name"] == "'=SUM(A1)"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"no xml", "no XML"),
        (b"<CodeBook/>", "no REFI-QDA"),
        (f"{HEAD}</Codes></CodeBook>".encode(), "holds no code"),
        (b"x" * 1_000_001, "larger than"),
        (
            f'<!DOCTYPE a [<!ENTITY b "c">]>{HEAD}&b;</Codes></CodeBook>'.encode(),
            "entities of its own",
        ),
        (
            f'{HEAD}<Code {CODE} name="1"><Code {CODE} name="2"><Code {CODE} name="3"/></Code>'
            "</Code></Codes></CodeBook>".encode(),
            "third level",
        ),
        (f"{HEAD}<Code {CODE} name=''/></Codes></CodeBook>".encode(), "name is missing"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(content: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        read_refi_qda(content)


def test_a_code_without_a_rule_is_taken_and_says_so() -> None:
    read = read_refi_qda(f'{HEAD}<Code {CODE} name="1"/></Codes></CodeBook>'.encode())
    assert read.codes[0].rule == "No rule was given."


def test_an_empty_book_has_no_exchange_file() -> None:
    with pytest.raises(BadInput, match="no code in use"):
        refi_qda_file(CodeBook(), "study")
