"""What several printed groups tell together, and what it tells that a group is there or is not.

Whoever is in a printed group of each of several breakdowns is in none of the answers that are
printed as nobody's in any of them. Nothing is hidden there, so no interval is too narrow.
"""

from __future__ import annotations

import random
from collections import Counter
from itertools import product

import pytest
from hypothesis import strategies as st

from tests.disclosure.attacked_studies import (
    SEEDS,
    attacked,
    few_and_many,
    form,
    publish,
    reader_of,
    single,
)
from tests.disclosure.joint_reader import Asked
from tests.disclosure.printed_rules import held


def people_of(names, counts):
    """Give people by how many gave these answers."""
    return [
        {name: (answer,) for name, answer in zip(names, answers, strict=True)}
        for answers, many in counts.items()
        for _ in range(many)
    ]


def meetings(release, x):
    """Give every set of printed groups of a question, one of each breakdown or none: as options
    by breakdown, with the rows that are printed as nobody's in any of them."""
    everyone = {row.id for row in x.rows if is_nobody(row.shown)}
    sides = []
    for split in x.breakdowns:
        side = [(None, frozenset())]
        for j, category in enumerate(split.categories):
            empty = {row for row, line in zip(split.row_ids, split.cells, strict=True)
                     if is_nobody(line[j])}  # fmt: skip
            side.append(((split.by, held(category)), frozenset(empty)))
        sides.append(side)
    for one in product(*sides):
        yield dict(group for group, _ in one if group), everyone.union(*(zeros for _, zeros in one))


def is_nobody(shown):
    return not shown.hidden and shown.count == 0


def alone(release, people):
    """Give every set of printed groups in which somebody is and one answer at most is left."""
    for x in release.questions:
        for groups, nobody in meetings(release, x) if x.form == "numbers" else ():
            left = {row.id for row in x.rows} - nobody
            inside = [p for p in people
                      if all(set(p.get(by, ())) & set(o) for by, o in groups.items())]  # fmt: skip
            if inside and len(left) < 2:
                yield x.id, groups, left, len(inside)


def one_sided(release):
    """Give every answer that somebody gave, of which every column of a table is printed as
    nobody's: whoever gave it is in none."""
    for x in release.questions:
        nobody = {row.id for row in x.rows if is_nobody(row.shown)}
        for split in x.breakdowns:
            for row, line in zip(split.row_ids, split.cells, strict=True):
                if row not in nobody and all(is_nobody(cell) for cell in line):
                    yield x.id, split.by, row


def surely(kit, asked, breakdowns, people):
    """Publish; give the release, its reader, and every meeting of groups that tells an answer."""
    releases = publish(kit, form(kit, asked, breakdowns), [people])
    return releases, [told for one in releases for told in alone(one, people)]


#: In Town nobody said a or b, and under 30 nobody said c: whoever is both said d.
TOWN = {("x", "u", "d"): 20, ("x", "v", "c"): 15, ("x", "v", "d"): 10, ("x", "w", "c"): 15,
        ("x", "w", "d"): 10, ("y", "u", "a"): 15, ("y", "u", "b"): 15, ("y", "u", "d"): 10,
        ("y", "v", "a"): 10, ("y", "v", "b"): 10, ("y", "v", "c"): 10, ("y", "v", "d"): 10,
        ("z", "u", "a"): 15, ("z", "u", "b"): 15, ("z", "u", "d"): 10, ("z", "w", "a"): 10,
        ("z", "w", "b"): 10, ("z", "w", "c"): 10, ("z", "w", "d"): 10}  # fmt: skip


def test_two_tables_with_nothing_small_do_not_tell_who_said_what(kit):
    asked = [Asked("s1", tuple("xyz")), Asked("s2", tuple("uvw")), Asked("q", tuple("abcd"))]
    people = people_of(("s1", "s2", "q"), TOWN)
    releases, told = surely(kit, asked, {"s1", "s2"}, people)
    assert len(releases) == 1
    assert told == []
    reader = reader_of(asked, [people], releases)
    assert answers_left(reader, "q", {"s1": ("x",), "s2": ("u",)}) >= 2


def answers_left(reader, x, groups):
    """Give how many answers to a question somebody in these groups may have given."""
    options = next(one.options for one in reader.questions if one.id == x)
    wanted = {reader.place[by]: set(inside) for by, inside in groups.items()}
    left = 0
    for option in options:
        inside = reader.who(
            lambda kind, option=option: (
                option in kind[reader.place[x]]
                and all(not among.isdisjoint(kind[at]) for at, among in wanted.items())
            )
        )
        left += reader.ends(inside)[1] >= 1
    return left


def closed(asked, splitters, n, seed, shut):
    """Invent people of whom the groups of each splitter shut some answers out."""
    chance = random.Random(seed)
    (main,) = (one for one in asked if one.id not in splitters)
    out = {(by, option): set(chance.sample(main.options, chance.randint(0, shut)))
           for by, options in splitters.items() for option in options}  # fmt: skip
    people = []
    while len(people) < n:
        person = {by: (chance.choice(options),) for by, options in splitters.items()}
        left = [o for o in main.options
                if not any(o in out[by, person[by][0]] for by in splitters)]  # fmt: skip
        if not left and chance.random() < 0.9:
            continue
        chosen = (chance.choice(left or main.options),)
        if main.multiple and left:
            chosen = tuple(o for o in left if o in chosen or chance.random() < 0.4)
        people.append(person | {"main": chosen})
    return people


@few_and_many(seed=SEEDS, n=st.integers(110, 400), splits=st.integers(2, 3),
              answers=st.integers(3, 6), shut=st.integers(1, 3),
              multiple=st.booleans())  # fmt: skip
def test_printed_zeros_leave_two_answers_wherever_anybody_is(
    kit, seed, n, splits, answers, shut, multiple
):
    splitters = {f"by{i}": tuple(f"o{j}" for j in range(3)) for i in range(splits)}
    asked = [single(by, 3) for by in splitters]
    asked.append(single("main", answers, multiple=multiple))
    people = closed(asked, splitters, n, seed, min(shut, answers - 1))
    releases, told = surely(kit, asked, set(splitters), people)
    assert told == []
    assert [one for release in releases for one in one_sided(release)] == []


@few_and_many(seed=SEEDS, n=st.integers(150, 400), answers=st.integers(3, 4))
def test_no_meeting_of_two_groups_leaves_one_answer_by_any_sum(kit, seed, n, answers):
    """The reader of everything printed: zeros that only follow from sums count as well."""
    splitters = {"by0": ("o0", "o1", "o2"), "by1": ("o0", "o1", "o2")}
    asked = [single("by0", 3), single("by1", 3), single("main", answers)]
    people = closed(asked, splitters, n, seed, answers - 1)
    releases, _ = surely(kit, asked, set(splitters), people)
    reader = reader_of(asked, [people], releases)
    tables = {s.by for one in releases for x in one.questions for s in x.breakdowns}
    groups = [{by: (o,) for by, o in zip(sorted(tables), some, strict=True)}
              for some in product(*(splitters[by] for by in sorted(tables)))]  # fmt: skip
    for meeting in groups if tables else ():
        if any(all(p[by] == o for by, o in meeting.items()) for p in people):
            assert answers_left(reader, "main", meeting) >= 2, meeting


#: Two groups with a column, one of eleven people, and one of two who are left out.
SMALL_GROUP = {("g0", "o0"): 47, ("g0", "o1"): 35, ("g0", "o2"): 24, ("g0", "o3"): 31,
               ("g0", "o4"): 21, ("g1", "o0"): 38, ("g1", "o1"): 31, ("g1", "o2"): 25,
               ("g1", "o3"): 24, ("g1", "o4"): 16, ("g2", "o0"): 3, ("g2", "o1"): 2,
               ("g2", "o2"): 1, ("g2", "o3"): 5, ("g3", "o0"): 1, ("g3", "o4"): 1}  # fmt: skip


@pytest.mark.parametrize("sensitive", [(), ("g",), ("q",)])
def test_a_column_that_is_there_does_not_tell_how_few_are_left_out(kit, sensitive):
    asked = [Asked("g", ("g0", "g1", "g2", "g3"), sensitive="g" in sensitive),
             Asked("q", ("o0", "o1", "o2", "o3", "o4"), sensitive="q" in sensitive)]  # fmt: skip
    people = people_of(("g", "q"), SMALL_GROUP)
    attacked(kit, form(kit, asked, {"g"}), asked, [people], most=200)


def small_groups(groups, answers, n, seed):
    """Invent people of whom most are in two groups and some in small ones."""
    chance, people = random.Random(seed), []
    sizes = [chance.randint(0, 30) for _ in range(groups - 2)]
    places = [g + 2 for g, size in enumerate(sizes) for _ in range(size)]
    places += [chance.randint(0, 1) for _ in range(n - len(places))]
    for place in places:
        said = chance.choices(range(answers), [1 / (i + 1) ** 0.7 for i in range(answers)])[0]
        person = {"by": (f"o{place}",), "main": (f"o{said}",)}
        if chance.random() < 0.04:
            person["by"] = ("_rns",) if chance.random() < 0.5 else ()
        people.append(person)
    chance.shuffle(people)
    return people


@few_and_many(seed=SEEDS, n=st.integers(150, 400), groups=st.integers(3, 6),
              answers=st.integers(3, 6))  # fmt: skip
def test_groups_of_a_sensitive_question_that_are_left_out(kit, seed, n, groups, answers):
    asked = [single("by", groups, sensitive=True), single("main", answers)]
    people = small_groups(groups, answers, n, seed)
    attacked(kit, form(kit, asked, {"by"}), asked, [people], most=200)


@few_and_many(seed=SEEDS, n=st.integers(150, 300), more=st.integers(60, 200),
              groups=st.integers(3, 5), sensitive=st.booleans())  # fmt: skip
def test_small_groups_that_grow_from_one_release_to_the_next(kit, seed, n, more, groups, sensitive):
    asked = [single("by", groups, sensitive=sensitive), single("main", 4)]
    waves = [small_groups(groups, 4, n, seed), small_groups(groups, 4, more, seed + 1)]
    attacked(kit, form(kit, asked, {"by"}), asked, waves, most=40)


def test_the_case_is_the_one_that_was_found():
    """In every answer of Town at least ten people stand, so nothing is small."""
    for places in ((0, 2), (1, 2)):
        cells = Counter()
        for answer, many in TOWN.items():
            cells[tuple(answer[i] for i in places)] += many
        assert min(cells.values()) >= 10
    assert sum(TOWN.values()) == 230
