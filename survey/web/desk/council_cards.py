"""Code cards of a council: made while people can join, and sent to the browser, once.

Codes are kept nowhere, and nobody can see which was used.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, request
from werkzeug.wrappers import Response

from survey.errors import BadInput, SurveyError
from survey.questionnaire.languages import english_name
from survey.services.councils.create_council import code_list, invite_more
from survey.services.overview.watch_council import CouncilWatch, watch_council
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.council_tabs import council_tabs
from survey.web.desk.council_words import council_chip
from survey.web.desk.desk_page import desk_page, error_text, number_of
from survey.web.desk.desk_state import desk_state
from survey.web.paper.paper_files import ON_A_SHEET, card_sheets

council_cards = Blueprint("council_cards", __name__)

_HERE = "/councils/<council_id>/cards"


@council_cards.get(_HERE)
@needs("coordinator", "viewer")
def cards(council_id: str) -> Response:
    """Show how many codes were made, and whether more can be."""
    return _page(_watched(council_id))


@council_cards.post(_HERE)
@needs("coordinator")
def make_cards(council_id: str) -> Response:
    """Make cards, or a list of codes, and send it to the browser."""
    watched = _watched(council_id)
    as_list, made = request.form.get("as") == "list", list[bytes]()
    address = _address(council_id)
    language = request.form.get("language", "")
    language = language if language in watched.languages else watched.languages[0]

    def hand_out(codes: Sequence[str]) -> None:
        given = codes, address, language
        cards = card_sheets(*given, practice=watched.practice, of_council=True)
        made.append(code_list(codes, address).encode() if as_list else cards)

    try:
        count = number_of(request.form.get("count", "").strip()) or 0
        if count < 1:
            raise BadInput("Write a number from 1 on.", kept="No code was made.")
        invite_more(acting_instance(), council_id, count, hand_out, desk_state().today())
    except SurveyError as error:
        return _page(watched, wrong=error_text(error), status=422)
    kind, name = (
        ("text/csv; charset=utf-8", "codes.csv")
        if as_list
        else (
            "application/pdf",
            "cards.pdf",
        )
    )
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(made[0], content_type=kind, headers=headers)


def _watched(council_id: str) -> CouncilWatch:
    return watch_council(desk_state().instance, council_id, desk_state().now())


def _address(council_id: str) -> str:
    return f"{desk_state().instance.settings.address_of_site}/c/{council_id}"


def _page(watched: CouncilWatch, *, wrong: str = "", status: int = 200) -> Response:
    return desk_page(
        "desk/council_cards.html",
        status=status,
        here=f"/councils/{watched.id}/cards",
        watched=watched,
        chip=council_chip(watched.state, len(watched.rounds)),
        tabs=council_tabs(watched.id),
        address=_address(watched.id),
        may_make=current_staff().may(("coordinator",), watched.id),
        languages=[(code, english_name(code)) for code in watched.languages],
        language=request.form.get("language", watched.languages[0]),
        count=request.form.get("count", str(_wanted(watched))),
        on_a_sheet=ON_A_SHEET,
        wrong=wrong,
    )


def _wanted(watched: CouncilWatch) -> int:
    """Return how many cards are likely to be wanted: those that were planned, then one."""
    return min(max(watched.planned - watched.invited, 1), max(watched.codes_left, 1))
