"""Support: the page of services on its own, and its finder.

It keeps nothing of what was chosen. It knows no study and no answer.
"""

from __future__ import annotations

from flask import Blueprint, abort, current_app, request

from survey.questionnaire.catalogues import INTERFACE, spoken
from survey.questionnaire.checking import SentFields
from survey.questionnaire.languages import language_name
from survey.web.forms import fields_sent
from survey.web.guards import open_to_all
from survey.web.public.app_state import PublicState
from survey.web.rendering.localisation import best_language

support = Blueprint("support", __name__)


@support.get("/h")
@open_to_all
def support_somewhere() -> str:
    """Show the page in the language that the browser asks for."""
    return _alone(best_language(request.headers.get("Accept-Language", ""), INTERFACE), {})


@support.get("/h/<language>")
@open_to_all
def support_page(language: str) -> str:
    """Show the page in a language."""
    return _alone(language, {})


@support.post("/h/<language>")
@open_to_all
def find_services(language: str) -> str:
    """Show what fits three answers, which travel in the body and are kept nowhere."""
    return _alone(language, fields_sent())


def _alone(language: str, fields: SentFields) -> str:
    if language_name(language) == language:
        abort(404)
    site: PublicState = current_app.extensions["site"]
    here = spoken(language)
    return site.support.page(site.context(here), here, (), False, f"/h/{here}", "", fields)
