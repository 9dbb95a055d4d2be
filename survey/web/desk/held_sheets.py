"""Share sheets after the ceremony: which were seen lately, and three words to show one is there.

It opens nothing, and keeps no word. Holders without an account come by a link.
"""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from survey.errors import SurveyError
from survey.services.holders.look_for_sheet import (
    look_for_sheet,
    make_sheet_link,
    say_sheet_lost,
    sheet_behind_link,
    sheet_of,
)
from survey.services.overview.sheets_seen import SheetsSeen, sheets_seen
from survey.storage.instance import Instance
from survey.storage.keys.sheet_check_rows import CheckedSheet
from survey.web.desk.access import acting_instance, current_staff, needs, with_link
from survey.web.desk.council_tabs import council_tabs
from survey.web.desk.desk_page import bare_page, desk_page, error_text
from survey.web.desk.desk_state import desk_address, desk_state
from survey.web.desk.sheet_pages import WORD_FIELDS
from survey.web.desk.sheet_words import SHEET_CHIPS, address_of, sheet_warning, sheets_line
from survey.web.desk.study_tabs import tabs_of

held_sheets = Blueprint("held_sheets", __name__)
held_links = Blueprint("held_links", __name__)

_FOUND = "Your sheet is there. Keep it where it is; you are asked again in 30 days."
_LOST = (
    "It is noted that this sheet cannot be found. Tell the coordinator now. If you find it, look "
    "at it here again."
)


@held_sheets.get("/studies/<study_id>/sheets")
@held_sheets.get("/councils/<council_id>/sheets")
@needs("coordinator", "trustee", "viewer")
def sheets(study_id: str = "", council_id: str = "") -> Response:
    """Show which sheets were seen lately."""
    return _list_page(_seen(study_id or council_id))


@held_sheets.post("/studies/<study_id>/sheets/<int:number>/link")
@held_sheets.post("/councils/<council_id>/sheets/<int:number>/link")
@needs("coordinator")
def make_link(number: int, study_id: str = "", council_id: str = "") -> Response:
    """Make a link for a holder without an account, and show it once."""
    of = _seen(study_id or council_id)
    token = make_sheet_link(acting_instance(), of.of_id, number, desk_state().now())
    holder = next(one.holder for one in of.sheets if one.number == number)
    return desk_page(
        "desk/sheet_link_made.html",
        here=address_of(of),
        title=of.title,
        holder=holder,
        address=f"{desk_address()}/held/{token}",
    )


@held_sheets.get("/studies/<study_id>/sheets/<int:number>")
@held_sheets.get("/councils/<council_id>/sheets/<int:number>")
@needs("trustee")
def look_at(number: int, study_id: str = "", council_id: str = "") -> Response:
    """Ask a trustee for three words of their sheet."""
    return _ask_page(_seen(study_id or council_id), _mine(study_id or council_id, number))


@held_sheets.post("/studies/<study_id>/sheets/<int:number>")
@held_sheets.post("/councils/<council_id>/sheets/<int:number>")
@needs("trustee")
def show_words(number: int, study_id: str = "", council_id: str = "") -> Response:
    """Take three words of a trustee's sheet."""
    of, sheet = _seen(study_id or council_id), _mine(study_id or council_id, number)
    try:
        look_for_sheet(
            acting_instance(), sheet, _typed(), desk_state().today(), current_staff().account_id
        )
    except SurveyError as error:
        return _ask_page(of, sheet, wrong=error_text(error), status=422)
    return _list_page(_seen(of.of_id), said=_FOUND)


@held_sheets.post("/studies/<study_id>/sheets/<int:number>/lost")
@held_sheets.post("/councils/<council_id>/sheets/<int:number>/lost")
@needs("trustee")
def cannot_find(number: int, study_id: str = "", council_id: str = "") -> Response:
    """Note that a trustee cannot find their sheet."""
    sheet = _mine(study_id or council_id, number)
    say_sheet_lost(acting_instance(), sheet, desk_state().today())
    return _list_page(_seen(sheet.of_id), said=_LOST)


@held_links.get("/held/<link>")
@with_link
def ask(link: str) -> Response:
    """Ask a holder without an account for three words of their sheet."""
    sheet = _behind(link)
    return _gone() if sheet is None else _outside_page(link, sheet)


@held_links.post("/held/<link>")
@with_link
def take_words(link: str) -> Response:
    """Take three words of a sheet whose holder came by a link."""
    sheet = _behind(link)
    if sheet is None:
        return _gone()
    try:
        look_for_sheet(_outside(sheet), sheet, _typed(), desk_state().today())
    except SurveyError as error:
        return _outside_page(link, sheet, wrong=error_text(error), status=422)
    return _message(
        "Your sheet is there",
        "Keep it where it is; you are asked again in 30 days.",
        practice=_seen(sheet.of_id).practice,
    )


@held_links.post("/held/<link>/lost")
@with_link
def cannot_find_outside(link: str) -> Response:
    """Note that a holder who came by a link cannot find their sheet."""
    sheet = _behind(link)
    if sheet is None:
        return _gone()
    say_sheet_lost(_outside(sheet), sheet, desk_state().today())
    return _message(
        "It is noted that you cannot find it",
        "Tell the coordinator now: enough others may be left. If you find it, ask for a new link.",
        practice=_seen(sheet.of_id).practice,
    )


def _seen(of_id: str) -> SheetsSeen:
    return sheets_seen(desk_state().instance, of_id, desk_state().today())


def _mine(of_id: str, number: int) -> CheckedSheet:
    return sheet_of(desk_state().instance, of_id, number, current_staff().account_id)


def _behind(link: str) -> CheckedSheet | None:
    return sheet_behind_link(desk_state().instance, link, desk_state().now())


def _typed() -> tuple[str, ...]:
    return tuple(request.form.get(name, "") for name in WORD_FIELDS)


def _list_page(of: SheetsSeen, *, said: str = "") -> Response:
    staff = current_staff()
    return desk_page(
        "desk/sheets_seen.html",
        here=address_of(of),
        of=of,
        tabs=tabs_of(of.of_id, is_draft=False) if of.kind == "study" else council_tabs(of.of_id),
        line=sheets_line(of),
        warning=sheet_warning(of),
        chips=SHEET_CHIPS,
        address=address_of(of),
        me=staff.account_id,
        may_look=staff.may(("trustee",), of.of_id),
        may_link=staff.may(("coordinator",), of.of_id),
        said=said,
    )


def _ask_page(
    of: SheetsSeen, sheet: CheckedSheet, *, wrong: str = "", status: int = 200
) -> Response:
    address = f"{address_of(of)}/{sheet.number}"
    return desk_page(
        "desk/sheet_words.html",
        status=status,
        here=address_of(of),
        back=address_of(of),
        **_asked(of, sheet, address, wrong),
    )


def _outside_page(
    link: str, sheet: CheckedSheet, *, wrong: str = "", status: int = 200
) -> Response:
    asked = _asked(_seen(sheet.of_id), sheet, f"/held/{link}", wrong)
    return bare_page("desk/sheet_words.html", status=status, back="", **asked)


def _asked(of: SheetsSeen, sheet: CheckedSheet, address: str, wrong: str) -> dict[str, object]:
    typed = _typed() if wrong else ("", "", "")
    return {
        "title": of.title,
        "study_id": of.of_id,
        "practice": of.practice,
        "number": sheet.number,
        "shares": of.shares,
        "holder": sheet.holder,
        "address": address,
        "fields": list(zip(WORD_FIELDS, sheet.words_now, typed, strict=True)),
        "wrong": wrong,
    }


def _outside(sheet: CheckedSheet) -> Instance:
    return desk_state().instance.acting_as(f"holder of sheet {sheet.number}")


def _gone() -> Response:
    return _message(
        "This link leads nowhere now.",
        "It was answered, replaced, or is older than a week. Nothing is lost: ask the coordinator.",
        status=404,
    )


def _message(heading: str, words: str, *, practice: bool = False, status: int = 200) -> Response:
    return bare_page(
        "desk/review_message.html", status=status, practice=practice, heading=heading, words=words
    )
