"""A report as a schema.org Dataset, for catalogues that read pages: as microdata, and as JSON-LD.

The vocabulary is at https://schema.org/Dataset.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from survey.reports.report_language import document_language
from survey.reports.report_language import say as _
from survey.reports.report_words import say
from survey.reports.study.report_model import Publisher, ReportInput
from survey.reports.tables.study_described import described

_DOWNLOADS = {
    "tables.csv": "text/csv",
    "tables.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "release.json": "application/json",
}


@dataclass(frozen=True, slots=True)
class MarkupItem:
    """One thing that a catalogue is told of: its type, and its properties in order.

    A property that has several values stands several times.
    """

    kind: str
    properties: tuple[tuple[str, str | MarkupItem], ...]


def dataset_markup(made_of: ReportInput) -> MarkupItem:
    """Return what a catalogue is told of a report."""
    release, about = made_of.release, described(made_of)
    study = release.study
    return MarkupItem(
        "Dataset",
        (
            ("name", about.title),
            ("description", about.summary),
            (
                "identifier",
                _("%(study)s, release %(number)s", study=study.id, number=release.number),
            ),
            ("version", str(release.number)),
            ("citation", about.cited),
            ("datePublished", about.released_on),
            ("temporalCoverage", f"{about.opened_on}/{about.closed_on}"),
            ("isAccessibleForFree", "true"),
            *(("inLanguage", code) for code in study.languages),
            *_published_by(made_of.publisher),
            *(
                ("variableMeasured", _variable(one.id, say(one.text, study.languages).text))
                for one in release.questions
            ),
            *(("distribution", _download(path)) for path in _DOWNLOADS),
        ),
    )


def dataset_json_ld(item: MarkupItem) -> dict[str, Any]:
    """Return an item as JSON-LD."""
    language, schema = document_language(), "https://schema.org"
    context = schema if language == "en" else [schema, {"@language": language}]
    return {"@context": context, **_as_json(item)}


def _as_json(item: MarkupItem) -> dict[str, Any]:
    values: dict[str, list[Any]] = {}
    for name, value in item.properties:
        told = _as_json(value) if isinstance(value, MarkupItem) else value
        values.setdefault(name, []).append(told)
    several = {name: told if len(told) > 1 else told[0] for name, told in values.items()}
    return {"@type": item.kind, **several}


def _published_by(publisher: Publisher) -> Iterator[tuple[str, str | MarkupItem]]:
    for name, title in (
        ("creator", publisher.organisation),
        ("publisher", publisher.organisation),
        ("funder", publisher.funder),
    ):
        if title:
            yield name, MarkupItem("Organization", (("name", title),))
    if publisher.licence:
        yield "license", publisher.licence


def _variable(question: str, text: str) -> MarkupItem:
    return MarkupItem("PropertyValue", (("propertyID", question), ("name", text)))


def _download(path: str) -> MarkupItem:
    told = (("encodingFormat", _DOWNLOADS[path]), ("contentUrl", path))
    return MarkupItem("DataDownload", told)
