"""What must not be put before people stops a real study; a reason in the file lets words stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from survey.questionnaire.advice.proofreading import advice, stopping
from survey.questionnaire.consent import untold
from survey.questionnaire.files.reading import from_json, read_questionnaire, to_json
from survey.questionnaire.model import Questionnaire, Text
from survey.questionnaire.place_names import place_name

Made = Callable[..., Questionnaire]

HEAD = """id: t
title: T
introduction: I
consent: C
closing: E
"""


def asking(words: str, head: str = "") -> Questionnaire:
    """Give a questionnaire with one question of those words."""
    question = "      - {id: q, type: single, options: [{id: a, text: A}, {id: b, text: B}]}\n"
    sections = "sections:\n  - id: s\n    title: S\n    questions:\n" + question
    q = read_questionnaire(HEAD + head + sections.replace("id: q,", "id: q, text: X,"), "f.yaml")
    item = q.sections[0].items[0].model_copy(update={"text": Text((("", words),))})
    section = q.sections[0].model_copy(update={"items": (item,)})
    return q.model_copy(update={"sections": (section,)})


@pytest.mark.parametrize(
    "words",
    [
        "Describe what happened to you and who abused you.",
        "Why did you not tell anyone?",
        "What was in the image?",
        "What is your name and e-mail?",
        "You must answer.",
        "Were you a child prostitute?",
        "Was it revenge porn?",
        "Has CHANGE ME helped you?",
        "Pourquoi n'avez-vous rien dit ?",
        "Did it help? " * 60,
        "word " * 26 + "end?",
        "Notwithstanding administrative familiarity, institutional accountability proliferates?",
    ],
)
def test_such_questions_stop_a_real_study(words: str) -> None:
    q = asking(words)
    found = stopping(q)
    assert found
    assert "Part 1" in place_name(q, found[0].place)


@pytest.mark.parametrize(
    "words",
    [
        "What made it hard to tell someone?",
        "Did they ask for your name?",
        "You do not have to answer. Did it help?",
        "Was child sexual abuse material reported?",
        "Did the Revenge Porn Helpline help?",
        "Which word fits best for you?",
        "word " * 19 + "end?",
    ],
)
def test_plain_questions_stop_nothing(words: str) -> None:
    assert stopping(asking(words)) == ()


def test_a_place_is_named_as_people_count() -> None:
    q = asking("Was it revenge porn?")
    assert place_name(q, ("sections", 0, "questions", 0, "options", 1, "text")) == (
        "Part 1, question q, option 2"
    )
    assert place_name(q, ("sections", 0, "content_note")) == "Part 1, the content note"
    assert place_name(q, ("consent",)) == "consent"


@pytest.mark.parametrize("who", ["Everyone from 13", "People aged 16 and over", "All ages",
    "Toute personne à partir de 13 ans", "Adults and children", "Ages 13 to 17",
    "13-17 year olds", "People between 15 and 30 years", "Youth aged 14", "Adults and teenagers",
    "Les jeunes de 13 à 17 ans", "Personnes âgées de 15 ans et plus", "Adultes et adolescents",
    "Tous les âges", "Los jóvenes", "Personas de 14 a 20 años", "Mayores de 16 años",
    "Adultos y menores", "الأطفال والمراهقون", "من عمر 13 سنة فما فوق", "من سن ١٥",
    "الأشخاص من 13 إلى 17 سنة", "جميع الأعمار"])  # fmt: skip
def test_people_under_age_are_not_asked_by_the_way(who: str) -> None:
    assert [piece.path for piece in stopping(asking("How?", f"audience: {{who: {who}}}\n"))] == [
        "audience.who"
    ]


@pytest.mark.parametrize("who", ["Adults", "People aged 18 and over", "Adults from 13 countries",
                                 "Everyone over 25", "Adults who care for children",
    "Adults who were 13 to 15 when it happened", "Adults who were abused before the age of 16",
    "Personnes de 18 ans et plus", "Adultes de 13 pays", "Jeunes adultes", "Mayores de 18 años",
    "Personas adultas de 12 países", "Adultos que tenían de 13 a 17 años",
    "البالغون من 18 سنة فما فوق", "البالغون من 13 دولة", "Adults in 3 to 5 countries"])  # fmt: skip
def test_adults_are_asked_without_more(who: str) -> None:
    assert stopping(asking("How?", f"audience: {{who: {who}}}\n")) == ()


@pytest.mark.parametrize("said", ["Everyone from 13 can take part.", "This is for kids aged 14.",
    "Toute personne à partir de 13 ans peut répondre.", "Todas desde los 15 pueden responder.",
    "هذا للجميع من سن 15."])  # fmt: skip
def test_people_under_age_are_not_invited_in_what_is_read_first(said: str) -> None:
    begun = asking("How?").model_copy(update={"introduction": Text.from_input(said)})
    assert [piece.path for piece in stopping(begun)] == ["introduction"]


@pytest.mark.parametrize("said", [
    "Everyone from 18 can take part.", "We ask all from 13 countries.",
    "We publish for people who were 13.", "Tous des 12 pays peuvent lire."])  # fmt: skip
def test_numbers_that_invite_nobody_under_age_stand(said: str) -> None:
    begun = asking("How?").model_copy(update={"introduction": Text.from_input(said)})
    assert stopping(begun) == ()


ALLOWED = """allowed:
  - words: revenge porn
    kind: term
    reason: We ask what people think of this word.
"""


def test_a_quoted_term_with_a_reason_may_stand_and_the_reason_is_stored() -> None:
    quoted = "What do you think of the words “revenge porn”?"
    assert stopping(asking(quoted))
    assert stopping(asking("Was it revenge porn?", ALLOWED))
    q = asking(quoted, ALLOWED)
    assert stopping(q) == ()
    assert from_json(to_json(q)).allowed[0].reason == "We ask what people think of this word."


def test_a_pattern_that_misreads_is_answered_with_a_reason() -> None:
    words = "Who shared the good news with you?"
    reason = "This is about good news."
    allowed = f"allowed:\n  - {{words: shared the, kind: other, reason: {reason}}}\n"
    assert stopping(asking(words)) == stopping(asking(words, allowed))
    whole = allowed.replace("shared the", "who shared the good news")
    assert stopping(asking(words, whole)) == ()


@pytest.mark.parametrize(
    "words",
    [
        "About the tool: the people who run this survey describe it here, before it is sent.",
        "CHANGE ME: what the tool does.",
        "[describe the tool]",
        "À COMPLÉTER",
        "POR COMPLETAR: la herramienta",
    ],
)
def test_a_place_that_nobody_filled_in_stops(words: str) -> None:
    found = [piece.what for piece in stopping(asking(words))]
    assert any("still stands here" in what for what in found), found


@pytest.mark.parametrize("words", ["What would you change?", "You can write it here.",
                                   "Who are the people who run this group?"])  # fmt: skip
def test_words_that_only_look_like_such_a_place_may_stand(words: str) -> None:
    assert not [piece.what for piece in stopping(asking(words)) if "still stands" in piece.what]


def test_too_many_questions_and_minutes_stop(made: Made) -> None:
    def pages(count: int) -> Questionnaire:
        return made(
            sections="".join(
                f"  - id: s{i}\n    title: S\n    questions:\n"
                f"      - {{id: q{i}, type: scale, text: T, points: [A, B]}}\n"
                for i in range(count)
            )
        )

    assert stopping(pages(25)) == ()
    assert [piece.what for piece in stopping(pages(26))] == ["there are 26 questions"]
    assert stopping(pages(3).model_copy(update={"minutes": 25})) == ()
    assert stopping(pages(3).model_copy(update={"minutes": 26}))


@pytest.mark.parametrize("words", ["CHANGE ME", "change-me: the country", "TBD", "n/a", "?", "xxx",
                                   "to be confirmed", "[your organisation]"])  # fmt: skip
def test_words_that_hold_a_place_tell_nobody_anything(words: str) -> None:
    house, text, law, held = map(
        Text.from_input, ("House", "We pass on danger.", "Luxembourg", words)
    )
    assert untold(house, text, law, "Counsel, in March") == ()
    assert "legal_sign_off" in untold(house, text, law, words)[0]
    assert "jurisdiction" in untold(house, text, held, "Counsel")[0]
    assert "safeguarding" in untold(house, held, law, "Counsel")[0]
    assert "organisation" in untold(held, text, law, "Counsel")[0]
    in_two = Text((("en", "We pass on danger."), ("ar", words)))
    assert "safeguarding in ar" in untold(house, in_two, law, "Counsel")[0]


def test_one_missing_language_is_one_line(made: Made) -> None:
    q = made(
        sections="""  - id: s
    title: S
    questions:
      - {id: q, type: scale, text: T, points: [A, B]}
"""
    )
    pieces = advice(q.model_copy(update={"languages": ("en", "fr", "es")}))
    assert len(pieces) == 2
    assert "“fr”" in pieces[0].what
    assert "“es”" in pieces[1].what
