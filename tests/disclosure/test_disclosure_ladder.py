"""What is printed at each size of study, and what is refused."""

from __future__ import annotations

import pytest

from survey.disclosure.policy import Policy
from survey.disclosure.release import Shown


def plain(kit, **extra):
    by = {"id": "by", "type": "single", "options": kit.options(3), "breakdown": True}
    main = {"id": "main", "type": "single", "options": kit.options(4), **extra}
    return kit.questionnaire([by, main])


def spread(n):
    return [{"by": (f"o{i % 3}",), "main": (f"o{i // 3 % 4}",)} for i in range(n)]


@pytest.mark.parametrize(
    ("n", "form", "ladder"),
    [
        (0, "withheld", "under 10"), (9, "withheld", "under 10"), (10, "words", "10-29"),
        (29, "words", "10-29"), (30, "numbers", "30-99"), (99, "numbers", "30-99"),
        (100, "numbers", "100 and more"),
    ],
)  # fmt: skip
def test_the_form_at_each_boundary(kit, result, n, form, ladder):
    q = plain(kit)
    release = kit.release_of(q, kit.tally_of(q, spread(n)))
    main = result(release, "main")
    assert (main.form, release.policy.ladder) == (form, ladder)
    assert bool(main.breakdowns) == (n >= 100)
    assert release.audit.passed
    if form == "withheld":
        assert main.reason
        assert main.base == Shown(hidden=True)
        assert not main.rows
        assert release.respondents == Shown(words="fewer than 10 people")


@pytest.mark.parametrize("n", [10, 29])
def test_small_studies_speak_in_words_only(kit, result, n):
    q = plain(kit)
    release = kit.release_of(q, kit.tally_of(q, spread(n)))
    shown = [cell for x in release.questions for cell in (x.base, *(row.shown for row in x.rows))]
    assert {(s.count, s.percent, s.low, s.high) for s in shown} == {(None,) * 4}
    words = {row.shown.words for row in result(release, "main").rows if not row.shown.hidden}
    assert words <= {"fewer than a third", "about half", "more than two thirds"}
    assert not result(release, "main").missing


def test_words_that_would_sharpen_each_other_are_left_out(kit, result):
    q = plain(kit)
    people = [{"by": ("o0",), "main": (f"o{min(i // 3, 3)}",)} for i in range(10)]
    rows = result(kit.release_of(q, kit.tally_of(q, people)), "main").rows
    # four times "fewer than a third" of ten people says that each answer was given by somebody;
    # with one word left out it still says so of the one left out
    assert sum(row.shown.hidden for row in rows) == 2


@pytest.mark.parametrize(("n", "step"), [(30, 5), (99, 5), (100, 1)])
def test_numbers_are_rounded(kit, result, n, step):
    q = plain(kit)
    release = kit.release_of(q, kit.tally_of(q, spread(n)))
    rows = [row.shown for row in result(release, "main").rows if not row.shown.hidden]
    assert rows
    for cell in rows:
        assert cell.count % 5 == 0
        assert all(part % step == 0 for part in (cell.percent, cell.low, cell.high))
    assert release.respondents.count == 5 * round(n / 5)


@pytest.mark.parametrize("n", [5, 20, 60, 300])
def test_a_release_says_which_questions_are_there_to_split(kit, result, n):
    """Whether or not anything is split by them at this step of the ladder."""
    q = plain(kit)
    release = kit.release_of(q, kit.tally_of(q, spread(n)))
    assert [question.id for question in release.questions if question.splits] == ["by"]
    assert bool(result(release, "main").breakdowns) == (n == 300)


def test_a_question_that_few_answered(kit, result):
    q = plain(kit)
    for answered, form, percent in ((9, "withheld", False), (10, "numbers", False),
                                    (19, "numbers", False), (20, "numbers", True)):  # fmt: skip
        people = [{"by": ("o0",), **({"main": ("o0",) if i < answered / 2 else ("o1",)}
                                     if i < answered else {})} for i in range(40)]  # fmt: skip
        main = result(kit.release_of(q, kit.tally_of(q, people)), "main")
        assert main.form == form
        assert any(row.shown.percent is not None for row in main.rows) == percent


def test_a_sensitive_question_never_splits_a_sensitive_one(kit, result):
    by = {"id": "by", "type": "single", "options": kit.options(3), "breakdown": True}
    q = kit.questionnaire([
        {**by, "sensitive": True},
        {"id": "main", "type": "single", "options": kit.options(4), "sensitive": True},
        {"id": "other", "type": "single", "options": kit.options(4)},
    ])  # fmt: skip
    people = [{**entries, "other": entries["main"]} for entries in spread(600)]
    release = kit.release_of(q, kit.tally_of(q, people))
    assert not result(release, "main").breakdowns
    assert "sensitive" in result(release, "main").refusals[0].reason
    assert result(release, "main").refusals[0].next_steps
    assert [split.by for split in result(release, "other").breakdowns] == ["by"]


@pytest.mark.parametrize("sensitive", [False, True])
@pytest.mark.parametrize("n", [150, 900])
def test_a_question_that_splits_tables_is_never_split(kit, result, n, sensitive):
    """Whatever the counts are, and however careful the question: its own numbers stay."""
    by = {"type": "single", "options": kit.options(3), "breakdown": True}
    q = kit.questionnaire([
        {**by, "id": "one", "sensitive": sensitive},
        {**by, "id": "two"},
        {"id": "main", "type": "single", "options": kit.options(4)},
    ])  # fmt: skip
    people = [{"one": (f"o{i % 3}",), "two": (f"o{i % 5 % 3}",), "main": (f"o{i % 4}",)}
              for i in range(n)]  # fmt: skip
    release = kit.release_of(q, kit.tally_of(q, people))
    for one, other in (("one", "two"), ("two", "one")):
        split = result(release, one)
        assert not split.breakdowns
        assert [(x.table, "never split itself" in x.reason) for x in split.refusals] == [
            (f"{one} by {other}", True)
        ]
        assert split.refusals[0].next_steps
        assert not any(row.shown.hidden for row in split.rows)
    assert [split.by for split in result(release, "main").breakdowns] == ["one", "two"]
    assert any("never split itself" in sentence for sentence in release.policy.sentences)


def test_zeros_are_hidden_on_sensitive_questions_only(kit, result):
    for sensitive in (False, True):
        q = plain(kit, sensitive=sensitive)
        people = [{"by": ("o0",), "main": (f"o{i % 3}",)} for i in range(90)]
        last = result(kit.release_of(q, kit.tally_of(q, people)), "main").rows[3].shown
        assert (last.hidden, last.count) == ((True, None) if sensitive else (False, 0))


def ladder_questionnaire(kit):
    merge = [
        [{"id": "young", "text": "Y", "options": ["o0", "o1"]},
         {"id": "old", "text": "O", "options": ["o2", "o3"]}],
    ]  # fmt: skip
    by = {"id": "by", "type": "single", "options": kit.options(4), "breakdown": True}
    return kit.questionnaire([
        {**by, "merge": merge}, {"id": "main", "type": "single", "options": kit.options(6)},
    ])  # fmt: skip


def grouped(sizes):
    people = [f"o{group}" for group, size in enumerate(sizes) for _ in range(size)]
    return [{"by": (group,), "main": (f"o{i % 6}",)} for i, group in enumerate(people)]


@pytest.mark.parametrize(
    ("sizes", "merged", "groups"),
    [
        ((100, 100, 100, 100), False, ["o0", "o1", "o2", "o3"]),
        # as many numbers, and nobody is left out
        ((200, 9, 0, 150), True, ["young", "old"]),
        # six large numbers in each of three columns: more than in two
        ((200, 9, 150, 150), False, ["o0", "o2", "o3"]),
        # a sixth of 15 or of 20 is small: six large numbers in one column, and twelve in two
        ((15, 15, 60, 20), True, ["young", "old"]),
        ((200, 150, 3, 4), False, ["o0", "o1"]),
        ((300, 60, 0, 0), False, ["o0", "o1"]),
    ],
)
def test_groups_are_merged_where_more_is_printed_so(kit, result, sizes, merged, groups):
    q = ladder_questionnaire(kit)
    main = result(kit.release_of(q, kit.tally_of(q, grouped(sizes))), "main")
    (split,) = main.breakdowns
    assert (split.merged, [category.id for category in split.categories]) == (merged, groups)


def test_one_group_is_no_breakdown(kit, result):
    q = ladder_questionnaire(kit)
    main = result(kit.release_of(q, kit.tally_of(q, grouped((300, 5, 2, 1)))), "main")
    assert not main.breakdowns
    assert "two groups" in main.refusals[0].reason


@pytest.mark.parametrize(("answered", "printed"), [(9, False), (10, True)])
def test_a_table_is_printed_where_enough_of_each_group_answered(kit, result, answered, printed):
    """Left out alone, a group could be subtracted together with the people in no group."""
    q = kit.questionnaire([
        {"id": "by", "type": "single", "options": kit.options(3), "breakdown": True},
        {"id": "all", "type": "single", "options": kit.options(4)},
        {"id": "some", "type": "single", "options": kit.options(4)},
    ])  # fmt: skip
    people = [{"by": (f"o{i % 2}",), "all": (f"o{i % 4}",), "some": (f"o{i // 2 % 4}",)}
              for i in range(240)]  # fmt: skip
    people += [{"by": ("o2",), "all": (f"o{i % 4}",)} | ({"some": ("o0",)} if i < answered else {})
               for i in range(60)]  # fmt: skip
    release = kit.release_of(q, kit.tally_of(q, people))
    assert [split.by for split in result(release, "all").breakdowns] == ["by"]
    some = result(release, "some")
    assert bool(some.breakdowns) == printed
    assert ("answered this question" in "".join(x.reason for x in some.refusals)) != printed


def test_a_tiny_table_with_a_small_group_is_refused(kit, result):
    by = {"id": "by", "type": "single", "options": kit.options(2), "breakdown": True}
    q = kit.questionnaire([by, {"id": "main", "type": "single", "options": kit.options(2)}])
    for few, refused in ((2, True), (20, False)):
        people = [{"by": (f"o{i % 2}",), "main": ("o0",)} for i in range(200)]
        people += [{"by": ("o0",), "main": ("o1",)}] * few
        people += [{"by": ("o1",), "main": ("o1",)}] * 30
        main = result(kit.release_of(q, kit.tally_of(q, people)), "main")
        assert bool(main.refusals) == refused
        assert bool(main.breakdowns) == (not refused)


def test_kinds_of_no_answer_are_told_apart_where_both_are_large(kit, result):
    q = plain(kit)
    for skipped, unsaid, kinds in ((9, 8, ["skipped", "rather_not_say"]), (9, 4, ["no_answer"])):
        people = spread(120) + [{"by": ("o0",)}] * skipped
        people += [{"by": ("o0",), "main": ("_rns",)}] * unsaid
        main = result(kit.release_of(q, kit.tally_of(q, people)), "main")
        assert [row.kind for row in main.missing] == kinds


def test_a_small_dont_know_is_hidden_by_the_rounding_of_the_others(kit, result):
    """134 took part and are printed as 135; the others of these are printed as 90, 30 and 10: from
    none to nine are left."""
    q = kit.questionnaire([
        {"id": "main", "type": "single", "options": kit.options(3, "dont_know", "does_not_apply")},
    ])  # fmt: skip
    people = [{"main": (f"o{i % 3}",)} for i in range(90)] + [{"main": ("dont_know",)}] * 2
    people += [{"main": ("does_not_apply",)}] * 30 + [{"main": ("_rns",)}] * 12
    missing = {row.kind: row.shown for row in result(
        kit.release_of(q, kit.tally_of(q, people)), "main").missing}  # fmt: skip
    assert missing["dont_know"].hidden
    assert missing["does_not_apply"].count == 30
    assert missing["no_answer"].count == 10


def test_not_asked_does_not_give_the_answers_before_it_away(kit, result):
    q = kit.questionnaire(
        [{"id": "first", "type": "single", "options": kit.options(2)}],
        [{"id": "then", "type": "single", "options": kit.options(3),
          "show_if": {"question": "first", "is": "o0"}}],
    )  # fmt: skip
    people = [{"first": ("o0",), "then": (f"o{i % 3}",)} for i in range(87)]
    people += [{"first": ("o1",)}] * 3 + [{"first": ("_rns",)}] * 6
    release = kit.release_of(q, kit.tally_of(q, people))
    assert result(release, "first").rows[1].shown.hidden
    # those not asked (9) less those who did not answer (6) would be the three
    no_answer = result(release, "first").missing[0].shown
    not_asked = next(r.shown for r in result(release, "then").missing if r.kind == "not_asked")
    assert no_answer.hidden or not_asked.hidden


def test_words_end_where_who_was_asked_on_tells_an_answer(kit, result):
    q = kit.questionnaire(
        [{"id": "first", "type": "single", "options": kit.options(4)}],
        [{"id": "then", "type": "single", "options": kit.options(3),
          "show_if": {"question": "first", "is": "o0"}}],
    )  # fmt: skip
    people = [{"first": ("o0",), "then": (f"o{i % 3}",)} for i in range(12)]
    people += [{"first": (f"o{1 + i % 3}",)} for i in range(12)]
    release = kit.release_of(q, kit.tally_of(q, people))
    assert release.audit.passed
    # at least the 12 who answered on said o0, so no word is given for it, and o1 to o3 keep theirs
    words = [row.shown.words for row in result(release, "first").rows]
    assert words == ["", *["fewer than a third"] * 3]
    assert [row.shown.hidden for row in result(release, "first").rows] == [True] + [False] * 3
    assert result(release, "then").form == "words"


def test_texts_count_who_wrote(kit, result):
    other = {"id": "main", "type": "single", "options": kit.options(2)}
    q = kit.questionnaire([{"id": "words", "type": "text"}, other])
    people = [{"words": ("hello",)}] * 40 + [{"main": ("o0",)}] * 20
    words = result(kit.release_of(q, kit.tally_of(q, people)), "words")
    assert (words.measure, words.base.count, words.rows[0].shown.count) == ("wrote", 60, 40)
    assert words.rows[0].shown.percent == 65
    assert [(row.kind, row.shown.count) for row in words.missing] == [("skipped", 20)]


def test_a_stricter_policy_hides_more(kit, result):
    q = plain(kit)
    people = [{"by": ("o0",), "main": (f"o{0 if i < 82 else 1 + i % 3}",)} for i in range(99)]
    tally = kit.tally_of(q, people)
    strict = Policy(threshold=8, threshold_sensitive=10)
    assert not any(row.shown.hidden for row in result(kit.release_of(q, tally), "main").rows)
    hidden = [r.shown.hidden for r in result(kit.release_of(q, tally, strict), "main").rows]
    assert hidden == [False, True, True, True]


def test_the_same_input_gives_the_same_release(kit):
    q = ladder_questionnaire(kit)
    tally = kit.tally_of(q, kit.crowd(q, 300, 1, 1.5, 0.05))
    assert kit.release_of(q, tally) == kit.release_of(q, tally)


def test_what_no_hiding_can_protect_is_withheld(kit, result):
    q = kit.questionnaire([
        {"id": "main", "type": "single", "options": kit.options(3), "sensitive": True},
        {"id": "other", "type": "single", "options": kit.options(3)},
    ])  # fmt: skip
    people = [{"main": (f"o{i % 3}",), "other": (f"o{i % 3}",)} for i in range(60)]
    # among 60 people nothing can look like a group of 100
    policy = Policy(threshold_sensitive=100, category_people=100)
    release = kit.release_of(q, kit.tally_of(q, people), policy)
    main, other = (result(release, id_) for id_ in ("main", "other"))
    assert (main.form, main.rows, main.base) == ("withheld", (), Shown(hidden=True))
    assert "worked out" in main.reason
    assert other.form == "numbers"
    assert release.audit.passed


def test_options_may_be_called_as_cells_are(kit, result):
    """Ids that the system of cells uses itself are no trouble in a questionnaire."""
    names = ["base", "skipped", "no_answer", "away"]
    named = [{"id": one, "text": one} for one in names]
    by = {"id": "by", "type": "single", "options": named[:2], "breakdown": True}
    main = {"id": "main", "type": "single", "options": [*named, *kit.options(3, "dont_know")]}
    then = {"id": "then", "type": "scale", "points": ["a", "b", "c"],
            "show_if": {"question": "main", "is": "skipped"}}  # fmt: skip
    q = kit.questionnaire([by, main], [then])
    ids = [*names, "o0", "o1", "o2"]
    people = [{"by": (names[i % 2],), "main": (ids[i % 7],), "then": (f"p{i % 3 + 1}",)}
              for i in range(420)]  # fmt: skip
    release = kit.release_of(q, kit.tally_of(q, people))
    assert [row.shown.count for row in result(release, "main").rows] == [60] * 7
    assert [row.id for row in result(release, "main").rows] == ids
    assert [split.by for split in result(release, "main").breakdowns] == ["by"]
    assert result(release, "then").base.count == 60
