"""The journal at the desk: what staff did, searched, exported, and checked."""

from __future__ import annotations

from flask import Blueprint, Response, request

from survey.errors import JournalBroken
from survey.sealing.journal_chain import JournalEntry
from survey.services.overview.desk_list import desk_items
from survey.services.overview.read_journal import export_journal, newest_entries, verify_journal
from survey.storage.staff.accounts import StaffRole
from survey.web.desk.access import current_staff, needs, signed_in
from survey.web.desk.desk_page import desk_page, number_of, told_apart
from survey.web.desk.desk_state import desk_state
from survey.web.desk.journal_words import journal_line_of

journal_page = Blueprint("journal_page", __name__)

_HERE = "/journal"
_ON_A_PAGE = 50
_READERS: tuple[StaffRole, ...] = ("coordinator", "moderator", "trustee", "viewer")


@journal_page.get(_HERE)
@signed_in
def everything() -> Response:
    """Show what was done in the studies and councils of whoever is signed in."""
    return _page("")


@journal_page.get("/studies/<study_id>/journal")
@needs("coordinator", "moderator", "trustee", "viewer")
def of_study(study_id: str) -> Response:
    """Show what was done to one study."""
    return _page(study_id)


@journal_page.get("/councils/<council_id>/journal")
@needs("coordinator", "moderator", "trustee", "viewer")
def of_council(council_id: str) -> Response:
    """Show what was done to one council."""
    return _page(council_id)


@journal_page.post("/journal/check")
@signed_in
def check() -> Response:
    """Say whether every entry is as it was written down."""
    try:
        found = verify_journal(desk_state().instance)
    except JournalBroken as error:
        return _page("", wrong=f"{error.what} {error.kept} Tell whoever runs the machine.")
    entries = "The one entry is" if found.entries == 1 else f"All {found.entries} entries are"
    return _page(
        "", said=f"{entries} as written down. The newest has the check number {found.head.hex()}."
    )


@journal_page.get("/journal/export")
@needs("coordinator", "trustee", "viewer")
def export() -> Response:
    """Give the whole journal as a file that anybody can check."""
    response = Response(export_journal(desk_state().instance), content_type="application/jsonl")
    response.headers["Content-Disposition"] = 'attachment; filename="journal.jsonl"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(study_id: str, *, said: str = "", wrong: str = "") -> Response:
    staff, instance = current_staff(), desk_state().instance
    asked = study_id or request.args.get("study", "")[:40]
    search = request.args.get("search", "")[:200]
    before = number_of(request.args.get("before", "")) or 0
    found = newest_entries(instance, _ON_A_PAGE, asked or None, search, before, _may_see)
    shown = [journal_line_of(one, whole=True) for one in found.entries]
    titles = told_apart(desk_items(instance))
    seen = {one for one in titles if staff.may(_READERS, one)}
    return desk_page(
        "desk/journal.html",
        here=_HERE,
        said=said,
        wrong=wrong,
        lines=shown,
        titles=titles,
        places=[(one, titles[one]) for one in sorted(seen, key=titles.__getitem__)],
        asked=asked,
        search=search,
        older=shown[-1].number if found.has_older else 0,
        may_export=staff.may(("coordinator", "trustee", "viewer")),
    )


def _may_see(entry: JournalEntry) -> bool:
    staff = current_staff()
    if not entry.study_id:
        return staff.may((*_READERS, "administrator"))
    return staff.may(_READERS, entry.study_id)
