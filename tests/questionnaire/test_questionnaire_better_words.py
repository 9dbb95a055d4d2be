"""Better words: put in their place as they stand, and nothing is found there any more."""

from __future__ import annotations

import pytest

from survey.questionnaire.advice.proofreading import Suggestion, advice
from survey.questionnaire.files.reading import read_questionnaire

FORM = """
id: words
title: Words
introduction: Welcome.
consent: You can skip every question.
closing: Thank you.
{allowed}
sections:
  - id: one
    title: One
    questions:
      - id: Q1
        type: single
        text: {text}
        options: [{{id: a, text: {option}}}, {{id: b, text: Other}}]
"""


def found(text: str, option: str = "One", allowed: str = "") -> tuple[Suggestion, ...]:
    form = FORM.format(text=f'"{text}"', option=f'"{option}"', allowed=allowed)
    return advice(read_questionnaire(form, "words.yaml"))


@pytest.mark.parametrize(
    ("text", "better"),
    [
        (
            "Why did you not report? Choose any that fit.",
            "What got in the way of reporting? Choose any that fit.",
        ),
        ("Why didn’t you tell anyone?", "What made it harder to tell anyone?"),
        ("Why did you send it?", "What made it easier to send it?"),
        ("Was it revenge porn?", "Was it intimate image abuse?"),
        ("Revenge porn: what helped?", "Intimate image abuse: what helped?"),
        ("Some know people who committed suicide.", "Some know people who died by suicide."),
        ("Do they help child prostitutes?", "Do they help children exploited in prostitution?"),
        ("Is there help for historical abuse?", "Is there help for non-recent abuse?"),
        ("Thank you for that!", "Thank you for that."),
    ],
)
def test_one_press_puts_better_words_there_and_the_finding_goes(text: str, better: str) -> None:
    assert better in {piece.better for piece in found(text)}
    assert [one for one in found(better) if "reading grade" not in one.what] == []


def test_words_that_need_another_sentence_have_none() -> None:
    (piece,) = [one for one in found("Was she promiscuous?") if one.stops]
    assert (piece.better, piece.words) == ("", "promiscuous")
    (piece,) = [one for one in found("Who abused you?") if one.stops]
    assert piece.better == ""


def test_what_may_stay_with_a_reason_names_the_words_that_the_reason_is_for() -> None:
    (piece,) = found("What do you think of it?", option="It was revenge porn, and no choice fitted")
    assert (piece.words, piece.stops) == ("revenge porn", True)
    assert piece.better == "It was intimate image abuse, and no choice fitted"
    reason = "allowed: [{words: revenge porn, kind: name, reason: It is the name of a helpline.}]"
    assert found("What do you think of it?", "It was “revenge porn”", reason) == ()
    (piece,) = found("What do you think of it?", "It was “revenge porn”")
    assert piece.stops
