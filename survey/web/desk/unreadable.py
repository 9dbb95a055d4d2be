"""What is said where a file of a draft cannot be read, before anything is begun with it."""

from __future__ import annotations

from werkzeug.wrappers import Response

from survey.questionnaire.files.reading import look_over
from survey.services.overview.list_drafts import read_draft
from survey.web.desk.desk_page import desk_page
from survey.web.desk.desk_state import desk_state


def unreadable(study_id: str) -> Response | None:
    """Return a page that says at which line the file of a draft cannot be read; None: it can.

    StudyUnknown.
    """
    found = read_draft(desk_state().instance, study_id)
    looked = look_over(found.version.file)
    if not looked.findings:
        return None
    return desk_page(
        "desk/unreadable.html",
        status=422,
        here=f"/studies/{study_id}",
        study_id=study_id,
        title=found.draft.title,
        first=looked.findings[0],
        count=len(looked.findings),
    )
