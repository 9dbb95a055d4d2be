"""My account: password, recovery codes and passkeys of whoever is signed in."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, session
from werkzeug.wrappers import Response

from survey.errors import SurveyError
from survey.services.accounts.own_account import (
    change_password,
    own_account,
    renew_recovery_codes,
)
from survey.services.accounts.use_passkeys import add_passkey, passkey_to_make, remove_passkey
from survey.services.words.own_reading_key import has_reading_key, make_reading_key
from survey.web.desk.access import current_staff, signed_in, token_of_browser
from survey.web.desk.account_forms import NewCodesForm, PasskeyForm, PasswordForm, SixWordsForm
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.passkey_place import (
    can_have_passkeys,
    desk_place,
    new_challenge,
    take_challenge,
)

own_pages = Blueprint("own_pages", __name__)

_HERE = "/account"
TOO_MANY = "There were too many tries this hour. Nothing was changed; try again in the next hour."


@own_pages.get(_HERE)
@signed_in
def mine() -> Response:
    """Show what somebody can change of their own account."""
    return _page()


@own_pages.post("/account/password")
@signed_in
def set_password() -> Response:
    """Set another password; whoever was signed in with the old one signs in again."""
    form = PasswordForm()
    sent = [field.data or "" for field in (form.present, form.password, form.again)]
    if not _may_try():
        return _page(wrong=TOO_MANY, status=429)
    try:
        change_password(desk_state().instance, current_staff().account_id, *sent)
    except SurveyError as error:
        return _page(wrong=error_text(error), status=422)
    desk_state().sittings.end(token_of_browser())
    session.clear()
    return redirect("/sign-in", 303)


@own_pages.post("/account/codes")
@signed_in
def make_codes() -> Response:
    """Show ten new recovery codes, once."""
    form = NewCodesForm()
    if not _may_try():
        return _page(wrong=TOO_MANY, status=429)
    try:
        codes = renew_recovery_codes(
            desk_state().instance, current_staff().account_id, form.present.data or ""
        )
    except SurveyError as error:
        return _page(wrong=error_text(error), status=422)
    return desk_page("desk/recovery_codes.html", here=_HERE, codes=codes)


@own_pages.post("/account/passkeys")
@signed_in
def keep_passkey() -> Response:
    """Keep a passkey that this browser made."""
    form = PasskeyForm()
    made, label = form.credential.data or "", form.label.data or ""
    staff = current_staff()
    try:
        add_passkey(
            desk_state().instance, staff.account_id, label, made, desk_place(), take_challenge()
        )
    except SurveyError as error:
        return _page(wrong=error_text(error), status=422)
    return _page(said="The passkey is added. You can use it instead of the six digits.")


@own_pages.post("/account/passkeys/<passkey_id>/remove")
@signed_in
def drop_passkey(passkey_id: str) -> Response:
    """Forget a passkey."""
    remove_passkey(desk_state().instance, current_staff().account_id, passkey_id)
    return _page(said="The passkey is removed.")


@own_pages.post("/account/reading")
@signed_in
def make_six_words() -> Response:
    """Show six new words for reading, once."""
    state, staff = desk_state(), current_staff()
    if not _is_moderator():
        abort(404)
    form = SixWordsForm()
    if has_reading_key(state.instance, staff.account_id) and not form.anew.data:
        return _page(wrong="Tick that yours are lost, or were seen. Nothing changed.", status=422)
    acting = state.instance.acting_as(f"moderator {staff.name}")
    made = make_reading_key(acting, staff.account_id, state.today())
    return desk_page("desk/six_words.html", here=_HERE, words=made.split())


def _is_moderator() -> bool:
    return any(held.role == "moderator" for held in current_staff().roles)


def _may_try() -> bool:
    """Count a guess of the present password, and return whether it is looked at."""
    state, staff = desk_state(), current_staff()
    return state.tries.may_try(staff.name, "own account", state.now())


def _page(*, wrong: str = "", said: str = "", status: int = 200) -> Response:
    instance, staff, at = desk_state().instance, current_staff(), desk_place()
    options = ""
    if can_have_passkeys(at):
        options = passkey_to_make(instance, staff.account_id, at, new_challenge())
    return desk_page(
        "desk/own_account.html",
        status=status,
        here=_HERE,
        mine=own_account(instance, staff.account_id),
        options=options,
        passkey=PasskeyForm(formdata=None),
        password=PasswordForm(formdata=None),
        codes=NewCodesForm(formdata=None),
        is_moderator=_is_moderator(),
        has_six_words=has_reading_key(instance, staff.account_id),
        wrong=wrong,
        said=said,
    )
