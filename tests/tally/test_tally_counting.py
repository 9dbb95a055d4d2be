"""Counts over the whole table are those of a slow walk through the answers."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.answers.answer_types import (
    DoesNotApply,
    DontKnow,
    Given,
    NotAsked,
    RatherNotSay,
    Skipped,
)
from survey.answers.codec import Layout, contradicts, decode, encode
from survey.answers.interpreting import Interpreter
from survey.questionnaire.codebook import MISSING, rows
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.path import entries_on_path
from survey.questionnaire.rules import holds
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
LAYOUT, HEARING = Layout(Q), Interpreter(Q)


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


def says_something(answer):
    return not isinstance(answer, Skipped | NotAsked)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(0, 60), st.integers(0, 10**6))
def test_the_table_counts_as_a_slow_walk_does(n, seed):
    people, records = crowd(n, seed)
    tally = count(Q, LAYOUT, b"".join(records))
    everyone = [decode(LAYOUT, record)[0] for record in records]
    answers = [said for said in everyone if any(map(says_something, said.values()))]
    people = [one for one, said in zip(people, everyone, strict=True) if said in answers]
    assert (tally.n, tally.blank, tally.damaged) == (len(answers), n - len(answers), 0)
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
    records = [record for record, said in zip(records, people, strict=True) if said]
    people = [said for said in people if said]
    n = len(people)
    tally = count(Q, LAYOUT, b"".join(records))
    french = [person for person, record in zip(people, records, strict=True) if record[-1] == 1]
    assert tally.one_way[LANGUAGE].valid.tolist() == [n - len(french), len(french)]
    chose = sum("o0" in person.get("M", ()) for person in french)
    assert tally.two_way["M", LANGUAGE][0, 1] == chose
    assert tally.two_way["A", LANGUAGE].sum() == n


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


def changed(question_id, codes):
    record = answered()
    record[LAYOUT.column(question_id)] = bytes(codes)
    return bytes(record)


CONTRADICTIONS = {
    "an option and none of these": ("M", (5, 1, 0, 0, 1), "skipped"),
    "given, and nothing given": ("M", (5, 0, 0, 0, 0), "skipped"),
    "skipped, and something given": ("M", (1, 1, 0, 0, 0), "skipped"),
    "a rank twice": ("R", (5, 1, 1, 0), "skipped"),
    "a rank left out": ("R", (5, 1, 3, 0), "skipped"),
    "not asked by the rules, answered": ("B", (5,), "not_asked"),
}


@pytest.mark.parametrize(
    ("question_id", "codes", "counted_as"), CONTRADICTIONS.values(), ids=CONTRADICTIONS
)
def test_a_contradiction_costs_its_answer_and_nothing_else(question_id, codes, counted_as):
    tally = count(Q, LAYOUT, changed(question_id, codes))
    assert (tally.n, tally.damaged, tally.contradicted) == (1, 0, {question_id: 1})
    assert tally.one_way[question_id].missing[MISSING.index(counted_as)] == 1
    usual = count(Q, LAYOUT, bytes(answered()))
    for other in {"A", "M", "R", "B", "T", "Z"} - {question_id}:
        assert list(tally.one_way[other].valid) == list(usual.one_way[other].valid)
        assert list(tally.one_way[other].missing) == list(usual.one_way[other].missing)


def test_a_question_that_was_missed_counts_as_skipped():
    tally = count(Q, LAYOUT, changed("S", (0,)))
    assert (tally.n, tally.damaged, tally.contradicted) == (1, 0, {})
    assert tally.one_way["S"].missing[MISSING.index("skipped")] == 1


def test_what_hung_on_a_contradiction_counts_as_not_asked():
    record = bytearray(changed("M", (5, 1, 0, 0, 1)))
    record[LAYOUT.column("B")] = bytes((5,))  # asked because of "none", which is no answer now
    tally = count(Q, LAYOUT, bytes(record))
    assert (tally.n, tally.damaged, tally.contradicted) == (1, 0, {"M": 1, "B": 1})
    assert tally.one_way["R"].base == 1


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.data())
def test_opening_one_record_and_counting_many_agree_on_contradictions(data):
    record = answered()
    for column in LAYOUT.columns:
        if column.kind in ("multiple", "ranking"):
            codes = [data.draw(st.integers(0, limit)) for limit in column.limits]
            codes[0] = data.draw(st.sampled_from([0, 1, 2, 5]))
            record[LAYOUT.column(column.question_id)] = bytes(codes)
    found = count(Q, LAYOUT, bytes(record)).contradicted
    answers, _ = decode(LAYOUT, bytes(record))
    for question_id in ("M", "R"):
        codes = bytes(record[LAYOUT.column(question_id)])
        wrong = contradicts(LAYOUT[question_id], codes)
        assert not wrong or (found[question_id] == 1 and answers[question_id] == Skipped())
    if contradicts(LAYOUT["M"], bytes(record[LAYOUT.column("M")])):
        assert found["M"] == 1
    else:
        assert "M" not in found or record[LAYOUT["M"].start] == 0


def test_who_gave_no_answer_is_counted_apart():
    """Nothing chosen and nothing written, or nothing that can be meant: not one of the people."""
    silent: list[dict[str, tuple[str, ...]]] = [{}, {"T": ("  ",)}]
    spoken: list[dict[str, tuple[str, ...]]] = [
        {"A": ("_rns",)}, {"A": ("dont_know",)}, {"M": ("none",)}, {"M": ("_rns",)}
    ]  # fmt: skip
    records = [encode(LAYOUT, HEARING.answers(one), "en") for one in silent + spoken]
    contradicting = bytearray(records[0])
    column = LAYOUT.column("M")
    contradicting[column] = bytes([5, *[1] * (column.stop - column.start - 1)])
    joined = b"".join([*records, bytes(contradicting)])
    tally = count(Q, LAYOUT, joined)
    assert (tally.n, tally.blank, tally.contradicted) == (4, 3, {"M": 1})
    assert (tally + tally).blank == 6
    everybody = count(Q, LAYOUT, joined, blanks=True)
    assert (everybody.n, everybody.blank) == (7, 0), "as releases of before were counted"
    before = everybody.one_way["M"]
    assert before.valid.tolist() == tally.one_way["M"].valid.tolist() == [0, 0, 0, 1]
    assert before.missing.sum() == 6
