"""Reviewers of a draft: their links, where each stands, what they wrote, and what is answered."""

from __future__ import annotations

from flask import Blueprint, redirect
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from survey.errors import SurveyError
from survey.services.overview.draft_tasks import tasks_of_draft
from survey.services.reviewing.invite_reviewers import (
    ReviewLink,
    answer_reviewer,
    invite_reviewer,
    replace_review_link,
    send_to_reviewers,
)
from survey.storage.studies.reviews import ReviewComment
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_address, desk_state
from survey.web.desk.study_tabs import tabs_of
from survey.web.desk.task_words import counted, place_words
from survey.web.desk.unreadable import unreadable

reviewers = Blueprint("reviewers", __name__)


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """What is answered to one comment."""

    answer = TextAreaField("Your answer")


@reviewers.get("/studies/<study_id>/reviewers")
@needs("coordinator", "viewer")
def list_reviewers(study_id: str) -> Response:
    """Show reviewers and what they wrote."""
    return _page(study_id)


@reviewers.post("/studies/<study_id>/reviewers")
@needs("coordinator")
def invite(study_id: str) -> Response:
    """Make a link for one more reviewer, and show it once."""
    if (page := unreadable(study_id)) is not None:
        return page
    return _link_page(study_id, invite_reviewer(acting_instance(), study_id, desk_state().today()))


@reviewers.post("/studies/<study_id>/reviewers/send")
@needs("coordinator")
def send(study_id: str) -> Response:
    """Let reviewers see the draft as it is now."""
    send_to_reviewers(acting_instance(), study_id, desk_state().today())
    return redirect(f"/studies/{study_id}/reviewers", 303)


@reviewers.post("/studies/<study_id>/reviewers/<letter>/link")
@needs("coordinator")
def replace(study_id: str, letter: str) -> Response:
    """Make another link for a reviewer, and show it once."""
    today = desk_state().today()
    return _link_page(study_id, replace_review_link(acting_instance(), study_id, letter, today))


@reviewers.post("/studies/<study_id>/reviewers/comments/<int:number>")
@needs("coordinator")
def answer(study_id: str, number: int) -> Response:
    """Keep what is answered to a comment."""
    form = AnswerForm()
    words = form.answer.data or ""
    try:
        answer_reviewer(acting_instance(), study_id, number, words, desk_state().today())
    except SurveyError as error:
        return _page(study_id, tried=number, typed=words, wrong=error_text(error), status=422)
    return _page(study_id, said=f"The answer to comment {number} is kept.")


def _page(
    study_id: str,
    *,
    tried: int = 0,
    typed: str = "",
    wrong: str = "",
    said: str = "",
    status: int = 200,
) -> Response:
    found = tasks_of_draft(desk_state().instance, study_id, desk_state().today())
    facts = found.found
    newest = facts.read.fingerprint if facts else b""

    def where(one: ReviewComment) -> str:
        return place_words(facts.asked, one.place) if facts else one.place

    return desk_page(
        "desk/reviewers.html",
        status=status,
        here=f"/studies/{study_id}/reviewers",
        study_id=study_id,
        found=found,
        tabs=tabs_of(study_id, is_draft=True),
        written=sorted((each for one in found.reviewers for each in one.comments), reverse=True),
        newest=newest,
        where=where,
        counted=counted,
        form=AnswerForm(formdata=None),
        tried=tried,
        typed=typed,
        may_change=current_staff().may(("coordinator",), study_id)
        and found.draft.state not in ("published", "put aside"),
        wrong=wrong,
        said=said,
    )


def _link_page(study_id: str, link: ReviewLink) -> Response:
    address = f"{desk_address()}/review/{link.secret}"
    return desk_page(
        "desk/review_link_made.html",
        here=f"/studies/{study_id}/reviewers",
        study_id=study_id,
        letter=link.letter,
        address=address,
    )
