"""Where results appear and answers are taken back: one short address for each study.

It serves published files as a job made them. It makes none, knows no tally, and cannot tell whether
anything was taken back.
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from flask import Blueprint, Response, abort, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from survey.errors import ClockDoubted, InstanceUnsound, LetterboxShut
from survey.questionnaire.catalogues import INTERFACE
from survey.questionnaire.checking import SentFields
from survey.services.answering.withdraw_response import take_back
from survey.services.overview.erasure_certificate import (
    ErasureCertificate,
    certificate_or_none,
)
from survey.services.steps.asks_in_public import public_asks_of
from survey.services.steps.reading_shelf import LANGUAGES, ShelvedReport, shelved
from survey.storage.studies import changes
from survey.storage.studies.changes import PublicChange
from survey.web.error_pages import later, not_now
from survey.web.forms import fields_sent, first
from survey.web.guards import open_to_all
from survey.web.public.app_state import LiveStudy, PublicState
from survey.web.public.council.council_pages import CouncilPages
from survey.web.public.council.council_results import council_results
from survey.web.public.form.form_request import spoken
from survey.web.public.form.looking import look
from survey.web.public.form.six_fields import boxes, filled, no_code, typed_words
from survey.web.public.page_request import language_wanted, one_of
from survey.web.public.published_files import (
    file_response,
    has_report,
    is_published_name,
    offered_files,
    report_response,
)
from survey.web.public.report_tongues import other_languages, report_languages
from survey.web.public.sentences import (
    BUSY_BACK,
    MANY_BACK,
    NO_PASSPHRASE,
    SHUT,
    TAKEN_BACK,
    TOO_LATE,
    TOO_LATE_EARLY,
)
from survey.web.public.unlocking import may_read, unlocked
from survey.web.rendering.localisation import long_date, month, speaker

reading_room = Blueprint("reading_room", __name__)

#: What stands before the name of a file in a language beside the first one of its report.
_IN = f"{LANGUAGES}/<any({','.join(INTERFACE)}):written>"


@reading_room.get("/r/<study_id>/", strict_slashes=False)
@reading_room.get("/r/<study_id>/<int:number>/")
@open_to_all
def show_results(study_id: str, number: int = 0) -> str:
    """Show what was published, what changed because of it, and how to take answers back.

    With a number, the files are those of that edition.
    """
    site: PublicState = current_app.extensions["site"]
    shelf = shelf_of(site, study_id)
    if number and shelf.edition(number) is None:
        abort(404)
    given = PublishedHere(shelf, number)
    council = site.find_council(study_id)
    if council is not None:
        wanted = language_wanted(council.file.languages)
        return council_results(site, council, wanted, published(site, given, wanted))
    study = site.study(study_id)
    return _page(site, study, language_wanted(study.form.questionnaire.languages), given)


@reading_room.post("/r/<study_id>/", strict_slashes=False)
@open_to_all
def withdraw(study_id: str) -> str | Response:
    """Take in the six words of a receipt; right, wrong, used and late ones look the same.

    The passphrase of a report is taken in here too. Of a council there is nothing to take back, and
    its language can be chosen.
    """
    site: PublicState = current_app.extensions["site"]
    council, fields = site.find_council(study_id), fields_sent()
    given = PublishedHere(shelf_of(site, study_id), word=first(fields, "open"))
    if first(fields, "go") == "unlock":
        given = _unlocked(site, given, first(fields, "passphrase"))
    if council is not None:
        chosen = first(fields, "go").partition("language:")[2] or first(fields, "l")
        language = one_of(council.file.languages, chosen)
        return council_results(site, council, language, published(site, given, language))
    study = site.study(study_id)
    language = spoken(study, first(fields, "l"))
    go, typed = first(fields, "go"), typed_words(fields)
    if go == "unlock":
        return _page(site, study, language, given)
    if go.startswith("language:"):
        return _page(site, study, spoken(study, go[9:]), given, fields=fields)
    wrong = no_code(site.environment, language, fields)
    if wrong and not _too_late(site, study):
        return _page(site, study, language, given, wrong=wrong)
    if site.ask("back", study_id, request.environ).too_often:
        return later(_page(site, study, language, given, MANY_BACK, fields))
    try:
        if not take_back(site.instance, study_id, study.sealing.written, typed):
            return later(_page(site, study, language, given, MANY_BACK, fields))
    except LetterboxShut:
        return not_now(_page(site, study, language, given, SHUT, fields))
    except InstanceUnsound:
        return not_now(_page(site, study, language, given, BUSY_BACK, fields))
    if not _too_late(site, study):
        return _page(site, study, language, given, TAKEN_BACK)
    said = TOO_LATE if site.is_over(study_id) else TOO_LATE_EARLY
    return _page(site, study, language, given, said)


@reading_room.get("/r/<study_id>/erased")
@open_to_all
def show_erased(study_id: str) -> str:
    """Show what was destroyed of a study that is over, and what stays."""
    site: PublicState = current_app.extensions["site"]
    study = site.study(study_id)
    return _erased_page(site, study, language_wanted(study.form.questionnaire.languages))


@reading_room.post("/r/<study_id>/erased")
@open_to_all
def speak_erased(study_id: str) -> str:
    """Show the same in another language."""
    site: PublicState = current_app.extensions["site"]
    study = site.study(study_id)
    chosen = first(fields_sent(), "go").removeprefix("language:")
    return _erased_page(site, study, spoken(study, chosen))


@reading_room.get("/r/<study_id>/erased.json")
@open_to_all
def read_erased(study_id: str) -> Response:
    """Return the certificate of erasure as a file."""
    site: PublicState = current_app.extensions["site"]
    found = _certificate(site, site.study(study_id))
    if found is None:
        abort(404)
    body = json.dumps(found.as_json(), ensure_ascii=False, indent=2)
    return file_response("erased.json", body.encode())


@reading_room.get("/r/<study_id>/f/<anchor>")
@open_to_all
def show_finding(study_id: str, anchor: str) -> AnyResponse:
    """Lead to one finding in the newest report, so that it can be cited."""
    site: PublicState = current_app.extensions["site"]
    shelf = shelf_of(site, study_id)
    known = {one.anchor for one in shelf.card.findings} if shelf.card else set()
    if anchor not in known or shelf.is_locked:
        abort(404)
    return redirect(f"/r/{study_id}/report.html#{anchor}", 303)


@reading_room.get("/r/<study_id>/<name>")
@reading_room.get("/r/<study_id>/<int:number>/<name>")
@reading_room.get(f"/r/<study_id>/{_IN}/<name>")
@reading_room.get(f"/r/<study_id>/<int:number>/{_IN}/<name>")
@open_to_all
def read_file(study_id: str, name: str, number: int = 0, written: str = "") -> Response:
    """Return one file of the newest published report, or of an edition, or of the same in another
    language."""
    return _file(study_id, name, number, "", written)


@reading_room.post("/r/<study_id>/<name>")
@reading_room.post(f"/r/<study_id>/{_IN}/<name>")
@open_to_all
def unlock_file(study_id: str, name: str, written: str = "") -> Response:
    """Return one file of a report that a passphrase is asked for, for the sealed word of its
    page."""
    return _file(study_id, name, 0, first(fields_sent(), "open"), written)


@dataclass(frozen=True, slots=True)
class PublishedHere:
    """What a page shows of a report: what readers have of it, which edition (0: the newest), the
    sealed word of a passphrase that was typed, and what is said of one that was not right."""

    shelf: ShelvedReport
    number: int = 0
    word: str = field(default="", repr=False)
    told: tuple[str, ...] = ()


def shelf_of(site: PublicState, of_id: str) -> ShelvedReport:
    """Return what readers have of a study or council now; by a clock that jumped, nothing that is
    held back."""
    try:
        today = date.fromordinal(site.today())
    except ClockDoubted:
        today = date.min
    with site.instance.engine.connect() as connection:
        return shelved(connection, of_id, today)


def published(site: PublicState, given: PublishedHere, language: str) -> dict[str, object]:
    """Return what pages say of the files of a report."""
    shelf, number = given.shelf, given.number
    open_now = may_read(site, shelf, given.word)
    folder = shelf.folder(site.instance, number)
    return {
        "there": has_report(folder),
        "locked": not open_now,
        "files": offered_files(folder) if open_now else (),
        "tongues_of_report": report_languages(shelf.card_of(number)) if open_now else (),
        "word": given.word if shelf.is_locked and open_now else "",
        "told_of_lock": [speaker(language)(one) for one in given.told],
        "edition": number,
        "editions": _editions(site, shelf, language) if open_now and not shelf.is_locked else (),
    }


def _editions(site: PublicState, shelf: ShelvedReport, language: str) -> list[tuple[int, str]]:
    """Return the editions whose files are here, where there are several, each with its day."""
    there = [
        (one.number, long_date(one.embargo_until or one.published_on, language))
        for one in shelf.editions
        if has_report(shelf.folder(site.instance, one.number))
    ]
    return there if len(there) > 1 else []


def _unlocked(site: PublicState, given: PublishedHere, passphrase: str) -> PublishedHere:
    """Return what a page shows after a passphrase was typed."""
    if not given.shelf.is_locked:
        return given
    word = unlocked(site, given.shelf, passphrase, request.environ)
    if word is None:
        return replace(given, word="", told=MANY_BACK[:1])
    return replace(given, word=word, told=() if word else (NO_PASSPHRASE,))


def _file(study_id: str, name: str, number: int, word: str, written: str) -> Response:
    site: PublicState = current_app.extensions["site"]
    council = site.find_council(study_id)
    if not is_published_name(name, council=council is not None):
        abort(404)
    shelf = shelf_of(site, study_id)
    folder = shelf.folder(site.instance, number, written)
    if folder is None or not may_read(site, shelf, word):
        abort(404)
    path = folder / name
    if not path.is_file():
        abort(404)
    body = path.read_bytes()
    if name != "report.html":
        return file_response(name, body)
    pages = site.study(study_id).pages if council is None else CouncilPages(site, council)
    response = report_response(pages, body)
    base = f"/r/{study_id}/{f'{number}/' if number else ''}"
    for said in other_languages(shelf.card_of(number), written):
        response.headers.add("Link", f'<{base}{said.path}report.html>; rel="alternate"; '
                                     f'hreflang="{said.code}"')  # fmt: skip
    return response


def _page(
    site: PublicState,
    study: LiveStudy,
    language: str,
    given: PublishedHere,
    tell: tuple[str, ...] = (),
    fields: SentFields | None = None,
    wrong: Mapping[str, str] | None = None,
) -> str:
    study_id = study.form.study_id
    slots = dict(wrong or filled(boxes(fields or {})))
    if tell:
        slots |= look(site.environment, language, map(speaker(language), tell))
    found = _certificate(site, study)
    return study.pages.on_the_spot(
        "public/results.html",
        language,
        slots,
        erased=_erased_days(found, language) if found else None,
        **published(site, given, language),
        withdrawn=any(one.kind == "withdrawn" for one in study.pages.look.notices),
        late=site.today() > _last_day(study.pages.look.results_by).toordinal(),
        changes=[
            {"month": month(change.month, language), "words": change.words}
            for change in _changes(site, study_id)
        ],
        answered=not given.shelf.is_locked and _is_answered(site, study_id),
        too_late=_too_late(site, study),
        early=not site.is_over(study_id),
    )


def _erased_page(site: PublicState, study: LiveStudy, language: str) -> str:
    found = _certificate(site, study)
    if found is None:
        abort(404)
    return study.pages.part(
        "public/erased.html", language, found=found, **_erased_days(found, language)
    )


def _erased_days(found: ErasureCertificate, language: str) -> dict[str, str]:
    """Return the days of a certificate in words; "" for what has not come yet."""
    return {
        "day": long_date(found.archived_on, language),
        "finished_day": long_date(found.finished_on, language) if found.finished_on else "",
        "backups_day": long_date(found.backups_until, language),
        "shredded_day": long_date(found.shredded_on, language) if found.shredded_on else "",
    }


def _certificate(site: PublicState, study: LiveStudy) -> ErasureCertificate | None:
    """Return what was destroyed of a study, or of the council whose round it is."""
    if not site.look(study.form.study_id).is_archived:
        return None
    return certificate_or_none(site.instance, study.pages.look.council or study.form.study_id)


def _changes(site: PublicState, study_id: str) -> tuple[PublicChange, ...]:
    with site.instance.engine.connect() as connection:
        return changes.told(connection, study_id)


def _is_answered(site: PublicState, study_id: str) -> bool:
    """Return whether an answer to an ask that follows from a study is public."""
    with site.instance.engine.connect() as connection:
        asks = public_asks_of(connection, study_id, date.fromordinal(site.today()))
    return any(one.answers for one in asks)


def _too_late(site: PublicState, study: LiveStudy) -> bool:
    """Tell what is public: whether answers of this study can still be taken out at all."""
    return not site.look(study.form.study_id).is_open


def _last_day(first_of_month: date) -> date:
    _, days = monthrange(first_of_month.year, first_of_month.month)
    return first_of_month.replace(day=days)
