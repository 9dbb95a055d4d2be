"""Drafts and translators: what goes out comes back, and what cannot be taken changes nothing."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from survey.errors import BadInput
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.text_places import report_phrases
from survey.services.overview.list_drafts import read_draft
from survey.services.overview.ready_made import ready_made_text
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.services.writing.save_draft import save_draft
from survey.services.writing.translate_draft import take_translation_back, translation_file
from survey.storage.instance import Instance
from tests.services.test_writing_drafts import FILE

TODAY = date(2026, 3, 2)
#: What a spreadsheet program would take for a formula.
ODD = FILE.replace("Tell us about the pool.", '"=1+1: tell us"').replace("The pool", "@The pool")


@pytest.fixture
def draft(instance: Instance) -> str:
    """Give the id of a draft with French words, some of them missing."""
    text = ODD.replace(", fr: Le soir", "").replace("@The pool", '"@The pool"')
    return begin_draft(instance, text, DraftTerms(), TODAY).study_id


def kept(instance: Instance, draft: str) -> str:
    return read_draft(instance, draft).version.file


def filled_sheet(content: bytes, change: Callable[[Any], None]) -> bytes:
    book = load_workbook(BytesIO(content))
    change(book.active)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("form", ["xliff", "xlsx"])
@pytest.mark.parametrize("name", ["reporting-and-removal", "prevention"])
def test_what_goes_out_unchanged_comes_back_without_a_change(
    instance: Instance, form: Any, name: str
) -> None:
    text = ready_made_text("questionnaires", name)
    made = begin_draft(instance, text, DraftTerms(), TODAY).study_id
    for language in read_questionnaire(text, name).languages[1:]:
        content = translation_file(instance, made, language, form)
        draft, new = take_translation_back(instance, made, content, TODAY)
        assert (draft.newest, new) == (1, 0)


def test_phrases_for_reports_go_to_the_translator_and_come_back(instance: Instance) -> None:
    """So that a report in their language has them; sets of answers have their names there too."""
    text = ready_made_text("questionnaires", "reporting-and-removal")
    made = begin_draft(instance, text, DraftTerms(), TODAY).study_id
    content = translation_file(instance, made, "es", "xlsx")
    sheet: Any = load_workbook(BytesIO(content)).active
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    phrase = next(name for name, row in rows.items() if row[2] == "reported to the police")
    assert phrase.endswith("/options/police/report")
    assert rows[phrase][1].endswith("the phrase for reports")
    assert any("/together/" in name and name.endswith("/text") for name in rows)

    def fill(sheet: Any) -> None:
        for row in sheet.iter_rows():
            if row[0].value == phrase:
                row[3].value = "lo denunció a la policía"

    new = take_translation_back(instance, made, filled_sheet(content, fill), TODAY)[1]
    asked = read_questionnaire(kept(instance, made), "draft")
    said = {words.in_language("es") for _, words in report_phrases(asked)}
    assert new == 1
    assert "lo denunció a la policía" in said


def test_a_spreadsheet_comes_back_with_what_was_missing(instance: Instance, draft: str) -> None:
    content = translation_file(instance, draft, "fr", "xlsx")
    sheet: Any = load_workbook(BytesIO(content)).active
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert rows["name"][2:] == ("en", "fr")
    assert rows["introduction"][2] == "=1+1: tell us"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    missing = "sections/one/questions/Q1/options/evening/text"
    assert rows[missing][2:] == ("In the evening", None)

    def fill(sheet: Any) -> None:
        for row in sheet.iter_rows():
            if row[0].value == missing:
                row[3].value = "Le soir: tard"

    draft_now, new = take_translation_back(instance, draft, filled_sheet(content, fill), TODAY)
    assert (draft_now.newest, new) == (2, 1)
    assert 'fr: "Le soir: tard"' in kept(instance, draft)
    assert "# Asked since 2019." in kept(instance, draft)


def test_xliff_comes_back_also_in_another_order_of_questions(
    instance: Instance, draft: str
) -> None:
    content = translation_file(instance, draft, "fr", "xliff").decode()
    assert 'source-language="en" target-language="fr"' in content
    assert content.count("<trans-unit") == 9
    back = content.replace('<target state="needs-translation" />', "<target>Le soir</target>")
    save_draft(instance, draft, 1, kept(instance, draft).replace("Un}", "Premier}"), TODAY)
    draft_now, new = take_translation_back(instance, draft, back.encode(), TODAY)
    assert (draft_now.newest, new) == (3, 2)
    assert "fr: Le soir" in kept(instance, draft)


def xliff(instance: Instance, draft: str, old: str, new: str) -> bytes:
    content = translation_file(instance, draft, "fr", "xliff").decode()
    assert old in content
    return content.replace(old, new).encode()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('target-language="fr"', 'target-language="xx"', "not translated into “xx”"),
        ('source-language="en"', 'source-language="es"', "translates from “es”"),
        ("questions/Q2/text", "questions/Q9/text", "does not know these texts: “.*Q9"),
        ("What would you change?", "What changed?", "has other words now"),
        ('id="closing"', 'id="title"', "a name twice"),
        ('version="1.2"', 'version="1.2"><broken', "no XML"),
        ("urn:oasis:names:tc:xliff:document:1.2", "urn:x:2.0", "no XLIFF file of version 1.2"),
        ("<xliff", '<!DOCTYPE x [<!ENTITY a "b">]><xliff', "defines entities"),
        ("Merci.", "x" * 30_000, "far too long"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_in_words_and_changes_nothing(
    instance: Instance, draft: str, old: str, new: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        take_translation_back(instance, draft, xliff(instance, draft, old, new), TODAY)
    assert "Nothing was changed" in refused.value.kept
    assert read_draft(instance, draft).draft.newest == 1


def packed(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return out.getvalue()


def many_rows() -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(("name", "where", "en", "fr"))
    for number in range(3_000):
        sheet.append((f"n{number}", "x", "x", "x"))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def spoiled(content: bytes) -> bytes:
    """Give a spreadsheet whose first part is packed in no way that there is."""
    name = b"docProps/app.xml"
    packed_from = content.index(name) + len(name)
    return content[:packed_from] + b"\xff" * 9 + content[packed_from + 9 :]


def far_cell(content: bytes) -> bytes:
    return content.replace(b"<sheetData>", b'<sheetData><row r="1048576"><c r="XFD1048576"/></row>')


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda _: b"x" * 10_000_000, "larger than one megabyte"),
        (lambda _: packed(a=bytes(40_000_000)), "too large once it is unpacked"),
        (lambda _: packed(**{f"p{n}": b"" for n in range(200)}), "too large once it is unpacked"),
        (lambda _: packed(a=b"no spreadsheet"), "no spreadsheet that can be read"),
        (lambda content: content[:2000], "no spreadsheet that can be read"),
        (spoiled, "no spreadsheet that can be read"),
        (lambda _: many_rows(), "more than 2,000 texts"),
        (
            lambda content: with_part(
                content,
                "xl/worksheets/sheet1.xml",
                lambda part: part.replace(
                    b"<worksheet", b'<!DOCTYPE l [<!ENTITY a "b">]><worksheet', 1
                ),
            ),
            "no spreadsheet that can be read",
        ),
        (lambda content: filled_sheet(content, lambda one: one.delete_rows(1)), "first row"),
        (
            lambda content: filled_sheet(content, lambda one: one.cell(1, 4, "de")),
            "not translated into “de”",
        ),
        (
            lambda content: filled_sheet(content, lambda one: one.cell(3, 1, "title")),
            "a name twice",
        ),
        (
            lambda content: filled_sheet(content, lambda one: one.cell(2, 3, "Other")),
            "has other words now",
        ),
    ],
)
def test_a_spreadsheet_that_cannot_be_taken_is_refused_and_changes_nothing(
    instance: Instance, draft: str, make: Callable[[bytes], bytes], said: str
) -> None:
    content = make(translation_file(instance, draft, "fr", "xlsx"))
    with pytest.raises(BadInput, match=said):
        take_translation_back(instance, draft, content, TODAY)
    assert read_draft(instance, draft).draft.newest == 1


def test_a_cell_at_the_end_of_the_sheet_is_never_reached(instance: Instance, draft: str) -> None:
    content = translation_file(instance, draft, "fr", "xlsx")
    bomb = with_part(content, "xl/worksheets/sheet1.xml", far_cell)
    assert bomb != content
    with pytest.raises(BadInput):
        take_translation_back(instance, draft, bomb, TODAY)
    assert read_draft(instance, draft).draft.newest == 1


def test_only_a_language_that_is_listed_goes_out(instance: Instance, draft: str) -> None:
    with pytest.raises(BadInput, match="not translated into “de”"):
        translation_file(instance, draft, "de", "xlsx")
    broken = re.sub("type: single", "type: sextuple", kept(instance, draft))
    save_draft(instance, draft, 1, broken, TODAY)
    with pytest.raises(BadInput, match="problems that come before"):
        translation_file(instance, draft, "fr", "xliff")
