"""Signing in and out, and beginning with a link. Nothing here says which part was wrong."""

from __future__ import annotations

import hmac
import secrets
from base64 import b32encode
from urllib.parse import quote

import segno
from flask import Blueprint, redirect, request, session
from werkzeug.wrappers import Response

from survey.errors import SurveyError
from survey.sealing.codes.staff_marks import staff_mark
from survey.services.accounts.keep_session import begin_session, end_session
from survey.services.accounts.set_up_account import NewSecret, read_link, set_up_account
from survey.services.accounts.sign_in import (
    account_of_password,
    name_of,
    password_mark,
    takes_code,
    takes_recovery_code,
)
from survey.services.accounts.use_passkeys import passkey_to_show, takes_passkey
from survey.services.steps.staff_links import LONGEST_NAME
from survey.web.desk.access import keep_token, signed_in, staff_or_none, token_of_browser, with_link
from survey.web.desk.account_forms import SecondFactorForm, SetUpForm, SignInForm
from survey.web.desk.carrying import read_carried, send_again
from survey.web.desk.desk_page import bare_page, error_text
from survey.web.desk.desk_state import DeskState, desk_state
from survey.web.desk.passkey_place import (
    can_have_passkeys,
    desk_place,
    new_challenge,
    take_challenge,
)
from survey.web.guards import open_to_all

signing = Blueprint("signing", __name__)

#: Minutes between the password and the second factor.
_HALF_WAY = 5
_HALF = "half"
_KNOWN = "desk-known"
_KNOWN_SECONDS = 365 * 24 * 3600

WRONG = "That did not fit. Nothing was changed; try again."
TOO_MANY = (
    "There were too many tries for this account from browsers that it does not know. Wait for the "
    "next hour, sign in from a browser that you used before, or ask an administrator for a link."
)
_TOO_LATE = "That took too long, so begin again. Nothing was changed."


@signing.get("/sign-in")
@open_to_all
def sign_in() -> Response:
    """Show the first step."""
    if staff_or_none() is not None:
        return redirect("/", 303)
    return bare_page("desk/sign_in.html", form=SignInForm(formdata=None), wrong="")


@signing.post("/sign-in")
@open_to_all
def check_password() -> Response:
    """Take a name and a password, and show the second step."""
    state, form = desk_state(), SignInForm()
    name = (form.name.data or "").strip()
    if len(name) > LONGEST_NAME:
        return bare_page("desk/sign_in.html", status=403, form=form, wrong=WRONG)
    browser = _known_browser(state, name)
    if not state.tries.may_try(name, browser, state.now()):
        return bare_page("desk/sign_in.html", status=429, form=form, wrong=TOO_MANY)
    account_id = account_of_password(state.instance, name, form.password.data or "")
    if account_id is None:
        return bare_page("desk/sign_in.html", status=403, form=form, wrong=WRONG)
    state.tries.was_right(name, browser, state.now())
    began = int(state.now().timestamp())
    session[_HALF] = [account_id, began, password_mark(state.instance, account_id)]
    again = SecondFactorForm(formdata=None, carried=form.carried.data)
    return _second_step(state, account_id, again)


@signing.post("/sign-in/code")
@open_to_all
def check_code() -> Response:
    """Take a second factor, and sign in."""
    state, form = desk_state(), SecondFactorForm()
    account_id = _half_way(state)
    name = name_of(state.instance, account_id) if account_id else ""
    if not name:
        first = SignInForm(formdata=None, carried=form.carried.data)
        return bare_page("desk/sign_in.html", status=403, form=first, wrong=_TOO_LATE)
    browser = _known_browser(state, name)
    if not state.tries.may_try(name, browser, state.now()):
        return _second_step(state, account_id, form, TOO_MANY, 429)
    typed, recovery = form.code.data or "", form.recovery.data or ""
    if form.credential.data:
        shown, challenge = form.credential.data, take_challenge()
        fits = takes_passkey(state.instance, account_id, shown, desk_place(), challenge)
    elif recovery:
        fits = takes_recovery_code(state.instance, account_id, recovery)
    else:
        fits = takes_code(state.instance, account_id, typed, state.now())
    if not fits:
        return _second_step(state, account_id, form, WRONG, 403)
    state.tries.was_right(name, browser, state.now())
    keep_token(begin_session(state.instance, account_id, state.now()))
    return remember_browser(_onward(form.carried.data or ""), state, name)


@signing.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """Sign out, and forget what this browser held; that it is known stays."""
    desk_state().sittings.end(token_of_browser())
    end_session(desk_state().instance, token_of_browser())
    session.clear()
    return redirect("/sign-in", 303)


@signing.get("/begin/<token>")
@with_link
def begin(token: str) -> Response:
    """Show what somebody begins with: a password to set, and a secret for their code app."""
    state = desk_state()
    new = read_link(state.instance, token, state.now())
    return _set_up_page(new, SetUpForm(formdata=None), "")


@signing.post("/begin/<token>")
@with_link
def finish(token: str) -> Response:
    """Set a password and a second factor, sign in, and show the recovery codes once."""
    state, form = desk_state(), SetUpForm()
    new = read_link(state.instance, token, state.now())
    try:
        account_id, codes = set_up_account(
            state.instance.acting_as(f"account {new.name}"),
            token,
            form.password.data or "",
            form.again.data or "",
            form.code.data or "",
            state.now(),
        )
    except SurveyError as error:
        return _set_up_page(new, form, error_text(error), status=422)
    keep_token(begin_session(state.instance, account_id, state.now()))
    page = bare_page("desk/recovery_codes.html", codes=codes)
    return remember_browser(page, state, new.name)


def remember_browser(response: Response, state: DeskState, name: str) -> Response:
    """Let this browser be one that signed in to an account: guesses from elsewhere leave it be."""
    nonce = secrets.token_urlsafe(16)
    mark = staff_mark(state.instance.site_key, "known browser", f"{nonce}.{name}").hex()
    response.set_cookie(
        _KNOWN,
        f"{nonce}.{mark}",
        max_age=_KNOWN_SECONDS,
        secure=request.is_secure or state.instance.settings.desk_url.startswith("https://"),
        httponly=True,
        samesite="Strict",
        path="/sign-in",
    )
    return response


def _known_browser(state: DeskState, name: str) -> str:
    """Return the mark of a browser that signed in to an account before, or ""."""
    nonce, _, mark = request.cookies.get(_KNOWN, "").partition(".")
    right = staff_mark(state.instance.site_key, "known browser", f"{nonce}.{name}").hex()
    return nonce if hmac.compare_digest(mark.encode(), right.encode()) else ""


def _half_way(state: DeskState) -> str:
    """Return whose password was right a moment ago, or ""."""
    account_id, when, mark = session.get(_HALF, ["", 0, ""])
    in_time = state.now().timestamp() - when < 60 * _HALF_WAY
    same = bool(mark) and mark == password_mark(state.instance, account_id)
    return str(account_id) if in_time and same else ""


def _onward(carried: str) -> Response:
    path, fields = read_carried(carried)
    return send_again(path, fields) if fields else redirect(path, 303)


def _second_step(
    state: DeskState, account_id: str, form: SecondFactorForm, wrong: str = "", status: int = 200
) -> Response:
    at = desk_place()
    options = ""
    if can_have_passkeys(at):
        options = passkey_to_show(state.instance, account_id, at, new_challenge())
    return bare_page(
        "desk/second_factor.html", status=status, form=form, wrong=wrong, options=options
    )


def _set_up_page(new: NewSecret, form: SetUpForm, wrong: str, status: int = 200) -> Response:
    secret = b32encode(new.secret).decode()
    label = quote(f"Survivor survey:{new.name}")
    address = f"otpauth://totp/{label}?secret={secret}&issuer=Survivor%20survey"
    square = segno.make(address, error="m").svg_data_uri(scale=4, border=2, light="#ffffff")
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return bare_page(
        "desk/set_up.html",
        status=status,
        form=form,
        wrong=wrong,
        name=new.name,
        square=square,
        secret=groups,
    )
