"""What members wrote in a round, for moderators: unlocked with their six words, and made ideas of.

Texts are shown to whoever typed six words in this browser, for a sitting, and kept nowhere else.
"""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from survey.delphi.files.plans import RoundPlan
from survey.delphi.form.round_form import CHANGED_WHY
from survey.errors import Refused, StudyStateWrong, SurveyError
from survey.services.councils.change_statements import StatementsAt, add_ideas
from survey.services.councils.keep_round_words import (
    RoundText,
    begin_to_read_round,
    let_moderator_in,
    moderators_to_let_in,
    set_round_words_aside,
    texts_of_round,
    use_texts,
)
from survey.services.councils.weigh_round_risk import decide_round_risk, flag_round_text
from survey.services.overview.round_risks import round_risks
from survey.services.overview.round_to_write import RoundSheet, round_sheet
from survey.services.steps.reading_words import WordsKey
from survey.storage.council.council_rows import round_id
from survey.web.desk.access import acting_instance, current_staff, needs, token_of_browser
from survey.web.desk.council_round import round_page, saving, typed_version
from survey.web.desk.desk_page import error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.own_pages import TOO_MANY
from survey.web.desk.words_forms import DECISION_WORDS

round_words = Blueprint("round_words", __name__)

_HERE = "/councils/<council_id>/words"
_LOCKED = "The words are locked. Type your six words."
_FLAGGED = "It is flagged. Two moderators decide what is done; tell the second one now."


@round_words.get(_HERE)
@needs("moderator")
def read(council_id: str) -> Response:
    """Show the texts of the latest round, or ask for six words."""
    return _page(council_id)


@round_words.post(_HERE)
@needs("moderator")
def unlock(council_id: str) -> Response:
    """Take the six words of a moderator, and begin a sitting."""
    state, staff = desk_state(), current_staff()
    typed = request.form.get("six_words", "")
    if not state.tries.may_try(staff.name, "six words", state.now()):
        return _page(council_id, wrong=TOO_MANY, status=429)
    try:
        key = begin_to_read_round(
            acting_instance(), council_id, staff.account_id, typed, state.today()
        )
    except SurveyError as error:
        return _page(council_id, wrong=error_text(error), status=422)
    state.sittings.begin(token_of_browser(), key, staff.account_id, staff.name)
    return redirect(f"/councils/{council_id}/words", 303)


@round_words.post(f"{_HERE}/ideas")
@needs("moderator")
def keep(council_id: str) -> Response:
    """Keep what a moderator wrote of the texts as ideas of the next round."""
    sheet = round_sheet(desk_state().instance, council_id)
    key = _key(sheet)
    if key is None:
        return _page(council_id, wrong=_LOCKED, status=422)
    texts = {one.id.hex(): one for one in texts_of_round(desk_state().instance, key)}
    written = {
        name: request.form.get(f"idea-{name}", "").strip()
        for name in texts
        if request.form.get(f"idea-{name}", "").strip()
    }
    ideas = [(words, _is_quoted(texts[name], words)) for name, words in written.items()]
    at = StatementsAt(acting_instance(), council_id, typed_version(), saving("ideas"))
    if any(texts[name].is_held for name in written):
        held = "Two moderators decide first of a text that you used."
        return _page(council_id, wrong=f"{held} Nothing was kept.", status=422)
    try:
        add_ideas(at, ideas)
        use_texts(desk_state().instance, key, [texts[name].id for name in written])
    except SurveyError as error:
        return _page(council_id, wrong=error_text(error), status=422)
    return redirect(f"/councils/{council_id}/statements", 303)


@round_words.post(f"{_HERE}/risk")
@needs("moderator")
def weigh(council_id: str) -> Response:
    """Flag a text as a possible current risk, or say what is to be done of one."""
    key = _key(round_sheet(desk_state().instance, council_id))
    if key is None:
        return _page(council_id, wrong=_LOCKED, status=422)
    form, name, today = request.form, current_staff().name, desk_state().today()
    flagged = form.get("flag", "")
    instance, text_id = acting_instance(), _id_of(flagged or form.get("text", ""))
    try:
        if flagged:
            flag_round_text(instance, council_id, key, text_id, name, today)
            return _page(council_id, said=_FLAGGED)
        typed = (form.get("decision", ""), form.get("reason", ""))
        decide_round_risk(instance, council_id, key, text_id, name, typed, today)
    except SurveyError as error:
        return _page(council_id, wrong=error_text(error), status=422)
    return redirect(f"/councils/{council_id}/words", 303)


@round_words.post(f"{_HERE}/set-aside")
@needs("moderator")
def set_aside(council_id: str) -> Response:
    """Remove texts that nobody can read any more, so that trustees can open them anew."""
    if "sure" not in request.form:
        return _page(council_id, wrong="Tick that you know what begins again.", status=422)
    state = desk_state()
    sheet = round_sheet(state.instance, council_id)
    try:
        erased = set_round_words_aside(acting_instance(), council_id, state.today())
    except SurveyError as error:
        return _page(council_id, wrong=error_text(error), status=422)
    state.sittings.end_of_study(_study_of(sheet))
    said = "The texts are removed. Trustees can open them anew."
    if not erased:
        said += " The database was busy: erased bytes lie in its log until the next mix."
    return _page(council_id, said=said)


@round_words.post(f"{_HERE}/let-in")
@needs("moderator")
def let_in(council_id: str) -> Response:
    """Let a moderator read who made their six words after the texts were opened."""
    key = _key(round_sheet(desk_state().instance, council_id))
    if key is None:
        return _page(council_id, wrong=_LOCKED, status=422)
    account, today = request.form.get("account", ""), desk_state().today()
    try:
        let_moderator_in(acting_instance(), council_id, key, account, today)
    except SurveyError as error:
        return _page(council_id, wrong=error_text(error), status=422)
    return redirect(f"/councils/{council_id}/words", 303)


@round_words.post(f"{_HERE}/lock")
@needs("moderator")
def lock(council_id: str) -> Response:
    """End the sitting."""
    desk_state().sittings.end(token_of_browser())
    return redirect(f"/councils/{council_id}", 303)


def _is_quoted(text: RoundText, words: str) -> bool:
    """Tell whether these are the writer's own words, who lets them be quoted."""
    return text.may_quote and "".join(words.split()) == "".join(text.words.split())


def _id_of(typed: str) -> bytes:
    """Return the id of a text as a form sends it; that of none where it is damaged."""
    try:
        return bytes.fromhex(typed)
    except ValueError:
        return b""


def _study_of(sheet: RoundSheet) -> str:
    return round_id(sheet.council_id, max(sheet.number - 1, 1))


def _key(sheet: RoundSheet) -> WordsKey | None:
    """Return the key of a sitting with the latest round, in this browser."""
    try:
        return desk_state().sittings.of(token_of_browser(), _study_of(sheet)).key
    except Refused:
        return None


def _page(council_id: str, *, wrong: str = "", said: str = "", status: int = 200) -> Response:
    sheet = round_sheet(desk_state().instance, council_id)
    key = _key(sheet)
    try:
        texts = texts_of_round(desk_state().instance, key) if key else ()
    except StudyStateWrong:
        texts, key = (), None
    return round_page(
        "desk/round_words.html",
        sheet,
        end="/statements",
        status=status,
        wrong=wrong,
        said=said,
        unlocked=key is not None,
        to_decide=[one for one in texts if one.is_held],
        risks=round_risks(desk_state().instance, council_id),
        decisions=DECISION_WORDS,
        chosen=request.form,
        to_let_in=moderators_to_let_in(desk_state().instance, council_id, key) if key else (),
        subjects=_subjects(sheet.plans[-1], texts) if sheet.plans else [],
        gathers=bool(sheet.plans) and sheet.plans[-1].kind == "gather",
        typed={name: value for name, value in request.form.items() if name.startswith("idea-")},
        base=typed_version() or sheet.version,
    )


def _subjects(
    plan: RoundPlan, texts: tuple[RoundText, ...]
) -> list[tuple[str, str, list[RoundText]]]:
    """Return what texts were written to: its id, its words, and the texts that are not held."""
    asked = [
        (one.id, one.text) for part in (plan.prompts, plan.statements, plan.terms) for one in part
    ]
    subjects = [(id_, text.in_language("")) for id_, text in asked]
    if plan.ask_changed:
        subjects.append((CHANGED_WHY, "What led to other ratings, of all statements together"))
    return [
        (id_, said, [one for one in texts if one.about == id_ and not one.is_held])
        for id_, said in subjects
    ]
