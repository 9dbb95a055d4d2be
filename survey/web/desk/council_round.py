"""The next round of a council as a form: what kind it is, its words, and what it asks.

What it says is kept in the round's file; the file is the truth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from survey.delphi.files.round_as_written import ITEMS, PROMPTS, parts_of
from survey.delphi.files.round_editing import in_file
from survey.delphi.life.council_life import RoundKind
from survey.errors import BadInput, SurveyError
from survey.services.councils.write_round import edit_round, restore_round, save_round
from survey.services.overview.ready_made import ready_made_text
from survey.services.overview.round_to_write import RoundSheet, round_sheet, round_versions
from survey.services.steps.round_keeping import RoundSaving
from survey.web.desk.access import acting_instance, acting_role, current_staff, needs
from survey.web.desk.council_tabs import council_tabs
from survey.web.desk.council_words import KIND_WORDS, council_chip
from survey.web.desk.desk_page import desk_page, error_text, number_of
from survey.web.desk.desk_state import desk_state
from survey.web.desk.language_fields import WordsField, typed_words, words_field

council_round = Blueprint("council_round", __name__)

_AT = "/councils/<council_id>/round"
#: The lists of a round: the most things in one, what a thing is called, and its further texts.
_LISTS: dict[str, tuple[int, str, tuple[tuple[str, str], ...]]] = {
    "prompts": (PROMPTS, "Question", ()),
    "terms": (
        40,
        "Word",
        (
            ("help", "What it means, or where it is used"),
            ("in_favour", "Reasons in favour, in your words"),
            ("against", "Reasons against, in your words"),
        ),
    ),
    "items": (ITEMS, "Thing to put in order", ()),
}
_STEMS = {"prompts": "question", "terms": "word", "items": "thing"}
#: Texts of every round: its key, its label, a hint, and how many lines it has.
_TEXTS = (
    ("title", "Title", "", 1),
    ("introduction", "Introduction", "What members read first.", 4),
    ("content_note", "Content note", "At most 60 words on what comes, or nothing.", 2),
)
_WHY_CHANGED = (
    "why_changed",
    "Why members changed ratings, in your words",
    "They were asked in the last round. Members read it at the beginning of this one.",
    4,
)
_BLANK = 2


def round_page(
    template: str, sheet: RoundSheet, *, end: str, status: int = 200, **values: object
) -> Response:
    """Return a page about the round that is written now, in the frame of its council."""
    return desk_page(
        template,
        status=status,
        here=f"/councils/{sheet.council_id}{end}",
        sheet=sheet,
        chip=council_chip(sheet.state, len(sheet.plans)),
        tabs=council_tabs(sheet.council_id),
        may_write=current_staff().may(("coordinator", "moderator"), sheet.council_id)
        and not sheet.over,
        kinds=KIND_WORDS,
        **values,
    )


def saving(note: str) -> RoundSaving:
    """Return by whom and when something is saved now."""
    return RoundSaving(desk_state().today(), acting_role(), note[:200])


def typed_version() -> int:
    """Return the version that a form was read from."""
    return number_of(request.form.get("base", "")) or 0


@council_round.get(_AT)
@needs("coordinator", "moderator", "viewer")
def look(council_id: str) -> Response:
    """Show the form of the next round, or what it can begin with."""
    return _page(council_id)


@council_round.post(_AT)
@needs("coordinator", "moderator")
def save(council_id: str) -> Response:
    """Keep what was typed as the next version."""
    sheet = round_sheet(desk_state().instance, council_id)
    return _saved(
        council_id,
        lambda: edit_round(
            acting_instance(), council_id, typed_version(), _typed(sheet), saving("form")
        ),
    )


@council_round.post(f"{_AT}/begin")
@needs("coordinator", "moderator")
def begin(council_id: str) -> Response:
    """Begin the next round, with ready-made words or with none; or make it another kind."""
    kind = next((one for one in KIND_WORDS if one == request.form.get("kind", "")), None)

    def make() -> int:
        if kind is None:
            raise BadInput("Choose what kind of round it is.", kept="Nothing was changed.")
        base = typed_version()
        sheet = round_sheet(desk_state().instance, council_id)
        if request.form.get("ready_made") and not base:
            name = kind.replace(" ", "-")
            text = ready_made_text("councils", name, ",".join(sheet.languages))
            return save_round(acting_instance(), council_id, base, text, saving(f"begun: {kind}"))
        change = _of_kind(kind)
        return edit_round(acting_instance(), council_id, base, change, saving(f"kind: {kind}"))

    return _saved(council_id, make)


@council_round.get(f"{_AT}/file")
@needs("coordinator", "moderator", "viewer")
def file(council_id: str) -> Response:
    """Show the file of the next round with its problems and versions."""
    return _file_page(council_id)


@council_round.post(f"{_AT}/file")
@needs("coordinator", "moderator")
def save_file(council_id: str) -> Response:
    """Save the text as it was typed, or a file that was sent, as the next version."""
    sent, typed = request.files.get("upload"), request.form.get("file", "")
    content: str | bytes = typed
    if sent is not None and sent.filename:
        with sent.stream:
            content = sent.stream.read(1_000_001)
    try:
        note = request.form.get("note", "")
        save_round(acting_instance(), council_id, typed_version(), content, saving(note))
    except SurveyError as error:
        return _file_page(council_id, typed, error, 422)
    return redirect(f"/councils/{council_id}/round/file", 303)


@council_round.post(f"{_AT}/restore")
@needs("coordinator", "moderator")
def restore(council_id: str) -> Response:
    """Bring an old version back as the newest one."""
    number = number_of(request.form.get("number", "")) or 0
    try:
        note = saving(f"version {number} brought back")
        restore_round(acting_instance(), council_id, number, note)
    except SurveyError as error:
        return _file_page(council_id, None, error, 422)
    return redirect(f"/councils/{council_id}/round/file", 303)


@council_round.get(f"{_AT}.yaml")
@needs("coordinator", "moderator", "viewer")
def take_file(council_id: str) -> Response:
    """Give the file of a version."""
    version = number_of(request.args.get("version", ""))
    sheet = round_sheet(desk_state().instance, council_id, version)
    response = Response(sheet.file, content_type="text/plain; charset=utf-8")
    name = f"{council_id}-round-{sheet.number}-{sheet.version}.yaml"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _saved(council_id: str, make: Callable[[], int]) -> Response:
    try:
        make()
    except SurveyError as error:
        return _page(council_id, wrong=error_text(error), status=422)
    return redirect(f"/councils/{council_id}/round", 303)


def _page(council_id: str, *, wrong: str = "", status: int = 200) -> Response:
    sheet = round_sheet(desk_state().instance, council_id)
    data, languages = sheet.data, sheet.languages
    kind = data.get("kind", "")
    asked = parts_of(kind)[0] if kind in KIND_WORDS else ""
    return round_page(
        "desk/council_round.html",
        sheet,
        end="/round",
        status=status,
        wrong=wrong,
        kind=kind,
        texts=[
            words_field(key, label, languages, data.get(key), hint=hint, rows=rows)
            for key, label, hint, rows in _texts_of(sheet)
        ],
        question=words_field(
            "question", "What is asked above the things", languages, data.get("question")
        )
        if kind == "rank"
        else None,
        minutes=request.form.get("minutes", data.get("minutes", "")),
        ask_why="ask_why" in request.form
        if request.form.get("base")
        else data.get("ask_why", True),
        has_why=kind in ("rate", "rate again", "choose words"),
        aspects="aspects" in request.form if request.form.get("base") else data.get("aspects"),
        rows=_rows(asked, data, languages) if asked in _LISTS else [],
        part=asked,
        base=typed_version() or sheet.version,
    )


def _file_page(
    council_id: str, typed: str | None = None, error: SurveyError | None = None, status: int = 200
) -> Response:
    sheet = round_sheet(desk_state().instance, council_id)
    return round_page(
        "desk/council_file.html",
        sheet,
        end="/round",
        status=status,
        text=sheet.file if typed is None else typed,
        wrong=error_text(error) if error else "",
        listed=getattr(error, "problems", ()),
        versions=round_versions(desk_state().instance, council_id),
        base=typed_version() or sheet.version,
    )


def _rows(
    part: str, data: dict[str, Any], languages: Sequence[str]
) -> list[tuple[str, list[WordsField]]]:
    """Return the things of a list, each with its id and fields, and blank ones behind them."""
    most, label, more = _LISTS[part]
    listed = [one for one in data.get(part) or [] if isinstance(one, dict)]
    count = max(len(listed) + _BLANK, _typed_rows(part))
    rows = []
    for place in range(min(count, most)):
        item = listed[place] if place < len(listed) else {}
        id_ = request.form.get(f"{part}-{place}-id", item.get("id", ""))
        fields = [
            words_field(
                f"{part}-{place}-text", f"{label} {place + 1}", languages, item.get("text")
            ),
            *(
                words_field(f"{part}-{place}-{key}", words, languages, item.get(key))
                for key, words in more
            ),
        ]
        rows.append((id_, fields))
    return rows


def _typed_rows(part: str) -> int:
    return sum(1 for name in request.form if name.startswith(f"{part}-") and name.endswith("-id"))


def _typed(sheet: RoundSheet) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return the change that makes a file say what was typed."""
    languages = sheet.languages

    def change(data: dict[str, Any]) -> dict[str, Any]:
        kind = data.get("kind", "")
        made = dict(data)
        keys = [key for key, *_ in _texts_of(sheet)] + (["question"] if kind == "rank" else [])
        for key in keys:
            _put(made, key, in_file(typed_words(key, languages), languages))
        made.setdefault("title", "")
        made.setdefault("introduction", "")
        _put(made, "minutes", _minutes())
        if kind in ("rate", "rate again", "choose words"):
            _put(made, "ask_why", False if "ask_why" not in request.form else None)
        if kind == "rate":
            both = ["importance", "feasibility"] if "aspects" in request.form else None
            _put(made, "aspects", both)
        part = parts_of(kind)[0] if kind in KIND_WORDS else ""
        if part in _LISTS:
            _put(made, part, _typed_list(part, data, languages))
        return made

    return change


def _texts_of(sheet: RoundSheet) -> Sequence[tuple[str, str, str, int]]:
    """Return the texts of the form; with what members said of other ratings, where they were
    asked."""
    rated = sheet.data.get("kind") in ("rate", "rate again")
    if rated and sheet.plans and sheet.plans[-1].ask_changed:
        return (*_TEXTS, _WHY_CHANGED)
    return _TEXTS


def _typed_list(part: str, data: dict[str, Any], languages: Sequence[str]) -> list[dict[str, Any]]:
    known = {one.get("id"): one for one in data.get(part) or [] if isinstance(one, dict)}
    used = {request.form.get(f"{part}-{place}-id", "") for place in range(_typed_rows(part))}
    listed = []
    for place in range(min(_typed_rows(part), _LISTS[part][0])):
        words = typed_words(f"{part}-{place}-text", languages)
        if not any(words.values()):
            continue
        id_ = request.form.get(f"{part}-{place}-id", "") or _free(part, used)
        used.add(id_)
        item = dict(known.get(id_, {})) | {"id": id_, "text": in_file(words, languages)}
        for key, _ in _LISTS[part][2]:
            _put(item, key, in_file(typed_words(f"{part}-{place}-{key}", languages), languages))
        listed.append(item)
    return listed


def _free(part: str, used: set[str]) -> str:
    stem = _STEMS[part]
    return next(name for n in range(1, 1000) if (name := f"{stem}-{n}") not in used)


def _put(data: dict[str, Any], key: str, value: object) -> None:
    """Write a value, or take the key out where there is none."""
    if value in ("", {}, [], None):
        data.pop(key, None)
    else:
        data[key] = value


def _minutes() -> int | str:
    typed = request.form.get("minutes", "").strip()
    if typed and not 1 <= (number_of(typed) or 0) <= 60:
        raise BadInput(
            "The minutes are no whole number from 1 to 60.",
            kept="Nothing was changed, and what you wrote is below.",
        )
    return int(typed) if typed else ""


def _of_kind(kind: RoundKind) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return the change that makes a round another kind: what that kind has no place for goes."""

    def change(data: dict[str, Any]) -> dict[str, Any]:
        own = {part for each in KIND_WORDS for part in parts_of(each)}
        kept = {
            key: value for key, value in data.items() if key not in own or key in parts_of(kind)
        }
        return {"title": "", "introduction": "", **kept, "kind": kind}

    return change
