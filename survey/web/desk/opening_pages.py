"""Opening together: each trustee types their own sheet, and when enough fit it is opened.

Sheets lie in the memory of this process, for an hour at most. It must not show one to anybody else,
or tick the fingerprint for somebody. What can be opened says `kinds_of_opening`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any, Literal

from flask import Blueprint, abort, current_app, redirect, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, TextAreaField

from survey.errors import Refused, StudyUnknown, SurveyError
from survey.sealing.closed_set import read_aloud
from survey.sealing.opening.sheet_entry import EntryProblem, read_list
from survey.sealing.public_keys import ShelfLabel
from survey.services.jobs.open_in_child import OpeningInChild, begin_opening
from survey.services.overview.describe_accounts import trustees_of
from survey.services.steps.gather_sheets import ReadyToOpen, SheetGathering, SheetHere
from survey.storage.studies import study_rows
from survey.web.desk.access import acting_instance, current_staff, needs, signed_in
from survey.web.desk.desk_page import desk_page, error_text, seen_by
from survey.web.desk.desk_state import desk_state
from survey.web.desk.kinds_of_opening import KindOfOpening
from survey.web.desk.opening_of_numbers import NUMBERS
from survey.web.desk.opening_of_rounds import ROUND, ROUND_WORDS
from survey.web.desk.opening_of_words import WORDS
from survey.web.desk.study_tabs import tabs_of

opening_pages = Blueprint("opening_pages", __name__)

#: Every kind of opening, by whose it is and the last part of its address.
OPENINGS: Mapping[tuple[str, str], KindOfOpening] = {
    (kind.of, kind.slug): kind for kind in (NUMBERS, WORDS, ROUND, ROUND_WORDS)
}

_OF_STUDY, _OF_COUNCIL = "/studies/<study_id>/opening", "/councils/<council_id>/opening"
#: Seconds after which a browser looks again by itself at an opening that is under way.
_LOOK_AGAIN = "4"
#: The end of the address at which something is closed, by where it stands.
_CLOSED_AT = {"open": "/close", "paused": "/close", "round open": "/round/close"}


class OpeningSheetForm(FlaskForm):  # type: ignore[misc]
    """The lists of one sheet, and that its holder compared the fingerprint."""

    numbers_list = TextAreaField("Numbers list, 33 words")
    words_list = TextAreaField("Words list, 33 words")
    closed_set = HiddenField()
    same = BooleanField("We compared the fingerprint aloud, and it is the same for all of us.")


@dataclass(slots=True)
class OpeningHere:
    """One opening in the memory of this process: its sheets, and the process that opens."""

    gathering: SheetGathering | None = None
    child: OpeningInChild | None = None
    lock: Any = field(default_factory=Lock)


@dataclass(frozen=True, slots=True)
class TypedList:
    """One list as a page asks for it: its field, and what is wrong with what was typed."""

    shelf: ShelfLabel
    field: Any
    problems: tuple[EntryProblem, ...] = ()


@opening_pages.get(_OF_STUDY)
@needs("trustee", "coordinator", "viewer")
def numbers_of_study(study_id: str) -> Response:
    """Lead to what came of an opening of the numbers, or to where they are opened."""
    came = NUMBERS.came(desk_state().instance, study_id) and _ready(NUMBERS, study_id) is None
    return redirect(NUMBERS.home(study_id) + NUMBERS.after if came else NUMBERS.address(study_id))


@opening_pages.get(f"{_OF_STUDY}/<kind>")
@opening_pages.get(f"{_OF_COUNCIL}/<kind>")
@needs("trustee", "coordinator", "viewer")
def look(kind: str, study_id: str = "", council_id: str = "") -> Response:
    """Show who is here, and ask a trustee for their sheet."""
    found, of = _asked(kind, study_id, council_id)
    here = _here(found, of)
    if here.child is not None and here.child.progress.stage == "working":
        return redirect(f"{found.address(of)}/progress", 303)
    return _page(found, of)


@opening_pages.post(f"{_OF_STUDY}/<kind>")
@opening_pages.post(f"{_OF_COUNCIL}/<kind>")
@needs("trustee")
def give(kind: str, study_id: str = "", council_id: str = "") -> Response:
    """Take a sheet, and open when enough fit."""
    found, of = _asked(kind, study_id, council_id)
    ready, form, here = _ready(found, of), OpeningSheetForm(), _here(found, of)
    if here.child is not None and here.child.progress.stage == "working":
        return redirect(f"{found.address(of)}/progress", 303)
    if ready is None:
        return _page(found, of)
    if request.form.get("use"):
        _use_nearest(form, request.form["use"])
        return _page(found, of, form)
    typed: list[tuple[ShelfLabel, str]] = [
        (shelf, form[f"{shelf}_list"].data or "") for shelf in found.lists
    ]
    if any(read_list(text, shelf).problems for shelf, text in typed):
        return _page(found, of, form, wrong="Look at the words below. Nothing was opened.")
    try:
        _require_compared(form, ready)
        staff, gathering = current_staff(), _gathering(here, found, ready)
        gathering.give(staff.account_id, staff.name, typed)
        begun = _begin_where_enough(found, of, here, gathering)
    except SurveyError as error:
        kept = None if _mine(here) else form
        return _page(found, of, kept, wrong=error_text(error))
    return redirect(f"{found.address(of)}/progress" if begun else found.address(of), 303)


@opening_pages.post(f"{_OF_STUDY}/<kind>/forget")
@opening_pages.post(f"{_OF_COUNCIL}/<kind>/forget")
@needs("trustee")
def forget(kind: str, study_id: str = "", council_id: str = "") -> Response:
    """Forget the sheet of whoever asks."""
    found, of = _asked(kind, study_id, council_id)
    gathering = _here(found, of).gathering
    if gathering is not None:
        gathering.take_back(current_staff().account_id)
    return redirect(found.address(of), 303)


@opening_pages.get(f"{_OF_STUDY}/<kind>/progress")
@opening_pages.get(f"{_OF_COUNCIL}/<kind>/progress")
@needs("trustee", "coordinator", "viewer")
def progress(kind: str, study_id: str = "", council_id: str = "") -> Response:
    """Show how far an opening is, and lead on when it is over."""
    found, of = _asked(kind, study_id, council_id)
    child = _here(found, of).child
    if child is None or child.progress.stage == "failed":
        return redirect(found.address(of), 303)
    if child.progress.stage == "done":
        return redirect(found.home(of) + found.after, 303)
    response = desk_page(
        "desk/opening_progress.html",
        here=found.address(of),
        kind=found,
        of=of,
        tenths=child.progress.tenths,
    )
    response.headers["Refresh"] = _LOOK_AGAIN
    return response


@opening_pages.get("/lost-sheet")
@signed_in
def lost_sheet() -> Response:
    """Say what to do when a share sheet is lost or was seen."""
    return desk_page("desk/lost_sheet.html", here="/lost-sheet")


def forget_late_sheets() -> None:
    """Forget the sheets of every opening whose hour is over, though nobody looks at its page."""
    every: dict[str, OpeningHere] = current_app.extensions.get("openings", {})
    for here in tuple(every.values()):
        if here.gathering is not None:
            here.gathering.forget_late()


def _asked(slug: str, study_id: str, council_id: str) -> tuple[KindOfOpening, str]:
    whose: Literal["study", "council"] = "study" if study_id else "council"
    kind = OPENINGS.get((whose, slug))
    return (kind, study_id or council_id) if kind else abort(404)


def _ready(kind: KindOfOpening, of: str) -> ReadyToOpen | None:
    """Return what can be opened now, or None."""
    try:
        return kind.ready(desk_state().instance, of, desk_state().now())
    except StudyUnknown:
        abort(404)
    except SurveyError:
        return None


def _here(kind: KindOfOpening, of: str) -> OpeningHere:
    """Return what this process holds of an opening."""
    every: dict[str, OpeningHere] = current_app.extensions.setdefault("openings", {})
    return every.setdefault(kind.address(of), OpeningHere())


def _gathering(here: OpeningHere, kind: KindOfOpening, ready: ReadyToOpen) -> SheetGathering:
    """Return where sheets for exactly this closed set are gathered, without those of people who
    are its trustees no more."""
    with here.lock:
        if here.gathering is None or here.gathering.ready != ready:
            here.gathering = SheetGathering(ready, kind.lists, desk_state().clock)
        here.gathering.keep_only(trustees_of(desk_state().instance, ready.id))
        return here.gathering


def _begin_where_enough(
    kind: KindOfOpening, of: str, here: OpeningHere, gathering: SheetGathering
) -> bool:
    """Begin to open where enough sheets fit, and say whether that was begun."""
    with here.lock:
        if here.child is not None and here.child.progress.stage == "working":
            gathering.forget()  # what came a moment too late is not needed any more
            return True
        if (sheets := gathering.take()) is None:
            return False
        here.child = begin_opening(
            acting_instance(),
            kind.heading,
            kind.run,
            of,
            sheets,
            desk_state().now(),
            " ".join(read_aloud(gathering.ready.closed_set)),
        )
        return True


def _require_compared(form: Any, ready: ReadyToOpen) -> None:
    """Refuse a sheet of somebody who did not compare the fingerprint of exactly this closed set."""
    if form.closed_set.data != ready.closed_set:
        raise Refused(
            "It was closed anew while this page was open, so the fingerprint is another one.",
            kept="Nothing was opened, and your sheet is only in the fields below.",
            do="Compare the fingerprint again, and tick that it is the same.",
        )
    if not form.same.data:
        raise Refused(
            "You have not ticked that the fingerprint is the same.",
            kept="Nothing was opened, and your sheet is only in the fields below.",
            do="Read it aloud together. Where it differs, open nothing.",
        )


def _use_nearest(form: Any, wanted: str) -> None:
    """Put the nearest word of the list in place of one that is not on it."""
    shelf, _, number = wanted.partition(" ")
    if shelf not in ("numbers", "words"):
        return
    box = form[f"{shelf}_list"]
    text = box.data or ""
    for problem in read_list(text, "numbers" if shelf == "numbers" else "words").problems:
        if problem.nearest and str(problem.number) == number:
            typed = rf"(?<![^\W\d_]){re.escape(problem.typed)}(?![^\W\d_])"
            box.data = re.sub(typed, problem.nearest, text, count=1, flags=re.IGNORECASE)


def _mine(here: OpeningHere) -> SheetHere | None:
    """Return the sheet that whoever is signed in gave."""
    given = here.gathering.here() if here.gathering else ()
    return next((one for one in given if one.account_id == current_staff().account_id), None)


def _page(kind: KindOfOpening, of: str, form: Any = None, *, wrong: str = "") -> Response:
    instance, here = desk_state().instance, _here(kind, of)
    status = 422 if wrong else 200
    try:
        ready = kind.ready(instance, of, desk_state().now())
    except StudyUnknown:
        abort(404)
    except SurveyError as error:
        return not_now_page(kind, of, error)
    typed = form is not None
    form = form or OpeningSheetForm(formdata=None)
    form.closed_set.data = ready.closed_set
    given = _gathering(here, kind, ready).here()
    until = here.gathering.until if here.gathering else None
    came = here.child.progress if here.child is not None else None
    failed = came.words if came is not None and came.stage == "failed" else ()
    return desk_page(
        "desk/opening.html",
        status=status,
        here=f"{kind.home(of)}/opening",
        tabs=tabs_of(of, is_draft=False) if kind.of == "study" else [],
        kind=kind,
        of=of,
        ready=ready,
        aloud=read_aloud(ready.closed_set),
        given=given,
        mine=_mine(here),
        until=_hour(until),
        left=max(ready.threshold - len(given), 0),
        may_give=current_staff().may(("trustee",), of),
        form=form,
        apart=_apart(kind),
        lists=[_typed_list(form, shelf, typed) for shelf in kind.lists],
        wrong=wrong,
        failed=" ".join(filter(None, failed)),
    )


def not_now_page(kind: KindOfOpening, of: str, error: SurveyError) -> Response:
    """Return the page that says why nothing can be opened now, and what comes first."""
    came = kind.came(desk_state().instance, of)
    return desk_page(
        "desk/opening_not_now.html",
        here=f"{kind.home(of)}/opening",
        tabs=tabs_of(of, is_draft=False) if kind.of == "study" else [],
        kind=kind,
        of=of,
        error=error,
        came=came,
        is_done=came and kind is NUMBERS and _is_released(of),
        close=_where_closed(of),
        apart=_apart(kind),
    )


def _is_released(study_id: str) -> bool:
    with desk_state().instance.engine.connect() as connection:
        return study_rows.unchecked(connection, study_id).stand == "released"


def _where_closed(of: str) -> str:
    """Return where a coordinator closes what is still open, so that it can be opened; or ""."""
    if not current_staff().may(("coordinator",), of):
        return ""
    stands = [one.stand for one in seen_by(current_staff()) if one.id == of]
    return _CLOSED_AT.get(stands[0], "") if stands else ""


def _apart(kind: KindOfOpening) -> list[KindOfOpening]:
    """Return what else is opened of the same study or council, each by itself."""
    return [one for one in OPENINGS.values() if one.of == kind.of and one is not kind]


def _typed_list(form: Any, shelf: ShelfLabel, typed: bool) -> TypedList:
    box = form[f"{shelf}_list"]
    problems = read_list(box.data or "", shelf).problems if typed else ()
    return TypedList(shelf, box, problems[:5])


def _hour(until: datetime | None) -> str:
    return f"{until:%H:%M} UTC" if until else ""
