"""The codebook: which rows each question has in a table, and the fingerprint of the whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from survey.questionnaire.model import (
    OptionKind,
    Question,
    Questionnaire,
    Text,
    Written,
    valid_options,
)

#: The five kinds of not answering, in the order in which tables print them.
MISSING = ("not_asked", "skipped", "rather_not_say", "dont_know", "does_not_apply")

#: The one row of a text question: how many wrote something.
WROTE = "wrote"

_LABEL = "survivor-survey-codebook/1"


@dataclass(frozen=True, slots=True)
class CodebookRow:
    """One line of a table: the id of an option, its kind and its words."""

    id: str
    kind: OptionKind
    text: Text


def rows(question: Question) -> tuple[CodebookRow, ...]:
    """Return the rows of a question in order: its valid options, or "wrote" for a text question."""
    if isinstance(question, Written):
        return (CodebookRow(WROTE, "option", Text((("", "Wrote an answer"),))),)
    return tuple(
        CodebookRow(option.id, option.kind, option.text) for option in valid_options(question)
    )


def fingerprint(q: Questionnaire) -> bytes:
    """Return the 32-byte SHA-256 over ids, order, types, option ids and kinds.

    Wording, languages, rules and breakdowns do not change it: stored records stay readable.
    """
    content = [
        _LABEL,
        q.id,
        [[s.id, [_coded(question) for question in s.questions]] for s in q.sections],
    ]
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode("ascii")).digest()


def _coded(question: Question) -> list[object]:
    if isinstance(question, Written):
        return [question.id, question.type, []]
    return [question.id, question.type, [[option.id, option.kind] for option in question.options]]
