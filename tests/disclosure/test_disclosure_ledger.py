"""The linked system of a study that was published before: its parts, its sums, its known cells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey.disclosure.policy import Policy
from survey.disclosure.reader.attacker import intervals
from survey.disclosure.reader.ranges import SumArrays
from survey.disclosure.system.building import PrintPlan, Study
from survey.disclosure.system.release_history import (
    LinkedSystems,
    Past,
    Wave,
    fixed_groups,
    printed_in,
)

POLICY = Policy()


def one_question(kit, **extra):
    main = {"id": "main", "type": "single", "options": kit.options(3), **extra}
    return kit.questionnaire([main])


def people(*counts):
    return [{"main": (f"o{i}",)} for i, count in enumerate(counts) for _ in range(count)]


def after(kit, q, first, *waves):
    """Give the past of a study that published `first` alone, without answers put together, and then
    had these waves."""
    release = kit.release_of(q, kit.tally_of(q, first))
    alone = tuple(x.model_copy(update={"sums": ()}) for x in release.questions)
    release = release.model_copy(update={"questions": alone})
    return Past((release,), tuple(Wave(kit.tally_of(q, crowd), *when) for crowd, *when in waves))


def system_of(q, past):
    study = Study(q, past.tally(past.people(past.number)), POLICY, {})
    plan = PrintPlan(frozenset(study.questions), frozenset())
    return study, LinkedSystems(study, past).system(plan)


def read(system, asked, hidden=frozenset()):
    """Give what a reader of numbers rounded to 5 can work out of a cell."""
    sums = SumArrays(system)
    low, high = sums.ranges(hidden, (), POLICY.count_rounding)
    told = {cell.id: (int(a), int(b)) for cell, a, b in zip(sums.cells, low, high, strict=True)}
    return intervals(unrounded(system), told, [asked])[asked]


def unrounded(system):
    """Give the system without the cells that count as known exactly."""
    cells = {id_: replace(cell, role="silent") for id_, cell in system.cells.items()}
    return replace(system, cells=cells)


def true(system):
    return all(
        sum(factor * system.cells[cell].count for cell, factor in line) == 0
        for line in system.lines
    )


def test_old_and_new_add_up_to_all(kit):
    q = one_question(kit)
    past = after(kit, q, people(30, 20, 10), (people(30, 20, 10), 1), (people(10, 10, 3), 2))
    _, system = system_of(q, past)
    counts = [system.cells[f"{who}main/o2"].count for who in ("1|", "2|", "")]
    assert counts == [10, 3, 13]
    assert system.cells["1|main/o2"].role == "known"
    assert system.cells["main/o2"].role == "printable"
    assert system.cells["2|main/o2"].need is not None
    assert system.cells["2|main/o0"].need is None
    assert (("main/o2", 1), ("1|main/o2", -1), ("2|main/o2", -1)) in system.lines
    assert true(system)


def test_printing_all_would_tell_the_new_ones(kit):
    q = one_question(kit)
    past = after(kit, q, people(30, 20, 10), (people(30, 20, 10), 1), (people(10, 10, 3), 2))
    _, system = system_of(q, past)
    # 13 is printed as 15 (13 to 17), after 10 (8 to 12)
    assert read(system, "2|main/o2") == (1, 9)
    # both hidden: 83 to 87 answered, 28 to 32 said o1, and 28 at least said o0 before; o2 then at
    # most 87 - 28 - 28, of whom 8 at least are not new
    assert read(system, "2|main/o2", frozenset({"main/o2", "main/o0"})) == (0, 23)


def test_taken_back_people_are_a_part_of_their_own(kit):
    """all = old - withdrawn + new."""
    q = one_question(kit)
    kept, gone, new = people(28, 20, 9), people(2, 0, 1), people(10, 10, 6)
    past = after(kit, q, [*kept, *gone], (kept, 1), (gone, 1, 2), (new, 2))
    assert past.changed() == len(gone) + len(new)
    assert past.people(1) == {0, 1}
    assert past.people(2) == {0, 2}
    study, system = system_of(q, past)
    old, withdrawn, came = (
        system.cells[f"{who}main/o2"].count for who in ("1+1to2|", "1to2|", "2|")
    )
    assert system.cells["main/o2"].count == old - withdrawn + came == 15
    assert system.cells["1+1to2|main/o2"].role == "known"
    assert system.cells["1to2|main/o2"].need is not None
    assert true(system)
    assert LinkedSystems(study, past).contradiction() == ""
    # at most all of those who were printed as 10
    assert read(system, "1to2|main/o2") == (0, 12)


@pytest.mark.parametrize(("sensitive", "need"), [(False, False), (True, True)])
def test_a_new_zero_counts_where_the_question_is_sensitive(kit, sensitive, need):
    q = one_question(kit, sensitive=sensitive)
    past = after(kit, q, people(30, 20, 15), (people(30, 20, 15), 1), (people(15, 15, 0), 2))
    _, system = system_of(q, past)
    assert (system.cells["2|main/o2"].need is not None) == need


def test_what_lies_between_two_releases_is_protected_too(kit):
    """Two waves of two people each are three and more only together."""
    q = one_question(kit)
    waves = ((people(30, 20, 10), 1), (people(20, 20, 2), 2), (people(20, 20, 2), 3))
    past = after(kit, q, waves[0][0], *waves)
    second = past.releases[0].model_copy(update={"number": 2})
    past = Past((past.releases[0], second), past.waves)
    _, system = system_of(q, past)
    assert system.cells["2+3|main/o2"].need is not None
    assert system.cells["2+3|main/o2"].count == 4
    assert true(system)


def test_what_a_release_printed_is_read_from_it(kit):
    q = kit.questionnaire(
        [{"id": "main", "type": "single", "options": kit.options(3, "dont_know")}],
        [{"id": "then", "type": "text", "show_if": {"question": "main", "is": "o0"}}],
    )
    crowd = [*people(60, 30, 12), *([{"main": ("dont_know",)}] * 7), *([{}] * 9)]
    crowd[0]["then"] = ("words",)
    release = kit.release_of(q, kit.tally_of(q, crowd))
    printed = printed_in(release, q)
    pairs = {("main", pair) for pair in (("o0", "o1"), ("o0", "o2"), ("o1", "o2"))}
    assert printed.plan == PrintPlan(
        frozenset({"main", "then"}), frozenset(), sums=frozenset(pairs)
    )
    assert {"main/base", "main/o0", "main/dont_know", "main/no_answer"} <= printed.cells
    assert "then/wrote" not in printed.cells
    past = Past((release,), (Wave(kit.tally_of(q, crowd), 1), Wave(kit.tally_of(q, crowd), 2)))
    study, system = system_of(q, past)
    assert {f"1|{cell}" for cell in printed.cells} <= set(system.cells)
    assert LinkedSystems(study, past).contradiction() == ""
    assert fixed_groups(past) == {}


def test_a_study_never_published_has_the_plain_system(kit):
    q = one_question(kit)
    past = Past((), (Wave(kit.tally_of(q, people(30, 20, 10)), 1),))
    _, system = system_of(q, past)
    assert all("|" not in cell for cell in system.cells)
