"""tables.json-stat.json: every table as JSON-stat 2.0, one dataset a table.

The specification is at https://json-stat.org/full/. A hidden number is null with the status "c".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from survey.disclosure.release import Breakdown, QuestionResult, Release, Shown
from survey.reports.report_language import N_, document_language
from survey.reports.report_language import say as _
from survey.reports.report_words import (
    BY_LANGUAGE,
    category_said,
    missing_name,
    rows_said,
    say,
)
from survey.reports.study.report_model import ReportInput
from survey.reports.tables.study_described import described

_MEASURES = {
    "count": N_("People (rounded)"),
    "percent": N_("Percent"),
    "low": N_("Percent: low end of range"),
    "high": N_("Percent: high end of range"),
}
_HIDDEN, _UNPRINTED = "c", "x"
_STATUS = {_HIDDEN: N_("Hidden to protect people"), _UNPRINTED: N_("Not available")}


def json_stat(made_of: ReportInput) -> dict[str, Any]:
    """Return all tables that are printed in numbers as a JSON-stat collection."""
    release, about = made_of.release, described(made_of)
    language = document_language()
    return {
        "version": "2.0",
        "class": "collection",
        "label": about.title,
        "updated": about.released_on,
        "note": [about.summary],
        **({"extension": {"lang": language}} if language != "en" else {}),
        "link": {"item": list(_datasets(release))},
    }


def _datasets(release: Release) -> Iterator[dict[str, Any]]:
    for question in release.questions:
        if question.form != "numbers":
            continue
        yield _one_way(question, release)
        for split in question.breakdowns:
            yield _split(question, split, release)


def _one_way(question: QuestionResult, release: Release) -> dict[str, Any]:
    languages = release.study.languages
    rows = [("_base", _("All who answered this question"), question.base)]
    rows += [(one.id, say(one.label, languages).text, one.shown) for one in question.rows]
    rows += [(one.id, say(one.label, languages).text, one.shown) for one in question.sums]
    rows += [
        (f"_{one.kind}_{one.id}", missing_name(one, languages).text, one.shown)
        for one in question.missing
    ]
    return _dataset(
        question,
        release,
        {"answer": (_("Answer"), [(row_id, text) for row_id, text, _ in rows])},
        [shown for _, _, shown in rows],
    )


def _split(question: QuestionResult, split: Breakdown, release: Release) -> dict[str, Any]:
    languages = release.study.languages
    texts = [one.text for one in rows_said(question, split, languages)]
    groups = [(one.id, category_said(split, one, languages).text) for one in split.categories]
    by = _("Language") if split.by == BY_LANGUAGE else say(split.label, languages).text
    rows = [("_base", _("All who answered this question")),
            *zip(split.row_ids, texts, strict=True)]  # fmt: skip
    cells = [[one.base for one in split.categories], *split.cells]
    shown = [one for line in cells for one in line]
    return _dataset(
        question, release, {"answer": (_("Answer"), rows), "group": (by, groups)}, shown
    )


def _dataset(
    question: QuestionResult,
    release: Release,
    dimensions: dict[str, tuple[str, Sequence[tuple[str, str]]]],
    cells: Sequence[Shown],
) -> dict[str, Any]:
    """Return a dataset: its dimensions, with the measures last, and its values in that order."""
    whole = {
        **dimensions,
        "measure": (_("Measure"), [(one, _(label)) for one, label in _MEASURES.items()]),
    }
    values: list[int | float | None] = []
    status: dict[str, str] = {}
    for shown in cells:
        for measure in _MEASURES:
            value = None if shown.hidden else getattr(shown, measure)
            if value is None:
                status[str(len(values))] = _HIDDEN if shown.hidden else _UNPRINTED
            values.append(value)
    return {
        "version": "2.0",
        "class": "dataset",
        "label": say(question.text, release.study.languages).text,
        "updated": release.study.released_on,
        "id": list(whole),
        "size": [len(categories) for _, categories in whole.values()],
        "role": {"metric": ["measure"]},
        "dimension": {
            name: {
                "label": label,
                "category": {"index": [one for one, _ in categories], "label": dict(categories)},
            }
            for name, (label, categories) in whole.items()
        },
        "value": values,
        "status": status,
        "extension": {
            "question": question.id,
            "status": {"label": {one: _(label) for one, label in _STATUS.items()}},
        },
    }
