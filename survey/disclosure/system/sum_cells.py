"""The cells of answers that are counted as one, and the lines that tie them to single answers.

It knows the counts of one group of people. It must not know which sums are printed, or solvers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from survey.disclosure.study.answer_sums import Options
from survey.disclosure.system.cell_key import sum_row
from survey.disclosure.system.cells import Care, Counted, Slice
from survey.disclosure.system.linear_system import Cell, CellRule, SystemBuilder
from survey.disclosure.system.primary import required
from survey.questionnaire.codebook import rows
from survey.questionnaire.model import Multiple, Question


def put_sums(
    draft: SystemBuilder,
    question: Question,
    part: Slice,
    counted: Counted,
    care: Care,
    sums: Sequence[Options],
    chose_any: Mapping[Options, int],
) -> None:
    """Add a cell for each sum, and those who gave none of its answers, as far as no cell counts
    them yet.

    Both are groups of people like those who gave one answer. A printed sum holds no small group.
    `chose_any`: the people of each sum of a multiple choice, of which they are not the sum. That is
    never printed of a column, so that nothing is demanded of it there.
    """
    if isinstance(question, Multiple):
        for options in sums:
            _put_any(draft, question, part, counted, care, options, chose_any[options])
        if sums:
            _cover(draft, question, part, sums)
        return
    order = [row.id for row in rows(question)]
    held = dict(zip(order, map(int, counted.valid), strict=True))
    for options in sums:
        count = sum(held[one] for one in options)
        whole = _put(draft, question, part.option(question.id, sum_row(options)), count, care, part)
        draft.adds_up(whole, (part.option(question.id, one) for one in options))
    for options in sums:
        others = tuple(one for one in order if one not in options)
        rest = part.option(question.id, sum_row(others))
        if len(others) > 1 and others not in sums:
            rest = part.option(question.id, sum_row(options), "no")
            count = sum(held[one] for one in others)
            _put(draft, question, rest, count, care, part, printed=False)
            draft.adds_up(rest, (part.option(question.id, one) for one in others))
        whole = part.option(question.id, sum_row(options))
        draft.adds_up(part.cell(question.id, "base"), (whole, rest))


def _put(
    draft: SystemBuilder,
    question: Question,
    name: str,
    count: int,
    care: Care,
    part: Slice,
    *,
    printed: bool = True,
) -> str:
    """Add the people of a sum, or those of none of its answers; give their cell."""
    rule: CellRule | None = None if part.by else care.rule()
    need = required(count, rule, (), None) if rule else None
    shown = printed and not part.by
    return draft.put(
        Cell(
            name,
            count,
            question.id,
            part.by,
            need=need,
            role="printable" if shown else "silent",
            rule=rule,
            cuts=(care.t,) if shown else (),
        )
    )


def _put_any(
    draft: SystemBuilder,
    question: Multiple,
    part: Slice,
    counted: Counted,
    care: Care,
    options: Options,
    count: int,
) -> None:
    """Add the people who chose any of some options, within what the options tell of them."""
    base = part.cell(question.id, "base")
    whole = _put(draft, question, part.option(question.id, sum_row(options)), count, care, part)
    none = part.option(question.id, sum_row(options), "no")
    _put(draft, question, none, counted.base - count, care, part, printed=False)
    draft.adds_up(base, (whole, none))
    exclusive = {one.id for one in question.options if one.exclusive}
    alone = [(part.option(question.id, one), -1) for one in options if one in exclusive]
    several = [one for one in options if one not in exclusive]
    for one in several:
        name = part.option(question.id, sum_row(options), f"but-{one}")
        draft.slack(name, question.id, [(whole, 1), *alone, (part.option(question.id, one), -1)])
    over = part.option(question.id, sum_row(options), "over")
    all_ = [(part.option(question.id, one), 1) for one in options]
    draft.slack(over, question.id, [*all_, (whole, -1)])
    apart = [part.option(question.id, one) for one in question.answer_ids if one in exclusive]
    left = [(one, -1) for one in apart if (one, -1) not in alone]
    if left:
        others = part.option(question.id, sum_row(options), "others")
        draft.slack(others, question.id, [(base, 1), (whole, -1), *left])


def _cover(draft: SystemBuilder, question: Multiple, part: Slice, sums: Iterable[Options]) -> None:
    """Add that everybody chose something: one of a sum, or another option."""
    inside = {one for options in sums for one in options}
    terms = [(part.option(question.id, sum_row(options)), 1) for options in sums]
    terms += [(part.option(question.id, o), 1) for o in question.answer_ids if o not in inside]
    base = part.cell(question.id, "base")
    draft.slack(part.cell(question.id, "+covered"), question.id, [*terms, (base, -1)])
