"""The pages of one study, as tabs: those that are there and are for whoever is signed in.

It knows routes and their guards, and no study.
"""

from __future__ import annotations

from flask import current_app

from survey.web.desk.access import current_staff

#: The end of each address, and what the tab says.
_TABS = (
    ("", "Overview"),
    ("/questions", "Questions"),
    ("/tasks", "Tasks"),
    ("/forecast", "Forecast"),
    ("/reviewers", "Reviewers"),
    ("/sheet", "Your share sheet"),
    ("/invitations", "Invitations"),
    ("/journal", "Journal"),
)


def tabs_of(study_id: str) -> list[tuple[str, str]]:
    """Return the tabs of a study: the end of each address, and its words."""
    guards = {
        rule.rule: getattr(current_app.view_functions[rule.endpoint], "guard", "")
        for rule in current_app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }
    found = []
    for end, words in _TABS:
        guard = guards.get(f"/studies/<study_id>{end}", "")
        roles = {held.role for held in current_staff().roles if held.study_id in ("", study_id)}
        if roles & set(guard.removeprefix("needs ").split(", ")):
            found.append((end, words))
    return found
