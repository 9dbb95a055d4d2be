"""A page of a draft as people will see it: the same templates and style sheet, and nothing in it
works."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Blueprint, abort, current_app, request
from jinja2 import Environment
from werkzeug.wrappers import Response

from survey.questionnaire.advice.proofreading import ADULT
from survey.questionnaire.drafting import editing
from survey.questionnaire.drafting.editing import items_of, parts_of
from survey.questionnaire.drafting.partial_reading import as_far_as_it_goes
from survey.questionnaire.model import EMPTY, Questionnaire, Section
from survey.services.overview.draft_questions import DraftSheet, draft_sheet
from survey.services.steps.founding_terms import terms_from
from survey.settings import Settings, shipped
from survey.web.desk.access import needs, signed_in
from survey.web.desk.desk_page import number_of
from survey.web.desk.desk_state import desk_state
from survey.web.desk.question_forms import QuestionForm
from survey.web.desk.writing_page import draft_page, framing, language_asked
from survey.web.error_pages import HTML
from survey.web.headers import shown_within
from survey.web.rendering.environment import make_environment
from survey.web.rendering.frames import cut
from survey.web.rendering.question_page import part_of, question_context, words_context

previews = Blueprint("previews", __name__)

PUBLIC_STYLE = "/s/public.css"
_DASH = "–"


@previews.get(PUBLIC_STYLE)
@signed_in
def public_style() -> Response:
    """Return the style sheet of the public pages, for what is shown of them here."""
    return Response(_style(), content_type="text/css; charset=utf-8")


@lru_cache(maxsize=1)
def _style() -> bytes:
    return (shipped("templates") / "public" / "style.css").read_bytes()


@previews.get("/studies/<study_id>/seen/<int:part>")
@needs("coordinator", "viewer")
def seen(study_id: str, part: int) -> Response:
    """Show a part, or one question of it, as people will see it; 0 is what they read before."""
    version = number_of(request.args.get("version", ""))
    sheet = draft_sheet(desk_state().instance, study_id, version)
    place = number_of(request.args.get("only", "")) or 0
    data = sheet.data
    if request.args.get("better"):
        data = _with_better_words(sheet, part - 1, place - 1)
    note = request.args.get("what") == "note"
    return _page_seen(data, part - 1, place - 1 if place else None, language_asked(sheet), note)


@previews.post("/studies/<study_id>/seen/<int:part>/<int:place>")
@needs("coordinator")
def seen_as_typed(study_id: str, part: int, place: int) -> Response:
    """Show a question as it is typed, before it is saved."""
    sheet, form = draft_sheet(desk_state().instance, study_id), QuestionForm()
    parts = parts_of(sheet.data)
    if not 1 <= part <= len(parts) or not 1 <= place <= len(items_of(parts[part - 1])):
        abort(404)
    language = form.language.data if form.language.data in sheet.languages else sheet.languages[0]
    item = items_of(parts[part - 1])[place - 1]
    asked = form.asked(sheet.data, item)
    data = editing.with_question(sheet.data, part - 1, place - 1, asked, language)
    return _page_seen(data, part - 1, place - 1, language, note=False)


@previews.get("/studies/<study_id>/look")
@needs("coordinator", "viewer")
def look(study_id: str) -> Response:
    """Show a part on a phone and on a desktop, in any of its languages."""
    sheet = draft_sheet(desk_state().instance, study_id)
    part = number_of(request.args.get("part", ""))
    count = len(sheet.parts)
    page = draft_page(
        "desk/draft_look.html",
        sheet,
        part=min(1 if part is None else part, max(count, 1)),
        language=language_asked(sheet),
        wide=request.args.get("on", "phone") == "desktop",
        note=request.args.get("what") == "note",
    )
    return framing(page)


def _with_better_words(sheet: DraftSheet, part: int, place: int) -> Any:
    data = sheet.data
    for one in sheet.problems_at(("sections", part, "questions", place)):
        if one.better:
            path = one.place[:-1] if one.language else one.place
            language = one.language or sheet.languages[0]
            data = editing.with_text_at(data, path, language, one.better)
    return data


def _page_seen(data: Any, part: int, only: int | None, language: str, note: bool) -> Response:
    asked, aside = as_far_as_it_goes(data)
    cannot = only is not None and (part, only) in aside
    if asked is None or part >= len(asked.sections) or cannot:
        html = cannot_be_seen()
    elif part < 0:
        html = _beginning_seen(asked, language)
    else:
        html = _section_seen(asked, asked.sections[part], only, language, note)
    response = Response(html, content_type=HTML)
    response.headers.extend(shown_within())
    return response


def cannot_be_seen() -> str:
    """Return a page that says that there is nothing to be seen yet."""
    return (
        '<!doctype html><html lang="en"><head><title>Not yet</title>'
        f'<link rel="stylesheet" href="{PUBLIC_STYLE}"></head><body><main>'
        "<p>This can be shown once its problems are mended.</p></main></body></html>"
    )


def _section_seen(
    asked: Questionnaire, section: Section, only: int | None, language: str, note: bool
) -> str:
    environment = public_environment(desk_state().instance.settings)
    over = asked.noted_by.get(section.id)
    values: dict[str, Any] = _shown(asked, language) | {
        **question_context(),
        "page": f"s.{section.id}",
        "section": section,
        "content_note": over.content_note if over else EMPTY,
        "under_note": sum(1 for one in asked.noted_by.values() if one is over) if over else 0,
        "group": None,
        "kind": "",
    }
    part = part_of(asked, section, language)
    if note and over is not None:
        return cut(environment, "public/note.html", **values).fill({"part": part})
    items = [one for place, one in enumerate(section.items) if only is None or place == only]
    shown = "".join(
        cut(environment, "parts/item.html", **values, item=item).fill({}) for item in items
    )
    return cut(environment, "public/section.html", **values).fill({"items": shown, "part": part})


def _beginning_seen(asked: Questionnaire, language: str) -> str:
    """Return the page that people read before they agree; what is only known once it is published
    stands there as a dash."""
    settings = desk_state().instance.settings
    told, young = terms_from(settings), asked.audience.young
    values = _shown(asked, language) | {
        "page": "consent",
        "entrance": None,
        "age_from": young.age_from if young else ADULT,
        "organisation": told["organisation"],
        "safeguarding": told["safeguarding"],
        "jurisdiction": told["jurisdiction"],
        "threshold": _DASH,
        "shares": _DASH,
        "results_month": _DASH,
        "sealed_month": _DASH,
        "closing_day": _DASH,
        "results_address": _DASH,
        "results_path": "#",
        "notices": (),
        "kind": "",
        "keys": (_DASH, _DASH),
        "consent_version": _DASH,
        "can_pause": True,
    }
    return cut(public_environment(settings), "public/consent.html", **values).fill({})


def _shown(asked: Questionnaire, language: str) -> dict[str, Any]:
    return words_context(asked, language) | {
        "only_shown": True,
        "action": "#",
        "stylesheet": PUBLIC_STYLE,
        "practice": False,
        "unreviewed": False,
    }


def public_environment(settings: Settings) -> Environment:
    """Return the environment of the public pages, without their script."""
    kept = current_app.extensions
    if "public pages" not in kept:
        made = make_environment(settings)
        made.globals["script"] = ""
        kept["public pages"] = made
    found: Environment = kept["public pages"]
    return found
