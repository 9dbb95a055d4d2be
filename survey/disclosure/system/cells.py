"""The cells of one question among one group of people: everyone, or one column of a breakdown.

It knows the counts of that group and which sums a reader can work out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from survey.disclosure.system.cell_key import APART, CellKey, row_name
from survey.disclosure.system.linear_system import (
    ANYTHING,
    Cell,
    CellRule,
    Need,
    Role,
    SystemBuilder,
    strictest,
)
from survey.disclosure.system.primary import group_attribute, small_count
from survey.questionnaire.codebook import MISSING, rows
from survey.questionnaire.model import Multiple, Question, Written

OwnKind = Literal["dont_know", "does_not_apply"]
OWN_KINDS: tuple[OwnKind, ...] = ("dont_know", "does_not_apply")

#: Price of hiding, per person moved: inner cells are cheap, one-way cells and bases are dear.
_WEIGHTS = {"option": 3.0, "base": 30.0, "no_answer": 0.3, "kind": 2.0, "apart": 0.1}
_INNER_WEIGHTS = {"option": 1.0, "base": 10.0}


@dataclass(frozen=True, slots=True)
class Slice:
    """A group of people. `total` is the cell that counts them; `by` and `column` are "" for
    everyone; `options` are those of the breakdown question in the column, None for the people in
    no column."""

    total: str
    by: str = ""
    column: str = ""
    options: tuple[str, ...] | None = None

    def among(self, key: CellKey) -> str:
        """Return the cell of this group that counts what a key does among everyone."""
        of = (key.question, key.row, key.part, key.rule)
        return str(CellKey(*of, by=self.by, column=self.column, waves=key.waves))

    def cell(self, question_id: str, row: str) -> str:
        """Return a cell of this group."""
        return self.among(CellKey(question_id, row))

    def option(self, question_id: str, row_id: str, part: str = "") -> str:
        """Return the cell of an option, or of a `part` of those who did not choose it."""
        return self.among(CellKey(question_id, row_name(row_id), part))


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of one question in one slice: people per valid row and per kind of missing, with
    a valid answer (`base`), and in the whole slice (`people`). `rows`: people per valid row among
    everyone."""

    valid: NDArray[np.int64]
    missing: NDArray[np.int64]
    base: int
    people: int
    rows: NDArray[np.int64]

    def kind(self, name: str) -> int:
        """Return the people of one kind of missing answer."""
        return int(self.missing[MISSING.index(name)])

    @property
    def no_answer(self) -> int:
        """Return the people who skipped, or would rather not say."""
        return self.kind("skipped") + self.kind("rather_not_say")


@dataclass(frozen=True, slots=True)
class Care:
    """How careful to be: the threshold, whether zeros count, and the threshold of the path.

    `least`: people with a valid answer who let a question, or a column of it, be printed;
    `percentages_from`: those who let percentages be.
    """

    t: int
    zeros: bool
    path_t: int
    path_zeros: bool
    least: int
    percentages_from: int

    @property
    def cuts(self) -> tuple[int, ...]:
        """Return what readers know of a printed answer: nobody gave it, or no small group."""
        return (1, self.t)

    def rule(self, *groups: str, few: str = "", zeros: bool | None = None) -> CellRule:
        """Return the rule of an answer; `zeros` in place of its own, where given."""
        return CellRule(self.t, self.zeros if zeros is None else zeros, groups, few)

    def path_rule(self, few: str) -> CellRule:
        """Return the rule of those who were asked, or not."""
        return CellRule(self.path_t, self.path_zeros, (), few)


def kinds_offered(question: Question) -> tuple[OwnKind, ...]:
    """Return "dont_know" and "does_not_apply" where the question offers them."""
    if isinstance(question, Written):
        return ()
    offered = {option.kind for option in question.options}
    return tuple(kind for kind in OWN_KINDS if kind in offered)


def put_question(
    draft: SystemBuilder,
    question: Question,
    part: Slice,
    counted: Counted,
    care: Care,
    printed: bool,
) -> None:
    """Add the cells of a question in one slice, and the lines that hold within it.

    `printed`: whether its options and base may be printed; the kinds of missing answer may be
    printed for everyone only.
    """
    base, no_answer = part.cell(question.id, "base"), part.cell(question.id, "no_answer")
    inner = bool(part.by)
    prices = _INNER_WEIGHTS if inner else _WEIGHTS
    shown: Role = "printable" if printed else "silent"
    whole: Role = "silent" if inner else shown
    answered = counted.base + counted.no_answer if isinstance(question, Written) else counted.base
    surely = (care.least, ANYTHING) if printed else (0, ANYTHING)
    draft.put(
        Cell(
            base,
            answered,
            question.id,
            part.by,
            prices["base"],
            None,
            shown,
            cuts=(care.percentages_from,),
            surely=surely,
        )
    )
    draft.put(
        Cell(no_answer, counted.no_answer, question.id, part.by, _WEIGHTS["no_answer"], None, whole)
    )
    _put_options(draft, question, part, counted, care, shown)
    if isinstance(question, Written):
        draft.adds_up(base, (part.cell(question.id, "wrote"), no_answer))
        return
    _put_kinds(draft, question, part, counted, care, whole)
    if not inner:
        _put_apart(draft, question, counted, care, whole)


def _put_kinds(
    draft: SystemBuilder, question: Question, part: Slice, counted: Counted, care: Care, role: Role
) -> None:
    """Add "don't know" and "does not apply", and in a column all who gave no valid answer."""
    offered = kinds_offered(question)
    few, most = "", None
    if part.by and offered:
        few, most = part.cell(question.id, "away"), counted.people - counted.base
        draft.put(Cell(few, most, question.id, part.by))
        draft.adds_up(part.total, (part.cell(question.id, "base"), few))
    for kind in offered:
        count, zeros = counted.kind(kind), care.zeros and kind == "does_not_apply"
        draft.put(
            Cell(
                part.cell(question.id, kind),
                count,
                question.id,
                part.by,
                _WEIGHTS["kind"],
                small_count(count, care.t, zeros, most),
                role,
                rule=care.rule(few=few, zeros=zeros),
                cuts=care.cuts,
            )
        )


def _put_apart(
    draft: SystemBuilder, question: Question, counted: Counted, care: Care, role: Role
) -> None:
    """Add "skipped" and "rather not say", which may be printed apart when both are large enough."""
    counts = {name: counted.kind(name) for name in APART}
    whole = str(CellKey(question.id, "no_answer"))
    parts = tuple(str(CellKey(question.id, name)) for name in APART)
    if min(counts.values()) < care.t:
        role = "silent"
    elif role == "printable":
        draft.cells[whole] = replace(draft.cells[whole], instead=parts)
    for one, count in zip(parts, counts.values(), strict=True):
        draft.put(
            Cell(one, count, question.id, weight=_WEIGHTS["apart"], role=role, cuts=(care.t,))
        )
    draft.adds_up(whole, parts)


def _put_options(
    draft: SystemBuilder, question: Question, part: Slice, counted: Counted, care: Care, role: Role
) -> None:
    inner = bool(part.by)
    price = (_INNER_WEIGHTS if inner else _WEIGHTS)["option"]
    most = counted.base if inner else None
    whole = Slice("")
    base = part.cell(question.id, "base")
    names = []
    for row, value, everywhere in zip(rows(question), counted.valid, counted.rows, strict=True):
        count = int(value)
        need = small_count(count, care.t, care.zeros, most)
        groups: tuple[str, ...] = ()
        if not isinstance(question, Written):
            need = strictest(need, group_attribute(count, counted.base, care.t))
            groups = (base,)
        if inner:
            need = strictest(need, group_attribute(count, int(everywhere), care.t))
            groups += (whole.option(question.id, row.id),)
        weight = price * (1 + float(np.log1p(count)) / 10)
        names.append(part.option(question.id, row.id))
        rule = care.rule(*groups, few=base if inner else "")
        draft.put(
            Cell(
                names[-1],
                count,
                question.id,
                part.by,
                weight,
                need,
                role,
                rule=rule,
                cuts=care.cuts,
            )
        )
    if isinstance(question, Multiple):
        _tie_choices(draft, question, part, counted, care)
    elif not isinstance(question, Written):
        draft.adds_up(part.cell(question.id, "base"), names)


def _tie_choices(
    draft: SystemBuilder, question: Multiple, part: Slice, counted: Counted, care: Care
) -> None:
    """Add for every option those who did not choose it, and what a reader knows of the rest.

    That is what exclusive options imply, and that nobody chose more than may be chosen.
    """
    base = part.cell(question.id, "base")
    most = counted.base if part.by else None
    chosen = rows(question)
    for row, yes in zip(chosen, counted.valid, strict=True):
        count = counted.base - int(yes)
        need = small_count(count, care.t, care.zeros, most)
        no = part.option(question.id, row.id, "no")
        rule = care.rule(few=base if part.by else "")
        draft.put(Cell(no, count, question.id, part.by, need=need, rule=rule))
        draft.adds_up(base, (part.option(question.id, row.id), no))
    alone = {option.id for option in question.options if option.exclusive}
    exclusive = [(part.option(question.id, row.id), -1) for row in chosen if row.id in alone]
    everything = [(part.option(question.id, row.id), 1) for row in chosen]
    draft.slack(part.cell(question.id, "more-than-one"), question.id, [*everything, (base, -1)])
    if question.at_most:
        name, most = part.cell(question.id, "room-left"), question.at_most
        taken = [(one, -most if (one, -1) in exclusive else -1) for one, _ in everything]
        draft.slack(name, question.id, [(base, most), *taken])
    for row in chosen if exclusive else ():
        if row.id not in alone:
            name = part.option(question.id, row.id, "others")
            without = [(base, 1), (part.option(question.id, row.id), -1), *exclusive]
            draft.slack(name, question.id, without)


def put_asked(
    draft: SystemBuilder,
    question: Question,
    part: Slice,
    counted: Counted,
    care: Care,
    path: str | None,
) -> str:
    """Add who was asked and who was not, under the key of the path rule; give the asked cell.

    Everyone in the slice is asked where `path` is None.
    """
    asked = part.total
    if path is not None:
        asked, not_asked = (
            part.among(CellKey(row=row, rule=path)) for row in ("asked", "not_asked")
        )
        away = counted.kind("not_asked")
        most = counted.people if part.by else None
        role: Role = "silent" if part.by else "printable"
        rule = care.path_rule(part.total if part.by else "")
        draft.put(
            Cell(
                asked,
                counted.people - away,
                question.id,
                part.by,
                need=_path_need(counted.people - away, care, most),
                rule=rule,
            )
        )
        draft.put(
            Cell(
                not_asked,
                away,
                question.id,
                part.by,
                _WEIGHTS["kind"],
                _path_need(away, care, most),
                role,
                rule=rule,
                cuts=(1, care.path_t),
            )
        )
        draft.adds_up(part.total, (asked, not_asked))
    parts = [part.cell(question.id, "base")]
    if not isinstance(question, Written):
        parts += [part.cell(question.id, row) for row in ("no_answer", *kinds_offered(question))]
    draft.adds_up(asked, parts)
    return asked


def _path_need(count: int, care: Care, most: int | None) -> Need | None:
    return small_count(count, care.path_t, care.path_zeros, most)
