"""The public app: survivors answering, and readers of published reports.

It seals answers and never opens them. No cookie, no account, and no script is needed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, current_app
from werkzeug.exceptions import HTTPException

from survey.errors import StudyUnknown
from survey.settings import Settings
from survey.storage.instance import Instance, open_instance
from survey.web.core_dumps import forbid_core_dumps
from survey.web.guards import open_to_all
from survey.web.headers import SecurityHeaders
from survey.web.plain_flask import NoSessions
from survey.web.public.door import Clock, Door
from survey.web.public.leave import leave
from survey.web.public.reading_room import reading_room
from survey.web.public.respond import respond
from survey.web.public.start import start
from survey.web.public.words import interface_words
from survey.web.quiet_logging import QuietFlask

_MESSAGES = {
    400: (
        "This address is not ours.",
        "Please use the address of the form as it was given to you.",
    ),
    404: ("This page is not here.", "Please check the address, or ask whoever gave it to you."),
    405: ("This page cannot be opened like that.", "Please go back to the address of the form."),
    413: (
        "That was too much for one page.",
        "Nothing was sent. Please go back and write a little less.",
    ),
    415: ("Files cannot be sent here.", "Nothing was sent. Please do not send images to anybody."),
}
_BROKEN = (
    "Something went wrong on our side.",
    "Nothing was sent. Please go back one page: what you wrote there should still be in its "
    "fields. Then try again.",
)


def create_app(instance: Instance, clock: Clock = lambda: datetime.now(UTC)) -> Flask:
    """Give the public app of an instance; `clock` tells the time of day with its zone."""
    forbid_core_dumps()
    app = QuietFlask(__name__, static_folder=None, template_folder=None)
    settings = instance.settings
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_body_bytes
    app.config["TRUSTED_HOSTS"] = _hosts(settings)
    app.extensions["door"] = Door(instance, clock)
    app.session_interface = NoSessions()
    for room in (start, respond, leave, reading_room):
        app.register_blueprint(room)
    app.add_url_rule("/s/<name>", "style", style)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(StudyUnknown, lambda _: _message(404))
    app.register_error_handler(Exception, _apologise)
    app.wsgi_app = SecurityHeaders(app.wsgi_app)  # type: ignore[method-assign]
    return app


def app_of(folder: Path, settings: Settings) -> Flask:
    """Give the public app of the instance in `folder`."""
    return create_app(open_instance(folder, settings))


@open_to_all
def style(name: str) -> Response:
    """Give the one style sheet; the only thing here that a browser may keep."""
    door: Door = current_app.extensions["door"]
    if not door.stylesheet.endswith("/" + name):
        return _message(404)
    response = Response(door.style, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=86400, immutable"
    return response


def _hosts(settings: Settings) -> list[str]:
    if settings.trusted_hosts:
        return list(settings.trusted_hosts)
    named = urlsplit(settings.address_of_site).hostname
    listening = settings.public_address.rsplit(":", 1)[0]
    return sorted({name for name in (named, listening, "localhost", "127.0.0.1") if name})


def _explain(error: HTTPException) -> Response:
    return _message(error.code or 500)


def _apologise(error: Exception) -> Response:
    current_app.log_exception((type(error), error, error.__traceback__))  # type: ignore[arg-type]
    return _message(500)


def _message(status: int) -> Response:
    door: Door = current_app.extensions["door"]
    heading, words = _MESSAGES.get(status, _BROKEN)
    page = door.environment.get_template("public/message.html").render(
        _=interface_words,
        language="en",
        direction="ltr",
        stylesheet=door.stylesheet,
        practice=False,
        unreviewed=False,
        heading=heading,
        paragraphs=[words],
        link="",
        link_text="",
    )
    return Response(page, status=status, content_type="text/html; charset=utf-8")
