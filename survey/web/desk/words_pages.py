"""What people wrote, at the desk: whether it is open, a sitting with it, who may read, its end.

It shows no text and no number of texts but in tens. What a reader does with one is `words_text`.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect
from werkzeug.wrappers import Response

from survey.errors import SurveyError
from survey.services.overview.words_status import WordsStatus, words_status
from survey.services.steps.risks_noted import risks_decided
from survey.services.steps.words_sittings import MOST_TEXTS, Sitting
from survey.services.words.end_reading import end_reading, go_on_without_themes, set_words_aside
from survey.services.words.let_readers_in import begin_to_read, let_reader_in
from survey.services.words.own_reading_key import has_reading_key
from survey.services.words.quote_text import take_quote_back
from survey.web.desk.access import acting_instance, current_staff, needs, token_of_browser
from survey.web.desk.account_forms import PressForm
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.own_pages import TOO_MANY
from survey.web.desk.study_tabs import tabs_of
from survey.web.desk.words_forms import EndForm, UnlockForm, WishesForm

words_pages = Blueprint("words_pages", __name__)

_OF = "/studies/<study_id>/words"
_NOT_SURE = "Tick that you know it. Nothing was changed."


@words_pages.get(_OF)
@needs("moderator", "coordinator", "trustee", "viewer")
def words(study_id: str) -> Response:
    """Show how far reading is, and what whoever looks can do."""
    return _page(study_id)


@words_pages.post(f"{_OF}/unlock")
@needs("moderator")
def unlock(study_id: str) -> Response:
    """Begin a sitting with six words."""
    state, staff, form = desk_state(), current_staff(), UnlockForm()
    if not state.tries.may_try(staff.name, "six words", state.now()):
        return _page(study_id, wrong=TOO_MANY, status=429)
    try:
        typed = form.six_words.data or ""
        key = begin_to_read(acting_instance(), study_id, staff.account_id, typed, state.today())
    except SurveyError as error:
        return _page(study_id, wrong=error_text(error), status=422)
    state.tries.was_right(staff.name, "six words", state.now())
    state.sittings.begin(token_of_browser(), key, staff.account_id, staff.name)
    return redirect(f"/studies/{study_id}/words", 303)


@words_pages.post(f"{_OF}/wishes")
@needs("moderator")
def wishes(study_id: str) -> Response:
    """Take what a reader would rather not read in this sitting."""
    form = WishesForm()
    sitting = sitting_here(study_id)
    if sitting is None:
        return redirect(f"/studies/{study_id}/words", 303)
    labels = frozenset(form.unwanted.data or ())
    sitting.unwanted = labels
    return _page(study_id, said="It is kept for this sitting. Nobody else sees it.")


@words_pages.post(f"{_OF}/stop")
@needs("moderator")
def stop(study_id: str) -> Response:
    """End a sitting, and forget the key in it."""
    desk_state().sittings.end(token_of_browser())
    return _page(study_id, said="The sitting is over. What you did is kept, and the rest waits.")


@words_pages.get(f"{_OF}/break")
@needs("moderator")
def take_break(study_id: str) -> Response:
    """Show a page on which there is nothing to read."""
    return desk_page(
        "desk/words_break.html",
        here=f"/studies/{study_id}/words",
        study_id=study_id,
        sitting=sitting_here(study_id),
        most=MOST_TEXTS,
    )


@words_pages.post(f"{_OF}/break")
@needs("moderator")
def after_break(study_id: str) -> Response:
    """Go on after a break."""
    sitting = sitting_here(study_id)
    if sitting is not None:
        desk_state().sittings.rest(sitting)
    return redirect(f"/studies/{study_id}/words", 303)


@words_pages.get(f"{_OF}/people")
@needs("moderator", "coordinator")
def people_to_talk_to(study_id: str) -> Response:
    """Show whom somebody who reads can talk to."""
    named = desk_state().instance.settings.team_support
    return desk_page(
        "desk/words_people.html",
        here=f"/studies/{study_id}/words",
        study_id=study_id,
        people=[line.strip() for line in named.splitlines() if line.strip()],
    )


@words_pages.post(f"{_OF}/let-in/<account_id>")
@needs("moderator")
def let_in(study_id: str, account_id: str) -> Response:
    """Let a moderator in who came later."""
    state = desk_state()
    try:
        sitting = state.sittings.of(token_of_browser(), study_id)
        found = let_reader_in(acting_instance(), sitting.key, account_id, state.today())
    except SurveyError as error:
        return _page(study_id, wrong=error_text(error), status=422)
    return _page(study_id, said=f"{found.name} can read now.")


@words_pages.post(f"{_OF}/no-themes")
@needs("moderator")
def no_themes(study_id: str) -> Response:
    """Let texts go on without themes."""
    try:
        go_on_without_themes(acting_instance(), study_id, desk_state().today())
    except SurveyError as error:
        return _page(study_id, wrong=error_text(error), status=422)
    return _page(study_id, said="The texts wait to be looked at for quotes.")


@words_pages.post(f"{_OF}/quotes/<quote_id>/take-back")
@needs("moderator", "coordinator")
def take_back(study_id: str, quote_id: str) -> Response:
    """Let an approved quote be printed no more."""
    try:
        wanted = bytes.fromhex(quote_id)
    except ValueError:
        abort(404)
    take_quote_back(acting_instance(), study_id, wanted, desk_state().today())
    return _page(study_id, said="The quote is gone. Reports made before still have it.")


@words_pages.get(f"{_OF}/end")
@needs("moderator", "coordinator")
def before_end(study_id: str) -> Response:
    """Show what ending words does."""
    return _end_page(study_id, EndForm(formdata=None))


@words_pages.post(f"{_OF}/end")
@needs("moderator", "coordinator")
def end(study_id: str) -> Response:
    """Remove the words for good."""
    return _remove(study_id, anew=False)


@words_pages.post(f"{_OF}/set-aside")
@needs("moderator", "coordinator")
def set_aside(study_id: str) -> Response:
    """Remove words that nobody can read any more, so that trustees can open them anew."""
    return _remove(study_id, anew=True)


def sitting_here(study_id: str) -> Sitting | None:
    """Return the sitting of this browser with the words of a study, or None."""
    return desk_state().sittings.of_or_none(token_of_browser(), study_id)


def _remove(study_id: str, *, anew: bool) -> Response:
    state, form = desk_state(), EndForm()
    if not form.sure.data:
        return _end_page(study_id, form, wrong=_NOT_SURE)
    remove = set_words_aside if anew else end_reading
    try:
        erased = remove(acting_instance(), study_id, state.today())
    except SurveyError as error:
        return _end_page(study_id, form, wrong=error_text(error))
    state.sittings.end_of_study(study_id)
    said = "The words are removed."
    if not erased:
        said += " The database was busy: erased bytes lie in its log until the next mix."
    return _page(study_id, said=said)


def _end_page(study_id: str, form: Any, *, wrong: str = "") -> Response:
    return desk_page(
        "desk/words_end.html",
        status=422 if wrong else 200,
        here=f"/studies/{study_id}/words",
        study_id=study_id,
        status_now=words_status(desk_state().instance, study_id),
        form=form,
        wrong=wrong,
    )


def _page(study_id: str, *, wrong: str = "", said: str = "", status: int = 200) -> Response:
    state, staff = desk_state(), current_staff()
    now: WordsStatus = words_status(state.instance, study_id)
    sitting = sitting_here(study_id)
    unwanted = WishesForm(formdata=None, unwanted=sorted(sitting.unwanted)) if sitting else None
    return desk_page(
        "desk/words.html",
        status=status,
        here=f"/studies/{study_id}/words",
        tabs=tabs_of(study_id, is_draft=False),
        now=now,
        sitting=sitting,
        most=MOST_TEXTS,
        is_moderator=staff.may(("moderator",), study_id),
        may_open=staff.may(("trustee", "coordinator", "viewer"), study_id),
        may_end=staff.may(("moderator", "coordinator"), study_id),
        has_six_words=has_reading_key(state.instance, staff.account_id),
        is_in=any(one.is_in for one in now.readers if one.account_id == staff.account_id),
        unlock=UnlockForm(formdata=None),
        wishes=unwanted,
        press=PressForm(formdata=None),
        risks=risks_decided(state.instance, study_id)
        if staff.may(("moderator", "coordinator"), study_id)
        else (),
        wrong=wrong,
        said=said,
    )
