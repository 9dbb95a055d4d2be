"""Parts of systems are written down once for a study: which plan came first changes nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from survey.disclosure.protect import protect_next
from survey.disclosure.release import Integrity
from survey.disclosure.study.categories import BreakdownGroups, ColumnGroup
from survey.disclosure.system.building import PrintPlan, Study, build
from survey.disclosure.system.release_history import LinkedSystems, Past, Wave
from survey.questionnaire.codebook import rows
from survey.questionnaire.model import Text
from tests.disclosure.conftest import EVERY_TABLE

ENDS = ("o0", "o1"), ("o2", "o3")


@pytest.fixture(scope="module")
def q(kit):
    """Give a questionnaire with whatever a plan can put together or leave out."""
    named = [{"id": "s", "text": "some", "options": ["o0", "o1"]}]
    by = {"id": "by", "type": "single", "options": kit.options(4), "breakdown": True,
          "merge": [[{"id": "low", "text": "low", "options": ["o0", "o1"]},
                     {"id": "high", "text": "high", "options": ["o2", "o3"]}]]}  # fmt: skip
    also = {"id": "also", "type": "single", "options": kit.options(2), "breakdown": True}
    scale = {"id": "scale", "type": "scale", "points": [f"Point {i}" for i in range(4)]}
    several = {"id": "several", "type": "multiple", "options": kit.options(3), "together": named}
    paths = [{"id": f"then{i}", "type": "single", "options": kit.options(2), "sensitive": i > 0,
              "show_if": {"question": "also", "is": "o0"}} for i in range(2)]  # fmt: skip
    return kit.questionnaire([by, also, scale, several], paths)


@pytest.fixture(scope="module")
def plans(q):
    """Give plans of which each has some parts of the others."""
    every = frozenset(question.id for question in q.questions())
    asked = ("scale", "several", "then0", "then1")
    tables = frozenset((id_, by) for id_ in asked for by in ("by", "also"))
    points = tuple(row.id for row in rows(q.question("scale")))
    ends = points[:2], points[2:]
    sums = frozenset({("several", ("o0", "o1")), ("scale", ends[0])})
    merged = frozenset({(("scale", "by"), ends)})
    return (
        PrintPlan(every, tables),
        PrintPlan(every, tables, merged, sums),
        PrintPlan(every, frozenset({("scale", "by"), ("then1", "also")}), merged),
        PrintPlan(every - {"then0"}, frozenset(), sums=sums),
    )


@pytest.fixture(scope="module")
def studies(kit, q):
    """Give two studies with their past: never published, and published once."""
    first, then = (kit.tally_of(q, kit.crowd(q, n, n, 0.5, 0.05)) for n in (150, 70))
    letters = Integrity(envelopes=first.n, counted=first.n)
    past = Past(waves=(Wave(first, 1),))
    made = protect_next(q, past, EVERY_TABLE, kit.FACTS, letters).release
    again = Past((made,), (Wave(first, 1), Wave(then, 2)))
    low, high = (
        ColumnGroup(id_, Text((("", id_),)), options)
        for id_, options in zip(("low", "high"), ENDS, strict=True)
    )
    splitters = Study(q, first, EVERY_TABLE, {}).splitters
    splits = {"by": BreakdownGroups(splitters["by"], (low, high), merged=True)}
    one = (ColumnGroup(o, Text((("", o),)), (o,)) for o in ("o0", "o1"))
    splits["also"] = BreakdownGroups(splitters["also"], tuple(one), merged=False)
    return [
        (Study(q, past.tally(past.people(past.number)), EVERY_TABLE, splits, bool(past.releases)),
         past)
        for past in (past, again)
    ]  # fmt: skip


def written(system):
    """Give everything that a system says, in its order."""
    return list(system.cells.items()), system.lines, system.private, system.total


@pytest.mark.parametrize("which", [0, 1])
def test_a_system_is_the_same_whichever_plans_came_before(studies, plans, which):
    study, past = studies[which]
    alone = [written(LinkedSystems(replace(study), past).system(plan)) for plan in plans]
    assert len({cells[-1][0] + str(len(cells)) for cells, *_ in alone}) > 2
    for order in list(permutations(range(len(plans))))[::11]:
        systems = LinkedSystems(replace(study), past)
        for i in order:
            assert written(systems.system(plans[i])) == alone[i]


def test_a_part_is_written_down_once(studies, plans):
    study = replace(studies[0][0])
    small, wide = build(study, plans[2]), build(study, plans[1])
    shared = [id_ for id_ in small.cells if "@by:" in id_ and id_.startswith("scale/")]
    assert len(shared) > 10
    assert all(small.cells[id_] is wide.cells[id_] for id_ in shared)
