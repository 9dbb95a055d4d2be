"""The page around every form of a draft: its title, the list of questions, how people see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from survey.questionnaire.drafting.editing import items_of, parts_of
from survey.questionnaire.languages import direction, language_name
from survey.services.overview.draft_questions import DraftSheet, draft_that_became
from survey.studies.life_table import LIFE
from survey.web.desk.access import current_staff
from survey.web.desk.desk_page import desk_page, number_of
from survey.web.desk.desk_state import desk_state
from survey.web.desk.study_tabs import tabs_of
from survey.web.headers import content_policy, showing_own_pages

#: How questions are counted in minutes where nobody wrote how long it takes.
_SECONDS_A_QUESTION = 35


@dataclass(frozen=True, slots=True)
class Saving:
    """How saving went: what was wrong, and the version that saving again is made from.

    `theirs`: somebody else saved meanwhile; `let_go`: remarks of the file would go; `unsaved`: what
    is shown was not saved yet.
    """

    sheet: DraftSheet
    wrong: str
    base: int
    theirs: bool = False
    let_go: bool = False
    unsaved: bool = False


def saving_of(sheet: DraftSheet, form: Any, *, unsaved: bool = False) -> Saving:
    """Return how saving stands before it is tried."""
    typed = number_of(str(form.base.data))
    base = sheet.number if typed is None else typed
    return Saving(sheet, "", base, unsaved=unsaved)


def language_asked(sheet: DraftSheet) -> str:
    """Return the language that the address asks for, or the original."""
    asked = request.args.get("language", "")
    return asked if asked in sheet.languages else sheet.languages[0]


def language_sent(sheet: DraftSheet, form: Any) -> str:
    """Return the language that a form was written in, or the original."""
    sent = str(form.language.data)
    return sent if sent in sheet.languages else sheet.languages[0]


def placed(sheet: DraftSheet, part: int, place: int | None, item_id: str | None) -> tuple[int, int]:
    """Return where a part or question with an id is now; its old place where it is not found."""
    for i, one in enumerate(parts_of(sheet.data)):
        if place is None and item_id and one.get("id") == item_id:
            return i, 0
        for j, item in enumerate(items_of(one)):
            if place is not None and item_id and item.get("id") == item_id:
                return i, j
    return part, place or 0


def may_write(sheet: DraftSheet) -> bool:
    """Return whether whoever is signed in may change a draft now."""
    mine = current_staff().may(("coordinator",), sheet.draft.study_id)
    return mine and sheet.draft.state in LIFE["rewritten"].leads


def draft_page(
    template: str,
    sheet: DraftSheet,
    *,
    status: int = 200,
    tab: str = "/questions",
    **values: object,
) -> Response:
    """Return a page about a draft, with the tabs of its study; `tab` is the end of the one that it
    belongs to."""
    study_id = sheet.draft.study_id
    live = sheet.draft.published_as == study_id
    return desk_page(
        template,
        status=status,
        here=f"/studies/{study_id}{tab}",
        sheet=sheet,
        draft=sheet.draft,
        tabs=tabs_of(study_id, is_draft=True),
        may_write=may_write(sheet),
        live=live,
        came_from=draft_that_became(desk_state().instance, study_id) if live else None,
        **values,
    )


def framing(page: Response) -> Response:
    """Let a page show another page of the desk within it."""
    own = content_policy("'self'", "'self'")
    page.headers["Content-Security-Policy"] = showing_own_pages(own)
    return page


def writing_page(
    template: str,
    sheet: DraftSheet,
    form: Any,
    language: str,
    saving: Saving | None = None,
    *,
    at: tuple[int, int | None] | None = None,
    **values: object,
) -> Response:
    """Return a form of a draft within its page."""
    saving = saving or Saving(sheet, "", sheet.number)
    if "base" in form:
        form.base.data = str(saving.base)
    if "language" in form:
        form.language.data = language
    status = 409 if saving.theirs else 422 if saving.wrong else 200
    page = draft_page(
        template,
        sheet,
        status=status,
        form=form,
        language=language,
        language_name=language_name,
        direction=direction(language),
        first=sheet.languages[0],
        saving=saving,
        at=at,
        minutes=_minutes(sheet),
        blocking=sum(one.blocks for one in sheet.problems),
        tab="/questions",
        **{"problems": {}, **values},
    )
    return framing(page)


def _minutes(sheet: DraftSheet) -> int:
    said = sheet.data.get("minutes") if isinstance(sheet.data, dict) else None
    counted = max(1, round(sheet.questions * _SECONDS_A_QUESTION / 60))
    return said if isinstance(said, int) else counted
