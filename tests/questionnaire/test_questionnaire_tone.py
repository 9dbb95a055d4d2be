"""Each lint on authors' words finds its bad examples and leaves its good ones alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from survey.questionnaire.advice.lints import Lint, Where
from survey.questionnaire.advice.proofreading import advice, reading_grades
from survey.questionnaire.advice.terms_translated import TRANSLATED
from survey.questionnaire.advice.tone import LINTS, forced_binary, heard
from survey.questionnaire.model import Questionnaire

EVERYWHERE: tuple[Where, ...] = ("all", "prompts", "questions", "notes")
BAD = [(lint, words) for lint in LINTS for words in lint.bad]
GOOD = [words for lint in (*LINTS, *TRANSLATED) for words in lint.good]
TRANSLATED_BAD = [(lint, words) for lint in TRANSLATED for words in lint.bad]


@pytest.mark.parametrize(("lint", "words"), BAD, ids=lambda part: getattr(part, "rule", part))
def test_bad_examples_are_found(lint: Lint, words: str) -> None:
    assert lint in heard(words, (lint.where,), english=True)


@pytest.mark.parametrize("words", GOOD)
def test_good_examples_are_left_alone(words: str) -> None:
    assert list(heard(words, EVERYWHERE, english=True)) == []
    assert not [lint for lint in TRANSLATED if list(lint.hits(words))]


@pytest.mark.parametrize(
    ("lint", "words"), TRANSLATED_BAD, ids=lambda part: getattr(part, "rule", part)
)
def test_words_that_hurt_are_found_in_other_languages(lint: Lint, words: str) -> None:
    assert list(lint.hits(words))


def test_every_rule_has_examples_and_says_what_to_do() -> None:
    assert {"TI-03", "TI-06", "TI-10", "TI-11", "TI-16", "EX-06"} <= {lint.rule for lint in LINTS}
    for lint in LINTS:
        assert lint.bad
        assert lint.good
        assert not lint.found[0].isupper()
        assert not lint.do.endswith(".")


def test_words_in_quotation_marks_are_spoken_about() -> None:
    assert not list(heard("Do people say “you are so brave”?", EVERYWHERE, english=True))
    assert list(heard("You are so brave", EVERYWHERE, english=True))


def test_english_patterns_are_not_used_on_other_languages() -> None:
    assert not list(heard("Une page « hero » brave", EVERYWHERE, english=False))
    assert list(heard("Merci !", EVERYWHERE, english=False))


def test_a_denial_is_about_its_own_sentence() -> None:
    both = "We do not ask what is in the image. Describe what happened."
    assert [lint.rule for lint in heard(both, EVERYWHERE, english=True)] == ["TI-10"]


@pytest.mark.parametrize("labels", [["Man", "Woman"], ["male", "FEMALE"], ["Homme", "Femme"],
                                    ["A girl", "A boy"], ["رجل", "امرأة"]])  # fmt: skip
def test_two_genders_and_nothing_else(labels: list[str]) -> None:
    assert forced_binary(labels)


@pytest.mark.parametrize("labels", [["Man", "Woman", "In another way"], ["Man", "Child"], ["Woman"],
                                    ["Often", "Rarely"]])  # fmt: skip
def test_other_options_are_no_forced_choice(labels: list[str]) -> None:
    assert not forced_binary(labels)


QUESTIONS = """
      - id: q
        type: single
        text: Why did you not report it?
        help: Please hurry!
        options: [{id: m, text: Man!}, {id: w, text: Woman}]
      - {id: t, type: text, text: "Please tell us what happened to you. Who did this?"}
      - {id: n, type: note, text: "You are brave."}
"""


def test_advice_says_where_and_what(made: Callable[..., Questionnaire]) -> None:
    found = {(piece.path, piece.what) for piece in advice(made(QUESTIONS))}
    start = "sections[0].questions"
    assert found == {
        (f"{start}[0].text", "“why did you” can sound like blame"),
        (f"{start}[0].help", "this hurries people"),
        (f"{start}[0].help", "there is an exclamation mark"),
        (f"{start}[0].options[0].text", "there is an exclamation mark"),
        (f"{start}[1].text", "this asks for a description of what was done to someone"),
        (f"{start}[1].text", "this asks who did it"),
        (f"{start}[2].text", "this praises people for what they went through"),
    }


def test_gender_reading_and_length_are_advice(made: Callable[..., Questionnaire]) -> None:
    long = "word " * 21 + "end"
    questions = f"""
      - id: q
        type: single
        text: What is your gender?
        options: [{{id: m, text: Man}}, {{id: w, text: Woman}}]
      - {{id: r, type: scale, text: "{long}? One. Two.", points: [A, B]}}
"""
    what = [piece.what for piece in advice(made(questions))]
    assert "these options leave only two genders" in what
    assert "a sentence has 22 words" in what
    assert "this question is long" in what


def test_pages_that_are_hard_to_read_are_advice(made: Callable[..., Questionnaire]) -> None:
    q = made("""
      - {id: n, type: note, text: Comprehensive administrative familiarity necessitates it.}
      - {id: t, type: text, text: Participation necessitates administrative familiarity?}
""")
    grades = dict(reading_grades(q))
    assert set(grades) == {"introduction", "consent", "closing", "sections[0]"}
    pieces = [(piece.path, piece.what) for piece in advice(q)]
    assert pieces == [
        ("sections[0]", f"this page is of reading grade {grades['sections[0]']:.1f}"),
        ("sections[0].questions[0].text", "these words are of reading grade 31.2"),
    ]


def test_nobody_who_answers_is_ever_linted() -> None:
    """The pages that take answers in do not even load the patterns."""
    program = (
        "import sys, survey.web.public.form.respond\n"
        "assert 'survey.questionnaire.checking' in sys.modules\n"
        "assert 'survey.questionnaire.advice.tone' not in sys.modules\n"
        "assert 'survey.questionnaire.advice.proofreading' not in sys.modules\n"
        "assert 'pyphen' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
