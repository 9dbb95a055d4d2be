"""When a question, a row or an answer of LimeSurvey is shown: by relevance, by filters of arrays,
and by the older table of conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from survey.questionnaire.importing.expressions.expression_script import (
    ALWAYS,
    Variable,
    either,
    every,
    opposite,
    read_condition,
)
from survey.questionnaire.importing.foreign_form import Chosen, Filled, NotUnderstood, OnlyIf
from survey.questionnaire.importing.formats.limesurvey_rows import (
    LimeCondition,
    LimeQuestion,
    LimeSurvey,
)
from survey.questionnaire.importing.formats.limesurvey_variables import LimeNames, names_of

_FIELD = re.compile(r"\+?(\d+X\d+X\d+)(.*)")
_METHODS = frozenset({"==", "!=", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class ShownIf:
    """When something is shown (ALWAYS, NEVER or anything between), and how it was written."""

    condition: OnlyIf
    written: str


class LimeConditions:
    """The conditions of one survey."""

    def __init__(self, survey: LimeSurvey) -> None:
        """Take a survey whose questions are all known."""
        self._names: LimeNames = names_of(survey)
        self._old: dict[str, list[LimeCondition]] = {}
        for one in survey.conditions:
            self._old.setdefault(one.qid, []).append(one)
        self._questions = {one.code: one for one in survey.questions()}

    def relevance(self, written: str) -> ShownIf:
        """Return what relevance says."""
        read = read_condition(written, self._names.variables, self._names.families)
        return ShownIf(read, written if read != ALWAYS else "")

    def of_question(self, question: LimeQuestion) -> ShownIf:
        """Return when a question is shown; the old table counts where relevance says nothing."""
        said = self.relevance(question.relevance)
        old = self._old.get(question.qid, ())
        if said.condition != ALWAYS or not old:
            return said
        scenarios: dict[str, list[LimeCondition]] = {}
        for one in old:
            scenarios.setdefault(one.scenario, []).append(one)
        written = "; ".join(f"{one.field_name} {one.method} {one.value}".strip() for one in old)
        return ShownIf(either([self._scenario(some) for some in scenarios.values()]), written)

    def _scenario(self, rows: Sequence[LimeCondition]) -> OnlyIf:
        """Return all that a scenario asks; equal answers to one question are a choice of them."""
        grouped: dict[str, list[OnlyIf]] = {}
        for at, row in enumerate(rows):
            same = _stem(row.field_name) if row.method == "==" else f"row {at}"
            grouped.setdefault(same, []).append(self._old_one(row))
        return every([either(some) for some in grouped.values()])

    def _old_one(self, row: LimeCondition) -> OnlyIf:
        written = f"{row.field_name} {row.method} {row.value}".strip()
        name = row.field_name.lstrip("+")
        value = row.value.strip()
        if row.method not in _METHODS or name not in self._names.variables or '"' in value:
            return NotUnderstood(written)
        if value.startswith(("@", "{")):
            return NotUnderstood(written)
        found = read_condition(f'{name} {row.method} "{value}"', self._names.variables)
        return NotUnderstood(written) if isinstance(found, NotUnderstood) else found

    def of_row(self, question: LimeQuestion, code: str, relevance: str) -> ShownIf:
        """Return when a row or an answer is shown, beyond what its question says."""
        parts, written = [], []
        if relevance.strip() not in ("", "1"):
            own = self.relevance(relevance)
            parts.append(own.condition)
            written.append(own.written)
        for name, excludes in (("array_filter", False), ("array_filter_exclude", True)):
            for source in filter(None, map(str.strip, question.setting(name).split(";"))):
                found = self._filter(source, code)
                if found is not None:
                    parts.append(opposite(found) if excludes else found)
                    written.append(f"{name}: {source}")
        return ShownIf(every(parts) if parts else ALWAYS, "; ".join(filter(None, written)))

    def _filter(self, source: str, code: str) -> OnlyIf | None:
        """Return when the answer of the same code was chosen; None where there is none such."""
        known = self._questions.get(source)
        if known is None:
            return NotUnderstood(f"array_filter {source}")
        found: Variable | None = self._names.variables.get(f"{source}_{code}")
        if found is not None:
            return Chosen(found.item, found.option) if found.option else Filled(found.item)
        return None


def _stem(field_name: str) -> str:
    """Return the question of a field, so that its answers count as one choice."""
    found = _FIELD.match(field_name)
    return found[1] if found and "+" in field_name else field_name
