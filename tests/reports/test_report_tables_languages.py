"""The tables of a report in another language: the same numbers, and no English sentence."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

from defusedxml.ElementTree import fromstring
from jsonstat_validator import validate_jsonstat
from openpyxl import Workbook, load_workbook

from survey.reports.report_language import writing_in
from survey.reports.tables.metadata_files import metadata_files
from survey.reports.tables.tables_csv import tables_csv
from survey.reports.tables.workbook import tables_xlsx
from tests.house.gather_words import REPORTS, read_catalogue
from tests.reports.report_inputs import held, report_input


def book(language: str) -> Workbook:
    """Return the workbook of the sample study in a language."""
    with writing_in(language):
        return load_workbook(io.BytesIO(tables_xlsx(report_input(held("practice")))))


def values(found: Workbook) -> Iterator[Any]:
    """Give every value of a workbook, sheet after sheet."""
    for sheet in found.worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield from row


def test_a_workbook_in_french_has_the_same_numbers_and_no_english_sentence() -> None:
    english, french = book("en"), book("fr")
    numbers = [one for one in values(english) if isinstance(one, int | float)]
    assert len(numbers) > 100
    assert [one for one in values(french) if isinstance(one, int | float)] == numbers
    known = {str(one.id) for one in read_catalogue("fr", REPORTS)}
    ours = {one for one in known if re.fullmatch(r"[A-Z][^{%]* [^{%]*\.", one)}
    left = {one for one in values(french) if one in ours}
    assert left == set()
    assert {one for one in values(english) if one in ours}
    assert french.sheetnames[0] == "Couverture"
    assert not any(sheet.sheet_view.rightToLeft for sheet in french.worksheets)


def test_a_workbook_in_arabic_begins_at_the_right_and_its_links_lead_somewhere() -> None:
    arabic = book("ar")
    assert all(sheet.sheet_view.rightToLeft for sheet in arabic.worksheets)
    links = [
        cell.hyperlink.location
        for row in arabic.worksheets[1].iter_rows()
        for cell in row
        if cell.hyperlink
    ]
    assert links == [f"'{name}'!A1" for name in arabic.sheetnames[2:]]


def test_descriptions_for_programs_carry_their_language() -> None:
    made_of = report_input(held("practice"))
    with writing_in("fr"):
        csv = tables_csv(made_of.release).encode()
        found = metadata_files(made_of, {"tables.csv": csv})
    codebook = fromstring(found["ddi-codebook.xml"])
    assert codebook.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    tables = json.loads(found["tables.json-stat.json"])
    assert validate_jsonstat(tables)
    assert tables["extension"] == {"lang": "fr"}
    context = json.loads(found["tables.csv-metadata.json"])["@context"]
    assert context[1] == {"@language": "fr"}
    assert json.loads(found["datapackage.json"])["languages"] == ["fr"]
    assert csv.decode().splitlines()[0].startswith("question,breakdown,category,option,count")
