"""Bringing in a questionnaire of another system: a file of ours, with what became of each item."""

from __future__ import annotations

import csv
import io
from pathlib import PurePath

from survey.errors import BadInput
from survey.questionnaire.importing.foreign_form import ForeignForm
from survey.questionnaire.importing.import_remarks import with_import_head
from survey.questionnaire.importing.import_report import ImportReport
from survey.questionnaire.importing.language_names import language_code
from survey.questionnaire.importing.making import Imported, imported
from survey.questionnaire.importing.recognising import is_our_own, read_foreign


def import_questionnaire(name: str, content: bytes, language: str = "") -> Imported:
    """Return a file of another system as a questionnaire file, its report at the head of it.

    `name` is what the file is called; `language` is that of words of which it does not say it.
    BadInput when it cannot be read, or nothing of it can be asked.
    """
    code = language_code(language) if language else ""
    if language and not code:
        raise BadInput(
            f"“{language}” is no language that is known here.",
            kept="Nothing was written.",
            do="Write its code, such as “fr” or “pt-BR”.",
        )
    made = _made(read_foreign(name, content), PurePath(name).stem, code)
    return Imported(with_import_head(made.text, made.report, name), made.report)


def _made(form: ForeignForm, file: str, language: str) -> Imported:
    if not form.own:
        return imported(form, file, language)
    # It brings what writes workbooks, and the desk starts often.
    from survey.questionnaire.importing.own_workbook import brought_back

    return brought_back(form, file, language)


def as_questionnaire_file(name: str, content: bytes) -> str | bytes:
    """Return a file of ours as it is, and one of another system as one of ours."""
    return content if is_our_own(content) else import_questionnaire(name, content).text


def report_csv(report: ImportReport) -> str:
    """Return every item of the file with what became of it, as a table for spreadsheets."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(("where", "name", "words", "outcome", "why"))
    rows.writerows(
        (_inert(line.where), _inert(line.name), _inert(line.words), line.outcome.value, why)
        for line in report.lines
        for why in [" ".join(line.why)]
    )
    return written.getvalue()


def _inert(words: str) -> str:
    """Return words that no spreadsheet takes for a formula."""
    return f"'{words}" if words[:1] in "=+-@\t\r" and words else words
