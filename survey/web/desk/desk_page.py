"""A page of the desk: its frame with the bar, the list at the side, and what stands in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from flask import Response, g
from flask_wtf.csrf import generate_csrf

from survey.errors import SurveyError
from survey.services.accounts.keep_session import Staff
from survey.services.overview.desk_list import DeskItem, desk_items
from survey.web.desk.desk_state import desk_state
from survey.web.desk.desk_words import state_word
from survey.web.error_pages import HTML


def desk_page(template: str, *, status: int = 200, here: str = "", **values: object) -> Response:
    """Return a page for whoever is signed in; `here` is the address that the side marks."""
    staff: Staff = g.staff
    side = seen_by(staff)
    shown = {
        "staff": staff,
        "side": [one for one in side if not _only_keys(staff, one)],
        "alike": alike(side),
        "held": [(one, _key_word(one)) for one in side if _only_keys(staff, one)],
        "only_trustee": {one.role for one in staff.roles} == {"trustee"},
        "here": here,
        "practice": any(one.practice and f"/{one.id}" in here for one in side),
        "said": "",
    }
    return bare_page(template, status=status, **(shown | values))


def bare_page(template: str, *, status: int = 200, **values: object) -> Response:
    """Return a page for somebody who is not signed in: the bar and the page, no list."""
    found = desk_state().environment.get_template(template)
    frame: dict[str, object] = {"staff": None, "csrf_token": generate_csrf, "here": ""}
    frame |= {"practice": False, "rehearsal": False}
    return Response(found.render(frame | values), status=status, content_type=HTML)


def seen_by(staff: Staff) -> Sequence[DeskItem]:
    """Return the studies and councils that somebody has a role in, newest work first."""
    return [
        one
        for one in desk_items(desk_state().instance)
        if staff.may(("coordinator", "moderator", "trustee", "viewer"), one.id)
    ]


def _only_keys(staff: Staff, item: DeskItem) -> bool:
    """Tell whether somebody is a trustee of something, and nothing else."""
    return not staff.may(("coordinator", "moderator", "viewer"), item.id)


def _key_word(item: DeskItem) -> str:
    """Return where something stands for whoever holds a key of it."""
    if item.kind == "council":
        return f"round {item.round}" if item.round else "no round yet"
    if item.kind == "draft":
        return "no keys yet"
    words = {
        "closed": "open now",
        "released": "opened",
        "withdrawn": "withdrawn",
        "archived": "destroy your sheet",
        "shredded": "destroyed",
    }
    return words.get(item.stand, "sealed")


def told_apart(items: Iterable[DeskItem]) -> dict[str, str]:
    """Return the title of each by its id; where several have the same, more is said of each."""
    listed = tuple(items)
    same = alike(listed)
    return {
        one.id: f"{one.title} ({_which(one)})" if one.id in same else one.title for one in listed
    }


def alike(items: Sequence[DeskItem]) -> frozenset[str]:
    """Return the ids of those whose title another has as well."""
    often = Counter(one.title.casefold() for one in items)
    return frozenset(one.id for one in items if often[one.title.casefold()] > 1)


def _which(one: DeskItem) -> str:
    words = (state_word(one.stand).lower(), "practice" if one.practice else "", one.id)
    return ", ".join(filter(None, words))


def report_address(study_id: str) -> str:
    """Return the public address of the report of a study."""
    return f"{desk_state().instance.settings.address_of_site}/r/{study_id}/report.html"


def number_of(text: str) -> int | None:
    """Return the number that an address or a form says; None where it says none of a usual size."""
    return int(text) if text.isdecimal() and len(text) < 9 else None


def error_text(error: SurveyError) -> str:
    """Return what an error says, in sentences for the desk."""
    return " ".join(part for part in (error.what, error.kept, error.do) if part)
