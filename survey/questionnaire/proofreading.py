"""Advice on a sound questionnaire: what would make it easier for the people who answer.

It knows whole questionnaires. Nothing here stops a study; what must change is in `soundness`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from survey.questionnaire.model import (
    Note,
    Questionnaire,
    Section,
    Single,
    Text,
    Written,
    valid_options,
)
from survey.questionnaire.problems import Path, path_text, shown
from survey.questionnaire.readability import grade, in_english, longest, sentences
from survey.questionnaire.tone import Where, forced_binary, heard
from survey.questionnaire.wording import texts

QUESTIONS_ON_A_PAGE = 4
QUESTIONS = 16
MINUTES = 15
TEXT_QUESTIONS = 3
CONSENT_WORDS = 120
SENTENCE_WORDS = 20
QUESTION_WORDS = 30
QUESTION_SENTENCES = 2
#: The Flesch-Kincaid grade of a page in English: about what people of 11 or 12 read with ease.
GRADE = 6.0


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice: where, what was seen, and what may be better."""

    path: str
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}. {self.do}" if self.path else f"{self.what}. {self.do}"


def advice(q: Questionnaire) -> tuple[Advice, ...]:
    """Give advice on length, order, sensitivity, wording and translations; empty when none."""
    parts = (_length, _pages, _sensitive, _consent, _reading, _stems, _tone, _genders)
    return tuple(chain(*(part(q) for part in parts), _translations(q)))


def reading_grades(q: Questionnaire) -> tuple[tuple[str, float], ...]:
    """Give the Flesch-Kincaid grade of each page in English, by its place in the file."""
    found = [
        (name, grade(words))
        for name in ("introduction", "consent", "details", "closing")
        if (words := in_english(getattr(q, name), q.languages))
    ]
    for i, section in enumerate(q.sections):
        said = [in_english(text, q.languages) for text in _prompts(section)]
        if any(said):
            found.append((f"sections[{i}]", grade(said)))
    return tuple(found)


def _prompts(section: Section) -> Iterator[Text]:
    yield section.title
    yield section.content_note
    for item in section.items:
        yield item.text
        if not isinstance(item, Note):
            yield item.help


def _length(q: Questionnaire) -> Iterator[Advice]:
    questions = list(q.questions())
    if len(questions) > QUESTIONS:
        what = f"there are {len(questions)} questions"
        yield Advice("sections", what, f"People tire: {QUESTIONS} or fewer are kinder")
    written = sum(1 for question in questions if isinstance(question, Written))
    if written > TEXT_QUESTIONS:
        what = f"{written} questions ask for written words"
        yield Advice("sections", what, f"Writing is hard work: keep to {TEXT_QUESTIONS} at most")
    if q.minutes is not None and q.minutes > MINUTES:
        yield Advice("minutes", f"it takes {q.minutes} minutes", f"Aim for {MINUTES} or fewer")


def _pages(q: Questionnaire) -> Iterator[Advice]:
    for i, section in enumerate(q.sections):
        count = len(section.questions)
        if count > QUESTIONS_ON_A_PAGE:
            do = f"Split it: one section is one page, best with {QUESTIONS_ON_A_PAGE} or fewer"
            yield Advice(f"sections[{i}]", f"this section has {count} questions", do)


def _sensitive(q: Questionnaire) -> Iterator[Advice]:
    for i, section in enumerate(q.sections):
        for j, item in enumerate(section.items):
            if not getattr(item, "sensitive", False):
                continue
            path = f"sections[{i}].questions[{j}]"
            if section.sensitivity == 1:
                do = "Give the section “sensitivity: 2” and a content note, or move the question"
                yield Advice(path, "a sensitive question stands in a plain section", do)
            if isinstance(item, Single) and item.breakdown:
                do = "Tables will be split by it under the stricter limits; consider leaving it out"
                yield Advice(path, "a sensitive question is used as a breakdown", do)


def _consent(q: Questionnaire) -> Iterator[Advice]:
    longest = max(len(words.split()) for _, words in q.consent.pairs)
    if longest > CONSENT_WORDS:
        what = f"the consent text has {longest} words"
        yield Advice("consent", what, f"Keep it to {CONSENT_WORDS}: people read short texts")


def _reading(q: Questionnaire) -> Iterator[Advice]:
    for place, reached in reading_grades(q):
        if reached > GRADE:
            do = f"Shorter words and sentences help: aim for grade {GRADE:g}"
            yield Advice(place, f"this page is of reading grade {reached:.1f}", do)
    for path, text, _ in texts(q):
        for code, words in text.pairs:
            count = longest(words, code or q.languages[0])
            if count > SENTENCE_WORDS:
                where = path_text((*path, code) if code else path)
                do = f"Make two of it: {SENTENCE_WORDS} words are enough"
                yield Advice(where, f"a sentence has {count} words", do)


def _stems(q: Questionnaire) -> Iterator[Advice]:
    for i, section in enumerate(q.sections):
        for j, item in enumerate(section.items):
            words = item.text.pairs[0][1]
            if isinstance(item, Note) or (
                len(words.split()) <= QUESTION_WORDS and len(sentences(words)) <= QUESTION_SENTENCES
            ):
                continue
            do = f"Keep it to {QUESTION_SENTENCES} sentences and {QUESTION_WORDS} words in all"
            yield Advice(f"sections[{i}].questions[{j}].text", "this question is long", do)


def _tone(q: Questionnaire) -> Iterator[Advice]:
    for path, text, _ in texts(q):
        for code, words in text.pairs:
            language = code or q.languages[0]
            for lint in heard(words, _kinds(path), language.split("-")[0] == "en"):
                yield Advice(path_text((*path, code) if code else path), lint.found, lint.do)


def _kinds(path: Path) -> tuple[Where, ...]:
    """Give what kind of text stands at a path."""
    if "options" in path or "points" in path or "other" in path or "merge" in path:
        return ("all",)
    if path[-1] == "content_note":
        return ("all", "prompts", "notes")
    if "questions" in path:
        return ("all", "prompts", "questions")
    return ("all", "prompts")


def _genders(q: Questionnaire) -> Iterator[Advice]:
    for i, section in enumerate(q.sections):
        for j, question in enumerate(section.items):
            if isinstance(question, (Note, Written)):
                continue
            labels = [option.text.pairs[0][1] for option in valid_options(question)]
            if forced_binary(labels):
                do = "Add “In another way” or let people use their own word; or do not ask"
                path = f"sections[{i}].questions[{j}].options"
                yield Advice(path, "these options leave only two genders", do)


def _translations(q: Questionnaire) -> Iterator[Advice]:
    for path, text, _ in texts(q):
        missing = [code for code in q.languages[1:] if text and code not in text.languages()]
        if missing:
            what = f"not translated into {', '.join(shown(code) for code in missing)}"
            do = "People who chose that language will read the original here"
            yield Advice(path_text(path), what, do)
