"""How the group answered, as members read it: the public page itself, in which nothing works."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from survey.delphi.files.council_file import as_form
from survey.delphi.life.council_life import FEWEST_IN_PRACTICE, MOST_MEMBERS
from survey.errors import SurveyError
from survey.questionnaire.languages import english_name
from survey.services.overview.preview_feedback import (
    FeedbackPreview,
    counted_feedback,
    invented_feedback,
)
from survey.services.overview.watch_council import watch_council
from survey.web.desk.access import needs
from survey.web.desk.council_tabs import council_tabs
from survey.web.desk.council_words import council_chip
from survey.web.desk.desk_page import desk_page, error_text, number_of
from survey.web.desk.desk_state import desk_state
from survey.web.desk.draft_preview import PUBLIC_STYLE, cannot_be_seen, public_environment
from survey.web.desk.writing_page import framing
from survey.web.error_pages import HTML
from survey.web.headers import shown_within
from survey.web.rendering.frames import cut
from survey.web.rendering.group_answers import answers_context
from survey.web.rendering.question_page import words_context

feedback_preview = Blueprint("feedback_preview", __name__)

#: Sizes at which the shipped policy begins to show more, and those of usual councils.
_SIZES = (4, 8, 12, 15, 20, 30)


@feedback_preview.get("/councils/<council_id>/preview")
@needs("coordinator", "moderator", "viewer")
def preview(council_id: str) -> Response:
    """Show the feedback of the latest round as it was counted, or for a group of a chosen size."""
    state = desk_state()
    watched = watch_council(state.instance, council_id, state.now())
    size, wrong = _size(), ""
    try:
        seen = _seen(council_id, size)
        languages, language = seen.file.languages, _language(seen)
    except SurveyError as error:
        languages, language, wrong = ("en",), "en", error_text(error)
    page = desk_page(
        "desk/council_preview.html",
        here=f"/councils/{council_id}/members",
        watched=watched,
        chip=council_chip(watched.state, len(watched.rounds)),
        tabs=council_tabs(council_id),
        size=size,
        sizes=sorted({*_SIZES, size} - {0}),
        fewest=FEWEST_IN_PRACTICE,
        most=MOST_MEMBERS,
        languages=[(code, english_name(code)) for code in languages],
        language=language,
        wide=request.args.get("on", "phone") == "desktop",
        wrong=wrong,
    )
    return framing(page)


@feedback_preview.get("/councils/<council_id>/seen/feedback")
@needs("coordinator", "moderator", "viewer")
def feedback_seen(council_id: str) -> Response:
    """Show the page itself."""
    try:
        html = _page(_seen(council_id, _size()))
    except SurveyError:
        html = cannot_be_seen()
    response = Response(html, content_type=HTML)
    response.headers.extend(shown_within())
    return response


def _size() -> int:
    return number_of(request.args.get("size", "")) or 0


def _seen(council_id: str, size: int) -> FeedbackPreview:
    instance = desk_state().instance
    return (
        invented_feedback(instance, council_id, size)
        if size
        else counted_feedback(instance, council_id)
    )


def _language(seen: FeedbackPreview) -> str:
    wanted = request.args.get("language", "")
    return wanted if wanted in seen.file.languages else seen.file.languages[0]


def _page(seen: FeedbackPreview) -> str:
    language = _language(seen)
    values = words_context(as_form(seen.file), language) | {
        "only_shown": True,
        "action": "#",
        "stylesheet": PUBLIC_STYLE,
        "page": "answers",
        "practice": seen.practice or bool(seen.size),
        **answers_context(seen.plans, seen.release, seen.before, seen.own, language),
    }
    environment = public_environment(desk_state().instance.settings)
    return cut(environment, "public/answers.html", **values).fill({})
