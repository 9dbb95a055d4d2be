"""People and roles: making accounts, giving links and roles, and replacing whoever leaves."""

from __future__ import annotations

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from survey.errors import BadInput, SurveyError
from survey.services.accounts.change_people import give_role, replace_person, take_role
from survey.services.accounts.create_account import create_account, renew_link
from survey.services.overview.describe_accounts import describe_accounts
from survey.services.overview.desk_list import desk_items
from survey.storage.staff.accounts import ROLES, RoleHeld
from survey.web.desk.access import acting_instance, needs
from survey.web.desk.account_forms import AccountForm, ReplaceForm, choices_of
from survey.web.desk.desk_page import desk_page, error_text, told_apart
from survey.web.desk.desk_state import desk_address, desk_state
from survey.web.desk.desk_words import ROLE_WORDS

people = Blueprint("people", __name__)

_HERE = "/people"


@people.get(_HERE)
@needs("administrator")
def list_people() -> Response:
    """Show who works at the desk."""
    return _page(AccountForm(formdata=None))


@people.post(_HERE)
@needs("administrator")
def add_person() -> Response:
    """Make an account, and show its link once."""
    form = AccountForm()
    held = [RoleHeld(role, form.study_id.data or "") for role in ROLES if role in form.roles.data]
    try:
        token = create_account(acting_instance(), form.name.data or "", held, desk_state().now())
    except SurveyError as error:
        return _page(form, wrong=error_text(error), status=422)
    return _link_page((form.name.data or "").strip(), token)


@people.post("/people/<name>/link")
@needs("administrator")
def new_link(name: str) -> Response:
    """Make a new link for somebody, and show it once."""
    return _link_page(name, renew_link(acting_instance(), name, desk_state().now()))


@people.post("/people/<name>/roles")
@needs("administrator")
def change_role(name: str) -> Response:
    """Give or take one role."""
    act = give_role if request.form.get("act") == "give" else take_role
    held = _role_sent()
    try:
        act(acting_instance(), name, held, desk_state().now())
    except SurveyError as error:
        return _page(AccountForm(formdata=None), wrong=error_text(error), status=422)
    return _page(AccountForm(formdata=None), said=f"The roles of {name} are changed.")


@people.get("/people/<name>/leave")
@needs("administrator")
def leaving(name: str) -> Response:
    """Ask who comes instead of somebody who leaves."""
    here = describe_accounts(desk_state().instance)
    if not any(one.name == name and one.state != "left" for one in here):
        abort(404)
    form = ReplaceForm(formdata=None)
    return desk_page("desk/replace_person.html", here=_HERE, name=name, form=form, wrong="")


@people.post("/people/<name>/leave")
@needs("administrator")
def replace(name: str) -> Response:
    """Let somebody leave; their roles go to whoever comes instead."""
    form = ReplaceForm()
    successor = (form.successor.data or "").strip()
    try:
        token = replace_person(acting_instance(), name, successor, desk_state().now())
    except SurveyError as error:
        return desk_page(
            "desk/replace_person.html",
            status=422,
            here=_HERE,
            name=name,
            form=form,
            wrong=error_text(error),
        )
    if token is not None:
        return _link_page(successor, token)
    return _page(AccountForm(formdata=None), said=f"{successor} has the roles of {name} now.")


def _role_sent() -> RoleHeld:
    role, _, study_id = request.form.get("held", "").partition(" ")
    found = next((one for one in ROLES if one == role), None)
    if found is None:
        raise BadInput("There is no such role.", kept="Nothing was changed.")
    return RoleHeld(found, study_id)


def _page(form: AccountForm, *, wrong: str = "", said: str = "", status: int = 200) -> Response:
    instance = desk_state().instance
    places = told_apart(desk_items(instance))
    form.study_id.choices = choices_of([("", "Everywhere"), *places.items()])
    return desk_page(
        "desk/people.html",
        status=status,
        here=_HERE,
        people=describe_accounts(instance),
        places=places,
        role_words=ROLE_WORDS,
        form=form,
        wrong=wrong,
        said=said,
    )


def _link_page(name: str, token: str) -> Response:
    address = f"{desk_address()}/begin/{token}"
    return desk_page("desk/new_link.html", here=_HERE, name=name, address=address)
