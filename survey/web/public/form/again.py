"""The page after an error in a form: it carries what was sent, so that nothing is lost.

It keeps nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from survey.questionnaire.catalogues import INTERFACE
from survey.questionnaire.checking import SentFields
from survey.web.forms import fields_in, fields_sent, first
from survey.web.public.app_state import PublicState
from survey.web.public.sentences import IN_PART, STILL_HERE, TOO_MUCH
from survey.web.rendering.localisation import speaker
from survey.web.whole_bodies import LATE

#: Where forms are sent to; whether the page they came from can be had back without doing anything.
_FORMS = {"respond.turn_page": True, "council.take_part": True, "reading_room.withdraw": False}

#: How much of a body that is too large is read over, so that the browser listens to the answer.
_READ_OVER = 16
_CHUNK = 65_536


def again(status: int, heading: str, sentences: Sequence[str] = STILL_HERE) -> Response | None:
    """Return the page that carries what a page of a form sent; None for any other request.

    Of a body that is too large, what came before the text that is too long is kept; of one that
    did not come in time, what came, if the state of the page is in it. `heading` and `sentences`
    are marked for translation.
    """
    if request.endpoint not in _FORMS or request.method != "POST":
        return None
    if request.environ.get(LATE):
        fields = _beginning()
        return _page(status, heading, IN_PART, fields) if first(fields, "s") else None
    try:
        fields = fields_sent()
    except RequestEntityTooLarge:
        fields, sentences = _beginning(), TOO_MUCH
    return _page(status, heading, sentences, fields)


def _page(status: int, heading: str, sentences: Sequence[str], fields: SentFields) -> Response:
    site: PublicState = current_app.extensions["site"]
    language = first(fields, "l")
    language = language if language in INTERFACE else INTERFACE[0]
    speak = speaker(language)
    page = site.environment.get_template("public/again.html").render(
        site.context(language),
        heading=speak(heading),
        sentences=[speak(one) for one in sentences],
        action=request.path,
        back=_FORMS[request.endpoint or ""],
        go=first(fields, "go"),
        fields=[(name, one) for name, values in fields.items() if name != "go" for one in values],
    )
    return Response(page, status=status, content_type="text/html; charset=utf-8")


def _beginning() -> SentFields:
    """Return the whole fields that a body cut short or too large begins with; read over more."""
    stream = request.environ["wsgi.input"]
    most = request.max_content_length or 0
    start = stream.read(most)
    for _ in range(_READ_OVER * most // _CHUNK):
        if not stream.read(_CHUNK):
            break
    whole = start.decode("ascii", "replace").rpartition("&")[0]
    return fields_in(whole)
