"""Whatever is published, the strongest reader there can be learns no small number.

Invented studies and tables of every sort that ties numbers to each other: shared margins,
breakdowns that lie within each other or nearly so, multiple choice with exclusive options,
kinds of missing answer, paths, waves. The reader (`joint_reader.py`) has one unknown for every way
of answering the whole survey, so nothing that ties two tables is left out. It reads what is
printed: rounded counts, and the rules of printing. Tables of one's own print exact counts. A few
examples run always, more with `pytest -m measurement` on this file.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import strategies as st

from survey.disclosure.tables.plain import protect_table
from survey.disclosure.tables.plain_reading import PlainPolicy, PlainTable
from tests.disclosure.attacked_studies import (
    SEEDS,
    attacked,
    crowd,
    few_and_many,
    form,
    publish,
    single,
)
from tests.disclosure.joint_reader import Asked, JointReader
from tests.disclosure.printed_rules import SILENT


@few_and_many(seed=SEEDS, height=st.integers(3, 8), width=st.integers(4, 8),
              mean=st.integers(2, 30), sensitive=st.booleans())  # fmt: skip
def test_two_way_tables(kit, seed, height, width, mean, sensitive):
    """The room's attacker and whole people agree that each small count keeps its whole range."""
    chance = np.random.default_rng(seed)
    counts = chance.poisson(chance.gamma(0.8, mean / 0.8, (height, width)))
    table = PlainTable("t", tuple(f"r{i}" for i in range(height)),
                       tuple(f"c{j}" for j in range(width)),
                       tuple(tuple(map(int, row)) for row in counts), sensitive)  # fmt: skip
    done = protect_table(table, PlainPolicy(5, 10), lambda: 0.0)
    if done.refused:
        return
    asked = [Asked("row", table.rows), Asked("column", table.columns)]
    people = [{"row": (f"r{i}",), "column": (f"c{j}",)} for i, j in np.ndindex(counts.shape)
              for _ in range(counts[i, j])]  # fmt: skip
    reader = JointReader(asked, [people], exact=True)

    def who(cell):
        _, i, j = cell.split("/")
        return lambda kind: i in ("*", kind[1][0][1:]) and j in ("*", kind[2][0][1:])

    for kind in SILENT:
        reader.learns(lambda one, kind=kind: (kind,) in one)
    for cell in done.system.cells:
        if cell not in done.hidden:
            reader.learns(who(cell))
    mine = done.intervals()
    for k, cell in enumerate(done.system.required()):
        inside = [i for i in reader.who(who(cell.id)) if not _silent(reader, i)]
        low, high = reader.ends(inside)
        assert (low, high) == mine[cell.id]
        assert low <= cell.need.low
        assert high >= cell.need.high
        if k < 3:
            assert reader.whole(inside, 0, cell.need.low)
            assert reader.whole(inside, cell.need.high, int(counts.sum()))


def _silent(reader, place):
    kind = next(kind for kind, i in reader.kinds.items() if i == place)
    return any(answer[0] in SILENT for answer in kind[1:])


@few_and_many(seed=SEEDS, n=st.integers(100, 500), skew=st.floats(0.2, 1.5),
              sensitive=st.booleans())  # fmt: skip
def test_breakdowns_that_lie_within_each_other(kit, seed, n, skew, sensitive):
    """Regions within countries: two breakdowns of the same people, and a third question."""
    asked = [single("fine", 6), single("coarse", 3), single("main", 5, sensitive=sensitive)]
    people = crowd(asked, n, seed, skew, 0.0, ("fine", "coarse", 0.0))
    attacked(kit, form(kit, asked, {"fine", "coarse"}), asked, [people])


@few_and_many(seed=SEEDS, n=st.integers(100, 500), skew=st.floats(0.2, 1.5),
              silent=st.sampled_from([0.0, 0.04]), astray=st.sampled_from([0.0, 0.01, 0.05, 0.6]),
              sensitive=st.booleans())  # fmt: skip
def test_breakdowns_that_are_nearly_within_each_other(
    kit, seed, n, skew, silent, astray, sensitive
):
    """The same but for some people, and two questions that both of them split: four tables in a
    ring, of which no two hold the same people."""
    asked = [single("fine", 4), single("coarse", 3), single("main", 5, sensitive=sensitive),
             single("other", 4)]  # fmt: skip
    people = crowd(asked, n, seed, skew, silent, ("fine", "coarse", astray))
    attacked(kit, form(kit, asked, {"fine", "coarse"}), asked, [people], most=12)


@few_and_many(seed=SEEDS, n=st.integers(100, 400), skew=st.floats(0.2, 1.6),
              silent=st.sampled_from([0.0, 0.06]), sensitive=st.booleans())  # fmt: skip
def test_multiple_choice_with_exclusive_options(kit, seed, n, skew, silent, sensitive):
    """Every combination of options is an unknown of its own."""
    many = Asked("many", ("o0", "o1", "o2", "none"), multiple=True, exclusive=("none",),
                 other=("dont_know",), sensitive=sensitive)  # fmt: skip
    asked = [single("by", 4), many, single("then", 3, when=("many", "o1"))]
    attacked(kit, form(kit, asked, {"by"}), asked, [crowd(asked, n, seed, skew, silent)])


def test_an_option_that_is_put_together_with_another(kit):
    """Nearly all of a group of two options gave one answer: more than chose one of the two, so that
    some who chose the other gave it. The options are too small for groups of their own."""
    asked = [single("by", 12, sensitive=True), single("main", 2)]
    pairs = [(f"o{i}", f"o{i + 1}") for i in range(0, 12, 2)]
    ways = {"o0": (11, 1), "o1": (8, 10)}
    people = [{"by": (option,), "main": (f"o{answer}",)}
              for pair in pairs for option, counts in zip(pair, ways.values(), strict=True)
              for answer, count in enumerate(counts) for _ in range(count)]  # fmt: skip
    q = form(kit, asked, {"by"}, pairs)
    assert publish(kit, q, [people])[0].questions[1].breakdowns
    attacked(kit, q, asked, [people], most=200)


@few_and_many(seed=SEEDS, n=st.integers(100, 260), skew=st.floats(0.0, 0.9),
              silent=st.sampled_from([0.0, 0.04]), sensitive=st.booleans())  # fmt: skip
def test_options_that_are_put_together(kit, seed, n, skew, silent, sensitive):
    """How many chose each option is printed, and the answers of two of them together."""
    many = Asked("many", ("o0", "o1", "none"), multiple=True, exclusive=("none",))
    asked = [single("by", 6, sensitive=sensitive), many, single("then", 3, when=("many", "o1")),
             single("main", 6, sensitive=not sensitive)]  # fmt: skip
    pairs = (("o0", "o5"), ("o1", "o4"), ("o2", "o3"))
    people = crowd(asked, n, seed, skew, silent)
    attacked(kit, form(kit, asked, {"by"}, pairs), asked, [people])


@few_and_many(seed=SEEDS, n=st.integers(40, 300), skew=st.floats(0.2, 1.6),
              silent=st.sampled_from([0.0, 0.1]), sensitive=st.booleans())  # fmt: skip
def test_paths_and_kinds_of_missing_answers(kit, seed, n, skew, silent, sensitive):
    """Who was asked tells how somebody answered before."""
    first = single("first", 3, other=("dont_know", "does_not_apply"), sensitive=sensitive)
    asked = [single("by", 3), first, single("then", 4, when=("first", "o1"))]
    attacked(kit, form(kit, asked, {"by"}), asked, [crowd(asked, n, seed, skew, silent)])


@few_and_many(seed=SEEDS, n=st.integers(100, 260), more=st.integers(30, 150),
              last=st.integers(40, 150), skew=st.floats(0.2, 1.2),
              sensitive=st.booleans())  # fmt: skip
def test_three_waves(kit, seed, n, more, last, skew, sensitive):
    """All releases of a study are read together; so are the people of each wave alone."""
    asked = [single("by", 3), single("main", 4, sensitive=sensitive), single("other", 3)]
    waves = [crowd(asked, k, seed + i, skew, 0.04) for i, k in enumerate((n, more, last))]
    attacked(kit, form(kit, asked, {"by"}), asked, waves, most=30)


@pytest.mark.parametrize("seed", [0, 1])
def test_what_splits_tables_is_not_split_itself(kit, seed):
    """Examples that told counts of 1 and 4 exactly when two breakdowns also split each other, and
    narrowed further counts when those tables were tied to each other."""
    asked = [single("fine", 6), single("coarse", 3), single("main", 5)]
    people = crowd(asked, 250, seed, 1.0, 0.04, ("fine", "coarse", 0.6))
    q = form(kit, asked, {"fine", "coarse"})
    attacked(kit, q, asked, [people], most=200)
