"""A reader of the release alone, with a linear program of their own, learns no small count.

The program here has one unknown for every pair of a full answer row and a group, not the cells and
sums of `survey.disclosure`: it is another way of writing down the same knowledge.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

MISSING = ("not_asked", "skipped", "rather_not_say", "dont_know", "does_not_apply")
SOME = settings(max_examples=8, deadline=None, derandomize=True,
                suppress_health_check=list(HealthCheck))  # fmt: skip


@dataclass
class Reader:
    """Unknowns, and what is known of sums of them."""

    unknowns: dict[object, int] = field(default_factory=dict)
    sums: list[tuple[list[int], list[int], int]] = field(default_factory=list)

    def unknown(self, key):
        return self.unknowns.setdefault(key, len(self.unknowns))

    def learns(self, plus, value, minus=()):
        self.sums.append((list(plus), list(minus), value))

    def ends(self, plus):
        """Least and most of a sum of unknowns."""
        rows = np.zeros((len(self.sums), len(self.unknowns)))
        for i, (more, less, _) in enumerate(self.sums):
            np.add.at(rows[i], more, 1)
            np.add.at(rows[i], less, -1)
        right = [value for *_, value in self.sums]
        cost = np.zeros(len(self.unknowns))
        np.add.at(cost, list(plus), 1)
        low, high = (linprog(sign * cost, A_eq=rows, b_eq=right, method="highs")
                     for sign in (1, -1))  # fmt: skip
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
        self.reader.learns(self.groups.values(), self.tally.n)
        for x, atoms in self.atoms.items():
            for group, total in self.groups.items():
                self.reader.learns([a for (_, g), a in atoms.items() if g == group], 0, [total])
            for kind in set(MISSING) - offered[x] - always:
                self.reader.learns(self.cells(x, [kind]), 0)
        for kind in set(MISSING) - always:
            self.reader.learns([self.groups[kind]], 0)
        for group in self.groups:
            asked = [self.atoms["first"]["o0", group]]
            answers = [*self.options["then"], *always]
            self.reader.learns(self.cells("then", answers, [group]), 0, asked)

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

    def reads(self, release, merged):
        """Learn the exact count behind every printed cell."""
        for question in release.questions:
            if question.form != "numbers":
                continue
            self._read(question.base, question.id, self.options[question.id])
            for row in question.rows:
                self._read(row.shown, question.id, [row.id])
            for row in question.missing:
                kinds = ["skipped", "rather_not_say"] if row.kind == "no_answer" else [row.kind]
                self._read(row.shown, question.id, kinds)
            for split in question.breakdowns:
                for column, category in enumerate(split.categories):
                    groups = merged.get(category.id, [category.id])
                    self._read(category.base, question.id, self.options[question.id], groups)
                    for rows, line in zip(rows_told(split), split.cells, strict=True):
                        self._read(line[column], question.id, rows, groups)

    def _read(self, shown, x, rows, groups=None):
        if not shown.hidden:
            self.reader.learns(self.cells(x, rows, groups), self.count(x, rows, groups))


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
                        yield question.id, rows, groups, min(t, base)


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
    book.reads(release, groups)
    for question, rows, inside, reach in islice(watched(book, release, groups), 25):
        low, high = book.reader.ends(book.cells(question, rows, inside))
        assert low <= 0, (question, rows, inside)
        assert high >= reach, (question, rows, inside)


MANY = [(4, 4, 12, 4, 3), (3, 6, 11, 4, 4), (2, 7, 12, 3, 4), (4, 3, 14, 5, 3)]
TELLING = [(4, 4, 20, 3, 3), (4, 1, 20, 3, 3), (0, 0, 30, 3, 3), (0, 0, 30, 3, 3)]


@pytest.mark.parametrize("seed", range(5))
def test_no_small_count_can_be_worked_out_where_answers_are_put_together(kit, result, seed):
    chance, q = random.Random(seed), study(kit, False, False)
    # printed as they are, the columns of the last case tell that three at least of the first
    # column chose p1: eight did, and five of the second chose p1 or p2
    columns = [chance.choice(MANY) for _ in range(4)] if seed < 4 else TELLING
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
    book.reads(release, {})
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
    people += [{}] * quiet + [{"only": ("dont_know",)}] * unsure
    if not 30 <= len(people) < 100 or sum(counts) < 10:
        return
    only = result(kit.release_of(q, kit.tally_of(q, people)), "only")
    if only.form == "withheld":
        return
    t = 10 if sensitive else 5
    shown = [row.shown for row in only.rows] + [row.shown for row in only.missing][-2:]
    truth = [*counts, quiet, unsure]
    if len(only.missing) == 3:
        shown[-2] = only.missing[0].shown
    hidden = [i for i, cell in enumerate(shown) if cell.hidden]
    spare = len(people) - sum(truth[i] for i in range(len(truth)) if i not in hidden)
    base = None if only.base.hidden else sum(counts)
    for i in hidden:
        small = 0 < truth[i] < t or (truth[i] == 0 and sensitive and i < len(counts))
        if small and i != len(counts):
            values = possible(hidden, i, spare, base, truth, len(counts))
            assert min(values) == 0
            assert max(values) >= t


def possible(hidden, wanted, spare, base, truth, options):
    """Give the values that one hidden cell can have, by walking through all tables."""
    found = set()
    seen_options = sum(truth[i] for i in range(options) if i not in hidden)
    for value in range(spare + 1):
        rest = [i for i in hidden if i != wanted]
        if base is None:
            fits = bool(rest) or value == spare
        else:
            inside = base - seen_options
            others = spare - inside
            pool = inside if wanted < options else others
            same = [i for i in rest if (i < options) == (wanted < options)]
            fits = value <= pool and (bool(same) or value == pool)
        if fits:
            found.add(value)
    return found


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
    hidden = {}
    for at_most in (None, 2):
        q = kit.questionnaire([{"id": "many", "type": "multiple", "options": options}
                               | ({"at_most": at_most} if at_most else {})])  # fmt: skip
        release = kit.release_of(q, kit.tally_of(q, [{"many": pair} for pair in pairs]))
        hidden[at_most] = [row.shown.hidden for row in result(release, "many").rows]
    assert hidden[None] == [False, False, False, True]
    # 62 people have room for 124 answers, and 122 are counted: two at most are left for the fourth
    assert hidden[2][3]
    assert any(hidden[2][:3])


@pytest.mark.parametrize("n", [150, 320])
def test_the_same_people_get_one_decision_everywhere(kit, n):
    q = study(kit, False, False)
    for seed in range(3):
        release = kit.release_of(q, kit.tally_of(q, kit.crowd(q, n, seed, 1.2, 0.0)))
        by_id = {x.id: x for x in release.questions}
        first, then = by_id["first"], by_id["then"]
        if then.form == "numbers":
            # everyone asked answered, so those who chose o0 and the base of "then" are one group
            assert first.rows[0].shown.hidden == then.base.hidden
            away = next(row.shown for row in then.missing if row.kind == "not_asked")
            assert away.hidden == then.base.hidden


def test_a_release_does_not_tell_small_hidden_numbers_from_those_hidden_with_them(kit):
    """Two surveys that print the same must be the same to a reader, down to the audit's figures."""
    q = kit.questionnaire([{"id": "one", "type": "single", "options": kit.options(4)}])

    def release(*counts):
        people = [{"one": (f"o{i}",)} for i, count in enumerate(counts) for _ in range(count)]
        return kit.release_of(q, kit.tally_of(q, people))

    both_small, one_small = release(30, 20, 4, 4), release(30, 20, 3, 5)
    hidden = [row.shown.hidden for row in both_small.questions[0].rows]
    assert hidden == [False, False, True, True]
    assert both_small == one_small
