"""What goes beside a report on paper: the questions as they were asked, and the method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from survey.questionnaire.languages import direction
from survey.questionnaire.model import Note, Question, Questionnaire, Written, valid_options
from survey.reports.report_language import say as _
from survey.reports.report_words import (
    ReportSentence,
    comma,
    journal_head,
    language_said,
    number,
    put_in,
    tell,
)
from survey.reports.study.html import report_environment
from survey.reports.study.method import GLOSSARY
from survey.reports.study.report_model import ReportInput
from survey.reports.study.report_pages import ReportPages


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
    names = comma().join(one.name for one in asked)
    return template.render(pages=pages, doc=pages.doc, asked=asked, names=names)


def method_html(given: ReportInput, pages: ReportPages, templates: Path) -> str:
    """Return the method and the record of what was decided, as the HTML of its PDF."""
    template = report_environment(templates).get_template("report/study/method.html")
    record = tuple(_record(given))
    glossary = tuple((_(term), _(meaning)) for term, meaning in GLOSSARY)
    belongs = put_in(_("It belongs to the report “{title}”."), title=pages.doc.title)
    return template.render(
        pages=pages, doc=pages.doc, glossary=glossary, record=record, belongs=belongs
    )


def _record(given: ReportInput) -> Iterator[tuple[str, ReportSentence]]:
    """Return what was decided of a study and its release, and the check number of each thing."""
    release = given.release
    study, policy, audit = release.study, release.policy, release.audit
    facts = (
        (_("Study, release"), f"{study.id}, {release.number}"),
        (_("Open, closed, released"), f"{study.opened_on}, {study.closed_on}, {study.released_on}"),
        (_("Practice study"), _("yes") if study.practice else _("no")),
        (
            _("Questions reviewed before they were published"),
            _("yes") if study.reviewed else _("no"),
        ),
        (_("Report reviewed by"), given.publisher.reviewed_by or _("nobody is named")),
        (_("Version of the consent text"), study.consent_version),
        (_("Check number of the questionnaire"), study.questionnaire_fingerprint),
        (_("SHA-256 of questionnaire.json"), study.questionnaire_digest),
        (_("Check number of the closed set"), study.closed_set),
        (_("Check numbers of the keys"), " ".join((study.numbers_key, study.words_key)).strip()),
        (
            _("Who had to open together"),
            _(
                "%(threshold)s of %(shares)s trustees",
                threshold=study.threshold,
                shares=study.shares,
            ),
        ),
        (_("Journal of what staff did"), journal_head(study.journal) if study.journal else ""),
        (_("Smallest number printed"), f"{policy.threshold}"),
        (_("… of a sensitive question"), f"{policy.threshold_sensitive}"),
        (_("Rule of how much is printed"), _("%(ladder)s people", ladder=_(policy.ladder))),
        (_("Numbers looked at by the check"), number(audit.cells)),
        (_("… of them hidden"), number(audit.hidden)),
        (_("Tables not printed"), number(audit.refused_tables)),
        (_("Verdict of the check"), _("passed") if audit.passed else _("not passed")),
        (_("Version of the program"), given.program),
    )
    return ((term, tell(text)) for term, text in facts if text)


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
        language_said(code),
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
