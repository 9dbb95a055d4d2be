"""Leaving quickly. It needs no state, changes nothing, and must log nothing of who left."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from survey.web.guards import open_to_all
from survey.web.public.door import Door

leave = Blueprint("leave", __name__)


@leave.get("/leave")
@open_to_all
def leave_quickly() -> Response:
    """Send the browser to the neutral address of the settings, and clear what it may hold."""
    door: Door = current_app.extensions["door"]
    response = Response(status=303)
    response.headers["Location"] = door.instance.settings.leave_url
    response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    return response
