"""A first mapping from the columns of a table to the questions of a questionnaire.

It guesses by headings and values, says how sure it is and why, and never takes a private column.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from survey.answers.answer_table import AnswerTable
from survey.answers.draft_groups import group_candidates
from survey.answers.draft_single import single_candidates, value_candidates
from survey.answers.drafted import DraftedSource, SeenColumn, columns_of_table
from survey.answers.private_columns import private_values
from survey.answers.read_mapping import SKIPPED, columns_of
from survey.answers.value_matching import OptionWords
from survey.questionnaire.model import Question, Questionnaire, Written


@dataclass(frozen=True, slots=True)
class DraftedMapping:
    """What was found for which question, and what is left: questions, and columns with the reason.

    `left_out` columns may point to somebody or are no answer; `beside` hold answers that other
    columns hold, too; `unmatched` are all others. `blank` are values that say nothing.
    """

    found: tuple[DraftedSource, ...]
    missing: tuple[Question, ...]
    left_out: tuple[tuple[str, str], ...]
    beside: tuple[str, ...]
    unmatched: tuple[str, ...]
    unnamed: int
    blank: tuple[str, ...]


@dataclass(slots=True)
class _ChosenSources:
    """The sources chosen so far: one for each question, and no column for two."""

    found: dict[str, DraftedSource] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def take(self, drafts: Iterable[DraftedSource]) -> None:
        """Choose from these, those first for which most speaks."""
        for one in sorted(drafts, key=lambda draft: -draft.weight):
            columns = set(columns_of(one.source)) - set(getattr(one.source, "written", ()))
            if one.question.id not in self.found and not columns & self.taken:
                self.found[one.question.id] = one
                self.taken |= columns | set(one.beside)


def drafted_mapping(table: AnswerTable, questionnaire: Questionnaire) -> DraftedMapping:
    """Return the mapping that headings and values speak for most."""
    columns = columns_of_table(table)
    questions = tuple(questionnaire.questions())
    words = {one.id: OptionWords(one) for one in questions if not isinstance(one, Written)}
    choice = _ChosenSources()
    choice.take(
        (
            *group_candidates([one for one in columns if not one.private], questions, words),
            *single_candidates(columns, questions, words),
        )
    )
    rest = [one for one in questions if one.id not in choice.found]
    free = [one for one in columns if one.name not in choice.taken and not one.private]
    choice.take(value_candidates(free, rest, words))
    found = tuple(choice.found[one.id] for one in questions if one.id in choice.found)
    missing = tuple(one for one in questions if one.id not in choice.found)
    return _told(table, columns, found, missing)


def _told(
    table: AnswerTable,
    columns: Sequence[SeenColumn],
    found: tuple[DraftedSource, ...],
    missing: tuple[Question, ...],
) -> DraftedMapping:
    used = {name for one in found for name in columns_of(one.source)}
    beside = tuple(name for one in found for name in one.beside if name not in used)
    left_out: list[tuple[str, str]] = []
    unmatched: list[str] = []
    for column in columns:
        if column.name in used or column.name in beside:
            continue
        if why := column.private or private_values(column.values):
            left_out.append((column.name, why))
        else:
            unmatched.append(column.name)
    return DraftedMapping(
        found,
        missing,
        tuple(left_out),
        beside,
        tuple(unmatched),
        sum(not name for name in table.header),
        _blank(found),
    )


def _blank(found: Iterable[DraftedSource]) -> tuple[str, ...]:
    """Return the values that say nothing, but for those that stand for an option somewhere."""
    values = [getattr(one.source, "values", {}) for one in found]
    named = {value for one in values for value, option in one.items() if option != SKIPPED}
    said = dict.fromkeys(value for one in found for value in one.blank if value not in named)
    return tuple(said | ({} if "NA" in named or not said else {"NA": None}))
