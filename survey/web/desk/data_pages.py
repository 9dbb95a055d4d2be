"""The end of data at the desk: the plan of a study, archiving it, and destroyed share sheets.

It turns forms into calls. What ends when, and what may be archived, say services.
"""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField, StringField

from survey.errors import BadInput, SurveyError
from survey.services.ending.confirm_destroyed import (
    confirm_by_link,
    confirm_destroyed,
    make_destruction_link,
    sheet_of_link,
    take_back,
)
from survey.services.jobs.ask_for_work import (
    ask_for_work,
    is_newest_act,
    newest_work,
    withdraw_work,
)
from survey.services.overview.data_of_study import DataOfStudy, data_of
from survey.web.desk.access import acting_instance, current_staff, needs, with_link
from survey.web.desk.council_tabs import council_tabs
from survey.web.desk.data_words import data_next, end_lines
from survey.web.desk.desk_page import bare_page, desk_page, error_text, number_of
from survey.web.desk.desk_state import desk_address, desk_state
from survey.web.desk.jobs_page import LOOK_AGAIN
from survey.web.desk.study_tabs import tabs_of

data_pages = Blueprint("data_pages", __name__)
#: Pages of holders without an account; no session leads there, but a secret link.
destroyed_pages = Blueprint("destroyed_pages", __name__)

#: The kind of work that archives.
WORK = "archiving"
_ROLES = ("coordinator", "moderator", "trustee", "viewer")
_SURE = "I have read what can never be undone."
_DESTROYED = "I have burned or shredded this sheet, and no copy of it is left."


class ArchiveForm(FlaskForm):  # type: ignore[misc]
    """What somebody reads before a study is archived."""

    sure = BooleanField(_SURE)


class DestroyedSheetForm(FlaskForm):  # type: ignore[misc]
    """Which sheet its holder destroyed."""

    sheet = StringField("The number on your sheet")
    sure = BooleanField(_DESTROYED)


class OutsideForm(FlaskForm):  # type: ignore[misc]
    """For which sheet a link is made."""

    outside = SelectField("Which sheet they hold", validate_choice=False)


@data_pages.get("/studies/<study_id>/data")
@data_pages.get("/councils/<council_id>/data")
@needs(*_ROLES)  # type: ignore[arg-type]
def data(study_id: str = "", council_id: str = "") -> Response:
    """Show what is kept of a study or council, when it ends, and what has ended."""
    return _data_page(study_id or council_id)


@data_pages.get("/studies/<study_id>/data/archive")
@data_pages.get("/councils/<council_id>/data/archive")
@needs("coordinator")
def ask_to_archive(study_id: str = "", council_id: str = "") -> Response:
    """Say what archiving does for ever."""
    return _archive_page(study_id or council_id, ArchiveForm(formdata=None))


@data_pages.post("/studies/<study_id>/data/archive")
@data_pages.post("/councils/<council_id>/data/archive")
@needs("coordinator")
def archive(study_id: str = "", council_id: str = "") -> Response:
    """Ask for the archiving, which is worked on beside the pages; its page says how far it is."""
    of, form, state = study_id or council_id, ArchiveForm(), desk_state()
    found = data_of(state.instance, of, state.now())
    if found.end is not None or found.why_not:
        return _archive_page(of, form, status=422)
    if not form.sure.data:
        wrong = "Tick that you have read what can never be undone."
        return _archive_page(of, form, wrong=wrong, status=422)
    ask_for_work(acting_instance(), WORK, of, "coordinator", {}, state.today())
    return redirect(f"{_root(study_id)}{of}/data", 303)


@data_pages.post("/studies/<study_id>/data/archive/withdraw")
@data_pages.post("/councils/<council_id>/data/archive/withdraw")
@needs("coordinator")
def do_not_archive(study_id: str = "", council_id: str = "") -> Response:
    """Withdraw the archiving that was asked for, while it waits."""
    of = study_id or council_id
    try:
        withdraw_work(acting_instance(), WORK, of, desk_state().today())
    except SurveyError as error:
        return _data_page(of, wrong=error_text(error), status=422)
    return _data_page(of, said="It is not archived: that was taken back before it began.")


@data_pages.post("/studies/<study_id>/data/sheet")
@data_pages.post("/councils/<council_id>/data/sheet")
@needs("trustee")
def my_sheet_is_destroyed(study_id: str = "", council_id: str = "") -> Response:
    """Note that whoever is signed in destroyed their sheet."""
    of, form, state = study_id or council_id, DestroyedSheetForm(), desk_state()
    try:
        if not form.sure.data:
            raise BadInput("Tick that the sheet is destroyed.", kept="Nothing was noted.")
        number, who = number_of(form.sheet.data or ""), current_staff().name
        today = state.today()
        confirm_destroyed(acting_instance(), of, number or 0, who, "signed in", today)
    except SurveyError as error:
        return _data_page(of, wrong=error_text(error), sheet_form=form, status=422)
    return _data_page(of, said="Your sheet is noted as destroyed.")


@data_pages.post("/studies/<study_id>/data/sheet/<int:number>/back")
@data_pages.post("/councils/<council_id>/data/sheet/<int:number>/back")
@needs("trustee", "coordinator")
def it_is_not_destroyed(number: int, study_id: str = "", council_id: str = "") -> Response:
    """Take back that a sheet was said to be destroyed: a trustee their own, a coordinator any."""
    of, staff = study_id or council_id, current_staff()
    by = None if staff.may(("coordinator",), of) else staff.name
    try:
        take_back(acting_instance(), of, number, desk_state().today(), by)
    except SurveyError as error:
        return _data_page(of, wrong=error_text(error), status=422)
    return _data_page(of, said=f"Sheet {number} is not noted as destroyed any more.")


@data_pages.post("/studies/<study_id>/data/link")
@data_pages.post("/councils/<council_id>/data/link")
@needs("coordinator")
def link_for_a_holder(study_id: str = "", council_id: str = "") -> Response:
    """Make a link for a holder without an account, and show it this once."""
    of, form, state = study_id or council_id, OutsideForm(), desk_state()
    number = number_of(form.outside.data or "") or 0
    try:
        token = make_destruction_link(acting_instance(), of, number, state.now())
    except SurveyError as error:
        return _data_page(of, wrong=error_text(error), status=422)
    return desk_page(
        "desk/data_link.html",
        here=f"{_root(study_id)}{of}/data",
        found=data_of(state.instance, of, state.now()),
        back=f"{_root(study_id)}{of}/data",
        number=number,
        link=f"{desk_address()}/destroyed/{token}",
    )


@destroyed_pages.get("/destroyed/<token>")
@with_link
def ask_holder(token: str) -> Response:
    """Ask whoever has a link whether their sheet is destroyed; looking uses nothing up."""
    return _holder_page(token)


@destroyed_pages.post("/destroyed/<token>")
@with_link
def holder_confirms(token: str) -> Response:
    """Note that the holder of a link destroyed their sheet."""
    state = desk_state()
    known = sheet_of_link(state.instance, token, state.now())
    if known is None:
        return _holder_page(token)
    practice = data_of(state.instance, known[0], state.now()).practice
    if not request.form.get("sure"):
        return _holder_page(token, wrong="Tick that the sheet is destroyed.", status=422)
    try:
        confirm_by_link(state.instance.acting_as("holder of a sheet"), token, state.now())
    except SurveyError as error:
        return _message(error.what, f"{error.kept} {error.do}", practice=practice, status=422)
    words = "Your sheet opens nothing any more. You can close this page."
    return _message("It is noted", words, practice=practice)


def _root(study_id: str) -> str:
    return "/studies/" if study_id else "/councils/"


def _data_page(
    of: str,
    *,
    said: str = "",
    wrong: str = "",
    sheet_form: DestroyedSheetForm | None = None,
    status: int = 200,
) -> Response:
    state, staff = desk_state(), current_staff()
    found = data_of(state.instance, of, state.now())
    root = "/councils/" if found.is_council else "/studies/"
    may_archive = staff.may(("coordinator",), of)
    waiting = _waiting(found)
    sheet_form = sheet_form or DestroyedSheetForm(formdata=None)
    is_asked = found.end is not None and bool(waiting)
    said_by_me = [
        one.sheet for one in found.destroyed if (one.how, one.who) == ("signed in", staff.name)
    ]
    own = [one.sheet for one in found.held if one.account_id == staff.account_id]
    is_asked_for_mine = (
        is_asked
        and staff.may(("trustee",), of)
        and not said_by_me
        and (not own or bool(set(own) & set(waiting)))
    )
    every = [one.sheet for one in found.destroyed]
    work = newest_work(state.instance, WORK, of) if found.end is None else None
    stopped = work is not None and work.stage == "failed" and is_newest_act(state.instance, work)
    response = desk_page(
        "desk/data.html",
        status=status,
        here=f"{root}{of}/data",
        root=root,
        found=found,
        lines=end_lines(found, state.today()),
        following=data_next(found, state.today(), work, may_archive=may_archive),
        tabs=council_tabs(of) if found.is_council else tabs_of(of, is_draft=False),
        said=said,
        wrong=wrong or (work.words if work and stopped else ""),
        sheet_form=sheet_form if is_asked_for_mine else None,
        own=[_named(found, one) for one in own if one in waiting],
        names={one: _named(found, one) for one in (*every, *waiting)},
        waiting=waiting,
        may_take_back=[] if _is_shredded(found) else every if may_archive else said_by_me,
        outside_form=_outside_form(found, waiting) if is_asked and may_archive else None,
        public=_public(found) if found.end is not None else "",
    )
    if work is not None and work.stage in ("waiting", "working"):  # nothing is typed here then
        response.headers["Refresh"] = f"{LOOK_AGAIN}; url={root}{of}/data"
    return response


def _outside_form(found: DataOfStudy, waiting: list[int]) -> OutsideForm:
    """Return the form that makes a link for the holder of a sheet that nobody confirmed."""
    form = OutsideForm(formdata=None)
    form.outside.choices = [(str(one), _named(found, one)) for one in waiting]
    return form


def _named(found: DataOfStudy, sheet: int) -> str:
    """Return what a sheet is called: by its number, and the role that it was made for."""
    role = found.role_of(sheet)
    return f"Sheet {sheet}, {role}" if role else f"Sheet {sheet}"


def _is_shredded(found: DataOfStudy) -> bool:
    return found.end is None or found.end.shredded_on is not None


def _waiting(found: DataOfStudy) -> list[int]:
    """Return the numbers of the sheets that nobody has confirmed yet."""
    gone = {one.sheet for one in found.destroyed}
    return [number for number in range(1, found.sheets.shares + 1) if number not in gone]


def _public(found: DataOfStudy) -> str:
    """Return the address of the page for people who answered; that of the first round."""
    name = f"{found.id}-1" if found.is_council else found.id
    return f"{desk_state().instance.settings.address_of_site}/r/{name}/erased"


def _archive_page(of: str, form: ArchiveForm, *, wrong: str = "", status: int = 200) -> Response:
    state = desk_state()
    found = data_of(state.instance, of, state.now())
    back = f"{'/councils/' if found.is_council else '/studies/'}{of}/data"
    work = newest_work(state.instance, WORK, of)
    return desk_page(
        "desk/data_archive.html",
        is_asked=work is not None and work.stage in ("waiting", "working"),
        status=status,
        here=back,
        back=back,
        found=found,
        form=form,
        wrong=wrong,
    )


def _holder_page(token: str, *, wrong: str = "", status: int = 200) -> Response:
    state = desk_state()
    known = sheet_of_link(state.instance, token, state.now())
    if known is None:
        return _message(
            "This link leads nowhere",
            "It was used, is older than a week, or was replaced. Ask for another.",
            status=404,
        )
    of, number = known
    found = data_of(state.instance, of, state.now())
    return bare_page(
        "desk/data_holder.html",
        status=status,
        practice=found.practice,
        found=found,
        number=number,
        token=token,
        words=_DESTROYED,
        wrong=wrong,
    )


def _message(heading: str, words: str, *, practice: bool = False, status: int = 200) -> Response:
    return bare_page(
        "desk/message.html",
        status=status,
        practice=practice,
        heading=heading,
        paragraphs=[words],
        path="",
        fields=(),
    )
