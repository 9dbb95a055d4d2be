"""The key with which the organisation signs its reports: its public half, and changing it.

It turns forms into calls. Where a secret lies, services know; none is ever on a page.
"""

from __future__ import annotations

import secrets

from flask import Blueprint, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField

from survey.errors import BadInput, SurveyError
from survey.services.upkeep.keep_signing_key import (
    change_signing_key,
    make_signing_key,
    signing_keys,
)
from survey.web.desk.access import acting_instance, current_staff, needs, signed_in
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_state

signing_key_page = Blueprint("signing_key_page", __name__)

_HERE = "/signing-key"
_REASONS = ("ordinary", "stolen")


class ChangeKeyForm(FlaskForm):  # type: ignore[misc]
    """That what cannot be undone was read."""

    sure = BooleanField("I have read what this means.")


@signing_key_page.get(_HERE)
@signed_in
def signing_key() -> Response:
    """Show the public keys, and what can be done with them."""
    return _page()


@signing_key_page.post(f"{_HERE}/make")
@needs("administrator")
def make_key() -> Response:
    """Make the first key."""
    try:
        make_signing_key(acting_instance(), secrets.token_bytes, desk_state().today())
    except SurveyError as error:
        return _page(wrong=error_text(error))
    return _page(said="The key is made. From now on each report is signed when it is published.")


@signing_key_page.post(f"{_HERE}/change")
@needs("administrator")
def change_key() -> Response:
    """Go on with another key."""
    reason, seen = request.form.get("reason", ""), request.form.get("seen", "")
    try:
        if reason not in _REASONS:
            raise BadInput("Say why the key is changed.", kept="It stays as it is.")
        if not ChangeKeyForm().sure.data:
            raise BadInput("Tick that you have read what this means.", kept="The key stays.")
        instance, today = acting_instance(), desk_state().today()
        stolen = reason == "stolen"
        change_signing_key(instance, secrets.token_bytes, today, seen, stolen=stolen)
    except SurveyError as error:
        return _page(wrong=error_text(error), reason=reason)
    return _page(said="The new key signs from now on. The secret of the one before is destroyed.")


def _page(*, wrong: str = "", said: str = "", reason: str = "") -> Response:
    found = signing_keys(desk_state().instance)
    return desk_page(
        "desk/signing_key.html",
        status=422 if wrong else 200,
        here=_HERE,
        newest=found.keys[0] if found.keys else None,
        earlier=found.keys[1:],
        found=found,
        may_change=current_staff().may(("administrator",)),
        form=ChangeKeyForm(formdata=None),
        reason=reason,
        wrong=wrong,
        said=said,
    )
