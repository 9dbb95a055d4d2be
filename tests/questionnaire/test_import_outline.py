"""Questionnaires written as plain text: marks, scales, languages, and what is no text."""

from __future__ import annotations

import pytest

from survey.errors import BadInput
from survey.questionnaire.importing.foreign_form import AskedFor, ForeignForm, ForeignItem
from survey.questionnaire.importing.formats.outline_text import read_outline
from tests.questionnaire.foreign_items import FOREIGN, answers, items_in_order, read_own, said


def read(text: str) -> ForeignForm:
    return read_outline("a.txt", text.encode())


def brief(form: ForeignForm) -> list[tuple[str, AskedFor, list[str]]]:
    """Return words, kind and answers of each item."""
    return [
        (said(item.words), item.kind, [said(one.words) for one in item.options])
        for item in items_in_order(form)
    ]


def only(text: str) -> ForeignItem:
    (item,) = items_in_order(read(text))
    return item


def test_what_is_pasted_from_a_form_on_the_net_is_read() -> None:
    form = read_own(read_outline, "outline/google.txt")
    assert said(form.title) == "Reading room survey"
    assert said(form.introduction) == "Please tell us what you think about our reading room."
    assert said(form.closing) == "Thank you for your time!"
    assert brief(form) == [
        (
            "How often do you come to the reading room?",
            AskedFor.SINGLE,
            ["Every week", "Every month", "Other"],
        ),
        (
            "Which of these do you read? Check all that apply.",
            AskedFor.MULTIPLE,
            ["Books", "Newspapers", "None of these"],
        ),
        (
            "How satisfied are you with the opening hours?",
            AskedFor.SCALE,
            ["Not satisfied", "2", "3", "4", "Very satisfied"],
        ),
        ("What should we change?", AskedFor.TEXT, []),
    ]
    often, which, satisfied, change = items_in_order(form)
    assert [one.is_other for one in often.options] == [False, False, True]
    assert [one.exclusive for one in which.options] == [False, False, True]
    assert [one.required for one in (often, which, satisfied, change)] == [True, False, True, False]
    assert (often.where, satisfied.where) == ("line 5", "line 15")


def test_what_is_printed_of_a_form_is_read() -> None:
    assert brief(read_own(read_outline, "outline/printed.txt")) == [
        ("How did you hear of us?", AskedFor.SINGLE, ["From a friend", "On the net", "Other"]),
        ("What grows in your garden?", AskedFor.MULTIPLE, ["Roses", "Apples", "Other"]),
        ("How likely are you to come again?", AskedFor.SCALE, ["1", "2", "3", "4", "5"]),
        ("Anything else?", AskedFor.TEXT, []),
    ]


def test_numbers_letters_bullets_and_parts_are_told_apart() -> None:
    form = read_own(read_outline, "outline/numbered.txt")
    assert [said(one.title) for one in form.sections] == [
        "Part A: About you",
        "Part B: The library",
    ]
    agree = ["strongly disagree", "disagree", "neutral", "agree", "strongly agree"]
    assert brief(form) == [
        ("How old are you?", AskedFor.SINGLE, ["under 25", "25 to 50", "over 50"]),
        ("Do you agree?", AskedFor.SINGLE, ["Yes", "No", "I do not know"]),
        ("Where do you live?", AskedFor.TEXT, []),
        ("I like the library.", AskedFor.SCALE, agree),
        ("How good is the light?", AskedFor.SCALE, ["bad", "2", "3", "4", "good"]),
        ("Rank these by importance:", AskedFor.RANKING, ["light", "quiet", "heating"]),
    ]


def test_questions_without_any_marks_are_read() -> None:
    assert brief(read_own(read_outline, "outline/bare.txt")) == [
        (
            "What is your favourite season?",
            AskedFor.SINGLE,
            ["Spring", "Summer", "Autumn", "Winter"],
        ),
        ("Do you garden?", AskedFor.SINGLE, ["Yes", "No"]),
        ("What else would you like to say?", AskedFor.TEXT, []),
    ]


def test_answers_may_be_numbered_as_their_questions_are() -> None:
    assert brief(read_own(read_outline, "outline/one-style.txt")) == [
        ("Do you like tea?", AskedFor.SINGLE, ["Yes", "No"]),
        ("Do you like coffee?", AskedFor.SINGLE, ["Yes", "No", "Sometimes"]),
        ("What else do you drink?", AskedFor.TEXT, []),
    ]


def test_arabic_is_read_from_right_to_left() -> None:
    form = read_own(read_outline, "outline/arabic.txt")
    assert said(form.sections[0].title) == "القسم الأول: عنك"
    assert [(kind, len(options)) for _, kind, options in brief(form)] == [
        (AskedFor.SINGLE, 3),
        (AskedFor.MULTIPLE, 3),
        (AskedFor.TEXT, 0),
    ]
    assert items_in_order(form)[1].options[2].is_other


def test_chinese_numbers_and_wide_marks_are_read() -> None:
    assert brief(read_own(read_outline, "outline/chinese.txt")) == [
        ("您的年龄是？", AskedFor.SINGLE, ["25岁以下", "25至50岁", "50岁以上"]),
        ("您读什么？（可多选）", AskedFor.MULTIPLE, ["书", "报纸", "其他"]),
        ("您有什么建议？", AskedFor.TEXT, []),
    ]


def test_markdown_lists_and_tables_are_read() -> None:
    form = read_own(read_outline, "outline/french.md")
    assert said(form.title) == "Enquête sur la bibliothèque"
    assert said(form.sections[0].title) == "Première partie"
    come, reading, light, quiet = items_in_order(form)
    assert (come.kind, reading.kind) == (AskedFor.SINGLE, AskedFor.MULTIPLE)
    assert reading.options[2].is_other
    assert (said(light.words), said(light.stem)) == ("de la lumière", "Êtes-vous satisfait…")
    assert light.matrix == quiet.matrix
    assert [words for _, words in answers(quiet)] == ["Oui", "Non"]


def test_a_scale_explained_once_is_that_of_the_statements_after_it() -> None:
    form = read_own(read_outline, "outline/spanish.txt")
    assert "donde 1 = Totalmente" in said(form.introduction)
    assert [(kind, len(options)) for _, kind, options in brief(form)] == [
        (AskedFor.SCALE, 5),
        (AskedFor.SCALE, 5),
        (AskedFor.SCALE, 5),
        (AskedFor.TEXT, 0),
    ]
    assert answers(items_in_order(form)[0])[4] == ("5", "Totalmente de acuerdo")


@pytest.mark.parametrize(
    ("text", "kind", "options"),
    [
        ("Is it open?\n( ) Yes\n( ) No", AskedFor.SINGLE, ["Yes", "No"]),
        ("Is it open?\n[ ] Yes\n[ ] No", AskedFor.SINGLE, ["Yes", "No"]),
        ("Sex: □ Female □ Male", AskedFor.SINGLE, ["Female", "Male"]),
        ("Sex: Female □ Male □", AskedFor.SINGLE, ["Female", "Male"]),
        ("1. Sex A. female B. male", AskedFor.SINGLE, ["female", "male"]),
        ("Which?\n☐ a one\n☐ a two\n☐ a three", AskedFor.MULTIPLE, ["a one", "a two", "a three"]),
        ("Which?\n• one\n• two", AskedFor.SINGLE, ["one", "two"]),
        ("Which?\n- one\n- two", AskedFor.SINGLE, ["one", "two"]),
        ("Which?\n1) one\n2) two", AskedFor.SINGLE, ["one", "two"]),
        ("How?\nNever\nRarely\nAlways", AskedFor.SCALE, ["Never", "Rarely", "Always"]),
        ("How?\nbad □ □ □ good", AskedFor.SCALE, ["bad", "2", "good"]),
        ("How?\n0 1 2 3", AskedFor.SCALE, ["0", "1", "2", "3"]),
        ("How?\n1 2 3\nPoor\tGood", AskedFor.SCALE, ["Poor", "2", "Good"]),
        ("How?\n1 = low\n2 = middle\n3 = high", AskedFor.SINGLE, ["low", "middle", "high"]),
        ("Is it open? Yes / No", AskedFor.SINGLE, ["Yes", "No"]),
        ("1. Is it open? (circle)\nYes / No", AskedFor.SINGLE, ["Yes", "No"]),
        ("Is it?\n☐ Yes\n☐ No\n☐ At times", AskedFor.SINGLE, ["Yes", "No", "At times"]),
        ("Quand ?\no tôt\no tard", AskedFor.SINGLE, ["tôt", "tard"]),
        ("Name: ________", AskedFor.TEXT, []),
        ("Why?\n_______________", AskedFor.TEXT, []),
        (
            "Wie oft? (Mehrfachnennung möglich)\n○ oft\n○ selten",
            AskedFor.MULTIPLE,
            ["oft", "selten"],
        ),
    ],
)
def test_each_way_to_answer_is_told(text: str, kind: AskedFor, options: list[str]) -> None:
    item = only(text)
    assert (item.kind, [said(one.words) for one in item.options]) == (kind, options)


@pytest.mark.parametrize("part", ["Section 1: Here", "Première partie : ici", "Part B"])
def test_a_part_is_no_title_and_no_question(part: str) -> None:
    form = read(f"{part}\n1. What?\n- a\n- b\nA. Later\n2. And then?")
    assert said(form.title) == ""
    assert [said(one.title) for one in form.sections] == [part, "A. Later"]
    assert [said(item.words) for item in items_in_order(form)] == ["What?", "And then?"]


def test_boxes_alone_are_read_as_several_answers_and_said_so() -> None:
    assert "boxes" in only("Which?\n☐ a one\n☐ a two\n☐ a three").changes[0]
    assert only("Which? Tick all that apply.\n☐ a one\n☐ a two\n☐ a three").changes == ()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"Only some words.\nAnd some more.", "No question was found"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "no text"),
        (b"a?\n" * 20_001, "more than 20,000 lines"),
        (b"x" * 5_000_001, "larger than 2 megabytes"),
    ],
)
def test_what_asks_nothing_gets_a_clear_message(content: bytes, word: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_outline("notes.txt", content)
    assert word in caught.value.what
    assert caught.value.kept
    assert caught.value.do


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_every_encoding_gives_the_same(encoding: str) -> None:
    text = (FOREIGN / "outline/spanish.txt").read_text("utf-8")
    assert brief(read_outline("a.txt", text.encode(encoding))) == brief(read(text))


ODD = ("?", "( )", "□", "1.", "A.", "___", "|x|", "|", "*", "1 2 3", "= 1", "第1题", "٣.", "\u202e")


@pytest.mark.parametrize("first", ODD)
def test_odd_lines_do_no_harm(first: str) -> None:
    for second in ODD:
        form = read(f"{first}\n{second}\n{first} {second}\nIs it?\n{second}\n{first}\n1. Or is it?")
        assert "Or is it?" in str(form), second
