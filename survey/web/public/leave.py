"""Leaving quickly, and the page about it. It needs no state and changes nothing.

It must log nothing of who left, and delete nothing: a browser may fetch the way out beforehand.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app

from survey.questionnaire.catalogues import INTERFACE
from survey.questionnaire.languages import direction, language_name
from survey.web.guards import open_to_all
from survey.web.public.app_state import PublicState
from survey.web.quiet_logging import unlogged

leave = Blueprint("leave", __name__)

#: What a server says that has nothing; nobody can tell from it what was here.
_NOT_FOUND = (
    "<!doctype html>\n<html lang=en><meta charset=utf-8>\n<title>404 Not Found</title>\n"
    "<meta name=viewport content=width=device-width>\n<h1>Not Found</h1>\n"
    "<p>The requested URL was not found on this server.</p>\n</html>\n"
)


@leave.get("/leave")
@leave.get("/<language>/leave")
@unlogged
@open_to_all
def leave_quickly(language: str = "") -> Response:
    """Send the browser to the neutral address of the settings, and clear what it may hold."""
    site: PublicState = current_app.extensions["site"]
    url = site.instance.settings.leave_url_in(language)
    if url == "404":
        response = Response(_NOT_FOUND, status=404, content_type="text/html; charset=utf-8")
    else:
        response = Response(status=303)
        response.headers["Location"] = url
    response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    return response


@leave.get("/n/<language>")
@open_to_all
def explain_leaving(language: str) -> str:
    """Show what leaving quickly does and does not do, and what makes a device safer."""
    if language not in INTERFACE:
        abort(404)
    site: PublicState = current_app.extensions["site"]
    others = [code for code in INTERFACE if code != language]
    host = urlsplit(site.instance.settings.leave_url_in(language)).hostname
    return site.environment.get_template("public/safety.html").render(
        site.context(language),
        destination=f"\u2068{host}\u2069" if host else "",  # kept together in any direction
        others=[(code, language_name(code), direction(code)) for code in others],
    )
