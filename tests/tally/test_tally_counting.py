"""Counts over the whole table are those of a slow walk through the answers."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.answers.codec import Layout, decode, encode
from survey.answers.hearing import Hearing
from survey.answers.model import (
    DoesNotApply,
    DontKnow,
    Given,
    NotAsked,
    RatherNotSay,
    Skipped,
)
from survey.questionnaire.codebook import MISSING, rows
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.path import entries_on_path
from survey.questionnaire.rules import holds
from survey.tally.columns import Table
from survey.tally.counting import LANGUAGE, compound_rules, count, rule_key

KINDS = dict(zip((NotAsked, Skipped, RatherNotSay, DontKnow, DoesNotApply), MISSING, strict=True))


def options(number, *kinds):
    return [{"id": f"o{i}", "text": "x"} for i in range(number)] + [
        {"id": kind, "text": "x", "kind": kind} for kind in kinds
    ]


BOTH = {"all": [{"question": "A", "is": "o0"}, {"not": {"question": "M", "includes": "o1"}}]}
Q = Questionnaire.model_validate({
    "id": "t", "title": "T", "languages": ["en", "fr"], "introduction": "i", "consent": "c",
    "closing": "c",
    "sections": [
        {"id": "s1", "title": "S", "questions": [
            {"type": "single", "id": "A", "text": "?", "breakdown": True,
             "options": options(3, "dont_know")},
            {"type": "multiple", "id": "M", "text": "?",
             "options": [*options(3), {"id": "none", "text": "n", "exclusive": True}]}]},
        {"id": "s2", "title": "S", "show_if": {"question": "A", "answered": True}, "questions": [
            {"type": "scale", "id": "S", "text": "?", "points": ["a", "b", "c"], "show_if": BOTH},
            {"type": "ranking", "id": "R", "text": "?", "options": options(3)},
            {"type": "single", "id": "B", "text": "?", "breakdown": True,
             "options": options(2, "does_not_apply"),
             "show_if": {"any": [{"question": "M", "includes": "none"},
                                 {"question": "A", "is": "dont_know"}]}},
            {"type": "text", "id": "T", "text": "?"}]},
        {"id": "s3", "title": "S", "questions": [
            {"type": "single", "id": "Z", "text": "?", "options": options(2),
             "show_if": {"question": "T", "answered": True}}]},
    ],
})  # fmt: skip
LAYOUT, HEARING = Layout(Q), Hearing(Q)


def person(chance):
    entries = {}
    for question in Q.questions():
        if chance.random() < 0.2:
            continue
        if question.type == "text":
            entries[question.id] = (chance.choice(("words", "  ")),)
        elif chance.random() < 0.1:
            entries[question.id] = ("_rns",)
        elif question.type == "multiple":
            some = tuple(f"o{i}" for i in range(3) if chance.random() < 0.5)
            entries[question.id] = some or ("none",)
        elif question.type == "ranking":
            entries[question.id] = tuple(chance.sample(["o0", "o1", "o2"], chance.randint(1, 3)))
        else:
            entries[question.id] = (chance.choice([o.id for o in question.options]),)
    return entries_on_path(Q, entries)


def crowd(n, seed):
    chance = random.Random(seed)
    people = [person(chance) for _ in range(n)]
    language = ("en", "fr")
    records = [encode(LAYOUT, HEARING.answers(p), chance.choice(language)) for p in people]
    return people, records


def row_names(question, answer):
    """The rows of a table that one answer counts in."""
    if not isinstance(answer, Given):
        return [KINDS[type(answer)]]
    if question.type == "text":
        return ["wrote"]
    return list(answer.options[:1] if question.type == "ranking" else answer.options)


def names(question):
    return [*(row.id for row in rows(question)), *MISSING]


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(0, 60), st.integers(0, 10**6))
def test_the_table_counts_as_a_slow_walk_does(n, seed):
    people, records = crowd(n, seed)
    tally = count(Q, LAYOUT, b"".join(records))
    answers = [decode(LAYOUT, record)[0] for record in records]
    assert (tally.n, tally.damaged) == (n, 0)
    for question in Q.questions():
        slow = dict.fromkeys(names(question), 0)
        for given_ in answers:
            for row in row_names(question, given_[question.id]):
                slow[row] += 1
        one = tally.one_way[question.id]
        assert [*one.valid, *one.missing] == list(slow.values())
        assert one.base == sum(isinstance(a[question.id], Given) for a in answers)
    for (question_id, by), table in tally.two_way.items():
        if by == LANGUAGE:
            continue
        question, splitter = Q.question(question_id), Q.question(by)
        slow = np.zeros((len(names(question)), len(names(splitter))), int)
        for given_ in answers:
            (column,) = row_names(splitter, given_[by])
            for row in row_names(question, given_[question_id]):
                slow[names(question).index(row), names(splitter).index(column)] += 1
        assert (table == slow).all()
    for rule in compound_rules(Q):
        assert tally.rules[rule_key(rule)] == sum(holds(rule, p) for p in people)


def test_every_pair_is_crossed_once_and_texts_never():
    tally = count(Q, LAYOUT, b"")
    pairs = {(x, by) for x in "AMSRBZ" for by in ("A", "B", LANGUAGE) if x != by}
    assert set(tally.two_way) == pairs
    assert tally.n == 0


def test_every_question_is_crossed_with_the_language_that_people_answered_in():
    people, records = crowd(60, 3)
    tally = count(Q, LAYOUT, b"".join(records))
    french = [person for person, record in zip(people, records, strict=True) if record[-1] == 1]
    assert tally.one_way[LANGUAGE].valid.tolist() == [60 - len(french), len(french)]
    chose = sum("o0" in person.get("M", ()) for person in french)
    assert tally.two_way["M", LANGUAGE][0, 1] == chose
    assert tally.two_way["A", LANGUAGE].sum() == 60


def test_one_language_splits_nothing():
    q = Questionnaire.model_validate({
        "id": "t", "title": "T", "introduction": "i", "consent": "c", "closing": "c",
        "sections": [{"id": "s", "title": "S", "questions": [
            {"type": "single", "id": "A", "text": "?", "options": options(2)}]}],
    })  # fmt: skip
    assert LANGUAGE not in count(q, Layout(q), b"").one_way


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=4), st.integers(0, 10**6))
def test_chunks_add_up_to_the_whole(sizes, seed):
    chunks = [crowd(size, seed + i)[1] for i, size in enumerate(sizes)]
    parts = [count(Q, LAYOUT, b"".join(chunk)) for chunk in chunks]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    whole = count(Q, LAYOUT, b"".join(b"".join(chunk) for chunk in chunks))
    assert (total.n, total.rules) == (whole.n, whole.rules)
    for mine, its in ((total.two_way, whole.two_way), (total.rules_by, whole.rules_by)):
        assert mine.keys() == its.keys()
        assert all((mine[key] == its[key]).all() for key in mine)
    for key, one in total.one_way.items():
        assert list(one.valid) == list(whole.one_way[key].valid)
        assert list(one.missing) == list(whole.one_way[key].missing)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.binary(max_size=5 * LAYOUT.width + 3))
def test_any_bytes_are_counted_or_damaged(noise):
    _, good = crowd(3, 7)
    tally = count(Q, LAYOUT, b"".join(good) + noise)
    assert tally.n >= 3
    assert tally.n + tally.damaged == 3 + -(-len(noise) // LAYOUT.width)


DAMAGE = {
    "unknown option": ("A", 0, 8),
    "kind that was never offered": ("A", 0, 4),
    "yes that is no yes": ("M", 1, 2),
    "rank beyond the last": ("R", 1, 9),
}


@pytest.mark.parametrize(("question_id", "offset", "code"), DAMAGE.values(), ids=DAMAGE)
def test_a_wrong_code_damages_one_record(question_id, offset, code):
    _, records = crowd(6, 3)
    bad = bytearray(records[2])
    bad[LAYOUT.column(question_id).start + offset] = code
    tally = count(Q, LAYOUT, b"".join([*records[:2], bytes(bad), *records[3:]]))
    assert (tally.n, tally.damaged) == (5, 1)


def answered(**entries):
    everything = {"A": ("o0",), "M": ("o0",), "R": ("o0", "o1"), **entries}
    return bytearray(encode(LAYOUT, HEARING.answers(entries_on_path(Q, everything)), "en"))


def test_mixtures_that_no_page_can_send_are_damaged():
    def changed(question_id, codes):
        record = answered()
        record[LAYOUT.column(question_id)] = bytes(codes)
        return bytes(record)

    bad = [
        changed("M", (5, 1, 0, 0, 1)),  # an option and "none of these"
        changed("M", (5, 0, 0, 0, 0)),  # given, and nothing given
        changed("M", (1, 1, 0, 0, 0)),  # skipped, and something given
        changed("R", (5, 1, 1, 0)),  # a rank twice
        changed("R", (5, 1, 3, 0)),  # a rank left out
        changed("S", (0,)),  # asked by the rules, said to be not asked
        changed("B", (5,)),  # not asked by the rules, answered
    ]
    tally = count(Q, LAYOUT, bytes(answered()) + b"".join(bad))
    assert (tally.n, tally.damaged) == (1, len(bad))


def test_a_contradiction_costs_one_answer_and_never_the_response() -> None:
    """“None of these” beside an answer, and a question that was asked because of that answer."""
    one, two = {"id": "one", "text": "First"}, {"id": "two", "text": "Second"}
    none = {"id": "none", "text": "None of these", "exclusive": True}
    q = Questionnaire.model_validate(
        {
            "id": "try-out",
            "title": "A try-out",
            "introduction": "About.",
            "consent": "You can skip any question.",
            "closing": "That was all.",
            "sections": [
                {
                    "id": "only",
                    "title": "The part",
                    "questions": [
                        {
                            "type": "multiple",
                            "id": "A",
                            "text": "Any?",
                            "options": [one, two, none],
                        },
                        {
                            "type": "single",
                            "id": "B",
                            "text": "Which?",
                            "options": [one, two],
                            "show_if": {"question": "A", "includes": "one"},
                        },
                        {"type": "single", "id": "C", "text": "Which?", "options": [one, two]},
                    ],
                }
            ],
        }
    )
    contradicting = bytes((5, 1, 0, 1, 6, 5, 0))  # A: one and none; B: two; C: one
    sound = bytes((5, 1, 1, 0, 5, 6, 0))
    table = Table(q, Layout(q), contradicting + sound)
    assert (table.n, table.damaged) == (2, 0)
    assert table.codes.tolist() == [[1, 0, 0, 0, 0, 5, 0], [5, 1, 1, 0, 5, 6, 0]]
