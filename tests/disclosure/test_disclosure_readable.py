"""Tables that are split are printed where enough of them can be read, and coarser where that
helps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from survey.disclosure.policy import Policy
from survey.disclosure.protect import Protected, protect_next
from survey.disclosure.release import Breakdown, Integrity, Release, Shown
from survey.disclosure.system.release_history import Past, Wave
from survey.questionnaire.model import Questionnaire
from tests.disclosure.conftest import EVERY_TABLE, Entries

SHIPPED = Policy()


def split(release: Release) -> Iterator[tuple[str, Breakdown]]:
    for question in release.questions:
        for one in question.breakdowns:
            yield f"{question.id} by {one.by}", one


def cells(table: Breakdown) -> list[Shown]:
    return [cell for line in table.cells for cell in line]


def refused(release: Release) -> dict[str, str]:
    return {x.table: x.reason for question in release.questions for x in question.refusals}


def published(
    kit: Any, q: Questionnaire, policy: Policy, *waves: Sequence[Entries]
) -> list[Protected]:
    past, made = Past(), list[Protected]()
    for number, people in enumerate(waves, 1):
        past = Past(past.releases, (*past.waves, Wave(kit.tally_of(q, people), number)))
        n = sum(wave.tally.n for wave in past.waves)
        told = Integrity(envelopes=n, counted=n, blank=0)
        made.append(protect_next(q, past, policy, kit.facts_of(q), told))
        past = Past((*past.releases, made[-1].release), past.waves)
    return made


@pytest.fixture(scope="module")
def asked(kit: Any) -> Questionnaire:
    merge = [[{"id": "early", "text": "E", "options": ["o0", "o1"]},
              {"id": "late", "text": "L", "options": ["o2", "o3", "o4"]}]]  # fmt: skip
    return kit.questionnaire([  # type: ignore[no-any-return]
        {"id": "by", "type": "single", "options": kit.options(5), "breakdown": True,
         "merge": merge},
        {"id": "to", "type": "single", "options": kit.options(3), "breakdown": True},
        {"id": "one", "type": "single", "options": kit.options(6)},
        {"id": "how", "type": "scale", "points": list("abcde")},
        {"id": "many", "type": "multiple", "options": kit.options(6), "sensitive": True},
    ])  # fmt: skip


@pytest.mark.parametrize(("n", "skew"), [(130, 0.3), (240, 0.8), (420, 0.5), (900, 1.2)])
def test_at_most_a_quarter_of_each_printed_table_is_hidden(
    kit: Any, asked: Questionnaire, n: int, skew: float
) -> None:
    people = kit.crowd(asked, n, n, skew, 0.06)
    (made,) = published(kit, asked, SHIPPED, people)
    (again,) = published(kit, asked, SHIPPED, people)
    (every,) = published(kit, asked, EVERY_TABLE, people)
    assert again.release.model_dump_json() == made.release.model_dump_json()
    assert kit.proven(asked, [made]) == []
    for _, table in split(made.release):
        every_cell = cells(table)
        assert 4 * sum(one.hidden for one in every_cell) <= len(every_cell)
    tables, why = dict(split(made.release)), refused(made.release)
    assert {*tables, *why} == {*dict(split(every.release)), *refused(every.release)}
    gone = [name for name in dict(split(every.release)) if name not in tables]
    assert all("25 % of its numbers" in why[name] for name in gone)
    assert any("quarter" in one or "25 %" in one for one in made.release.policy.sentences)


def columns(*groups: Sequence[int]) -> list[Entries]:
    """People by group of the breakdown and answer."""
    return [{"by": (f"o{j}",), "one": (f"o{i}",)}
            for j, counts in enumerate(groups) for i, n in enumerate(counts)
            for _ in range(n)]  # fmt: skip


def test_coarser_groups_are_taken_where_the_finer_ones_cannot_be_read(
    kit: Any, asked: Questionnaire, result: Any
) -> None:
    """Of 30 numbers of five groups 20 are large; of 12 of two groups all are."""
    few = [(20, 20, 20, 20, 2, 2), (2, 2, 20, 20, 20, 20), (20, 20, 20, 20, 2, 2),
           (2, 20, 20, 20, 20, 2), (20, 2, 2, 20, 20, 20)]  # fmt: skip
    release = published(kit, asked, SHIPPED, columns(*few))[0].release
    table = dict(split(release))["one by by"]
    assert [group.id for group in table.categories] == ["early", "late"]
    assert 4 * sum(one.hidden for one in cells(table)) <= 12


@pytest.mark.parametrize(
    ("column", "rows"),
    [((12, 12, 12, 12, 12), 5), ((2, 12, 20, 12, 3), 3), ((14, 2, 3, 2, 40), 2)],
)
def test_answers_are_folded_where_the_points_cannot_be_read(
    kit: Any, column: tuple[int, ...], rows: int
) -> None:
    """Agree, neither, disagree: nine of fifteen numbers could be printed, or all of nine."""
    q = kit.questionnaire([
        {"id": "by", "type": "single", "options": kit.options(3), "breakdown": True},
        {"id": "how", "type": "scale", "points": list("abcde")},
    ])  # fmt: skip
    people = [{"by": (f"o{j}",), "how": (f"p{i}",)}
              for j in range(3) for i, n in enumerate(column, 1) for _ in range(n)]  # fmt: skip
    (made,) = published(kit, q, SHIPPED, people)
    (table,) = dict(split(made.release)).values()
    assert len(table.row_ids) == rows
    assert not any(one.hidden for one in cells(table))


def test_a_later_release_keeps_groups_and_answers_and_prints_no_table_that_says_little(
    kit: Any, asked: Questionnaire
) -> None:
    first, second = kit.crowd(asked, 800, 5, 0.4, 0.04), kit.crowd(asked, 400, 6, 0.9, 0.04)
    made = published(kit, asked, SHIPPED, first, second)
    before, after = (dict(split(one.release)) for one in made)
    assert after
    for name, table in after.items():
        assert 4 * sum(one.hidden for one in cells(table)) <= len(cells(table))
        if name in before:
            assert table.row_ids == before[name].row_ids
            assert table.categories[0].options == before[name].categories[0].options
            assert len(table.categories) == len(before[name].categories)
    for name in before.keys() - after.keys():
        assert name in refused(made[1].release)
    assert kit.proven(asked, made) == []


def test_ranges_stand_in_every_split_table_with_percentages(kit: Any, asked: Questionnaire) -> None:
    (made,) = published(kit, asked, SHIPPED, kit.crowd(asked, 700, 3, 0.4, 0.04))
    seen = 0
    for _, table in split(made.release):
        for column, group in zip(zip(*table.cells, strict=True), table.categories, strict=True):
            for one in column:
                with_range = one.low is not None and one.high is not None
                assert with_range == (one.percent is not None)
                enough = group.base.count is not None and group.base.count >= 25
                assert with_range or one.hidden or not enough
                seen += with_range
    assert seen > 40
