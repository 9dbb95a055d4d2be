"""Changing a draft in place: one question, one text, the order; the rest stays as written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from survey.errors import BadInput, Refused, RemarksWouldGo
from survey.questionnaire.advice.proofreading import Suggestion, advice
from survey.questionnaire.drafting.editing import with_allowed, with_text_at
from survey.questionnaire.drafting.partial_reading import as_far_as_it_goes
from survey.questionnaire.drafting.rewriting import rewritten
from survey.questionnaire.drafting.words_in_place import languages_of
from survey.questionnaire.files.problems import Path
from survey.questionnaire.files.reading import look_over
from survey.services.steps.draft_keeping import keep_version
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_drafts
from survey.storage.studies.study_drafts import DraftVersion, StudyDraft

_SHORTEST_REASON = 10

#: Takes the plain data of a file and gives what it shall say.
Change = Callable[[Any], dict[str, Any]]


def edit_draft(
    instance: Instance,
    study_id: str,
    based_on: int,
    change: Change,
    today: date,
    *,
    role: str = "coordinator",
    note: str = "",
    let_remarks_go: bool = False,
) -> StudyDraft:
    """Change version `based_on` of a draft, and keep that as its next version.

    RemarksWouldGo where remarks of somebody would be lost, unless they are let go. DraftMovedOn,
    StudyStateWrong, StudyUnknown as for saving; BadInput where the file is no YAML, or what is to
    be changed is not there.
    """
    before = _version(instance, study_id, based_on)
    data = look_over(before.file).data
    new = rewritten(before.file, change(data))
    if new.lost and not let_remarks_go:
        raise _would_go(new.lost)
    version = DraftVersion(study_id, based_on, new.text, today, role, note)
    with writing(instance.engine) as connection:
        return keep_version(connection, version)


def use_better_words(
    instance: Instance,
    study_id: str,
    based_on: int,
    place: Path,
    what: str,
    today: date,
    *,
    role: str = "coordinator",
) -> StudyDraft:
    """Put the better words in the place of a finding, which says `what`; Refused when there are
    none."""
    found = _finding(instance, study_id, based_on, place, what)
    if not found.better:
        raise Refused("There are no better words for this yet.", kept="Nothing was changed.")

    def change(data: Any) -> dict[str, Any]:
        path, language = _text_at(place, data)
        made: dict[str, Any] = with_text_at(data, path, language, found.better)
        return made

    return edit_draft(instance, study_id, based_on, change, today, role=role, note="Better words")


def keep_words(
    instance: Instance,
    study_id: str,
    based_on: int,
    place: Path,
    what: str,
    kind: str,
    reason: str,
    today: date,
    *,
    role: str = "coordinator",
) -> StudyDraft:
    """Let the words of a finding stay for a reason, which is stored; they get quotation marks.

    `kind` is “term”, “name” or “other”. BadInput when the reason is too short to be one.
    """
    found = _finding(instance, study_id, based_on, place, what)
    if not found.words:
        raise Refused("These words cannot stay for a reason.", kept="Nothing was changed.")
    if len(reason.strip()) < _SHORTEST_REASON:
        raise BadInput(
            "The reason is too short.",
            kept="Nothing was changed, and what you wrote is here.",
            do=f"Say in at least {_SHORTEST_REASON} letters why these words stay.",
        )

    def change(data: Any) -> dict[str, Any]:
        path, language = _text_at(place, data)
        said = _said(data, path, language)
        quoted = said.replace(found.words, f"“{found.words}”", 1)
        there = _is_quoted(said, found.words)
        made: dict[str, Any] = data if there else with_text_at(data, path, language, quoted)
        known = made.get("allowed") or []
        if any(isinstance(one, dict) and one.get("words") == found.words for one in known):
            return made
        return with_allowed(made, found.words, kind, reason.strip())

    note = "Words kept for a reason"
    return edit_draft(instance, study_id, based_on, change, today, role=role, note=note)


def _is_quoted(said: str, words: str) -> bool:
    return any(f"{a}{words}{b}" in said for a, b in ("“”", '""', "«»"))


def _version(instance: Instance, study_id: str, number: int) -> DraftVersion:
    with instance.engine.connect() as connection:
        return study_drafts.version(connection, study_id, number)


def _finding(
    instance: Instance, study_id: str, based_on: int, place: Path, what: str
) -> Suggestion:
    data = look_over(_version(instance, study_id, based_on).file).data
    questionnaire, _ = as_far_as_it_goes(data)
    for one in advice(questionnaire) if questionnaire is not None else ():
        if one.place == place and one.what == what:
            return one
    raise Refused(
        "What was found there is not found any more.",
        kept="Nothing was changed.",
        do="Look at the question anew.",
    )


def _text_at(place: Path, data: Any) -> tuple[Path, str]:
    """Return the path of a text and the language that a place in it names."""
    languages = languages_of(data)
    if place and place[-1] in languages and len(place) > 1:
        return place[:-1], str(place[-1])
    return place, languages[0]


def _would_go(lost: tuple[str, ...]) -> RemarksWouldGo:
    shown = ", ".join(f"“{one}”" for one in lost[:3])
    more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
    return RemarksWouldGo(
        f"Remarks in the file would go with this: {shown}{more}.",
        kept="Nothing was changed, and what you wrote is here.",
        do="Save again to let them go, or make this change in the file.",
    )


def _said(data: Any, path: Path, language: str) -> str:
    held: Any = data
    for step in path:
        known: Any = step
        held = held[known] if isinstance(held, (dict, list)) else held
    words = held.get(language, "") if isinstance(held, dict) else held
    return words if isinstance(words, str) else ""
