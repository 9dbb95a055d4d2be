"""The codes record: every closed answer of one person as a row of fixed width, and back.

It knows the questionnaire and the byte of each answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from survey.answers.answer_types import (
    Answer,
    DoesNotApply,
    DontKnow,
    Given,
    NotAsked,
    RatherNotSay,
    Skipped,
)
from survey.errors import EnvelopeDamaged
from survey.questionnaire.model import (
    Multiple,
    Question,
    Questionnaire,
    Ranking,
    Written,
    valid_options,
)

#: The state byte: codes 0-4 are ways of not answering, in this order; GIVEN and above are answers.
NOT_ASKED, SKIPPED, RATHER_NOT_SAY, DONT_KNOW, DOES_NOT_APPLY, GIVEN = range(6)

ColumnKind = Literal["choice", "multiple", "ranking", "text"]

_MISSING: tuple[Answer, ...] = (
    NotAsked(),
    Skipped(),
    RatherNotSay(),
    DontKnow(),
    DoesNotApply(),
)
_STATES: dict[type, int] = {type(answer): state for state, answer in enumerate(_MISSING)}


@dataclass(frozen=True, slots=True)
class Column:
    """The bytes of one question.

    `start` and `width` in bytes; `options` are the valid option ids in order. A choice (single or
    scale) is one byte, GIVEN + i for option i. The others begin with a state byte: 0-4 or GIVEN;
    multiple has then 0 or 1 per option, ranking the rank from 1 (0: not ranked) per option.
    `limits` are the greatest codes allowed, one per byte. `alone` are the options of a multiple
    choice that exclude every other, `most` is how many may be chosen (0: any number).
    """

    question_id: str
    kind: ColumnKind
    start: int
    options: tuple[str, ...]
    alone: frozenset[str] = frozenset()
    most: int = 0

    @property
    def width(self) -> int:
        """Return the bytes of this question."""
        return 1 + len(self.options) if self.kind in ("multiple", "ranking") else 1

    @property
    def limits(self) -> bytes:
        """Return the greatest allowed code of each of its bytes."""
        match self.kind:
            case "choice":
                return bytes((DOES_NOT_APPLY + len(self.options),))
            case "multiple":
                return bytes((GIVEN, *(1 for _ in self.options)))
            case "ranking":
                return bytes((GIVEN, *(len(self.options) for _ in self.options)))
            case "text":
                return bytes((GIVEN,))


class Layout:
    """Where each question of one questionnaire lies in its codes records. Build it once per study.

    `width` is the bytes of a record, `columns` the questions in order, `languages` those that the
    last byte counts, `limits` the greatest allowed code of every byte of a record.

    A record is well-formed when no byte exceeds its limit. An answer contradicts itself when
    `contradicts` says so: it counts as skipped, and costs nothing else of the record.
    """

    def __init__(self, q: Questionnaire) -> None:
        columns: list[Column] = []
        start = 0
        for question in q.questions():
            column = _column(question, start)
            columns.append(column)
            start += column.width
        self.columns: tuple[Column, ...] = tuple(columns)
        self.languages: tuple[str, ...] = q.languages
        self.width: int = start + 1
        self.limits: bytes = b"".join(c.limits for c in columns) + bytes((len(q.languages) - 1,))
        self._by_id = {column.question_id: column for column in columns}
        # For the web's hot path: per question its start, and the code or place of each option.
        self._plan = tuple((c.question_id, c.kind, c.start, _codes(c), c) for c in columns)
        self._language_codes = {code: index for index, code in enumerate(q.languages)}

    def __getitem__(self, question_id: str) -> Column:
        """Return the column of a question; KeyError when there is none."""
        return self._by_id[question_id]

    def column(self, question_id: str) -> slice:
        """Return the bytes of a question within a record; KeyError when there is none."""
        column = self._by_id[question_id]
        return slice(column.start, column.start + column.width)

    @property
    def text_questions(self) -> tuple[str, ...]:
        """Return the ids of the text questions, in order: one words envelope is sealed for each."""
        return tuple(c.question_id for c in self.columns if c.kind == "text")


def encode(layout: Layout, answers: Mapping[str, Answer], language: str) -> bytes:
    """Return the record (`layout.width` bytes) of one person's answers.

    `answers` has every question of the questionnaire. The words of a text are not in the record,
    only that there are some. KeyError for a missing question, an option or a language that is not
    in the questionnaire; ValueError for an answer without options, with one twice, or with options
    that exclude each other or are too many: what is sealed counts whole at opening.
    """
    record = bytearray(layout.width)
    states = _STATES
    for question_id, kind, start, codes, column in layout._plan:
        answer = answers[question_id]
        if not isinstance(answer, Given):
            record[start] = states[answer.__class__]
        elif kind == "choice":
            (option,) = answer.options
            record[start] = codes[option]
        else:
            record[start] = GIVEN
            if kind != "text":
                _mark(record, kind, codes, answer.options)
            if len(answer.options) > 1 and not _go_together(column, answer.options):
                raise ValueError(f"question {question_id}: these options exclude each other")
    record[-1] = layout._language_codes[language]
    return bytes(record)


def decode(layout: Layout, record: bytes) -> tuple[dict[str, Answer], str]:
    """Return the answers, one per question, and the language of a record.

    A written text comes back as Given() without words, an answer that contradicts itself as
    Skipped. EnvelopeDamaged when the record is not well-formed.
    """
    if len(record) != layout.width:
        raise _damaged("has the wrong length")
    if any(code > limit for code, limit in zip(record, layout.limits, strict=True)):
        raise _damaged("has a code that the questionnaire does not know")
    answers = {
        column.question_id: _answer(column, record[column.start : column.start + column.width])
        for column in layout.columns
    }
    return answers, layout.languages[record[-1]]


def contradicts(column: Column, codes: bytes) -> bool:
    """Return True when the bytes of one question, each within its limit, cannot all be meant.

    In a multiple choice or a ranking some option is chosen exactly when the state is GIVEN; what
    excludes every other option stands alone; no more are chosen than may be; ranks are 1, 2, …
    without gap or repetition.
    """
    if column.kind not in ("multiple", "ranking"):
        return False
    chosen = [place for place, code in enumerate(codes[1:]) if code]
    if (codes[0] == GIVEN) != bool(chosen):
        return True
    if column.kind == "ranking":
        ranks = sorted(codes[1 + place] for place in chosen)
        return ranks != list(range(1, len(ranks) + 1))
    return len(chosen) > 1 and not _go_together(column, [column.options[at] for at in chosen])


def _go_together(column: Column, options: Sequence[str]) -> bool:
    """Return whether two or more options of a multiple choice may be chosen by one person."""
    return column.alone.isdisjoint(options) and len(options) <= (column.most or len(options))


def _column(question: Question, start: int) -> Column:
    if isinstance(question, Written):
        return Column(question.id, "text", start, ())
    options = tuple(option.id for option in valid_options(question))
    if isinstance(question, Multiple):
        alone = frozenset(option.id for option in valid_options(question) if option.exclusive)
        return Column(question.id, "multiple", start, options, alone, question.at_most or 0)
    if isinstance(question, Ranking):
        return Column(question.id, "ranking", start, options)
    return Column(question.id, "choice", start, options)


def _codes(column: Column) -> dict[str, int]:
    first = GIVEN if column.kind == "choice" else column.start + 1
    return {option: first + index for index, option in enumerate(column.options)}


def _mark(
    record: bytearray, kind: ColumnKind, places: Mapping[str, int], options: tuple[str, ...]
) -> None:
    if not options or len(set(options)) != len(options):
        raise ValueError("an answer has at least one option, and none twice")
    if kind == "multiple":
        for option in options:
            record[places[option]] = 1
        return
    for rank, option in enumerate(options, 1):
        record[places[option]] = rank


def _answer(column: Column, codes: bytes) -> Answer:
    state, chosen = codes[0], codes[1:]
    if contradicts(column, codes):
        return _MISSING[SKIPPED]
    if state < GIVEN:
        return _MISSING[state]
    if column.kind == "text":
        return Given()
    if column.kind == "choice":
        return Given((column.options[state - GIVEN],))
    marked = sorted((rank, place) for place, rank in enumerate(chosen) if rank)
    return Given(tuple(column.options[place] for _, place in marked))


def _damaged(why: str) -> EnvelopeDamaged:
    return EnvelopeDamaged(f"A codes record {why}.", kept="Nothing else was touched.")
