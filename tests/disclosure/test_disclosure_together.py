"""Answers that are put together: which there are, what they count, and that they tell nothing."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import strategies as st

from survey.disclosure.leaving_out import without
from survey.disclosure.proof.verify import verify
from survey.disclosure.protect import before_proof, protect_next
from survey.disclosure.release import Integrity, Release
from survey.disclosure.study.answer_sums import sums_of
from survey.disclosure.system.release_history import Past, Wave
from survey.questionnaire.files.reading import to_json
from survey.tally.counting import LANGUAGE
from tests.conftest import form_file
from tests.disclosure.attacked_studies import SEEDS, attacked, crowd, few_and_many, form, single
from tests.disclosure.certifying import digest
from tests.disclosure.conftest import EVERY_TABLE
from tests.disclosure.joint_reader import Asked

POINTS = ["Very easy", "Easy", "Neither", "Hard", "Very hard"]


def scale(size, **more):
    return {"id": "x", "type": "scale", "points": [f"P{i}" for i in range(size)], **more}


def many(kit, *sets, options=5, **more):
    named = [{"id": f"s{i}", "text": f"Set {i}", "options": list(x)} for i, x in enumerate(sets)]
    return {"id": "m", "type": "multiple", "options": kit.options(options), "together": named,
            **more}  # fmt: skip


def published(kit, q, people, *, waves=()):
    """Give the release of people, and of each wave after them, as `Protected`."""
    past, made = Past(), []
    for number, crowd_ in enumerate((people, *waves), 1):
        past = Past(past.releases, (*past.waves, Wave(kit.tally_of(q, crowd_), number)))
        n = past.tally(past.people(number)).n
        letters = Integrity(envelopes=n, counted=n)
        made.append(protect_next(q, past, EVERY_TABLE, kit.facts_of(q), letters))
        past = Past((*past.releases, made[-1].release), past.waves)
    return made


def told(question):
    """Give what is printed of each sum."""
    return {one.id: (one.shown.count, one.shown.percent) for one in question.sums}


# Which there are


@pytest.mark.parametrize(
    ("points", "ends"),
    [(3, []), (4, ["p1+p2", "p3+p4"]), (5, ["p1+p2", "p4+p5"]), (6, ["p1+p2", "p5+p6"]),
     (7, ["p1+p2+p3", "p5+p6+p7"]), (9, ["p1+p2+p3", "p7+p8+p9"])],
)  # fmt: skip
def test_a_scale_has_both_ends_together(kit, points, ends):
    (question,) = kit.questionnaire([scale(points)]).questions()
    assert ["+".join(one.options) for one in sums_of(question, "en")] == ends


def test_a_single_choice_has_all_answers_but_each_unless_it_splits_tables(kit):
    one = {"id": "x", "type": "single", "options": kit.options(3, "dont_know")}
    (question,) = kit.questionnaire([one]).questions()
    assert [("+".join(x.options), x.label) for x in sums_of(question, "fr")] == [
        ("o1+o2", {"": "Toutes les réponses sauf « Option 0 »"}),
        ("o0+o2", {"": "Toutes les réponses sauf « Option 1 »"}),
        ("o0+o1", {"": "Toutes les réponses sauf « Option 2 »"}),
    ]
    (splits,) = kit.questionnaire([one | {"breakdown": True}]).questions()
    assert sums_of(splits, "en") == ()
    (two,) = kit.questionnaire([one | {"options": kit.options(2)}]).questions()
    assert sums_of(two, "en") == ()


def test_named_sets_come_first_and_are_named_once_in_the_order_of_the_answers():
    q = form_file("together")
    assert [x.options for x in sums_of(q.question("Q1"), "en")] == [("police", "helpline")]
    hard, easy = sums_of(q.question("Q2"), "en")
    assert (hard.options, hard.label) == (("p3", "p4"), {"": "Hard or very hard"})
    assert (easy.options, easy.label) == (("p1", "p2"), {"": "“Easy” to “Neither”"})
    assert [x.options for x in sums_of(q.question("Q3"), "en")] == [
        ("heard", "taken"),
        ("taken", "nothing"),
        ("heard", "nothing"),
    ]


# What they count


def test_a_sum_is_counted_and_not_added_up_from_rounded_numbers(kit):
    q = kit.questionnaire([{"id": "x", "type": "scale", "points": POINTS}])
    counts = (17, 22, 20, 17, 22)
    people = [{"x": (f"p{i}",)} for i, n in enumerate(counts, 1) for _ in range(n)]
    (made,) = published(kit, q, people)
    (question,) = made.release.questions
    assert [row.shown.count for row in question.rows] == [15, 20, 20, 15, 20]
    # 39 of 98: 15 and 20 would be 35
    assert told(question) == {"p1+p2": (40, 40), "p4+p5": (40, 40)}
    assert question.sums[0].label == {"": "“Very easy” to “Easy”"}
    assert kit.proven(q, [made]) == []


def test_whoever_chose_several_of_a_set_is_counted_once(kit):
    q = kit.questionnaire([many(kit, ("o0", "o1"), ("o2", "o3"))])
    people = [{"m": ("o0", "o1")}] * 30 + [{"m": ("o0", "o4")}] * 21 + [{"m": ("o2",)}] * 17
    people += [{"m": ("o1", "o3")}] * 12 + [{"m": ("o4",)}] * 20
    tally = kit.tally_of(q, people)
    assert tally.together["m"].tolist() == [63, 29]
    assert (tally + tally).together["m"].tolist() == [126, 58]
    (made,) = published(kit, q, people)
    assert told(made.release.questions[0]) == {"o0+o1": (65, 65), "o2+o3": (30, 30)}
    assert kit.proven(q, [made]) == []


def test_a_set_of_a_multiple_choice_is_counted_in_every_group(kit):
    by = {"id": "g", "type": "single", "options": kit.options(2), "breakdown": True}
    q = kit.questionnaire([by, many(kit, ("o0", "o1"))])
    people = [{"g": ("o0",), "m": ("o0", "o1")}] * 3 + [{"g": ("o1",), "m": ("o1", "o2")}] * 4
    people += [{"g": ("o1",), "m": ("o3",)}] * 5 + [{"m": ("o0",)}] * 2 + [{"g": ("o0",)}]
    tally = kit.tally_of(q, people)
    assert tally.together_by["m", "g"].tolist() == [[3, 4, 0, 2, 0, 0, 0]]
    assert LANGUAGE not in {by for _, by in tally.together_by}


def test_a_set_of_a_ranking_holds_whoever_put_one_of_it_first(kit):
    named = [{"id": "s", "text": "S", "options": ["o2", "o0"]}]
    ranking = {"id": "r", "type": "ranking", "options": kit.options(4), "together": named}
    q = kit.questionnaire([ranking])
    people = [{"r": (f"o{i}", f"o{(i + 1) % 4}")} for i, n in enumerate((13, 14, 15, 16))
              for _ in range(n)]  # fmt: skip
    (made,) = published(kit, q, people)
    assert told(made.release.questions[0]) == {"o0+o2": (30, 50)}


# What is printed


def test_a_small_sum_and_what_would_tell_a_small_number_are_not_printed(kit):
    q = kit.questionnaire([{"id": "x", "type": "single", "options": kit.options(4)}])
    people = [{"x": (f"o{i}",)} for i, n in enumerate((40, 2, 1, 21)) for _ in range(n)]
    (made,) = published(kit, q, people)
    (question,) = made.release.questions
    hidden = {row.id for row in question.rows if row.shown.hidden}
    assert {"o1", "o2"} <= hidden
    # all but o1 is all but two people
    assert not set(told(question)) & {"o0+o2+o3", "o0+o1+o3"}
    assert not any(one.shown.hidden for one in question.sums)
    assert kit.proven(q, [made]) == []


@pytest.mark.parametrize("seed", range(3))
def test_nothing_else_is_hidden_for_a_sum(kit, seed):
    by = {"id": "g", "type": "single", "options": kit.options(4), "breakdown": True}
    one = {"id": "a", "type": "single", "options": kit.options(5, "dont_know")}
    q = kit.questionnaire([by, one, scale(5), many(kit, ("o0", "o4"), ("o2", "o3"))])
    tally = kit.tally_of(q, kit.crowd(q, 180, seed, 1.1, 0.05))
    release = kit.release_of(q, tally)
    assert any(x.sums for x in release.questions)
    bare = tuple(x.model_copy(update={"sums": ()}) for x in release.questions)
    assert bare == before_proof(q, tally, EVERY_TABLE)


def test_a_release_without_sums_is_written_and_read_as_before(kit):
    q = kit.questionnaire([{"id": "x", "type": "single", "options": kit.options(2)}])
    release = kit.release_of(q, kit.tally_of(q, kit.crowd(q, 60, 1, 1.0, 0.1)))
    text = release.model_dump_json()
    assert '"sums"' not in text
    assert Release.model_validate_json(text).model_dump_json() == text


def test_few_people_have_sums_in_words_and_no_answer_loses_its_word(kit):
    q = kit.questionnaire([scale(5), many(kit, ("o0", "o1"))])
    people = [{"x": (f"p{i}",)} for i, n in enumerate((2, 3, 3, 7, 6), 1) for _ in range(n)]
    for k, person in enumerate(people):
        person["m"] = (f"o{k % 4}", "o4")
    release = kit.release_of(q, kit.tally_of(q, people))
    x, m = release.questions
    assert x.form == m.form == "words"
    said = {one.id: one.shown for one in (*x.sums, *m.sums)}
    assert said["p1+p2"].words == "fewer than a third"
    # “about half” for 13 of 21 would tell that somebody chose p3: with nobody there, 15 did
    assert "p4+p5" not in said
    assert all(shown.words and shown.count is None for shown in said.values())
    bare = tuple(one.model_copy(update={"sums": ()}) for one in release.questions)
    assert bare == before_proof(q, kit.tally_of(q, people), EVERY_TABLE)


# That it is proven


@pytest.fixture(scope="module")
def proven(kit):
    """A release with sums of every kind beside tables, its certificate and its questionnaire."""
    by = {"id": "g", "type": "single", "options": kit.options(3), "breakdown": True}
    none = {"id": "none", "text": "None", "exclusive": True}
    sets = [{"id": "s", "text": "S", "options": ["o0", "o1", "none"]},
            {"id": "t", "text": "T", "options": ["o2", "o3"]}]  # fmt: skip
    several = {"id": "m", "type": "multiple", "options": [*kit.options(5), none], "together": sets}
    one = {"id": "a", "type": "single", "sensitive": True, "options": kit.options(4)}
    q = kit.questionnaire([by, several, one, scale(5)])
    (made,) = published(kit, q, kit.crowd(q, 400, 3, 0.6, 0.05))
    release = made.release.model_dump(mode="json")
    return release, json.loads(made.certificate()), json.loads(to_json(q))


def forged(proven, change):
    release, proof, questionnaire = copy.deepcopy(proven)
    change({one["id"]: one for one in release["questions"]})
    return verify(release, {**proof, "release": digest(release)}, questionnaire)


def test_sums_of_every_kind_are_proven_beside_tables(proven):
    assert verify(*proven) == []
    sums = {one["id"]: [x["id"] for x in one.get("sums", ())] for one in proven[0]["questions"]}
    assert sums["m"] == ["o0+o1+none", "o2+o3"]
    assert sums["x"] == ["p1+p2", "p4+p5"]
    assert sums["a"]
    assert sums["g"] == []
    assert any(one["breakdowns"] for one in proven[0]["questions"])


@pytest.mark.parametrize(
    "change",
    [
        lambda of: of["m"]["sums"][0]["shown"].update(count=5),
        lambda of: of["m"]["sums"][0].update(options=["o1", "o2"], id="o1+o2"),
        lambda of: of["x"]["sums"][0].update(options=["p2", "p3"], id="p2+p3"),
        lambda of: of["x"]["sums"].append(copy.deepcopy(of["x"]["sums"][0])),
        lambda of: of["x"].update(sums=[]),
        lambda of: of["a"].pop("sums"),
        lambda of: of["g"].update(sums=copy.deepcopy(of["a"]["sums"])),
        lambda of: of["x"]["sums"][0]["shown"].update(
            hidden=True, count=None, percent=None, low=None, high=None
        ),
    ],
)  # fmt: skip
def test_other_sums_than_those_that_are_proven_are_refused(proven, change):
    assert forged(proven, change)


def test_sums_go_with_their_question_and_stay_beside_rejected_tables(kit):
    by = {"id": "g", "type": "single", "options": kit.options(3), "breakdown": True}
    q = kit.questionnaire([by, scale(5), many(kit, ("o0", "o1"))])
    (made,) = published(kit, q, kit.crowd(q, 300, 5, 0.5, 0.02))
    less = without(made.release, q, (), frozenset({"x", "m by g"}))
    of = {one.id: one for one in less.questions}
    assert of["x"].sums == ()
    assert of["m"].sums == made.release.questions[2].sums
    assert not of["m"].breakdowns
    # an earlier file holds the sums that it printed, a later one is proven beside it
    assert less.audit.passed


def test_a_later_release_keeps_to_the_sums_of_an_earlier_one(kit):
    q = kit.questionnaire([scale(5), many(kit, ("o0", "o1")),
                           {"id": "a", "type": "single", "options": kit.options(4)}])  # fmt: skip
    first = kit.crowd(q, 120, 1, 0.5, 0.02)
    made = published(kit, q, first, waves=[kit.crowd(q, 80, 2, 0.5, 0.02)])
    assert all(any(x.sums for x in one.release.questions) for one in made)
    assert kit.proven(q, made[:1]) == []
    assert kit.proven(q, made) == []


# Attacks


@few_and_many(seed=SEEDS, n=st.integers(100, 400), skew=st.floats(0.2, 1.6),
              silent=st.sampled_from([0.0, 0.06]), sensitive=st.booleans())  # fmt: skip
def test_no_small_number_follows_from_sets_of_a_multiple_choice(
    kit, seed, n, skew, silent, sensitive
):
    """Every combination of options is an unknown of its own, in every group."""
    several = Asked("many", ("o0", "o1", "o2", "o3", "none"), multiple=True, exclusive=("none",),
                    sensitive=sensitive)  # fmt: skip
    asked = [single("by", 4), several]
    named = [("many", ("o0", "o1")), ("many", ("o3", "none"))]
    attacked(kit, form(kit, asked, {"by"}, named=named), asked,
             [crowd(asked, n, seed, skew, silent)])  # fmt: skip


@few_and_many(seed=SEEDS, n=st.integers(40, 300), skew=st.floats(0.2, 1.6),
              silent=st.sampled_from([0.0, 0.1]), sensitive=st.booleans())  # fmt: skip
def test_no_small_number_follows_from_all_answers_but_one(kit, seed, n, skew, silent, sensitive):
    first = single("first", 4, other=("dont_know",), sensitive=sensitive)
    asked = [single("by", 3), first, single("then", 4, when=("first", "o1"))]
    named = [("first", ("o0", "o3"))]
    attacked(kit, form(kit, asked, {"by"}, named=named), asked,
             [crowd(asked, n, seed, skew, silent)])  # fmt: skip


@few_and_many(seed=SEEDS, n=st.integers(60, 160), more=st.integers(30, 90),
              skew=st.floats(0.2, 1.2), sensitive=st.booleans())  # fmt: skip
def test_no_small_number_follows_from_sums_of_two_releases(kit, seed, n, more, skew, sensitive):
    several = Asked("many", ("o0", "o1", "o2"), multiple=True)
    asked = [single("main", 4, sensitive=sensitive), several]
    waves = [crowd(asked, k, seed + i, skew, 0.04) for i, k in enumerate((n, more))]
    named = [("many", ("o0", "o2")), ("main", ("o2", "o3"))]
    attacked(kit, form(kit, asked, set(), named=named), asked, waves)
