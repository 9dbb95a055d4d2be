"""The joined codes records as one numpy table, without those that cannot be of this study.

It must not know thresholds, pages or people.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_

import numpy as np
from numpy.typing import NDArray

from survey.answers.codec import (
    DOES_NOT_APPLY,
    DONT_KNOW,
    GIVEN,
    NOT_ASKED,
    SKIPPED,
    Column,
    Layout,
)
from survey.questionnaire.model import (
    All,
    Answered,
    Any_,
    Includes,
    Not,
    Question,
    Questionnaire,
    Rule,
    Written,
)
from survey.questionnaire.rules import leaves

Codes = NDArray[np.uint8]
Truth = NDArray[np.bool_]

_OTHER = {"dont_know": DONT_KNOW, "does_not_apply": DOES_NOT_APPLY}


class CodesTable:
    """All well-formed records of one study: `codes` is n rows of `layout.width` bytes.

    `damaged` is the number of records left out: a code that the questionnaire does not have, or
    bytes of half a record. An answer that contradicts itself, or lies off the path, costs only
    itself: it counts as skipped or not asked, and `contradicted` says how many did, by question.
    `blank` is the number of records with no answer at all; they are left out too, unless `blanks`
    says that they are people.
    """

    def __init__(
        self, q: Questionnaire, layout: Layout, joined_records: bytes, *, blanks: bool = False
    ) -> None:
        whole = len(joined_records) // layout.width
        table = np.frombuffer(joined_records, np.uint8, whole * layout.width)
        self.layout = layout
        self.questions: dict[str, Question] = {question.id: question for question in q.questions()}
        self.codes: Codes = table.reshape(-1, layout.width)
        sound = self._well_formed()
        self.codes = self.codes[sound]  # a copy, which may be mended
        self.damaged = whole - int(sound.sum()) + (len(joined_records) % layout.width > 0)
        # In order: a rule looks only at what was asked before.
        found = {column.question_id: self._mended(q, column) for column in layout.columns}
        self.contradicted: dict[str, int] = {key: many for key, many in found.items() if many}
        nothing = _all(self.n, False) if blanks else self._says_nothing()
        self.codes, self.blank = self.codes[~nothing], int(nothing.sum())

    @property
    def n(self) -> int:
        """Return the number of people."""
        return int(self.codes.shape[0])

    @property
    def language(self) -> NDArray[np.intp]:
        """Return everyone's language, as its place in the questionnaire's list."""
        return self.codes[:, -1].astype(np.intp)

    def state(self, question_id: str) -> Codes:
        """Return everyone's first byte of a question: 0-4 as in the codec, 5 and above given."""
        return self.codes[:, self.layout[question_id].start]

    def chosen(self, question_id: str) -> Codes:
        """Return the option bytes of a multiple choice or ranking: n rows, one column per
        option."""
        return self.codes[:, self.layout.column(question_id)][:, 1:]

    def holds(self, rule: Rule) -> Truth:
        """Say for everyone whether a rule is true; a question that was not asked is unanswered."""
        match rule:
            case All():
                return reduce(and_, (self.holds(part) for part in rule.all))
            case Any_():
                return reduce(or_, (self.holds(part) for part in rule.any))
            case Not():
                return ~self.holds(rule.not_)
            case Answered():
                answered = self.state(rule.question) >= DONT_KNOW
                return answered if rule.answered else ~answered
            case Includes():
                return self._chose(rule.question, rule.includes, alone=False)
        return self._chose(rule.question, rule.is_, alone=True)

    def _chose(self, question_id: str, option_id: str, alone: bool) -> Truth:
        question, column = self.questions[question_id], self.layout[question_id]
        state = self.state(question_id)
        options = () if isinstance(question, Written) else question.options
        kind = next((option.kind for option in options if option.id == option_id), "option")
        if kind != "option":
            return _equal(state, _OTHER[kind])
        if option_id not in column.options:
            return _all(self.n, False)
        place = column.options.index(option_id)
        if column.kind == "choice":
            return _equal(state, GIVEN + place)
        chosen: Truth = self.chosen(question_id) > 0
        only: Truth = chosen.sum(axis=1) == 1
        return chosen[:, place] & only if alone else chosen[:, place]

    def _well_formed(self) -> Truth:
        limits = np.frombuffer(self.layout.limits, np.uint8)
        sound: Truth = np.all(self.codes <= limits, axis=1)
        for column in self.layout.columns:
            sound &= self._kinds_exist(column)
        return sound

    def _kinds_exist(self, column: Column) -> Truth:
        """Say where "don't know" and "does not apply" were really offered."""
        question, state = self.questions[column.question_id], self.state(column.question_id)
        options = () if isinstance(question, Written) else question.options
        offered = {option.kind for option in options}
        sound = _all(self.n, True)
        for kind, code in _OTHER.items():
            if kind not in offered:
                sound &= state != code
        return sound

    def _mended(self, q: Questionnaire, column: Column) -> int:
        """Leave blank what cannot have been meant, and tell how many lost an answer by it."""
        lost = self._contradicts(column)
        self._set(column, lost, SKIPPED)
        rule = path_rule(q, column.question_id)
        if rule is not None and self._asks_for_words(rule):
            return int(lost.sum())
        state = self.state(column.question_id)
        asked = _all(self.n, True) if rule is None else self.holds(rule)
        astray = ~asked & (state > NOT_ASKED)
        lost |= astray & (state > SKIPPED)
        self._set(column, asked & _equal(state, NOT_ASKED), SKIPPED)
        self._set(column, astray, NOT_ASKED)
        return int(lost.sum())

    def _says_nothing(self) -> Truth:
        """Say for everyone whether nothing was chosen and nothing written.

        “I'd rather not say” was chosen: what is printed of it leaves as many tables possible as if
        those who skipped everything were counted.
        """
        first = [column.start for column in self.layout.columns]
        nothing: Truth = np.all(self.codes[:, first] <= SKIPPED, axis=1)
        return nothing

    def _set(self, column: Column, where: Truth, state: int) -> None:
        place = self.layout.column(column.question_id)
        self.codes[where, place] = 0
        self.codes[where, column.start] = state

    def _contradicts(self, column: Column) -> Truth:
        """Say for everyone what `codec.contradicts` says of one."""
        if column.kind not in ("multiple", "ranking"):
            return _all(self.n, False)
        chosen = self.chosen(column.question_id)
        count = (chosen > 0).sum(axis=1)
        wrong: Truth = (count > 0) != _equal(self.state(column.question_id), GIVEN)
        if column.kind == "ranking":
            ranks = np.sort(chosen, axis=1)[:, ::-1].astype(np.int64)
            wanted = np.maximum(count[:, None] - np.arange(chosen.shape[1]), 0)
            wrong |= (ranks != wanted).any(axis=1)
        if column.most:
            wrong |= count > column.most
        for place, option in enumerate(column.options):
            if option in column.alone:
                wrong |= (chosen[:, place] > 0) & (count > 1)
        return wrong

    def _asks_for_words(self, rule: Rule) -> bool:
        """Say whether a rule looks at a text: only spaces count as an answer on the path alone."""
        return any(isinstance(self.questions[leaf.question], Written) for leaf in leaves(rule))


def path_rule(q: Questionnaire, question_id: str) -> Rule | None:
    """Return the one rule that decides whether a question is asked; None when everyone is.

    KeyError when there is no such question.
    """
    for section in q.sections:
        for question in section.questions:
            if question.id == question_id:
                parts = tuple(r for r in (section.show_if, question.show_if) if r is not None)
                return All(all=parts) if len(parts) == 2 else (parts[0] if parts else None)
    raise KeyError(question_id)


def _equal(codes: Codes, code: int) -> Truth:
    truth: Truth = codes == code
    return truth


def _all(n: int, value: bool) -> Truth:
    return np.full(n, value, np.bool_)
