"""The desk: coordinators, moderators, trustees and administrators, each with an account.

It has sessions and cookies, which the public app has not; neither imports the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Request, abort, current_app, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from survey.errors import InstanceUnsound, StudyUnknown, SurveyError
from survey.sealing.codes.staff_marks import staff_mark
from survey.services.accounts.keep_session import LONGEST_MINUTES
from survey.services.steps.core_dumps import forbid_core_dumps
from survey.services.upkeep.upgrade_instance import open_up_to_date
from survey.settings import Settings
from survey.storage.database import NOT_NOW
from survey.storage.instance import Instance, open_instance
from survey.web.desk.access import staff_or_none
from survey.web.desk.ask_acts_pages import ask_acts_pages
from survey.web.desk.ask_pages import ask_pages
from survey.web.desk.body_pages import body_pages
from survey.web.desk.carrying import ask_to_sign_in, carried_now, read_carried
from survey.web.desk.ceremonies import ceremonies
from survey.web.desk.closing_pages import closing_pages
from survey.web.desk.code_book_page import code_book_page
from survey.web.desk.coding_pages import coding_pages
from survey.web.desk.council_acts_page import council_acts_page
from survey.web.desk.council_cards import council_cards
from survey.web.desk.council_founding import council_founding
from survey.web.desk.council_members import council_members
from survey.web.desk.council_page import council_page
from survey.web.desk.council_report_page import council_report_page
from survey.web.desk.council_round import council_round
from survey.web.desk.data_pages import data_pages, destroyed_pages
from survey.web.desk.desk_page import bare_page, desk_page
from survey.web.desk.desk_state import DeskState, desk_state
from survey.web.desk.draft_files import draft_files
from survey.web.desk.draft_preview import previews
from survey.web.desk.feedback_preview import feedback_preview
from survey.web.desk.forecast_page import forecast_page
from survey.web.desk.held_sheets import held_links, held_sheets
from survey.web.desk.home import home
from survey.web.desk.inviting import inviting
from survey.web.desk.jobs_page import jobs_page
from survey.web.desk.journal_page import journal_page
from survey.web.desk.new_study import new_study
from survey.web.desk.offline_pages import offline_pages
from survey.web.desk.opened_page import opened_page
from survey.web.desk.opening_pages import forget_late_sheets, opening_pages
from survey.web.desk.own_pages import own_pages
from survey.web.desk.people import people
from survey.web.desk.publishing import publishing
from survey.web.desk.question_order import question_order
from survey.web.desk.questions import questions
from survey.web.desk.reading_page import reading_page
from survey.web.desk.release_page import release_page
from survey.web.desk.report_page import report_page
from survey.web.desk.report_words_page import report_words_page
from survey.web.desk.review_pages import review_pages
from survey.web.desk.reviewers import reviewers
from survey.web.desk.round_words import round_words
from survey.web.desk.sheet_pages import sheet_pages
from survey.web.desk.signing import signing
from survey.web.desk.signing_key_page import signing_key_page
from survey.web.desk.statement_pages import statement_pages
from survey.web.desk.study_change import study_change
from survey.web.desk.study_page import study_page
from survey.web.desk.support_services import support_services
from survey.web.desk.tasks import tasks
from survey.web.desk.themes_page import themes_page
from survey.web.desk.translating import translating
from survey.web.desk.trying_out import trying_out
from survey.web.desk.words_pages import words_pages
from survey.web.desk.words_text import words_text
from survey.web.guards import open_to_all
from survey.web.headers import SecurityHeaders
from survey.web.quiet_logging import QuietFlask
from survey.web.whole_bodies import LATE

_CONTROL = re.compile(r"[\x00\r\n]")

#: The rooms of the desk.
ROOMS = (
    signing,
    home,
    new_study,
    *(questions, question_order, previews, draft_files, translating),
    inviting,
    study_page,
    study_change,
    *(data_pages, destroyed_pages),
    *(release_page, report_page, report_words_page, reading_page),
    *(ask_pages, ask_acts_pages, body_pages),
    forecast_page,
    jobs_page,
    journal_page,
    own_pages,
    people,
    signing_key_page,
    tasks,
    support_services,
    reviewers,
    review_pages,
    publishing,
    sheet_pages,
    *(held_sheets, held_links),
    trying_out,
    council_page,
    *(council_members, feedback_preview, council_report_page),
    council_round,
    statement_pages,
    council_acts_page,
    council_founding,
    council_cards,
    round_words,
    closing_pages,
    opening_pages,
    opened_page,
    words_pages,
    words_text,
    offline_pages,
    code_book_page,
    coding_pages,
    themes_page,
)
#: What the side lists beneath studies and councils.
PLACES = (
    ("/journal", "Journal"),
    ("/jobs", "Work under way"),
    ("/people", "People and roles"),
    ("/signing-key", "Key for signing"),
    ("/account", "My account"),
    ("/words", "Words of the desk"),
)

#: The fields of forms in which a file is sent.
_FILE_FIELDS = frozenset({"file", "upload"})
#: Largest body of one request, in bytes: an upload that is too large for its form gets words.
MOST_BYTES = 16 * 1024 * 1024

_NOT_HERE = ("This page is not here.", "Either there is no such page, or it is not for your role.")
_BROKEN = ("Something went wrong on our side.", "What you wrote is kept below. Try again.")
_BUSY = (
    "Nothing can be kept just now.",
    "The database or the disk took nothing in, so nothing was changed. What you wrote is kept; try "
    "again. If it stays like this, ask whoever looks after this machine.",
)
_MESSAGES = {
    404: _NOT_HERE,
    405: ("This page cannot be opened like that.", "Go back, and use its buttons."),
    408: ("This took too long to reach us.", "Nothing was changed. Send it again."),
    413: ("That is too large.", "Nothing was changed. Send less than 16 MB at once."),
}


class DeskRequest(Request):
    """A request whose files stay in memory: nothing of it is ever on a disk by itself."""

    def _get_file_stream(self, *_: object, **__: object) -> BytesIO:
        return BytesIO()

    def _load_form_data(self) -> None:
        """Read the body. A file in place of a field that is typed is no such field, and no text
        has the character NUL, which PostgreSQL does not store."""
        super()._load_form_data()
        sent = [one for one in self.files.items(multi=True) if one[0] in _FILE_FIELDS]
        typed = [(name, said.replace("\0", "")) for name, said in self.form.items(multi=True)]
        self.__dict__ |= {"files": ImmutableMultiDict(sent), "form": ImmutableMultiDict(typed)}


def create_desk(
    instance: Instance, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Flask:
    """Return the desk of an instance; `clock` tells the time of day with its zone."""
    forbid_core_dumps()
    app = QuietFlask(__name__, static_folder=None, template_folder=None)
    app.request_class = DeskRequest
    settings = instance.settings
    secure = settings.desk_url.startswith("https://")
    app.config.update(
        SECRET_KEY=staff_mark(instance.site_key, "cookies", ""),
        SESSION_COOKIE_NAME="__Host-desk" if secure else "desk",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=LONGEST_MINUTES),  # its row ends it sooner
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        TRUSTED_HOSTS=_hosts(settings),
    )
    state = app.extensions["desk"] = DeskState(instance, clock)
    state.environment.globals["desk_places"] = PLACES
    app.before_request(_end_late)
    app.before_request(_know_no_control_characters)
    app.before_request(_forget_what_is_over)
    token = CSRFProtect(app)
    for room in (destroyed_pages, review_pages, sheet_pages, held_links, body_pages):
        token.exempt(room)  # no session there: what leads to these pages is a secret itself
    for room in ROOMS:
        app.register_blueprint(room)
    app.add_url_rule("/s/<digest>/<name>", "file", file)
    app.register_error_handler(CSRFError, _ask_again)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(StudyUnknown, lambda _: _message(404, _NOT_HERE))
    app.register_error_handler(SurveyError, _say)
    for error in NOT_NOW:
        app.register_error_handler(error, _busy)
    app.register_error_handler(Exception, _apologise)
    app.wsgi_app = SecurityHeaders(app.wsgi_app, "'self'")  # type: ignore[method-assign]
    return app


def desk_of(folder: Path, settings: Settings) -> Flask:
    """Return the desk of the instance in `folder`, its database brought up to date first where that
    is needed; InstanceUnsound if that cannot be worked with."""
    today = datetime.now(UTC).date()
    return create_desk(open_up_to_date(open_instance, folder, settings, today, lambda _done: None))


@open_to_all
def file(digest: str, name: str) -> Response:
    """Return the style sheet or the script of the desk; all else is never kept by a browser."""
    state = desk_state()
    if state.addresses.get(name) != f"/s/{digest}/{name}":
        abort(404)
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    response = Response(state.files[name], content_type=f"{kind}; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=86400, immutable"
    return response


def _hosts(settings: Settings) -> list[str]:
    named = urlsplit(settings.desk_url).hostname
    listening = settings.desk_address.rsplit(":", 1)[0].strip("[]")
    return sorted({name for name in (named, listening, "localhost", "127.0.0.1") if name})


def _forget_what_is_over() -> None:
    desk_state().sittings.sweep()
    forget_late_sheets()
    ceremonies().sweep()


def _end_late() -> None:
    if request.environ.get(LATE):
        abort(408)


def _know_no_control_characters() -> None:
    """Refuse an address that no page leads to: PostgreSQL stores no NUL, and a line that ends in it
    would end a header that leads back there."""
    asked = (*request.args.keys(), *request.args.values())
    if any("\0" in said for said in asked) or _CONTROL.search(request.path):
        abort(404)


def _ask_again(_: CSRFError) -> Response:
    """Show what was typed on a page that is too old, or of somebody who is signed out."""
    if request.path.startswith("/begin/"):
        return _message(400, _BEGUN)
    return ask_to_sign_in() if staff_or_none() is None else _kept(400, _OLD_PAGE)


_BEGUN = (
    "This page was sent already, or was too old.",
    "If you have begun, sign in; “My account” makes new recovery codes. Else open your link again.",
)
_OLD_PAGE = ("This page was too old to be sent.", "Nothing was changed. What you wrote is kept.")


def _explain(error: HTTPException) -> Response:
    code = error.code or 500
    if code == 404 and staff_or_none() is None and request.method == "GET":
        return _message(404, _NOT_HERE)
    return _message(code, _MESSAGES.get(code, (error.name, "Nothing was changed.")))


def _say(error: SurveyError) -> Response:
    status = 503 if isinstance(error, InstanceUnsound) else 422
    return _kept(status, (error.what, " ".join(filter(None, (error.kept, error.do)))))


def _busy(error: Exception) -> Response:
    current_app.log_exception((type(error), error, error.__traceback__))  # type: ignore[arg-type]
    return _bare(503, _BUSY)


def _apologise(error: Exception) -> Response:
    current_app.log_exception((type(error), error, error.__traceback__))  # type: ignore[arg-type]
    return _bare(500, _BROKEN)


def _kept(status: int, said: tuple[str, str]) -> Response:
    """Return a page that says something and can send again what was typed."""
    fields = read_carried(carried_now())[1] if request.method == "POST" else ()
    return _message(status, said, fields)


def _message(status: int, said: tuple[str, str], fields: object = ()) -> Response:
    show = bare_page if staff_or_none() is None else desk_page
    heading, words = said
    return show(
        "desk/message.html",
        status=status,
        heading=heading,
        paragraphs=[words] if words else [],
        path=request.path,
        fields=fields,
    )


def _bare(status: int, said: tuple[str, str]) -> Response:
    """Return a page without a list: the database may not answer."""
    fields = read_carried(carried_now())[1] if request.method == "POST" else ()
    return bare_page(
        "desk/message.html",
        status=status,
        heading=said[0],
        paragraphs=[said[1]],
        path=request.path,
        fields=fields,
    )
