"""A questionnaire of another system at the desk: begun with it, and what came over is shown."""

from __future__ import annotations

import io
from collections.abc import Callable

from docx import Document
from pypdf import PdfReader

from survey.questionnaire.files.reading import look_over
from survey.services.overview.desk_list import desk_items
from survey.services.overview.list_drafts import read_draft
from survey.services.writing.import_questionnaire import as_questionnaire_file
from survey.storage.instance import Instance
from tests.cli.test_cli_importing import FILES, REDCAP
from tests.desk.conftest import HOST, StaffVisitor
from tests.desk.test_desk_drafts import sent_with

Staff = Callable[..., StaffVisitor]


def begun_with(ann: StaffVisitor, content: bytes) -> None:
    ann.get("/studies/new")
    form, _ = ann.button("Begin this study")
    chosen = {"asking": "partners", "beginning": "file", "expected": "150", "practice": ""}
    fields = {**form.fields, **chosen}
    body, kind = sent_with(fields, "file", content)
    ann.post(form.action or "/studies/new", body, content_type=kind)


def taken_out(ann: StaffVisitor, address: str) -> bytes:
    ann.get(f"/studies/{address}")
    assert ann.status == 200
    return ann.response.data


def test_a_study_begins_with_a_file_of_another_system_and_says_what_came_over(
    staff: Staff, instance: Instance
) -> None:
    ann = staff("ann", "coordinator")
    begun_with(ann, FILES["telling.xlsx"])
    page = ann.page
    assert page.address.endswith("/imported")
    assert "XLSForm: 2 taken over as they were, 0 changed, 1 left out." in page.words
    assert "What is your first name?" in page.words
    assert "It asks for a name." in page.words
    (begun,) = desk_items(instance)
    file = read_draft(instance, begun.id).version.file
    assert "first_name" not in str(look_over(file).data)
    page = ann.get(f"/studies/{begun.id}/file")
    assert page.links["What came over from the other system, and what did not"] == (
        f"/studies/{begun.id}/imported"
    )


def test_a_file_sent_in_place_of_a_draft_may_be_of_another_system(
    staff: Staff, instance: Instance
) -> None:
    ann = staff("ann", "coordinator")
    begun_with(ann, FILES["telling.txt"])
    (begun,) = desk_items(instance)
    ann.get(f"/studies/{begun.id}/file")
    form, _ = ann.button("Send the file")
    body, kind = sent_with({**form.fields}, "upload", REDCAP.encode())
    ann.post(form.action, body, content_type=kind)
    version = read_draft(instance, begun.id).version
    assert version.number == 2
    assert "REDCap" in version.file


def test_a_draft_that_was_written_here_has_no_such_page_to_show(
    staff: Staff, instance: Instance
) -> None:
    ann = staff("ann", "coordinator")
    begun_with(ann, b"id: x\ntitle: Mine\nsections: []\n")
    (begun,) = desk_items(instance)
    assert "was not brought in" in ann.get(f"/studies/{begun.id}/imported").words
    assert "What came over" not in " ".join(ann.get(f"/studies/{begun.id}/file").links)


def test_a_file_that_cannot_be_read_leaves_the_form_as_it_was(
    staff: Staff, instance: Instance
) -> None:
    ann = staff("ann", "coordinator")
    begun_with(ann, b"%PDF-1.7")
    assert ann.status == 422
    assert "PDF" in ann.page.words
    assert not desk_items(instance)


def test_a_draft_is_taken_out_for_other_programs_and_comes_back_the_same(
    staff: Staff, instance: Instance
) -> None:
    ann = staff("ann", "coordinator")
    begun_with(ann, FILES["telling.xlsx"])
    (begun,) = desk_items(instance)
    before = look_over(read_draft(instance, begun.id).version.file).questionnaire
    ann.get(f"/studies/{begun.id}/file")
    book = taken_out(ann, f"{begun.id}/taken-out/xlsform.xlsx")
    assert look_over(as_questionnaire_file("form.xlsx", book)).questionnaire == before
    document = Document(io.BytesIO(taken_out(ann, f"{begun.id}/taken-out/review.docx")))
    assert any("Did you tell anybody?" in one.text for one in document.paragraphs)
    table = taken_out(ann, f"{begun.id}/taken-out/codebook.csv").decode("utf-8-sig")
    assert {"told", "helped"} <= {line.split(",")[1] for line in table.splitlines()}
    page = ann.get(f"/studies/{begun.id}/file")
    printed = ann.client.get(page.links["In large print"], base_url=HOST)
    assert (printed.status_code, printed.content_type) == (200, "application/pdf")
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(printed.data)).pages]
    assert "Did you tell anybody?" in " ".join(pages)
    assert len(pages) > 1
    assert all("DRAFT" in one for one in pages)
    for nothing in ("other.exe", "large-print.pdf?language=xx"):
        ann.get(f"/studies/{begun.id}/taken-out/{nothing}")
        assert ann.status == 404


def test_a_draft_too_long_to_be_published_is_not_printed(staff: Staff, instance: Instance) -> None:
    ann = staff("ann", "coordinator")
    rows = "".join(f"text,q{one},Which {one}?\n" for one in range(61))
    begun_with(ann, f"type,name,label\n{rows}".encode())
    (begun,) = desk_items(instance)
    page = ann.get(f"/studies/{begun.id}/taken-out/large-print.pdf")
    assert ann.status == 422
    assert "There are 61 questions, and no more than 60 are printed." in page.words


def test_a_draft_that_cannot_be_read_is_taken_out_in_no_other_form(
    staff: Staff, instance: Instance
) -> None:
    ann = staff("ann", "coordinator")
    begun_with(ann, b"id: x\ntitle: Mine\nsections: []\n")
    (begun,) = desk_items(instance)
    page = ann.get(f"/studies/{begun.id}/taken-out/xlsform.xlsx")
    assert "cannot be read yet" in page.words


def test_every_problem_is_a_sentence_that_ends_before_the_next_begins(
    staff: Staff, instance: Instance
) -> None:
    ann = staff("ann", "coordinator")
    begun_with(ann, b"id: x\ntitle: {en: Mine, fr: A moi}\nlanguages: [en, fr]\nsections: []\n"
               b"introduction: Hello.\n")  # fmt: skip
    (begun,) = desk_items(instance)
    words = ann.get(f"/studies/{begun.id}/file").words
    assert "translated into “fr”. People who chose that language" in words
