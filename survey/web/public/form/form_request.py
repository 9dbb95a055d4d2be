"""What came in hand with one request, and how the page that comes next is shown.

It knows the door, one study and one person's sealed draft for as long as a request lasts.
"""

from __future__ import annotations

import secrets
from binascii import a2b_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_plus

from flask import Response, abort, request

from survey.errors import PageStateDamaged, PageStateExpired, SealBroken
from survey.questionnaire.checking import SentFields
from survey.services.answering.answer_page import (
    REVIEW,
    Draft,
    Turn,
    entries_to_send,
    open_draft,
    seal_draft,
    without_pointers,
)
from survey.services.steps.send_response import six_words
from survey.web.public.app_state import LiveStudy, PublicState
from survey.web.public.form.pages import Filling
from survey.web.public.form.six_fields import SIX
from survey.web.public.sentences import DAMAGED, EXPIRED, LEFT_OUT, NOTHING_YET
from survey.web.public.support import support_html
from survey.web.rendering.frames import safe
from survey.web.rendering.localisation import best_language

PageResponse = str | Response

#: The first page of all, and the one for those who are too young: nothing is in hand on them.
START = "start"
YOUNG = "young"

#: Fields of one form: more than the largest questionnaire has places on a page.
_MOST_FIELDS = 5_000

#: Letters from which a value is read in the quick way.
_LONG = 1_000

_PLAIN_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class FormRequest:
    """One request: the page it came from, what was pressed, its fields and the draft.

    `lost` says why what was written before is gone, if it is.
    """

    door: PublicState
    study: LiveStudy
    fields: SentFields = field(repr=False)
    draft: Draft = field(repr=False)
    page: str
    go: str
    lost: str = ""

    def first(self, name: str) -> str:
        """Return the first value of a field, or nothing."""
        return first(self.fields, name)

    def with_draft(self, draft: Draft) -> FormRequest:
        """Return the same request with another draft in hand."""
        return replace(self, draft=draft)


def first(fields: SentFields, name: str) -> str:
    """Return the first value of a field, or nothing."""
    values = fields.get(name)
    return values[0] if values else ""


def fields_sent() -> SentFields:
    """Return the fields of the body; files, and what is too large, are refused."""
    kind = request.environ.get("CONTENT_TYPE", "").partition(";")[0]
    if kind.strip().lower() != _PLAIN_FORM:
        abort(415)
    body = request.get_data().decode("ascii", "replace")  # kept for the page of an error
    if body.count("&") >= _MOST_FIELDS:
        abort(413)
    return fields_in(body)


def fields_in(body: str) -> SentFields:
    """Return the fields of a body that have a value; of far too many only the first.

    Of six fields for words the empty ones are kept, so that each word stays in its place.
    """
    sent: dict[str, list[str]] = {}
    for piece in filter(None, body.split("&", _MOST_FIELDS)[:_MOST_FIELDS]):
        name, _, value = piece.partition("=")
        sent.setdefault(as_typed(name), []).append(as_typed(value))
    found = {
        name: values if name == SIX else list(filter(None, values)) for name, values in sent.items()
    }
    return {name: values for name, values in found.items() if values}


def as_typed(written: str) -> str:
    """Return a name or value of a form as it was before the browser wrote it with + and %41.

    The same as `unquote_plus`, which needs a tenth of a second for a text of the largest size: a
    long one is read as quoted-printable, which the interpreter reads by itself (measurement 0010).
    In a long one a % that begins no byte, which no browser writes, does not come out as it was.
    """
    if len(written) < _LONG:
        return unquote_plus(written, errors="replace")
    plain = written.encode().replace(b"+", b" ").replace(b"=", b"=3D")
    return a2b_qp(plain.replace(b"%", b"=")).decode("utf-8", "replace")


def take_in(door: PublicState, study: LiveStudy) -> FormRequest:
    """Return what came with the request: the draft in its page, or a new one and why."""
    fields = fields_sent()
    page, go = first(fields, "p"), first(fields, "go") or "next"
    token, lost = first(fields, "s"), ""
    if token:
        today = door.today()
        try:
            draft = open_draft(study.form, token, door.keys(today), today)
            return FormRequest(door, study, fields, draft, page, go)
        except PageStateExpired:
            lost = EXPIRED
        except (PageStateDamaged, SealBroken):
            lost = DAMAGED
    elif page not in ("", START):
        lost = DAMAGED
    draft = fresh_draft(spoken(study, first(fields, "l")))
    return FormRequest(door, study, fields, draft, page, go, lost)


def language_wanted(study: LiveStudy) -> str:
    """Return the language of a study that the browser asks for, or its first."""
    offered = study.form.questionnaire.languages
    return best_language(request.environ.get("HTTP_ACCEPT_LANGUAGE", ""), offered)


def spoken(study: LiveStudy, language: str) -> str:
    """Return a language of the study: the one asked for, or its first."""
    languages = study.form.questionnaire.languages
    return language if language in languages else languages[0]


def sealed(hand: FormRequest, draft: Draft) -> str:
    """Seal a draft into the text of the hidden field."""
    door, today = hand.door, hand.door.today()
    return seal_draft(hand.study.form, draft, door.keys(today), today, secrets.token_bytes(12))


def show(hand: FormRequest, turn: Turn, notice: str = "") -> str:
    """Show the page of a turn, with a notice above it."""
    if turn.page == REVIEW:
        return _review(hand, turn, notice)
    draft, pages = turn.draft, hand.study.pages
    values = {"state": sealed(hand, draft), "notice": notice}
    if turn.page.startswith("s."):
        filling = Filling(turn.shown, turn.ranks, turn.problems, draft.own)
        return pages.section(turn.page, draft.language, turn.path, filling, values)
    if turn.page.startswith("n."):
        return pages.note(turn.page, draft.language, turn.path, values)
    if turn.page == "support":
        return support(hand.with_draft(draft))
    return pages.plain(turn.page, draft.language, values, "kept" if draft.kept else "")


def beside(hand: FormRequest, name: str, kind: str = "", **values: str) -> str:
    """Show a page beside the road that carries what is in hand; of several kinds, the one named."""
    state = {"state": sealed(hand, hand.draft)}
    kind = kind or ("kept" if hand.draft.kept else "")
    return hand.study.pages.plain(name, hand.draft.language, state | values, kind)


def support(hand: FormRequest) -> str:
    """Show who can help, with what is in hand carried along."""
    draft, pages = hand.draft, hand.study.pages
    audience = hand.study.form.questionnaire.audience
    from_young = hand.page == YOUNG or hand.first("y") == YOUNG
    young = from_young or audience.young is not None
    y = YOUNG if from_young else ""
    along = {"s": sealed(hand, draft), "p": "support", "l": draft.language, "y": y}
    return support_html(
        hand.door.environment,
        pages.context(draft.language),
        draft.language,
        audience.regions,
        young,
        pages.look.action,
        carried(along),
        hand.fields if hand.go == "find" else {},
    )


def say(
    hand: FormRequest, sentences: Sequence[str], link: tuple[str, str] = ("", ""), code: str = ""
) -> str:
    """Show a page that only says something."""
    return hand.study.pages.message(hand.draft.language, sentences, link, code)


def later(page: str) -> Response:
    """Return a page with the status that says: not now (RFC 6585, 429)."""
    headers = {"Retry-After": "300"}
    return Response(page, status=429, headers=headers, content_type="text/html; charset=utf-8")


def _review(hand: FormRequest, turn: Turn, notice: str) -> str:
    draft = without_pointers(hand.study.form, turn.draft)
    pages, language = hand.study.pages, draft.language
    if draft.entries != turn.draft.entries:
        notice += pages.notice(language, *LEFT_OUT)
    form = hand.study.form
    if form.questionnaire.payment and not any(entries_to_send(form, draft).values()):
        notice += pages.notice(language, *NOTHING_YET)
    values = {"state": sealed(hand, draft), "notice": notice}
    values["receipt." + hand.first("r")] = " checked"
    return pages.review(language, turn.path, draft, values)


def carried(fields: Mapping[str, str | Sequence[str]]) -> str:
    """Return fields that a page carries along unseen, as HTML; some have several values."""
    return "".join(
        f'<input type="hidden" name="{name}" value="{safe(value)}">'
        for name, values in fields.items()
        for value in ([values] if isinstance(values, str) else values)
    )


def fresh_draft(language: str) -> Draft:
    """Return a draft with nothing in it yet, and words and a number of its own."""
    return Draft(secrets.token_bytes(16), six_words(), six_words(), language)
