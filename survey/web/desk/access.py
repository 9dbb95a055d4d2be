"""Who may open a page of the desk: guards for views, and who is signed in.

A page that is not for somebody is a page that is not there. It knows roles, and no rule of a study.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import abort, g, request, session
from werkzeug.wrappers import Response

from survey.services.accounts.keep_session import Staff, staff_of_session
from survey.storage.instance import Instance
from survey.storage.staff.accounts import EVERYWHERE, StaffRole
from survey.web.desk.carrying import ask_to_sign_in
from survey.web.desk.desk_state import desk_state

P = ParamSpec("P")
View = Callable[P, Response | str]

_IN_BROWSER = "staff"
#: Pages that a browser asks for by itself: that keeps nobody signed in.
LOOKS_AGAIN = frozenset({"jobs_page.one_job", "opening_pages.progress", "offline_pages.progress"})


def staff_or_none() -> Staff | None:
    """Return who is signed in, or None; it is looked up once a request."""
    if "staff" not in g:
        state, token = desk_state(), session.get(_IN_BROWSER, "")
        counts = request.endpoint not in LOOKS_AGAIN
        g.staff = (
            staff_of_session(state.instance, token, state.now(), counts=counts) if token else None
        )
    found: Staff | None = g.staff
    return found


def current_staff() -> Staff:
    """Return who is signed in, on a page with a guard."""
    staff = staff_or_none()
    if staff is None:
        abort(404)
    return staff


def acting_instance() -> Instance:
    """Return the instance, with whoever is signed in named in the journal: the role by which they
    may do what they do, and their account."""
    staff = current_staff()
    return desk_state().instance.acting_as(f"{g.acting} {staff.name}")


def acting_role() -> StaffRole:
    """Return the role by which whoever is signed in does what they do, on a page with a guard."""
    role: StaffRole = g.acting
    return role


def keep_token(token: str) -> None:
    """Let this browser be signed in from now on; what it held before is forgotten."""
    session.clear()
    session[_IN_BROWSER] = token
    for of_before in ("staff", "csrf_token"):
        g.pop(of_before, None)


def token_of_browser() -> str:
    """Return the token of this browser, or ""."""
    return str(session.get(_IN_BROWSER, ""))


def signed_in(view: View[P]) -> View[P]:
    """Mark a view for everybody who is signed in, whatever their role."""

    @wraps(view)
    def guarded(*args: P.args, **named: P.kwargs) -> Response | str:
        return ask_to_sign_in() if staff_or_none() is None else view(*args, **named)

    guarded.guard = "signed_in"  # type: ignore[attr-defined]
    return guarded


def needs(*roles: StaffRole) -> Callable[[View[P]], View[P]]:
    """Mark a view for roles: in the study or council that its address names, else everywhere."""

    def mark(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **named: P.kwargs) -> Response | str:
            staff = staff_or_none()
            if staff is None:
                return ask_to_sign_in()
            where = request.view_args or {}
            named_there = where.get("study_id") or where.get("council_id") or EVERYWHERE
            acting = next((role for role in roles if staff.may((role,), named_there)), None)
            if acting is None:
                abort(404)
            g.acting = acting
            return view(*args, **named)

        guarded.guard = f"needs {', '.join(roles)}"  # type: ignore[attr-defined]
        return guarded

    return mark


def with_link(view: View[P]) -> View[P]:
    """Mark a view for whoever has a link to it: the view itself looks whether it leads anywhere."""
    view.guard = "with_link"  # type: ignore[attr-defined]
    return view
