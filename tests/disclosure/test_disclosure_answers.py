"""Answers of a scale that a table prints together: which, how they are named, and when."""

from __future__ import annotations

import pytest

from survey.disclosure.policy import Policy
from survey.disclosure.protect import protect_next
from survey.disclosure.release import Integrity
from survey.disclosure.study.answer_groups import answer_steps, group_words
from survey.disclosure.system.release_history import Past, Wave
from survey.questionnaire.model import Scale
from tests.disclosure.conftest import EVERY_TABLE

FIVE = ["Never", "Rarely", "Now and then", "Often", "Always"]


def scale(points, **more):
    return {"id": "how", "type": "scale", "points": points, **more}


def form(kit, groups=2, points=FIVE, **more):
    by = {"id": "by", "type": "single", "options": kit.options(groups), "breakdown": True}
    return kit.questionnaire([by, scale(points, **more)])


def people_of(*columns):
    """People by column and point of the scale."""
    return [
        {"by": (f"o{j}",), "how": (f"p{i}",)}
        for j, column in enumerate(columns)
        for i, people in enumerate(column, 1)
        for _ in range(people)
    ]


def split_of(result, release):
    (split,) = result(release, "how").breakdowns
    return split


@pytest.mark.parametrize(
    ("points", "steps"),
    [
        (2, []),
        (3, []),
        (4, ["12 34"]),
        (5, ["12 3 45", "123 45"]),
        (6, ["12 34 56", "123 456"]),
        (7, ["123 4 567", "1234 567"]),
        (8, ["123 45 678", "1234 5678"]),
        (9, ["123 456 789", "12345 6789"]),
        (10, ["123 4567 890", "12345 67890"]),
        (11, ["1234 567 890A", "123456 7890A"]),
    ],
)
def test_a_scale_may_be_told_in_three_groups_and_in_two(points, steps):
    signs = "1234567890A"
    q = Scale.model_validate({**scale([f"Point {i}" for i in range(points)]), "text": "?"})
    told = [
        " ".join("".join(signs[int(one[1:]) - 1] for one in group) for group in groups)
        for groups in answer_steps(q)
    ]
    assert told == ["", *steps]


def test_only_the_answers_of_a_scale_are_neighbours(kit):
    q = kit.questionnaire([{"id": "a", "type": "single", "options": kit.options(6)}])
    assert answer_steps(next(q.questions())) == ((),)


def test_groups_are_named_by_their_first_and_last_answer_in_every_language():
    def words(first, last, language="en"):
        points = [{"en": "x"}, first, {"en": "y"}, last]
        one = Scale.model_validate({"id": "a", "type": "scale", "text": "?", "points": points})
        return group_words(one, ("p2", "p3", "p4"), language)

    assert words(
        {"en": "Never", "fr": "Jamais", "es": "Nunca", "ar": "أبدًا", "de": "Nie"},
        {"en": "Often", "fr": "Souvent", "es": "A menudo", "ar": "كثيرًا", "de": "Oft"},
    ) == {
        "en": "“Never” to “Often”",
        "fr": "de « Jamais » à « Souvent »",
        "es": "de «Nunca» a «A menudo»",
        "ar": "من «أبدًا» إلى «كثيرًا»",
        "de": "“Nie” – “Oft”",
    }
    # the words kept under "" are in the first language of the questionnaire
    assert words("Jamais", "Souvent", "fr") == {"": "de « Jamais » à « Souvent »"}
    # … and stand beside those in other languages
    assert words({"": "Never", "fr": "Jamais"}, {"": "Often", "fr": "Souvent"}) == {
        "": "“Never” to “Often”",
        "fr": "de « Jamais » à « Souvent »",
    }
    # a numbered scale has words at its ends only
    ends = {"from": 0, "to": 10, "low": {"en": "none", "fr": "rien"}, "high": {"en": "most"}}
    numbered = Scale.model_validate({"id": "a", "type": "scale", "text": "?", "points": ends})
    assert group_words(numbered, ("p1", "p2", "p3"), "en") == {
        "en": "0 (none) to 2",
        "fr": "de 0 (rien) à 2",
    }
    assert group_words(numbered, ("p4",), "en") == {"": "3"}


def test_neighbouring_answers_are_printed_together_where_more_is_printed_so(kit, result):
    q = form(kit)
    release = kit.release_of(q, kit.tally_of(q, people_of((3, 22, 30, 21, 4), (4, 21, 30, 22, 3))))
    split = split_of(result, release)
    assert [(x.id, x.options) for x in split.answers] == [
        ("p1+p2", ("p1", "p2")), ("p3", ("p3",)), ("p4+p5", ("p4", "p5")),
    ]  # fmt: skip
    assert split.answers[0].label == {"": "“Never” to “Rarely”"}
    assert split.answers[1].label == {"": "Now and then"}
    assert split.row_ids == ("p1+p2", "p3", "p4+p5")
    counts = [[shown.count for shown in line] for line in split.cells]
    assert counts == [[25, 25], [30, 30], [25, 25]]
    # for everyone the rows stay as they are
    how = result(release, "how")
    assert [row.shown.count for row in how.rows] == [5, 45, 60, 45, 5]
    assert release.audit.passed
    assert any("put together" in sentence for sentence in release.policy.sentences)


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        # every number is large
        (((10, 10, 12, 10, 10), (10, 10, 12, 10, 10), (10, 10, 12, 10, 10)), 5),
        # nine of fifteen are large, and nine of nine: the finer step
        (((2, 12, 20, 12, 3), (2, 12, 20, 12, 3), (2, 12, 20, 12, 3)), 5),
        # eight of fifteen, and nine of nine
        (((2, 12, 20, 12, 3), (2, 12, 20, 12, 3), (2, 4, 24, 12, 3)), 3),
        # in three groups three of nine are large, in two six of six
        (((3, 1, 3, 40, 1), (3, 1, 3, 40, 1), (3, 1, 3, 40, 1)), 2),
        # nought is no secret
        (((0, 0, 20, 20, 0), (0, 0, 20, 20, 0), (0, 0, 20, 20, 0)), 5),
    ],
)
def test_the_step_is_the_finest_of_those_that_print_most_but_for_small_numbers(
    kit, result, columns, rows
):
    q = form(kit, 3)
    split = split_of(result, kit.release_of(q, kit.tally_of(q, people_of(*columns))))
    assert len(split.row_ids) == len(split.cells) == rows
    assert bool(split.answers) == (rows < 5)


def test_noughts_of_a_sensitive_scale_are_small_numbers(kit, result):
    columns = ((0, 11, 30, 6, 5),) * 4
    steps = []
    for sensitive in (False, True):
        q = form(kit, 4, sensitive=sensitive)
        split = split_of(result, kit.release_of(q, kit.tally_of(q, people_of(*columns))))
        steps.append(len(split.row_ids))
    assert steps == [5, 3]


def published(kit, q, *waves):
    past, made = Past(), []
    for number, people in enumerate(waves, 1):
        past = Past(past.releases, (*past.waves, Wave(kit.tally_of(q, people), number)))
        n = sum(wave.tally.n for wave in past.waves)
        one = protect_next(q, past, EVERY_TABLE, kit.facts_of(q),
                           Integrity(envelopes=n, counted=n, blank=0))  # fmt: skip
        made.append(one)
        past = Past((*past.releases, one.release), past.waves)
    return made


def test_a_table_keeps_its_answers_for_the_life_of_the_study(kit, result):
    q = form(kit, 4)
    few, many = people_of(*[(3, 22, 30, 4, 4)] * 4), people_of(*[(60, 70, 80, 75, 65)] * 4)
    for waves, rows in (((few, many), 3), ((many, few), 5)):
        alone = [kit.release_of(q, kit.tally_of(q, wave)) for wave in waves]
        assert [len(split_of(result, one).row_ids) for one in alone] in ([3, 5], [5, 3])
        made = published(kit, q, *waves)
        for k, one in enumerate(made):
            split = split_of(result, one.release)
            assert (len(split.row_ids), len(split.answers)) == (rows, rows if rows < 5 else 0)
            assert kit.proven(q, made[: k + 1]) == []


def test_each_group_of_answers_is_the_sum_of_its_answers_everywhere(kit):
    q = form(kit, 4)
    crowd = people_of(*[(3, 22, 30, 4, 4)] * 4) + [{"how": ("p1",)}] * 7
    (one,) = published(kit, q, crowd)
    named = [f"o{j}" for j in range(4)]
    columns = [*(f"@by:{group}" for group in named), "@by:_rest"]
    assert one.proof is not None
    assert one.proof.tables
    for table in one.proof.tables:
        people = dict(zip(one.proof.cells, table.tolist(), strict=True))
        for low, high in (("p1", "p2"), ("p4", "p5")):
            merged = f"how/{low}+{high}"
            for end in ("", *columns):
                assert (
                    people[merged + end] == people[f"how/{low}{end}"] + people[f"how/{high}{end}"]
                )
            assert people[merged] == sum(people[merged + end] for end in columns)


def test_groups_of_a_sensitive_breakdown_have_twice_its_threshold(kit, result):
    def groups(sensitive, people):
        by = {"id": "by", "type": "single", "options": kit.options(5), "breakdown": True}
        q = kit.questionnaire([{**by, "sensitive": sensitive}, scale(FIVE)])
        crowd = people_of(*[(12,) * 5] * 4, (1, 1, 1, 1, people - 4))
        (split,) = result(kit.release_of(q, kit.tally_of(q, crowd)), "how").breakdowns
        return len(split.categories)

    assert [groups(False, people) for people in (9, 10)] == [4, 5]
    assert [groups(True, people) for people in (10, 19, 20)] == [4, 4, 5]
    assert (Policy().group_people(False), Policy().group_people(True)) == (10, 20)
