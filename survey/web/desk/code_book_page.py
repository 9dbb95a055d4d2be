"""The code book of a study at the desk: its codes, each change of it, and its files.

It shows codes and no text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from survey.errors import Refused, SurveyError
from survey.services.words.keep_code_book import (
    CodeBookState,
    add_code,
    change_code,
    code_book_of,
    merge_code,
    read_code_book,
    retire_code,
    take_out_code,
)
from survey.themes.code_book import ThemeCode
from survey.themes.code_book_csv import code_book_csv
from survey.themes.refi_qda import refi_qda_file
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.desk_page import desk_page, error_text, number_of
from survey.web.desk.desk_state import desk_state
from survey.web.desk.theme_forms import CodeBookFileForm, CodeForm, MergeForm, RetireForm

code_book_page = Blueprint("code_book_page", __name__)

_OF = "/studies/<study_id>/words/codebook"

_CSV, _QDC = "text/csv; charset=utf-8", "application/xml"
#: Bytes of a file that is sent.
_LARGEST = 1_000_001


@code_book_page.get(_OF)
@needs("moderator", "coordinator", "viewer")
def code_book(study_id: str) -> Response:
    """Show the code book."""
    return _page(study_id, CodeForm(formdata=None))


@code_book_page.post(_OF)
@needs("moderator", "coordinator")
def add(study_id: str) -> AnyResponse:
    """Add a code."""
    form = CodeForm()
    try:
        add_code(
            acting_instance(),
            study_id,
            desk_state().today(),
            name=form.name.data or "",
            rule=form.rule.data or "",
            example=form.example.data or "",
            under=_number(form.under.data),
        )
    except SurveyError as error:
        return _page(study_id, form, wrong=error_text(error))
    return redirect(f"/studies/{study_id}/words/codebook#codes", 303)


@code_book_page.post(f"{_OF}/file")
@needs("moderator", "coordinator")
def take_file(study_id: str) -> AnyResponse:
    """Read a code book from a file."""
    sent = CodeBookFileForm().file.data
    content = sent.read(_LARGEST) if sent else b""
    try:
        read_code_book(acting_instance(), study_id, content, desk_state().today())
    except SurveyError as error:
        return _page(study_id, CodeForm(formdata=None), wrong=error_text(error))
    return redirect(f"/studies/{study_id}/words/codebook#codes", 303)


@code_book_page.get(f"{_OF}.csv")
@needs("moderator", "coordinator", "viewer")
def as_table(study_id: str) -> Response:
    """Give the code book as a table."""
    book = code_book_of(desk_state().instance, study_id).book
    return _file(code_book_csv(book).encode(), _CSV, f"codebook-{study_id}.csv")


@code_book_page.get(f"{_OF}.qdc")
@needs("moderator", "coordinator", "viewer")
def as_exchange(study_id: str) -> Response:
    """Give the code book for other programs."""
    try:
        content = refi_qda_file(code_book_of(desk_state().instance, study_id).book, study_id)
    except SurveyError as error:
        return _page(study_id, CodeForm(formdata=None), wrong=error_text(error))
    return _file(content, _QDC, f"codebook-{study_id}.qdc")


@code_book_page.get(f"{_OF}/<int:number>")
@needs("moderator", "coordinator")
def one_code(study_id: str, number: int) -> Response:
    """Show one code, and what can be done with it."""
    return _code_page(study_id, number)


@code_book_page.post(f"{_OF}/<int:number>")
@needs("moderator", "coordinator")
def change(study_id: str, number: int) -> AnyResponse:
    """Do with a code what was pressed."""
    pressed = request.form.get("act", "")
    if pressed not in _ACTS:
        abort(400)
    try:
        _ACTS[pressed](study_id, number)
    except SurveyError as error:
        return _code_page(study_id, number, pressed=pressed, wrong=error_text(error))
    return redirect(f"/studies/{study_id}/words/codebook#codes", 303)


def _change(study_id: str, number: int) -> None:
    form = CodeForm()
    change_code(
        acting_instance(),
        study_id,
        number,
        desk_state().today(),
        name=form.name.data or "",
        rule=form.rule.data or "",
        example=form.example.data or "",
        under=_number(form.under.data),
    )


def _merge(study_id: str, number: int) -> None:
    form = MergeForm()
    into, reason = _number(form.into.data), form.reason.data or ""
    merge_code(acting_instance(), study_id, number, into, reason, desk_state().today())


def _retire(study_id: str, number: int) -> None:
    reason = RetireForm().reason.data or ""
    retire_code(acting_instance(), study_id, number, reason, desk_state().today())


def _take_out(study_id: str, number: int) -> None:
    take_out_code(acting_instance(), study_id, number, desk_state().today())


_ACTS: dict[str, Callable[[str, int], None]] = {
    "change": _change,
    "merge": _merge,
    "retire": _retire,
    "take out": _take_out,
}


def _page(study_id: str, form: CodeForm, *, wrong: str = "") -> Response:
    state: CodeBookState = code_book_of(desk_state().instance, study_id)
    return desk_page(
        "desk/code_book.html",
        status=422 if wrong else 200,
        here=f"/studies/{study_id}/words",
        study_id=study_id,
        state=state,
        gone=[one for one in state.book.codes if one.state != "in use"],
        names={one.number: one.name for one in state.book.codes},
        form=form.offer(state.book),
        file_form=CodeBookFileForm(formdata=None),
        may_write=current_staff().may(("moderator", "coordinator"), study_id),
        wrong=wrong,
    )


def _code_page(study_id: str, number: int, *, pressed: str = "", wrong: str = "") -> Response:
    state = code_book_of(desk_state().instance, study_id)
    try:
        code = state.book.code(number)
    except Refused:
        abort(404)
    return desk_page(
        "desk/code_book_code.html",
        status=422 if wrong else 200,
        here=f"/studies/{study_id}/words",
        study_id=study_id,
        code=code,
        state=state,
        form=_filled(CodeForm, pressed == "change", _of(code)).offer(state.book, number),
        merging=_filled(MergeForm, pressed == "merge").offer(state.book, number),
        retiring=_filled(RetireForm, pressed == "retire"),
        wrong=wrong,
    )


def _filled(form: Any, as_sent: bool, values: dict[str, str] | None = None) -> Any:
    return form() if as_sent else form(formdata=None, **(values or {}))


def _of(code: ThemeCode) -> dict[str, str]:
    return {
        "name": code.name,
        "rule": code.rule,
        "example": code.example,
        "under": str(code.under),
    }


def _number(chosen: str | None) -> int:
    return number_of(chosen or "") or 0


def _file(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
