"""A council's own address: joining with a printed code, and how the group answered.

It turns requests into calls of the services. It keeps nothing, and learns no name.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

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
from survey.services.answering.answer_page import Draft, read_draft, write_draft
from survey.services.councils.join_council import join
from survey.services.councils.recognise_member import is_member, last_ratings, root_of
from survey.storage.council.council_rows import CouncilRow
from survey.web.guards import open_to_all
from survey.web.public.app_state import PublicState
from survey.web.public.council.council_pages import CouncilPages
from survey.web.public.form.copying import CHECK, COMPARE, compared
from survey.web.public.form.form_request import (
    START,
    YOUNG,
    PageResponse,
    carried,
    fields_sent,
    first,
    fresh_draft,
    later,
)
from survey.web.public.form.looking import look
from survey.web.public.form.six_fields import ANY, FIRST, SIX, boxes, filled, shown, typed_words
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
from survey.web.rendering.localisation import best_language, speaker

council = Blueprint("council", __name__)


#: The pages: to join, to be shown six words, the group's own, and how it answered.
JOIN, JOINED, GROUP, ANSWERS = "join", "joined", "group", "answers"

#: Bytes of what travels sealed in each of these pages; all have this size.
_STATE_SIZE = 512
_LABEL = b"council"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: the council as it stands, the page that it came from, and what was pressed."""

    door: PublicState
    row: CouncilRow
    pages: CouncilPages
    fields: SentFields = field(repr=False)
    draft: Draft = field(repr=False)
    page: str
    go: str

    def first(self, name: str) -> str:
        """Return the first value of a field, or nothing."""
        return first(self.fields, name)

    def state(self) -> str:
        """Return what is in hand, sealed for the hidden field."""
        door, today = self.door, self.door.today()
        return seal_state(
            door.keys(today).key_for(today),
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
    door: PublicState = current_app.extensions["door"]
    row = door.council(council_id)
    wanted = request.environ.get("HTTP_ACCEPT_LANGUAGE", "")
    language = best_language(wanted, row.file.languages)
    return CouncilPages(door, row).show("begin", language, {})


@council.post("/c/<council_id>")
@open_to_all
def take_part(council_id: str) -> PageResponse:
    """Take in a page and show the next one."""
    door: PublicState = current_app.extensions["door"]
    visit = _visit(door, door.council(council_id), fields_sent())
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
        return _support(visit)
    return _go_on(visit, GROUP if visit.go == GROUP else visit.draft.at)


def _visit(door: PublicState, row: CouncilRow, fields: SentFields) -> Visit:
    offered, wanted, today = row.file.languages, first(fields, "l"), door.today()
    language = wanted if wanted in offered else offered[0]
    try:
        payload = open_state(door.keys(today), today, row.id, _LABEL, first(fields, "s"))
        draft = replace(read_draft(payload), language=language)
    except (PageStateExpired, PageStateDamaged, SealBroken):
        draft = fresh_draft(language)  # nothing that people wrote is in it
    page, go = first(fields, "p"), first(fields, "go") or "next"
    return Visit(door, row, CouncilPages(door, row), fields, draft, page, go)


def _go_on(visit: Visit, at: str, **values: str) -> str:
    """Show the page that somebody was on, with what they typed; else the first one there is."""
    joining = visit.row.council.state == "joining"
    if at == JOINED:
        return visit.show(JOINED, words=shown(phrase(visit.draft.phrase)), **values)
    if at == ANSWERS and visit.draft.member:
        return _answers(visit)
    typed = {"typed": safe(visit.first("c"))} if joining else filled(boxes(visit.fields))
    return visit.show(JOIN if joining else GROUP, **typed | values)


def _in_language(visit: Visit, language: str) -> str:
    known = language if language in visit.row.file.languages else visit.draft.language
    moved = replace(visit, draft=replace(visit.draft, language=known))
    if visit.page in ("", START):
        return visit.pages.show("begin", known, {})
    if visit.page == YOUNG:
        return visit.pages.show(YOUNG, known, {"state": moved.state()})
    return _go_on(moved, moved.draft.at)


def _accept(visit: Visit) -> PageResponse:
    """Exchange the printed code for six words; wrong and used ones look the same."""
    door, row, draft = visit.door, visit.row, visit.draft
    speak = speaker(draft.language)
    try:
        words, code = phrase(draft.phrase), visit.first("c")
        outcome = join(door.instance, row.id, code, draft.submission_id, words)
    except LetterboxShut:
        return _go_on(visit, JOIN, **_look(visit, *map(speak, SHUT)))
    except InstanceUnsound:
        return _go_on(visit, JOIN, **_look(visit, *map(speak, BUSY_JOINING)))
    if outcome == "closed":
        return visit.pages.message(draft.language, JOINING_ENDED)
    if outcome == "unknown" and door.ask("failed", row.id, request.environ).too_often:
        return later(_go_on(visit, JOIN, **_look(visit, *map(speak, MANY))))
    if outcome == "unknown":
        return _go_on(visit, JOIN, **_look(visit, speak(NO_SUCH_PRINTED_CODE), to="code"))
    notice = visit.pages.notice(draft.language, *JOINED_BEFORE) if outcome == "again" else ""
    return _go_on(visit, JOINED, notice=notice)


def _check(visit: Visit) -> str:
    """Return the page that asks for the words again; it says how they compare."""
    environment, language = visit.door.environment, visit.draft.language
    values = {"state": visit.state()}
    if visit.go == COMPARE:
        values |= compared(environment, language, phrase(visit.draft.phrase), visit.fields)
    return visit.pages.show(CHECK, language, values)


def _recognise(visit: Visit) -> PageResponse:
    """Show how the group answered to somebody who types a member's words."""
    door, row, number = visit.door, visit.row, _last_fed_back(visit.row)
    speak = speaker(visit.draft.language)
    root = root_of(typed_words(visit.fields), row.id)
    if not number or not is_member(door.instance, row.id, number, root):
        if door.ask("failed", row.id, request.environ).too_often:
            return later(_go_on(visit, GROUP, **_look(visit, *map(speak, MANY))))
        marked = filled(boxes(visit.fields), ANY)
        return _go_on(visit, GROUP, **marked | _look(visit, speak(NOT_A_MEMBER), to=FIRST))
    return _answers(replace(visit, draft=replace(visit.draft, member=root)))


def _answers(visit: Visit) -> str:
    door, row, draft = visit.door, visit.row, visit.draft
    release = next(one for one in door.feedback(row.id) if one.number == _last_fed_back(row))
    own = last_ratings(door.instance, row.id, release.number + 1, draft.member)
    moved = replace(visit, draft=replace(draft, at=ANSWERS))
    return visit.pages.answers(release, own, draft.language, {"state": moved.state()})


def _break(visit: Visit) -> str:
    values = {"state": visit.state(), "carried": carried(_typed(visit))}
    return visit.pages.show("break", visit.draft.language, values)


def _support(visit: Visit) -> str:
    from_young = visit.page == YOUNG or visit.first("y") == YOUNG
    along = _typed(visit) | {
        "s": visit.state(),
        "p": "support",
        "l": visit.draft.language,
        "y": YOUNG if from_young else "",
    }
    found = visit.fields if visit.go == "find" else {}
    return visit.pages.support(visit.draft.language, from_young, carried(along), found)


def _typed(visit: Visit) -> dict[str, str | Sequence[str]]:
    return {name: visit.fields[name] for name in ("c", SIX) if any(visit.fields.get(name, ()))}


def _last_fed_back(row: CouncilRow) -> int:
    return max(row.council.fed_back, default=0)


def _look(visit: Visit, *sentences: str, to: str = "") -> dict[str, str]:
    return look(visit.door.environment, visit.draft.language, sentences, to)
