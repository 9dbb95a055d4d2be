"""Reviewing by a link, on a phone and without an account: every page as people will read it.

The device that pressed the link holds a secret of its own; every press sends what was written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from survey.errors import QuestionnaireProblems, Refused, SurveyError
from survey.questionnaire.languages import direction, english_name, language_name
from survey.questionnaire.model import Section
from survey.questionnaire.texts import Text
from survey.questionnaire.what_people_read import END, START
from survey.services.reviewing.review_draft import (
    Review,
    decide,
    is_over,
    is_practice,
    link_waits,
    new_device,
    press_link,
    review_on,
    reviewer_on,
    write_comments,
)
from survey.storage.studies.reviews import Verdict
from survey.web.desk.access import with_link
from survey.web.desk.desk_page import bare_page, error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.task_words import WordedChange, change_words, place_words

review_pages = Blueprint("review_pages", __name__)

#: The cookie of the device that pressed a link. It is sent to these pages alone; no other site can
#: send it along with a form, and what a browser says comes from one is refused: no token is needed.
DEVICE = "desk-review"
_PATH = "/review"
_DEVICE_SECONDS = 60 * 24 * 3600
_ON = "on "
_OWN = "same-origin"
_VERDICTS: Mapping[str, Verdict] = {"signed off": "signed off", "not yet": "not yet"}


class WordsRead(NamedTuple):
    """Words as they are read, and the language that they are in."""

    words: str
    language: str
    direction: str


@dataclass(frozen=True, slots=True)
class ReviewedPage:
    """One page of a review: its number, and the part of the questionnaire (None: first, last)."""

    number: int
    last: int
    section: Section | None
    language: str

    @property
    def is_first(self) -> bool:
        """Tell whether it holds what is read before anybody agrees."""
        return self.number == 0

    @property
    def is_last(self) -> bool:
        """Tell whether it holds the last words, and the two buttons."""
        return self.number == self.last


@review_pages.before_request
def refuse_other_sites() -> Response | None:
    """Refuse what a form of another site sends; a browser that tells nothing of it goes on."""
    came_from = request.headers.get("Sec-Fetch-Site", _OWN)
    if request.method != "POST" or came_from == _OWN:
        return None
    return _message(
        "This was sent from another site.",
        "Nothing was changed. Open your review itself, and press its button there.",
        status=403,
    )


@review_pages.get("/review/<secret>")
@with_link
def look(secret: str) -> Response:
    """Show the button that begins a review; looking uses nothing up."""
    instance = desk_state().instance
    if reviewer_on(instance, _device()) is not None:
        return redirect("/review/page/0", 303)
    return _begin_page(secret) if link_waits(instance, secret) else _no_link()


@review_pages.post("/review/<secret>")
@with_link
def press(secret: str) -> Response:
    """Begin a review on this device."""
    device = press_link(desk_state().instance, secret, request.form.get("device", ""))
    if device is None:
        return _no_link()
    response = redirect("/review/page/0", 303)
    response.set_cookie(
        DEVICE,
        device,
        max_age=_DEVICE_SECONDS,
        secure=_is_secure(),
        httponly=True,
        samesite="Lax",
        path=_PATH,
    )
    return response


@review_pages.get("/review/page/<int:number>")
@with_link
def show(number: int) -> Response:
    """Show one page of the questionnaire, with what this reviewer wrote."""
    if reviewer_on(desk_state().instance, _device()) is None:
        return _no_link()
    found = _review()
    return _being_changed() if found is None else _page(found, number)


@review_pages.post("/review/page/<int:number>")
@with_link
def write(number: int) -> Response:
    """Keep what was written, and go where the button leads."""
    state, device = desk_state(), _device()
    if reviewer_on(state.instance, device) is None:
        return _no_link()
    version = _version()
    written = {
        name.removeprefix(_ON): words
        for name, words in request.form.items()
        if name.startswith(_ON)
    }
    go, why = request.form.get("go", ""), request.form.get("why")
    try:
        write_comments(state.instance, device, version, written, state.today(), why)
        if go in _VERDICTS:
            decide(state.instance, device, version, _VERDICTS[go], why or "", state.today())
            return redirect("/review/said", 303)
    except SurveyError as error:
        found = _review()
        if found is None:
            return _being_changed()
        kept = None if isinstance(error, Refused) else written  # of words that were changed
        return _page(found, number, tried=kept, wrong=error_text(error), status=422)
    step = {"next": 1, "back": -1}.get(go, 0)
    return redirect(f"/review/page/{max(0, number + step)}{_language_asked()}", 303)


@review_pages.get("/review/said")
@with_link
def said() -> Response:
    """Say that a verdict is kept, and what comes next."""
    if reviewer_on(desk_state().instance, _device()) is None:
        return _no_link()
    found = _review()
    if found is None or found.verdict is None:
        return redirect("/review/page/0", 303)
    return _shown("desk/review_said.html", verdict=found.verdict.verdict)


@review_pages.post("/review/end")
@with_link
def end() -> Response:
    """Forget the review on this device; what was written stays."""
    response = _message(
        "This device knows nothing of the review any more.",
        "What you wrote is kept. To go on, ask whoever invited you for another link.",
    )
    response.delete_cookie(DEVICE, path=_PATH)
    return response


def _review() -> Review | None:
    """Return what the reviewer is shown; None while words are changed, or cannot be read."""
    state = desk_state()
    try:
        return review_on(state.instance, _device(), state.today())
    except QuestionnaireProblems:
        return None


def _page(
    found: Review,
    number: int,
    *,
    tried: Mapping[str, str] | None = None,
    wrong: str = "",
    status: int = 200,
) -> Response:
    sections = found.asked.sections
    last = len(sections) + 1
    number = min(number, last)
    section = sections[number - 1] if 1 <= number <= len(sections) else None
    wanted = request.values.get("language", "")
    language = wanted if wanted in found.asked.languages else found.asked.languages[0]
    page = ReviewedPage(number, last, section, language)
    return _shown(
        "desk/review_page.html",
        status=status,
        page=page,
        asked=found.asked,
        told_of_law=found.told["safeguarding"],
        told_whose_law=found.told["jurisdiction"],
        review=found,
        version=found.read.fingerprint.hex(),
        languages=[(code, language_name(code)) for code in found.asked.languages],
        words_in=lambda text: _words_in(text, language, found.asked.languages[0]),
        written=lambda place: (tried or {}).get(place, found.written(place)),
        changes=_changes(found),
        changed_pages=_changed_pages(found),
        place_of=lambda place: place_words(found.asked, place),
        tongue=english_name,
        first=START,
        end=END,
        why=request.form.get("why", found.reason),
        wrong=wrong,
    )


def _words_in(text: Text, language: str, original: str) -> WordsRead:
    """Return words in a language, or as they were first written where they are not translated."""
    known = text.languages()
    own = language if language in known else (known[0] if known else "") or original
    return WordsRead(text.in_language(language), own, direction(own))


def _changes(found: Review) -> Mapping[str, list[WordedChange]]:
    """Return what changed since the reviewer looked, by place."""
    listed: dict[str, list[WordedChange]] = {}
    for change in found.changes or ():
        listed.setdefault(change.place, []).append(change_words(change))
    return listed


def _changed_pages(found: Review) -> Sequence[tuple[str, int | None, list[WordedChange]]]:
    """Return each changed place in words, with the page it stands on (None: on none any more)."""
    where: dict[str, int] = {START: 0, END: len(found.asked.sections) + 1}
    for number, section in enumerate(found.asked.sections, 1):
        where[f"part {section.id}"] = number
        where |= {
            f"{kind} {item.id}": number for item in section.items for kind in ("question", "note")
        }
    return [
        (place_words(found.asked, place), where.get(place), words)
        for place, words in _changes(found).items()
    ]


def _version() -> bytes:
    try:
        return bytes.fromhex(request.form.get("version", ""))[:32]
    except ValueError:
        return b""


def _language_asked() -> str:
    code = request.form.get("language", "")
    return f"?language={code}" if code.replace("-", "").isalnum() else ""


def _device() -> str:
    return request.cookies.get(DEVICE, "")


def _is_secure() -> bool:
    return request.is_secure or desk_state().instance.settings.desk_url.startswith("https://")


def _begin_page(secret: str) -> Response:
    return bare_page(
        "desk/review_begin.html",
        address=f"/review/{secret}",
        device=new_device(),
        practice=is_practice(desk_state().instance, "link", secret),
    )


def _no_link() -> Response:
    """Return the one page for a link that was used, replaced or never made."""
    return _message(
        "This link does not lead anywhere now.",
        "A link works once, on the device that pressed it first. Ask whoever sent it for another "
        "one; all that was written is kept.",
        status=404,
    )


def _being_changed() -> Response:
    if is_over(desk_state().instance, _device()):
        return _message(
            "These words are published now.",
            "Your review is over, and what you wrote is kept. You can end it on this device.",
        )
    reviewer = reviewer_on(desk_state().instance, _device())
    has_read = reviewer is not None and reviewer.seen is not None
    kept = "All that you wrote is kept." if has_read else "You can begin as soon as they are sent."
    return _message(
        "The words are being changed just now.",
        f"{kept} Ask whoever gave you the link: it goes on here when they send the change.",
        again="/review/page/0",
    )


def _message(heading: str, words: str, *, status: int = 200, again: str = "") -> Response:
    return _shown(
        "desk/review_message.html", status=status, heading=heading, words=words, again=again
    )


def _shown(template: str, *, status: int = 200, **values: object) -> Response:
    """Return a page on the device of a review, marked where that is for practice."""
    practice = is_practice(desk_state().instance, "device", _device())
    return bare_page(template, status=status, practice=practice, **values)
