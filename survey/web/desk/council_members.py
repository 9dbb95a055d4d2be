"""What members of a council get beside its pages: the round on paper, and a number for having taken
part, which is checked here.

It knows no member. A number that is typed is kept nowhere, and comes back only where it is not
right.
"""

from __future__ import annotations

import re

from flask import Blueprint, abort, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from survey.questionnaire.languages import english_name
from survey.services.councils.check_slip import CheckedSlip, SlipOutcome, check_slip
from survey.services.overview.round_to_read import round_to_read
from survey.services.overview.watch_council import watch_council
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.council_tabs import council_tabs
from survey.web.desk.council_words import council_chip
from survey.web.desk.desk_page import desk_page
from survey.web.desk.desk_state import desk_state
from survey.web.paper.reading_pack import reading_pack

council_members = Blueprint("council_members", __name__)

_AT = "/councils/<council_id>/members"
_FILE = re.compile(r"round-([A-Za-z-]{2,6})(-large)?\.pdf")
#: What each outcome says, and what is to be done.
_SAID: dict[SlipOutcome, tuple[str, str]] = {
    "good": ("Right, and not used yet", "It is of round {}. Count it once you have paid."),
    "used": ("Counted now", "It is of round {}, and is worth nothing from now on."),
    "used before": ("Used before", "It is of round {}, and somebody was paid for it."),
    "too early": (
        "Not yet",
        "Round {} is still open. A number counts once it has closed.",
    ),
    "none of ours": ("None of this council", "A letter may be wrong. You can type it again."),
}


class NumberForm(FlaskForm):  # type: ignore[misc]
    """A number that somebody shows."""

    number = StringField("The number they show you")


@council_members.get(_AT)
@needs("coordinator", "moderator", "viewer")
def for_members(council_id: str) -> Response:
    """Show what members get, and where a number is checked."""
    return _page(council_id, NumberForm(formdata=None), None)


@council_members.post(_AT)
@needs("coordinator")
def check_number(council_id: str) -> Response:
    """Say what a number is worth; with “Count it” it is used."""
    form, use = NumberForm(), request.form.get("go") == "use"
    found = check_slip(acting_instance(), council_id, form.number.data or "", use=use)
    again = found.outcome in ("good", "none of ours")
    return _page(council_id, form if again else NumberForm(formdata=None), found)


@council_members.get(f"{_AT}/<name>")
@needs("coordinator", "moderator", "viewer")
def round_on_paper(council_id: str, name: str) -> Response:
    """Return the latest round to read on paper, in one language, plain or in large print."""
    found = _FILE.fullmatch(name)
    given = round_to_read(desk_state().instance, council_id) if found else None
    if found is None or given is None or found[1] not in given.file.languages:
        abort(404)
    pdf = reading_pack(given, found[1], large=bool(found[2]))
    response = Response(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(council_id: str, form: NumberForm, found: CheckedSlip | None) -> Response:
    state = desk_state()
    watched = watch_council(state.instance, council_id, state.now())
    heading, words = _SAID[found.outcome] if found else ("", "")
    return desk_page(
        "desk/council_members.html",
        here=f"/councils/{council_id}/members",
        watched=watched,
        chip=council_chip(watched.state, len(watched.rounds)),
        tabs=council_tabs(council_id),
        languages=[(code, english_name(code)) for code in watched.languages],
        form=form,
        may_check=current_staff().may(("coordinator",), council_id),
        heading=heading,
        words=words.format(found.round) if found else "",
        good=found is not None and found.outcome == "good",
        right=found is not None and found.outcome in ("good", "used"),
    )
