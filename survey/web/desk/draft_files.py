"""A draft as a file: read, written, sent here, taken away; and its versions beside each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from survey.answers.codebook_csv import codebook_csv
from survey.errors import BadInput, DraftMovedOn, SurveyError
from survey.questionnaire.files.reading import look_over
from survey.questionnaire.importing.import_remarks import import_head
from survey.questionnaire.model import Questionnaire
from survey.services.overview.compare_drafts import compare_versions
from survey.services.overview.draft_questions import DraftSheet, draft_sheet
from survey.services.overview.list_drafts import draft_versions as all_versions
from survey.services.overview.list_drafts import read_draft
from survey.services.writing.put_draft_aside import put_draft_aside, take_draft_out
from survey.services.writing.save_draft import restore_version, save_draft
from survey.web.desk.access import acting_instance, needs
from survey.web.desk.desk_page import error_text, number_of
from survey.web.desk.desk_state import desk_state
from survey.web.desk.sent_files import sent_questionnaire
from survey.web.desk.writing_page import draft_page

draft_files = Blueprint("draft_files", __name__)

_AT = "/studies/<study_id>"
_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is taken out: the newest version of a draft, in one language where one has to be
    chosen."""

    asked: Questionnaire
    language: str
    practice: bool
    published: bool


@dataclass(frozen=True, slots=True)
class _TakenOut:
    """A form of other programs: its media type, and what makes it of a draft."""

    type: str
    make: Callable[[_Draft], bytes]


# What writes workbooks and documents is loaded when somebody wants one: the desk starts often.


def _as_xlsform(draft: _Draft) -> bytes:
    from survey.questionnaire.exporting.xlsform_workbook import xlsform_of

    return xlsform_of(draft.asked)


def _for_review(draft: _Draft) -> bytes:
    from survey.web.paper.review_document import review_document

    return review_document(draft.asked, draft.language)


def _as_codebook(draft: _Draft) -> bytes:
    return codebook_csv(draft.asked, draft.language).encode("utf-8-sig")


def _in_large_print(draft: _Draft) -> bytes:
    from survey.web.paper.large_print import OnPaper, large_print

    told = OnPaper(practice=draft.practice, draft=not draft.published)
    return large_print(draft.asked, draft.language, told)


_OFFICE = "application/vnd.openxmlformats-officedocument."
_TAKEN_OUT = {
    "xlsform.xlsx": _TakenOut(f"{_OFFICE}spreadsheetml.sheet", _as_xlsform),
    "review.docx": _TakenOut(f"{_OFFICE}wordprocessingml.document", _for_review),
    "large-print.pdf": _TakenOut("application/pdf", _in_large_print),
    "codebook.csv": _TakenOut("text/csv; charset=utf-8", _as_codebook),
}


@draft_files.get(f"{_AT}/file")
@needs("coordinator", "viewer")
def file(study_id: str) -> Response:
    """Show the file with its problems, line by line."""
    sheet = draft_sheet(desk_state().instance, study_id)
    return _file_page(sheet, sheet.file)


@draft_files.post(f"{_AT}/file")
@needs("coordinator")
def save_file(study_id: str) -> Response:
    """Save the text as it was typed, or a file that was sent, as the next version."""
    instance, sent = desk_state().instance, request.files.get("upload")
    typed = request.form.get("file", "")
    base = number_of(request.form.get("base", "")) or 0
    sheet = draft_sheet(instance, study_id)
    content: str | bytes = typed
    try:
        if sent is not None and sent.filename:
            content = sent_questionnaire(sent)
        note = request.form.get("note", "")[:200]
        save_draft(acting_instance(), study_id, base, content, desk_state().today(), note=note)
    except DraftMovedOn as error:
        text = typed if isinstance(content, str) else content.decode("utf-8", "replace")
        return _file_page(sheet, text, wrong=error_text(error), theirs=True, status=409)
    except SurveyError as error:
        return _file_page(sheet, typed, wrong=error_text(error), base=base, status=422)
    return redirect(f"/studies/{study_id}/file", code=303)


@draft_files.get(f"{_AT}/imported")
@needs("coordinator", "viewer")
def show_import(study_id: str) -> Response:
    """Show what became of the questions of a file of another system."""
    sheet = draft_sheet(desk_state().instance, study_id)
    return draft_page("desk/imported.html", sheet, head=import_head(sheet.file))


@draft_files.get(f"{_AT}/questionnaire.yaml")
@needs("coordinator", "viewer")
def take_file(study_id: str) -> Response:
    """Give the file of a version, as it was written."""
    version = read_draft(desk_state().instance, study_id, _version("version")).version
    name = f"{study_id}-{version.number}.yaml"
    response = Response(version.file, content_type=_TEXT)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@draft_files.get(f"{_AT}/taken-out/<name>")
@needs("coordinator", "viewer")
def take_out(study_id: str, name: str) -> Response:
    """Give the newest version in a form of other programs or on paper: a workbook, a document, a
    table, pages to print. One of its languages may be named."""
    sheet = draft_sheet(desk_state().instance, study_id)
    kind = _TAKEN_OUT.get(name)
    if kind is None:
        abort(404)
    if (asked := look_over(sheet.file).questionnaire) is None:
        raise BadInput(
            "This questionnaire cannot be read yet, so it cannot be taken out in another form.",
            kept="Nothing was changed.",
            do="Mend what stands above the file first.",
        )
    language = request.args.get("language", asked.languages[0])
    if language not in asked.languages:
        abort(404)
    published = sheet.draft.state == "published"
    made = kind.make(_Draft(asked, language, sheet.draft.practice, published))
    response = Response(made, content_type=kind.type)
    response.headers["Content-Disposition"] = f'attachment; filename="{study_id}-{name}"'
    return response


@draft_files.get(f"{_AT}/versions")
@needs("coordinator", "viewer")
def versions(study_id: str) -> Response:
    """Show all versions, and what two of them say differently."""
    return _versions_page(study_id)


@draft_files.post(f"{_AT}/versions")
@needs("coordinator")
def change_version(study_id: str) -> Response:
    """Bring a version back, put the draft aside, or take it out again."""
    state, go = desk_state(), request.form.get("go", "")
    try:
        if go == "aside":
            put_draft_aside(acting_instance(), study_id, state.today())
        elif go == "out":
            take_draft_out(acting_instance(), study_id, state.today())
        elif number := number_of(go):
            restore_version(acting_instance(), study_id, number, state.today())
        else:
            raise BadInput("There is no such button.", kept="Nothing was changed.")
    except SurveyError as error:
        return _versions_page(study_id, wrong=error_text(error), status=422)
    return redirect(f"/studies/{study_id}/versions", code=303)


def _file_page(
    sheet: DraftSheet,
    text: str,
    *,
    wrong: str = "",
    theirs: bool = False,
    base: int = 0,
    status: int = 200,
) -> Response:
    return draft_page(
        "desk/draft_file.html",
        sheet,
        status=status,
        text=text,
        wrong=wrong,
        theirs=theirs,
        base=base or sheet.number,
        imported=import_head(sheet.file) is not None,
    )


def _versions_page(study_id: str, *, wrong: str = "", status: int = 200) -> Response:
    instance = desk_state().instance
    sheet = draft_sheet(instance, study_id)
    before, after = _version("before"), _version("after")
    newest = sheet.draft.newest
    shown = compare_versions(
        instance,
        study_id,
        before or max(1, newest - 1),
        after or newest,
        live=request.args.get("before") == "live",
    )
    return draft_page(
        "desk/draft_versions.html",
        sheet,
        status=status,
        tab="/versions",
        versions=all_versions(instance, study_id),
        shown=shown,
        wrong=wrong,
    )


def _version(name: str) -> int | None:
    return number_of(request.args.get(name, ""))
