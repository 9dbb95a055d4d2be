"""Templates as both doors render them: escaping always, and the way out on every page.

It knows the shipped templates and the settings. It must not know a page, a study or a person.
"""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from survey.questionnaire.languages import direction
from survey.settings import Settings, shipped
from survey.web.rendering.localisation import speaker
from survey.web.rendering.script import script_text


def make_environment(settings: Settings) -> Environment:
    """Return the environment of the shipped templates."""
    environment = Environment(
        loader=FileSystemLoader(shipped("templates")),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        script=script_text(),
        exit_opens_tab=settings.exit_opens_tab,
        way_out=lambda language: way_out(settings, language),
    )
    return environment


def way_out(settings: Settings, language: str) -> str:
    """Return the path that leaves, from a page in a language; the same for all where one fits
    all."""
    named = isinstance(settings.leave_url, dict) and language in settings.leave_url
    return f"/{language}/leave" if named else "/leave"


def layout_context(language: str, stylesheet: str) -> dict[str, object]:
    """Return what the layout needs on a page of no study; a language of ours."""
    return {
        "_": speaker(language),
        "language": language,
        "spoken": language,
        "direction": direction(language),
        "stylesheet": stylesheet,
        "practice": False,
        "unreviewed": False,
    }
