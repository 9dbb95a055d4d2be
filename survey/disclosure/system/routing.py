"""What the number of people who were asked a question tells about earlier answers."""

from __future__ import annotations

from collections.abc import Mapping

from survey.disclosure.system.cell_key import CellKey, row_name
from survey.disclosure.system.cells import Slice, kinds_offered
from survey.disclosure.system.linear_system import Cell, SystemBuilder
from survey.questionnaire.model import (
    All,
    Answered,
    Any_,
    Includes,
    Is,
    Not,
    Question,
    Ranking,
    Rule,
    Written,
)
from survey.tally.counting import rule_key

SignedTerms = tuple[tuple[str, int], ...]


class Paths:
    """Writes rules as sums of cells.

    `rules`: people for whom a compound rule holds, by its cell;
    `columns`: the slices of each breakdown, those in no column last.
    """

    def __init__(
        self,
        draft: SystemBuilder,
        questions: Mapping[str, Question],
        rules: Mapping[str, int],
        columns: Mapping[str, tuple[Slice, ...]],
    ) -> None:
        self._draft = draft
        self._questions = questions
        self._held = rules
        self._columns = columns

    def tie(self, asked: str, rule: Rule, part: Slice) -> None:
        """Tie the cell of those asked to the answers that the rule looks at."""
        terms = self._terms(rule, part)
        if terms is not None:
            self._draft.tie(((asked, -1), *terms))
            return
        for name, bound in self._bounds(rule, part):
            self._draft.slack(f"{name}<{asked}", "", ((asked, 1), *_times(bound, -1)))

    def _terms(self, rule: Rule, part: Slice) -> SignedTerms | None:
        """Return the people for whom a rule holds as a sum of cells; None where there is none."""
        match rule:
            case Not():
                inside = self._terms(rule.not_, part)
                return None if inside is None else ((part.total, 1), *_times(inside, -1))
            case All():
                return self._compound(rule, rule.all, part)
            case Any_():
                return self._compound(rule, rule.any, part)
            case Answered():
                answered = self._answered(rule.question, part)
                if answered is None or rule.answered:
                    return answered
                return ((part.total, 1), *_times(answered, -1))
            case Is():
                return self._option(rule.question, rule.is_, part)
            case Includes():
                return self._option(rule.question, rule.includes, part)

    def _option(self, question_id: str, option_id: str, part: Slice) -> SignedTerms | None:
        question = self._questions[question_id]
        if isinstance(question, Written | Ranking):
            return None
        kinds = {option.id: option.kind for option in question.options}
        row = row_name(option_id) if kinds[option_id] == "option" else kinds[option_id]
        if question_id == part.by:
            return self._own_option(str(CellKey(question_id, row)), row, part)
        return self._present(part.cell(question_id, row))

    def _own_option(self, cell: str, row: str, part: Slice) -> SignedTerms | None:
        """Return an option of the breakdown question itself: all of it lies in one column."""
        if part.options is None:
            named = {row_name(o) for c in self._columns[part.by] for o in c.options or ()}
            inside = row not in named
        else:
            inside = row in map(row_name, part.options)
        return self._present(cell) if inside else ()

    def _answered(self, question_id: str, part: Slice) -> SignedTerms | None:
        question = self._questions[question_id]
        if isinstance(question, Written):
            return None
        if question_id == part.by and part.options is not None:
            return ((part.total, 1),)
        whole = Slice("") if question_id == part.by else part
        rows = ("base", *kinds_offered(question))
        cells = [whole.cell(question_id, row) for row in rows]
        if not all(self._draft.has(cell) for cell in cells):
            return None
        terms: SignedTerms = tuple((cell, 1) for cell in cells)
        if question_id == part.by:
            terms += tuple((column.total, -1) for column in self._columns[part.by][:-1])
        return terms

    def _compound(self, rule: Rule, parts: tuple[Rule, ...], part: Slice) -> SignedTerms | None:
        """Return a cell of its own for a rule of several parts, within the bounds that they set
        (Fréchet): at most the smallest part and at least what they must share, or the reverse."""
        if len(parts) == 1:
            return self._terms(parts[0], part)
        cell = part.among(CellKey(row="rule", rule=rule_key(rule)))
        if self._draft.has(cell):
            return ((cell, 1),)
        self._draft.put(Cell(cell, self._held[cell], "", part.by))
        sides = [self._terms(inner, part) for inner in parts]
        known = [side for side in sides if side is not None]
        sign = 1 if isinstance(rule, All) else -1
        for i, side in enumerate(known):
            self._draft.slack(f"{cell}<{i}", "", _times((*side, (cell, -1)), sign))
        if len(known) == len(sides):
            everything = tuple(term for side in known for term in side)
            spare = ((part.total, len(sides) - 1),) if sign == 1 else ()
            sum_ = ((cell, sign), *_times(everything, -sign), *spare)
            self._draft.slack(f"{cell}<all", "", sum_)
        return ((cell, 1),)

    def _bounds(self, rule: Rule, part: Slice) -> list[tuple[str, SignedTerms]]:
        """Return what surely is at most the number asked, for rules that are no sum of cells."""
        match rule:
            case Includes() if self._draft.has(part.option(rule.question, rule.includes)):
                return [("first", ((part.option(rule.question, rule.includes), 1),))]
            case Answered() if rule.answered and self._draft.has(part.cell(rule.question, "wrote")):
                return [("wrote", ((part.cell(rule.question, "wrote"), 1),))]
        return []

    def _present(self, cell: str) -> SignedTerms | None:
        return ((cell, 1),) if self._draft.has(cell) else None


def _times(terms: SignedTerms, factor: int) -> SignedTerms:
    return tuple((cell, factor * coefficient) for cell, coefficient in terms)
