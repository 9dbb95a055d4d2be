"""What goes beside a report on paper: the questions as they were asked, and the method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from survey.questionnaire.languages import direction, english_name
from survey.questionnaire.model import Note, Question, Questionnaire, Written, valid_options
from survey.reports.study.html import report_environment
from survey.reports.study.pages import ReportPages
from survey.reports.study.report_model import ReportInput


@dataclass(frozen=True)
class AskedItem:
    """A question, or (no number) a note, in one language; `answers` are its options."""

    number: int
    text: str
    help: str
    kind: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class AskedSection:
    """A section in one language, with what it warns of."""

    title: str
    content_note: str
    items: tuple[AskedItem, ...]


@dataclass(frozen=True)
class AskedInLanguage:
    """All that people read of a questionnaire, in one language."""

    code: str
    name: str
    dir: str
    title: str
    before: tuple[str, ...]
    sections: tuple[AskedSection, ...]
    closing: str


_KINDS = {
    "single": "○",
    "multiple": "□",
    "scale": "○",
    "ranking": "1 2 3",
    "text": "…",
}


def questionnaire_html(given: ReportInput, pages: ReportPages, templates: Path) -> str:
    """Return the questions as asked, in every language, as the HTML that their PDF is made of."""
    asked = tuple(_in_language(given.questionnaire, code) for code in given.questionnaire.languages)
    template = report_environment(templates).get_template("report/study/questionnaire.html")
    return template.render(pages=pages, doc=pages.doc, asked=asked)


def method_html(given: ReportInput, pages: ReportPages, templates: Path) -> str:
    """Return the method and the record of what was decided, as the HTML of its PDF."""
    template = report_environment(templates).get_template("report/study/method.html")
    release = given.release
    return template.render(
        pages=pages, doc=pages.doc, policy=release.policy.sentences, study=release.study
    )


def _in_language(q: Questionnaire, code: str) -> AskedInLanguage:
    numbers = {one.id: at for at, one in enumerate(q.questions(), 1)}
    sections = tuple(
        AskedSection(
            section.title.in_language(code),
            section.content_note.in_language(code),
            tuple(_items(section.items, numbers, code)),
        )
        for section in q.sections
    )
    before = (q.introduction, q.details, q.consent)
    return AskedInLanguage(
        code,
        english_name(code),
        direction(code),
        q.title.in_language(code),
        tuple(text.in_language(code) for text in before if text.in_language(code)),
        sections,
        q.closing.in_language(code),
    )


def _items(
    items: tuple[Question | Note, ...], numbers: dict[str, int], code: str
) -> Iterator[AskedItem]:
    for item in items:
        text = item.text.in_language(code)
        if isinstance(item, Note):
            yield AskedItem(0, text, "", "", ())
            continue
        options = () if isinstance(item, Written) else valid_options(item)
        answers = tuple(option.text.in_language(code) for option in options)
        help_ = item.help.in_language(code)
        yield AskedItem(numbers[item.id], text, help_, _KINDS[item.type], answers)
