"""Founding a council: its words, its trustees, and the sheets that are handed out for it.

Sheets lie in the memory of this process for an hour at most. A coordinator never sees one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from survey.delphi.files.round_editing import in_file
from survey.delphi.life.council_life import FEWEST_IN_PRACTICE, FEWEST_MEMBERS, MOST_MEMBERS
from survey.errors import BadInput, QuestionnaireProblems, SurveyError
from survey.sealing.opening.shares import MOST_SHARES
from survey.sealing.opening.sheet_loss import suggested_threshold
from survey.services.councils.create_council import (
    begin_founding,
    practise_founding,
    require_members,
)
from survey.services.councils.write_council import (
    CouncilToBe,
    begin_council,
    edit_council,
    name_council_trustees,
    put_council_aside,
    save_council,
)
from survey.services.overview.council_to_found import CouncilSheet, council_sheet
from survey.services.overview.read_journal import count_entries, newest_entries
from survey.services.overview.ready_made import ready_made_text
from survey.services.steps.council_files import file_words
from survey.services.steps.support_list import resources_of
from survey.settings import shipped
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.answering_fields import answering_rows, typed_answering
from survey.web.desk.ceremonies import (
    ceremonies,
    claim_page,
    keys_over_page,
    keys_page,
    script_page,
    stop_by_coordinator,
    take_claimed,
)
from survey.web.desk.council_round import saving, typed_version
from survey.web.desk.council_tabs import council_tabs
from survey.web.desk.desk_page import desk_page, error_text, number_of
from survey.web.desk.desk_state import desk_state
from survey.web.desk.journal_words import journal_line_of
from survey.web.desk.language_fields import WordsField, typed_words, words_field

council_founding = Blueprint("council_founding", __name__)

_AT = "/councils/<council_id>"
_LARGEST = 1_000_000
#: Texts of a council: its key, its label, a hint, and how many lines it has.
_TEXTS = (
    ("title", "Title", "", 1),
    ("introduction", "Introduction", "What the council works out, and for whom.", 4),
    ("consent", "What members agree to", "In short sentences.", 5),
    ("details", "More detail on that, if you want", "", 3),
    ("closing", "Words at the end of a round", "", 2),
)
_GROUPS_MOST, _BLANK = 8, 2
#: Languages that ready-made councils have.
_LANGUAGES = {"en": "English", "fr": "French", "es": "Spanish", "ar": "Arabic"}


@council_founding.get("/councils/new")
@needs("coordinator")
def ask() -> Response:
    """Show what a council begins with."""
    return _new_page()


@council_founding.post("/councils/new")
@needs("coordinator")
def begin() -> Response:
    """Begin a council that is to be founded, and go on to its words."""
    try:
        practice = {"": False, "yes": True}.get(request.form.get("practice", "none"))
        if practice is None:
            raise BadInput("Choose whether it is for practice.", kept="What you chose is below.")
        members = number_of(request.form.get("members", "").strip()) or 0
        require_members(members, practice=practice)
        wanted = CouncilToBe(members, practice)
        draft = begin_council(acting_instance(), _content(), wanted, saving("begun at the desk"))
    except SurveyError as error:
        return _new_page(error_text(error), getattr(error, "problems", ()), 422)
    return redirect(f"/councils/{draft.council_id}/file", 303)


@council_founding.get(f"{_AT}/file")
@needs("coordinator", "moderator", "viewer")
def words(council_id: str) -> Response:
    """Show the words of a council that is to be founded, in forms and as text."""
    return _file_page(council_id)


@council_founding.post(f"{_AT}/file")
@needs("coordinator")
def keep_words(council_id: str) -> Response:
    """Keep what was typed in the form as the next version."""
    sheet = council_sheet(desk_state().instance, council_id)
    return _kept(
        council_id,
        lambda: edit_council(
            acting_instance(), council_id, typed_version(), _typed(sheet), saving("form")
        ),
    )


@council_founding.post(f"{_AT}/file/text")
@needs("coordinator")
def keep_text(council_id: str) -> Response:
    """Keep the text as it was typed, or a file that was sent, as the next version."""
    sent, content = request.files.get("upload"), request.form.get("file", "").encode()
    if sent is not None and sent.filename:
        with sent.stream:
            content = sent.stream.read(_LARGEST + 1)
    return _kept(
        council_id,
        lambda: save_council(
            acting_instance(), council_id, typed_version(), content, saving("text")
        ),
    )


@council_founding.get(f"{_AT}/council.yaml")
@needs("coordinator", "moderator", "viewer")
def take_file(council_id: str) -> Response:
    """Give the file of a council that is to be founded."""
    sheet = council_sheet(desk_state().instance, council_id)
    response = Response(sheet.file, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{council_id}.yaml"'
    return response


@council_founding.post(f"{_AT}/aside")
@needs("coordinator")
def put_aside(council_id: str) -> Response:
    """Put a council aside that was never founded."""
    put_council_aside(acting_instance(), council_id, desk_state().today())
    return redirect("/", 303)


@council_founding.get(f"{_AT}/trustees")
@needs("coordinator")
def trustees(council_id: str) -> Response:
    """Ask who is to have a share sheet."""
    return _trustees_page(council_id)


@council_founding.post(f"{_AT}/trustees")
@needs("coordinator")
def keep_trustees(council_id: str) -> Response:
    """Keep who is to have a share sheet, and how many open a round together."""
    roles = [one.strip() for one in request.form.get("roles", "").splitlines() if one.strip()]
    typed = request.form.get("threshold", "").strip()
    needed = number_of(typed) if typed else suggested_threshold(len(roles))
    try:
        if needed is None:
            raise BadInput("Write as a whole number how many of them open a round together.")
        today = desk_state().today()
        name_council_trustees(acting_instance(), council_id, roles, needed, today)
    except SurveyError as error:
        return _trustees_page(council_id, wrong=error_text(error), status=422)
    return redirect(f"/councils/{council_id}", 303)


@council_founding.post(f"{_AT}/found")
@needs("coordinator")
def make_sheets(council_id: str) -> Response:
    """Make the keys, whose sheets wait for their trustees."""
    state = desk_state()
    support = resources_of(state.instance.folder, shipped("config"))
    try:
        if "sure" not in request.form:
            raise BadInput("Tick that you have read what cannot be undone.")
        instance = acting_instance()
        begun = begin_founding(instance, council_id, support, state.today(), state.now)
    except SurveyError as error:
        return draft_page(council_id, error, 422)
    ceremonies().begin(council_id, begun)
    return redirect(f"/councils/{council_id}/keys", 303)


@council_founding.get(f"{_AT}/keys")
@needs("coordinator")
def keys(council_id: str) -> Response:
    """Show who has confirmed, and never a sheet."""
    found = ceremonies().running(council_id)
    if found is None:
        return _over(council_id)
    return keys_page(found, f"/councils/{council_id}/keys", _back(council_id))


@council_founding.get(f"{_AT}/keys/script")
@needs("coordinator")
def script(council_id: str) -> Response:
    """Show what is read aloud while sheets are handed out, on one page for paper."""
    found = ceremonies().running(council_id)
    if found is None:
        return _over(council_id)
    return script_page(found, f"/councils/{council_id}/keys", _back(council_id))


@council_founding.post(f"{_AT}/keys/practise")
@needs("coordinator")
def practise(council_id: str) -> Response:
    """Make invented keys for everybody to practise with; real ones that wait stay."""
    under_way, state = ceremonies().running(council_id), desk_state()
    if under_way is None or under_way.rehearsal:
        begun = practise_founding(state.instance, council_id, state.now)
        ceremonies().begin(council_id, begun)
    return redirect(f"/councils/{council_id}/keys", 303)


@council_founding.post(f"{_AT}/keys/stop")
@needs("coordinator")
def stop(council_id: str) -> Response:
    """Throw the keys away; nothing is founded."""
    stop_by_coordinator(council_id)
    return redirect(f"/councils/{council_id}", 303)


@council_founding.get(f"{_AT}/sheet")
@needs("trustee")
def my_sheet(council_id: str) -> Response:
    """Ask a trustee which sheet is theirs."""
    return claim_page(council_id, f"/councils/{council_id}/sheet")


@council_founding.post(f"{_AT}/sheet")
@needs("trustee")
def take_sheet(council_id: str) -> Response:
    """Lead a trustee to the page that shows their sheet once."""
    return take_claimed(council_id, f"/councils/{council_id}/sheet")


def draft_page(council_id: str, error: SurveyError | None = None, status: int = 200) -> Response:
    """Return the page of a council that is to be founded; StudyUnknown."""
    state = desk_state()
    sheet = council_sheet(state.instance, council_id)
    under_way = ceremonies().running(council_id)
    return desk_page(
        "desk/council_draft.html",
        status=status,
        here=f"/councils/{council_id}",
        sheet=sheet,
        tabs=council_tabs(council_id, founded=False),
        wrong=error_text(error) if error else "",
        listed=getattr(error, "problems", ()),
        may_write=_may_write(sheet),
        under_way=under_way,
        takes_sheet=under_way is not None and current_staff().may(("trustee",), council_id),
        reads_words=current_staff().may(("coordinator", "moderator", "viewer"), council_id),
        newest=[
            journal_line_of(one) for one in newest_entries(state.instance, 6, council_id).entries
        ],
        all_entries=count_entries(state.instance, council_id),
    )


def _may_write(sheet: CouncilSheet) -> bool:
    is_draft = sheet.draft.state == "draft"
    return is_draft and current_staff().may(("coordinator",), sheet.draft.council_id)


def _kept(council_id: str, make: Callable[[], object]) -> Response:
    try:
        make()
    except SurveyError as error:
        return _file_page(council_id, error, 422)
    return redirect(f"/councils/{council_id}/file", 303)


def _content() -> str | bytes:
    match request.form.get("beginning", ""):
        case "ready-made":
            wanted = [one for one in _LANGUAGES if one in request.form.getlist("languages")]
            return ready_made_text("councils", "council", ",".join(wanted) or "en")
        case "file":
            sent = request.files.get("file")
            content: bytes = sent.stream.read(_LARGEST + 1) if sent else b""
            if not content:
                raise BadInput("No file was chosen.", do="Choose a file, or begin with another.")
            return content
        case "empty":
            title = request.form.get("title", "").strip() or "A council"
            empty = dict.fromkeys(("introduction", "consent", "closing"), "")
            return file_words({"title": title, "languages": ["en"], **empty})
    raise BadInput("Choose what it begins with.", kept="What you chose is below.")


def _new_page(wrong: str = "", listed: Sequence[object] = (), status: int = 200) -> Response:
    typed = request.form
    return desk_page(
        "desk/council_new.html",
        status=status,
        here="/councils/new",
        wrong=wrong,
        listed=listed,
        beginning=typed.get("beginning", "ready-made"),
        languages=[
            (code, name, code in typed.getlist("languages") or (not typed and code == "en"))
            for code, name in _LANGUAGES.items()
        ],
        title=typed.get("title", ""),
        members=typed.get("members", "12"),
        for_practice=typed.get("practice", "none"),
        fewest=FEWEST_MEMBERS,
        fewest_in_practice=FEWEST_IN_PRACTICE,
        most=MOST_MEMBERS,
    )


def _file_page(council_id: str, error: SurveyError | None = None, status: int = 200) -> Response:
    sheet = council_sheet(desk_state().instance, council_id)
    data, languages = sheet.data, sheet.languages
    audience = data.get("audience")
    return desk_page(
        "desk/council_words.html",
        status=status,
        here=f"/councils/{council_id}/file",
        sheet=sheet,
        tabs=council_tabs(council_id, founded=False),
        may_write=_may_write(sheet),
        wrong=error_text(error) if error else "",
        listed=error.problems if isinstance(error, QuestionnaireProblems) else sheet.problems,
        texts=[
            words_field(key, label, languages, data.get(key), hint=hint, rows=rows)
            for key, label, hint, rows in _TEXTS
        ],
        who=words_field(
            "who",
            "Who it is for",
            languages,
            audience.get("who") if isinstance(audience, dict) else "",
        ),
        groups=_groups(data, languages),
        answering=answering_rows(data, languages),
        text=request.form.get("file", sheet.file),
        base=typed_version() or sheet.version,
    )


def _groups(data: dict[str, Any], languages: Sequence[str]) -> list[tuple[str, WordsField]]:
    listed = [one for one in data.get("groups") or [] if isinstance(one, dict)]
    rows = []
    for place in range(min(len(listed) + _BLANK, _GROUPS_MOST)):
        item = listed[place] if place < len(listed) else {}
        label = f"Group {place + 1}"
        field = words_field(f"group-{place}", label, languages, item.get("text"))
        rows.append((request.form.get(f"group-{place}-id", str(item.get("id", ""))), field))
    return rows


def _typed(sheet: CouncilSheet) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return the change that makes the file say what was typed."""
    languages = sheet.languages

    def change(data: dict[str, Any]) -> dict[str, Any]:
        made = dict(data)
        for key, *_ in _TEXTS:
            said = in_file(typed_words(key, languages), languages)
            if said or key != "details":
                made[key] = said
            else:
                made.pop(key, None)
        audience = made.get("audience")
        who = in_file(typed_words("who", languages), languages)
        kept = (
            {k: v for k, v in audience.items() if k != "who"} if isinstance(audience, dict) else {}
        )
        made["audience"] = kept | ({"who": who} if who else {})
        groups = _typed_groups(languages)
        parts = {
            "groups": groups,
            "audience": made["audience"],
            "answered_by": typed_answering(languages),
        }
        for key, value in parts.items():
            if value:
                made[key] = value
            else:
                made.pop(key, None)
        return made

    return change


def _typed_groups(languages: Sequence[str]) -> list[dict[str, Any]]:
    found, used = [], {request.form.get(f"group-{place}-id", "") for place in range(_GROUPS_MOST)}
    for place in range(_GROUPS_MOST):
        words = typed_words(f"group-{place}", languages)
        if not any(words.values()):
            continue
        id_ = request.form.get(f"group-{place}-id", "") or next(
            name for n in range(1, 99) if (name := f"group-{n}") not in used
        )
        used.add(id_)
        found.append({"id": id_, "text": in_file(words, languages)})
    return found


def _trustees_page(council_id: str, *, wrong: str = "", status: int = 200) -> Response:
    draft = council_sheet(desk_state().instance, council_id).draft
    return desk_page(
        "desk/council_trustees.html",
        status=status,
        here=f"/councils/{council_id}",
        draft=draft,
        roles=request.form.get("roles", "\n".join(draft.trustees)),
        threshold=request.form.get("threshold", str(draft.threshold) if draft.trustees else ""),
        most=MOST_SHARES,
        wrong=wrong,
    )


def _over(council_id: str) -> Response:
    state = council_sheet(desk_state().instance, council_id).draft
    if state.state == "founded":
        abort(redirect(f"/councils/{council_id}", 303))
    again = {f"/councils/{council_id}": f"Prepare to found “{state.title}”"}
    return keys_over_page(council_id, f"/councils/{council_id}/keys", _back(council_id), again)


def _back(council_id: str) -> tuple[str, str]:
    return f"/councils/{council_id}", "The council"
