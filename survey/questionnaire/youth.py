"""What a study must keep to before young people are asked.

It knows nothing of the people who answer or approve.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from survey.questionnaire.advice.readability import grade, longest
from survey.questionnaire.files.problems import Finding, Path, shown
from survey.questionnaire.model import Note, Question, Questionnaire, Text, Written
from survey.questionnaire.places import asks_birth, asks_family_or_school, place_questions

#: The Flesch-Kincaid grade of what young people agree to (English), and the words of a sentence.
GRADE = 5.0
WORDS = 20
TEXT_QUESTIONS = 1


def unfit_for_young(q: Questionnaire) -> Iterator[Finding]:
    """Return what must change before young people can be asked; nothing for a study of adults."""
    if q.audience.young is None:
        return
    yield from chain(_wording(q), _payment(q), _hard_sections(q), _questions(q), _places(q))


def _wording(q: Questionnaire) -> Iterator[Finding]:
    for name, text in (("introduction", q.introduction), ("consent", q.consent)):
        for code, words in text.pairs:
            path: Path = (name, code) if code else (name,)
            yield from _hard_words(path, words, code or q.languages[0], text)


def _hard_words(path: Path, words: str, language: str, text: Text) -> Iterator[Finding]:
    if language.split("-")[0] == "en":
        reached = grade(words)
        if reached > GRADE:
            what = f"young people read this, and it is of reading grade {reached:.1f}"
            yield Finding(
                path, what, f"Use shorter words and sentences, to grade {GRADE:g} or less"
            )
    elif (count := longest(words, language)) > WORDS:
        what = f"young people read this, and its longest sentence has {count} words"
        yield Finding(path, what, f"Keep each sentence to {WORDS} words")


def _payment(q: Questionnaire) -> Iterator[Finding]:
    if q.payment is not None and q.payment.needs_account:
        what = "young people cannot be asked for an account or a proof of age to be paid"
        yield Finding(("payment", "needs_account"), what, "Choose another payment, or none")


def _hard_sections(q: Questionnaire) -> Iterator[Finding]:
    for i, section in enumerate(q.sections):
        if section.sensitivity > 1 and not section.ask_young:
            what = f"a section of sensitivity {section.sensitivity} stands in a study of the young"
            do = "Take it out; or write “ask_young: true” here, when your approval covers it"
            yield Finding(("sections", i, "sensitivity"), what, do)


def _questions(q: Questionnaire) -> Iterator[Finding]:
    written = 0
    for path, question in _places_of_questions(q):
        if isinstance(question, Written):
            written += 1
            if written > TEXT_QUESTIONS:
                what = "a second question asks young people for their own words"
                yield Finding((*path, "type"), what, f"Keep {TEXT_QUESTIONS} text question")
        if asks_family_or_school(question):
            what = f"{shown(question.id)} asks young people for their family or school"
            yield Finding((*path, "text"), what, "Take it out: nothing here may name them")


def _places(q: Questionnaire) -> Iterator[Finding]:
    """No report may cross young people with places: no split by place, and none beside a split."""
    places = place_questions(q)
    splits = [question.id for question in q.breakdowns()]
    for path, question in _places_of_questions(q):
        if question.id not in places:
            continue
        if question.id in splits:
            what = "reports of a study of young people cannot be split by place"
            yield Finding((*path, "breakdown"), what, "Take “breakdown” out here")
        elif splits:
            what = f"young people are asked for a place, and tables are split by {splits[0]}"
            yield Finding(path, what, "Take this question out, or “breakdown” there")


def birth_dates(q: Questionnaire) -> Iterator[Finding]:
    """Return each question, in any study, that asks for a date of birth."""
    for path, question in _places_of_questions(q):
        if asks_birth(question):
            what = f"{shown(question.id)} asks for a date of birth, which points to one person"
            yield Finding((*path, "text"), what, "Ask for broad age bands, or leave it out")


def _places_of_questions(q: Questionnaire) -> Iterator[tuple[Path, Question]]:
    for i, section in enumerate(q.sections):
        for j, item in enumerate(section.items):
            if not isinstance(item, Note):
                yield ("sections", i, "questions", j), item
