"""Advice on a sound questionnaire: what would make it easier for the people who answer.

It knows whole questionnaires. Nothing here stops a study; what must change is in `soundness`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from survey.questionnaire.model import Questionnaire, Single, Written
from survey.questionnaire.problems import path_text, shown
from survey.questionnaire.wording import texts

QUESTIONS_ON_A_PAGE = 4
QUESTIONS = 16
MINUTES = 15
TEXT_QUESTIONS = 3
CONSENT_WORDS = 120


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice: where, what was seen, and what may be better."""

    path: str
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}. {self.do}" if self.path else f"{self.what}. {self.do}"


def advice(q: Questionnaire) -> tuple[Advice, ...]:
    """Give advice on length, order, sensitivity and translations; empty when there is none."""
    return tuple(chain(_length(q), _pages(q), _sensitive(q), _consent(q), _translations(q)))


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


def _translations(q: Questionnaire) -> Iterator[Advice]:
    for path, text, _ in texts(q):
        missing = [code for code in q.languages[1:] if text and code not in text.languages()]
        if missing:
            what = f"not translated into {', '.join(shown(code) for code in missing)}"
            do = "People who chose that language will read the original here"
            yield Advice(path_text(path), what, do)
