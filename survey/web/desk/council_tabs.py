"""The pages of one council, as tabs: those that are there and are for whoever is signed in.

It knows routes and their guards, and no council.
"""

from __future__ import annotations

from typing import Literal

from flask import current_app

from survey.web.desk.access import current_staff

#: The end of each address, what the tab says, and whether it is of a council that is to be founded,
#: of one that is there, or of both.
_TABS: tuple[tuple[str, str, Literal["draft", "founded", "both"]], ...] = (
    ("", "Overview", "both"),
    ("/statements", "Statements", "founded"),
    ("/round", "Next round", "founded"),
    ("/file", "Words", "draft"),
    ("/cards", "Cards", "founded"),
    ("/sheets", "Share sheets", "founded"),
    ("/members", "For members", "founded"),
    ("/report", "Report", "founded"),
    ("/asks", "Asks", "founded"),
    ("/data", "Data", "founded"),
    ("/journal", "Journal", "both"),
)


def council_tabs(council_id: str, *, founded: bool = True) -> list[tuple[str, str]]:
    """Return the tabs of a council, or of one that is to be `founded`: the end of each address, and
    its words."""
    guards = {
        rule.rule: getattr(current_app.view_functions[rule.endpoint], "guard", "")
        for rule in current_app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }
    held = {one.role for one in current_staff().roles if one.study_id in ("", council_id)}
    wanted = ("both", "founded" if founded else "draft")
    return [
        (end, words)
        for end, words, of in _TABS
        if of in wanted
        and held
        & set(guards.get(f"/councils/<council_id>{end}", "").removeprefix("needs ").split(", "))
    ]
