"""The pages of one study, as tabs: those that are there and are for whoever is signed in.

It knows routes and their guards, and no study.
"""

from __future__ import annotations

from flask import current_app

from survey.services.overview.desk_list import desk_items
from survey.services.overview.draft_questions import draft_sheet
from survey.web.desk.access import current_staff
from survey.web.desk.desk_state import desk_state

#: The end of each address, what the tab says, and whether it is of the draft that is written.
_TABS = (
    ("", "Overview", False),
    ("/questions", "Questions", True),
    ("/translations", "Translations", True),
    ("/tasks", "Checklist", True),
    ("/forecast", "Forecast", True),
    ("/try-out", "Try it out", True),
    ("/reviewers", "Reviewers", True),
    ("/versions", "Versions", True),
    ("/sheet", "Your share sheet", True),
    ("/opening", "Opening", False),
    ("/invitations", "Invitations", False),
    ("/release", "Release", False),
    ("/report", "Report", False),
    ("/sheets", "Share sheets", False),
    ("/words", "Words", False),
    ("/data", "Data", False),
    ("/journal", "Journal", False),
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
    for end, words, of_draft in _TABS:
        if of_draft and not is_draft:
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
