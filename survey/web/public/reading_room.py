"""Published reports, served as the files that a job made. It makes none and knows no tally."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, current_app

from survey.web.guards import open_to_all
from survey.web.headers import content_policy, style_hashes
from survey.web.public.door import Door

reading_room = Blueprint("reading_room", __name__)

_KINDS = {
    "report.html": "text/html; charset=utf-8",
    "report.pdf": "application/pdf",
    "tables.csv": "text/csv; charset=utf-8",
    "release.json": "application/json",
}


@reading_room.get("/r/<study_id>/")
@open_to_all
def read_report(study_id: str) -> Response:
    """Show the newest published report of a study."""
    return _serve(study_id, "report.html")


@reading_room.get("/r/<study_id>/<name>")
@open_to_all
def read_file(study_id: str, name: str) -> Response:
    """Give one file of the newest published report."""
    return _serve(study_id, name)


def _serve(study_id: str, name: str) -> Response:
    door: Door = current_app.extensions["door"]
    if name not in _KINDS or study_id not in {row.id for row in door.every_study()}:
        abort(404)
    path: Path = door.instance.published / study_id / name
    if not path.is_file():
        abort(404)
    body = path.read_bytes()
    response = Response(body, content_type=_KINDS[name])
    if name == "report.html":
        response.headers["Content-Security-Policy"] = content_policy(style_hashes(body))
    else:
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
