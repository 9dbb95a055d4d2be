"""The codes record: exact bytes, round trips, and refusal of bytes that nobody can have said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.answers.answer_types import (
    Answer,
    DoesNotApply,
    DontKnow,
    Given,
    NotAsked,
    RatherNotSay,
    Skipped,
)
from survey.answers.codec import SKIPPED, Layout, contradicts, decode, encode
from survey.errors import EnvelopeDamaged
from survey.questionnaire.model import Questionnaire

MISSING = (NotAsked(), Skipped(), RatherNotSay(), DontKnow(), DoesNotApply())
WAYS = ("tell", "block", "report")


def options(*ids: str, **kinds: str) -> list[dict[str, Any]]:
    plain = [{"id": one, "text": one} for one in ids]
    return plain + [{"id": one, "text": one, "kind": kind} for one, kind in kinds.items()]


def without_contradictions(record: bytes) -> bytes:
    """Give a record with every answer that contradicts itself left blank."""
    mended = bytearray(record)
    for column in LAYOUT.columns:
        place = LAYOUT.column(column.question_id)
        if contradicts(column, record[place]):
            mended[place] = bytes((SKIPPED, *bytes(column.width - 1)))
    return bytes(mended)


QUESTIONNAIRE = Questionnaire.model_validate(
    {
        "id": "small",
        "title": "Small",
        "languages": ["en", "fr", "sw"],
        "introduction": "Hello",
        "consent": "Yes",
        "closing": "Thank you",
        "sections": [
            {
                "id": "one",
                "title": "One",
                "questions": [
                    {
                        "id": "age",
                        "type": "single",
                        "text": "Age",
                        # "don't know" stands first: it must not shift the codes of the others
                        "options": options(unsure="dont_know")[:1]
                        + options("young", "old", na="does_not_apply"),
                    },
                    {"id": "n1", "type": "note", "text": "Nothing is asked here"},
                    {"id": "did", "type": "multiple", "text": "Did", "options": options(*WAYS)},
                ],
            },
            {
                "id": "two",
                "title": "Two",
                "questions": [
                    {
                        "id": "agree",
                        "type": "scale",
                        "text": "Agree",
                        "points": {"from": 1, "to": 9, "low": "no", "high": "yes"},
                    },
                    {"id": "rank", "type": "ranking", "text": "Rank", "options": options(*WAYS)},
                    {"id": "say", "type": "text", "text": "Say"},
                ],
            },
        ],
    }
)
LAYOUT = Layout(QUESTIONNAIRE)


def choice(*ids: str) -> st.SearchStrategy[Answer]:
    return st.sampled_from([*MISSING, *(Given((one,)) for one in ids)])


def some_of(ids: tuple[str, ...]) -> st.SearchStrategy[Answer]:
    in_order = st.sets(st.sampled_from(ids), min_size=1).map(
        lambda chosen: Given(tuple(one for one in ids if one in chosen))
    )
    return st.sampled_from(MISSING) | in_order


def ranked(ids: tuple[str, ...]) -> st.SearchStrategy[Answer]:
    orders = st.lists(st.sampled_from(ids), min_size=1, unique=True).map(tuple)
    return st.sampled_from(MISSING) | orders.map(Given)


ANYTHING_SAID = st.fixed_dictionaries(
    {
        "age": choice("young", "old"),
        "did": some_of(WAYS),
        "agree": choice(*(f"p{i}" for i in range(1, 10))),
        "rank": ranked(WAYS),
        "say": st.sampled_from([*MISSING, Given()]),
    }
)


def said(**changes: Answer) -> dict[str, Answer]:
    nothing: dict[str, Answer] = dict.fromkeys(("age", "did", "agree", "rank", "say"), NotAsked())
    return nothing | changes


def test_the_bytes_are_those_of_the_format() -> None:
    answers = said(
        age=Given(("old",)),
        did=Given(("tell", "report")),
        agree=Given(("p9",)),
        rank=Given(("report", "tell")),
        say=Given(words="not in the record"),
    )
    assert list(encode(LAYOUT, answers, "sw")) == [
        6,
        *(5, 1, 0, 1),
        13,
        *(5, 2, 0, 1),
        5,
        2,
    ]


@pytest.mark.parametrize(("code", "answer"), list(enumerate(MISSING)))
def test_the_ways_of_not_answering_are_codes_0_to_4(code: int, answer: Answer) -> None:
    record = encode(LAYOUT, dict.fromkeys(said(), answer), "en")
    assert list(record) == [code, code, 0, 0, 0, code, code, 0, 0, 0, code, 0]


def test_the_layout_says_where_each_question_lies() -> None:
    assert LAYOUT.width == 12
    assert LAYOUT.column("did") == slice(1, 5)
    assert LAYOUT.column("say") == slice(10, 11)
    assert LAYOUT["rank"].kind == "ranking"
    assert LAYOUT["age"].options == ("young", "old")
    assert LAYOUT.text_questions == ("say",)
    assert list(LAYOUT.limits) == [6, 5, 1, 1, 1, 13, 5, 3, 3, 3, 5, 2]
    assert sum(column.width for column in LAYOUT.columns) + 1 == LAYOUT.width


@given(answers=ANYTHING_SAID, language=st.sampled_from(("en", "fr", "sw")))
def test_what_was_said_comes_back(answers: dict[str, Answer], language: str) -> None:
    record = encode(LAYOUT, answers, language)
    assert len(record) == LAYOUT.width
    assert decode(LAYOUT, record) == (answers, language)


@given(st.binary(min_size=LAYOUT.width, max_size=LAYOUT.width))
def test_a_record_is_refused_or_means_exactly_one_thing(record: bytes) -> None:
    try:
        answers, language = decode(LAYOUT, record)
    except EnvelopeDamaged:
        return
    assert encode(LAYOUT, answers, language) == without_contradictions(record)


@given(st.lists(st.integers(0, 6), min_size=LAYOUT.width, max_size=LAYOUT.width).map(bytes))
def test_a_plausible_record_is_refused_or_means_exactly_one_thing(record: bytes) -> None:
    try:
        answers, language = decode(LAYOUT, record)
    except EnvelopeDamaged:
        return
    assert encode(LAYOUT, answers, language) == without_contradictions(record)


@pytest.mark.parametrize(
    ("place", "codes"),
    [
        (0, [7]),  # a third option of two
        (5, [14]),  # a tenth point of nine
        (1, [6, 1, 0, 0]),  # no such state
        (1, [5, 2, 0, 0]),  # an option chosen twice
        (6, [5, 4, 0, 0]),  # rank 4 of three
        (10, [6]),  # a text state that does not exist
        (11, [3]),  # a fourth language of three
    ],
)
def test_bytes_that_nobody_can_have_said_are_refused(place: int, codes: list[int]) -> None:
    record = bytearray(LAYOUT.width)
    record[place : place + len(codes)] = codes
    with pytest.raises(EnvelopeDamaged):
        decode(LAYOUT, bytes(record))


@pytest.mark.parametrize(
    ("place", "codes", "question"),
    [
        (1, [5, 0, 0, 0], "did"),  # given, yet nothing chosen
        (1, [1, 1, 0, 0], "did"),  # skipped, yet something chosen
        (6, [5, 1, 1, 0], "rank"),  # two options at rank 1
        (6, [5, 1, 3, 0], "rank"),  # rank 2 left out
        (6, [0, 1, 0, 0], "rank"),  # not asked, yet ranked
    ],
)
def test_a_contradiction_costs_its_answer_only(place: int, codes: list[int], question: str) -> None:
    usual = encode(LAYOUT, said(age=Given(("old",))), "fr")
    record = bytearray(usual)
    record[place : place + len(codes)] = codes
    answers, language = decode(LAYOUT, bytes(record))
    expected, _ = decode(LAYOUT, usual)
    assert (answers, language) == (expected | {question: Skipped()}, "fr")


@pytest.mark.parametrize("length", [0, LAYOUT.width - 1, LAYOUT.width + 1])
def test_a_record_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(EnvelopeDamaged):
        decode(LAYOUT, bytes(length))


def test_an_answer_is_never_lost_in_silence() -> None:
    with pytest.raises(KeyError):
        encode(LAYOUT, {"age": Skipped()}, "en")
    with pytest.raises(KeyError):
        encode(LAYOUT, said(age=Given(("unsure",))), "en")
    with pytest.raises(KeyError):
        encode(LAYOUT, said(), "de")
    with pytest.raises(ValueError, match="at least one"):
        encode(LAYOUT, said(did=Given(())), "en")
    with pytest.raises(ValueError, match="none twice"):
        encode(LAYOUT, said(rank=Given(("tell", "tell"))), "en")
