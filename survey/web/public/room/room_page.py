"""A page of the reading room: its language, its addresses, and what every template of it may use.

It knows a request and templates. It must not know rows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ParamSpec, TypeVar

from flask import Blueprint, current_app, request

from survey.follow_up.ask_standing import silent_bodies
from survey.questionnaire.catalogues import INTERFACE
from survey.questionnaire.languages import direction, language_name
from survey.storage.keys.organisation_key import PUBLIC_FILE
from survey.web.public.app_state import PublicState
from survey.web.public.page_request import language_wanted
from survey.web.public.room.room_words import (
    GROUPS,
    STANDINGS,
    THEMES,
    came_of,
    day_said,
    event_said,
    who_said,
)
from survey.web.rendering.localisation import long_date

P = ParamSpec("P")
R = TypeVar("R")

room = Blueprint("room", __name__)

#: What stands before an address on pages of a language that somebody chose.
_CHOSEN = f"/<any({','.join(INTERFACE)}):language>"


def shown_at(
    path: str, methods: tuple[str, ...] = ("GET",)
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a view under an address, in the language that the browser asks for, and in each
    that somebody may choose: nothing else remembers the choice."""

    def register(view: Callable[P, R]) -> Callable[P, R]:
        for before in ("", _CHOSEN):
            room.add_url_rule(f"{before}{path}", view_func=view, methods=methods)  # type: ignore[arg-type]
        return view

    return register


def room_site() -> PublicState:
    """Return the public side of the instance."""
    site: PublicState = current_app.extensions["site"]
    return site


def spoken_here(language: str) -> str:
    """Return the language of a page: the one in its address, or else what the browser asks for."""
    return language or language_wanted(INTERFACE)


def room_page(template: str, language: str, **values: object) -> str:
    """Return a page of the reading room; `language` is the one that was chosen, or ""."""
    site = room_site()
    spoken = spoken_here(language)
    base = f"/{language}" if language else ""
    here = request.path.removeprefix(base)
    context = site.context(spoken) | {
        "base": base,
        "here": here,
        "room_sheet": site.room_sheet,
        "has_key": (site.instance.published / PUBLIC_FILE).is_file(),
        "tongues": [
            (code, language_name(code), direction(code)) for code in INTERFACE if code != spoken
        ],
        "themes": THEMES,
        "groups": GROUPS,
        "standings": STANDINGS,
        "direction_of": direction,
        "language_name": language_name,
        "long": lambda day: long_date(day, spoken) if isinstance(day, date) else "",
        "day_of": lambda day: day_said(day, spoken),
        "who": lambda body: who_said(body, spoken),
        "silent": lambda ask: silent_bodies(ask, date.fromordinal(site.today())),
        "came_of": lambda standing, ask: list(came_of(standing, ask, spoken)),
        "event_said": lambda ask, event: event_said(ask, event, spoken),
    }
    return site.environment.get_template(f"public/{template}").render(context | values)
