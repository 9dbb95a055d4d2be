"""A study that is published twice: what a reader of both releases learns, and what is refused.

The reader here has a linear program of the tests' own: one unknown for every pair of an answer and
a group, for each wave of people. What they read is what is printed, as ranges.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

from survey.disclosure.protect import protect_next
from survey.disclosure.release import Integrity
from survey.disclosure.system.release_history import Past, Wave
from survey.errors import DisclosureRefused
from tests.disclosure.conftest import EVERY_TABLE, proven
from tests.disclosure.printed_rules import MANY, SILENT, facts, newcomers, reaches

SOME = settings(max_examples=5, deadline=None, derandomize=True,
                suppress_health_check=list(HealthCheck))  # fmt: skip


def q_of(kit, sensitive=False):
    by = {"id": "by", "type": "single", "options": kit.options(3), "breakdown": True}
    main = {"id": "main", "type": "single", "options": kit.options(5), "sensitive": sensitive}
    then = {"id": "then", "type": "single", "options": kit.options(4),
            "show_if": {"question": "main", "is": "o0"}}  # fmt: skip
    return kit.questionnaire([by, main], [then])


def publish(kit, q, *crowds, policy=None):
    """Publish after each crowd; give what was made each time, with the waves."""
    past, made = Past(), []
    for i, crowd in enumerate(crowds, 1):
        past = Past(past.releases, (*past.waves, Wave(kit.tally_of(q, crowd), i)))
        n = past.tally(past.people(i)).n
        letters = Integrity(envelopes=n, counted=n)
        made.append(protect_next(q, past, policy or EVERY_TABLE, kit.facts_of(q), letters))
        past = Past((*past.releases, made[-1].release), past.waves)
    return made


class Reader:
    """Who has every release."""

    def __init__(self, q, waves):
        self.options = {x.id: [o.id for o in x.options] for x in q.questions()}
        self.groups = [*self.options["by"], *SILENT]
        self.waves = waves
        self.unknowns, self.sums = {}, []
        for w in range(len(waves)):
            totals = self.everyone(w)
            for group, total in zip(self.groups, totals, strict=True):
                first = [self.at("main", row, group, w) for row in self.rows("main")]
                asked = [self.at("then", row, group, w) for row in self.rows("then")]
                self.learns(first, 0, 0, [total])
                self.learns(asked, 0, 0, [self.at("main", "o0", group, w)])

    def everyone(self, wave):
        return [self.at("by", group, "", wave) for group in self.groups]

    def rows(self, x):
        return [*self.options[x], *SILENT]

    def at(self, *key):
        return self.unknowns.setdefault(key, len(self.unknowns))

    def cells(self, x, rows, groups, waves):
        groups = [""] if x == "by" else groups
        return [self.at(x, row, g, w) for w in waves for row in rows for g in groups]

    def count(self, x, rows, groups, waves):
        """The truth, by walking through the people."""
        found = 0
        for w in waves:
            for person in self.waves[w]:
                if x != "then" or person.get("main", ()) == ("o0",):
                    inside = x == "by" or said(person, "by") in groups
                    found += inside and said(person, x) in rows
        return found

    def learns(self, plus, low, high, minus=()):
        self.sums.append((list(plus), list(minus), low, high))

    def reads(self, release, sensitive=False):
        waves = range(release.number)
        for fact in facts(release, {"then"} if sensitive else ()):
            if not fact.question:
                inside = [cell for w in waves for cell in self.everyone(w)]
            elif fact.rows == ("not_asked",):
                # everyone but those who were asked: how they answered before
                inside = [cell for w in waves for cell in self.everyone(w)]
                asked = self.cells("main", ["o0"], self.groups, waves)
                self.learns(inside, fact.low, fact.high, asked)
                continue
            else:
                groups = fact.group or self.groups
                inside = self.cells(fact.question, fact.rows, groups, waves)
            self.learns(inside, fact.low, fact.high)
        if release.number > 1:
            self.learns(self.everyone(waves[-1]), newcomers(release), MANY)

    def ends(self, cells):
        rows = np.zeros((len(self.sums), len(self.unknowns)))
        for i, (more, less, *_) in enumerate(self.sums):
            np.add.at(rows[i], more, 1)
            np.add.at(rows[i], less, -1)
        least, most = np.array([one[2:] for one in self.sums], float).T
        known = LinearConstraint(rows, least, np.where(most >= MANY, np.inf, most))
        cost = np.zeros(len(self.unknowns))
        np.add.at(cost, cells, 1)
        low, high = (milp(sign * cost, constraints=known) for sign in (1, -1))
        assert low.status == high.status == 0
        return round(low.fun, 4), round(-high.fun, 4)

    def small(self, q, printed):
        """Every small count, of everybody and of each wave, and how far its range must reach."""
        spans = [range(w) for w in range(2, len(self.waves) + 1)]
        spans += [[w] for w in range(len(self.waves))]
        for x in q.questions():
            t = 10 if x.sensitive else 5
            tables = [("main", g) for g in self.options["by"]] if (x.id, "by") in printed else []
            for waves in spans:
                for row in self.options[x.id]:
                    if 0 < self.count(x.id, [row], self.groups, waves) < t:
                        yield x.id, row, self.groups, waves, t
                    for _, group in tables:
                        base = self.count(x.id, self.options[x.id], [group], waves)
                        if 0 < self.count(x.id, [row], [group], waves) < t:
                            gave = self.count(x.id, [row], self.groups, waves)
                            yield x.id, row, [group], waves, reaches(t, base, gave)


def said(person, x):
    answer = person.get(x, ())
    return {"": "skipped", "_rns": "rather_not_say"}.get("".join(answer), "".join(answer))


@SOME
@given(
    n=st.integers(100, 260),
    more=st.integers(30, 160),
    seed=st.integers(0, 10**6),
    skew=st.floats(0.2, 1.6),
    sensitive=st.booleans(),
)
def test_a_reader_of_both_releases_learns_no_small_count(kit, n, more, seed, skew, sensitive):
    q = q_of(kit, sensitive)
    waves = [kit.crowd(q, n, seed, skew, 0.06), kit.crowd(q, more, seed + 1, skew, 0.06)]
    try:
        made = publish(kit, q, *waves)
    except DisclosureRefused:
        return
    reader, printed = Reader(q, waves), set()
    for one in made:
        reader.reads(one.release, sensitive)
        printed |= {(x.id, s.by) for x in one.release.questions for s in x.breakdowns}
    for x, row, groups, span, reach in list(reader.small(q, printed))[:30]:
        low, high = reader.ends(reader.cells(x, [row], groups, span))
        assert low <= 0, (x, row, groups, span)
        assert high >= reach, (x, row, groups, span)
    for number in range(1, len(made) + 1):
        assert kit.proven(q, made[:number]) == []


def test_three_releases_give_no_small_count_between_any_two(kit):
    q = q_of(kit)
    waves = [kit.crowd(q, n, seed, 0.8, 0.05) for n, seed in ((180, 1), (60, 2), (80, 3))]
    made = publish(kit, q, *waves)
    reader = Reader(q, waves)
    for one in made:
        reader.reads(one.release)
    spans = ([0], [1], [2], range(2), range(3), range(1, 3))
    for x in ("by", "main", "then"):
        for row in reader.options[x]:
            for span in spans:
                if 0 < reader.count(x, [row], reader.groups, span) < 5:
                    low, high = reader.ends(reader.cells(x, [row], reader.groups, span))
                    assert low <= 0
                    assert high >= 5
    assert proven(q, made) == []


def test_two_releases_that_do_not_know_of_each_other_would_tell(kit):
    """What a minimum of new people alone cannot do: fifty of them on a table of 24 cells."""
    by = {"id": "by", "type": "single", "options": kit.options(4), "breakdown": True}
    main = {"id": "main", "type": "single", "options": kit.options(6)}
    q = kit.questionnaire([by, main])
    old, new = kit.crowd(q, 450, 5, 0.3, 0.0), kit.crowd(q, 50, 6, 0.3, 0.0)
    alone = [kit.release_of(q, kit.tally_of(q, people)) for people in (old, [*old, *new])]
    linked = [one.release for one in publish(kit, q, old, new)]
    came = Counter((said(person, "main"), said(person, "by")) for person in new)

    def told(releases):
        tables = [cells_of(release, "main") for release in releases]
        return [cell for cell, people in came.items()
                if 0 < people < 5 and all(cell in table for table in tables)]  # fmt: skip

    assert len(told(alone)) >= 5
    assert told(linked) == []


def cells_of(release, x):
    """The cells of the first breakdown that are not hidden."""
    question = next(one for one in release.questions if one.id == x)
    return {
        (row, category.id)
        for split in question.breakdowns
        for row, line in zip(split.row_ids, split.cells, strict=True)
        for category, shown in zip(split.categories, line, strict=True)
        if not shown.hidden
    }


@pytest.mark.parametrize(("sensitive", "missing"), [(False, 22), (True, 22)])
def test_few_new_people_are_refused_with_words_that_help(kit, sensitive, missing):
    q = q_of(kit, sensitive)
    with pytest.raises(DisclosureRefused) as refused:
        publish(kit, q, kit.crowd(q, 300, 1, 0.5, 0.05), kit.crowd(q, 12, 2, 0.5, 0.05))
    assert "12 of 312 people" in refused.value.what
    assert "in the table “?” (by): “Option" in refused.value.what
    assert f"Wait for {missing} more answers" in refused.value.do
    assert "sealed answers are untouched" in refused.value.kept


def test_twice_the_threshold_is_the_least(kit):
    for sensitive, least in ((False, 10), (True, 20)):
        q = q_of(kit, sensitive)
        old = kit.crowd(q, 60, 1, 0.1, 0.0)
        with pytest.raises(DisclosureRefused, match=f"Only {least - 1} of"):
            publish(kit, q, old, kit.crowd(q, least - 1, 2, 0.1, 0.0))
        assert len(publish(kit, q, old, kit.crowd(q, least, 2, 0.1, 0.0))) == 2


def test_a_question_in_words_is_published_once(kit):
    q = q_of(kit)
    with pytest.raises(DisclosureRefused, match="published in words"):
        publish(kit, q, kit.crowd(q, 20, 1, 0.5, 0.0), kit.crowd(q, 300, 2, 0.5, 0.0))


def test_where_nothing_was_printed_the_next_release_is_free(kit):
    q = q_of(kit)
    first, second = publish(kit, q, kit.crowd(q, 6, 1, 0.5, 0.0), kit.crowd(q, 150, 2, 0.5, 0.0))
    assert first.certificate() is None
    assert second.release.number == 2
    assert {x.form for x in second.release.questions} == {"numbers"}


def test_the_groups_of_a_breakdown_stay(kit, result):
    """In the first release three options are too small to stand alone; later they would not be."""
    merge = [[{"id": "a", "text": "a", "options": ["o0"]},
              {"id": "b", "text": "b", "options": ["o1", "o2", "o3"]}]]  # fmt: skip
    by = {"id": "by", "type": "single", "options": kit.options(4), "breakdown": True,
          "merge": merge}  # fmt: skip
    q = kit.questionnaire([by, {"id": "main", "type": "single", "options": kit.options(6)}])

    def crowd(*groups, given=3):
        return [{"by": (f"o{g}",), "main": (f"o{i % (given if g else 6)}",)}
                for g, people in enumerate(groups) for i in range(people)]  # fmt: skip

    made = publish(kit, q, crowd(80, 9, 9, 9), crowd(60, 60, 60, 60))
    for one in made:
        (split,) = result(one.release, "main").breakdowns
        groups = {category.id: category.options for category in split.categories}
        assert groups == {"a": ("o0",), "b": ("o1", "o2", "o3")}
    alone = kit.release_of(q, kit.tally_of(q, crowd(140, 69, 69, 69, given=6)))
    assert [c.id for c in result(alone, "main").breakdowns[0].categories] == [
        "o0",
        "o1",
        "o2",
        "o3",
    ]


def test_other_answers_than_were_published_are_noticed(kit):
    q = q_of(kit)
    (first,) = publish(kit, q, kit.crowd(q, 200, 1, 0.5, 0.05))
    other = Wave(kit.tally_of(q, kit.crowd(q, 200, 9, 0.9, 0.05)), 1)
    new = Wave(kit.tally_of(q, kit.crowd(q, 100, 2, 0.5, 0.05)), 2)
    with pytest.raises(DisclosureRefused, match="do not give what was published"):
        protect_next(q, Past((first.release,), (other, new)), EVERY_TABLE, kit.facts_of(q),
                     Integrity(envelopes=300, counted=300))  # fmt: skip


def test_groups_that_lie_within_each_other_in_some_waves_only(kit):
    """Regions within countries among those who came first, and others among those who came later:
    each release can be made, and proven."""
    q = kit.questionnaire(
        [{"id": by, "type": "single", "options": kit.options(3), "breakdown": True}
         for by in ("region", "country")],
        [{"id": "main", "type": "single", "options": kit.options(3)}],
    )  # fmt: skip
    first = [(0, 0, 100), (1, 1, 100), (2, 2, 60), (None, 0, 12)]
    other = [(0, 1, 60), (1, 0, 60), (2, 2, 30)]
    made = publish(kit, q, *map(crossed, (first, other, first)))
    for one in made:
        assert {by.by for by in one.release.questions[2].breakdowns} == {"region", "country"}
    assert proven(q, made) == []


def crossed(groups):
    """Give people by region and country; every fifth gave another answer."""
    found = []
    for region, country, people in groups:
        for i in range(people):
            said = {"country": (f"o{country}",), "main": (f"o{(i % 5 == 0) + (i % 10 == 0)}",)}
            found.append(said if region is None else {"region": (f"o{region}",), **said})
    return found
