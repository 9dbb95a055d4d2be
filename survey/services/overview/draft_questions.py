"""A draft as a form shows it: its parts and questions, each with what is wrong and what is advised.

It works on files that hold problems. It must not change one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from survey.questionnaire.advice.proofreading import advice
from survey.questionnaire.drafting.editing import items_of, parts_of, question_title
from survey.questionnaire.drafting.file_of import file_of
from survey.questionnaire.drafting.partial_reading import as_far_as_it_goes
from survey.questionnaire.drafting.words_in_place import languages_of, words_in
from survey.questionnaire.entrance import without_entrance
from survey.questionnaire.files.problems import Path
from survey.questionnaire.files.reading import from_json, look_over
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.place_names import place_name
from survey.storage.instance import Instance
from survey.storage.studies import study_drafts, study_rows
from survey.storage.studies.study_drafts import StudyDraft


@dataclass(frozen=True, slots=True)
class DraftProblem:
    """Something to change: at `place`, in a `line` of the file, in a `language` ("": in all).

    With `blocks` it stops publishing. `better` is the whole text in better words ("": there are
    none), `words` what may stay with a reason ("": nothing may), `number` counts from 0.
    """

    place: Path
    line: int
    where: str
    language: str
    what: str
    do: str
    blocks: bool
    better: str = ""
    words: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class ListedQuestion:
    """A question or note in the list: its place from 0 in its part, its number among questions
    (0: it is a note), and how many problems it has, those that block apart."""

    place: int
    number: int
    title: str
    kind: str
    blocking: int
    advised: int


@dataclass(frozen=True, slots=True)
class ListedPart:
    """A part in the list, at its place from 0."""

    place: int
    title: str
    has_note: bool
    questions: tuple[ListedQuestion, ...]
    blocking: int
    advised: int


@dataclass(frozen=True, slots=True)
class DraftSheet:
    """A draft at one version: its plain `data` (None: it is no YAML), what of it can be shown to
    people (`asked`; None: nothing yet), the places of questions that cannot be shown, its list and
    its problems."""

    draft: StudyDraft
    number: int
    file: str
    data: Any
    asked: Questionnaire | None
    aside: frozenset[tuple[int, int]]
    languages: tuple[str, ...]
    parts: tuple[ListedPart, ...]
    problems: tuple[DraftProblem, ...]

    @property
    def questions(self) -> int:
        """Return how many questions there are."""
        return sum(1 for part in self.parts for one in part.questions if one.number)

    def problems_at(self, place: Path) -> tuple[DraftProblem, ...]:
        """Return the problems at a place and below it."""
        return tuple(one for one in self.problems if one.place[: len(place)] == place)


def draft_sheet(instance: Instance, study_id: str, number: int | None = None) -> DraftSheet:
    """Return a draft at one of its versions (None: the newest), or a study as it is published;
    StudyUnknown."""
    with instance.engine.connect() as connection:
        if number is None and study_rows.exists(connection, study_id):
            row = study_rows.get(connection, study_id)
            known = study_drafts.exists(connection, study_id)
            draft = study_drafts.get(connection, study_id) if known else _as_draft(row)
            file = _file(row.questionnaire_json, by_either=row.entrance == "both")
            draft = replace(draft, state="published", published_as=study_id)
            return DraftSheet(draft, draft.newest, file, *_found(file))
        draft = study_drafts.get(connection, study_id)
        version = study_drafts.version(connection, study_id, number)
    return DraftSheet(draft, version.number, version.file, *_found(version.file))


def _as_draft(row: study_rows.StudyRow) -> StudyDraft:
    """Return a study that was published from a file as if it were a draft."""
    title = _asked(row.questionnaire_json).title.in_language("")
    return StudyDraft(row.id, title, "open", row.ceiling, practice=row.practice)


@lru_cache(maxsize=32)
def _asked(questionnaire_json: str) -> Questionnaire:
    return from_json(questionnaire_json)


@lru_cache(maxsize=8)
def _file(questionnaire_json: str, *, by_either: bool) -> str:
    """Return what people are asked as a file, without the question that the program answers."""
    asked = _asked(questionnaire_json)
    return file_of(without_entrance(asked) if by_either else asked)


def draft_that_became(instance: Instance, study_id: str) -> StudyDraft | None:
    """Return the draft that was published as a study, or None."""
    with instance.engine.connect() as connection:
        found = study_drafts.all_drafts(connection)
    return next((one for one in found if one.published_as == study_id), None)


_Found = tuple[
    Any,
    Questionnaire | None,
    frozenset[tuple[int, int]],
    tuple[str, ...],
    tuple[ListedPart, ...],
    tuple[DraftProblem, ...],
]


@lru_cache(maxsize=32)
def _found(file: str) -> _Found:
    looked = look_over(file)
    asked, aside = as_far_as_it_goes(looked.data)
    languages = languages_of(looked.data)
    problems = [
        _problem(one.path, one.line, languages, asked, one.what, one.do, blocks=True)
        for one in looked.findings
    ]
    for piece in advice(asked) if asked is not None else ():
        if _is_shown(piece.place, looked.data, aside):
            said = piece.place, 0, languages, asked, piece.what, piece.do
            better, words = piece.better, piece.words
            problems.append(_problem(*said, blocks=piece.stops, better=better, words=words))
    listed = tuple(replace(one, number=number) for number, one in enumerate(problems))
    return looked.data, asked, aside, languages, _parts(looked.data, languages, listed), listed


def _is_shown(place: Path, data: Any, aside: frozenset[tuple[int, int]]) -> bool:
    """Say whether advice is about something that stands in the file, not about what stands in for
    it."""
    held: Any = data
    for step in place:
        try:
            held = held[step]
        except (KeyError, IndexError, TypeError):
            return isinstance(held, str)
    return len(place) < 4 or (place[1], place[3]) not in aside


def _problem(
    path: Path,
    line: int,
    languages: tuple[str, ...],
    asked: Questionnaire | None,
    what: str,
    do: str,
    *,
    blocks: bool,
    better: str = "",
    words: str = "",
) -> DraftProblem:
    said = path[-1] if len(path) > 1 and path[-1] in languages else ""
    where = _where(asked, path)
    return DraftProblem(path, line, where, str(said), what, do, blocks, better, words)


def _where(asked: Questionnaire | None, path: Path) -> str:
    if asked is None:
        return ""
    try:
        return place_name(asked, path)
    except IndexError:
        return ""


def _parts(
    data: Any, languages: tuple[str, ...], problems: tuple[DraftProblem, ...]
) -> tuple[ListedPart, ...]:
    first, number = languages[0], 0
    made: list[ListedPart] = []
    for i, part in enumerate(parts_of(data)):
        questions: list[ListedQuestion] = []
        for j, item in enumerate(items_of(part)):
            kind = str(item.get("type", ""))
            number += kind != "note"
            at = ("sections", i, "questions", j)
            questions.append(
                ListedQuestion(
                    j,
                    number if kind != "note" else 0,
                    question_title(item, first, first),
                    kind,
                    *_counts(problems, at),
                )
            )
        head = tuple(one for one in problems if one.place[2:3] != ("questions",))
        counts = _counts(head, ("sections", i))
        title = words_in(part.get("title"), first, first)
        made.append(ListedPart(i, title, bool(part.get("content_note")), tuple(questions), *counts))
    return tuple(made)


def _counts(problems: tuple[DraftProblem, ...], place: Path) -> tuple[int, int]:
    found = [one.blocks for one in problems if one.place[: len(place)] == place]
    return sum(found), len(found) - sum(found)
