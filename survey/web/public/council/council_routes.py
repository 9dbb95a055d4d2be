"""A council's own address: joining with a printed code, and how the group answered.

It turns requests into calls of the services. It keeps nothing, and learns no name.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, current_app, request

from survey.errors import (
    InstanceUnsound,
    LetterboxShut,
    PageStateDamaged,
    PageStateExpired,
    SealBroken,
)
from survey.questionnaire.checking import SentFields
from survey.sealing.codes.phrases import phrase
from survey.sealing.page_state import open_state, seal_state
from survey.services.councils.join_council import join
from survey.services.councils.recognise_member import is_member, ratings_by_round, root_of
from survey.services.steps.page_drafts import read_draft, write_draft
from survey.storage.council.council_rows import CouncilRow
from survey.web.error_pages import later
from survey.web.forms import SIX, carried, fields_sent, first
from survey.web.guards import open_to_all
from survey.web.public.app_state import PublicState
from survey.web.public.council.council_pages import CouncilPages
from survey.web.public.form.copying import CHECK, COMPARE, compared
from survey.web.public.form.six_fields import ANY, FIRST, boxes, filled, shown, typed_words
from survey.web.public.page_request import (
    START,
    YOUNG,
    PageRequest,
    PageResponse,
    fresh_draft,
    language_wanted,
    one_of,
)
from survey.web.public.sentences import (
    BUSY_JOINING,
    JOINED_BEFORE,
    JOINING_ENDED,
    MANY,
    NO_SUCH_PRINTED_CODE,
    NOT_A_MEMBER,
    SHUT,
)
from survey.web.rendering.frames import safe

council = Blueprint("council", __name__)


#: The pages: to join, to be shown six words, the group's own, and how it answered.
JOIN, JOINED, GROUP, ANSWERS = "join", "joined", "group", "answers"

#: Bytes of what travels sealed in each of these pages; all have this size.
_STATE_SIZE = 512
_LABEL = b"council"


@dataclass(frozen=True, slots=True)
class CouncilRequest(PageRequest):
    """One request about a council as it stands."""

    pages: CouncilPages
    row: CouncilRow

    def state(self) -> str:
        """Return what is in hand, sealed for the hidden field."""
        site, today = self.site, self.site.today()
        return seal_state(
            site.keys(today).key_for(today),
            today,
            self.row.id,
            _LABEL,
            write_draft(self.draft),
            _STATE_SIZE,
            secrets.token_bytes(12),
        )

    def show(self, page: str, notice: str = "", **values: str) -> str:
        """Show a page that is led back to from those beside the road."""
        moved = replace(self, draft=replace(self.draft, at=page))
        shown = {"state": moved.state(), "notice": notice, **values}
        return self.pages.show(page, self.draft.language, shown)


@council.get("/c/<council_id>")
@open_to_all
def arrive(council_id: str) -> str:
    """Show how to leave quickly, before anything else."""
    site: PublicState = current_app.extensions["site"]
    row = site.council(council_id)
    return CouncilPages(site, row).show("begin", language_wanted(row.file.languages), {})


@council.get("/c/<council_id>/on")
@open_to_all
def lost_council_page(council_id: str) -> str:
    """Say that a page is gone, where a browser went back or loaded a page again by itself."""
    site: PublicState = current_app.extensions["site"]
    row = site.council(council_id)
    language = language_wanted(row.file.languages)
    return CouncilPages(site, row).part("public/council_lost.html", language)


@council.post("/c/<council_id>")
@council.post("/c/<council_id>/on")
@open_to_all
def take_part(council_id: str) -> PageResponse:
    """Take in a page and show the next one."""
    site: PublicState = current_app.extensions["site"]
    visit = _visit(site, site.council(council_id), fields_sent())
    if visit.go.startswith("language:"):
        return _in_language(visit, visit.go[9:])
    if visit.go == "accept" and visit.page == JOIN:
        return _accept(visit)
    if visit.go == "answers" and visit.page == GROUP:
        return _recognise(visit)
    if visit.draft.at == JOINED and CHECK in (visit.page, visit.go) and visit.go != "return":
        return _check(visit)
    if visit.go == YOUNG or (visit.go == "return" and visit.first("y") == YOUNG):
        return visit.pages.show(YOUNG, visit.draft.language, {"state": visit.state()})
    if visit.go == "break":
        return _break(visit)
    if visit.go == "support" or (visit.page == "support" and visit.go == "find"):
        audience, action = visit.row.file.audience, visit.pages.action
        return visit.support(audience, action, visit.state(), _typed(visit))
    return _go_on(visit, GROUP if visit.go == GROUP else visit.draft.at)


def _visit(site: PublicState, row: CouncilRow, fields: SentFields) -> CouncilRequest:
    language, today = one_of(row.file.languages, first(fields, "l")), site.today()
    try:
        payload = open_state(site.keys(today), today, row.id, _LABEL, first(fields, "s"))
        draft = replace(read_draft(payload), language=language)
    except (PageStateExpired, PageStateDamaged, SealBroken):
        draft = fresh_draft(language)  # nothing that people wrote is in it
    page, go = first(fields, "p"), first(fields, "go") or "next"
    return CouncilRequest(site, CouncilPages(site, row), fields, draft, page, go, row)


def _go_on(visit: CouncilRequest, at: str, **values: str) -> str:
    """Show the page that somebody was on, with what they typed; else the first one there is."""
    joining = visit.row.council.state == "joining"
    if at == JOINED:
        return visit.show(JOINED, words=shown(phrase(visit.draft.phrase)), **values)
    if at == ANSWERS and visit.draft.member:
        return _answers(visit)
    typed = {"typed": safe(visit.first("c"))} if joining else filled(boxes(visit.fields))
    return visit.show(JOIN if joining else GROUP, **typed | values)


def _in_language(visit: CouncilRequest, language: str) -> str:
    known = language if language in visit.row.file.languages else visit.draft.language
    moved = replace(visit, draft=replace(visit.draft, language=known))
    if visit.page in ("", START):
        return visit.pages.show("begin", known, {})
    if visit.page == YOUNG:
        return visit.pages.show(YOUNG, known, {"state": moved.state()})
    return _go_on(moved, moved.draft.at)


def _accept(visit: CouncilRequest) -> PageResponse:
    """Exchange the printed code for six words; wrong and used ones look the same."""
    site, row, draft = visit.site, visit.row, visit.draft
    try:
        words, code = phrase(draft.phrase), visit.first("c")
        outcome = join(site.instance, row.id, code, draft.submission_id, words)
    except LetterboxShut:
        return _go_on(visit, JOIN, **visit.look(*SHUT))
    except InstanceUnsound:
        return _go_on(visit, JOIN, **visit.look(*BUSY_JOINING))
    if outcome == "closed":
        return visit.pages.message(draft.language, JOINING_ENDED)
    if outcome == "unknown" and site.ask("failed", row.id, request.environ).too_often:
        return later(_go_on(visit, JOIN, **visit.look(*MANY)))
    if outcome == "unknown":
        return _go_on(visit, JOIN, **visit.look(NO_SUCH_PRINTED_CODE, to="code"))
    notice = visit.notice(*JOINED_BEFORE) if outcome == "again" else ""
    return _go_on(visit, JOINED, notice=notice)


def _check(visit: CouncilRequest) -> str:
    """Return the page that asks for the words again; it says how they compare."""
    environment, language = visit.site.environment, visit.draft.language
    values = {"state": visit.state()}
    if visit.go == COMPARE:
        values |= compared(environment, language, phrase(visit.draft.phrase), visit.fields)
    return visit.pages.show(CHECK, language, values)


def _recognise(visit: CouncilRequest) -> PageResponse:
    """Show how the group answered to somebody who types a member's words."""
    site, row, number = visit.site, visit.row, _last_fed_back(visit.row)
    root = root_of(typed_words(visit.fields), row.id)
    if not number or not is_member(site.instance, row.id, number, root):
        if site.ask("failed", row.id, request.environ).too_often:
            return later(_go_on(visit, GROUP, **visit.look(*MANY)))
        marked = filled(boxes(visit.fields), ANY)
        return _go_on(visit, GROUP, **marked | visit.look(NOT_A_MEMBER, to=FIRST))
    return _answers(replace(visit, draft=replace(visit.draft, member=root)))


def _answers(visit: CouncilRequest) -> str:
    site, row, draft = visit.site, visit.row, visit.draft
    *before, release = site.feedback(row.id)
    own = ratings_by_round(site.instance, row.id, release.number + 1, draft.member)
    moved = replace(visit, draft=replace(draft, at=ANSWERS))
    values = {"state": moved.state()}
    return visit.pages.answers(release, before, own, draft.language, values)


def _break(visit: CouncilRequest) -> str:
    values = {"state": visit.state(), "carried": carried(_typed(visit))}
    return visit.pages.show("break", visit.draft.language, values)


def _typed(visit: CouncilRequest) -> dict[str, str | Sequence[str]]:
    return {name: visit.fields[name] for name in ("c", SIX) if any(visit.fields.get(name, ()))}


def _last_fed_back(row: CouncilRow) -> int:
    return max(row.council.fed_back, default=0)
