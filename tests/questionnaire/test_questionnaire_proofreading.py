"""Advice is given where answering could be easier, and never stops a questionnaire."""

from __future__ import annotations

from collections.abc import Callable

from survey.questionnaire.advice.proofreading import Suggestion, advice
from survey.questionnaire.model import Questionnaire

Form = Callable[[str], Questionnaire]
Made = Callable[..., Questionnaire]


def places(q: Questionnaire) -> list[tuple[str, str]]:
    """Give path and finding of each piece of advice."""
    return [(piece.path, piece.what) for piece in advice(q)]


def test_a_good_questionnaire_needs_no_advice(form: Form) -> None:
    assert advice(form("worked-example")) == ()


def test_missing_translations_are_advice(form: Form) -> None:
    pieces = advice(form("translation-missing"))
    assert [piece.path for piece in pieces] == ["introduction"]
    assert "neither this nor 3 other places of 6" in pieces[0].what
    assert str(pieces[0]).startswith("introduction: neither this")


def test_long_pages_and_questionnaires(made: Made) -> None:
    def page(i: int, count: int) -> str:
        questions = "".join(
            f"      - {{id: q{i}x{j}, type: scale, text: T, points: [A, B]}}\n"
            for j in range(count)
        )
        return f"  - id: s{i}\n    title: S\n    questions:\n{questions}"

    assert places(made(sections="".join(page(i, 4) for i in range(4)))) == []
    assert places(made(sections="".join(page(i, 4) for i in range(4)) + page(9, 1))) == [
        ("sections", "there are 17 questions")
    ]
    assert places(made(sections=page(0, 5))) == [("sections[0]", "this section has 5 questions")]


def test_many_text_questions(made: Made) -> None:
    four = "".join(f"      - {{id: q{i}, type: text, text: T}}\n" for i in range(4))
    assert places(made(four)) == [("sections", "4 questions ask for written words")]


def test_minutes_and_consent(form: Form) -> None:
    q = form("single")
    long = q.model_copy(update={"minutes": 16})
    assert places(long) == [("minutes", "it takes 16 minutes")]
    assert places(q.model_copy(update={"minutes": 15})) == []


def test_a_long_consent_text(made: Made) -> None:
    words = "  - id: s\n    title: S\n    questions: [{id: q, type: text, text: T}]\nminutes: 5\n"
    q = made(sections=words)
    rest = len(q.title.in_language("en").split()) + len(q.introduction.in_language("en").split())
    room = 120 - rest - 27  # what the page says of danger, of who asks and of the minutes

    def consenting(count: int) -> Questionnaire:
        return q.model_copy(update={"consent": type(q.consent)((("", "word. " * count),))})

    assert places(consenting(room)) == []
    what = "what people read before they agree has 121 words in “en”"
    assert places(consenting(room + 1)) == [("consent", what)]


def test_the_longest_language_before_consent_is_named(made: Made) -> None:
    words = "  - id: s\n    title: S\n    questions: [{id: q, type: text, text: T}]\nminutes: 5\n"
    q = made(sections=words)
    both = type(q.consent)((("", "word. " * 50), ("fr", "mot. " * 130)))
    found = places(q.model_copy(update={"languages": ("en", "fr"), "consent": both}))
    assert [what for path, what in found if path == "consent"] == [
        "what people read before they agree has 166 words in “fr”"
    ]


def test_sensitive_questions_in_the_wrong_place(made: Made) -> None:
    question = """      - id: q
        type: single
        text: T
        sensitive: true
        breakdown: true
        options: [{id: a, text: A}, {id: b, text: B}]
"""
    assert places(made(question)) == [
        ("sections[0].questions[0]", "a sensitive question stands in a plain section"),
        ("sections[0].questions[0]", "a sensitive question is used as a breakdown"),
    ]


def test_advice_on_the_whole_prints_without_a_path() -> None:
    assert str(Suggestion((), "too long", "Shorten it")) == "too long. Shorten it"
