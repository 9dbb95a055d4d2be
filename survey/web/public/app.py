"""The public app: survivors answering, and readers of published reports.

It seals answers and never opens them. No cookie, no account, and no script is needed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from werkzeug.exceptions import HTTPException

from survey.errors import Action, Do, InstanceUnsound, LetterboxShut, NotAsPinned, StudyUnknown
from survey.questionnaire.catalogues import INTERFACE
from survey.services.steps.core_dumps import forbid_core_dumps
from survey.settings import Settings
from survey.storage.database import NOT_NOW
from survey.storage.instance import Instance, batch_unless, open_instance
from survey.web.error_pages import BROKEN, MESSAGES, NOT_AS_PINNED, error_page
from survey.web.guards import open_to_all
from survey.web.headers import SecurityHeaders
from survey.web.plain_flask import NoSessions
from survey.web.public.app_state import Clock, PublicState
from survey.web.public.council.council_routes import council
from survey.web.public.form.again import again
from survey.web.public.form.respond import respond
from survey.web.public.leave import leave
from survey.web.public.organisation_keys_page import organisation_keys_page
from survey.web.public.reading_room import reading_room
from survey.web.public.room.feed_routes import every_route
from survey.web.public.sentences import BUSY_BACK, KEEP_THIS_PAGE, UNTIL_IT_IS_RIGHT, WITH_A_CODE
from survey.web.public.start import start
from survey.web.public.support import support
from survey.web.quiet_logging import QuietFlask
from survey.web.rendering.localisation import best_language
from survey.web.rendering.script import script_source
from survey.web.whole_bodies import LATE

#: Addresses that people type from paper.
_TYPED = re.compile(
    r"(?:/(?:en|fr|es|ar))?"
    r"/(?:(?:[fcr]|asks|asked)/[a-z0-9-]+(?:/told|/erased)?|told|asks|reports|key|h)"
)

#: Results, whose address ends in a slash since their files lie below it.
_RESULTS = re.compile(r"/r/[a-z0-9-]+")


def create_app(
    instance: Instance, clock: Clock = lambda: datetime.now(UTC), *, limited: bool = True
) -> Flask:
    """Return the public app of an instance; `clock` tells the time of day with its zone.

    `limited=False` takes away the limits against floods: for a program of the coordinator's own,
    which sends many answers through an app that nobody else can reach.
    """
    forbid_core_dumps()
    app = QuietFlask(__name__, static_folder=None, template_folder=None)
    settings = instance.settings
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_body_bytes
    app.config["TRUSTED_HOSTS"] = _hosts(settings)
    app.extensions["site"] = PublicState(instance, clock, limited)
    app.session_interface = NoSessions()
    rooms = (start, respond, council, leave, reading_room, every_route(), support)
    for part in (*rooms, organisation_keys_page):
        app.register_blueprint(part)
    app.add_url_rule("/s/<name>", "style", style)
    app.before_request(_end_late)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(StudyUnknown, lambda _: _not_here())
    app.register_error_handler(InstanceUnsound, _not_now)
    for error in NOT_NOW:
        app.register_error_handler(error, _ask_again)
    app.register_error_handler(Exception, _apologise)
    app.wsgi_app = SecurityHeaders(app.wsgi_app, script_source())  # type: ignore[method-assign]
    return app


def app_of(folder: Path, settings: Settings) -> Flask:
    """Return the public app of the instance in `folder`; InstanceUnsound if that takes no
    letter."""
    instance = open_instance(folder, settings)
    if batch_unless(instance, instance.can_open) is not None:
        instance.close()
        raise InstanceUnsound(
            "Nobody has vouched for the secret of the waiting letters as it lies in the folder"
            " ephemeral.",
            kept="Nothing was taken in, and nothing was changed.",
            do=("See whether the secret is right, and what to do", Action(Do.RUN_DOCTOR)),
        )
    return create_app(instance)


@open_to_all
def style(name: str) -> Response:
    """Return a style sheet; the only thing here that a browser may keep."""
    site: PublicState = current_app.extensions["site"]
    source = site.sheets.get(f"/s/{name}")
    if source is None:
        return _message(404)
    response = Response(source, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=86400, immutable"
    return response


def _hosts(settings: Settings) -> list[str]:
    if settings.trusted_hosts:
        return list(settings.trusted_hosts)
    named = urlsplit(settings.address_of_site).hostname
    listening = settings.public_address.rsplit(":", 1)[0]
    return sorted({name for name in (named, listening, "localhost", "127.0.0.1") if name})


def _end_late() -> None:
    """End a request whose body did not come in time, before any view looks at what there is."""
    if request.environ.get(LATE):
        abort(408)


def _explain(error: HTTPException) -> Response:
    if error.code in (408, 413):
        return again(error.code, MESSAGES[error.code][0]) or _message(error.code)
    return _not_here() if error.code == 404 else _message(error.code or 500)


def _not_here() -> Response:
    """Lead to the page that somebody meant who typed an address in capitals or with a slash at the
    end; else say that there is nothing here."""
    meant = request.path.lower().rstrip("/")
    is_typed = _TYPED.fullmatch(meant)
    if _RESULTS.fullmatch(meant):
        meant += "/"
    if request.method == "GET" and meant != request.path and is_typed:
        return Response(status=302, headers={"Location": meant})
    return _message(404)


def _not_now(error: InstanceUnsound) -> Response:
    """Ask for patience until an operator was there; what was written stays in the page.

    No line is written, which would have a person's time: whoever mixes says what is wrong.
    """
    if isinstance(error, NotAsPinned):
        return again(503, NOT_AS_PINNED[0]) or _message(503, NOT_AS_PINNED)
    code = (WITH_A_CODE,) if isinstance(error, LetterboxShut) else ()
    return again(503, KEEP_THIS_PAGE, (*UNTIL_IT_IS_RIGHT, *code)) or _message(503)


def _apologise(error: Exception) -> Response:
    current_app.log_exception((type(error), error, error.__traceback__))  # type: ignore[arg-type]
    return again(500, BROKEN[0]) or _message(500)


def _ask_again(error: Exception) -> Response:
    """Keep what was sent on a page that can be sent again: the database was busy for too long."""
    current_app.log_exception((type(error), error, error.__traceback__))  # type: ignore[arg-type]
    heading, *sentences = BUSY_BACK
    return again(503, heading, sentences) or _message(503, (heading, BROKEN[1]))


def _message(status: int, said: tuple[str, str] | None = None) -> Response:
    site: PublicState = current_app.extensions["site"]
    language = best_language(request.environ.get("HTTP_ACCEPT_LANGUAGE", ""), INTERFACE)
    return error_page(site.environment, site.context(language), language, status, said)
