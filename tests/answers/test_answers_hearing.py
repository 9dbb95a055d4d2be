"""From entries to answers: every question gets one, and off the path nothing was asked."""

from __future__ import annotations

import pytest

from survey.answers.answer_types import (
    DoesNotApply,
    DontKnow,
    Given,
    NotAsked,
    RatherNotSay,
    Skipped,
)
from survey.answers.interpreting import Interpreter, answers_from_entries
from survey.questionnaire.model import MAY_QUOTE, RATHER_NOT_SAY, Questionnaire

QUESTIONNAIRE = Questionnaire.model_validate(
    {
        "id": "small",
        "title": "Small",
        "introduction": "Hello",
        "consent": "Yes",
        "closing": "Thank you",
        "sections": [
            {
                "id": "one",
                "title": "One",
                "questions": [
                    {
                        "id": "told",
                        "type": "single",
                        "text": "Did you tell anybody?",
                        "options": [
                            {"id": "yes", "text": "Yes"},
                            {"id": "no", "text": "No"},
                            {"id": "dk", "text": "Don't know", "kind": "dont_know"},
                            {"id": "na", "text": "Does not apply", "kind": "does_not_apply"},
                        ],
                    },
                ],
            },
            {
                "id": "two",
                "title": "Two",
                "questions": [
                    {
                        "id": "who",
                        "type": "multiple",
                        "text": "Whom?",
                        "show_if": {"question": "told", "is": "yes"},
                        "options": [
                            {"id": "friend", "text": "A friend"},
                            {"id": "police", "text": "The police"},
                            {"id": "dk", "text": "Don't know", "kind": "dont_know"},
                        ],
                    },
                    {"id": "say", "type": "text", "text": "In your words"},
                ],
            },
        ],
    }
)


def test_every_question_gets_an_answer() -> None:
    assert answers_from_entries(QUESTIONNAIRE, {}) == {
        "told": Skipped(),
        "who": NotAsked(),
        "say": Skipped(),
    }


def test_what_was_chosen_and_written_is_kept() -> None:
    entries = {"told": ("yes",), "who": ("friend", "police"), "say": ("They listened.",)}
    assert answers_from_entries(QUESTIONNAIRE, entries) == {
        "told": Given(("yes",)),
        "who": Given(("friend", "police")),
        "say": Given(words="They listened."),
    }


def test_an_answer_off_the_path_was_not_asked() -> None:
    answers = answers_from_entries(QUESTIONNAIRE, {"told": ("no",), "who": ("friend",)})
    assert answers["who"] == NotAsked()


@pytest.mark.parametrize(
    ("token", "answer"),
    [("dk", DontKnow()), ("na", DoesNotApply()), (RATHER_NOT_SAY, RatherNotSay())],
)
def test_the_ways_of_not_answering_are_told_apart(token: str, answer: object) -> None:
    assert Interpreter(QUESTIONNAIRE).answers({"told": (token,)})["told"] == answer


@pytest.mark.parametrize("words", ["", "  \n "])
def test_a_text_of_blanks_is_skipped(words: str) -> None:
    assert answers_from_entries(QUESTIONNAIRE, {"say": (words,)})["say"] == Skipped()


def test_a_text_may_read_like_a_token() -> None:
    answers = answers_from_entries(QUESTIONNAIRE, {"say": (RATHER_NOT_SAY,)})
    assert answers["say"] == Given(words=RATHER_NOT_SAY)


@pytest.mark.parametrize("tokens", [("maybe",), ("friend", "maybe"), ("friend", "dk")])
def test_a_choice_that_is_not_there_is_never_dropped_in_silence(tokens: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="question who"):
        answers_from_entries(QUESTIONNAIRE, {"told": ("yes",), "who": tokens})


def test_words_may_be_quoted_only_where_their_writer_said_so() -> None:
    def said(*entry: str) -> object:
        return answers_from_entries(QUESTIONNAIRE, {"say": entry})["say"]

    assert said("Some words") == Given(words="Some words")
    assert said("Some words", MAY_QUOTE) == Given(words="Some words", quote=True)
    assert said("Some words", "anything else") == Given(words="Some words", quote=False)
    assert said(MAY_QUOTE) == Given(words=MAY_QUOTE, quote=False)
    assert said(" ", MAY_QUOTE) == Skipped()
