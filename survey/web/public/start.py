"""The start page: neutral, but for a practice instance, where it shows how to try everything."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, current_app, request

from survey.questionnaire.catalogues import INTERFACE
from survey.services.practice.practice_steps import PracticeStep, read_practice, steps
from survey.web.guards import open_to_all
from survey.web.public.app_state import PublicState
from survey.web.rendering.localisation import best_language

start = Blueprint("start", __name__)


@start.get("/")
@open_to_all
def welcome() -> str:
    """Show the steps of a practice instance, or a page that says nothing."""
    site: PublicState = current_app.extensions["site"]
    shown = practice_steps(site)
    language = best_language(request.environ.get("HTTP_ACCEPT_LANGUAGE", ""), INTERFACE)
    context = site.context(language) | {"practice": bool(shown)}
    return site.environment.get_template("public/start.html").render(context, steps=shown)


def practice_steps(site: PublicState) -> tuple[tuple[PracticeStep, Sequence[str]], ...]:
    """Return the steps of a practice instance, each with the commands that were noted with it.

    There are none once a real study is here.
    """
    made = read_practice(site.instance.folder)
    if made is None or not all(row.practice for row in site.every_study()):
        return ()
    return tuple((step, made.typed.get(step.title, ())) for step in steps(made))
