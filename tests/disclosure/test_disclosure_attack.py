"""A reader of the release alone, with a linear program of their own, learns no small count.

It reads what is printed: a rounded count is a range, and the rules of printing make it narrower.
The program here has one unknown for every pair of a full answer row and a group, not the cells and
sums of `survey.disclosure`: it is another way of writing down the same knowledge.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

from tests.disclosure.printed_rules import MANY, SILENT, facts, reaches

MISSING = ("not_asked", "skipped", "rather_not_say", "dont_know", "does_not_apply")
SOME = settings(max_examples=8, deadline=None, derandomize=True,
                suppress_health_check=list(HealthCheck))  # fmt: skip


@dataclass
class Reader:
    """Unknowns, and what is known of sums of them."""

    unknowns: dict[object, int] = field(default_factory=dict)
    sums: list[tuple[list[int], list[int], int, int]] = field(default_factory=list)

    def unknown(self, key):
        return self.unknowns.setdefault(key, len(self.unknowns))

    def learns(self, plus, low, high, minus=()):
        self.sums.append((list(plus), list(minus), low, high))

    def ends(self, plus):
        """Least and most of a sum of unknowns."""
        rows = np.zeros((len(self.sums), len(self.unknowns)))
        for i, (more, less, *_) in enumerate(self.sums):
            np.add.at(rows[i], more, 1)
            np.add.at(rows[i], less, -1)
        least, most = np.array([one[2:] for one in self.sums], float).T
        known = LinearConstraint(rows, least, np.where(most >= MANY, np.inf, most))
        cost = np.zeros(len(self.unknowns))
        np.add.at(cost, list(plus), 1)
        low, high = (milp(sign * cost, constraints=known) for sign in (1, -1))
        assert low.status == high.status == 0
        return round(low.fun, 4), round(-high.fun, 4)


def rows_of(question):
    return [row.id for row in question.rows]


def rows_told(split):
    """The answers that each row of a table holds."""
    return [x.options for x in split.answers] or [[row] for row in split.row_ids]


def study(kit, sensitive, merge):
    merged = [[{"id": "a", "text": "a", "options": ["o0", "o1"]},
               {"id": "b", "text": "b", "options": ["o2", "o3"]}]] if merge else []  # fmt: skip
    return kit.questionnaire(
        [{"id": "by", "type": "single", "options": kit.options(4), "breakdown": True,
          "merge": merged},
         {"id": "first", "type": "single", "sensitive": sensitive,
          "options": kit.options(4, "dont_know")}],
        [{"id": "then", "type": "scale", "points": ["1", "2", "3", "4", "5"],
          "show_if": {"question": "first", "is": "o0"}},
         {"id": "rank", "type": "ranking", "options": kit.options(4)}],
    )  # fmt: skip


class Book:
    """The unknowns of one study: people by row and by answer to the breakdown question."""

    def __init__(self, q, tally):
        self.q, self.tally, self.reader = q, tally, Reader()
        self.options = {x.id: [o.id for o in x.options if o.kind == "option"]
                        for x in q.questions()}  # fmt: skip
        by_rows = [*self.options["by"], *MISSING]
        self.atoms = {
            x: {(row, group): self.reader.unknown((x, row, group))
                for row in (*rows, *MISSING) for group in by_rows}
            for x, rows in self.options.items() if x != "by"
        }  # fmt: skip
        self.groups = {group: self.reader.unknown(("by", group)) for group in by_rows}
        self._sums_that_everyone_knows()

    def _sums_that_everyone_knows(self):
        offered = {"first": {"dont_know"}, "then": {"not_asked"}, "rank": set(), "by": set()}
        always = {"skipped", "rather_not_say"}
        for x, atoms in self.atoms.items():
            for group, total in self.groups.items():
                self.reader.learns([a for (_, g), a in atoms.items() if g == group], 0, 0, [total])
            for kind in set(MISSING) - offered[x] - always:
                self.reader.learns(self.cells(x, [kind]), 0, 0)
        for kind in set(MISSING) - always:
            self.reader.learns([self.groups[kind]], 0, 0)
        for group in self.groups:
            asked = [self.atoms["first"]["o0", group]]
            answers = [*self.options["then"], *always]
            self.reader.learns(self.cells("then", answers, [group]), 0, 0, asked)

    def cells(self, x, rows, groups=None):
        if x == "by":
            return [self.groups[row] for row in rows]
        return [self.atoms[x][row, g] for row in rows for g in (groups or self.groups)]

    def count(self, x, rows, groups=None):
        if groups is None:
            one = self.tally.one_way[x]
            names = dict(zip((*self.options[x], *MISSING), [*one.valid, *one.missing], strict=True))
            return int(sum(names[row] for row in rows))
        two = self.tally.two_way[x, "by"]
        places = {r: i for i, r in enumerate((*self.options[x], *MISSING))}
        across = {g: i for i, g in enumerate((*self.options["by"], *MISSING))}
        return int(sum(two[places[r], across[g]] for r in rows for g in groups))

    def reads(self, release):
        """Learn everything that the release tells."""
        sensitive = {x.id for x in self.q.questions() if x.sensitive}
        for fact in facts(release, {"then"} if "first" in sensitive else ()):
            if fact.question:
                inside = self.cells(fact.question, fact.rows, fact.group or None)
            else:
                inside = self.groups.values()
            self.reader.learns(inside, fact.low, fact.high)


def watched(book, release, merged):
    """Give the small counts: question, row, groups, and how far their range must reach."""
    for question in release.questions:
        t = 10 if question.sensitive else 5
        for row in rows_of(question):
            count = book.count(question.id, [row])
            if 0 < count < t:
                yield question.id, [row], None, t
        for split in question.breakdowns:
            shown = [merged.get(c.id, [c.id]) for c in split.categories]
            inside = {g for groups in shown for g in groups}
            left = [g for g in book.groups if g not in inside]
            told = [x for x in rows_told(split) if len(x) > 1]
            for rows in (*([row] for row in rows_of(question)), *told):
                for groups in (*shown, left):
                    base = book.count(question.id, book.options[question.id], groups)
                    count = book.count(question.id, rows, groups)
                    if 0 < count < t:
                        gave = book.count(question.id, rows)
                        yield question.id, rows, groups, reaches(t, base, gave)


@SOME
@given(
    n=st.integers(100, 320),
    seed=st.integers(0, 10**6),
    skew=st.floats(0.2, 2.0),
    silent=st.floats(0.0, 0.15),
    sensitive=st.booleans(),
    merge=st.booleans(),
)
def test_no_small_count_can_be_worked_out(kit, n, seed, skew, silent, sensitive, merge):
    q = study(kit, sensitive, merge)
    tally = kit.tally_of(q, kit.crowd(q, n, seed, skew, silent))
    release = kit.release_of(q, tally)
    groups = {"a": ["o0", "o1"], "b": ["o2", "o3"]}
    book = Book(q, tally)
    book.reads(release)
    for question, rows, inside, reach in islice(watched(book, release, groups), 25):
        low, high = book.reader.ends(book.cells(question, rows, inside))
        assert low <= 0, (question, rows, inside)
        assert high >= reach, (question, rows, inside)


ALIKE = [(4, 4, 12, 4, 3), (3, 6, 11, 4, 4), (2, 7, 12, 3, 4), (4, 3, 14, 5, 3)]
TELLING = [(4, 4, 20, 3, 3), (4, 1, 20, 3, 3), (0, 0, 30, 3, 3), (0, 0, 30, 3, 3)]


@pytest.mark.parametrize("seed", range(5))
def test_no_small_count_can_be_worked_out_where_answers_are_put_together(kit, result, seed):
    chance, q = random.Random(seed), study(kit, False, False)
    # printed as they are, the columns of the last case tell that three at least of the first
    # column chose p1: eight did, and five of the second chose p1 or p2
    columns = [chance.choice(ALIKE) for _ in range(4)] if seed < 4 else TELLING
    people = [
        {"by": (f"o{group}",), "rank": (f"o{chance.randrange(4)}",), "first": ("o0",),
         "then": (f"p{point}",)}
        for group in range(4)
        for point, count in enumerate(columns[group], 1)
        for _ in range(count)
    ]  # fmt: skip
    people += [{"by": (f"o{chance.randrange(4)}",), "first": ("o1",)} for _ in range(40)]
    tally = kit.tally_of(q, people)
    release = kit.release_of(q, tally)
    (split,) = result(release, "then").breakdowns
    assert len(split.answers) == 3
    assert any(not shown.hidden for line in split.cells for shown in line)
    book = Book(q, tally)
    book.reads(release)
    small = [one for one in watched(book, release, {}) if one[0] == "then"]
    assert small
    for question, rows, inside, reach in small:
        low, high = book.reader.ends(book.cells(question, rows, inside))
        assert low <= 0, (question, rows, inside)
        assert high >= reach, (question, rows, inside)


@SOME
@given(
    counts=st.lists(st.integers(0, 40), min_size=2, max_size=6),
    quiet=st.integers(0, 12),
    unsure=st.integers(0, 8),
    sensitive=st.booleans(),
)
def test_one_question_alone_by_trying_every_table(kit, result, counts, quiet, unsure, sensitive):
    options = kit.options(len(counts), "dont_know")
    q = kit.questionnaire(
        [{"id": "only", "type": "single", "sensitive": sensitive, "options": options}]
    )
    people = [{"only": (f"o{i}",)} for i, count in enumerate(counts) for _ in range(count)]
    people += [{"only": ("_rns",)}] * quiet + [{"only": ("dont_know",)}] * unsure
    assume(30 <= len(people) < 100 and sum(counts) >= 10)
    release = kit.release_of(q, kit.tally_of(q, people))
    told = {(fact.question, fact.rows): (fact.low, fact.high) for fact in facts(release)}
    plain = [f"o{i}" for i in range(len(counts))]
    t, truth = 10 if sensitive else 5, dict(zip(plain, counts, strict=True)) | {"dont_know": unsure}
    for row, count in truth.items():
        if 0 < count < t or (count == 0 and sensitive and row in plain):
            values = possible(told, plain, row)
            assert min(values) == 0
            assert max(values) >= t


def possible(told, options, wanted):
    """Give the values that one answer can have, by trying each: the answers add up to the base,
    and the base, those who gave no answer and those who do not know to everybody."""
    found = set()
    for value in range(101):
        spans = {("only", (wanted,)): (value, value)}
        low, high = told.get(("only", (wanted,)), (0, 100))
        if not low <= value <= high:
            continue

        def span(*rows, spans=spans):
            return spans.get(("only", rows)) or told.get(("only", rows), (0, 100))

        inside = added(span(option) for option in options)
        base = both(inside, told.get(("only", tuple(options)), (0, 100)))
        quiet = both(span(*SILENT), added(span(kind) for kind in SILENT))
        everybody = both(added((base, quiet, span("dont_know"))), told["", ()])
        if all(low <= high for low, high in (base, quiet, everybody)):
            found.add(value)
    return found


def added(spans):
    return tuple(map(sum, zip(*spans, strict=True)))


def both(one, other):
    return max(one[0], other[0]), min(one[1], other[1])


def test_a_multiple_choice_is_safe_by_its_own_sums(kit, result):
    q = kit.questionnaire([
        {"id": "many", "type": "multiple",
         "options": [*kit.options(3), {"id": "none", "text": "n", "exclusive": True}]},
    ])  # fmt: skip
    people = [{"many": ("o0", "o1")}] * 40 + [{"many": ("o0", "o1", "o2")}] * 17
    people += [{"many": ("none",)}] * 3
    many = result(kit.release_of(q, kit.tally_of(q, people)), "many")
    # 57 of 60 chose o0 and 57 chose o1: printing either would leave three for "none"
    assert [row.shown.hidden for row in many.rows] == [True, True, False, True]


def test_a_multiple_choice_with_room_for_so_many_is_safe_by_what_is_left(kit, result):
    pairs = [("o0", "o1")] * 20 + [("o1", "o2")] * 20 + [("o0", "o2")] * 20 + [("o0", "o3")] * 2
    options = kit.options(4)
    for at_most in (None, 2):
        q = kit.questionnaire([{"id": "many", "type": "multiple", "options": options}
                               | ({"at_most": at_most} if at_most else {})])  # fmt: skip
        release = kit.release_of(q, kit.tally_of(q, [{"many": pair} for pair in pairs]))
        assert result(release, "many").rows[3].shown.hidden
        # 62 people have room for 124 answers, and 122 are counted: two at most would be left for
        # the fourth, if the others were known exactly
        told = {fact.rows: (fact.low, fact.high) for fact in facts(release)}
        taken = sum(told.get((f"o{i}",), (0, 62))[0] for i in range(3))
        base = told["o0", "o1", "o2", "o3"][1]
        assert min(base, at_most * base - taken if at_most else base) >= 5


@pytest.mark.parametrize("n", [150, 320])
def test_the_same_people_in_several_numbers_are_told_by_none_of_them(kit, n):
    """Everyone answered: who chose o0 is who was asked next, and all but those who were not."""
    q = study(kit, False, False)
    for seed in range(3):
        tally = kit.tally_of(q, kit.crowd(q, n, seed, 1.2, 0.0))
        release = kit.release_of(q, tally)
        book = Book(q, tally)
        book.reads(release)
        for question, rows, inside, reach in islice(watched(book, release, {}), 20):
            low, high = book.reader.ends(book.cells(question, rows, inside))
            assert low <= 0, (question, rows, inside)
            assert high >= reach, (question, rows, inside)


def test_a_release_does_not_tell_small_hidden_numbers_from_those_hidden_with_them(kit):
    """Two surveys that print the same must be the same to a reader, down to the audit's figures."""
    q = kit.questionnaire([{"id": "one", "type": "single", "options": kit.options(4)}])

    def release(*counts):
        people = [{"one": (f"o{i}",)} for i, count in enumerate(counts) for _ in range(count)]
        return kit.release_of(q, kit.tally_of(q, people))

    both_small, one_small = release(30, 20, 4, 4), release(31, 21, 3, 4)
    hidden = [row.shown.hidden for row in both_small.questions[0].rows]
    assert hidden == [False, False, True, True]
    assert both_small == one_small
