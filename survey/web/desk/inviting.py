"""Inviting: the address, cards with codes, texts to send, and other ways to take part.

Files with codes go to the browser that asked for them, once, and are kept nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from flask import Blueprint, abort, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField

from survey.errors import BadInput, StudyUnknown, SurveyError
from survey.questionnaire.catalogues import spoken
from survey.questionnaire.languages import english_name
from survey.services.overview.describe_studies import describe_study
from survey.services.overview.list_drafts import list_drafts
from survey.services.overview.study_as_asked import study_as_asked
from survey.services.studies.invite_people import (
    MOST_AT_ONCE,
    Invited,
    code_sheet,
    create_invitations,
    replace_invitation,
    see_invitations,
)
from survey.storage.instance import Instance
from survey.studies.askings import ASKINGS
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.account_forms import choices_of
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.desk_words import about
from survey.web.desk.number_fields import WholeNumberField
from survey.web.desk.study_tabs import tabs_of
from survey.web.paper.large_print import OnPaper, large_print
from survey.web.paper.paper_files import ON_A_SHEET, card_sheets, poster
from survey.web.paper.texts_to_send import calendar, occasion_of, texts_to_send

inviting = Blueprint("inviting", __name__)

#: Cards that are drawn while somebody waits for them: thirty sheets.
MOST_CARDS_AT_ONCE = 30 * ON_A_SHEET

_PDF, _CSV, _CALENDAR = "application/pdf", "text/csv; charset=utf-8", "text/calendar; charset=utf-8"
_FILE = re.compile(r"(poster|days|paper)-([A-Za-z-]{2,6})\.(?:pdf|ics)")
_TEXTS = {
    "invitation": "Invitation",
    "reminder": "Reminder, the same for everybody",
    "thanks": "Thanks",
    "partner-page": "Words for a partner’s page",
}


class CardsForm(FlaskForm):  # type: ignore[misc]
    """How many cards, for whom, and in which language."""

    count = WholeNumberField("How many new cards?", default=60)
    partner = StringField("For whom, if you want to know later")
    language = SelectField("Language of the cards", validate_choice=False)


class ReplaceCardForm(FlaskForm):  # type: ignore[misc]
    """The code that is to work no more."""

    code = StringField("The code on the old card")
    language = SelectField("Language of the new card", validate_choice=False)


@inviting.get("/studies/<study_id>/invitations")
@needs("coordinator", "viewer")
def show_invitations(study_id: str) -> Response:
    """Show how people come to a study, and what was made of cards; of a draft, what comes."""
    try:
        return _page(study_id)
    except StudyUnknown:
        return _of_draft(study_id)


@inviting.post("/studies/<study_id>/invitations")
@needs("coordinator")
def make_cards(study_id: str) -> Response:
    """Make cards, or a list of codes, and send it to the browser."""
    form, invited = CardsForm(), see_invitations(_instance(), study_id)
    language = _language(invited, form.language.data)
    as_list = request.form.get("as") == "list"
    try:
        count = _count(form.count.data, as_list=as_list)
        made: list[bytes] = []
        draw = _list_of if as_list else _cards_of
        today = desk_state().today()
        hand_out = _drawing(invited, language, draw, made)
        create_invitations(
            acting_instance(), study_id, count, form.partner.data or "", today, hand_out
        )
    except SurveyError as error:
        return _page(study_id, cards=form, wrong=error_text(error), status=422)
    return _download(made[0], "codes.csv" if as_list else "cards.pdf")


@inviting.post("/studies/<study_id>/invitations/replace")
@needs("coordinator")
def replace_card(study_id: str) -> Response:
    """Let one card work no more, and send another to the browser."""
    form, invited = ReplaceCardForm(), see_invitations(_instance(), study_id)
    language, made = _language(invited, form.language.data), list[bytes]()
    try:
        hand_out = _drawing(invited, language, _cards_of, made)
        code, today = form.code.data or "", desk_state().today()
        replace_invitation(acting_instance(), study_id, code, today, hand_out)
    except SurveyError as error:
        return _page(study_id, old=form, wrong=error_text(error), status=422)
    return _download(made[0], "card.pdf")


@inviting.get("/studies/<study_id>/invitations/texts")
@needs("coordinator", "viewer")
def show_texts(study_id: str) -> Response:
    """Show texts to send, in each language."""
    invited = see_invitations(_instance(), study_id)
    occasion = occasion_of(invited)
    texts = [
        (code, english_name(code), [(_TEXTS[name], text) for name, text in said.items()])
        for code in _printable(invited)
        for said in (texts_to_send(occasion, code),)
    ]
    return desk_page(
        "desk/texts_to_send.html",
        here=f"/studies/{study_id}",
        study=describe_study(_instance(), study_id),
        texts=texts,
        by_codes=invited.by_codes,
    )


@inviting.get("/studies/<study_id>/invitations/files/<name>")
@needs("coordinator", "viewer")
def file_to_print(study_id: str, name: str) -> Response:
    """Make a poster, days for a calendar, or the questionnaire in large print, in one language."""
    invited, found = see_invitations(_instance(), study_id), _FILE.fullmatch(name)
    if found is None:
        abort(404)
    kind, language = found.groups()
    if kind == "paper" and language in invited.languages:
        asked = study_as_asked(_instance(), study_id)
        told = OnPaper(asked.organisation, asked.safeguarding, asked.practice, code=asked.by_codes)
        return _download(large_print(asked.questionnaire, language, told), name)
    if language not in _printable(invited):
        abort(404)
    if kind == "days":
        made = calendar(occasion_of(invited), language, desk_state().now())
        return _download(made.encode(), name)
    needs_code = not invited.by_address
    return _download(
        poster(invited.address, language, needs_code=needs_code, practice=invited.practice), name
    )


def _page(
    study_id: str,
    *,
    cards: CardsForm | None = None,
    old: ReplaceCardForm | None = None,
    wrong: str = "",
    status: int = 200,
) -> Response:
    invited, study = see_invitations(_instance(), study_id), describe_study(_instance(), study_id)
    cards = cards or CardsForm(formdata=None)
    old = old or ReplaceCardForm(formdata=None)
    languages = choices_of((code, english_name(code)) for code in invited.languages)
    cards.language.choices = old.language.choices = languages
    return desk_page(
        "desk/invitations.html",
        status=status,
        here=f"/studies/{study_id}",
        study=study,
        tabs=tabs_of(study_id, is_draft=False),
        tab=f"/studies/{study_id}/invitations",
        invited=invited,
        cards=cards,
        old=old,
        wrong=wrong,
        may_make=current_staff().may(("coordinator",), study_id),
        answered=about(study.counted),
        languages=[(code, english_name(code)) for code in invited.languages],
        printable=[(code, english_name(code)) for code in _printable(invited)],
        on_a_sheet=ON_A_SHEET,
        most=MOST_CARDS_AT_ONCE,
    )


def _of_draft(study_id: str) -> Response:
    draft = next((one for one in list_drafts(_instance()) if one.study_id == study_id), None)
    if draft is None:
        abort(404)
    return desk_page(
        "desk/invitations_later.html",
        here=f"/studies/{study_id}",
        item=draft,
        by_codes=ASKINGS[draft.asking].invitation == "codes",
        tabs=tabs_of(study_id, is_draft=True),
        tab=f"/studies/{study_id}/invitations",
    )


def _drawing(
    invited: Invited,
    language: str,
    draw: Callable[[Invited, Sequence[str], str], bytes],
    made: list[bytes],
) -> Callable[[Sequence[str]], None]:
    """Return what takes codes and draws them; codes work only once that is done."""
    return lambda codes: made.append(draw(invited, codes, language))


def _cards_of(invited: Invited, codes: Sequence[str], language: str) -> bytes:
    return card_sheets(codes, invited.address, language, practice=invited.practice)


def _list_of(invited: Invited, codes: Sequence[str], _language: str) -> bytes:
    return code_sheet(codes, invited.address).encode()


def _count(count: int | None, *, as_list: bool) -> int:
    most = MOST_AT_ONCE if as_list else MOST_CARDS_AT_ONCE
    if count is None or not 1 <= count <= most:
        raise BadInput(
            f"Write a number from 1 to {most:,}.",
            kept="No code was made.",
            do="" if as_list else f"More than {most} can be made as a list, or in several goes.",
        )
    return count


def _download(content: bytes, name: str) -> Response:
    kind = {"pdf": _PDF, "csv": _CSV, "ics": _CALENDAR}[name.rpartition(".")[2]]
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(content, content_type=kind, headers=headers)


def _language(invited: Invited, wanted: str | None) -> str:
    return wanted if wanted in invited.languages else invited.languages[0]


def _printable(invited: Invited) -> Sequence[str]:
    """Return the languages of a study that there are texts and posters in."""
    return tuple(dict.fromkeys(spoken(code) for code in invited.languages))


def _instance() -> Instance:
    return desk_state().instance
