"""The public keys with which reports are signed, at an address that never changes.

It serves a file as it was made. It knows no secret.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app

from survey.storage.keys.organisation_key import PUBLIC_FILE
from survey.web.guards import open_to_all
from survey.web.public.app_state import PublicState

organisation_keys_page = Blueprint("organisation_keys_page", __name__)


@organisation_keys_page.get("/key")
@open_to_all
def read_keys() -> Response:
    """Return the public keys as a text that programs read too; 404 where there is none yet."""
    site: PublicState = current_app.extensions["site"]
    path = site.instance.published / PUBLIC_FILE
    if not path.is_file():
        abort(404)
    response = Response(path.read_bytes(), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{PUBLIC_FILE}"'
    return response
