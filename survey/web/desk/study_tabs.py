"""The pages of one study, as tabs: those that are there and are for whoever is signed in.

It knows routes and their guards, and no study.
"""

from __future__ import annotations

from typing import Literal

from flask import current_app

from survey.services.overview.desk_list import desk_items
from survey.services.overview.draft_questions import draft_sheet
from survey.web.desk.access import current_staff
from survey.web.desk.desk_state import desk_state

#: The end of each address, what the tab says, and whether it is of the draft that is written, of
#: the study that it becomes, or of both.
_TABS: tuple[tuple[str, str, Literal["draft", "study", "both"]], ...] = (
    ("", "Overview", "both"),
    ("/questions", "Questions", "draft"),
    ("/translations", "Translations", "draft"),
    ("/tasks", "Checklist", "draft"),
    ("/forecast", "Forecast", "draft"),
    ("/try-out", "Try it out", "draft"),
    ("/reviewers", "Reviewers", "draft"),
    ("/versions", "Versions", "draft"),
    ("/sheet", "Your share sheet", "draft"),
    ("/opening", "Opening", "study"),
    ("/invitations", "Invitations", "both"),
    ("/release", "Release", "study"),
    ("/report", "Report", "study"),
    ("/asks", "Asks", "study"),
    ("/sheets", "Share sheets", "study"),
    ("/words", "Words", "study"),
    ("/data", "Data", "study"),
    ("/journal", "Journal", "both"),
)


def tabs_of(study_id: str, *, is_draft: bool | None = None) -> list[tuple[str, str]]:
    """Return the tabs of a study, or of one that is being written: the end of each address, and its
    words. Which of the two it is, is looked up where that is not said."""
    if is_draft is None:
        items = desk_items(desk_state().instance)
        is_draft = any(one.kind == "draft" for one in items if one.id == study_id)
    guards = {
        rule.rule: getattr(current_app.view_functions[rule.endpoint], "guard", "")
        for rule in current_app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }
    found = []
    unwanted = "study" if is_draft else "draft"
    for end, words, of in _TABS:
        if of == unwanted:
            continue
        if end == "/translations" and not _is_translated(study_id):
            continue
        guard = guards.get(f"/studies/<study_id>{end}", "")
        roles = {held.role for held in current_staff().roles if held.study_id in ("", study_id)}
        if roles & set(guard.removeprefix("needs ").split(", ")):
            found.append((end, words))
    return found


def _is_translated(study_id: str) -> bool:
    return len(draft_sheet(desk_state().instance, study_id).languages) > 1
