"""Translations of a draft: side by side, what is missing, and files for translators."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from survey.errors import BadInput, DraftMovedOn, SurveyError
from survey.questionnaire.drafting.editing import with_languages, with_texts
from survey.questionnaire.languages import direction, language_name
from survey.questionnaire.translations.bounds import MOST_BYTES
from survey.services.overview.draft_questions import DraftSheet, draft_sheet
from survey.services.overview.draft_translations import side_by_side, translated_into
from survey.services.writing.edit_draft import edit_draft
from survey.services.writing.translate_draft import (
    TranslationForm,
    take_translation_back,
    translation_file,
)
from survey.web.desk.access import acting_instance, needs
from survey.web.desk.desk_page import error_text, number_of
from survey.web.desk.desk_state import desk_state
from survey.web.desk.writing_page import draft_page

translating = Blueprint("translating", __name__)

_AT = "/studies/<study_id>/translations"
_KINDS = {
    "xliff": "application/xliff+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: Texts on one page: a browser and a person have enough of these.
_A_PAGE = 30


@translating.get(_AT)
@needs("coordinator", "viewer")
def translations(study_id: str) -> Response:
    """Show one language beside the original."""
    return _page(draft_sheet(desk_state().instance, study_id))


@translating.post(_AT)
@needs("coordinator")
def save_translations(study_id: str) -> Response:
    """Save what was typed, add a language, or take a file of a translator back."""
    state, sheet = desk_state(), draft_sheet(desk_state().instance, study_id)
    go, language = request.form.get("go", "save"), request.form.get("language", "")
    address = f"/studies/{study_id}/translations"
    try:
        if go == "take":
            draft, new = take_translation_back(acting_instance(), study_id, _sent(), state.today())
            newest = draft_sheet(state.instance, draft.study_id)
            return _page(newest, said=f"{new} new texts are in version {newest.number}.")
        if go == "add":
            _add_language(sheet, request.form.get("new_language", "").strip())
        else:
            typed = _typed(sheet, language)
            edit_draft(
                acting_instance(),
                study_id,
                _base(),
                lambda data: with_texts(data, typed, language),
                state.today(),
                note=f"Words in {language}",
            )
            address += f"?language={language}&from={request.form.get('from', '0')}"
    except DraftMovedOn as error:
        return _page(sheet, wrong=error_text(error), status=409)
    except SurveyError as error:
        return _page(sheet, wrong=error_text(error), status=422)
    return redirect(address, code=303)


@translating.get("/studies/<study_id>/translations.<form>")
@needs("coordinator", "viewer")
def for_translator(study_id: str, form: str) -> Response:
    """Give the file for a translator into one language."""
    if form not in _KINDS:
        abort(404)
    language = request.args.get("language", "")
    kind: TranslationForm = "xlsx" if form == "xlsx" else "xliff"
    content = translation_file(desk_state().instance, study_id, language, kind)
    response = Response(content, content_type=_KINDS[form])
    name = f"{study_id}-{language}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _sent() -> bytes:
    sent = request.files.get("upload")
    if sent is None or not sent.filename:
        raise BadInput("No file was chosen.", kept="Nothing was changed.", do="Choose one first.")
    with sent.stream:
        return sent.stream.read(MOST_BYTES + 1)


def _add_language(sheet: DraftSheet, language: str) -> None:
    state = desk_state()
    if language_name(language) == language:
        raise BadInput(
            f"“{language[:20]}” is no language that is known here.",
            kept="Nothing was changed.",
            do="Write its two letters, such as fr.",
        )

    def change(data: object) -> dict[str, object]:
        return with_languages(data, (*sheet.languages, language))

    study_id = sheet.draft.study_id
    note = f"{language} added"
    edit_draft(acting_instance(), study_id, _base(), change, state.today(), note=note)


def _typed(sheet: DraftSheet, language: str) -> dict[tuple[str | int, ...], str]:
    return {
        one.path: request.form.get(f"text-{one.name}", "")
        for one in side_by_side(sheet.asked, sheet.aside, language)
        if f"text-{one.name}" in request.form
        and request.form[f"text-{one.name}"].replace("\r\n", "\n").strip() != one.translation
    }


def _base() -> int:
    said = request.form.get("base", "")
    return number_of(said) or 0


def _page(sheet: DraftSheet, *, wrong: str = "", said: str = "", status: int = 200) -> Response:
    found = translated_into(sheet.asked)
    listed = [one.language for one in found]
    language = request.values.get("language", "")
    if language not in listed:
        language = listed[0] if listed else ""
    units = side_by_side(sheet.asked, sheet.aside, language) if language else ()
    only_missing = request.values.get("missing") == "yes"
    if only_missing:
        units = tuple(one for one in units if not one.translation)
    first = request.values.get("from", "0")
    start = min(number_of(first) or 0, max(0, len(units) - 1))
    start -= start % _A_PAGE
    return draft_page(
        "desk/draft_translations.html",
        sheet,
        status=status,
        found=found,
        language=language,
        language_name=language_name,
        direction=direction(language or "en"),
        units=units[start : start + _A_PAGE],
        count=len(units),
        start=start,
        step=_A_PAGE,
        only_missing=only_missing,
        typed=request.form,
        wrong=wrong,
        said=said,
    )
