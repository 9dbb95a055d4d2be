"""The statements of a council: the register, the life of each, what the next round does to them.

It turns forms into calls of services. Which change is possible when says the table of a
statement's life.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from survey.delphi.files.round_editing import entry_of
from survey.delphi.life.statements import (
    TABLE,
    Register,
    Statement,
    StatementAction,
    StatementState,
    StatementStep,
)
from survey.errors import SurveyError
from survey.services.councils.change_statements import (
    StatementsAt,
    add_ideas,
    bring_back,
    drop,
    merge,
    reword,
    split,
    summarise,
    take_back,
)
from survey.services.overview.round_to_write import RoundSheet, round_sheet
from survey.services.overview.watch_council import watch_council
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.council_round import round_page, saving, typed_version
from survey.web.desk.council_words import council_facts
from survey.web.desk.desk_page import error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.language_fields import WordsField, typed_words, words_field

statement_pages = Blueprint("statement_pages", __name__)

_AT = "/councils/<council_id>/statements"
#: Parts of a split that a form has fields for.
_PARTS = 4
#: Fields for ideas on one page.
_IDEAS = 6

#: What can be changed of a statement: its word in an address, and what the button says.
_CHANGES: Mapping[str, tuple[StatementAction, str]] = {
    "edit": ("edit", "Edit"),
    "merge": ("merge", "Merge"),
    "split": ("split", "Split"),
    "drop": ("drop", "Drop"),
    "back": ("bring back", "Bring back"),
}
_STATE_WORDS: Mapping[StatementState, tuple[str, str]] = {
    "proposed": ("Not rated yet", "dash"),
    "edited": ("New words", "half"),
    "merged": ("Merged", "dash"),
    "split": ("Split", "dash"),
    "rated": ("Rated now", "open"),
    "result": ("Has a result", "half"),
    "dropped": ("Dropped", "dash"),
}
_DEED_WORDS: Mapping[StatementAction, str] = {
    "propose": "Proposed",
    "edit": "Other words",
    "merge": "Merged",
    "split": "Split",
    "rate": "Put to members",
    "result": "Result",
    "drop": "Dropped",
    "flag": "Somebody said that it lost their meaning",
    "bring back": "Brought back",
}


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement in the list: its place among those that are asked (0: none), where it comes
    from, its chip, whether the next round changes it, and the one link beside it."""

    place: int
    id: str
    words: str
    note: str
    chip: tuple[str, str]
    changed: bool
    next: str


@statement_pages.get(_AT)
@needs("coordinator", "moderator", "trustee", "viewer")
def listed(council_id: str) -> Response:
    """Show all statements, those that are asked no more too."""
    return _list_page(round_sheet(desk_state().instance, council_id))


@statement_pages.post(_AT)
@needs("coordinator", "moderator")
def add(council_id: str) -> Response:
    """Add a statement in a moderator's words."""
    sheet = round_sheet(desk_state().instance, council_id)
    try:
        reword(_at(sheet, "statement added"), "", typed_words("new", sheet.languages), "")
    except SurveyError as error:
        return _list_page(sheet, wrong=error_text(error), status=422)
    return redirect(f"/councils/{council_id}/statements", 303)


@statement_pages.get(f"{_AT}/<statement>")
@needs("coordinator", "moderator", "trustee", "viewer")
def one(council_id: str, statement: str) -> Response:
    """Show the life of a statement, and what the next round can change of it."""
    return _one_page(round_sheet(desk_state().instance, council_id), statement)


@statement_pages.post(f"{_AT}/<statement>")
@needs("coordinator", "moderator")
def change(council_id: str, statement: str) -> Response:
    """Change a statement for the next round; show its page again where that cannot be done."""
    sheet = round_sheet(desk_state().instance, council_id)
    make = _MAKING.get(request.form.get("do", ""))
    if make is None:
        abort(404)
    try:
        make(sheet, statement)
    except SurveyError as error:
        return _one_page(sheet, statement, wrong=error_text(error), status=422)
    is_there = request.form.get("do") in ("edit", "sides", "back")
    end = f"/{statement}" if is_there else ""
    return redirect(f"/councils/{council_id}/statements{end}", 303)


@statement_pages.get("/councils/<council_id>/ideas")
@needs("coordinator", "moderator")
def ideas(council_id: str) -> Response:
    """Ask for ideas of members, as a moderator types them from the sheet of a round."""
    return _ideas_page(round_sheet(desk_state().instance, council_id))


@statement_pages.post("/councils/<council_id>/ideas")
@needs("coordinator", "moderator")
def keep_ideas(council_id: str) -> Response:
    """Keep the ideas that were typed, each as a statement of its own at first."""
    sheet = round_sheet(desk_state().instance, council_id)
    typed = [
        (request.form.get(f"idea-{n}", ""), request.form.get(f"quoted-{n}") == "yes")
        for n in range(_IDEAS)
    ]
    try:
        add_ideas(_at(sheet, "ideas"), typed)
    except SurveyError as error:
        return _ideas_page(sheet, wrong=error_text(error), status=422)
    return redirect(f"/councils/{council_id}/statements", 303)


def _at(sheet: RoundSheet, note: str) -> StatementsAt:
    return StatementsAt(acting_instance(), sheet.council_id, typed_version(), saving(note))


def _edit(sheet: RoundSheet, statement: str) -> None:
    words = typed_words("words", sheet.languages)
    reword(_at(sheet, f"{statement}: other words"), statement, words, _reason())


def _merge(sheet: RoundSheet, statement: str) -> None:
    sources = [statement, *request.form.getlist("with")]
    note = f"{', '.join(sources)}: merged"
    merge(_at(sheet, note), sources, typed_words("words", sheet.languages), _reason())


def _split(sheet: RoundSheet, statement: str) -> None:
    parts = [typed_words(f"part-{n}", sheet.languages) for n in range(_PARTS)]
    split(_at(sheet, f"{statement}: split"), statement, parts, _reason())


def _drop(sheet: RoundSheet, statement: str) -> None:
    drop(_at(sheet, f"{statement}: dropped"), statement, _reason())


def _back(sheet: RoundSheet, statement: str) -> None:
    bring_back(_at(sheet, f"{statement}: brought back"), statement, _reason())


def _sides(sheet: RoundSheet, statement: str) -> None:
    sides = (typed_words(name, sheet.languages) for name in ("in_favour", "against"))
    summarise(_at(sheet, f"{statement}: reasons"), statement, *sides)


def _undo(sheet: RoundSheet, statement: str) -> None:
    take_back(_at(sheet, f"{statement}: as it was"), statement)


_MAKING: Mapping[str, Callable[[RoundSheet, str], None]] = {
    "edit": _edit,
    "merge": _merge,
    "split": _split,
    "drop": _drop,
    "back": _back,
    "sides": _sides,
    "undo": _undo,
}


def _reason() -> str:
    return request.form.get("reason", "")


def _list_page(sheet: RoundSheet, *, wrong: str = "", status: int = 200) -> Response:
    after = sheet.after()
    return round_page(
        "desk/council_statements.html",
        sheet,
        end="/statements",
        status=status,
        wrong=wrong,
        lines=_lines(sheet, after),
        facts=council_facts(
            watch_council(desk_state().instance, sheet.council_id, desk_state().now())
        ),
        reads_words=current_staff().may(("moderator",), sheet.council_id) and bool(sheet.plans),
        new=words_field("new", "A new statement", sheet.languages, rows=2),
        base=typed_version() or sheet.version,
    )


def _lines(sheet: RoundSheet, after: Register) -> list[StatementLine]:
    asked = _asked(sheet)
    lines = [_line(sheet, one, asked) for one in after.statements]
    return sorted(
        lines, key=lambda line: (line.chip[1] == "dash" and not line.place, line.place or 999)
    )


def _asked(sheet: RoundSheet) -> list[str]:
    """Return the ids that the next round asks for, as far as that can be told."""
    if sheet.plan is not None:
        return [one.id for one in sheet.plan.statements]
    listed = sheet.data.get("statements")
    found = (
        [one.get("id") for one in listed if isinstance(one, dict)]
        if isinstance(listed, list)
        else []
    )
    return [one for one in found if isinstance(one, str)]


def _line(sheet: RoundSheet, one: Statement, asked: list[str]) -> StatementLine:
    return StatementLine(
        place=asked.index(one.id) + 1 if one.id in asked else 0,
        id=one.id,
        words=one.words,
        note=_origin(sheet, one),
        chip=_chip(sheet, one, one.id in asked),
        changed=_is_changed(sheet, one),
        next="Bring back" if (one.state, "bring back") in TABLE else "Change",
    )


def _chip(sheet: RoundSheet, one: Statement, is_asked: bool) -> tuple[str, str]:
    known = {each.id for each in sheet.register.to_look_at()}
    if one.id in known and not _is_changed(sheet, one):
        return "Check words", "wait"
    if one.id in sheet.rated_now and (one.state, "bring back") not in TABLE:
        return f"Round {sheet.number - 1}", "open"
    if is_asked:
        return f"In round {sheet.number}", "on"
    return _STATE_WORDS[one.state]


def _life(sheet: RoundSheet, one: Statement) -> list[StatementStep]:
    """Return what happened to a statement, without a result that is only supposed."""
    return [
        step
        for step in one.life
        if one.id not in sheet.rated_now or (step.deed, step.round) != ("result", sheet.number - 1)
    ]


def _is_changed(sheet: RoundSheet, one: Statement) -> bool:
    """Tell whether the round that is written now does something to a statement."""
    before = next((each for each in sheet.register.statements if each.id == one.id), None)
    return before is None or before != one or bool(entry_of(sheet.data, one.id).get("in_favour"))


def _origin(sheet: RoundSheet, one: Statement) -> str:
    """Return where a statement comes from, and what became of it, in a few words."""
    last = one.life[-1]
    if one.state == "dropped":
        return last.reason.rstrip(".")
    if one.state == "merged":
        return f"merged into {', '.join(last.others)}"
    if one.state == "split":
        return f"split into {', '.join(last.others)}"
    if len(one.sources) > 1:
        return f"merged from {' and '.join(one.sources)}"
    if one.sources:
        return f"split from {one.sources[0]}"
    life = _life(sheet, one)
    results = [str(step.verdict) for step in life if step.verdict]
    edited = ["edited"] if any(step.deed == "edit" for step in life) else []
    return ", ".join([*edited, *(results[-1:] or ["as proposed"])])


def _one_page(sheet: RoundSheet, statement: str, *, wrong: str = "", status: int = 200) -> Response:
    after = sheet.after()
    found = next((each for each in after.statements if each.id == statement), None)
    if found is None:
        abort(404)
    possible = [
        (do, words)
        for do, (deed, words) in _CHANGES.items()
        if (found.state, deed) in TABLE and (deed == "edit" or _is_known(sheet, found))
    ]
    wanted = request.form.get("do") or request.args.get("do") or ""
    doing = wanted if wanted in [do for do, _ in possible] else next((do for do, _ in possible), "")
    return round_page(
        "desk/council_statement.html",
        sheet,
        end="/statements",
        status=status,
        wrong=wrong,
        one=found,
        chip_of_one=_chip(sheet, found, statement in _asked(sheet)),
        life=[_step(step) for step in _life(sheet, found)],
        originals=after.originals(statement),
        changed=_is_changed(sheet, found),
        possible=possible if sheet.rates else [],
        doing=doing,
        others=_others(sheet, after, statement),
        fields=_fields(sheet, found),
        reason=request.form.get("reason", entry_of(sheet.data, statement).get("reason", "")),
        base=typed_version() or sheet.version,
        problems=[each for each in sheet.problems if f"“{statement}”" in each.what],
    )


def _is_known(sheet: RoundSheet, one: Statement) -> bool:
    """Tell whether a statement is in the register, or an idea: not one that the round alone has."""
    ideas = sheet.data.get("ideas")
    listed = ideas if isinstance(ideas, list) else []
    return any(each.id == one.id for each in sheet.register.statements) or any(
        isinstance(each, dict) and each.get("id") == one.id for each in listed
    )


def _others(sheet: RoundSheet, after: Register, statement: str) -> list[tuple[str, str, bool]]:
    """Return what a statement can be merged with: id, words, and whether it was ticked."""
    ticked = request.form.getlist("with")
    return [
        (one.id, one.words, one.id in ticked)
        for one in after.statements
        if one.id != statement and (one.state, "merge") in TABLE and _is_known(sheet, one)
    ]


def _fields(sheet: RoundSheet, one: Statement) -> dict[str, WordsField | list[WordsField]]:
    entry, languages = entry_of(sheet.data, one.id), sheet.languages
    said = entry.get("text") or _as_put(sheet, one)
    return {
        "edit": words_field("words", "Words", languages, said, rows=2),
        "merge": words_field("words", "Words of the new statement", languages, said, rows=2),
        "split": [
            words_field(f"part-{n}", f"Part {n + 1}", languages, said if not n else "", rows=2)
            for n in range(_PARTS)
        ],
        "sides": [
            words_field(
                "in_favour", "Reasons in favour", languages, entry.get("in_favour"), rows=2
            ),
            words_field("against", "Reasons against", languages, entry.get("against"), rows=2),
        ],
    }


def _as_put(sheet: RoundSheet, one: Statement) -> dict[str, str]:
    """Return the words of a statement by language, as they were last put to members."""
    for plan in reversed(sheet.plans):
        for each in plan.statements:
            if each.id == one.id and each.text.in_language("") == one.words:
                first = sheet.languages[0]
                return {code or first: words for code, words in each.text.pairs}
    return {sheet.languages[0]: one.words}


def _step(step: StatementStep) -> tuple[str, str, list[str]]:
    """Return a step of a life: where, what, and further lines."""
    lines = list[str]()
    if step.verdict:
        lines.append(step.verdict)
    if step.others:
        word = "with or into" if step.deed == "merge" else "from or into"
        lines.append(f"{word} {', '.join(step.others)}")
    if step.deed in ("edit", "merge", "split", "drop") and step.words:
        lines.append(f"Words before: {step.words}")
    if step.reason:
        lines.append(f"Because: {step.reason}")
    where = f"Round {step.round}" if step.round else "Before round 1"
    return where, _DEED_WORDS[step.deed], lines


def _ideas_page(sheet: RoundSheet, *, wrong: str = "", status: int = 200) -> Response:
    return round_page(
        "desk/council_ideas.html",
        sheet,
        end="/statements",
        status=status,
        wrong=wrong,
        ideas=[
            (n, request.form.get(f"idea-{n}", ""), request.form.get(f"quoted-{n}", "no"))
            for n in range(_IDEAS)
        ],
        base=typed_version() or sheet.version,
    )
