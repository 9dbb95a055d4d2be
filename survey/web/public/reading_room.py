"""Where results appear and answers are taken back: one short address for each study.

It serves published files as a job made them. It makes none, knows no tally, and cannot tell whether
anything was taken back.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request

from survey.errors import InstanceUnsound, LetterboxShut
from survey.questionnaire.checking import SentFields
from survey.services.answering.withdraw_response import take_back
from survey.services.overview.erasure_certificate import (
    ErasureCertificate,
    certificate_or_none,
)
from survey.storage.studies import changes
from survey.storage.studies.changes import PublicChange
from survey.web.error_pages import later
from survey.web.forms import fields_sent, first
from survey.web.guards import open_to_all
from survey.web.headers import content_policy, style_hashes
from survey.web.public.app_state import LiveStudy, PublicState
from survey.web.public.council.council_pages import CouncilPages
from survey.web.public.council.council_results import COUNCIL_FILES, council_results
from survey.web.public.form.form_request import spoken
from survey.web.public.form.looking import look
from survey.web.public.form.six_fields import boxes, filled, no_code, typed_words
from survey.web.public.page_request import language_wanted, one_of
from survey.web.public.sentences import BUSY_BACK, MANY_BACK, SHUT, TAKEN_BACK, TOO_LATE
from survey.web.rendering.localisation import long_date, month, speaker
from survey.web.rendering.plain_pages import PlainPages
from survey.web.rendering.script import script_source, script_text

reading_room = Blueprint("reading_room", __name__)

_TITLE = re.compile(rb"<title>.*?</title>", re.DOTALL)
#: A release of before, which the proof of the newest one speaks of.
_EARLIER = re.compile(r"release-[1-9][0-9]{0,3}\.json")
_KINDS = {
    "report.html": "text/html; charset=utf-8",
    "report.pdf": "application/pdf",
    "tables.csv": "text/csv; charset=utf-8",
    "release.json": "application/json",
    "themes.csv": "text/csv; charset=utf-8",
    "words.json": "application/json",
    "certificate.json": "application/json",
    "questionnaire.json": "application/json",
}


@reading_room.get("/r/<study_id>/", strict_slashes=False)
@open_to_all
def show_results(study_id: str) -> str:
    """Show what was published, what changed because of it, and how to take answers back."""
    site: PublicState = current_app.extensions["site"]
    council = site.find_council(study_id)
    if council is not None:
        return council_results(site, council, language_wanted(council.file.languages))
    study = site.study(study_id)
    return _page(site, study, language_wanted(study.form.questionnaire.languages))


@reading_room.post("/r/<study_id>/", strict_slashes=False)
@open_to_all
def withdraw(study_id: str) -> str | Response:
    """Take in the six words of a receipt; right, wrong, used and late ones look the same.

    Of a council there is nothing to take back here, and only its language can be chosen.
    """
    site: PublicState = current_app.extensions["site"]
    council, fields = site.find_council(study_id), fields_sent()
    if council is not None:
        chosen = first(fields, "go").partition("language:")[2]
        return council_results(site, council, one_of(council.file.languages, chosen))
    study = site.study(study_id)
    language = spoken(study, first(fields, "l"))
    go, typed = first(fields, "go"), typed_words(fields)
    if go.startswith("language:"):
        return _page(site, study, spoken(study, go[9:]), fields=fields)
    wrong = no_code(site.environment, language, fields)
    if wrong and not _too_late(site, study):
        return _page(site, study, language, wrong=wrong)
    if site.ask("back", study_id, request.environ).too_often:
        return later(_page(site, study, language, MANY_BACK, fields))
    try:
        if not take_back(site.instance, study_id, study.sealing.written, typed):
            return later(_page(site, study, language, MANY_BACK, fields))
    except LetterboxShut:
        return _page(site, study, language, SHUT, fields)
    except InstanceUnsound:
        return _page(site, study, language, BUSY_BACK, fields)
    return _page(site, study, language, TOO_LATE if _too_late(site, study) else TAKEN_BACK)


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
    response = Response(body, content_type=_KINDS["release.json"])
    response.headers["Content-Disposition"] = 'inline; filename="erased.json"'
    return response


@reading_room.get("/r/<study_id>/<name>")
@open_to_all
def read_file(study_id: str, name: str) -> Response:
    """Return one file of the newest published report."""
    site: PublicState = current_app.extensions["site"]
    council = site.find_council(study_id)
    kinds = _KINDS if council is None else COUNCIL_FILES
    kind = kinds.get("release.json" if _EARLIER.fullmatch(name) else name)
    if kind is None or (council is None and study_id not in _ids(site)):
        abort(404)
    path = _published(site, study_id, name)
    if not path.is_file():
        abort(404)
    body = path.read_bytes()
    if name == "report.html":
        pages = site.study(study_id).pages if council is None else CouncilPages(site, council)
        return _report(pages, body)
    response = Response(body, content_type=kind)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _report(pages: PlainPages, body: bytes) -> Response:
    """Return a report with the ways out that every page has; the file itself stands alone."""
    bar = pages.part("parts/report_bar.html", "en") + f"<script>{script_text()}</script>"
    page = body.replace(b"<body>", b"<body>" + bar.encode(), 1)
    page = _TITLE.sub(b"<title>Form</title>", page, count=1)  # it goes into the browser's history
    response = Response(page, content_type=_KINDS["report.html"])
    policy = content_policy(style_hashes(page), script_source())
    response.headers["Content-Security-Policy"] = policy
    return response


def _page(
    site: PublicState,
    study: LiveStudy,
    language: str,
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
        files=_published(site, study_id, "report.html").is_file(),
        has_words=_published(site, study_id, "words.json").is_file(),
        withdrawn=any(one.kind == "withdrawn" for one in study.pages.look.notices),
        late=site.today() > _last_day(study.pages.look.results_by).toordinal(),
        changes=[
            {"month": month(change.month, language), "words": change.words}
            for change in _changes(site, study_id)
        ],
        too_late=_too_late(site, study),
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


def _too_late(site: PublicState, study: LiveStudy) -> bool:
    """Tell what is public: whether answers of this study can still be taken out at all."""
    return not site.look(study.form.study_id).is_open


def _published(site: PublicState, study_id: str, name: str) -> Path:
    return site.instance.published / study_id / name


def _last_day(first_of_month: date) -> date:
    _, days = monthrange(first_of_month.year, first_of_month.month)
    return first_of_month.replace(day=days)


def _ids(site: PublicState) -> set[str]:
    return {row.id for row in site.every_study()}
