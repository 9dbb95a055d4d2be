"""A page is read without losing anything, and what needs a second look is said kindly."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.questionnaire.checking import (
    Checked,
    clean_text,
    field_name,
    quote_field,
    rank_field,
    read_page,
)
from survey.questionnaire.files.reading import read_questionnaire
from survey.questionnaire.model import MAY_QUOTE, RATHER_NOT_SAY, TEXT_LIMIT

RNS = RATHER_NOT_SAY
PAGE = """
id: page
title: T
introduction: I
consent: C
closing: E
sections:
  - id: one
    title: One
    questions:
      - {id: words-before, type: note, text: N}
      - id: single
        type: single
        text: S
        options: [{id: a, text: A}, {id: b, text: B}, {id: dk, text: D, kind: dont_know}]
      - {id: scale, type: scale, text: S, points: {from: 1, to: 9, low: l, high: h},
         other: [{id: na, text: N, kind: does_not_apply}]}
      - id: multiple
        type: multiple
        text: M
        options:
          - {id: a, text: A}
          - {id: b, text: B}
          - {id: c, text: C}
          - {id: none-of-these, text: None of these, exclusive: true}
          - {id: dk, text: D, kind: dont_know}
      - id: ranking
        type: ranking
        text: R
        options:
          - {id: x, text: X}
          - {id: y, text: Y}
          - {id: z, text: Z}
          - {id: dk, text: D, kind: dont_know}
      - {id: text, type: text, text: T}
"""
Q = read_questionnaire(PAGE, "page.yaml")
SECTION = Q.sections[0]


def read(**fields: str | list[str]) -> Checked:
    """Read the page; `ranking_x` is the field of the place of x."""
    form = {
        "q." + name.replace("_", "."): [value] if isinstance(value, str) else value
        for name, value in fields.items()
    }
    return read_page(SECTION, SECTION.items, form)


def codes(checked: Checked) -> list[tuple[str, str]]:
    """Give what is wrong, as pairs of question and code."""
    return [(problem.question_id, problem.code) for problem in checked.problems]


def test_field_names() -> None:
    assert field_name("A01") == "q.A01"
    assert rank_field("A01", "x") == "q.A01.x"
    assert quote_field("A14") == "q.A14.quote"


def test_a_blank_page_is_welcome() -> None:
    assert read() == Checked({}, (), {})
    assert read(single="", scale=[], multiple=["", ""], ranking_x=" ", text=" \n\t ") == Checked()


def test_one_answer_of_each_kind() -> None:
    checked = read(
        single="b", scale="p9", multiple=["c", "a"], ranking_x="2", ranking_z="1", text="Hello"
    )
    assert checked.problems == ()
    assert checked.entries == {
        "single": ("b",), "scale": ("p9",), "multiple": ("a", "c"), "ranking": ("z", "x"),
        "text": ("Hello",),
    }  # fmt: skip


@pytest.mark.parametrize("question", ["single", "scale", "multiple", "ranking"])
def test_every_closed_question_takes_rather_not_say(question: str) -> None:
    checked = read(**{question: RNS})
    assert checked.entries == {question: (RNS,)}
    assert checked.problems == ()


def test_words_that_look_like_a_token_are_words() -> None:
    assert read(text=RNS).entries == {"text": (RNS,)}


@pytest.mark.parametrize(
    ("fields", "entry", "code"),
    [
        ({"multiple": ["a", "none-of-these"]}, ("a", "none-of-these"), "exclusive_mixed"),
        ({"multiple": [RNS, "a"]}, ("a", RNS), "exclusive_mixed"),
        ({"multiple": ["dk", "b"]}, ("b", "dk"), "exclusive_mixed"),
        ({"multiple": ["dk", RNS]}, ("dk", RNS), "exclusive_mixed"),
        ({"multiple": ["a", "a"]}, ("a",), None),
        ({"multiple": ["none-of-these"]}, ("none-of-these",), None),
        ({"multiple": ["a", "gone"]}, ("a",), "unknown_choice"),
        ({"multiple": "gone"}, None, "unknown_choice"),
        ({"single": ["a", "b"]}, ("a", "b"), "one_only"),
        ({"single": "A"}, None, "unknown_choice"),
        ({"scale": "p10"}, None, "unknown_choice"),
        ({"scale": "9"}, None, "unknown_choice"),
        ({"scale": "na"}, ("na",), None),
        ({"ranking_x": "1", "ranking_y": "1"}, ("x", "y"), "rank_twice"),
        ({"ranking_x": "1", "ranking_y": "3"}, ("x", "y"), None),
        ({"ranking_x": "1", "ranking": RNS}, ("x", RNS), "exclusive_mixed"),
        ({"ranking_y": "3", "ranking": "dk"}, ("y", "dk"), "exclusive_mixed"),
        ({"ranking_x": "4"}, None, "unknown_choice"),
        ({"ranking_x": "0", "ranking_y": "1"}, ("y",), "unknown_choice"),
        ({"ranking_x": "١"}, None, "unknown_choice"),
        ({"ranking_x": "first"}, None, "unknown_choice"),
        ({"ranking": "x"}, None, "unknown_choice"),
    ],
)  # fmt: skip
def test_what_needs_a_second_look(
    fields: dict[str, str | list[str]], entry: tuple[str, ...] | None, code: str | None
) -> None:
    question = next(iter(fields)).split("_")[0]
    checked = read(**fields)
    assert checked.entries == ({question: entry} if entry else {})
    assert codes(checked) == ([(question, code)] if code else [])


def test_a_ranking_with_a_problem_can_be_shown_as_it_was_sent() -> None:
    checked = read(ranking_x="1", ranking_y="1", ranking_z="3")
    assert checked.ranks == {"q.ranking.x": "1", "q.ranking.y": "1", "q.ranking.z": "3"}


def test_a_long_text_is_kept_whole() -> None:
    words = "é" * (TEXT_LIMIT + 5)
    checked = read(text=words)
    assert checked.entries == {"text": (words,)}
    assert codes(checked) == [("text", "too_long")]
    assert checked.problems[0].values == {"limit": TEXT_LIMIT, "over": 5}
    assert read(text="é" * TEXT_LIMIT).problems == ()


def test_the_limit_counts_characters_after_composing() -> None:
    assert read(text="e\u0301" * TEXT_LIMIT).problems == ()


def test_written_words_are_brought_into_one_form() -> None:
    assert clean_text("a\r\nb\rc\td\x00\x07\x85e\u0301\ud800") == "a\nb\nc\td\u00e9"
    assert clean_text("\x00 \r\n") == ""
    assert clean_text("  indented  ") == "  indented  "


@pytest.mark.parametrize("sign", ["\u200b", "\u2800", "\u3164", "\u200c", "\ufe0f", "\u00ad"])
def test_signs_that_are_not_seen_are_no_answer(sign: str) -> None:
    assert clean_text(f" {sign}\n{sign}") == ""
    assert clean_text(f"a{sign}") == f"a{sign}"
    assert read(text=sign + "\t").entries == {}


def test_questions_off_the_path_are_passed_over() -> None:
    form: Mapping[str, Sequence[str]] = {"q.single": ["a"], "q.text": ["b"], "q.elsewhere": ["c"]}
    assert read_page(SECTION, SECTION.items[:2], form).entries == {"single": ("a",)}


def test_whether_words_may_be_quoted_is_no_unless_somebody_says_yes() -> None:
    def sent(*quote: str) -> tuple[str, ...]:
        form = {"q.text": ["Some words"], quote_field("text"): list(quote)}
        return read_page(SECTION, SECTION.items, form).entries["text"]

    assert sent("yes") == ("Some words", MAY_QUOTE)
    for nothing in ((), ("no",), ("",), ("on",), ("YES",), ("no", "yes")):
        assert sent(*nothing) == ("Some words",)


def test_consent_to_be_quoted_without_words_is_nothing() -> None:
    form = {"q.text": ["  "], quote_field("text"): ["yes"]}
    assert read_page(SECTION, SECTION.items, form).entries == {}


def test_consent_to_be_quoted_stays_with_a_text_that_is_too_long() -> None:
    form = {"q.text": ["x" * (TEXT_LIMIT + 1)], quote_field("text"): ["yes"]}
    checked = read_page(SECTION, SECTION.items, form)
    assert checked.entries["text"][1:] == (MAY_QUOTE,)
    assert codes(checked) == [("text", "too_long")]


@given(st.text())
def test_cleaning_twice_is_cleaning_once(words: str) -> None:
    once = clean_text(words)
    assert clean_text(once) == once
    assert once == unicodedata.normalize("NFC", once)
    once.encode("utf-8")


NAMES = st.sampled_from(
    [
        "q.single",
        "q.scale",
        "q.multiple",
        "q.ranking",
        "q.ranking.x",
        "q.ranking.y",
        "q.text",
        "q.no",
    ]
)
VALUES = st.lists(
    st.one_of(
        st.sampled_from(["a", "b", "p1", "dk", "na", "1", "2", RNS, ""]), st.text(max_size=4)
    ),
    max_size=4,
)


@given(st.dictionaries(NAMES, VALUES))
def test_any_form_is_read_and_every_known_choice_is_kept(form: dict[str, list[str]]) -> None:
    checked = read_page(SECTION, SECTION.items, form)
    known: dict[str, Callable[[str], bool]] = {
        "single": {"a", "b", "dk", RNS}.__contains__,
        "multiple": {"a", "b", "c", "none-of-these", "dk", RNS}.__contains__,
    }
    for question, is_known in known.items():
        sent = {token for token in form.get("q." + question, ()) if is_known(token)}
        assert set(checked.entries.get(question, ())) == sent
    assert all(entry for entry in checked.entries.values())
    assert {problem.question_id for problem in checked.problems} <= {q.id for q in Q.questions()}
